"""Report → the register as CSV and JSON, for those who work with it elsewhere.

Never chooses: the caller says which items. What the report does not print, it does not export.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable
from typing import Any

from reportgen.report import Item, Report
from reportgen.report.entries import Sourced
from reportgen.summary import records

__all__ = ["in_order", "items_csv", "items_json"]

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
"""What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection), and what has an
apostrophe already: so that the import can take exactly one away."""

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_NOT_PRINTED = {"wording"}


def in_order(report: Report) -> list[Item]:
    """Return all items in the order of their categories in report.yaml, then of their ids."""
    places = [category.id for category in report.metadata.categories]

    def place(item: Item) -> tuple[int, str, int]:
        prefix, _, number = item.id.partition("-")
        return places.index(item.category), prefix, int(number)

    return sorted(report.items.values(), key=place)


def items_csv(report: Report, chosen: Iterable[Item]) -> bytes:
    """Write items as CSV after RFC 4180, in UTF-8.

    A value that a spreadsheet would run as a formula gets an apostrophe in front; a number does
    not. Lists are joined with `; `.
    """
    rows = {row["id"]: row for row in records(report)}
    text = io.StringIO()
    heads = list(next(iter(rows.values()), {"id": ""}))
    writer = csv.DictWriter(text, heads, lineterminator="\r\n")
    writer.writeheader()
    for item in chosen:
        writer.writerow({key: _harmless(value) for key, value in rows[item.id].items()})
    return text.getvalue().encode()


def items_json(chosen: Iterable[Item]) -> bytes:
    """Write items as a JSON array of objects with the keys of the source files."""
    return (json.dumps([_object(i) for i in chosen], ensure_ascii=False, indent=2) + "\n").encode()


def _harmless(value: str) -> str:
    runs = _FORMULA.match(value) and not _NUMBER.fullmatch(value)
    return f"'{value}" if runs else value


def _object(item: Item) -> dict[str, Any]:
    data = item.model_dump(mode="json", by_alias=True, exclude=_NOT_PRINTED)
    origin = {key: data.pop(key) for key in Sourced.model_fields}
    return {**data, **origin}
