"""Quotation marks and dashes (Q-36)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportgen.check.rules import Finding, Manuscript, editorial
from reportgen.check.wording import is_own
from reportgen.diagnostics import Edit, Severity
from reportgen.prose import Passage, Stretch

_CURLY = re.compile(r"[“”‘’]")
_MARK = re.compile(r"[“”‘’'\"]")
_STRAIGHT = {"“": '"', "”": '"', "‘": "'", "’": "'"}
_SPACED = re.compile(r" (?P<at>-) (?=[^\W\d_])")


@editorial("mixed-quotes", "Q-36", Severity.NOTE)
def mixed_quotes(manuscript: Manuscript) -> Iterator[Finding]:
    """Quotation marks and apostrophes are all straight or all curly in the source."""
    if not any(_CURLY.search(s.source.text) for s in manuscript.report.sections):
        return  # all straight: the common case, told at once
    straight: dict[Passage, list[Stretch]] = {}
    curly: dict[Passage, list[Stretch]] = {}
    for mark in manuscript.prose.search(_MARK):
        if mark.passage.section is not None and len(written := mark.written) == 1:
            kind = curly if written in _STRAIGHT else straight
            kind.setdefault(mark.passage, []).append(mark)
    fewer, other = sorted((straight, curly), key=lambda kind: sum(map(len, kind.values())))
    if not other:
        return
    name, wanted = ("curly", "straight") if fewer is curly else ("straight", "curly")
    for marks in fewer.values():
        edits = [e for mark in marks for e in _exchanged(mark, to_straight=fewer is curly)]
        yield Finding(
            f"{_count(len(marks), name)} in a report whose others are {wanted}", marks[0].span,
            f"write them {wanted} throughout; the page shows the same",
            edits=tuple(edits) if len(edits) == len(marks) else (),
        )  # fmt: skip


def _count(number: int, kind: str) -> str:
    return f"{number} {kind} quotation marks" if number > 1 else f"a {kind} quotation mark"


def _exchanged(mark: Stretch, *, to_straight: bool) -> Iterator[Edit]:
    """Yield the edit, where pandoc is sure to read the other mark as this one."""
    if not to_straight:
        yield Edit(mark.span, mark.text)
        return
    before, after = mark.before(1), mark.after(1)
    opens = before in {"", " ", "("} and after.isalnum()
    closes = before.isalnum() or before in set(".,;:!?")
    joins = before.isalnum() and after.isalnum()
    match mark.text:
        case "’" if joins or (closes and not after.isalnum() and not _opened(mark)):
            yield Edit(mark.span, "'")
        case "“" | "‘" if opens and _closed(mark):
            yield Edit(mark.span, _STRAIGHT[mark.text])
        case "”" | "’" if closes and not after.isalnum() and _opened(mark):
            yield Edit(mark.span, _STRAIGHT[mark.text])
        case _:
            pass


def _opened(mark: Stretch) -> bool:
    opening = "“" if mark.text == "”" else "‘"
    text = mark.passage.text[: mark.start]
    return text.count(opening) > len(re.findall(rf"{mark.text}(?!\w)", text))


def _closed(mark: Stretch) -> bool:
    closing = "”" if mark.text == "“" else "’"
    return bool(re.search(rf"{closing}(?!\w)", mark.passage.text[mark.end :]))


@editorial("hyphen-for-dash", "Q-36", Severity.NOTE)
def hyphen_for_dash(manuscript: Manuscript) -> Iterator[Finding]:
    """A hyphen joins; between spaces stands a dash."""
    for found in manuscript.prose.search(_SPACED):
        if is_own(found) and found.passage.text[found.start - 2].isalpha():
            yield Finding(
                "a hyphen stands where a dash belongs", found.span, "write an en dash: `–`",
                edits=(Edit(found.span, "–"),) if found.is_literal else (),
            )  # fmt: skip
