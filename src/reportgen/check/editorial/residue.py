"""What a text brings along from where it was typed or copied (Q-35)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from reportgen.check.places import blocks_of
from reportgen.check.rules import Finding, Manuscript, editorial
from reportgen.check.vocabulary import ENGLISH, words_of
from reportgen.diagnostics import Edit, Severity, Span
from reportgen.prose import Kind
from reportgen.report import Section

_BULLET = re.compile(r"^\s*(?P<mark>[•·▪▫◦‣●○■□➢➤✓–—])\s+\S", re.MULTILINE)
_SPACES = re.compile(r"(?<=\S)(?P<gap>  +)(?=\S)")
_MARKER = re.compile(r"\s*(?:[-+*]|\d+[.)]|\[\^[^\]]+\]:|>|#{1,6}|Table:|:)*\s*")
_TAB = re.compile(r"(?<=\S)(?P<gap>[ ]*\t[ \t]*)(?=\S)")
_UNBROKEN = "\u00a0\u2007\u202f\u200b\ufeff"
"""Spaces that do not break a line, and two that have no width."""


@editorial("fake-list", "Q-35", Severity.WARNING)
def fake_list(manuscript: Manuscript) -> Iterator[Finding]:
    """A list is one for a listener only when it is marked as one."""
    for section, number, line in _lines(manuscript):
        match = _BULLET.match(line)
        if match:
            at = _within(section, number, match.start("mark"), len(line.rstrip()))
            yield Finding(
                "a bullet that is typed makes no list", at,
                f"begin the line with `- ` instead of `{match['mark']}`",
            )  # fmt: skip


@editorial("double-space", "Q-35", Severity.WARNING)
def double_space(manuscript: Manuscript) -> Iterator[Finding]:
    """One space parts words and sentences; no edition prints two."""
    for section, number, line in _lines(manuscript):
        start = _text_start(line)
        for match in _SPACES.finditer(line, start):
            if not line.lstrip().startswith("|") and line[: match.start()].count("`") % 2 == 0:
                span = _within(section, number, *match.span("gap"))
                yield Finding(
                    "more than one space stands between words", span, "write one",
                    edits=(Edit(span, " "),),
                )  # fmt: skip


@editorial("tab-in-text", "Q-35", Severity.WARNING)
def tab_in_text(manuscript: Manuscript) -> Iterator[Finding]:
    """A tab makes no table."""
    for section, number, line in _lines(manuscript):
        for match in _TAB.finditer(line, _text_start(line)):
            span = _within(section, number, *match.span("gap"))
            yield Finding(
                "a tab stands between words", span,
                "write a space, or make a table with `|`", edits=(Edit(span, " "),),
            )  # fmt: skip


@editorial("empty-paragraph", "Q-35", Severity.WARNING)
def empty_paragraph(manuscript: Manuscript) -> Iterator[Finding]:
    """A paragraph of no-break spaces is a gap that only some editions show."""
    for section, number, line in _lines(manuscript):
        if not line.strip(f" \t{_UNBROKEN}") and line.strip(" \t"):
            yield Finding(
                "the line holds nothing but spaces that do not break",
                Span.at(section.path, number, 1, width=len(line)), "delete the line",
            )  # fmt: skip


@editorial("web-residue", "Q-35", Severity.WARNING)
def web_residue(manuscript: Manuscript) -> Iterator[Finding]:
    """The words of a web page's buttons are no part of the text that was copied from it."""
    pattern = _residue()
    kinds = {Kind.PARAGRAPH, Kind.ENTRY}
    for passage in manuscript.prose:
        running = passage.section is not None and passage.kind in kinds
        if running and pattern.fullmatch(passage.text.strip()):
            yield Finding(
                f"`{passage.text[:60]}` looks like a button of a web page",
                passage.whole.span, "take it out if it is none of the text",
            )  # fmt: skip


@cache
def _residue() -> re.Pattern[str]:
    phrases = sorted(words_of(ENGLISH)["web_residue"], key=len, reverse=True)
    phrase = "|".join(re.escape(phrase) for phrase in phrases)
    return re.compile(rf"(?:(?:{phrase})(?:[\s|·•»«:.…]+|$))+", re.IGNORECASE)


def _lines(manuscript: Manuscript) -> Iterator[tuple[Section, int, str]]:
    """Yield the lines of prose with their numbers: no front matter, no code."""
    for section in manuscript.report.sections:
        coded = {
            number
            for block, at in blocks_of(section) if block["t"] == "CodeBlock"
            for number in range(at.start.line, at.end.line + 1)
        }  # fmt: skip
        lines = section.source.lines
        begin = lines.index("---", 1) + 1 if "---" in lines[1:] else 0
        for number, line in enumerate(lines[begin:], begin + 1):
            if number not in coded:
                yield section, number, line


def _within(section: Section, number: int, start: int, end: int) -> Span:
    """Return the place of some characters of a line."""
    return Span.at(section.path, number, start + 1, width=end - start)


def _text_start(line: str) -> int:
    """Return where the text of a line begins, behind the marks of lists, headings and notes."""
    match = _MARKER.match(line)
    return match.end() if match else 0
