"""The register as a workbook or a CSV file, and back."""

from __future__ import annotations

import csv
import datetime as dt
import io
import sys
import time
import zipfile
from collections.abc import Callable
from functools import cache
from typing import Any

import openpyxl
import pytest

from reportgen.amend import Draft
from reportgen.archive import read_archive, write_archive
from reportgen.diagnostics import Diagnostic, Failure
from reportgen.export import in_order, items_csv
from reportgen.files import Files, MemoryFiles, PatchedFiles
from reportgen.sheets import (
    Merge,
    is_ours,
    items_workbook,
    mapped,
    merge,
    proposal,
    read_mapping,
    read_table,
)
from support.project import faults, project, remembered, replaced, report_of

COLOURS = {"head": "#123456", "head-ink": "#ffffff", "fixed": "#eeeeee"}
HOSTILE = [
    "=1+1", "+1", "-1", "@SUM(A1)", "'=1", "0042", "1e5", "2024-01-31", "TRUE", "#N/A", "_x0041_",
    "a; b", 'say "x", y', "چای \u200f", "🫖", "x" * 15_000, "\\;", "- a: b #c", "Müller – «x»",
]  # fmt: skip


def workbook(files: MemoryFiles, *ids: str) -> bytes:
    """Make the workbook of a project, once for all tests that want the same."""
    return _workbook(tuple(sorted(files._contents.items())), ids)


@cache
def _workbook(contents: tuple[tuple[str, bytes], ...], ids: tuple[str, ...]) -> bytes:
    draft = Draft(MemoryFiles(dict(contents)))
    return items_workbook(draft, ids or draft.ids("items"), COLOURS)


def csv_of(files: Files) -> bytes:
    with remembered():
        report = report_of(files)
    return items_csv(report, in_order(report))


def merged(files: Files, name: str, data: bytes) -> tuple[Merge, dict[str, bytes]]:
    draft = Draft(files)
    result = merge(read_table(name, data), draft)
    return result, draft.contents()


def described(result: Merge) -> list[tuple[str, ...]]:
    return [
        (change.kind, change.id, *(f"{f.column}: {f.before} > {f.after}" for f in change.fields))
        for change in result.changes
    ]


