"""What is shown to the judges: files, all formats of one report together, and pairs of builds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["BUNDLE", "KINDS", "PAIR", "Source", "Subject", "bundles", "pairs", "subject_of"]

KINDS = ("pdf", "docx", "epub", "html")
"""The endings of the files that can be judged, in the order in which they are shown."""

BUNDLE = "bundle"
PAIR = "pair"


@dataclass(frozen=True)
class Source:
    """What a report's own source says about how its files must be.

    `html` is the body of the PDF edition: the text in reading order with its structure. `families`
    are the names of the fonts that the style brings, `attached` the names of the files that travel
    inside the PDF.
    """

    html: str = field(repr=False)
    families: tuple[str, ...]
    attached: tuple[str, ...] = ()


@dataclass(frozen=True)
class Subject:
    """One thing to judge: a file, or several that belong together."""

    name: str
    kind: str
    paths: tuple[Path, ...]
    source: Source | None = None

    @property
    def path(self) -> Path:
        """Return the one file, or the first of them."""
        return self.paths[0]


def subject_of(path: Path, name: str, source: Source | None = None) -> Subject | None:
    """Return the file as a subject; None when no judge knows its kind."""
    kind = path.suffix.lower().removeprefix(".")
    kind = "html" if kind == "htm" else kind
    return Subject(name, kind, (path.absolute(),), source) if kind in KINDS else None


def bundles(subjects: Iterable[Subject]) -> Iterator[Subject]:
    """Join the files that differ in their ending alone: the formats of one report."""
    groups: dict[Path, list[Subject]] = {}
    for subject in subjects:
        if subject.kind in KINDS:
            groups.setdefault(subject.path.with_suffix(""), []).append(subject)
    for members in groups.values():
        if len(members) > 1:
            stem = members[0].name.removesuffix(members[0].path.suffix)
            paths = tuple(member.path for member in members)
            yield Subject(f"{stem}.*", BUNDLE, paths, members[0].source)


def pairs(subjects: Iterable[Subject], second: Path) -> Iterator[Subject]:
    """Join each file with that of the same name in the folder of a second build."""
    for subject in subjects:
        if subject.kind in KINDS:
            other = (second / subject.path.name).absolute()
            yield Subject(subject.name, PAIR, (subject.path, other), subject.source)
