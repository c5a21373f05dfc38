"""Judgements → one table for people, and what was found below it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from reportgen.terminal import align, counted
from reportgen.verify.registry import JUDGES
from reportgen.verify.toolbox import Absent, Toolbox
from reportgen.verify.verdict import Finding, Judgement, Level, Verdict

__all__ = ["closing_line", "render_judges", "render_table"]

_WORDS = {
    Verdict.PASS: "pass",
    Verdict.FAIL: "FAIL",
    Verdict.MISSING: "missing",
    Verdict.SKIPPED: "not judged",
    Verdict.BROKEN: "BROKEN",
}
_SHOWN = 5
"""How many findings with the same code are told in full."""


def render_table(judgements: Sequence[Judgement], *, verbose: bool = False) -> str:
    """Render a line for each judgement; below, findings by file and judge, and what is missing.

    Notes on how a file was judged are shown only when `verbose`.
    """
    head = ("file", "judge", "version", "verdict", "time")
    rows = [
        (j.file, j.judge, j.version, _verdict(j), f"{j.seconds:.1f} s" if j.version else "")
        for j in judgements
    ]
    text = align([head, *rows], right=(4,))
    levels = tuple(Level) if verbose else (Level.ERROR, Level.WARNING)
    found = "".join(_found(judgement, levels) for judgement in judgements)
    return text + found + _unjudged(judgements)


def _verdict(judgement: Judgement) -> str:
    errors, warnings = judgement.count(Level.ERROR), judgement.count(Level.WARNING)
    if errors:
        return f"{_WORDS[judgement.verdict]}, {counted(errors, 'finding')}"
    if warnings:
        return f"{_WORDS[judgement.verdict]}, {counted(warnings, 'warning')}"
    return _WORDS[judgement.verdict]


def _found(judgement: Judgement, levels: Sequence[Level]) -> str:
    findings = [f for level in levels for f in judgement.findings if f.level is level]
    if not findings:
        return ""
    lines = [f"\n{judgement.file}, {judgement.judge}:"]
    for _, group in groupby(findings, key=lambda finding: (finding.level, finding.code)):
        lines += _group(list(group))
    return "".join(f"{line}\n" for line in lines)


def _group(findings: list[Finding]) -> Iterator[str]:
    for finding in findings[:_SHOWN]:
        times = f" ({finding.count} times)" if finding.count > 1 else ""
        place = f"{finding.place}: " if finding.place else ""
        words = " ".join(f"{place}{finding.message}{times}".split())
        yield f"  {finding.level}[{finding.code}]: {words}"
    if len(findings) > _SHOWN:
        yield f"  ... and {len(findings) - _SHOWN} more [{findings[0].code}]"


def _unjudged(judgements: Iterable[Judgement]) -> str:
    """Say who had no say, and why: each reason once."""
    reasons: dict[tuple[str, Verdict, str], None] = {}
    for judgement in judgements:
        if judgement.remark:
            reasons[judgement.judge, judgement.verdict, judgement.remark] = None
    lines = [f"{judge}, {_WORDS[verdict]}: {remark}\n" for judge, verdict, remark in reasons]
    return "".join(["\n", *lines]) if lines else ""


def closing_line(judgements: Sequence[Judgement]) -> str:
    """Count the verdicts: `19 pass, 1 fails, 2 are missing`."""
    counts = {v: sum(j.verdict is v for j in judgements) for v in Verdict}
    phrases = {
        Verdict.PASS: ("passes", "pass"),
        Verdict.FAIL: ("fails", "fail"),
        Verdict.MISSING: ("is missing", "are missing"),
        Verdict.SKIPPED: ("was not judged", "were not judged"),
        Verdict.BROKEN: ("broke down", "broke down"),
    }
    parts = [f"{n} {phrases[v][n != 1]}" for v, n in counts.items() if n]
    return ", ".join(parts) or "nothing was judged"


def render_judges(toolbox: Toolbox) -> str:
    """Render a line for each judge: what it looks at, and its version or how to get it."""
    rows = []
    for judge in JUDGES:
        try:
            there = judge.version(toolbox)
        except Absent as why:
            there = f"missing: {why}"
        rows.append((judge.name, judge.kind, there, judge.about))
    return align([("judge", "of", "version", "what it looks at"), *rows])
