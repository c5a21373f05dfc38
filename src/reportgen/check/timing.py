"""Dates of the register and of the versions."""

from __future__ import annotations

from collections.abc import Iterator

from reportgen import dates
from reportgen.check.rules import structural
from reportgen.diagnostics import Diagnostic, error
from reportgen.report import Event, Item, Report


@structural
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


@structural
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


@structural
def missing_as_of(report: Report) -> Iterator[Diagnostic]:
    """Every item has an as-of date, or a bound for it (R-23)."""
    for item in report.items.values():
        if item.as_of is None and item.as_of_not_before is None:
            yield error(
                "missing-as-of", f"`{item.id}` does not say as of when it holds",
                report.key_span(item.id, "id"),
                help="write `as_of:`, or `as_of_not_before:` when the source is undated",
            )  # fmt: skip


@structural
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
