"""One project of a workspace: its files under the texts that are open in the editor."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reportgen import build, formats, schema
from reportgen.cache import open_cache
from reportgen.check import BASELINE
from reportgen.diagnostics import Diagnostic, Failure, Span
from reportgen.files import BUNDLED, DiskFiles, Files, PatchedFiles, is_bundled, project_files
from reportgen.index import Index, Kind, Text, file_kind, read_index
from reportgen.memory import Memory
from reportgen.source import read_source
from reportgen.style import style_names

__all__ = ["Project", "find_root"]

_FOLDERS = ("source", "styles")


def find_root(path: Path) -> Path | None:
    """Return the folder of the project that a file is of, or None when it is of none.

    A project may lie inside another's folder; only files below `source/` and `styles/` are its own,
    and its baseline.
    """
    for folder in path.parents:
        if (folder / "source" / "report.yaml").is_file():
            below = path.relative_to(folder).parts
            own = (below[0] in _FOLDERS and len(below) > 1) or below == (BASELINE,)
            return folder if own else None
    return None


@dataclass
class Project:
    """The files of one project, the texts that lie over them, and what is known of its names."""

    root: Path
    open: dict[str, str] = field(default_factory=dict)
    disk: Files | None = None
    _memory: Memory = field(default_factory=lambda: Memory(open_cache(shared=False)))
    _index: Index | None = None
    _indexing: threading.Lock = field(default_factory=threading.Lock)
    _schemas: tuple[tuple[str, ...], Mapping[str, Any]] | None = None

    def files(self) -> Files:
        """Return the files as they are at this moment, under copies of the open texts."""
        disk = self.disk or project_files(self.root)
        # A copy first: another thread asks while someone types.
        return PatchedFiles(disk, {path: text.encode() for path, text in dict(self.open).items()})

    def diagnose(
        self, files: Files, between: Callable[[], None] = lambda: None
    ) -> tuple[Diagnostic, ...]:
        """Return what `reportgen check` says of the files, with what may be mended.

        `between` is called before each rule; who no longer needs the answer raises there.
        """
        try:
            with self._memory.open():
                understood = build.understand(files)
                found = build.proofread(files, understood, between=between).diagnostics
        except Failure as failure:
            return failure.diagnostics
        # What is typed on the way to the next word is of use to no other process.
        self._memory.shelf = None
        return found

    def index(self) -> Index:
        """Return the names as the texts have them now; only what has changed is read."""
        with self._indexing:  # or an older one that takes longer would take the newer one's place
            self._index = read_index(self.files(), self._index.readings if self._index else None)
            return self._index

    def last_index(self) -> Index:
        """Return the names as they last were: quick enough for every keystroke."""
        return self._index or self.index()

    def text(self, path: str) -> Text | None:
        """Return the text of a file, of the project or bundled, when it can be read."""
        files = DiskFiles(BUNDLED) if is_bundled(path) else self.files()
        try:
            return Text(path, read_source(files, path).text)
        except Failure:
            return None

    def location(self, path: str) -> Path:
        """Return where a file lies on the disk."""
        return (BUNDLED if is_bundled(path) else self.root) / path

    def schema_of(self, path: str) -> tuple[str, Mapping[str, Any]] | None:
        """Return the name and the JSON Schema of a file, with the project's categories."""
        kind = file_kind(path)
        if kind is None and path.startswith("styles/") and path.endswith("/style.yaml"):
            kind = "style"
        if kind is None:
            return None
        categories = tuple(d.key for d in self.last_index().of(Kind.CATEGORY))
        if self._schemas is None or self._schemas[0] != categories:
            self._schemas = (categories, schema.schemas(categories))
        return kind, self._schemas[1][kind]

    def words_of(self, path: tuple[str | int, ...]) -> tuple[str, ...]:
        """Return the words that a field of report.yaml takes from the project and its style."""
        if path[:1] == ("formats",):
            return formats.names()
        if path == ("style",):
            return tuple(style_names(self.files()))
        return ()

    def figures(self) -> tuple[str, ...]:
        """Return the images of the project, as prose names them."""
        found = self.files().paths("source/figures")
        return tuple(path.removeprefix("source/") for path in found)

    @staticmethod
    def place(diagnostic: Diagnostic) -> Span:
        """Return where a diagnostic belongs: one without a place, at the head of report.yaml."""
        return diagnostic.span or Span.at("source/report.yaml")
