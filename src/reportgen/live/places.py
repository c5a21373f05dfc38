"""Anchors of the page → where in the source each stands.

Places end at the edition: the page holds none. The server keeps them beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from reportgen.document import Document, attribute_pairs, is_attributes, position_of
from reportgen.report import Report

__all__ = ["Place", "places_of"]

Place = tuple[str, int, int]
"""A path in the project, with a line and a column that count from 1."""


def places_of(document: Document, report: Report) -> dict[str, Place]:
    """Return the place of every passage, heading, table, item and source that has an anchor."""
    sections = {section.head.id: section for section in report.sections}
    found: dict[str, Place] = {}
    for part in document.parts:
        section = sections.get(part.id)
        if section is None:
            continue
        start = section.tree.span(("title",)).start
        found[part.id] = (section.path, start.line, start.column)
        for anchor, at in _located(list(part.blocks), None):
            span = position_of(section.path, at)
            if span is not None:
                found[anchor] = (span.path, span.start.line, span.start.column)
    for key in report.origins:
        span = report.span(key)
        if span is not None:
            anchor = f"ref-{key}" if key in report.sources else key
            found[anchor] = (span.path, span.start.line, span.start.column)
    return found


def _located(nodes: Any, at: str | None) -> Iterator[tuple[str, str | None]]:
    """Yield every anchor with the nearest place that its node, or what holds that, carries."""
    if isinstance(nodes, (list, tuple)):
        for node in nodes:
            yield from _located(node, at)
    elif isinstance(nodes, dict) and "c" in nodes:
        at = attribute_pairs(nodes).get("data-pos", at)
        content = nodes["c"]
        for value in content[:2] if isinstance(content, list) else ():
            if is_attributes(value) and value[0]:
                yield value[0], at
        yield from _located(content, at)
