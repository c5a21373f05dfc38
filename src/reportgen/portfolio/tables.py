"""A table of a portfolio → rows of text, each with its place (the door to pyarrow for reading)."""

from __future__ import annotations

import datetime as dt
import io
import math
from typing import Any

from reportgen.diagnostics import Failure, Span, error, missing_extra
from reportgen.files import Files
from reportgen.sheets import Cell, Table, read_table
from reportgen.sheets.table import columns_named

__all__ = ["read_rows"]


def read_rows(files: Files, path: str, sheet: str | None = None) -> Table:
    """Read a CSV, XLSX or Parquet file.

    Raises `Failure` with what `read_table` raises, or with `broken-sheet` or `missing-extra`.
    """
    data = files.read(path)
    return _read_parquet(path, data) if path.endswith(".parquet") else read_table(path, data, sheet)


def _read_parquet(path: str, data: bytes) -> Table:
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra, and slow to load
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError:
        raise Failure([missing_extra("a Parquet file", "parquet", ["pyarrow"])]) from None
    try:
        table = parquet.read_table(io.BytesIO(data))
        columns = [[_text(value) for value in column.to_pylist()] for column in table.columns]
    except (pa.ArrowException, OSError, ValueError, TypeError, UnicodeDecodeError) as fault:
        said = " ".join(str(fault).split())[:200]
        raise Failure([
            error("broken-sheet", f"`{path}` is no Parquet file that can be read: {said}",
                  Span.at(path), help="write it anew, with columns of text, numbers and dates")
        ]) from None  # fmt: skip
    rows = [list(table.column_names), *map(list, zip(*columns, strict=True))]
    # A row has no line; what counts is its number, with the names of the columns as the first.
    grid = [
        (number, [Cell(text, f"row {number - 1}", Span.at(path, number)) for text in row])
        for number, row in enumerate(rows, 1)
    ]
    heads, found = columns_named(path, grid)
    return Table(path, heads, tuple(found))


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float() if math.isnan(value):
            return ""  # by which many programs say that there is nothing
        case float() if math.isinf(value):
            message = "a column holds a number without end"
            raise TypeError(message)
        case float() if value.is_integer():
            return str(int(value))
        case dt.datetime() if value.time() == dt.time() and value.tzinfo is None:
            return value.date().isoformat()  # which is how most programs write a day
        case dict() | list() | bytes():
            message = f"a column holds {type(value).__name__} values"
            raise TypeError(message)
        case _:
            return str(value)
