"""Marks in the tables of the paged HTML: where they may break, and that they go on.

The rows that stay with the next one are marked `kept`, and each head begins with a row
`continued`, which `layout` shows on every page but the first.
"""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from reportgen.breaks import breaks_of, lines_of

__all__ = ["prepare_table"]

ENDLESS = 24
"""Letters from which a word of a cell may be parted anywhere; columns are made for shorter ones."""


def prepare_table(table: Any, continued: str) -> None:
    """Mark the rows of an lxml table, and put the row that says "Table 9, continued" into its head.

    `continued` is a pattern with the place `{label}`. A table without a number gets no such row.
    """
    shares = _shares(table)
    groups = [list(body.iterchildren("tr")) for body in table.iterchildren("tbody")]
    for cell in table.iter("th", "td"):
        if any(len(word) >= ENDLESS for word in "".join(cell.itertext()).split()):
            _add_class(cell, "endless")
    breaks = breaks_of([[_lines(row, shares) for row in group] for group in groups])
    if breaks.whole:
        _add_class(table, "whole")
    for index, row in enumerate(row for group in groups for row in group):
        if index in breaks.parted:
            _add_class(row, "long")
        elif index in breaks.kept:
            _add_class(row, "kept")
    label = table.find(".//caption//span[@class='caption-label']")
    head = table.find("thead")
    if label is not None and head is not None and len(head):
        row = etree.Element("tr", {"class": "continued"})
        cell = etree.SubElement(row, "th", {"colspan": str(len(head[0])), "scope": "colgroup"})
        cell.text = continued.format(label="".join(label.itertext()))
        head.insert(0, row)


def _shares(table: Any) -> list[float]:
    """Return the share of the line that each column has; none where the columns are equal."""
    widths = [re.search(r"width:\s*([\d.]+)%", col.get("style", "")) for col in table.iter("col")]
    return [float(width[1]) / 100 for width in widths if width]


def _lines(row: Any, shares: list[float]) -> int:
    """Guess the lines of a row, those that its author began anew among them."""
    cells = list(row)
    if len(shares) != len(cells):
        shares = [1 / len(cells)] * len(cells) if cells else []
    return max(
        (
            lines_of([len("".join(cell.itertext()))], [share]) + len(cell.findall(".//br"))
            for cell, share in zip(cells, shares, strict=True)
            if share
        ),
        default=1,
    )


def _add_class(element: Any, name: str) -> None:
    element.set("class", f"{element.get('class', '')} {name}".strip())
