"""Tree → Plan: what the finishing pass must know of each heading, table and picture.

pandoc writes these in reading order but drops what the tree says of them; the plan keeps it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from reportgen.breaks import Breaks, breaks_of, lines_of
from reportgen.document import Node, plain_text
from reportgen.formats.docx.tree import FRESH, LISTED, WIDE

__all__ = ["Heading", "Picture", "Plan", "Sheet", "plan"]

BREAKS = re.compile(r"[ \t\n]+|(?<=[-–/])")
"""Where a line may end; a no-break space is no such place."""

PLANNED = {"Header", "Table", "Image"}


@dataclass(frozen=True)
class Heading:
    """A heading: its bookmark, the number that Word gives it or none, whether it starts a page."""

    id: str
    level: int
    number: str
    fresh: bool


@dataclass(frozen=True)
class Sheet:
    """A table: its caption, the names of its columns, the sizes of its groups of rows, its breaks.

    `shares` are the widths of the columns as parts of the line, `longest` the letters of the
    longest word of each that cannot be broken; `wide` says that it stands on a turned page, `fresh`
    that it opens one.
    """

    caption: str
    columns: tuple[str, ...]
    groups: tuple[int, ...]
    row_heads: bool
    shares: tuple[float, ...]
    longest: tuple[int, ...]
    breaks: Breaks
    wide: bool = False
    fresh: bool = False


@dataclass(frozen=True)
class Picture:
    """A picture: the words that stand for it; none when it only decorates."""

    words: str
    decorative: bool


@dataclass(frozen=True)
class Plan:
    """All headings, tables and pictures of the text in reading order, without those in notes.

    `pages` are the labels of the pages by bookmark, as far as they are known.
    """

    headings: tuple[Heading, ...]
    sheets: tuple[Sheet, ...]
    pictures: tuple[Picture, ...]
    pages: Mapping[str, str]


def plan(blocks: list[Node], pages: Mapping[str, str]) -> Plan:
    """Read the plan off a tree that `tree` dressed."""
    nodes = list(_outside_notes(blocks))
    return Plan(
        pages=pages,
        headings=tuple(_headings(node for node in nodes if node["t"] == "Header")),
        sheets=tuple(_sheet(node) for node in nodes if node["t"] == "Table"),
        pictures=tuple(_picture(node) for node in nodes if node["t"] == "Image"),
    )


def _outside_notes(nodes: Any) -> Iterator[Node]:
    """Yield the nodes in reading order; what is in a note is in another part of the file."""
    stack = [nodes]
    while stack:
        node = stack.pop()
        if type(node) is list:
            stack.extend([child for child in reversed(node) if type(child) in _HOLDING])
        elif node.get("t") != "Note":
            if node.get("t") in PLANNED:
                yield node
            if type(node.get("c")) in _HOLDING:
                stack.append(node["c"])


_HOLDING = {dict, list}
"""Types that can hold a node."""


def _headings(nodes: Iterable[Node]) -> Iterator[Heading]:
    counts: list[int] = []
    for node in nodes:
        level, (id_, classes, _), _ = node["c"]
        if LISTED in classes:
            counts = [*counts, *[0] * level][:level]
            counts[-1] += 1
        number = ".".join(map(str, counts)) if LISTED in classes else ""
        yield Heading(id_, level, number, FRESH in classes)


def _sheet(node: Node) -> Sheet:
    (_, classes, _), (_, caption), specs, (_, head_rows), bodies, _ = node["c"]
    head = [_cells(row) for row in head_rows]
    groups = [[_cells(row) for row in body] for _, _, _, body in bodies]
    rows = [row for group in groups for row in group]
    widths = [width.get("c") or 1 / len(specs) for _, width in specs]
    shares = [width / sum(widths) for width in widths]
    return Sheet(
        caption=plain_text(caption),
        columns=tuple(head[0]) if head else (),
        groups=tuple(map(len, groups)),
        row_heads=any(heads for _, heads, _, _ in bodies),
        shares=tuple(shares),
        longest=tuple(
            max(len(word) for cell in column for word in BREAKS.split(cell))
            for column in zip(*head, *rows, strict=True)
        ),
        breaks=breaks_of([
            [lines_of([len(cell) for cell in row], shares) for row in group] for group in groups
        ]),
        wide=WIDE in classes,
        fresh=FRESH in classes,
    )


def _cells(row: list[Any]) -> list[str]:
    _, cells = row
    return [plain_text(cell[4]) for cell in cells]


def _picture(node: Node) -> Picture:
    (_, classes, _), inlines, _ = node["c"]
    return Picture(plain_text(inlines), "decorative" in classes)
