"""Where a table may break over pages, and the row that says on the next page that it goes on.

Both are written into the paged HTML: the rows that stay with the next one are marked `kept`, and
each head begins with a row `continued`, which `layout` shows on every page but the first.
"""

from __future__ import annotations

import math
import re
from typing import Any

from lxml import etree

__all__ = ["prepare_table"]

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

ENDLESS = 24
"""Letters from which a word of a cell may be parted anywhere; columns are made for shorter ones."""

LONG = 20
"""Lines of the longest row that is never broken itself."""

LINE = 100
"""Letters, about, of a line as wide as a table."""


def prepare_table(table: Any, continued: str) -> None:
    """Mark the rows of an lxml table, and put the row that says "Table 9, continued" into its head.

    `continued` is a pattern with the place `{label}`. A table without a number gets no such row.
    """
    shares = _shares(table)
    groups = [
        [(row, _lines(row, shares)) for row in body.iterchildren("tr")]
        for body in table.iterchildren("tbody")
    ]
    for cell in table.iter("th", "td"):
        if any(len(word) >= ENDLESS for word in "".join(cell.itertext()).split()):
            _add_class(cell, "endless")
    count = sum(map(len, groups))
    most_rows, most_lines = SHORT_TABLE
    if count <= most_rows and sum(lines for group in groups for _, lines in group) <= most_lines:
        _add_class(table, "whole")
    before = 0
    for group in groups:
        for index, (row, lines) in enumerate(group, 1):
            before += 1
            enough = before >= LEAST_BEFORE and count - before >= LEAST_AFTER
            if lines > LONG:
                _add_class(row, "long")
            elif (
                lines <= TALL and before < count and not (enough and _may_break(index, len(group)))
            ):
                _add_class(row, "kept")
    label = table.find(".//caption//span[@class='caption-label']")
    head = table.find("thead")
    if label is not None and head is not None and len(head):
        row = etree.Element("tr", {"class": "continued"})
        cell = etree.SubElement(row, "th", {"colspan": str(len(head[0])), "scope": "colgroup"})
        cell.text = continued.format(label="".join(label.itertext()))
        head.insert(0, row)


def _may_break(index: int, size: int) -> bool:
    """Tell whether a group of `size` rows may break after its row `index`."""
    return index == size or (size > SMALL_GROUP and 2 <= index <= size - 2)  # noqa: PLR2004 - no row alone


def _shares(table: Any) -> list[float]:
    """Return the share of the line that each column has; none where the columns are equal."""
    widths = [re.search(r"width:\s*([\d.]+)%", col.get("style", "")) for col in table.iter("col")]
    return [float(width[1]) / 100 for width in widths if width]


def _lines(row: Any, shares: list[float]) -> int:
    """Guess how many lines the longest cell of a row has."""
    cells = list(row)
    if len(shares) != len(cells):
        shares = [1 / len(cells)] * len(cells) if cells else []
    return max(
        (
            math.ceil(len("".join(cell.itertext())) / (LINE * share)) + len(cell.findall(".//br"))
            for cell, share in zip(cells, shares, strict=True)
            if share
        ),
        default=1,
    )


def _add_class(element: Any, name: str) -> None:
    element.set("class", f"{element.get('class', '')} {name}".strip())
