"""Every name of a project is found where it is given and wherever it is used."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from reportgen.diagnostics import Position
from reportgen.files import BUNDLED, DiskFiles, MemoryFiles
from reportgen.index import (
    GENERATED_TABLES,
    Index,
    Kind,
    Refused,
    Space,
    Text,
    check_name,
    read_index,
    rename,
)
from reportgen.source import read_source
from reportgen.yamltree import parse_yaml
from support.names import NAMES, fresh, named, renamed
from support.project import remembered


@pytest.fixture(scope="module", autouse=True)
def _pandoc_once() -> Iterator[None]:
    with remembered():
        yield


@pytest.fixture(scope="module")
def index() -> Index:
    return read_index(MemoryFiles(NAMES))


PROSE = "source/sections/trade.md"


def places(index: Index, kind: Kind, key: str, path: str = PROSE) -> list[str]:
    """Return what stands around each use of a name in a file."""
    text = index.readings[path].text
    found = []
    for place in index.places_of(named(index, kind, key), plain=False):
        if place.part.path == path:
            start, end = text.offset(place.part.start), text.offset(place.part.end)
            assert text.text[start:end].replace("\\", "") == key
            found.append(text.text[max(start - 8, 0) : start].rpartition("\n")[2])
    return sorted(found)


def test_an_item_is_used_in_references_links_and_fields(index: Index) -> None:
    assert len(places(index, Kind.ITEM, "TR-02")) == 3
    assert len(places(index, Kind.ITEM, "TR-02", "source/items/energy.yaml")) == 1


def test_the_places_of_a_name_are_all_that_mean_it(index: Index) -> None:
    for given in index.definitions:
        meant = tuple(o for o in index.occurrences if o.definition == given)
        assert index.places_of(given) == meant


def test_code_and_escaped_brackets_are_no_use_but_a_word(index: Index) -> None:
    item = named(index, Kind.ITEM, "TR-01")
    words = [p for p in index.places_of(item) if p.plain and p.part.path == PROSE]
    assert len(words) == 3


def test_an_escaped_reference_behind_tabs_is_found(index: Index) -> None:
    text = index.readings[PROSE].text
    at = text.text.index("TR\\-01")
    (here,) = index.at(PROSE, text.position(at + 2))
    assert (here.definition.key, text.slice(here.part)) == ("TR-01", "TR\\-01")
    behind = text.text.index("CU-01")
    assert index.at(PROSE, text.position(behind))[0].definition.title == "Festival"


def test_a_source_is_used_by_each_citation_and_in_every_head(index: Index) -> None:
    assert len(places(index, Kind.SOURCE, "seed")) == 4
    assert len(places(index, Kind.SOURCE, "seed", "source/items/trade.yaml")) == 1


def test_a_category_is_used_by_counts_tables_and_panels(index: Index) -> None:
    assert len(places(index, Kind.CATEGORY, "trade")) == 4
    assert len(places(index, Kind.CATEGORY, "energy", "source/items/trade.yaml")) == 1


def test_a_section_is_used_by_anchors_made_of_its_id(index: Index) -> None:
    # Its own id, two references, the anchor of a heading, and its panel.
    assert len(places(index, Kind.SECTION, "trade")) == 5


def test_a_heading_is_what_a_reference_to_it_leads_to(index: Index) -> None:
    text = index.readings[PROSE].text
    at = text.position(text.text.index("trade-power") + 8)
    assert index.at(PROSE, at)[0].definition.title == "Power and culture"


def test_figures_and_tables_have_the_names_behind_them(index: Index) -> None:
    assert [d.key for d in index.of(Kind.TABLE, Kind.FIGURE)] == ["volume", "ships"]
    assert len(places(index, Kind.TABLE, "volume")) == 3


def test_the_operands_of_a_formula_are_uses(index: Index) -> None:
    figure = named(index, Kind.QUANTITY, "QF-04")
    assert [p.part.start.line for p in index.uses_of(figure)] == [19]


def test_notes_comments_and_answers_mention_ids(index: Index) -> None:
    flag = named(index, Kind.FLAG, "FL-01")
    here = [p for p in index.places_of(flag) if p.part.path == "source/flags.yaml"]
    assert [p.plain for p in here] == [False, True, True]


def test_a_file_that_breaks_keeps_the_names_that_it_had(index: Index) -> None:
    broken = {**NAMES, "source/items/trade.yaml": "items: [\n"}
    after = read_index(MemoryFiles(broken), index.readings)
    assert after.find(Space.REGISTER, "TR-02") is not None
    assert after.readings["source/items/trade.yaml"].stale


def test_a_file_that_is_mended_is_read_again(index: Index) -> None:
    broken = read_index(MemoryFiles({**NAMES, "source/terms.yaml": "terms: {"}), index.readings)
    mended = read_index(MemoryFiles(NAMES), broken.readings)
    assert not mended.readings["source/terms.yaml"].stale


def test_a_file_that_did_not_change_is_not_read_again(index: Index) -> None:
    again = read_index(MemoryFiles(NAMES), index.readings)
    assert again.readings[PROSE] is index.readings[PROSE]


def test_a_section_whose_head_is_broken_is_known_by_its_file(index: Index) -> None:
    del index
    text = NAMES[PROSE].replace("title: Trade", "title: [Trade")
    after = read_index(MemoryFiles({**NAMES, PROSE: text}))
    assert after.find(Space.SECTION, "trade") is not None


@pytest.mark.parametrize(
    ("kind", "key", "new", "reason"),
    [
        (Kind.ITEM, "TR-01", "TR-02", "already an item"),
        (Kind.ITEM, "TR-01", "FL-01", "begin `TR-`"),
        (Kind.ITEM, "TR-01", "EN-77", "begin `TR-`"),
        (Kind.ITEM, "TR-01", "Tea", "is not an id"),
        (Kind.FLAG, "FL-01", "TR-01", "already an item"),
        (Kind.PARTY, "AAA", "harbour", "already a place"),
        (Kind.PARTY, "AAA", "A land", "is not a key"),
        (Kind.PARTY, "AAA", "123", "number or a truth value"),
        (Kind.PLACE, "harbour", "true", "number or a truth value"),
        (Kind.SECTION, "trade", "summary", "already a section"),
        (Kind.CATEGORY, "trade", "overview", "name of a table"),
        (Kind.CATEGORY, "trade", "volume", "name of a table"),
        (Kind.TERM, "Customs union", " ", "words on one line"),
        (Kind.HEADING, "trade-power-and-culture", "x", "follows from its words"),
    ],
)
def test_a_name_that_cannot_be_given_is_refused(
    index: Index, kind: Kind, key: str, new: str, reason: str
) -> None:
    with pytest.raises(Refused, match=reason):
        check_name(index, named(index, kind, key), new)


def test_nothing_is_renamed_while_a_file_is_broken(index: Index) -> None:
    broken = read_index(MemoryFiles({**NAMES, "source/terms.yaml": "terms: {"}), index.readings)
    with pytest.raises(Refused, match=r"terms\.yaml"):
        rename(broken, named(broken, Kind.ITEM, "TR-01"), "TR-90")


def test_a_term_gets_quotes_when_it_needs_them(index: Index) -> None:
    term = named(index, Kind.TERM, "Customs union")
    after = renamed(NAMES, index, term, "Customs: a union")
    assert '- term: "Customs: a union"\n' in after["source/terms.yaml"]


def test_a_section_takes_its_file_with_it(index: Index) -> None:
    after = renamed(NAMES, index, named(index, Kind.SECTION, "trade"), "commerce")
    assert PROSE not in after
    moved = after["source/sections/commerce.md"]
    assert "id: commerce\n" in moved
    assert "items: trade\n" in moved
    assert "[@sec:commerce-power-and-culture],\n[here](#commerce-power-and-culture)" in moved
    assert "[@tbl:panel-commerce]" in moved
    assert "  - commerce\n" in after["source/report.yaml"]


def test_every_name_can_be_renamed_and_back_without_another_byte(index: Index) -> None:
    tried = set()
    for definition in index.definitions:
        if definition.made or definition.key == "TR-01":  # which is written with an escape
            continue
        new = fresh(index, definition)
        after = renamed(NAMES, index, definition, new)
        second = read_index(MemoryFiles(after), index.readings)
        back = renamed(after, second, named(second, definition.kind, new), definition.key)
        assert after != NAMES
        assert back == NAMES
        assert len(second.occurrences) == len(index.occurrences), definition
        tried.add(definition.kind)
    assert tried == set(Kind) - {Kind.HEADING}


def test_places_beyond_the_text_are_its_ends() -> None:
    text = Text("a.md", "one\ntwo")
    assert text.offset(Position(9, 9)) == 7
    assert text.offset(Position(1, 9)) == 3
    assert text.position(7) == Position(2, 4)


def test_every_table_that_is_made_has_a_name_that_no_other_may_take() -> None:
    captions = parse_yaml(read_source(DiskFiles(BUNDLED), "plain/labels/en.yaml")).data["captions"]
    assert {*GENERATED_TABLES, "items", "panel"} == set(captions)
