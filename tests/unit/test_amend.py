"""Entries put, added and taken out, each in its place."""

from __future__ import annotations

import difflib

import pytest

from reportgen.amend import (
    Draft,
    add_figure,
    add_section,
    cell_of,
    columns_of,
    data_of,
    model_of,
    with_field,
)
from reportgen.diagnostics import Failure
from reportgen.files import MemoryFiles
from support.project import MINIMAL, PICTURE, codes, project, remembered, replaced

ITEM = model_of("items")
COLUMNS = {column.name: column for column in columns_of("items", ITEM)}


def added(path: str, draft: Draft) -> str:
    """Return the lines that a draft adds to a file; it must take none away."""
    old = draft.files.read(path).decode().splitlines()
    new = draft.contents()[path].decode().splitlines()
    lines = [line for line in difflib.ndiff(old, new) if line[0] in "+-"]
    assert [line for line in lines if line[0] == "-"] == []
    return "".join(f"{line[2:]}\n" for line in lines)


def failed(change: object, *arguments: object, **named: object) -> str:
    with pytest.raises(Failure) as caught:
        change(*arguments, **named)  # type: ignore[operator]
    return caught.value.diagnostics[0].code


# ---------------------------------------------------------------- ids and places


def test_the_next_id_follows_the_highest_of_its_category() -> None:
    assert Draft(project()).next_id("items", "trade") == "TR-03"


def test_the_next_id_of_an_empty_kind_begins_with_its_own_letters() -> None:
    files = project({"source/flags.yaml": "flags: []\n", **replaced(
        "source/items/energy.yaml", "    flags: [FL-01]\n", "")})  # fmt: skip
    assert Draft(files).next_id("flags") == "FL-01"


def test_an_id_that_is_taken_out_is_not_used_again() -> None:
    draft = Draft(project())
    draft.remove("items", "TR-02")
    assert draft.next_id("items", "trade") == "TR-03"


def test_a_new_item_stands_after_the_last_of_its_letters() -> None:
    draft = Draft(project())
    path = draft.add("items", "TR-03", {"id": "TR-03", "category": "trade", "title": "Salt"})
    assert path == "source/items/trade.yaml"
    assert added(path, draft) == "  - id: TR-03\n    category: trade\n    title: Salt\n"


def test_the_first_item_of_a_category_makes_a_file() -> None:
    files = {k: v for k, v in MINIMAL.items() if k != "source/items/energy.yaml"}
    draft = Draft(MemoryFiles(files))
    path = draft.add("items", "EN-01", {"id": "EN-01", "category": "energy", "title": "A: b"})
    assert (path, draft.contents()[path].decode()) == (
        "source/items/energy.yaml",
        'items:\n  - id: EN-01\n    category: energy\n    title: "A: b"\n',
    )


def test_a_new_party_comes_last_and_in_the_manner_of_the_others() -> None:
    draft = Draft(project())
    draft.add("parties", "CCC", {"type": "state", "name": "Cland"})
    assert added("source/parties.yaml", draft) == "  CCC: {type: state, name: Cland}\n"


def test_an_id_that_is_there_is_refused() -> None:
    assert failed(Draft(project()).add, "parties", "TR-01", {}) == "duplicate-id"


def test_a_draft_without_a_change_changes_no_file() -> None:
    draft = Draft(project())
    draft.put("items", "TR-01", draft.entry("items", "TR-01"))
    assert draft.contents() == {}


def test_a_register_with_errors_is_not_changed() -> None:
    assert failed(Draft, project(replaced("source/places.yaml", "name:", "nom:"))) == "missing-key"


# ---------------------------------------------------------------- columns


def test_every_field_of_an_item_has_a_column_but_lists_of_mappings() -> None:
    assert {"id", "amount", "value_year", "value_text", "hs", "names", "from"} <= set(COLUMNS)


def test_a_new_key_stands_where_the_model_has_it() -> None:
    made = with_field({"id": "A-01", "kind": "flow", "note": "x"}, ("status",), "ended", ITEM)
    assert list(made) == ["id", "kind", "status", "note"]


def test_a_mapping_goes_with_its_last_key() -> None:
    assert with_field({"value": {"amount": 1}}, ("value", "amount"), None, ITEM) == {}


@pytest.mark.parametrize(
    ("name", "data", "cell"),
    [
        ("parties", ["AAA", "BBB"], "AAA; BBB"),
        ("at", ["a; b", "c\\d"], "a\\; b; c\\\\d"),
        ("sources", ["seed", {"key": "seed", "locator": "p. 3"}], "seed; seed, p. 3"),
        ("names", {"fa": "چای"}, "fa: چای"),
        ("note", "two words", "two words"),
    ],
)
def test_a_cell_says_what_the_file_holds_and_back(name: str, data: object, cell: str) -> None:
    column = COLUMNS[name]
    assert cell_of(column, {column.path[0]: data}) == cell
    assert data_of(column, cell) == data


def test_lines_of_a_cell_are_values_of_a_list() -> None:
    assert data_of(COLUMNS["parties"], "AAA\nBBB ; CCC") == ["AAA", "BBB", "CCC"]


@pytest.mark.parametrize(("text", "number"), [("2", 2), ("2.5", 2.5), ("2,5", "2,5"), ("", None)])
def test_what_is_no_number_stays_text(text: str, number: object) -> None:
    assert data_of(COLUMNS["amount"], text) == number


# ---------------------------------------------------------------- sections and figures


def test_a_new_section_is_listed_after_the_one_named() -> None:
    draft = Draft(project())
    files = add_section(draft, {"id": "water", "title": "Water"}, "summary")
    assert added("source/report.yaml", draft) == "  - water\n"
    assert files["source/sections/water.md"].startswith(b"---\nid: water\ntitle: Water\n---\n\n")


def test_a_new_section_waits_for_its_prose_and_has_no_other_fault() -> None:
    draft = Draft(project())
    files = add_section(draft, {"id": "water", "title": "Water: a, b"})
    files |= add_figure(
        draft, "trade", "a.png", PICTURE, caption="A [b]", alt='Say "x"', identity="a"
    )
    with remembered():
        assert codes(project({**files, **draft.contents()})) == ["placeholder-text"]


def test_a_figure_stands_at_the_end_of_its_section() -> None:
    draft = Draft(project())
    made = add_figure(draft, "trade", "a.png", PICTURE, caption="Tea", alt="Leaves", identity="t")
    old = MINIMAL["source/sections/trade.md"].encode()
    line = b'\n![Tea](figures/a.png){#t alt="Leaves"}\n'
    assert made == {"source/figures/a.png": PICTURE, "source/sections/trade.md": old + line}


def test_a_section_that_is_there_is_refused() -> None:
    assert failed(add_section, Draft(project()), {"id": "trade", "title": "T"}) == "duplicate-id"


def test_a_section_after_nothing_known_is_refused() -> None:
    draft = Draft(project())
    assert failed(add_section, draft, {"id": "a", "title": "A"}, "trad") == "missing-section"
