"""What a node is, and how each kind of node is made."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

__all__ = [
    "API_VERSION", "Cell", "Node", "attributes", "bullet_list", "definition_list", "div", "header",
    "line_break", "link", "para", "plain", "span", "table", "text",
]  # fmt: skip

Node = dict[str, Any]
"""One block or inline of pandoc's JSON."""

Cell = Sequence[Node]
"""The inlines of a table cell."""

API_VERSION = [1, 23, 1]


def attributes(
    id: str = "",
    classes: Iterable[str] = (),
    **pairs: str,
) -> list[Any]:
    """Make pandoc's attribute triple; underscores in names become hyphens."""
    return [id, list(classes), [[k.replace("_", "-"), v] for k, v in pairs.items()]]


def text(words: str) -> list[Node]:
    """Make inlines of plain text; spaces between words become pandoc's Space."""
    inlines: list[Node] = []
    for piece in re.split(r"([ \t\n]+)", words):
        if piece and not piece.strip(" \t\n"):
            inlines.append({"t": "Space"})
        elif piece:
            inlines.append({"t": "Str", "c": piece})
    return inlines


def _inlines(content: str | Iterable[Node]) -> list[Node]:
    return text(content) if isinstance(content, str) else list(content)


def span(
    content: str | Iterable[Node],
    *classes: str,
    id: str = "",
    **pairs: str,
) -> Node:
    """Make a Span with classes and attributes."""
    return {"t": "Span", "c": [attributes(id, classes, **pairs), _inlines(content)]}


def link(
    content: str | Iterable[Node],
    target: str,
    *classes: str,
    id: str = "",
    title: str = "",
) -> Node:
    """Make a Link to `target`: `#anchor` or a URL; `title` says where it leads, in words."""
    return {"t": "Link", "c": [attributes(id, classes), _inlines(content), [target, title]]}


def line_break() -> Node:
    """Make a line break inside a paragraph or cell."""
    return {"t": "LineBreak"}


def para(content: str | Iterable[Node]) -> Node:
    """Make a paragraph."""
    return {"t": "Para", "c": _inlines(content)}


def plain(content: str | Iterable[Node]) -> Node:
    """Make a tight text block, as in table cells and tight lists."""
    return {"t": "Plain", "c": _inlines(content)}


def header(
    level: int,
    content: str | Iterable[Node],
    *classes: str,
    id: str = "",
) -> Node:
    """Make a heading."""
    return {"t": "Header", "c": [level, attributes(id, classes), _inlines(content)]}


def div(
    content: Iterable[Node],
    *classes: str,
    id: str = "",
    **pairs: str,
) -> Node:
    """Make a Div with classes and attributes."""
    return {"t": "Div", "c": [attributes(id, classes, **pairs), list(content)]}


def bullet_list(entries: Iterable[Iterable[Node]]) -> Node:
    """Make a bullet list of block lists."""
    return {"t": "BulletList", "c": [list(entry) for entry in entries]}


def definition_list(
    entries: Iterable[tuple[str | Iterable[Node], Iterable[Iterable[Node]]]],
) -> Node:
    """Make a definition list: each term has one or more definitions, each a run of inlines."""
    content = [
        [_inlines(term), [[plain(definition)] for definition in definitions]]
        for term, definitions in entries
    ]
    return {"t": "DefinitionList", "c": content}


def table(
    id: str,
    caption: Iterable[Node],
    head: Sequence[Cell],
    groups: Iterable[Sequence[tuple[str, Sequence[Cell]]]],
    *classes: str,
    widths: Sequence[float] | None = None,
    row_headers: bool = True,
) -> Node:
    """Make a regular table: one header row, no merged cells.

    `groups` become the bodies of the table; each is a sequence of rows, a row its anchor (or "")
    and one cell a column. `widths` are shares of the line that add up to 1. With `row_headers` the
    first column names the row.
    """
    columns = len(head)

    def row(anchor: str, cells: Sequence[Cell]) -> list[Any]:
        if len(cells) != columns:
            message = f"row of {len(cells)} cells in a table of {columns} columns"
            raise ValueError(message)
        filled = [
            [attributes(), {"t": "AlignDefault"}, 1, 1, [plain(cell)] if cell else []]
            for cell in cells
        ]
        return [attributes(anchor), filled]

    shares = widths or [1 / columns] * columns
    specs = [[{"t": "AlignDefault"}, {"t": "ColWidth", "c": share}] for share in shares]
    bodies = [
        [attributes(), 1 if row_headers else 0, [], [row(anchor, cells) for anchor, cells in rows]]
        for rows in groups
        if rows
    ]
    content = [
        attributes(id, classes),
        [None, [plain(caption)]],
        specs,
        [attributes(), [row("", head)]],
        bodies,
        [attributes(), []],
    ]
    return {"t": "Table", "c": content}
