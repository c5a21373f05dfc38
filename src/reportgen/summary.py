"""Report → Summary: the generated tables, as values.

Rows are chosen, grouped, sorted and counted here (rules S-01 to S-11); words and looks come later.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import get_args

from reportgen import dates
from reportgen.report import (
    CONFIDENCES,
    STATUSES,
    Category,
    Event,
    Flag,
    Group,
    Item,
    Quantity,
    Report,
)
from reportgen.report.fields import Kind

__all__ = ["ItemsTable", "Overview", "Row", "Summary", "count", "records", "summarise"]


@dataclass(frozen=True)
class Row:
    """An item in a table; one that is listed but counted elsewhere is not `counted` (S-08)."""

    item: Item
    counted: bool = True


@dataclass(frozen=True)
class ItemsTable:
    """The table of one category, or of the wider context.

    `groups` are (name, rows) in the order of printing; `counts` maps each status that occurs, in
    the order of the life cycle, to its number; items without one are under the key None.
    """

    key: str
    category: Category | None
    groups: tuple[tuple[str, tuple[Row, ...]], ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows in the order of printing."""
        return tuple(row for _, rows in self.groups for row in rows)

    @property
    def counts(self) -> Mapping[str | None, int]:
        """The number of counted items by status."""
        return status_counts(row.item for row in self.rows if row.counted)

    @property
    def total(self) -> int:
        """The number of counted items."""
        return sum(row.counted for row in self.rows)


@dataclass(frozen=True)
class Overview:
    """Counts of core items by category and status; the last row adds up all."""

    statuses: tuple[str | None, ...]
    rows: tuple[tuple[Category | None, Mapping[str | None, int]], ...]


@dataclass(frozen=True)
class Summary:
    """Every generated table of a report."""

    overview: Overview
    tables: tuple[ItemsTable, ...]
    context: ItemsTable | None
    dated: tuple[Event, ...]
    undated: tuple[Event, ...]
    figures: tuple[Quantity, ...]
    flags: tuple[Flag, ...]


def summarise(report: Report) -> Summary:
    """Make every table of the report."""
    core = [c for c in report.metadata.categories if c.scope == "core"]
    made = (_items_table(report, category) for category in core)
    tables = tuple(table for table in made if table.groups)
    context = _context_table(report)
    dated = [e for e in report.events.values() if not e.undated]
    return Summary(
        overview=_overview(tables),
        tables=tables,
        context=context,
        dated=tuple(sorted(dated, key=lambda e: _moment(report, e))),
        undated=tuple(e for e in report.events.values() if e.undated),
        figures=tuple(report.quantities.values()),
        flags=tuple(f for f in report.flags.values() if f.severity != "info"),
    )


def status_counts(items: Iterable[Item]) -> dict[str | None, int]:
    """Count items by status, in the order of the life cycle; None stands for no status."""
    counter = Counter(item.status for item in items)
    order: tuple[str | None, ...] = (*STATUSES, None)
    return {status: counter[status] for status in order if counter[status]}  # type: ignore[index]


def _items_table(report: Report, category: Category) -> ItemsTable:
    own = list(report.items_of(category.id))
    groups: list[tuple[str, tuple[Row, ...]]] = []
    taken: set[str] = set()
    for group in category.groups:
        members = [i for i in own if i.id not in taken and _belongs(i, group)]
        taken |= {i.id for i in members}
        groups.append((group.name, tuple(Row(i) for i in _by_id(members))))
    rest = [i for i in own if i.id not in taken]
    groups.append(("", tuple(Row(i) for i in _by_id(rest))))
    listed = [
        i for i in report.items.values()
        if category.id in i.also_in and i.category != category.id and i.scope == "core"
    ]  # fmt: skip
    groups.append(("", tuple(Row(i, counted=False) for i in _by_id(listed))))
    return ItemsTable(category.id, category, tuple(g for g in groups if g[1]))


def _context_table(report: Report) -> ItemsTable | None:
    groups = [
        (category.name, tuple(Row(i) for i in _by_id(report.items_of(category.id, "context"))))
        for category in report.metadata.categories
    ]
    filled = tuple(g for g in groups if g[1])
    return ItemsTable("context", None, filled) if filled else None


def _belongs(item: Item, group: Group) -> bool:
    return (
        item.kind in group.kinds
        and group.origin in {None, item.origin}
        and group.destination in {None, item.destination}
    )


