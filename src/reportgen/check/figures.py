"""Figures of the register: money, its year, and what is added up."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportgen.check.rules import structural
from reportgen.diagnostics import Diagnostic, error
from reportgen.report import Item, Quantity, Report, Value


def _values(report: Report) -> Iterator[tuple[str, Value]]:
    entries: list[Item | Quantity] = [*report.items.values(), *report.quantities.values()]
    for entry in entries:
        if entry.value is not None:
            yield entry.id, entry.value


@structural
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


@structural
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


@structural
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


@structural
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
