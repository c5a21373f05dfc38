"""The bytes of a CSV or XLSX file → Table (the door to openpyxl for reading).

Formulas are never run, dates never guessed: what a program has made of a text is told.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from typing import Any

from reportgen.diagnostics import Failure, Position, Span, error, missing_extra
from reportgen.sheets.layout import BASE, ITEMS
from reportgen.sheets.table import Cell, Table, columns_named, letters

__all__ = ["read_table"]

LARGEST = 128 * 1024 * 1024
"""Bytes of a workbook once it is unpacked; no register is a tenth of it."""

LAST_ROW, MOST_CELLS = 1_048_576, 1_000_000
"""The last row that Excel knows; the cells of a sheet with those that are empty between others."""

_SEPARATORS = ",;\t|"
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_HARMLESS = re.compile(r"'(?='*[=+\-@\t\r])")
"""The apostrophe that an export puts before what a spreadsheet would take for a formula."""

_UNREADABLE = (
    zipfile.BadZipFile, zlib.error, LookupError, ValueError, TypeError, AttributeError, OSError,
    SyntaxError,  # of XML
)  # fmt: skip
"""What openpyxl raises for a file that is no workbook, or a broken one."""

_ESCAPED = re.compile(r"_x005F_(?=x[0-9A-Fa-f]{4}_)")


def read_table(path: str, data: bytes, sheet: str | None = None) -> Table:
    """Read a file of either kind; `sheet` names a sheet of a workbook.

    Raises `Failure` with `broken-sheet`, `wrong-encoding`, `duplicate-column`, `unknown-column`,
    `cell-not-text` or, for a workbook without openpyxl, `missing-extra`.
    """
    if path.lower().endswith((".csv", ".tsv", ".txt")):
        return _read_csv(path, data)
    if path.lower().endswith((".xlsx", ".xlsm")):
        return _read_workbook(path, data, sheet)
    raise _broken(path, "is neither a CSV file nor an Excel workbook",
                  "save it as .xlsx or as .csv")  # fmt: skip


def _broken(path: str, message: str, mend: str) -> Failure:
    return Failure([error("broken-sheet", f"`{path}` {message}", Span.at(path), help=mend)])


# ---------------------------------------------------------------- CSV


def _read_csv(path: str, data: bytes) -> Table:
    text, remarks = _decoded(path, data)
    separator = _SEPARATOR_LINE.match(text)
    above = 0
    if separator:
        text, above = text[separator.end() :], 1
    mark = separator[1] if separator else _separator(text)
    csv.field_size_limit(2**24)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    grid: list[tuple[int, list[Cell]]] = []
    number, line = above, above + 1
    try:
        for row in reader:
            number += 1
            grid.append((
                number,
                [
                    Cell(_HARMLESS.sub("", value, count=1) if value.startswith("'") else value,
                         f"{letters(column)}{number}", Span.at(path, line))
                    for column, value in enumerate(row, 1)
                ],
            ))  # fmt: skip
            line = above + reader.line_num + 1
    except csv.Error as fault:
        raise Failure([
            error("broken-sheet", f"this is not CSV: {fault}", Span.at(path, line),
                  help="check the quotes here: one inside a quoted cell is written twice"),
        ]) from None  # fmt: skip
    heads, rows = columns_named(path, grid)
    return Table(path, heads, tuple(rows), remarks=remarks)


def _decoded(path: str, data: bytes) -> tuple[str, tuple[str, ...]]:
    """Decode what spreadsheet programs write: UTF-8, UTF-16 with a mark, or Windows-1252."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        said = "it is not UTF-8 and was read as Windows-1252: look at the accents and dashes"
        return text, (said,) if encoding == "cp1252" else ()
    raise Failure([
        error("wrong-encoding", f"`{path}` is neither UTF-8 nor Windows-1252", Span.at(path),
              help="save the file as CSV in UTF-8"),
    ])  # fmt: skip


def _separator(text: str) -> str:
    """Return what stands between the heads: the mark that is there most often outside quotes."""
    head = re.sub(r'"(?:[^"]|"")*"', "", text).partition("\n")[0]
    return max(_SEPARATORS, key=head.count)


# ---------------------------------------------------------------- XLSX


