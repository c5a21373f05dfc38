"""Sums of tables (Q-16); that figures of one kind are added up every build sees to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from reportgen.check.places import blocks_of, line_span
from reportgen.check.rules import Finding, Manuscript, editorial
from reportgen.diagnostics import Severity, Span
from reportgen.document import plain_text
from reportgen.memory import known
from reportgen.report import Section

_NUMBER = re.compile(r"[-−]?\d{1,3}(?:[,\u00a0\u202f ]\d{3})+(?:\.\d+)?|[-−]?\d+(?:\.\d+)?")
_TOTAL = re.compile(r"(?:grand )?total|sum|all|altogether", re.IGNORECASE)
_ROUNDED = re.compile(r"\bround", re.IGNORECASE)


@dataclass(frozen=True)
class Column:
    """One column of figures over its total; `unit` is one in the last place that is written."""

    head: str
    figures: tuple[Decimal, ...]
    total: Decimal
    unit: Decimal
    span: Span
    rounding: bool
    """Whether something at the table says that figures are rounded."""

    @property
    def gap(self) -> Decimal:
        """By how much the total differs from the sum."""
        return abs(sum(self.figures, Decimal(0)) - self.total)

    @property
    def tolerance(self) -> Decimal:
        """What rounding each figure and the total may make of it."""
        return self.unit / 2 * (len(self.figures) + 1)


@editorial("total-differs", "Q-16", Severity.ERROR)
def total_differs(manuscript: Manuscript) -> Iterator[Finding]:
    """A total is the sum of what stands above it, but for rounding."""
    for column in _columns(manuscript):
        if column.gap > column.tolerance:
            yield Finding(
                f"the total of `{column.head}` is {column.total:,}, and the figures above add "
                f"up to {sum(column.figures):,}",
                column.span, "correct the figure that is wrong, or say what the total leaves out",
            )  # fmt: skip


@editorial("missing-rounding-note", "Q-16", Severity.ERROR)
def missing_rounding_note(manuscript: Manuscript) -> Iterator[Finding]:
    """Where rounding shows, the table says so."""
    for column in _columns(manuscript):
        if 0 < column.gap <= column.tolerance and not column.rounding:
            yield Finding(
                f"the total of `{column.head}` differs from the sum by {column.gap}", column.span,
                "say in the caption that figures are rounded and may not add up",
            )  # fmt: skip


def _columns(manuscript: Manuscript) -> Iterator[Column]:
    """Yield the columns of figures of every table whose last row is a total."""
    for section in manuscript.report.sections:
        yield from known("totals", None, (section,), partial(_columns_of, section))


def _columns_of(section: Section) -> list[Column]:
    found = []
    blocks = blocks_of(section)
    for index, (block, at) in enumerate(blocks):
        if block["t"] != "Table":
            continue
        rows = [_words(row) for body in block["c"][4] for row in body[3]]
        if len(rows) < 3 or not _TOTAL.fullmatch(rows[-1][0].strip(" :")):  # noqa: PLR2004 - two to add
            continue
        beside = [blocks[i][0] for i in (index - 1, index + 1) if 0 <= i < len(blocks)]
        rounding = bool(_ROUNDED.search(plain_text([block["c"][1], beside])))
        heads = _words(block["c"][3][1][0]) if block["c"][3][1] else []
        span = line_span(section, at.start.line + 1 + len(rows))
        for number in range(1, len(rows[-1])):
            figures = _figures([row[number] for row in rows if number < len(row)])
            if figures is not None and len(figures) == len(rows):
                *parts, total = (value for value, _ in figures)
                unit = max(unit for _, unit in figures)
                head = heads[number] if number < len(heads) else f"column {number + 1}"
                found.append(Column(head, tuple(parts), total, unit, span, rounding))
    return found


def _words(row: Any) -> list[str]:
    return [plain_text(cell[4]) for cell in row[1]]


def _figures(cells: Sequence[str]) -> list[tuple[Decimal, Decimal]] | None:
    """Return the number in each cell with the unit of its last place; None if one has none."""
    found = []
    for cell in cells:
        numbers = _NUMBER.findall(cell)
        if len(numbers) != 1 or "%" in cell:
            return None
        plain = re.sub(r"[,\s\u00a0\u202f]", "", numbers[0]).replace("−", "-")
        value = Decimal(plain)
        exponent = value.as_tuple().exponent
        found.append((value, Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)))
    return found
