"""Two builds of the same source are the same bytes (RP-01 to RP-03)."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

from reportgen.archive import read_archive
from reportgen.files import digest
from reportgen.verify.subject import Subject
from reportgen.verify.toolbox import Toolbox
from reportgen.verify.verdict import Finding

__all__ = ["judge_sameness"]


def judge_sameness(subject: Subject, toolbox: Toolbox) -> Iterator[Finding]:
    """Compare a file with that of the second build, and say where they part."""
    del toolbox
    first, second = subject.paths
    if not second.is_file():
        yield Finding("ABSENT", f"the second build has no {second.name}")
        return
    ours, theirs = first.read_bytes(), second.read_bytes()
    if ours == theirs:
        return
    said = f"{digest(ours)[:12]} and {digest(theirs)[:12]}"
    yield Finding(
        "BYTES", f"the two builds differ ({said}) from byte {_parting(ours, theirs):,} on"
    )
    yield from _different_parts(first, second)


def _parting(ours: bytes, theirs: bytes) -> int:
    pairs = enumerate(zip(ours, theirs, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(ours), len(theirs)))


def _different_parts(first: Path, second: Path) -> Iterator[Finding]:
    """Name the parts of an archive that differ; nothing for files that are none."""
    if not (zipfile.is_zipfile(first) and zipfile.is_zipfile(second)):
        return
    ours, theirs = (read_archive(path.read_bytes()) for path in (first, second))
    for name in sorted(ours.keys() | theirs.keys()):
        if ours.get(name) != theirs.get(name):
            yield Finding("PART", "this part differs", name)
