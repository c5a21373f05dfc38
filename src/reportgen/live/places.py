"""Anchors of the page → where in the source each stands.

Places end at the edition: the page holds none. The server keeps them beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from reportgen.diagnostics import Position
from reportgen.document import Document, Node, Part, attribute_pairs, is_attributes
from reportgen.memory import known
from reportgen.parse.prose import position_of
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
        found |= known(
            "places", (part.id, section.path), part.blocks,
            partial(_all_places, part, section.path),
        )  # fmt: skip
    for key in report.origins:
        span = report.span(key)
        if span is not None:
            anchor = f"ref-{key}" if key in report.sources else key
            found[anchor] = (span.path, span.start.line, span.start.column)
    return found


def _all_places(part: Part, path: str) -> dict[str, Place]:
    return dict(_places(part, path))


def _places(part: Part, path: str) -> Iterator[tuple[str, Place]]:
    for node, at in _located(list(part.blocks), None):
        span = position_of(path, at)
        if span is None:
            continue
        for anchor in _anchors(node):
            yield anchor, _place(path, span.start)


def _place(path: str, start: Position) -> Place:
    return (path, start.line, start.column)


def _located(nodes: Any, at: str | None) -> Iterator[tuple[Node, str | None]]:
    """Yield every node with the nearest place that it, or what holds it, carries."""
    if isinstance(nodes, (list, tuple)):
        for node in nodes:
            yield from _located(node, at)
    elif isinstance(nodes, Mapping):
        if "t" in nodes:
            at = attribute_pairs(dict(nodes)).get("data-pos", at)
            yield dict(nodes), at
        yield from _located(nodes.get("c"), at)


def _anchors(node: Node) -> Iterator[str]:
    content = node.get("c")
    for value in content[:2] if isinstance(content, list) else ():
        if is_attributes(value) and value[0]:
            yield value[0]
