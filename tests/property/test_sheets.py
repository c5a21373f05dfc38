"""Whatever the register says: as a workbook and as CSV, it says the same when it comes back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.amend import Draft
from reportgen.export import in_order, items_csv
from reportgen.files import MemoryFiles
from reportgen.sheets import items_workbook, merge, read_table
from reportgen.source import UNPRINTABLE
from reportgen.splice import fresh
from support.law import LAW
from support.project import project, remembered, report_of

COLOURS = {"head": "#123456", "head-ink": "#ffffff", "fixed": "#eeeeee"}
TEXTS = st.text(
    st.one_of(
        st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]),
        st.sampled_from(list("=+-@'\";,\\ 0123456789\n\t_x")),
    ),
    min_size=1,
    max_size=12,
).filter(lambda text: text.strip() and not UNPRINTABLE.search(text))
"""Texts of the register, many of the kind that spreadsheets change."""


@pytest.fixture(scope="module", autouse=True)
def _pandoc_runs_once_a_text() -> Iterator[None]:
    with remembered():
        yield


def register(texts: list[str]) -> MemoryFiles:
    festival = {
        "id": "CU-01", "category": "culture", "scope": "context", "kind": "event",
        "title": "Festival", "parties": ["AAA"], "confidence": "low", "sources": ["seed"],
    }  # fmt: skip
    items = [
        festival, *({
            "id": f"CU-{number}", "category": "culture", "scope": "context", "kind": "event",
            "title": "X", "parties": ["AAA"], "confidence": "low", "aliases": [text, text],
            "sources": [{"key": "seed", "locator": text}], "note": text, "at": [text],
            "value": {"amount": 2.0, "qualifier": "about", "unit": text},
        }
        for number, text in enumerate(texts, 10)),
    ]  # fmt: skip
    data = {"defaults": {"as_of": "2024-01-31"}, "items": items}
    return project({"source/items/context.yaml": fresh(data)})


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@settings(LAW, max_examples=3)
@given(texts=st.lists(TEXTS, min_size=8, max_size=8))
def test_what_comes_back_unchanged_changes_nothing(kind: str, texts: list[str]) -> None:
    files = register(texts)
    draft = Draft(files)
    if kind == "xlsx":
        data = items_workbook(draft, draft.ids("items"), COLOURS)
    else:
        report = report_of(files)
        data = items_csv(report, in_order(report))
    result = merge(read_table(f"a.{kind}", data), draft)
    assert (result.changes, draft.contents()) == ([], {})


@settings(LAW, max_examples=3)
@given(texts=st.lists(TEXTS, min_size=8, max_size=8))
def test_what_is_written_into_cells_comes_out_of_them(texts: list[str]) -> None:
    """The new rows of one register are read from the workbook of another."""
    other = Draft(register(texts))
    table = read_table("a.xlsx", items_workbook(other, other.ids("items"), COLOURS))
    draft = Draft(project())
    rows = tuple(row for row in table.rows if row["id"].text.startswith("CU-1"))
    merge(type(table)(table.path, table.heads, rows), draft)
    for number, text in enumerate(texts, 10):
        entry = draft.entry("items", f"CU-{number}")
        plain = " ".join(text.split())
        assert (entry["note"], entry["aliases"]) == (plain, [plain, plain])
