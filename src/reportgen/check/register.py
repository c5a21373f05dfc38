"""Entries of the register: what each must say, and how they hang together."""

from __future__ import annotations

from collections.abc import Iterator

from reportgen.check.rules import structural
from reportgen.diagnostics import Diagnostic, error, warning
from reportgen.report import KINDS_WITHOUT_LIFE_CYCLE, Report


@structural
def missing_direction(report: Report) -> Iterator[Diagnostic]:
    """A one-way item says from whom to whom (R-08, R-09)."""
    for item in report.items.values():
        if item.direction == "one-way" and not (item.origin and item.destination):
            yield error(
                "missing-direction", f"`{item.id}` is one-way, but not from whom to whom",
                report.key_span(item.id, "direction"), help="write `from:` and `to:`",
            )  # fmt: skip


@structural
def missing_ambiguity(report: Report) -> Iterator[Diagnostic]:
    """What an item should have and the source does not state is named in `ambiguity` (R-26)."""
    for item in report.items.values():
        if item.kind in KINDS_WITHOUT_LIFE_CYCLE or item.ambiguity is not None:
            continue
        for name, value in (("direction", item.direction), ("status", item.status)):
            if value is None:
                yield error(
                    "missing-ambiguity", f"`{item.id}` has no {name} and does not say why",
                    report.key_span(item.id, "id"),
                    help=f"write `{name}:`, or say in `ambiguity` that the source is silent",
                )  # fmt: skip


@structural
def missing_source(report: Report) -> Iterator[Diagnostic]:
    """Every item, event and quantity has a source (R-22, Q-02)."""
    groups = (report.items, report.events, report.quantities)
    for entry in (entry for group in groups for entry in group.values()):
        if not entry.sources:
            yield error(
                "missing-source", f"`{entry.id}` has no source", report.key_span(entry.id, "id"),
                help="write `sources: [key]`, or give the file `defaults:`",
            )  # fmt: skip


@structural
def wrong_prefix(report: Report) -> Iterator[Diagnostic]:
    """The id of an item begins with the prefix of its category (R-01)."""
    for item in report.items.values():
        prefix = report.category(item.category).prefix
        if not item.id.startswith(f"{prefix}-"):
            yield error(
                "wrong-prefix", f"`{item.id}` is of {item.category}, whose ids begin `{prefix}-`",
                report.span(item.id, "id"), help="correct the id or the category",
            )  # fmt: skip


@structural
def wrong_scope(report: Report) -> Iterator[Diagnostic]:
    """A category of the wider context holds no core items: no table would show them (R-04)."""
    for item in report.items.values():
        if item.scope == "core" and report.category(item.category).scope == "context":
            yield error(
                "wrong-scope", f"`{item.id}` is core, but `{item.category}` is wider context",
                report.key_span(item.id, "scope"), help="write `scope: context`",
            )  # fmt: skip


@structural
def cyclic_part_of(report: Report) -> Iterator[Diagnostic]:
    """No item is part of itself, directly or in a circle (R-19)."""
    for item in report.items.values():
        seen, current = {item.id}, item.part_of
        while current is not None and current not in seen:
            seen.add(current)
            current = report.items[current].part_of
        if current == item.id:
            yield error(
                "cyclic-part-of", f"`{item.id}` is part of itself",
                report.span(item.id, "part_of"), help="break the circle",
            )  # fmt: skip


@structural
def item_not_discussed(report: Report) -> Iterator[Diagnostic]:
    """Every item is discussed in some section, so that its row can lead back (Q-05)."""
    for item in report.items.values():
        if item.id not in report.discussed:
            yield warning(
                "item-not-discussed", f"no section discusses `{item.id}`",
                report.span(item.id, "id"), help=f"write [@id:{item.id}] where it is discussed",
            )  # fmt: skip


@structural
def open_flag(report: Report) -> Iterator[Diagnostic]:
    """A checker's flag of weight error is answered before anyone relies on the report (S-13)."""
    for flag in report.flags.values():
        if flag.severity == "error" and flag.answer is None:
            yield warning(
                "open-flag", f"the flag `{flag.id}` has no answer",
                report.key_span(flag.id, "id"),
                help="say in `answer:` how the report deals with it",
            )  # fmt: skip
