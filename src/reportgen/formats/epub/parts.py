"""Parts → the blocks of a book: every part a chapter that says what it is.

Never changes a word or the order of the text; it adds what assistive technology needs.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from reportgen.document import (
    Info,
    Node,
    Part,
    attributes,
    div,
    header,
    para,
    plain_text,
    rewrite,
    span,
    walk,
)

__all__ = ["BACK", "FRONT", "KIND", "book", "kind_of"]

KIND = "part-"
"""A chapter's heading has the class `part-<template>`; stylesheets and navigation go by it."""

FRONT = frozenset({"cover", "imprint", "contents", "list-of-tables", "list-of-figures"})
"""Templates of what stands before the report proper (the rest up to `BACK` is its body)."""

BACK = frozenset({
    "sources", "notes", "acronyms", "glossary", "about", "disclaimers", "citation",
    "document-control", "accessibility", "colophon",
})  # fmt: skip
"""Templates of what stands after the report proper."""

_SEMANTICS = {
    "cover": {"epub:type": "titlepage"},
    "imprint": {"epub:type": "copyright-page"},
    "contents": {"epub:type": "toc", "role": "doc-toc"},
    "list-of-tables": {"epub:type": "lot"},
    "list-of-figures": {"epub:type": "loi"},
    "summary": {"epub:type": "abstract", "role": "doc-abstract"},
    "annex": {"epub:type": "appendix", "role": "doc-appendix"},
    "sources": {"epub:type": "bibliography", "role": "doc-bibliography"},
    "notes": {"epub:type": "endnotes", "role": "doc-endnotes"},
    "glossary": {"epub:type": "glossary", "role": "doc-glossary"},
    "colophon": {"epub:type": "colophon", "role": "doc-colophon"},
}
MANY_COLUMNS = 10
"""Columns beyond which no page holds a row: it is then a card everywhere."""

_CHAPTER = {"epub:type": "chapter", "role": "doc-chapter"}


def book(parts: Iterable[Part], info: Info) -> list[Node]:
    """Return the blocks of the book; a chapter begins at each level-1 heading.

    Running matter is left out: a reading system makes its own. A marking stands on the title page,
    where the cover has it, and at the start of every other chapter (MK-2).
    """
    blocks: list[Node] = []
    for part in parts:
        if part.template == "running-matter":
            continue
        own = _title_page(part, info) if part.template == "cover" else list(part.blocks)
        if own and own[0]["t"] == "Header":
            own[0] = _say_kind(own[0], part.template)
            if info.marking and part.template != "cover":
                own.insert(1, _marking(info.marking))
        blocks.extend(own)
    accessible: list[Node] = rewrite(blocks, _accessible)
    return accessible


def kind_of(classes: str) -> str | None:
    """Return the template that a chapter's class attribute names."""
    names = (c.removeprefix(KIND) for c in classes.split() if c.startswith(KIND))
    return next(names, None)


def _title_page(part: Part, info: Info) -> list[Node]:
    """Make the report's title a heading, and the first block: a chapter has to begin with one.

    What the cover has above the title is moved back there when the page is written.
    """
    heading = header(1, info.title, "unnumbered", id=part.id)
    rest: list[Node] = []
    for block in part.blocks:
        if block["t"] == "Div" and "cover-title" in block["c"][0][1]:
            heading["c"][2] = [i for b in block["c"][1] for i in b["c"]]
        else:
            rest.append(block)
    return [heading, *rest]


def _say_kind(heading: Node, template: str) -> Node:
    level, (anchor, classes, pairs), inlines = heading["c"]
    default = {} if template in FRONT | BACK else _CHAPTER
    meaning = _SEMANTICS.get(template, default)
    marked = [anchor, [*classes, KIND + template], [*pairs, *map(list, meaning.items())]]
    return {"t": "Header", "c": [level, marked, inlines]}


def _marking(marking: str) -> Node:
    """Set the marking left to right and keep it from translation (MK-7)."""
    return div([para([span(marking, dir="ltr", translate="no")])], "marking")


def _accessible(node: Node) -> list[Node] | None:
    match node["t"]:
        case "Table":
            return [_tell_headers(node)]
        case "Image" if "decorative" in node["c"][0][1]:
            anchor, classes, pairs = node["c"][0]
            kept = [p for p in pairs if p[0] not in {"alt", "role"}]
            silent = [anchor, classes, [*kept, ["alt", ""], ["role", "presentation"]]]
            return [{"t": "Image", "c": [silent, [], node["c"][2]]}]
        case _:
            return None


def _tell_headers(table: Node) -> Node:
    """Give header cells their scope (PE-06), and the other cells the words of their header.

    On a narrow screen the stylesheet sets each row as a card, and the words stand before the cell.
    A row that is not displayed as one loses its meaning in some browsers: the roles keep it, except
    where the caption is more than words, which a table with roles may not hold (ARIA 1.2).
    Cells are never merged (C-06), so each has one header.
    """
    anchor, caption, columns, (head_attr, head_rows), bodies, foot = table["c"]
    labels = [plain_text(cell[4]) for cell in head_rows[0][1]] if head_rows else [""] * len(columns)
    linked = not {node["t"] for node in walk(caption)}.isdisjoint({"Link", "Note", "Math"})

    def part(attr: list[Any], role: str, **pairs: str) -> list[Any]:
        return _plus(attr, **pairs) if linked else _plus(attr, role=role, **pairs)

    def cell(given: list[Any], role: str, **pairs: str) -> list[Any]:
        return [part(given[0], role, **pairs), *given[1:]]

    def row(cells: list[Any], headers: int) -> list[Any]:
        return [
            cell(given, "rowheader", scope="row")
            if place < headers
            else cell(given, "cell", data_label=label)
            for place, (given, label) in enumerate(zip(cells, labels, strict=True))
        ]

    head = [
        [part(attr, "row"), [cell(c, "columnheader", scope="col") for c in cells]]
        for attr, cells in head_rows
    ]
    told = [
        [
            part(attr, "rowgroup"),
            headers,
            middle,
            [[part(row_attr, "row"), row(cells, headers)] for row_attr, cells in rows],
        ]
        for attr, headers, middle, rows in bodies
    ]
    top = [part(head_attr, "rowgroup"), head]
    if len(columns) > MANY_COLUMNS:
        anchor = [anchor[0], [*anchor[1], "many-columns"], anchor[2]]
    return {"t": "Table", "c": [part(anchor, "table"), caption, columns, top, told, foot]}


def _plus(attr: list[Any], **pairs: str) -> list[Any]:
    return [attr[0], attr[1], [*attr[2], *attributes(**pairs)[2]]]
