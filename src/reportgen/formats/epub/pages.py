"""The printed pages of the PDF edition → a mark in the book where each begins (E-06).

A mark stands at the first block that begins on the page: inside a paragraph, a heading or the first
cell of a row, before a table, a figure or a passage. A page on which no block begins has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from reportgen.document import HOLDING, Node, attributes, is_attributes, plain, rewrite, walk

__all__ = ["PAGE_BREAK", "is_paged", "mark_pages"]

PAGE_BREAK = "doc-pagebreak"
"""The role of a mark."""

_AT = {"Header": 1, "Div": 0, "Table": 0, "Figure": 0, "CodeBlock": 0,
       "Span": 0, "Link": 0, "Image": 0, "Code": 0}  # fmt: skip
"""Where the attributes stand in the content of each node that can have an id."""


def mark_pages(blocks: Sequence[Node], breaks: Iterable[tuple[str, str]]) -> list[Node]:
    """Return the blocks of the book with a mark for each page whose first block is among them."""
    taken = {anchor for anchor in _ids(blocks) if anchor}
    marks: dict[str, list[Node]] = {}
    for label, anchor in breaks:
        if label and anchor in taken:
            marks.setdefault(anchor, []).append(_mark(label, taken))

    def change(node: Node) -> list[Node] | None:
        if node["t"] not in _AT:
            return None
        if node["t"] == "Table":
            node = _mark_rows(node, marks)
        own = marks.get(node["c"][_AT[node["t"]]][0])
        if own is None:
            return [node]
        match node["t"]:
            case "Header":
                level, attr, inlines = node["c"]
                return [{"t": "Header", "c": [level, attr, [*own, *inlines]]}]
            case "Div":
                attr, inner = node["c"]
                return [{"t": "Div", "c": [attr, _begin(inner, own)]}]
            case "Table" | "Figure" | "CodeBlock":
                return [plain(own), node]
            case _:
                return [*own, node]

    marked: list[Node] = rewrite(list(blocks), change)
    return marked


def is_paged(blocks: Sequence[Node]) -> bool:
    """Tell whether the book has marks of printed pages."""
    return any(["role", PAGE_BREAK] in n["c"][0][2] for n in walk(blocks) if n["t"] == "Span")


def _mark(label: str, taken: set[str]) -> Node:
    anchor = "page-" + re.sub(r"[^\w.-]", "-", label)
    while anchor in taken:
        anchor += "-"
    taken.add(anchor)
    meaning = {"epub:type": "pagebreak", "role": PAGE_BREAK, "aria_label": label}
    return {"t": "Span", "c": [attributes(anchor, **meaning), []]}


def _begin(blocks: list[Node], marks: list[Node]) -> list[Node]:
    """Put marks at the start of the first block if it has text of its own, else before it."""
    first, rest = (blocks[0], blocks[1:]) if blocks else (plain([]), [])
    match first["t"]:
        case "Para" | "Plain":
            return [{"t": first["t"], "c": [*marks, *first["c"]]}, *rest]
        case "Header":
            level, attr, inlines = first["c"]
            return [{"t": "Header", "c": [level, attr, [*marks, *inlines]]}, *rest]
        case "Div":
            attr, inner = first["c"]
            return [{"t": "Div", "c": [attr, _begin(inner, marks)]}, *rest]
        case _:
            return [plain(marks), *blocks]


def _mark_rows(table: Node, marks: dict[str, list[Node]]) -> Node:
    anchor, caption, columns, (head_attr, head_rows), bodies, (foot_attr, foot_rows) = table["c"]

    def rows(given: list[Any]) -> list[Any]:
        return [
            [attr, [[*cells[0][:4], _begin(cells[0][4], marks[attr[0]])], *cells[1:]]]
            if attr[0] in marks and cells
            else [attr, cells]
            for attr, cells in given
        ]

    told = [[attr, headers, rows(middle), rows(below)] for attr, headers, middle, below in bodies]
    top, foot = [head_attr, rows(head_rows)], [foot_attr, rows(foot_rows)]
    return {"t": "Table", "c": [anchor, caption, columns, top, told, foot]}


def _ids(nodes: Any) -> Iterator[str]:
    """Yield every id of the tree, in any order: of nodes, and of the rows and cells of tables."""
    stack = [nodes]
    while stack:
        node = stack.pop()
        if type(node) is dict:
            node = node.get("c")
        if is_attributes(node):
            yield node[0]
        elif type(node) in HOLDING:
            stack.extend([child for child in node if type(child) in HOLDING])