def _read_workbook(path: str, data: bytes, wanted: str | None) -> Table:
    book = _opened(path, data)
    name = wanted or (ITEMS if ITEMS in book.sheetnames else None)
    visible = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]
    name = name or (visible or book.sheetnames)[0]
    if name not in book.sheetnames:
        raise _broken(path, f"has no sheet `{name}`", f"it has {', '.join(book.sheetnames)}")
    try:
        grid = _grid(path, name, _rows(path, book[name]))
        base, digest = _base(_rows(path, book[BASE])) if BASE in book.sheetnames else (None, "")
    except _UNREADABLE as fault:
        raise _no_workbook(path, fault) from None
    finally:
        book.close()
    wrong = [cell for _, row in grid for cell in row if cell.made in {"formula", "error"}]
    if wrong:
        raise Failure(
            cell.fault(
                "cell-not-text",
                "the cell holds a formula" if cell.made == "formula" else f"it says `{cell.text}`",
                "copy it and paste its value alone: formulas are not run",
            )
            for cell in wrong
        )
    heads, rows = columns_named(path, grid)
    return Table(path, heads, tuple(rows), base, digest)


def _opened(path: str, data: bytes) -> Any:
    try:
        import openpyxl  # noqa: PLC0415 - an extra, and only where a workbook is read
    except ImportError:
        raise missing() from None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
        if size > LARGEST:
            raise _broken(path, "is too large once it is unpacked", "split the workbook")
        with warnings.catch_warnings():
            # What openpyxl does not keep of a workbook is nothing that is read from it here.
            warnings.simplefilter("ignore")
            return openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    except _UNREADABLE as fault:
        raise _no_workbook(path, fault) from None


def _no_workbook(path: str, fault: Exception) -> Failure:
    said = " ".join(str(fault).split())
    mend = "open it in a spreadsheet program and save it as .xlsx"
    return _broken(path, f"is no Excel workbook: {said}", mend)


def missing() -> Failure:
    """Say that openpyxl is not there, and how to get it."""
    return Failure([missing_extra("a workbook", "sheets", ["openpyxl"])])


def _rows(path: str, sheet: Any) -> Iterator[Any]:
    """Yield the rows of a sheet, which a cell far out fills up with others that are empty."""
    # Without them no row is filled up to the width that the file states for all.
    sheet.reset_dimensions()
    cells = 0
    for number, row in enumerate(sheet.iter_rows(), 1):
        cells += len(row)
        if number > LAST_ROW or cells > MOST_CELLS:
            raise _broken(path, f"has a cell too far out, in row {number:,} or below",
                          "delete the rows and columns beside the table")  # fmt: skip
        yield row


def _grid(path: str, sheet: str, rows: Iterable[Any]) -> list[tuple[int, list[Cell]]]:
    grid = []
    for number, row in enumerate(rows, 1):
        cells = []
        for column, cell in enumerate(row, 1):
            text, made = _text(cell)
            place = Position(number, column)
            span = Span(path, place, Position(number, column + 1))
            cells.append(Cell(text, f"{sheet}!{letters(column)}{number}", span, made))
        if any(cell.text for cell in cells):
            grid.append((number, cells))
    return grid


def _text(cell: Any) -> tuple[str, str]:
    """Return the text of a cell, and what the program has made of it, if it is no text."""
    value = cell.value
    if value is None:
        return "", ""
    kind = cell.data_type
    if kind in {"f", "e"}:
        return str(value), "formula" if kind == "f" else "error"
    if isinstance(value, bool):
        return ("true" if value else "false"), "flag"
    if isinstance(value, (int, float)):
        whole = isinstance(value, int) or value.is_integer()
        text = str(int(value)) if whole else repr(value)
        shape = str(cell.number_format)
        return (text.zfill(len(shape)) if re.fullmatch("0+", shape) else text), "number"
    if isinstance(value, (dt.datetime, dt.date)):
        return _date(value, str(cell.number_format)), "date"
    if isinstance(value, (dt.time, dt.timedelta)):
        return str(value), "time"
    return _ESCAPED.sub("_", str(value)).replace("_x000D_", ""), ""


def _date(value: dt.date, shape: str) -> str:
    """Write a date no narrower than its cell shows it."""
    bare = re.sub(r'"[^"]*"|\[[^\]]*\]', "", shape.lower())
    if "d" in bare or "y" not in bare:
        return value.strftime("%Y-%m-%d")
    return value.strftime("%Y-%m" if "m" in bare else "%Y")


def _base(rows: Iterable[Any]) -> tuple[dict[str, dict[str, str]], str]:
    """Read what reportgen wrote into the workbook when it made it."""
    lines = [[_text(cell)[0] for cell in row] for row in rows]
    if len(lines) < 2:  # noqa: PLR2004 - the digest, and the heads
        return {}, ""
    heads, digest = lines[1], "".join(lines[0][1:2])
    entries = [dict(zip(heads, line, strict=False)) for line in lines[2:] if line]
    return {entry["id"]: entry for entry in entries if entry.get("id")}, digest