def edited(data: bytes, edit: Callable[[Any, dict[str, int], dict[str, int]], None]) -> bytes:
    """Return the workbook after `edit(sheet, columns by name, rows by id)`."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book["Items"]
    heads = {str(cell.value): int(cell.column or 0) for cell in sheet[1]}
    rows = {str(cell.value): cell.row for cell in sheet["A"] if cell.value}
    edit(sheet, heads, rows)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_cell(data: bytes, identity: str, column: str, value: Any) -> bytes:
    def put(sheet: Any, heads: dict[str, int], rows: dict[str, int]) -> None:
        sheet.cell(rows[identity], heads[column]).value = value

    return edited(data, put)


def refused(files: Files, name: str, data: bytes) -> list[Diagnostic]:
    with pytest.raises(Failure) as caught:
        merged(files, name, data)
    return list(caught.value.diagnostics)


# ---------------------------------------------------------------- the workbook


def test_the_same_register_gives_the_same_bytes() -> None:
    first = workbook(project())
    _workbook.cache_clear()
    assert workbook(project()) == first


def test_no_entry_of_the_workbook_knows_the_clock() -> None:
    core = read_archive(workbook(project()))["docProps/core.xml"].decode()
    assert core.count("1980-01-01T00:00:00Z") == 2


def test_a_workbook_shows_items_keys_and_what_they_mean() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(project())))
    states = {sheet.title: sheet.sheet_state for sheet in book.worksheets}
    assert states == {"Items": "visible", "Keys": "visible", "Read me": "visible",
                      "Base": "veryHidden", "Lists": "veryHidden"}  # fmt: skip


def test_closed_lists_stand_in_the_cells() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(project())))
    rules = {str(r.sqref): r for r in book["Items"].data_validations.dataValidation}
    [status] = [r for r in rules.values() if r.errorTitle == "status"]
    sheet, _, cells = str(status.formula1).partition("!")
    words = [row[0].value for row in book[sheet][cells.replace("$", "")]]
    assert words[:3] == ["active", "underway", "agreed"]


def test_a_cell_far_out_is_found_soon() -> None:
    def far(sheet: Any, _heads: dict[str, int], _rows: dict[str, int]) -> None:
        sheet.cell(1_048_576, 16_384).value = "x"

    start = time.process_time()
    said = refused(project(), "a.xlsx", edited(workbook(project()), far))
    assert [d.code for d in said] == ["unknown-column"]
    assert time.process_time() - start < 5


def test_a_row_beyond_all_rows_is_refused_soon() -> None:
    name = "xl/worksheets/sheet1.xml"
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(project()))) as old, zipfile.ZipFile(made, "w") as new:
        for entry in old.namelist():
            text = old.read(entry)
            if entry == name:
                text = text.replace(b'<row r="2"', b'<row r="99999999999"')
                assert text != old.read(entry)
            new.writestr(entry, text)
    assert [d.code for d in refused(project(), "a.xlsx", made.getvalue())] == ["broken-sheet"]


def test_no_text_is_a_formula() -> None:
    files = project(replaced("source/items/trade.yaml", "title: Tea", 'title: "=1+1"'))
    book = openpyxl.load_workbook(io.BytesIO(workbook(files)))
    [cell] = [cell for cell in book["Items"]["B"] if cell.value == "=1+1"]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)


def test_a_text_that_no_cell_can_hold_is_said() -> None:
    long = "note: >-\n" + "      word word word\n" * 2_500
    files = project(
        replaced("source/items/trade.yaml", "    locations:", f"    {long}    locations:")
    )
    with pytest.raises(Failure) as caught:
        workbook(files)
    assert [d.code for d in caught.value.diagnostics] == ["cell-too-long"]


@pytest.mark.parametrize("module", ["openpyxl"])
def test_without_openpyxl_it_is_said_how_to_get_it(
    module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = workbook(project())
    monkeypatch.setitem(sys.modules, module, None)
    draft = Draft(project())
    for use in (
        lambda: items_workbook(draft, ["TR-01"], COLOURS),
        lambda: read_table("a.xlsx", data),
    ):
        with pytest.raises(Failure) as caught:
            use()
        [fault] = caught.value.diagnostics
        assert fault.code == "missing-extra"
        assert "reportgen[sheets]" in str(fault.help)


# ---------------------------------------------------------------- round trips


def hostile_project() -> MemoryFiles:
    """A project whose first item holds every text that a spreadsheet likes to change."""
    quoted = [
        text.replace("\\", "\\\\").replace('"', '\\"') for text in HOSTILE
    ]  # fmt: skip
    lines = ", ".join(f'"{text}"' for text in quoted)
    new = f"    aliases: [{lines}]\n" + "".join(
        f"  - id: TR-{number}\n    category: trade\n    kind: event\n    title: X\n"
        f'    parties: [AAA]\n    confidence: low\n    note: "{text}"\n    at: ["{text}", ""]\n'
        for number, text in enumerate(quoted, 10)
    )
    return project({
        "source/items/trade.yaml": project().read("source/items/trade.yaml").decode() + new
    })


@pytest.mark.parametrize("make", [workbook, csv_of])
def test_what_was_not_edited_changes_no_byte(make: Callable[[MemoryFiles], bytes]) -> None:
    files = hostile_project()
    name = "a.xlsx" if make is workbook else "a.csv"
    result, contents = merged(files, name, make(files))
    assert (result.changes, contents) == ([], {})


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_in_a_cell_is_that_text_in_the_register(text: str) -> None:
    files = project()
    table = read_table("a.csv", csv_row(id="TR-01", category="trade", title="Tea", note=text))
    draft = Draft(files)
    merge(table, draft)
    read = Draft(PatchedFiles(files, draft.contents())).entry("items", "TR-01")["note"]
    assert read == " ".join(text.removeprefix("'" if text.startswith("'=") else "").split())


def csv_row(**cells: str) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(cells))
    writer.writeheader()
    writer.writerow(cells)
    return text.getvalue().encode()


def test_an_edited_cell_changes_one_line() -> None:
    files = project()
    data = with_cell(workbook(files), "TR-01", "status", "ended")
    result, contents = merged(files, "a.xlsx", data)
    assert described(result) == [("changed", "TR-01", "status: active > ended")]
    old = files.read("source/items/trade.yaml")
    assert contents == {"source/items/trade.yaml": old.replace(b"active", b"ended")}


def test_importing_twice_changes_nothing_the_second_time() -> None:
    files = project()
    data = edited(workbook(files), new_row)
    _, contents = merged(files, "a.xlsx", data)
    result, again = merged(PatchedFiles(files, contents), "a.xlsx", data)
    assert (result.changes, result.remarks, again) == ([], [], {})


def new_row(sheet: Any, heads: dict[str, int], rows: dict[str, int]) -> None:
    said = {"title": "Salt", "category": "trade", "kind": "event", "parties": "AAA; BBB",
            "confidence": "low", "hs": "08", "amount": 2.5, "qualifier": "about"}  # fmt: skip
    for name, value in said.items():
        sheet.cell(max(rows.values()) + 3, heads[name]).value = value


def test_a_new_row_is_a_new_item_with_the_next_id() -> None:
    files = project()
    result, contents = merged(files, "a.xlsx", edited(workbook(files), new_row))
    assert [(c.kind, c.id) for c in result.changes] == [("new", "TR-03")]
    assert (
        contents["source/items/trade.yaml"]
        .decode()
        .endswith("""\
  - id: TR-03
    category: trade
    kind: event
    title: Salt
    parties: [AAA, BBB]
    value: {amount: 2.5, qualifier: about}
    confidence: low
    codes: {hs: "08"}