def _by_id(items: Iterable[Item]) -> list[Item]:
    return sorted(items, key=lambda i: (i.id.split("-")[0], int(i.id.split("-")[1])))


def _overview(tables: Iterable[ItemsTable]) -> Overview:
    rows = [(table.category, table.counts) for table in tables]
    total: Counter[str | None] = Counter()
    for _, counts in rows:
        total.update(counts)
    order: tuple[str | None, ...] = (*STATUSES, None)
    return Overview(tuple(s for s in order if total[s]), (*rows, (None, dict(total))))


def _moment(report: Report, event: Event) -> tuple[tuple[int, int, int], int, str]:
    """Order events by the first day that they can fall on; a bound comes after a date (S-11)."""
    dated: Event | Item = report.items[event.item] if event.item else event
    if dated.date:
        return dates.bounds(dated.date)[0], 0, event.id
    if dated.not_before:
        return dates.bounds(dated.not_before)[0], 1, event.id
    if dated.not_after:
        return dates.bounds(dated.not_after)[0], -1, event.id
    return (9999, 12, 31), 1, event.id


def count(report: Report, key: str) -> int | None:
    """Return the number that `[@count:key]` prints, or None for an unknown key.

    Keys: `core`, `context`, `flags`, a category, or one of these with a status, a kind or a
    confidence after a dot: `trade.active`, `core.flow`, `core.none` (no status), `flags.error`.
    """
    scope, _, narrow = key.partition(".")
    categories = {c.id for c in report.metadata.categories}
    if scope == "flags":
        weights = [flag.severity for flag in report.flags.values()]
        if not narrow:
            return len(weights)
        return weights.count(narrow) if narrow in {"error", "warning", "info"} else None  # type: ignore[arg-type]
    if scope in {"core", "context"}:
        items = [i for i in report.items.values() if i.scope == scope]
    elif scope in categories:
        wanted = report.category(scope).scope
        items = [i for i in report.items.values() if i.category == scope and i.scope == wanted]
    else:
        return None
    if not narrow:
        return len(items)
    if narrow not in {*STATUSES, "none", *get_args(Kind), *CONFIDENCES}:
        return None
    return sum(narrow in {i.status or "none", i.kind, i.confidence} for i in items)


def records(report: Report) -> Iterator[dict[str, str]]:
    r"""Yield the register as flat rows of text, for CSV; lists are joined with `; `.

    A semicolon inside a value is written `\;`, as in the sheets that can be imported again.
    """
    for item in report.items.values():
        value = item.value
        yield {
            "id": item.id,
            "category": item.category,
            "also_in": _joined(item.also_in),
            "scope": item.scope,
            "kind": item.kind,
            "title": item.title,
            "parties": _joined(item.parties),
            "direction": item.direction or "",
            "from": item.origin or "",
            "to": item.destination or "",
            "targets": _joined(item.targets),
            "status": item.status or "",
            "date": item.date or "",
            "date_text": item.date_text or "",
            "not_before": item.not_before or "",
            "not_after": item.not_after or "",
            "date_event": item.date_event or "",
            "amount": "" if value is None or value.amount is None else str(value.amount),
            "scale": (value.scale or "") if value else "",
            "unit": (value.unit or "") if value else "",
            "currency": (value.currency or "") if value else "",
            "per": (value.per or "") if value else "",
            "value_year": (value.year or "") if value else "",
            "qualifier": value.qualifier if value else "",
            "value_text": (value.text or "") if value else "",
            "locations": _joined(item.locations),
            "constraints": _joined(item.constraints),
            "part_of": item.part_of or "",
            "related": _joined(item.related),
            "confidence": item.confidence,
            "sources": _joined(
                f"{s.key}, {s.locator}" if s.locator else s.key for s in item.sources
            ),
            "as_of": item.as_of or "",
            "as_of_not_before": item.as_of_not_before or "",
            "at": _joined(item.at),
            "note": item.note or "",
            "ambiguity": item.ambiguity or "",
            "flags": _joined(item.flags),
        }


def _joined(texts: Iterable[str]) -> str:
    clean = (" ".join(text.split()) for text in texts)
    return "; ".join(text.replace("\\", "\\\\").replace(";", "\\;") for text in clean)
