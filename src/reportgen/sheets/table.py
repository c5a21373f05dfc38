"""Table: the rows of a spreadsheet as text, each cell with its place.

What a spreadsheet program makes of a text (a number, a date, a formula) is kept as `made`, so that
it can be said instead of guessed at.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from reportgen.diagnostics import Diagnostic, Failure, Span, error

__all__ = ["Cell", "Table", "columns_named", "letters"]


@dataclass(frozen=True)
class Cell:
    """One cell: its text, its name such as `Items!D7`, its place, and what it was made into."""

    text: str
    name: str
    span: Span
    made: str = ""

    def fault(self, code: str, message: str, mend: str | None = None) -> Diagnostic:
        """Make an error at this cell."""
        return error(code, f"{self.name}: {message}", self.span, help=mend)


@dataclass(frozen=True)
class Table:
    """A sheet: its heads, and rows of cells by the name of their column.

    `base` is what reportgen wrote into the sheet, by id and column, and `digest` of what source; a
    sheet that it did not write has neither. `cell_of_row` is a place for what a row lacks.
    """

    path: str
    heads: Mapping[str, Cell]
    rows: tuple[Mapping[str, Cell], ...]
    base: Mapping[str, Mapping[str, str]] | None = None
    digest: str = ""
    remarks: tuple[str, ...] = field(default=())


def letters(number: int) -> str:
    """Return the letters of a column, counted from 1: 28 → AB."""
    made = ""
    while number:
        number, rest = divmod(number - 1, 26)
        made = chr(ord("A") + rest) + made
    return made


def columns_named(path: str, grid: list[tuple[int, list[Cell]]]) -> tuple[
    dict[str, Cell], list[dict[str, Cell]]
]:  # fmt: skip
    """Take the first row with two filled cells, or the only row, as the heads of the others.

    Raises `Failure` with `broken-sheet` when there is none, and `duplicate-column`.
    """
    filled = [(number, row) for number, row in grid if any(c.text.strip() for c in row)]
    if not filled:
        raise Failure([
            error("broken-sheet", f"`{path}` has no rows", Span.at(path),
                  help="write the names of the columns into the first row"),
        ])  # fmt: skip
    first = next(
        (i for i, (_, row) in enumerate(filled) if sum(bool(c.text.strip()) for c in row) > 1), 0
    )
    heads: dict[str, Cell] = {}
    places: dict[int, str] = {}
    faults = []
    for index, cell in enumerate(filled[first][1]):
        name = re.sub(r"\s+", " ", cell.text).strip()
        if not name:
            continue
        if name in heads:
            faults.append(
                cell.fault("duplicate-column", f"the column `{name}` is there twice",
                           "give one of the two another name, or delete it")
            )  # fmt: skip
        heads.setdefault(name, cell)
        places[index] = name
    if faults:
        raise Failure(faults)
    rows = []
    for _, row in filled[first + 1 :]:
        cells = {places[i]: cell for i, cell in enumerate(row) if i in places}
        stray = [c for i, c in enumerate(row) if i not in places and c.text.strip()]
        faults += [
            c.fault("unknown-column", "the column of this cell has no name",
                    "name it in the first row, or clear the cell")
            for c in stray
        ]  # fmt: skip
        if any(cell.text.strip() for cell in cells.values()):
            rows.append(cells)
    if faults:
        raise Failure(faults)
    return heads, rows
