"""What is too old, what lies ahead, what went silent (Q-07, Q-11, Q-12).

The day against which is measured is that of the manuscript: `updated` of `report.yaml`, or the day
that was asked for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from reportgen import dates
from reportgen.check.rules import Finding, Manuscript, editorial
from reportgen.diagnostics import Severity, Span
from reportgen.report import KINDS_WITHOUT_LIFE_CYCLE, Event, Item, Limits, Quantity, Report

_AHEAD = frozenset({"planned", "proposed", "agreed"})
_WAITING = frozenset({"proposed", "stalled"})


@editorial("stale-as-of", "Q-07", Severity.WARNING)
def stale_as_of(manuscript: Manuscript) -> Iterator[Finding]:
    """An entry was checked not longer ago than its kind allows."""
    report, today = manuscript.report, dt.date.fromisoformat(manuscript.as_of)
    stale: dict[tuple[Span | None, str, int], list[tuple[str, str]]] = {}
    entries: list[Item | Quantity] = [*report.items.values(), *report.quantities.values()]
    for entry in entries:
        if entry.as_of is None:
            continue  # undated: the source is, and the bound in its place measures nothing
        noun, days = _patience(report, entry, manuscript.limits)
        if (today - dt.date.fromisoformat(entry.as_of)).days > days:
            key = (_place_of_as_of(report, entry.id), noun, days)
            stale.setdefault(key, []).append((entry.id, entry.as_of))
    for (span, noun, days), found in stale.items():
        identity, day = found[0]
        others = f" and {len(found) - 1} more" if len(found) > 1 else ""
        age = (today - dt.date.fromisoformat(day)).days
        yield Finding(
            f"`{identity}`{others} was checked {age:,} days before {manuscript.as_of}", span,
            f"look whether it still holds and renew `as_of`; {noun} is good for {days} days",
        )  # fmt: skip


def _patience(report: Report, entry: Item | Quantity, limits: Limits) -> tuple[str, int]:
    """Return what an entry is, and for how many days it holds."""
    if isinstance(entry, Quantity):
        return "a figure", limits.trade_figure_days
    if any(party in report.parties and report.parties[party].office for party in entry.parties):
        return "an office-holder", limits.office_holder_days
    match entry.kind:
        case "event" | "threat":
            return "an incident", limits.incident_days
        case "flow" | "statistic" | "target":
            return "a figure", limits.trade_figure_days
        case _:
            return "a status", limits.project_status_days


def _place_of_as_of(report: Report, identity: str) -> Span | None:
    """Return where the as-of date is written: with the entry, or as the default of its file."""
    tree, way = report.origins[identity]
    own = (*way, "as_of")
    return tree.span(own if own in tree.values else ("defaults", "as_of"))


@editorial("event-after-as-of", "Q-11", Severity.ERROR)
def event_after_as_of(manuscript: Manuscript) -> Iterator[Finding]:
    """Nothing had happened before the day on which it was known; a plan may lie ahead."""
    report = manuscript.report
    entries: list[Item | Event] = [*report.items.values(), *report.events.values()]
    for entry in entries:
        known = entry.as_of or manuscript.as_of
        ahead = isinstance(entry, Item) and entry.status in _AHEAD
        if entry.date and not ahead and _day(dates.bounds(entry.date)[0]) > known:
            yield Finding(
                f"`{entry.id}` happens after {known}, the day as of which it is known",
                report.span(entry.id, "date"),
                "correct `date` or `as_of`, or give the status of a plan",
            )


@editorial("silent-project", "Q-12", Severity.NOTE)
def silent_project(manuscript: Manuscript) -> Iterator[Finding]:
    """What is proposed or stalled and has had no news for long may be dead."""
    report = manuscript.report
    today = dt.date.fromisoformat(manuscript.as_of)
    for item in report.items.values():
        if item.status not in _WAITING or item.kind in KINDS_WITHOUT_LIFE_CYCLE:
            continue
        told: list[Item | Event] = [item, *(e for e in report.events.values() if e.item == item.id)]
        news = max((day for entry in told for day in _news(entry)), default=None)
        if news is None:
            continue
        days = (today - dt.date.fromisoformat(news)).days
        if days > manuscript.limits.silence_days:
            yield Finding(
                f"`{item.id}` is {item.status}, and its last news is of {news}",
                report.span(item.id, "status"),
                "look for news; without any, consider `status: ended` or `status: unknown`",
            )


def _news(entry: Item | Event) -> Iterator[str]:
    """Yield the days up to which an entry tells anything: its dates and its as-of date or bound."""
    known = entry.as_of or entry.as_of_not_before
    for date in (entry.date, entry.not_before, entry.not_after, known):
        if date:
            first, last = dates.bounds(date)
            yield _day(last) if last[0] < 9999 else _day(first)  # noqa: PLR2004 - an open end


def _day(parts: tuple[int, int, int]) -> str:
    return f"{max(parts[0], 1):04}-{parts[1]:02}-{parts[2]:02}"
