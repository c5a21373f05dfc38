"""Tables → what each needs to be read on any screen, and to be searched and sorted.

Without script a table is a table: what is added here are attributes. The script reads them and
makes the controls.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from statistics import mean

from reportgen.document import Info
from reportgen.formats.html.tree import Element, classes, drop, words

__all__ = ["finish_tables"]

SHORT = 16
"""Characters up to which the cells of a table may stand side by side on a narrow screen."""

MANY_COLUMNS = 10
"""Columns beyond which no screen holds a row: the frame scrolls on every one."""

LONG = 32
"""Letters from which a word of a cell may be parted anywhere, lest it widen the page."""

MANY_ROWS = 8
"""Rows of a part's tables from which on controls help more than they take room."""

SORTABLE = 48
"""Characters on average up to which the order of a column's cells means something."""

CHOICES = 12
KEPT_SHARE = 0.4
"""A column is a choice if this share of its rows says something, in few different words."""

_YEAR = re.compile(r"\b(1[5-9]\d\d|20\d\d)\b")
_DAY = re.compile(r"\b(\d{1,2})\b(?!\d)")


@dataclass(frozen=True)
class _Grid:
    """A table taken apart: its header cells, and the cells of each row of its bodies."""

    table: Element
    head: list[Element]
    rows: list[list[Element]]

    @classmethod
    def of(cls, table: Element) -> _Grid:
        head = table.find("thead/tr")
        rows = [list(row) for row in table.findall("tbody/tr")]
        return cls(table, [] if head is None else list(head), rows)

    def column(self, place: int) -> list[Element]:
        return [row[place] for row in self.rows if place < len(row)]


def finish_tables(part: Element, info: Info) -> None:
    """Finish every table of a part; those that list the register get what controls need."""
    silent = {info.strings["missing"], info.strings["not-applicable"]}
    grids = [_Grid.of(table) for table in part.iter("table")]
    for grid in grids:
        _tell_headers(grid)
        _frame(grid)
    lists = [grid for grid in grids if _is_list(grid)]
    if sum(len(grid.rows) for grid in lists) >= MANY_ROWS:
        for grid in lists:
            _offer_sorting(grid, info.language, silent)
        _offer_choices(lists, silent)


def _tell_headers(grid: _Grid) -> None:
    """Scope the header cells (H-04), and give the others the words of theirs for narrow screens."""
    drop(grid.table, "style")
    for cell in grid.table.iter("th"):
        cell.set("scope", "col" if cell in grid.head else "row")
    for row in grid.rows:
        for header, cell in zip(grid.head, row, strict=False):
            if cell.tag == "td" and words(header):
                cell.set("data-label", words(header))
    for cell in grid.table.iter("td", "th"):
        if any(len(word) >= LONG for word in words(cell).split()):
            cell.set("class", " ".join([*classes(cell), "long"]))


def _frame(grid: _Grid) -> None:
    """Put the table into a frame that says what happens on a narrow screen.

    Rows of words become cards, as do those of the register, whose tables are to look alike; rows of
    marks and figures stay rows, and the frame scrolls.
    """
    table = grid.table
    parent = table.getparent()
    if parent is None:
        return
    longest = max((len(words(c)) for row in grid.rows for c in row[1:]), default=0)
    many = max(len(grid.head), *map(len, grid.rows), 0) > MANY_COLUMNS
    cards = bool(grid.head) and not many and (longest > SHORT or _is_list(grid))
    kind = "cards" if cards else "grid many-columns" if many else "grid"
    frame = table.makeelement("div", {"class": f"table-frame {kind}"})
    frame.tail, table.tail = table.tail, None
    parent.replace(table, frame)
    frame.append(table)
    caption = table.find("caption")
    if not cards and caption is not None and "id" in table.attrib:
        name = f"{table.get('id')}-caption"
        caption.set("id", name)
        frame.set("role", "region")
        frame.set("aria-labelledby", name)
        # What scrolls must be reachable for those who do not point (WCAG 2.1.1).
        frame.set("tabindex", "0")


def _is_list(grid: _Grid) -> bool:
    """Tell whether rows can change places: not in a table of totals, nor in a section's panel."""
    kinds = set(classes(grid.table))
    in_panel = any("panel" in classes(above) for above in grid.table.iterancestors())
    return "data-table" in kinds and not kinds & {"counts", "matrix"} and not in_panel


def _offer_sorting(grid: _Grid, language: str, silent: set[str]) -> None:
    grid.table.set("class", f"{grid.table.get('class')} sortable")
    for row in grid.rows:
        for cell in row:
            if words(cell) in silent:
                cell.set("data-silent", "")
    for place, header in enumerate(grid.head):
        cells = grid.column(place)
        said = [words(cell) for cell in cells if words(cell) not in silent]
        dated = [text for text in said if _YEAR.search(text)]
        if said and len(dated) * 2 >= len(said):
            header.set("data-sort", "key")
            for cell in cells:
                cell.set("data-key", _date_key(words(cell), language))
        elif place == 0 or (said and mean(map(len, said)) <= SORTABLE):
            header.set("data-sort", "text")


def _date_key(text: str, language: str) -> str:
    """Return what sorts a date in words: its year, month and day as far as they are told.

    A date in other words, such as one relative to an event, comes after all others.
    """
    year = _YEAR.search(text)
    if year is None:
        return "9999"
    lowered = text.casefold()
    months = _months(language)
    month = next((n for n, name in months if re.search(rf"\b{re.escape(name)}\b", lowered)), 0)
    day = _DAY.search(text.replace(year[0], "")) if month else None
    return f"{year[0]}-{month:02}-{int(day[1]) if day else 0:02}"


@cache
def _months(language: str) -> tuple[tuple[int, str], ...]:
    from babel.dates import get_month_names  # noqa: PLC0415 - only where a date is sorted

    names = get_month_names("wide", locale=language.replace("-", "_"))
    return tuple((int(number), str(name).casefold()) for number, name in names.items())


def _offer_choices(grids: Sequence[_Grid], silent: set[str]) -> None:
    """Mark the headers of columns that hold one of a few words, such as the status.

    The tables of a part are filtered together, so it is their columns together that count.
    """
    columns: dict[str, list[Element]] = {}
    for grid in grids:
        for place, header in enumerate(grid.head[1:], start=1):
            columns.setdefault(words(header), []).extend(grid.column(place))
    chosen = {name for name, cells in columns.items() if _is_choice(cells, silent)}
    for grid in grids:
        for header in grid.head[1:]:
            if words(header) in chosen:
                header.set("data-choice", "")


def _is_choice(cells: Iterable[Element], silent: set[str]) -> bool:
    cells = list(cells)
    if any(next(cell.iter("a"), None) is not None for cell in cells):
        return False
    said = [text for text in map(words, cells) if text not in silent]
    different = set(said)
    return (
        len(said) >= KEPT_SHARE * len(cells)
        and 1 < len(different) <= CHOICES
        and len(different) * 2 <= len(said)
    )