""")
    )


def test_a_deleted_row_takes_its_item_out() -> None:
    files = project()
    data = edited(workbook(files), lambda sheet, _, rows: sheet.delete_rows(rows["CU-01"]))
    result, contents = merged(files, "a.xlsx", data)
    assert described(result) == [("removed", "CU-01")]
    assert list(contents) == ["source/items/context.yaml"]


def test_items_that_were_not_exported_are_not_taken_out() -> None:
    files = project()
    assert merged(files, "a.xlsx", workbook(files, "TR-01"))[0].changes == []


def test_a_deleted_column_changes_nothing() -> None:
    files = project()
    data = edited(workbook(files), lambda sheet, heads, _: sheet.delete_cols(heads["status"]))
    assert merged(files, "a.xlsx", data)[1] == {}


def test_an_emptied_cell_takes_the_field_out() -> None:
    files = project()
    data = with_cell(workbook(files), "TR-01", "date_text", None)
    _, contents = merged(files, "a.xlsx", data)
    old = files.read("source/items/trade.yaml")
    assert contents["source/items/trade.yaml"] == old.replace(b"    date_text: May 2023\n", b"")


def test_an_emptied_cell_stands_against_the_default_of_the_file() -> None:
    files = project()
    data = with_cell(workbook(files), "TR-01", "as_of_not_before", None)
    _, contents = merged(files, "a.xlsx", data)
    assert b"    as_of_not_before: null\n" in contents["source/items/trade.yaml"]


# ---------------------------------------------------------------- merging


def test_what_the_register_has_changed_meanwhile_stays() -> None:
    data = with_cell(workbook(project()), "TR-01", "status", "ended")
    files = project(replaced("source/items/trade.yaml", "title: Tea", "title: Green tea"))
    result, contents = merged(files, "a.xlsx", data)
    assert described(result) == [("changed", "TR-01", "status: active > ended")]
    assert b"title: Green tea" in contents["source/items/trade.yaml"]
    assert any("has changed since" in remark for remark in result.remarks)


def test_a_field_that_both_have_changed_is_a_conflict_of_its_cell() -> None:
    data = with_cell(workbook(project()), "TR-01", "status", "ended")
    files = project(replaced("source/items/trade.yaml", "status: active", "status: stalled"))
    [fault] = refused(files, "a.xlsx", data)
    assert (fault.code, fault.message.split(":")[0]) == ("sheet-conflict", "Items!F4")
    assert [note.message for note in fault.notes] == [
        "it was `active`, here it is `ended`", "the register says `stalled` now",
    ]  # fmt: skip


def test_what_both_have_changed_alike_is_no_conflict() -> None:
    data = with_cell(workbook(project()), "TR-01", "status", "stalled")
    files = project(replaced("source/items/trade.yaml", "status: active", "status: stalled"))
    assert merged(files, "a.xlsx", data)[0].changes == []


def test_a_deleted_row_of_an_item_that_has_changed_is_a_conflict() -> None:
    data = edited(workbook(project()), lambda sheet, _, rows: sheet.delete_rows(rows["CU-01"]))
    files = project(replaced("source/items/context.yaml", "title: Festival", "title: Feast"))
    assert [d.code for d in refused(files, "a.xlsx", data)] == ["sheet-conflict"]


# ---------------------------------------------------------------- faults


def test_all_faults_of_cells_are_said_at_once() -> None:
    def spoil(sheet: Any, heads: dict[str, int], rows: dict[str, int]) -> None:
        sheet.cell(rows["TR-01"], 1).value = "TR-77"
        sheet.cell(rows["TR-02"], 1).value = "EN-01"
        sheet.cell(20, heads["note"]).value = "no category"

    found = {d.code for d in refused(project(), "a.xlsx", edited(workbook(project()), spoil))}
    assert found == {"unknown-item", "duplicate-id", "missing-key"}


def test_a_formula_is_not_run() -> None:
    data = with_cell(workbook(project()), "TR-01", "note", "=1+1")
    [fault] = refused(project(), "a.xlsx", data)
    assert fault.code == "cell-not-text"
    assert fault.message.endswith("the cell holds a formula")


def test_a_date_where_a_text_belongs_is_said() -> None:
    data = with_cell(workbook(project()), "TR-01", "note", dt.datetime(2024, 1, 31))  # noqa: DTZ001 - cells have no zone
    assert [d.code for d in refused(project(), "a.xlsx", data)] == ["cell-not-text"]


def test_a_date_that_was_made_of_a_month_stays_a_month() -> None:
    def put(sheet: Any, heads: dict[str, int], rows: dict[str, int]) -> None:
        cell = sheet.cell(rows["TR-01"], heads["date"])
        cell.value, cell.number_format = dt.datetime(2024, 1, 1), "mmm\\-yy"  # noqa: DTZ001 - as above

    result, _ = merged(project(), "a.xlsx", edited(workbook(project()), put))
    assert described(result) == [("changed", "TR-01", "date: 2023-05 > 2024-01")]


def test_an_unknown_column_is_said_with_the_one_that_is_meant() -> None:
    data = csv_row(id="TR-01", category="trade", title="Tea", statsu="x")
    [fault] = refused(project(), "a.csv", data)
    assert (fault.code, fault.help) == ("unknown-column", "did you mean `status`?")


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.xlsx", b"PK no"), ("a.xlsx", b""), ("a.ods", b"x"), ("a.csv", b""),
     ("a.csv", b'id,title\n"TR-01,x')],
)  # fmt: skip
def test_what_is_no_spreadsheet_is_refused(name: str, data: bytes) -> None:
    assert [d.code for d in refused(project(), name, data)] == ["broken-sheet"]


@pytest.mark.parametrize("name", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"])
def test_a_workbook_that_is_cut_off_inside_is_refused(name: str) -> None:
    entries = read_archive(workbook(project()))
    data = write_archive({**entries, name: entries[name][: len(entries[name]) // 2]})
    assert [d.code for d in refused(project(), "a.xlsx", data)] == ["broken-sheet"]


def test_what_the_check_says_of_an_edit_is_said_of_its_cell() -> None:
    files = project()

    def spoil(sheet: Any, heads: dict[str, int], rows: dict[str, int]) -> None:
        sheet.cell(rows["TR-01"], heads["status"]).value = "ongoing"
        sheet.cell(rows["TR-01"], heads["parties"]).value = "AAA; CCC"
        sheet.cell(rows["TR-02"], heads["confidence"]).value = None
        sheet.cell(rows["EN-01"], heads["date"]).value = "May 2023"

    draft = Draft(files)
    result = merge(read_table("a.xlsx", edited(workbook(files), spoil)), draft)
    amended = PatchedFiles(files, draft.contents())
    with remembered():
        said = result.at_cells(faults(amended), amended)
    places = {(d.code, d.message.split(":")[0]) for d in said}
    assert {("unknown-status", "Items!F4"), ("unknown-party", "Items!H4"),
            ("bad-date", "Items!L3")} <= places  # fmt: skip
    assert "missing-key" in {code for code, place in places if place.startswith("Items!")}


# ---------------------------------------------------------------- CSV of others


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [("utf-8", ","), ("utf-8-sig", ";"), ("utf-16", "\t"), ("cp1252", ";")],
)
def test_csv_is_read_as_programs_write_it(encoding: str, mark: str) -> None:
    text = f"id{mark}category{mark}title\r\nTR-01{mark}trade{mark}Müller – Tee\r\n"
    result, _ = merged(project(), "a.csv", text.encode(encoding))
    assert described(result) == [("changed", "TR-01", "title: Tea > Müller – Tee")]


def test_text_that_a_program_opened_in_the_wrong_encoding_is_refused() -> None:
    files = project(replaced("source/items/trade.yaml", "title: Tea", "title: Tea – green"))
    broken = "Tea – green".encode().decode("cp1252")
    data = csv_row(id="TR-01", category="trade", title=broken)
    assert [d.code for d in refused(files, "a.csv", data)] == ["garbled-text"]


def test_csv_that_names_its_separator_is_read_by_it() -> None:
    result, _ = merged(project(), "a.csv", b"sep=;\nid;category;title\nTR-01;trade;Tea, b\n")
    assert described(result) == [("changed", "TR-01", "title: Tea > Tea, b")]


FOREIGN = """\
Titel;Title;Kind;Party A;Party B;Nr
Salz;Salt;Flow;Aland;Bland;1
"""


def test_a_mapping_is_proposed_by_what_the_heads_are_like() -> None:
    table = read_table("a.csv", FOREIGN.encode())
    text = proposal(table, Draft(project()))
    assert not is_ours(table)
    assert "Title: title\n" in text
    assert "Kind: kind\n" in text
    assert "Nr: null\n" in text
    assert "kind: {Flow: flow}" in text


def test_a_mapping_is_proposed_with_what_stands_between_values() -> None:
    text = 'Title,Parties\nSalt,"Aland, Blund"\n'
    proposed = proposal(read_table("a.csv", text.encode()), Draft(project()))
    assert "  parties: {Aland: AAA, Blund: BBB}\n" in proposed
    assert proposed.endswith('between: ","\n')


MAPPING = """\
columns:
  Titel: null
  Title: title
  Kind: kind
  Party A: parties
  Party B: parties
  Nr: null
