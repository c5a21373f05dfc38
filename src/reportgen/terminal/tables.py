"""Rows of words → plain, aligned text."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from reportgen.terminal.view import visible

__all__ = ["align"]


def align(rows: Iterable[Iterable[str]], *, right: Iterable[int] = ()) -> str:
    """Set rows in columns with two spaces between them; those numbered in `right` end flush.

    Each row ends with a line end; the last column is not filled up.
    """
    table = [[visible(cell) for cell in row] for row in rows]
    flush = set(right)
    columns = max((len(row) for row in table), default=0)
    widths = [max((_width(r[i]) for r in table if i < len(r)), default=0) for i in range(columns)]
    lines = []
    for row in table:
        cells = []
        for index, cell in enumerate(row):
            filling = " " * (widths[index] - _width(cell))
            cells.append(filling + cell if index in flush else cell + filling)
        lines.append("  ".join(cells).rstrip() + "\n")
    return "".join(lines)


def _width(text: str) -> int:
    """Return the columns that a text takes in a terminal."""
    return sum(
        0 if unicodedata.category(c) in {"Mn", "Me"}
        else 2 if unicodedata.east_asian_width(c) in {"W", "F"}
        else 1
        for c in text
    )  # fmt: skip
