"""What a judge says of a file, as data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Finding", "Judgement", "Level", "Verdict", "note", "warning"]


class Level(StrEnum):
    """How much a finding weighs: only an error fails the file."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Verdict(StrEnum):
    """What came of showing one file to one judge.

    `MISSING`: the judge is not installed. `SKIPPED`: it is, but lacks something of this call, such
    as the source of the report. `BROKEN`: it stopped before it had an answer. None of these three
    is a pass.
    """

    PASS = "pass"  # noqa: S105 - no password
    FAIL = "fail"
    MISSING = "missing"
    SKIPPED = "skipped"
    BROKEN = "broken"


@dataclass(frozen=True)
class Finding:
    """One thing that a judge found.

    `code` is the judge's own name for it, `place` where in the file it is as that judge tells
    places (a page, a part of an archive), empty when it is the whole file. `count` tells how often
    it was found, for judges that count instead of repeating themselves.
    """

    code: str
    message: str
    place: str = ""
    level: Level = Level.ERROR
    count: int = 1


def warning(code: str, message: str, place: str = "", count: int = 1) -> Finding:
    """Make a finding that does not fail the file."""
    return Finding(code, message, place, Level.WARNING, count)


def note(code: str, message: str, place: str = "", count: int = 1) -> Finding:
    """Make a finding that is only a remark on how the file was judged."""
    return Finding(code, message, place, Level.NOTE, count)


@dataclass(frozen=True)
class Judgement:
    """What one judge says of one file.

    `file` is the path as the reader gave it, `version` that of the judge, empty when it is missing.
    `remark` says why there is no verdict, and what to do about it.
    """

    file: str
    judge: str
    version: str
    verdict: Verdict
    seconds: float = 0.0
    findings: tuple[Finding, ...] = ()
    remark: str = ""

    def count(self, level: Level) -> int:
        """Count what was found of one level."""
        return sum(finding.count for finding in self.findings if finding.level is level)


def failing(findings: Iterable[Finding]) -> bool:
    """Tell whether any of the findings fails the file."""
    return any(finding.level is Level.ERROR for finding in findings)
