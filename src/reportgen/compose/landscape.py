"""Which blocks stand on a landscape page: those that the author marked, and tables too wide.

The mark is a Div with the class `landscape`, which the paged formats heed. Decides by the number
of columns and the longest words alone, so that every format has the same pages turned.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from reportgen.document import Node, Part, div, plain_text, unwrapped
from reportgen.memory import later

__all__ = ["turn"]

MOST_COLUMNS = 8
"""Columns of the widest table that an upright page takes."""

LONGEST_WORD = 24
"""Letters of the longest word for which a column is widened; a longer one is broken."""

_LETTER = 0.52
"""Width of a letter as a share of the size, on average."""

_POINTS = 72 / 25.4


def turn(parts: list[Part], tokens: Mapping[str, Any]) -> list[Part]:
    """Wrap each table that is marked or too wide in a Div `landscape`, with its heading."""
    page = tokens["page"]
    measure = (page["width"] - page["inner"] - page["outer"]) * _POINTS
    letters = measure / (tokens["size"]["table"] * _LETTER)
    return [
        replace(
            part, blocks=later("turn", letters, (part.blocks,), partial(_all_turned, part, letters))
        )
        for part in parts
    ]


def _all_turned(part: Part, letters: float) -> list[Node]:
    return list(_turned(part.blocks, letters))


def _turned(blocks: Iterable[Node], letters: float) -> Iterator[Node]:
    waiting: list[Node] = []
    for block in blocks:
        inner = unwrapped(block)
        if inner["t"] == "Header" and inner["c"][0] > 1:
            waiting.append(block)
        elif _is_marked(inner):
            if inner["c"][1]:
                yield div([*waiting, *inner["c"][1]], *inner["c"][0][1], id=inner["c"][0][0])
            else:
                yield from waiting
            waiting = []
        elif inner["t"] == "Table" and _is_wide(inner, letters):
            yield div([*waiting, block], "landscape")
            waiting = []
        else:
            yield from waiting
            waiting = []
            # What a template puts round the prose, and divisions of the prose.
            division = block["t"] == inner["t"] == "Div"
            yield _within(block, letters) if division else block
    yield from waiting


def _within(block: Node, letters: float) -> Node:
    attributes, blocks = block["c"]
    return {"t": "Div", "c": [attributes, [*_turned(blocks, letters)]]}


def _is_marked(block: Node) -> bool:
    return block["t"] == "Div" and "landscape" in block["c"][0][1]


def _is_wide(table: Node, letters: float) -> bool:
    """Tell whether a table of the prose is marked, or wider than `letters` with its longest words.

    A table that is made of the register has widths of its own.
    """
    (_, classes, _), _, columns, (_, head), bodies, _ = table["c"]
    if "landscape" in classes:
        return True
    if "prose-table" not in classes:
        return False
    longest = [0] * len(columns)
    for _, cells in (row for rows in (head, *(body[3] for body in bodies)) for row in rows):
        for index, cell in enumerate(cells[: len(columns)]):
            words = plain_text(cell[4]).split()
            longest[index] = max([longest[index], *(min(len(w), LONGEST_WORD) for w in words)])
    # Two letters more for the space between columns.
    return len(columns) > MOST_COLUMNS or sum(longest) + 2 * len(columns) > letters
