"""Where a table may break over pages, the same on printed pages as in Word.

Knows rows by their lines alone, which are guessed from the letters of their cells; an edition marks
what it says in its own way.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Breaks", "breaks_of", "lines_of"]

LEAST_BEFORE = 2
"""Rows that stand at least on the page where a table begins."""

LEAST_AFTER = 3
"""Rows that stand at least on the page where a table ends."""

SMALL_GROUP = 4
"""Rows of the largest group that is never broken."""

SHORT_TABLE = (6, 24)
"""Rows and lines of the largest table that is never broken."""

TALL = 8
"""Lines of the tallest row that stays with the next one."""

LONG = 20
"""Lines of the longest row that is never broken itself."""

LINE = 100
"""Letters, about, of a line as wide as a table."""


@dataclass(frozen=True)
class Breaks:
    """Which rows, counted from 0 through all groups, stay with the next, and which may be parted.

    `whole` says that the table stands on one page.
    """

    kept: frozenset[int]
    parted: frozenset[int]
    whole: bool


def breaks_of(groups: Sequence[Sequence[int]]) -> Breaks:
    """Return where a table may break whose groups have rows of so many lines."""
    count = sum(map(len, groups))
    most_rows, most_lines = SHORT_TABLE
    kept, parted = set(), set()
    before = 0
    for group in groups:
        for index, lines in enumerate(group, 1):
            before += 1
            enough = before >= LEAST_BEFORE and count - before >= LEAST_AFTER
            if lines > LONG:
                parted.add(before - 1)
            elif (
                lines <= TALL and before < count and not (enough and _may_break(index, len(group)))
            ):
                kept.add(before - 1)
    whole = count <= most_rows and sum(map(sum, groups)) <= most_lines
    return Breaks(frozenset(kept), frozenset(parted), whole)


def _may_break(index: int, size: int) -> bool:
    """Tell whether a group of `size` rows may break after its row `index`."""
    return index == size or (size > SMALL_GROUP and 2 <= index <= size - 2)  # noqa: PLR2004 - no row alone


def lines_of(letters: Sequence[int], shares: Sequence[float]) -> int:
    """Guess how many lines the longest cell of a row has.

    `letters` are those of each cell, `shares` the parts of the line that the columns have.
    """
    return max(
        (math.ceil(n / (LINE * share)) for n, share in zip(letters, shares, strict=True) if share),
        default=1,
    )
