"""Report and diagnostics → the outline and the register, as the page lists them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from reportgen.diagnostics import Diagnostic, Severity, Span
from reportgen.edition import Style
from reportgen.report import Item, Report
from reportgen.wording import Wording

__all__ = ["Listing", "listing_of", "with_states"]

Listing = dict[str, Any]


def listing_of(report: Report, style: Style) -> Listing:
    """Return the sections and the items of a report, in words, with their places."""
    wording = Wording(report, style.labels)
    order = [category.id for category in report.metadata.categories]
    items = sorted(report.items.values(), key=lambda item: (order.index(item.category), item.id))
    sections: list[dict[str, Any]] = []
    count = 0
    for section in report.sections:
        count += section.numbered
        sections.append({
            "id": section.head.id,
            "title": section.head.title,
            "number": str(count) if section.numbered else "",
            "path": section.path,
            "line": 1,
        })
    return {
        "title": report.metadata.title,
        "sections": sections,
        "categories": [
            {"id": category.id, "name": category.name} for category in report.metadata.categories
        ],
        "items": [_item(item, report, wording) for item in items],
    }


def _item(item: Item, report: Report, wording: Wording) -> dict[str, Any]:
    span = report.span(item.id)
    discussed = report.discussed.get(item.id)
    category = report.category(item.category)
    parties = [report.parties[key].name for key in item.parties if key in report.parties]
    return {
        "id": item.id,
        "title": item.title,
        "category": category.id,
        "category_name": category.name,
        "scope": item.scope,
        "status": wording.status(item),
        "value": wording.value(item.value) if item.value else "",
        "when": wording.when(item) if item.date_text or item.date else "",
        "parties": parties,
        "confidence": wording.labels["confidence"][item.confidence]["word"],
        "sources": [
            {
                "id": f"ref-{source.key}",
                "title": report.sources[source.key].title,
                "locator": source.locator or "",
            }
            for source in item.sources if source.key in report.sources
        ],
        "as_of": (
            wording.day(item.as_of) if item.as_of
            else wording.as_of(None, item.as_of_not_before) or ""
        ),
        "ambiguity": item.ambiguity or "",
        "note": item.note or "",
        "flags": [
            {"id": key, "text": report.flags[key].text, "severity": report.flags[key].severity}
            for key in item.flags if key in report.flags
        ],
        "discussed": (
            {"anchor": f"in-{item.id}", "title": discussed.head.title, "id": discussed.head.id}
            if discussed else None
        ),
        "path": span.path if span else "",
        "line": span.start.line if span else 0,
        "end": span.end.line if span else 0,
    }  # fmt: skip


def with_states(listing: Listing, diagnostics: Iterable[Diagnostic]) -> Listing:
    """Return the listing with the state of every section and item.

    The states are `error`, `warning`, `undiscussed` and `clean`, the heavier one first. A listing
    may be older than the diagnostics: of a report that cannot be read, the last good one stays.
    """
    spans = [(d.severity, d.span) for d in diagnostics if d.span is not None]
    return {
        **listing,
        "sections": [
            {**entry, **_state(spans, entry["path"], None, discussed=True)}
            for entry in listing["sections"]
        ],
        "items": [
            {
                **entry,
                **_state(
                    spans, entry["path"], (entry["line"], entry["end"]),
                    discussed=entry["discussed"] is not None,
                ),
            }
            for entry in listing["items"]
        ],
    }  # fmt: skip


def _state(
    spans: list[tuple[Severity, Span]], path: str, lines: tuple[int, int] | None, *, discussed: bool
) -> dict[str, Any]:
    mine = [
        severity for severity, span in spans
        if span.path == path and (lines is None or lines[0] <= span.start.line <= lines[1])
    ]  # fmt: skip
    errors = mine.count(Severity.ERROR)
    others = len(mine) - errors
    state = "error" if errors else "warning" if others else "clean" if discussed else "undiscussed"
    return {"state": state, "errors": errors, "warnings": others}
