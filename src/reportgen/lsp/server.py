"""The state of the server: which projects are open, and which check of each is the newest.

Holds the only clock: a check waits for a pause in typing.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from lsprotocol import types
from pygls import uris
from pygls.lsp.server import LanguageServer

from reportgen import __version__
from reportgen.files import Files
from reportgen.index import (
    Definition,
    Index,
    Occurrence,
    Text,
)
from reportgen.lsp.places import Places
from reportgen.lsp.project import Project, find_root
from reportgen.lsp.publish import Page, pages, uri_of

__all__ = ["Server"]

PAUSE = 0.15
"""Seconds without a keystroke before the project is checked."""


class _NoLongerWanted(Exception):  # noqa: N818 - no fault
    """A text changed while its project was checked."""


class Server(LanguageServer):
    """The projects that are open, and which check of each is the newest."""

    def __init__(self) -> None:
        super().__init__("reportgen", __version__)
        self.projects: dict[Path, Project] = {}
        self.addresses: dict[Path, str] = {}
        self.published: dict[Path, Mapping[str, Page]] = {}
        self.checked: dict[Path, Mapping[str, str]] = {}
        self.wanted: dict[Path, int] = {}
        self.waiting: dict[Path, asyncio.Task[None]] = {}
        self.ended = False
        # One check at a time: a second would only take the first one's processor.
        self.worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="check")

    # -------------------------------------------------------------- what is open

    def places(self) -> Places:
        """Return how this client counts columns."""
        return Places(self.workspace.position_codec)

    def project_of(self, uri: str) -> tuple[Project, str] | None:
        """Return the project of a document and its path there; None when it is of none."""
        name = uris.to_fs_path(uri)
        if name is None:
            return None
        path = Path(name)
        root = find_root(path)
        if root is None:
            return None
        project = self.projects.setdefault(root, Project(root))
        return project, path.relative_to(root).as_posix()

    def document(self, uri: str) -> tuple[Project, Text] | None:
        """Return a document with its project, as it stands in the editor."""
        found = self.project_of(uri)
        if found is None:
            return None
        project, path = found
        text = project.text(path)
        return None if text is None else (project, text)

    def keep(self, uri: str) -> None:
        """Lay the text of an open document over its file, and check its project."""
        found = self.project_of(uri)
        if found is not None:
            project, path = found
            project.open[path] = self.workspace.get_text_document(uri).source
            self.addresses[project.root / path] = uri
            self.schedule(project)

    def forget(self, uri: str) -> None:
        """Let the file on the disk count again."""
        found = self.project_of(uri)
        if found is not None:
            project, path = found
            project.open.pop(path, None)
            self.schedule(project)

    def address(self, path: Path) -> str:
        """Return the address of a file in the words of the client."""
        return self.addresses.get(path) or uri_of(path)

    def location(
        self, project: Project, index: Index, at: Occurrence | Definition
    ) -> types.Location:
        """Return where a name stands."""
        span = at.part if isinstance(at, Occurrence) else at.span
        text = index.readings[span.path].text
        return types.Location(
            self.address(project.location(span.path)), self.places().range_of(span, text)
        )

    def enter(self, folder: Path) -> None:
        """Check the project that a folder of the workspace is, before any file of it is open."""
        if (folder / "source" / "report.yaml").is_file():
            self.schedule(self.projects.setdefault(folder, Project(folder)))

    # -------------------------------------------------------------- checks

    def schedule(self, project: Project) -> None:
        """Check a project after a pause; what was wanted before is no longer wanted."""
        root = project.root
        self.wanted[root] = self.wanted.get(root, 0) + 1
        before = self.waiting.get(root)
        if before is not None:
            before.cancel()
        self.waiting[root] = asyncio.get_running_loop().create_task(
            self.check(project, self.wanted[root])
        )

    async def check(self, project: Project, number: int) -> None:
        """Wait for the pause, check in the worker, and publish unless a newer check is wanted."""
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.sleep(PAUSE)
            files = project.files()
            loop = asyncio.get_running_loop()
            try:
                found = await loop.run_in_executor(
                    self.worker, self.work, project, files, number
                )  # fmt: skip
            except Exception as fault:  # noqa: BLE001 - a bug of ours must not end the talk
                self.say_bug(fault)
                return
            if found is not None and self.wanted[project.root] == number:
                self.publish(project, found)

    def say_bug(self, fault: Exception) -> None:
        """Tell whoever writes that the check met a bug of ours; the talk goes on."""
        message = f"reportgen has met a bug of its own ({type(fault).__name__}: {fault})"
        self.window_show_message(types.ShowMessageParams(types.MessageType.Error, message))

    def work(self, project: Project, files: Files, number: int) -> Mapping[str, Page] | None:
        """Read the names and check, in the worker; None when a newer check is wanted meanwhile."""

        def between() -> None:
            if self.wanted[project.root] != number:
                raise _NoLongerWanted

        try:
            between()
            project.index()
            between()
            return pages(project, project.diagnose(files, between), self.places())
        except _NoLongerWanted:
            return None

    def publish(self, project: Project, found: Mapping[str, Page]) -> None:
        """Show what was found in every file in which it is not what is shown already."""
        shown, texts = (of.get(project.root, {}) for of in (self.published, self.checked))
        for path in sorted({*found, *shown}):
            same = texts.get(path) == project.open.get(path)  # or an editor has moved the marks
            if same and found.get(path, ()) == shown.get(path, ()):
                continue
            self.text_document_publish_diagnostics(
                types.PublishDiagnosticsParams(
                    uri=self.address(project.location(path)),
                    diagnostics=[finding.shown for finding in found.get(path, ())],
                )
            )
        self.published[project.root] = found
        self.checked[project.root] = dict(project.open)

    def findings(self, project: Project, path: str) -> Page:
        """Return what was found in a file; nothing when a text has changed since it was checked."""
        if self.checked.get(project.root) != project.open:
            return ()
        return self.published.get(project.root, {}).get(path, ())

    # -------------------------------------------------------------- names

    async def named(
        self, uri: str, position: types.Position
    ) -> tuple[Project, Index, Text, Occurrence] | None:
        """Return the name at a place, with the names of its project."""
        found = self.document(uri)
        if found is None:
            return None
        project, text = found
        index = await asyncio.to_thread(project.index)
        here = index.at(text.path, self.places().position(position, text))
        return (project, index, text, here[0]) if here else None
