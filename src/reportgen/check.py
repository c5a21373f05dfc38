"""Rules over a Report: one function a code.

Each rule looks at the whole report and yields its diagnostics; none changes anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from reportgen import dates
from reportgen.diagnostics import Diagnostic, error, warning
from reportgen.document import walk
from reportgen.report import KINDS_WITHOUT_LIFE_CYCLE, Event, Item, Quantity, Report, Value

__all__ = ["RULES", "check_report"]

Rule = Callable[[Report], Iterator[Diagnostic]]
RULES: list[Rule] = []


def check_report(report: Report) -> tuple[Diagnostic, ...]:
    """Run every rule over the report."""
    found = [diagnostic for rule in RULES for diagnostic in rule(report)]
    return tuple(sorted(found, key=lambda d: d.sort_key))


def _rule(rule: Rule) -> Rule:
    RULES.append(rule)
    return rule


def _values(report: Report) -> Iterator[tuple[str, Value]]:
    entries: list[Item | Quantity] = [*report.items.values(), *report.quantities.values()]
    for entry in entries:
        if entry.value is not None:
            yield entry.id, entry.value


@_rule
def missing_currency(report: Report) -> Iterator[Diagnostic]:
    """An amount has a unit, or a currency by its ISO 4217 code (R-16, R-46)."""
    for identity, value in _values(report):
        money = value.unit is not None and re.search(
            r"[$€£¥]|\b(dollars?|euros?|rupees?|rials?)\b", value.unit
        )
        bare = value.amount is not None and value.unit is None and value.currency is None
        if money or (bare and value.qualifier != "superlative"):
            yield error(
                "missing-currency", f"the value of `{identity}` has no currency",
                report.span(identity, "value"),
                help="write `currency: USD` (an ISO 4217 code), or a `unit` if it is not money",
            )  # fmt: skip


@_rule
def unknown_currency(report: Report) -> Iterator[Diagnostic]:
    """A currency is a code of ISO 4217, never a sign (R-46)."""
    from babel.numbers import list_currencies  # noqa: PLC0415 - 10 ms, only when there is money

    for identity, value in _values(report):
        if value.currency is not None and value.currency not in list_currencies():
            yield error(
                "unknown-currency", f"`{value.currency}` is not a currency code",
                report.span(identity, "value", "currency"),
                help="write the three letters of ISO 4217, such as USD, IRR or PKR",
            )  # fmt: skip


@_rule
def missing_year(report: Report) -> Iterator[Diagnostic]:
    """Money has a year, or the entry says that the source leaves it open (R-16)."""
    for identity, value in _values(report):
        entry = report.items.get(identity) or report.quantities[identity]
        if value.currency and value.year is None and entry.ambiguity is None:
            yield error(
                "missing-year", f"the money of `{identity}` has no year",
                report.span(identity, "value"),
                help="write `year:`, or say in `ambiguity` that the source does not state it",
            )  # fmt: skip


@_rule
def missing_direction(report: Report) -> Iterator[Diagnostic]:
    """A one-way item says from whom to whom (R-08, R-09)."""
    for item in report.items.values():
        if item.direction == "one-way" and not (item.origin and item.destination):
            yield error(
                "missing-direction", f"`{item.id}` is one-way, but not from whom to whom",
                report.key_span(item.id, "direction"), help="write `from:` and `to:`",
            )  # fmt: skip


@_rule
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


@_rule
def missing_date_text(report: Report) -> Iterator[Diagnostic]:
    """An imprecise date comes with the words of the source (R-13, R-41)."""
    for entry in _dated(report):
        imprecise = entry.date is not None and not dates.is_day(entry.date)
        bounded = entry.not_before is not None or entry.not_after is not None
        if (imprecise or bounded) and entry.date_text is None:
            yield error(
                "missing-date-text", f"the date of `{entry.id}` is not exact",
                report.key_span(entry.id, "date"),
                help="add `date_text:` with the words of the source, so that nothing is narrowed",
            )  # fmt: skip


@_rule
def reversed_dates(report: Report) -> Iterator[Diagnostic]:
    """`not_before` comes before `not_after` (Q-11)."""
    for entry in _dated(report):
        if entry.not_before and entry.not_after:
            first, last = dates.bounds(entry.not_before)[0], dates.bounds(entry.not_after)[1]
            if first > last:
                yield error(
                    "reversed-dates", f"`{entry.id}` ends before it begins",
                    report.span(entry.id, "not_after"), help="exchange the two dates",
                )  # fmt: skip


def _dated(report: Report) -> Iterator[Item | Event]:
    yield from report.items.values()
    yield from report.events.values()


@_rule
def missing_as_of(report: Report) -> Iterator[Diagnostic]:
    """Every item has an as-of date, or a bound for it (R-23)."""
    for item in report.items.values():
        if item.as_of is None and item.as_of_not_before is None:
            yield error(
                "missing-as-of", f"`{item.id}` does not say as of when it holds",
                report.key_span(item.id, "id"),
                help="write `as_of:`, or `as_of_not_before:` when the source is undated",
            )  # fmt: skip


@_rule
def missing_source(report: Report) -> Iterator[Diagnostic]:
    """Every item, event and quantity has a source (R-22, Q-02)."""
    groups = (report.items, report.events, report.quantities)
    for entry in (entry for group in groups for entry in group.values()):
        if not entry.sources:
            yield error(
                "missing-source", f"`{entry.id}` has no source", report.key_span(entry.id, "id"),
                help="write `sources: [key]`, or give the file `defaults:`",
            )  # fmt: skip


@_rule
def wrong_prefix(report: Report) -> Iterator[Diagnostic]:
    """The id of an item begins with the prefix of its category (R-01)."""
    for item in report.items.values():
        prefix = report.category(item.category).prefix
        if not item.id.startswith(f"{prefix}-"):
            yield error(
                "wrong-prefix", f"`{item.id}` is of {item.category}, whose ids begin `{prefix}-`",
                report.span(item.id, "id"), help="correct the id or the category",
            )  # fmt: skip


@_rule
def wrong_scope(report: Report) -> Iterator[Diagnostic]:
    """A category of the wider context holds no core items: no table would show them (R-04)."""
    for item in report.items.values():
        if item.scope == "core" and report.category(item.category).scope == "context":
            yield error(
                "wrong-scope", f"`{item.id}` is core, but `{item.category}` is wider context",
                report.key_span(item.id, "scope"), help="write `scope: context`",
            )  # fmt: skip


@_rule
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


@_rule
def versions_out_of_order(report: Report) -> Iterator[Diagnostic]:
    """Versions rise, and the report was not updated before it was published (DC-1 to DC-4)."""
    meta = report.metadata
    numbers = [tuple(int(n) for n in v.version.split(".")) for v in meta.versions]
    for index in range(1, len(numbers)):
        if numbers[index] <= numbers[index - 1]:
            yield error(
                "versions-out-of-order", f"version {meta.versions[index].version} does not follow",
                report.span("report", "versions", index), help="list the oldest version first",
            )  # fmt: skip
    if meta.updated < meta.published:
        yield error(
            "reversed-dates", "the report was updated before it was published",
            report.span("report", "updated"), help="correct one of the two dates",
        )  # fmt: skip


@_rule
def key_findings_count(report: Report) -> Iterator[Diagnostic]:
    """There are three to seven key findings (T-10)."""
    for section in report.sections:
        if section.head.template != "key-findings":
            continue
        lists = [n for n in walk(list(section.blocks)) if n["t"] in {"OrderedList", "BulletList"}]
        entries = lists[0]["c"][1] if lists and lists[0]["t"] == "OrderedList" else (
            lists[0]["c"] if lists else []
        )  # fmt: skip
        if not 3 <= len(entries) <= 7:  # noqa: PLR2004 - T-10
            yield error(
                "key-findings-count", f"there are {len(entries)} key findings; 3 to 7 are wanted",
                section.tree.key_span(("template",)), help="write one list with 3 to 7 entries",
            )  # fmt: skip


@_rule
def item_not_discussed(report: Report) -> Iterator[Diagnostic]:
    """Every item is discussed in some section, so that its row can lead back (Q-05)."""
    for item in report.items.values():
        if item.id not in report.discussed:
            yield warning(
                "item-not-discussed", f"no section discusses `{item.id}`",
                report.span(item.id, "id"), help=f"write [@id:{item.id}] where it is discussed",
            )  # fmt: skip


@_rule
def open_flag(report: Report) -> Iterator[Diagnostic]:
    """A checker's flag of weight error is answered before anyone relies on the report (S-13)."""
    for flag in report.flags.values():
        if flag.severity == "error" and flag.answer is None:
            yield warning(
                "open-flag", f"the flag `{flag.id}` has no answer",
                report.key_span(flag.id, "id"),
                help="say in `answer:` how the report deals with it",
            )  # fmt: skip


@_rule
def bad_formula(report: Report) -> Iterator[Diagnostic]:
    """What is added up has figures of one unit, one currency and one period (S-10)."""
    for derived in report.derived.values():
        at = report.span(derived.id, "formula")
        kinds = set()
        for operand in re.findall(r"[A-Z]+-[0-9]+", derived.formula):
            value = report.value_of(operand)
            if value is None or value.amount is None:
                yield error(
                    "bad-formula", f"`{operand}` has no figure to compute with", at,
                    help="use quantities whose value has an `amount`",
                )  # fmt: skip
            else:
                kinds.add((_singular(value.unit), value.currency, value.per))
        if len(kinds) > 1:
            yield error(
                "bad-formula", f"`{derived.id}` adds up different units, currencies or periods", at,
                help="use quantities with the same `unit`, `currency` and `per`",
            )  # fmt: skip


def _singular(unit: str | None) -> str | None:
    return unit.removesuffix("s") if unit else unit