values:
  kind: {Flow: event}
  parties: {Aland: AAA, Bland: BBB}
fixed: {category: trade, confidence: low}
"""


def test_foreign_columns_and_words_are_mapped() -> None:
    meaning = read_mapping(MemoryFiles({"m.yaml": MAPPING}), "m.yaml")
    draft = Draft(project())
    result = merge(mapped(read_table("a.csv", FOREIGN.encode()), meaning), draft)
    [change] = result.changes
    assert draft.entry("items", change.id) == {
        "id": "TR-03", "category": "trade", "kind": "event", "title": "Salt",
        "parties": ["AAA", "BBB"], "confidence": "low",
    }  # fmt: skip


def test_what_a_foreign_row_lacks_is_said_at_its_row() -> None:
    text = MAPPING.replace("Kind: kind", "Kind: null").replace("  kind: {Flow: event}\n", "")
    meaning = read_mapping(MemoryFiles({"m.yaml": text}), "m.yaml")
    files = project()
    draft = Draft(files)
    result = merge(mapped(read_table("a.csv", FOREIGN.encode()), meaning), draft)
    amended = PatchedFiles(files, draft.contents())
    said = [d for d in result.at_cells(faults(amended), amended) if d.code == "missing-key"]
    assert [d.message.partition(": ")[2] for d in said] == ["`kind` is missing"]
    assert [d.span.path for d in said if d.span] == ["a.csv"]


def test_a_column_that_the_mapping_does_not_name_is_refused() -> None:
    text = (
        MAPPING
        .replace("  Nr: null\n", "")
        .replace("Titel:", "Tittel:")
        .replace("Tittel: null", "Tittel: note")
    )
    meaning = read_mapping(MemoryFiles({"m.yaml": text}), "m.yaml")
    with pytest.raises(Failure) as caught:
        mapped(read_table("a.csv", FOREIGN.encode()), meaning)
    assert {d.code for d in caught.value.diagnostics} == {"unknown-column", "missing-column"}


def test_a_mapping_to_no_column_is_refused() -> None:
    with pytest.raises(Failure) as caught:
        read_mapping(MemoryFiles({"m.yaml": "columns: {A: titel}\n"}), "m.yaml")
    assert [d.code for d in caught.value.diagnostics] == ["unknown-column"]


def test_a_mapping_of_wrong_types_is_refused() -> None:
    text = "columns: [A]\nvalues: 5\nfixed: x\nbetween: 7\n"
    with pytest.raises(Failure) as caught:
        read_mapping(MemoryFiles({"m.yaml": text}), "m.yaml")
    assert [d.code for d in caught.value.diagnostics] == ["wrong-type"] * 4


def test_two_columns_of_one_name_are_refused() -> None:
    assert [d.code for d in refused(project(), "a.csv", b"id,id\nTR-01,x\n")] == [
        "duplicate-column"
    ]
