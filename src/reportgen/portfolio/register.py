"""The registers of all reports → one, as CSV, JSON and Parquet (the door to pyarrow for writing).

Never reads a report again: it joins the files that each has beside its editions, report by report,
so that the largest portfolio takes no more memory than its largest report.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from reportgen.diagnostics import Diagnostic, missing_extra
from reportgen.files import Files
from reportgen.portfolio.record import Entry
from reportgen.portfolio.work import ITEMS_CSV, ITEMS_JSON

__all__ = ["FORMS", "default_forms", "items_of", "missing_parquet", "register_files"]

FORMS = ("csv", "json", "parquet")
_LISTS = (
    "also_in", "parties", "targets", "locations", "constraints", "related", "sources", "at",
    "flags",
)  # fmt: skip
"""Columns that hold several values in one cell of the CSV file."""

_NUMBERS = ("amount",)
_ONE = re.compile(r"(?:\\.|[^;\\])+")
"""One value of a list in a cell, in which a semicolon has a backslash before it."""

_HARMLESS = re.compile(r"'(?='*[=+\-@\t\r])")
"""The apostrophe by which a CSV file keeps a spreadsheet from running a value."""

_ROWS_AT_ONCE = 20_000


def default_forms() -> tuple[str, ...]:
    """Return the forms that can be written here: Parquet where pyarrow is installed."""
    return FORMS if _arrow() is not None else FORMS[:2]


def missing_parquet() -> Diagnostic:
    """Say that pyarrow is not there, and how to get it."""
    return missing_extra("a Parquet file", "parquet", ["pyarrow"])


def _arrow() -> Any:
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra, and slow to load
        import pyarrow.parquet  # noqa: PLC0415
    except ImportError:
        return None
    return pa


def register_files(
    entries: Iterable[Entry], output: Files, forms: Iterable[str]
) -> dict[str, bytes | Iterable[bytes]]:
    """Return the files of the register of all reports, in pieces that are made when written."""
    held = [entry for entry in entries if ITEMS_CSV in entry.artifacts]
    makers = {"csv": _csv, "json": _json, "parquet": _parquet}
    return {f"items.{form}": makers[form](held, output) for form in forms}


def items_of(entry: Entry, output: Files) -> list[dict[str, Any]]:
    """Return the items of a report, as its own file has them."""
    if ITEMS_JSON not in entry.artifacts:
        return []
    items: list[dict[str, Any]] = json.loads(output.read(f"{entry.name}/{ITEMS_JSON}"))
    return items


def _rows(entry: Entry, output: Files) -> Iterator[dict[str, str]]:
    text = output.read(f"{entry.name}/{ITEMS_CSV}").decode()
    for row in csv.DictReader(io.StringIO(text, newline="")):
        yield {"report": entry.name, "report_number": entry.facts.number, **row}


def _csv(entries: Iterable[Entry], output: Files) -> Iterator[bytes]:
    heads: list[str] | None = None
    for entry in entries:
        text = io.StringIO(newline="")
        for row in _rows(entry, output):
            writer = csv.DictWriter(text, heads or list(row), lineterminator="\r\n")
            if heads is None:
                heads = list(row)
                writer.writeheader()
            writer.writerow(row)
        yield text.getvalue().encode()
    if heads is None:
        yield b"report,report_number,id\r\n"


def _json(entries: Iterable[Entry], output: Files) -> Iterator[bytes]:
    before = b"[\n"
    for entry in entries:
        for item in items_of(entry, output):
            said = {"report": entry.name, "report_number": entry.facts.number, **item}
            yield before + json.dumps(said, ensure_ascii=False).encode()
            before = b",\n"
    yield b"\n]\n" if before != b"[\n" else b"[]\n"


def _parquet(entries: Iterable[Entry], output: Files) -> Iterator[bytes]:
    arrow = _arrow()
    sink = arrow.BufferOutputStream()
    writer = None
    waiting: list[Mapping[str, Any]] = []

    def flushed() -> None:
        nonlocal writer
        schema = _schema(arrow, waiting[0] if waiting else {"report": "", "id": ""})
        if writer is None:
            writer = arrow.parquet.ParquetWriter(sink, schema, compression="zstd")
        writer.write_table(arrow.Table.from_pylist(waiting, schema=writer.schema))
        waiting.clear()

    for entry in entries:
        waiting += [typed(row) for row in _rows(entry, output)]
        if len(waiting) >= _ROWS_AT_ONCE:
            flushed()
    if waiting or writer is None:
        flushed()
    assert writer is not None  # noqa: S101 - made above
    writer.close()
    yield sink.getvalue().to_pybytes()


def _schema(arrow: Any, row: Mapping[str, Any]) -> Any:
    kinds = {
        **dict.fromkeys(_LISTS, arrow.list_(arrow.string())),
        **dict.fromkeys(_NUMBERS, arrow.float64()),
    }
    return arrow.schema([(head, kinds.get(head, arrow.string())) for head in row])


def typed(row: Mapping[str, str]) -> dict[str, Any]:
    """Return a row of the CSV file as values: lists, numbers, and nothing where a cell is empty."""
    typed: dict[str, Any] = {}
    for head, cell in row.items():
        text = _HARMLESS.sub("", cell, count=1) if cell.startswith("'") else cell
        if head in _LISTS:
            typed[head] = [re.sub(r"\\(.)", r"\1", one).strip() for one in _ONE.findall(text)]
        elif head in _NUMBERS:
            typed[head] = float(text) if text else None
        else:
            typed[head] = text or None
    return typed
