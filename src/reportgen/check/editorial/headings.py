"""Headings (Q-30); what is skipped or empty every build refuses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportgen.check.places import blocks_within, span_of
from reportgen.check.rules import Finding, Manuscript, editorial
from reportgen.diagnostics import Note, Severity, Span
from reportgen.prose import Kind, Passage

_CAPITALISED = re.compile(r"[^\W\d_][^\W_]*(?:[-'’][^\W_]+)*")
_SHORT = 3
"""Letters of words that even titles write small: of, and, the."""


@editorial("deep-heading", "Q-30", Severity.NOTE)
def deep_heading(manuscript: Manuscript) -> Iterator[Finding]:
    """Nobody knows where they are below the fourth level."""
    deepest = manuscript.limits.heading_level
    for section in manuscript.report.sections:
        for node in blocks_within(section.blocks):
            if node["t"] == "Header" and node["c"][0] > deepest:
                yield Finding(
                    f"the heading is on level {node['c'][0]}; {deepest} are enough",
                    span_of(section, node),
                    "make it a paragraph that begins in bold, or divide the section",
                )


@editorial("duplicate-heading", "Q-30", Severity.NOTE)
def duplicate_heading(manuscript: Manuscript) -> Iterator[Finding]:
    """Two headings of one section, or two sections, do not have the same words."""
    seen: dict[tuple[str, str], Span] = {}
    for passage in _headings(manuscript):
        if passage.section is None:
            continue
        place = passage.section.path if passage.kind is Kind.HEADING else ""
        key = (place, passage.text.casefold())
        first = seen.setdefault(key, passage.whole.span)
        if first != passage.whole.span:
            yield Finding(
                f"`{passage.text}` is a heading twice", passage.whole.span,
                "say in each what is different below it", (Note("first written here", first),),
            )  # fmt: skip


@editorial("heading-with-stop", "Q-30", Severity.NOTE)
def heading_with_stop(manuscript: Manuscript) -> Iterator[Finding]:
    """A heading is no sentence."""
    for passage in _headings(manuscript):
        if re.search(r"(?<!\.)[.:;,]$", passage.text):
            yield Finding(
                f"the heading ends with `{passage.text[-1]}`", passage.whole.span,
                "take the mark away",
            )  # fmt: skip


@editorial("heading-case", "Q-30", Severity.NOTE)
def heading_case(manuscript: Manuscript) -> Iterator[Finding]:
    """Headings are in sentence case: capitals for the first word and for names."""
    names = _names(manuscript)
    for passage in _headings(manuscript):
        if not passage.language.startswith("en"):
            continue
        words = [w for w in _CAPITALISED.findall(passage.text)[1:] if len(w) > _SHORT]
        plain = [w for w in words if w.casefold() not in names and not w.isupper()]
        capitals = [w for w in plain if w[0].isupper()]
        if len(capitals) > 1 and len(capitals) == len(plain):
            yield Finding(
                "the heading is in title case", passage.whole.span,
                "write capitals for the first word and for names only",
            )  # fmt: skip


def _headings(manuscript: Manuscript) -> Iterator[Passage]:
    for passage in manuscript.prose:
        if passage.section and passage.kind in {Kind.HEADING, Kind.TITLE}:
            yield passage


def _names(manuscript: Manuscript) -> set[str]:
    """Return every word of a name that the register knows, in small letters."""
    report = manuscript.report
    named = [party.name for party in report.parties.values()]
    named += [place.name for place in report.places.values()]
    named += [term.term for term in report.terms]
    words = {word for name in named for word in _CAPITALISED.findall(name) if word[0].isupper()}
    # The first word of a title has a capital whether it is a name or not.
    titles = [text for item in report.items.values() for text in (item.title, *item.aliases)]
    words |= {w for title in titles for w in _CAPITALISED.findall(title)[1:] if w[0].isupper()}
    return {word.casefold() for word in words}
