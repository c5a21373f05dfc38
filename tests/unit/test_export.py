"""The register as CSV and JSON."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from functools import cache
from typing import Any

import pytest

from reportgen.export import in_order, items_csv, items_json
from reportgen.files import MemoryFiles
from reportgen.parse import parse_report
from reportgen.report import Item, Report
from support.starter import finished_starter


@cache
def report() -> Report:
    return parse_report(MemoryFiles(finished_starter())).value


def altered(**fields: object) -> Report:
    """Return the report with the first item changed."""
    items = dict(report().items)
    items["TR-01"] = items["TR-01"].model_copy(update=fields)
    return dataclasses.replace(report(), items=items)


def rows(source: Report, *ids: str) -> list[dict[str, str]]:
    chosen = [item for item in in_order(source) if not ids or item.id in ids]
    text = items_csv(source, chosen).decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def objects(chosen: list[Item]) -> list[dict[str, Any]]:
    return list(json.loads(items_json(chosen)))


def test_items_come_by_category_and_then_by_number() -> None:
    assert [i.id for i in in_order(report())] == ["TR-01", "TR-02", "EN-01", "SE-01", "SE-02"]


def test_csv_has_a_row_for_each_item() -> None:
    assert [row["id"] for row in rows(report())] == ["TR-01", "TR-02", "EN-01", "SE-01", "SE-02"]


def test_csv_without_items_still_has_its_heads() -> None:
    assert items_csv(report(), []).startswith(b"id,category,")


@pytest.mark.parametrize("first", ["=", "+", "-", "@"])
def test_csv_lets_no_text_become_a_formula(first: str) -> None:
    assert rows(altered(note=f"{first}1+1"), "TR-01")[0]["note"] == f"'{first}1+1"


def test_csv_leaves_a_negative_number_a_number() -> None:
    assert rows(altered(note="-2.5"), "TR-01")[0]["note"] == "-2.5"


def test_csv_keeps_quotes_and_commas() -> None:
    assert rows(altered(note='a "b", c'), "TR-01")[0]["note"] == 'a "b", c'


def test_json_leaves_text_alone_that_a_spreadsheet_would_run() -> None:
    [item] = objects([altered(note="=1+1").items["TR-01"]])
    assert item["note"] == "=1+1"


def test_json_has_the_keys_of_the_source_files() -> None:
    [item] = objects([report().items["TR-01"]])
    assert (item["from"], item["to"]) == ("northland", "southland")


def test_json_keeps_numbers_as_numbers() -> None:
    [item] = objects([report().items["TR-01"]])
    assert item["value"]["amount"] == 2


def test_json_leaves_out_the_quotations_that_are_not_printed() -> None:
    [item] = objects([report().items["TR-01"]])
    assert "wording" not in item
