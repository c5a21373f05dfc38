"""What the reader names → subjects: projects, folders and files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from reportgen import build, formats
from reportgen.document import Document
from reportgen.edition import Style
from reportgen.verify.subject import KINDS, Source, Subject, bundles, pairs, subject_of

__all__ = ["gather", "is_project", "read_project", "source_of"]

Shown = Callable[[Path], str]
"""How a path is shown to the reader."""

ATTACHED = "attached/"
"""Where the edition of a PDF keeps what travels inside it."""


def is_project(folder: Path) -> bool:
    """Tell whether a folder holds a report's source."""
    return (folder / "source" / "report.yaml").is_file()


def gather(
    paths: Iterable[Path], source: Source | None, second: Path | None, shown: Shown = str
) -> list[Subject]:
    """Return the files to judge, then what is judged of several together.

    Each path is a file or a folder of files. `second` is a folder with a second build.
    """
    files = [
        subject
        for path in dict.fromkeys(found for path in paths for found in _files(path))
        if (subject := subject_of(path, shown(path), source)) is not None
    ]
    repeated = list(pairs(files, second)) if second is not None else []
    return [*files, *bundles(files), *repeated]


def _files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        files = (p for p in path.iterdir() if p.is_file() and not p.name.startswith("."))
        order = {f".{kind}": place for place, kind in enumerate(KINDS)}
        yield from sorted(files, key=lambda p: (p.stem, order.get(p.suffix.lower(), 0), p.name))
    else:
        yield path


def read_project(project: Path) -> tuple[Source, list[Path]]:
    """Compose a project's report, without laying it out; return it with the files in `build`.

    Raises `Failure` when the source has faults.
    """
    report, style, document = build.check(build.open_project(project)).value
    stem = project / "build" / report.metadata.slug
    suffixes = (formats.find(name).suffix for name in report.metadata.formats)
    files = [stem.with_name(f"{stem.name}{suffix}") for suffix in suffixes]
    return source_of(document, style), [path for path in files if path.is_file()]


def source_of(document: Document, style: Style) -> Source:
    """Return what the judges need to know of a document."""
    edition = formats.find("pdf").edition(document, style)
    attached = (name.removeprefix(ATTACHED) for name in edition.assets if name.startswith(ATTACHED))
    families = dict.fromkeys(font.family for font in style.fonts)
    return Source(edition.body, tuple(families), tuple(attached))
