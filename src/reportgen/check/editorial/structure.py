"""How the report is put together: the order of its sections, its summary, its lists (Q-34, Q-40).

That a profile has every section that it requires, each build sees to.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import get_args

from reportgen.check.places import blocks_within, span_of
from reportgen.check.rules import Finding, Manuscript, editorial
from reportgen.diagnostics import Severity
from reportgen.document import Node, is_wrapper, unwrapped
from reportgen.prose import Kind
from reportgen.report.fields import SectionTemplate

_ORDER = get_args(SectionTemplate)
_LISTS = ("BulletList", "OrderedList")


@editorial("section-order", "Q-34", Severity.ERROR)
def section_order(manuscript: Manuscript) -> Iterator[Finding]:
    """Readers look for the summary first, for advice after the facts and for annexes last."""
    report = manuscript.report
    for index, (above, below) in enumerate(pairwise(report.sections), 1):
        first, second = above.head.template, below.head.template
        if _ORDER.index(second) < _ORDER.index(first):
            yield Finding(
                f"`{below.head.id}` is a {second}, and stands after a {first}",
                report.span("report", "sections", index),
                f"list it before the {first}: the order is {', '.join(_ORDER)}",
            )


@editorial("long-summary", "Q-34", Severity.ERROR)
def long_summary(manuscript: Manuscript) -> Iterator[Finding]:
    """Who reads the summary alone has a few minutes for it (T-08)."""
    most = manuscript.limits.summary_words
    for section in manuscript.report.sections:
        if section.head.template != "summary":
            continue
        words = sum(
            p.whole.length for p in manuscript.prose
            if p.section is section and p.kind not in {Kind.TITLE, Kind.NOTE, Kind.ALTERNATIVE}
        )  # fmt: skip
        if words > most:
            yield Finding(
                f"the summary has {words} words; {most} are enough",
                section.tree.span(("title",)),
                "leave to the sections what no reader has to know",
            )


@editorial("long-list", "Q-40", Severity.NOTE)
def long_list(manuscript: Manuscript) -> Iterator[Finding]:
    """Nobody keeps ten things of one kind in mind: groups help."""
    most = manuscript.limits.list_entries
    for section in manuscript.report.sections:
        for node in blocks_within(section.blocks):
            entries = _entries(unwrapped(node)) if is_wrapper(node) else []
            if len(entries) > most and not any(_has_list(entry) for entry in entries):
                yield Finding(
                    f"the list has {len(entries)} entries; {most} can be kept in mind",
                    span_of(section, node),
                    "put them in groups under subheadings, or as lists in a list",
                )


def _entries(node: Node) -> list[list[Node]]:
    """Return the entries of a list; none of what is no list."""
    match node["t"]:
        case "BulletList":
            return list(node["c"])
        case "OrderedList":
            return list(node["c"][1])
        case _:
            return []


def _has_list(entry: list[Node]) -> bool:
    return any(node["t"] in _LISTS for node in blocks_within(entry))
