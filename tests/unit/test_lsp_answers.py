"""What an editor is told of a place: what could be written there, and what stands there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from lsprotocol import types

from reportgen.index import Kind, Text, read_index
from reportgen.lsp.cards import card, describe
from reportgen.lsp.completion import complete
from reportgen.lsp.outline import folds, outline, symbols
from reportgen.lsp.places import Places
from reportgen.lsp.project import Project, find_root
from reportgen.schema import parts_at
from support.names import NAMES, files_of, named
from support.project import remembered

PLACES = Places()
PROSE = "source/sections/trade.md"


@pytest.fixture(scope="module", autouse=True)
def _pandoc_once() -> Iterator[None]:
    with remembered():
        yield


@pytest.fixture(scope="module")
def project() -> Project:
    made = Project(Path("/nowhere"), disk=files_of(NAMES))
    made.index()
    return made


def offered(project: Project, path: str, old: str, typed: str) -> dict[str, types.CompletionItem]:
    """Return what is offered at the `|` of what is typed in the place of some words of a file."""
    written = NAMES[path].replace(old, typed, 1)
    at = written.index(typed) + typed.index("|")
    before, after = written[:at], written[at + 1 :]
    text = Text(path, before + after)
    found = complete(project, text, text.position(len(before)), PLACES)
    return {item.label: item for item in found}


def prose(project: Project, typed: str) -> dict[str, types.CompletionItem]:
    return offered(project, PROSE, "A power line was agreed", typed)


def put(item: types.CompletionItem) -> str:
    assert isinstance(item.text_edit, types.TextEdit)
    return item.text_edit.new_text


def test_a_check_that_nobody_waits_for_ends_between_two_rules(project: Project) -> None:
    asked: list[None] = []

    def between() -> None:
        asked.append(None)
        if len(asked) == 3:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        project.diagnose(project.files(), between)
    assert len(asked) == 3


def test_a_bracket_and_an_at_offer_sources_and_kinds_of_references(project: Project) -> None:
    found = prose(project, "See [@|")
    assert put(found["seed"]) == "seed]"
    assert put(found["tbl"]) == "tbl:"


@pytest.mark.parametrize(
    ("typed", "some", "none"),
    [
        ("[@id:|", ["TR-01", "CU-01"], ["EV-01", "QF-01", "seed"]),
        ("[@item:TR|", ["TR-01"], ["EV-01"]),
        ("[@date:|", ["TR-01", "EV-01"], ["TR-02", "CU-01"]),
        ("[@status:|", ["TR-01"], ["CU-01"]),
        ("[@value:|", ["TR-01", "QF-02", "QD-01"], ["TR-02"]),
        ("[@count:|", ["core", "trade", "flags"], ["TR-01"]),
        ("[@count:trade.|", ["trade.active", "trade.none", "trade.flow"], ["trade"]),
        ("[@count:flags.|", ["flags.error"], ["flags.active"]),
        ("[@sec:|", ["trade", "summary", "trade-power-and-culture"], ["TR-01"]),
        ("[@tbl:|", ["volume", "overview", "trade", "panel-trade"], ["culture", "panel-summary"]),
        ("[@fig:|", ["ships"], ["volume"]),
        ("[@seed, p. 3; @|", ["seed"], ["id"]),
        ("[words](#|", ["TR-01", "trade", "tbl-volume", "fig-ships"], ["seed"]),
        ("![Ships](|", ["figures/ships.png"], ["TR-01"]),
        ("A power line |", [], ["TR-01", "seed"]),
    ],
)
def test_prose_offers_what_its_brackets_may_name(
    project: Project, typed: str, some: list[str], none: list[str]
) -> None:
    found = prose(project, typed)
    assert set(some) <= set(found)
    assert not set(none) & set(found)


def test_a_name_that_is_whole_already_is_replaced(project: Project) -> None:
    item = prose(project, "See [@id:TR|-01]")["EN-01"]
    assert isinstance(item.text_edit, types.TextEdit)
    edit = item.text_edit
    assert (edit.new_text, edit.range.end.character - edit.range.start.character) == ("EN-01", 5)


def test_what_is_offered_has_a_title_and_a_card(project: Project) -> None:
    item = prose(project, "[@id:|")["TR-01"]
    assert item.detail == "Tea (item, active)"
    assert isinstance(item.documentation, types.MarkupContent)
    assert "- status: active" in item.documentation.value


ITEMS = "source/items/trade.yaml"


@pytest.mark.parametrize(
    ("path", "old", "typed", "some", "none"),
    [
        (ITEMS, "parties: [AAA, BBB]", "parties: [AAA, |]", ["AAA", "BBB"], ["harbour"]),
        (ITEMS, "from: AAA", "from: |", ["AAA"], ["harbour"]),
        (ITEMS, "locations: [harbour]", "locations: [h|]", ["harbour"], ["AAA"]),
        (ITEMS, "constraints: [CN-01]", "constraints: [|]", ["CN-01"], ["FL-01"]),
        (ITEMS, "related: [TR-01]", "related:\n      - |", ["TR-01", "EN-01"], ["FL-01"]),
        (ITEMS, "sources: [seed]", "sources:\n    - key: |", ["seed"], ["AAA"]),
        (ITEMS, "category: trade", "category: |", ["trade", "energy"], ["TR-01"]),
        (ITEMS, "kind: flow", "kind: |", ["flow", "stance"], ["active"]),
        (ITEMS, "status: active", "status: |", ["active", "ended"], ["flow"]),
        (ITEMS, "qualifier: about}", "qualifier: |}", ["exact", "vague"], ["active"]),
        (ITEMS, "qualifier: about}", "|}", ["qualifier", "year"], ["amount", "unit", "title"]),
        (ITEMS, "confidence: medium", "|", ["confidence", "note"], ["kind", "status"]),
        (ITEMS, "defaults:", "|", ["defaults"], ["items", "id"]),
        ("source/quantities.yaml", "QF-03 - QF-04", "QF-03 - Q|", ["QF-04"], ["QD-01", "TR-01"]),
        ("source/timeline.yaml", "item: TR-01", "item: |", ["TR-01"], ["EV-01"]),
        ("source/places.yaml", "country: AAA}", "country: |}", ["AAA"], ["harbour"]),
        ("source/report.yaml", "  - summary\n", "  - |\n", ["summary", "trade"], ["AAA"]),
        ("source/report.yaml", "formats: [pdf]", "formats: [|]", ["pdf", "docx"], ["note"]),
        ("source/report.yaml", "profile: note", "profile: |", ["note", "study"], ["pdf"]),
        ("source/report.yaml", "from: AAA", "from: |", ["BBB"], ["harbour"]),
        ("source/report.yaml", "subjects:", "|\nsubjects:", ["style", "include"], ["title"]),
        (PROSE, "items: trade", "items: |", ["trade", "energy"], ["TR-01"]),
        (PROSE, "items: trade", "items: [|]", ["TR-01"], ["trade"]),
        (PROSE, "items: trade", "template: |", ["annex"], ["TR-01"]),
        (PROSE, "items: trade", "|", ["template", "numbered"], ["title", "kind"]),
    ],
)  # fmt: skip
def test_yaml_offers_what_its_field_may_hold(
    project: Project, path: str, old: str, typed: str, some: list[str], none: list[str]
) -> None:
    found = offered(project, path, old, typed)
    assert set(some) <= set(found)
    assert not set(none) & set(found)


def test_a_report_is_offered_the_styles_of_its_project_and_the_bundled_ones(
    tmp_path: Path,
) -> None:
    style = tmp_path / "styles/ours/style.yaml"
    style.parent.mkdir(parents=True)
    style.write_text("extends: plain\n", encoding="utf-8")
    assert {"ours", "plain", "institute"} <= set(Project(tmp_path).words_of(("style",)))


def test_an_operand_is_put_behind_the_others(project: Project) -> None:
    item = offered(project, "source/quantities.yaml", "QF-03 - QF-04", "QF-03 - Q|")["QF-04"]
    assert isinstance(item.text_edit, types.TextEdit)
    edit = item.text_edit
    assert edit.range.end.character - edit.range.start.character == 1


def test_sections_that_are_not_listed_come_first(project: Project) -> None:
    more = {**NAMES, "source/sections/annex.md": "---\nid: annex\ntitle: Annex\n---\nWords.\n"}
    own = Project(project.root, disk=files_of(more))
    found = offered(own, "source/report.yaml", "  - summary\n", "  - |\n")
    first = min(found.values(), key=lambda item: item.sort_text or "")
    assert first.label == "annex"


def test_a_file_that_is_none_of_the_project_offers_nothing(project: Project) -> None:
    text = Text("source/notes.yaml", "a: ")
    assert complete(project, text, text.position(3), PLACES) == []


# ------------------------------------------------------------------ cards


def test_a_card_of_an_item_says_what_the_register_holds(project: Project) -> None:
    index = project.index()
    said = card(index, named(index, Kind.ITEM, "TR-01"))
    for line in (
        "**Tea** · item `TR-01`", "- category: trade", "- status: active", "- date text: May 2023",
        "- value: about 3 tonnes", "- parties: Aland (`AAA`); Bland (`BBB`)",
        "- sources: The only article (`seed`)", "- as of not before: 2024",
        "Discussed in “Summary”, “Trade”.",
    ):  # fmt: skip
        assert line in said


def test_a_card_tells_doubts_and_that_nobody_discusses_an_item(project: Project) -> None:
    alone = NAMES[ITEMS] + "    ambiguity: the weight is not said\n"
    own = Project(project.root, disk=files_of({**NAMES, ITEMS: alone.replace("TR-02", "TR-07")}))
    said = card(own.index(), named(own.index(), Kind.ITEM, "TR-07"))
    assert "- ambiguity: the weight is not said" in said
    assert "No section discusses it." in said


def test_cards_of_the_others_say_what_they_are(project: Project) -> None:
    index = project.index()
    assert "- acronym: CUN" in card(index, named(index, Kind.TERM, "Customs union"))
    assert "- published: 2024-02" in card(index, named(index, Kind.SOURCE, "seed"))
    assert "- answer: The report leaves it open" in card(index, named(index, Kind.FLAG, "FL-01"))
    assert "- template: summary" in card(index, named(index, Kind.SECTION, "summary"))


def test_an_event_and_a_figure_show_what_they_take_from_their_item(project: Project) -> None:
    index = project.index()
    assert "- date text: May 2023" in card(index, named(index, Kind.EVENT, "EV-02"))
    assert "- value: about 3 tonnes" in card(index, named(index, Kind.QUANTITY, "QF-01"))


def test_a_term_is_known_in_prose_by_each_of_its_forms(project: Project) -> None:
    prose = NAMES[PROSE] + "\nA Customs union, or CUN, is no Customs unions.\n"
    own = Project(project.root, disk=files_of({**NAMES, PROSE: prose}))
    index = own.index()
    text = index.readings[PROSE].text
    for words, found in (("Customs union,", True), ("CUN", True), ("Customs unions", False)):
        at = index.term_at(PROSE, text.position(prose.index(words) + 1))
        assert (at is not None) is found
        assert at is None or at.definition.key == "Customs union"


def test_a_field_is_described_by_its_schema(project: Project) -> None:
    found = project.schema_of(ITEMS)
    assert found is not None
    said = describe(parts_at(dict(found[1]), ("items", 0, "ambiguity")), "ambiguity")
    assert said.startswith("**ambiguity**\n\nWhat the source does not say.")


# ------------------------------------------------------------------ outlines and projects


def test_the_outline_of_a_section_is_its_headings_with_what_they_hold(project: Project) -> None:
    (section,) = outline(project.index().readings[PROSE], PLACES)
    assert section.name == "Trade"
    (heading,) = section.children or []
    assert heading.name == "Power and culture"
    assert [child.name for child in heading.children or []] == ["volume", "ships"]


def test_the_outline_of_a_register_is_its_entries(project: Project) -> None:
    found = outline(project.index().readings[ITEMS], PLACES)
    assert [(symbol.name, symbol.detail) for symbol in found] == [
        ("TR-01", "Tea"), ("TR-02", "Harbour road"),
    ]  # fmt: skip


def test_every_name_is_within_what_it_is_the_name_of(project: Project) -> None:
    for reading in project.index().readings.values():
        waiting = outline(reading, PLACES)
        while waiting:
            symbol = waiting.pop()
            start, end = symbol.selection_range.start, symbol.selection_range.end
            assert (symbol.range.start.line, symbol.range.start.character) <= (
                start.line, start.character,
            )  # fmt: skip
            assert (end.line, end.character) <= (
                symbol.range.end.line, symbol.range.end.character,
            ), symbol  # fmt: skip
            waiting += symbol.children or []


def test_symbols_are_found_by_letters_in_order(project: Project) -> None:
    assert {d.key for d in symbols(project.index(), "harb")} == {"harbour", "TR-02"}


def test_entries_headings_and_front_matter_fold(project: Project) -> None:
    index = project.index()
    assert [(f.start_line, f.end_line) for f in folds(index.readings[PROSE])][:1] == [(0, 5)]
    assert len(list(folds(index.readings[ITEMS]))) == 2


def test_a_file_is_of_the_nearest_project_that_holds_it(tmp_path: Path) -> None:
    outer, inner = tmp_path, tmp_path / "examples" / "one"
    for folder in (outer, inner):
        (folder / "source" / "sections").mkdir(parents=True)
        (folder / "source" / "report.yaml").write_text("title: x\n", encoding="utf-8")
    assert find_root(inner / "source" / "sections" / "a.md") == inner
    assert find_root(outer / "source" / "report.yaml") == outer
    assert find_root(inner / "lint-baseline.yaml") == inner
    assert find_root(outer / "README.md") is None
    assert find_root(outer / "docs" / "a.md") is None
    assert find_root(Path("/") / "elsewhere.md") is None


def test_an_index_of_nothing_is_empty() -> None:
    assert read_index(Project(Path("/nowhere"), disk=files_of({})).files()).definitions == ()
