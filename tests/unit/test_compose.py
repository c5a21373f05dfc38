"""The document of a small report: numbers, references, ways back, and what each part holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from reportgen.document import Document, Evaluation, Node, Part, plain_text, strip_positions, walk
from support.project import MINIMAL, PICTURE, Contents, document_of, project, remembered, replaced

NO_BREAK = "\u00a0"


@pytest.fixture(scope="module", autouse=True)
def _pandoc_runs_once_a_text() -> Iterator[None]:
    with remembered():
        yield


def composed(*changes: Contents) -> Document:
    """Compose the minimal project with changes laid over it, in turn."""
    laid: dict[str, str | bytes | None] = {}
    for change in changes:
        laid |= change
    return document_of(project(laid))


def prose(body: str, **files: str) -> Contents:
    """Replace the words of the section on trade, and add section files by their names."""
    head = MINIMAL["source/sections/trade.md"].partition("\n---\n")[0]
    named = {f"source/sections/{name}.md": text for name, text in files.items()}
    return {"source/sections/trade.md": f"{head}\n---\n\n{body}\n", **named}


def section(name: str, title: str, body: str, **head: str) -> str:
    """Write a section file."""
    lines = "".join(f"{key}: {value}\n" for key, value in head.items())
    return f"---\nid: {name}\ntitle: {title}\n{lines}---\n\n{body}\n"


def report(old: str, new: str) -> Contents:
    return replaced("source/report.yaml", old, new)


def including(*parts: str) -> Contents:
    return report("profile: note\n", f"profile: note\ninclude: [{', '.join(parts)}]\n")


def listing(*sections: str) -> Contents:
    return report("  - summary\n  - trade\n", "".join(f"  - {name}\n" for name in sections))


def part(document: Document, template: str) -> Part:
    (found,) = [part for part in document.parts if part.template == template]
    return found


def nodes(found: Document | Part, tag: str) -> list[Node]:
    blocks = found.blocks() if isinstance(found, Document) else list(found.blocks)
    return [node for node in walk(blocks) if node["t"] == tag]


def words(found: Document | Part) -> str:
    blocks = found.blocks() if isinstance(found, Document) else list(found.blocks)
    return plain_text(blocks).replace(NO_BREAK, " ")


def headings(found: Document | Part) -> list[tuple[int, str, str]]:
    """Return level, anchor and words of every heading."""
    return [(n["c"][0], n["c"][1][0], plain_text(n["c"][2])) for n in nodes(found, "Header")]


def links(found: Document | Part, *classes: str) -> list[tuple[str, str]]:
    """Return words and target of every link of the classes."""
    return [
        (plain_text(n["c"][1]).replace(NO_BREAK, " "), n["c"][2][0])
        for n in nodes(found, "Link")
        if set(classes) <= set(n["c"][0][1])
    ]


def captions(found: Document | Part, tag: str = "Table") -> list[tuple[str, str]]:
    """Return anchor and words of the caption of every table or figure."""
    return [
        (n["c"][0][0], plain_text(n["c"][1][1]).replace(NO_BREAK, " ")) for n in nodes(found, tag)
    ]


def anchors(document: Document) -> list[str]:
    """Return every id of the document."""
    found = []
    for node in walk(document.blocks()):
        content: Any = node.get("c")
        match node["t"]:
            case "Header":
                found.append(content[1][0])
            case "Table":
                found.append(content[0][0])
                found += [row[0][0] for body in content[4] for row in body[3]]
            case "Div" | "Span" | "Link" | "Image" | "Figure" | "Code" | "CodeBlock":
                found.append(content[0][0])
            case _:
                pass
    return [anchor for anchor in found if anchor]


# ------------------------------------------------------------ parts


def test_a_note_has_the_parts_of_its_profile_in_their_order() -> None:
    assert [p.template for p in composed().parts] == [
        "cover", "running-matter", "summary", "section", "summary-tables", "sources", "disclaimers",
    ]  # fmt: skip


def test_parts_that_are_included_take_their_place() -> None:
    document = composed(including("contents", "timeline", "imprint"))
    assert [p.template for p in document.parts] == [
        "cover", "running-matter", "imprint", "contents", "list-of-tables", "summary", "section",
        "summary-tables", "timeline", "sources", "disclaimers",
    ]  # fmt: skip


def test_sections_stand_in_the_order_of_the_report_file() -> None:
    document = composed(
        listing("trade", "more", "summary"), prose("Tea.", more=section("more", "More", "Text."))
    )
    ids = [p.id for p in document.parts if p.template in {"summary", "section"}]
    assert ids == ["trade", "more", "summary"]


def test_a_part_with_a_title_begins_with_its_heading() -> None:
    for made in composed(including("timeline", "key-figures", "contents")).parts:
        if made.title is not None:
            header = made.blocks[0]
            assert (header["t"], header["c"][0], header["c"][1][0]) == ("Header", 1, made.id)


@pytest.mark.parametrize(
    ("template", "gone"),
    [
        ("timeline", {"source/timeline.yaml": None}),
        ("key-figures", {"source/quantities.yaml": None}),
        ("disclaimers", report("disclaimers: [views]\n", "")),
        ("constraints", {"source/constraints.yaml": None}
         | replaced("source/items/trade.yaml", "    constraints: [CN-01]\n", "")),
        ("open-points", {"source/flags.yaml": None}
         | replaced("source/items/energy.yaml", "    flags: [FL-01]\n", "")),
        ("acronyms", {"source/terms.yaml": None}),
        ("glossary", {"source/terms.yaml": None}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_part_with_nothing_in_it_is_left_out(template: str, gone: Contents) -> None:
    included = including("timeline", "key-figures", "constraints", "open-points", "acronyms",
                         "glossary")  # fmt: skip
    if "source/report.yaml" in gone:
        included = {}
    document = composed(included, gone)
    assert template not in [p.template for p in document.parts]


def test_one_event_makes_no_timeline() -> None:
    one = replaced("source/timeline.yaml", "  - id: EV-02\n    title: Tea begins to flow\n"
                   "    item: TR-01\n", "")  # fmt: skip
    document = composed(including("timeline"), one)
    assert "timeline" not in [p.template for p in document.parts]


def test_notes_have_a_part_when_there_are_any() -> None:
    document = composed(prose("Tea ([@id:TR-01]).[^1]\n\n[^1]: Black tea."))
    assert "notes" in [p.template for p in document.parts]


def test_without_notes_there_is_no_part_for_them() -> None:
    assert "notes" not in [p.template for p in composed().parts]


# ------------------------------------------------------------ numbers

LONG = prose(
    "Tea.\n\n## One\n\nText.\n\n### Deep\n\nText.\n\n#### Deeper\n\nText.\n\n## Two\n\nText."
)


def test_headings_of_numbered_sections_are_numbered_to_the_third_level() -> None:
    assert headings(part(composed(LONG), "section")) == [
        (1, "trade", "1 Trade"),
        (2, "trade-one", "1.1 One"),
        (3, "trade-deep", "1.1.1 Deep"),
        (4, "trade-deeper", "Deeper"),
        (2, "trade-two", "1.2 Two"),
    ]


def test_sections_are_counted_and_other_parts_are_not() -> None:
    document = composed(
        listing("summary", "trade", "more"), prose("Tea.", more=section("more", "More", "Text."))
    )
    assert [words for level, _, words in headings(document) if level == 1] == [
        "Summary", "1 Trade", "2 More", "Summary tables", "Sources", "Disclaimers",
    ]  # fmt: skip


def test_a_section_may_do_without_a_number() -> None:
    document = composed(
        listing("summary", "more", "trade"),
        prose("Tea.", more=section("more", "More", "## Sub\n\nText.", numbered="false")),
    )
    assert tuple(w for _, _, w in headings(document)[1:4]) == ("More", "Sub", "1 Trade")


def test_a_heading_says_whether_it_is_numbered() -> None:
    classes = {n["c"][1][0]: n["c"][1][1] for n in nodes(composed(LONG), "Header")}
    assert ("numbered" in classes["trade"], "unnumbered" in classes["trade"]) == (True, False)
    assert ("numbered" in classes["summary"], "unnumbered" in classes["summary"]) == (False, True)


def test_two_headings_of_the_same_words_have_anchors_of_their_own() -> None:
    document = composed(prose("Tea.\n\n## One\n\nText.\n\n## One\n\nText."))
    found = [anchor for _, anchor, _ in headings(part(document, "section"))]
    assert len(found) == len(set(found)) == 3


def test_tables_and_figures_are_numbered_each_on_their_own() -> None:
    table = "| a | b |\n|---|---|\n| 1 | 2 |\n\nTable: Numbers {#numbers}\n\n"
    figure = '![Lines](figures/a.png){#lines alt="b"}\n\n![Dots](figures/a.png){alt="b"}\n'
    document = composed(prose(table + figure), {"source/figures/a.png": PICTURE})
    assert captions(document) == [
        ("tbl-numbers", "Table 1. Numbers"),
        ("tbl-panel-trade", captions(document)[1][1]),
        ("tbl-overview", captions(document)[2][1]),
        ("tbl-trade", captions(document)[3][1]),
        ("tbl-energy", captions(document)[4][1]),
        ("tbl-context", captions(document)[5][1]),
    ]
    numbers = [words.partition(".")[0] for _, words in captions(document)]
    assert numbers == [f"Table {n}" for n in range(1, 7)]
    assert captions(document, "Figure") == [
        ("fig-lines", "Figure 1. Lines"), ("fig-trade-2", "Figure 2. Dots"),
    ]  # fmt: skip


def test_the_bytes_of_figures_go_with_the_document() -> None:
    document = composed(
        prose('![Lines](figures/a.png){alt="b"}'), {"source/figures/a.png": PICTURE}
    )
    assert document.figures == {"figures/a.png": PICTURE}


def test_no_two_places_have_the_same_name() -> None:
    document = composed(
        LONG, including("contents", "timeline", "key-figures", "constraints", "open-points",
                        "conventions", "glossary", "imprint", "document-control"),
    )  # fmt: skip
    found = anchors(document)
    assert sorted(found) == sorted(set(found))


# ------------------------------------------------------------ references


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("see [@id:TR-01]", "see TR-01"),
        ("see [@item:TR-02]", "see Harbour road (TR-02)"),
        ("it is [@value:TR-01]", "it is about 3 tonnes"),
        ("it is [@value:QF-02]", "it is 5 tonnes"),
        ("since [@date:TR-01]", "since May 2023"),
        ("since [@date:EV-02]", "since May 2023"),
        ("it is [@status:TR-02]", "it is planned"),
        ("there are [@count:core]", "there are 3"),
        ("see [@sec:trade]", "see section 1"),
        ("see [@sec:summary]", "see ‘Summary’"),
        ("see [@tbl:overview]", "see Table 2"),
        (r"see \[@id:TR-01\]", "see [@id:TR-01]"),
        (r"see \[@id:TR-99]", "see [@id:TR-99]"),
        ("see `[@id:TR-01]`", "see [@id:TR-01]"),
        ("see [@ id:TR-01]", "see TR-01"),
        ("**[@id:TR-01]**, yes", "TR-01, yes"),
    ],
)
def test_a_reference_prints_what_it_names(written: str, printed: str) -> None:
    document = composed(prose(f"Some words; {written}. And [@id:TR-02]."))
    assert f"{printed}" in words(part(document, "section")).replace("“", "‘").replace("”", "’")


def test_a_value_that_begins_a_sentence_has_a_capital() -> None:
    document = composed(prose("[@value:TR-01] of tea. [@value:TR-01] more, [@value:TR-01] in all."))
    assert "About 3 tonnes of tea. About 3 tonnes more, about 3 tonnes in all." in words(
        part(document, "section")
    )


@pytest.mark.parametrize(
    ("written", "target"),
    [
        ("[@id:TR-01]", "#TR-01"),
        ("[@item:TR-01]", "#TR-01"),
        ("[@sec:summary]", "#summary"),
        ("[@sec:trade-one]", "#trade-one"),
        ("[@tbl:trade]", "#tbl-trade"),
        ("[@fig:lines]", "#fig-lines"),
    ],
)
def test_a_reference_leads_to_what_it_names(written: str, target: str) -> None:
    body = f'See {written}.\n\n## One\n\n![Lines](figures/a.png){{#lines alt="b"}}'
    document = composed(prose(body), {"source/figures/a.png": PICTURE})
    assert links(part(document, "section"))[0][1] == target


def test_every_link_inside_the_document_leads_somewhere() -> None:
    document = composed(LONG, including("contents", "timeline", "key-figures", "constraints"))
    inside = {target[1:] for _, target in links(document) if target.startswith("#")}
    assert inside - set(anchors(document)) == set()


def test_a_citation_leads_to_its_source() -> None:
    document = composed(prose("Tea [@seed, p. 3]."))
    assert "#ref-seed" in [target for _, target in links(part(document, "section"))]
    assert "ref-seed" in anchors(document)


def test_a_citation_prints_its_locator() -> None:
    assert "p. 3" in words(part(composed(prose("Tea [@seed, p. 3].")), "section"))


# ------------------------------------------------------------ ways back


def test_the_row_of_an_item_leads_back_to_where_it_is_discussed() -> None:
    found = links(part(composed(), "summary-tables"), "back-ref")
    assert found == [("section 1", f"#in-{item}") for item in ("TR-01", "TR-02", "EN-01", "CU-01")]


def test_the_first_mention_in_an_ordinary_section_is_where_an_item_is_discussed() -> None:
    document = composed(prose("Tea ([@id:TR-01]) and [@item:TR-01]."))
    spans = [n for n in nodes(document, "Span") if n["c"][0][0] == "in-TR-01"]
    assert [plain_text(span["c"][1]) for span in spans] == ["TR-01"]
    assert "in-TR-01" not in {n["c"][0][0] for n in nodes(part(document, "summary"), "Span")}


def test_an_item_that_no_section_names_has_no_way_back() -> None:
    document = composed(prose("Tea."))
    ways = links(part(document, "summary-tables"), "back-ref")
    assert "in-TR-02" not in str(ways)


def test_a_link_to_an_item_is_a_mention_too() -> None:
    assert "in-TR-02" in anchors(composed(prose("A [road](#TR-02).")))


# ------------------------------------------------------------ generated parts


def rows_of(document: Document, key: str) -> list[list[str]]:
    """Return the words of every cell of a table, the header row first."""
    (found,) = [n for n in nodes(document, "Table") if n["c"][0][0] == f"tbl-{key}"]
    rows = [*found["c"][3][1], *(row for body in found["c"][4] for row in body[3])]
    return [[plain_text(c[4]).replace(NO_BREAK, " ") for c in row[1]] for row in rows]


def test_no_cell_of_any_table_is_empty() -> None:
    document = composed(including("timeline", "key-figures", "constraints", "open-points"))
    for node in nodes(document, "Table"):
        rows = [*node["c"][3][1], *(row for body in node["c"][4] for row in body[3])]
        assert all(plain_text(cell[4]) for row in rows for cell in row[1]), node["c"][0][0]


def test_no_cell_of_any_table_is_merged() -> None:
    document = composed(including("timeline", "key-figures", "constraints", "open-points"))
    for node in nodes(document, "Table"):
        rows = [*node["c"][3][1], *(row for body in node["c"][4] for row in body[3])]
        assert {(cell[2], cell[3]) for row in rows for cell in row[1]} == {(1, 1)}


def test_the_row_of_an_item_says_what_the_register_says() -> None:
    row = rows_of(composed(), "trade")[1]
    assert row[0].startswith("Tea TR-01")
    assert row[1:5] == ["Aland to Bland", "Active", "May 2023", "About 3 tonnes Limits: Tolls"]


def test_a_row_counted_elsewhere_leads_there_and_has_no_anchor() -> None:
    document = composed()
    assert anchors(document).count("TR-02") == 1
    row = rows_of(document, "energy")[2]
    assert "TR-02" in row[0]
    assert "Trade" in row[0]


def test_constraints_are_links_where_the_report_explains_them() -> None:
    document = composed(including("constraints"))
    assert ("CN-01", "#CN-01") in links(part(document, "summary-tables"))


def test_the_overview_counts_core_items_alone() -> None:
    assert rows_of(composed(), "overview") == [
        ["Category", "Active", "Agreed", "Planned", "Total"],
        ["Trade", "1", "0", "1", "2"],
        ["Energy", "0", "1", "0", "1"],
        ["Total", "1", "1", "1", "3"],
    ]


def test_the_panel_of_a_section_shows_the_items_of_its_category() -> None:
    assert [row[0] for row in rows_of(composed(), "panel-trade")[1:]] == [
        "Tea TR-01", "Harbour road TR-02",
    ]  # fmt: skip


def test_the_panel_of_a_section_shows_the_items_that_it_lists() -> None:
    listed = replaced("source/sections/trade.md", "items: trade", "items: [EN-01]")
    assert [row[0] for row in rows_of(composed(listed), "panel-trade")[1:]] == ["Power line EN-01"]


def test_a_section_without_items_has_no_panel() -> None:
    bare = replaced("source/sections/trade.md", "items: trade\n", "")
    assert "tbl-panel-trade" not in anchors(composed(bare))


def test_the_contents_list_the_headings_of_two_levels_after_them() -> None:
    found = links(part(composed(LONG, including("contents", "imprint")), "contents"), "toc-entry")
    assert found == [
        ("Summary", "#summary"),
        ("1 Trade", "#trade"),
        ("1.1 One", "#trade-one"),
        ("1.2 Two", "#trade-two"),
        ("Summary tables", "#summary-tables"),
        ("Trade", "#register-trade"),
        ("Energy", "#register-energy"),
        ("Wider context", "#register-context"),
        ("Sources", "#sources"),
        ("Disclaimers", "#disclaimers"),
    ]


def test_a_heading_with_a_reference_and_a_note_is_plain_in_the_contents() -> None:
    document = composed(
        prose("Tea.\n\n## On [@id:TR-01] *now*[^1]\n\nText.\n\n[^1]: A note."),
        including("contents"),
    )
    contents = part(document, "contents")
    assert "1.1 On TR-01 now" in [words for words, _ in links(contents, "toc-entry")]
    assert nodes(contents, "Note") == []
    inner = [n for entry in nodes(contents, "Link") for n in walk(entry["c"][1])]
    assert "Link" not in [n["t"] for n in inner]


def table_of(columns: int, word: str = "a", caption: str = "Wide {#wide}") -> str:
    """Write a pipe table whose cells hold a word."""
    line = f"| {' | '.join([word] * columns)} |\n"
    return f"{line}|{'---|' * columns}\n{line}\nTable: {caption}\n"


def turned(document: Document) -> list[list[str]]:
    """Return what stands in each landscape division."""
    return [
        [inner["t"] for inner in strip_positions(node["c"][1])]
        for node in nodes(document, "Div")
        if "landscape" in node["c"][0][1]
    ]


@pytest.mark.parametrize(
    ("columns", "word", "wide"),
    [
        (8, "a", False),
        (9, "a", True),
        (5, "a" * 10, False),
        (5, "a" * 24, True),
        (3, "a" * 90, False),
    ],
)
def test_a_table_too_wide_for_an_upright_page_is_turned(
    columns: int,
    word: str,
    wide: bool,  # noqa: FBT001
) -> None:
    assert turned(composed(prose(table_of(columns, word)))) == ([["Table"]] if wide else [])


def test_a_table_is_turned_by_the_class_of_its_caption() -> None:
    document = composed(prose(table_of(2, caption="Narrow {#narrow .landscape}")))
    assert turned(document) == [["Table"]]
    assert "tbl-narrow" in anchors(document)


def test_a_wide_table_of_the_summary_is_turned_too() -> None:
    path = "source/sections/summary.md"
    document = composed({path: f"{MINIMAL[path]}\n{table_of(9)}"})
    assert turned(document) == [["Table"]]
    (lead,) = (n for n in nodes(document, "Div") if "lead" in n["c"][0][1])
    assert [n["t"] for n in strip_positions(lead["c"][1])] == ["Para", "Div"]


def test_what_stands_in_a_landscape_division_stays_together() -> None:
    body = f"::: landscape\nWords.\n\n{table_of(2)}\n:::\n\nMore."
    assert turned(composed(prose(body))) == [["Para", "Table"]]


def test_a_heading_right_above_turns_with_the_table() -> None:
    document = composed(prose(f"Words.\n\n## Figures\n\n### By year\n\n{table_of(9)}"))
    assert turned(document) == [["Header", "Header", "Table"]]


def test_a_generated_table_is_never_turned() -> None:
    assert turned(composed(including("timeline", "constraints", "open-points"))) == []


def few_tables() -> Contents:
    """Leave three tables: the overview, trade and energy."""
    bare = replaced("source/sections/trade.md", "items: trade\n", "")
    text = bare["source/sections/trade.md"].replace("A festival is held ([@id:CU-01]).", "")
    return {"source/sections/trade.md": text, "source/items/context.yaml": None}


def test_more_than_three_tables_are_listed_by_their_captions() -> None:
    document = composed(including("contents"))
    found = links(part(document, "list-of-tables"), "toc-entry")
    assert [target for _, target in found] == [f"#{anchor}" for anchor, _ in captions(document)]
    assert found[0][0] == "Table 1 Trade: items and what the source leaves open about them"


def test_three_tables_need_no_list() -> None:
    document = composed(including("contents"), few_tables())
    assert len(nodes(document, "Table")) == 3
    assert "list-of-tables" not in [p.template for p in document.parts]


def test_a_report_without_contents_lists_no_tables() -> None:
    assert "list-of-tables" not in [p.template for p in composed().parts]


def test_more_than_three_figures_are_listed() -> None:
    shown = "".join(f'![Picture {n}](figures/{n}.png){{alt="A"}}\n\n' for n in range(4))
    document = composed(
        prose(shown), including("contents"), {f"source/figures/{n}.png": PICTURE for n in range(4)}
    )
    found = [words for words, _ in links(part(document, "list-of-figures"), "toc-entry")]
    assert found == [f"Figure {n + 1} Picture {n}" for n in range(4)]


def test_the_lists_of_tables_and_figures_stand_after_the_contents_and_not_in_them() -> None:
    document = composed(including("contents", "imprint"))
    templates = [p.template for p in document.parts]
    assert templates.index("list-of-tables") == templates.index("contents") + 1
    assert "#list-of-tables" not in [t for _, t in links(part(document, "contents"), "toc-entry")]


def test_an_entry_of_a_list_has_no_notes_and_no_links_of_its_own() -> None:
    caption = "| A |\n|---|\n| a |\n\nTable: On [@id:TR-01] [@seed] {#own}\n"
    document = composed(prose(caption), including("contents"))
    entry = next(
        n for n in nodes(part(document, "list-of-tables"), "Link") if "own" in n["c"][2][0]
    )
    assert plain_text(entry["c"][1]).replace(NO_BREAK, " ") == "Table 1 On TR-01"
    assert {n["t"] for n in walk(entry["c"][1])}.isdisjoint({"Link", "Note", "Cite"})


def test_only_acronyms_that_the_prose_uses_are_listed() -> None:
    terms = """\
terms:
  - {term: Customs union, acronym: CUN}
  - {term: Free zone, acronym: FZ}
  - {term: Gross zone, acronym: GZ}
  - {term: Harbour}
"""
    document = composed(
        including("acronyms"),
        prose("The FZ and the CUNs, in GZ-land."),
        {"source/terms.yaml": terms},
    )
    assert words(part(document, "acronyms")) == "AcronymsFZFree zoneGZGross zone"


def test_without_acronyms_in_the_prose_there_is_no_list_of_them() -> None:
    document = composed(including("acronyms"))
    assert "acronyms" not in [p.template for p in document.parts]


FINDINGS = section(
    "findings", "Key findings",
    "1. Tea ([@id:TR-01]).\n2. A road ([@id:TR-02]) and tea ([@id:TR-01]).\n3. More.",
    template="key-findings",
)  # fmt: skip


def test_a_key_finding_has_the_lowest_confidence_of_its_items() -> None:
    document = composed(
        listing("summary", "findings", "trade"), {"source/sections/findings.md": FINDINGS}
    )
    spans = nodes(part(document, "key-findings"), "Span")
    grades = [n["c"][0][1] for n in spans if "confidence" in n["c"][0][1]]
    assert grades == [["confidence", "confidence-medium"], ["confidence", "confidence-low"]]


def test_a_derived_figure_is_computed_and_marked() -> None:
    row = rows_of(composed(including("key-figures")), "figures")[-1]
    assert row[0] == "Ships left QD-01"
    assert row[1] == "2 ships (derived)"


# ------------------------------------------------------------ words stay words


MARKUP = "*A* `b` <b>c</b> {{ 7 * 7 }} {% x %} [d](e) # | $f$ a.b i. j [@id:TR-99] \\ & ~g~ ^h^"


@pytest.mark.parametrize("field", ["title", "note"])
def test_markup_in_the_register_is_text(field: str) -> None:
    quoted = "'" + MARKUP.replace("'", "''") + "'"
    if field == "title":
        change = replaced("source/items/trade.yaml", "title: Tea", f"title: {quoted}")
    else:
        change = replaced(
            "source/sources.yaml", "type: article", f"type: article\n    note: {quoted}"
        )
    assert MARKUP in words(composed(change))


def test_markup_in_the_title_of_the_report_is_text() -> None:
    quoted = "'" + MARKUP.replace("'", "''") + "'"
    document = composed(report("title: A small report", f"title: {quoted}"))
    assert words(part(document, "cover")).startswith(MARKUP)


@pytest.mark.parametrize("name", ["A. Smith", "i. Smith", "v. Smith", "1. FC Smith", "- Smith"])
def test_a_name_that_looks_like_a_list_is_a_name(name: str) -> None:
    document = composed(report("  - name: The editors", f'  - name: "{name}"'))
    assert name in words(part(document, "cover"))
    assert nodes(part(document, "cover"), "OrderedList") == []


def test_words_of_a_template_engine_in_prose_are_words() -> None:
    body = "A {{ report.title }} and {% if x %} and {# y #}."
    assert body in words(composed(prose(body)))


def test_the_document_keeps_the_places_of_its_blocks() -> None:
    tree = list(part(composed(), "section").blocks)
    assert strip_positions(tree) != tree


# ------------------------------------------------------------ what catalogues are told


def test_the_identifier_follows_from_number_title_and_language_alone() -> None:
    first = composed().info.identifier
    assert composed(prose("Other words.")).info.identifier == first
    assert composed(report("number: RG 2026/99", "number: RG 2026/98")).info.identifier != first


def test_the_only_moment_is_midnight_of_the_last_update() -> None:
    assert composed().info.epoch == 1_795_392_000


def test_what_catalogues_are_told_comes_from_the_report_file() -> None:
    info = composed(report("profile: note", "profile: note\nmarking: TLP:GREEN")).info
    assert (info.title, info.authors, info.publisher, info.marking, info.version) == (
        "A small report", ("The editors",), "The press", "TLP:GREEN", "1.0",
    )  # fmt: skip


def test_the_statement_says_who_evaluated_which_version_and_the_file_claims_its_own() -> None:
    found = (
        "contact: The editors\n  evaluations:\n"
        '    - {format: pdf, version: "0.9", by: A, date: "2026-11-20", method: veraPDF.}\n'
        '    - {format: pdf, version: "1.0", by: B, date: "2026-11-22", method: A reading.}\n'
    )
    # Both at once: each is a change of the same file.
    source = MINIMAL["source/report.yaml"].replace("contact: The editors\n", found)
    source = source.replace("profile: note\n", "profile: note\ninclude: [accessibility]\n")
    document = composed({"source/report.yaml": source})
    said = words(part(document, "accessibility"))
    assert "A found on 20 November 2026 that the PDF file of version 0.9 meets WCAG 2.2" in said
    assert "B found on 22 November 2026 that the PDF file of version 1.0 meets WCAG 2.2" in said
    assert document.info.evaluations == {"pdf": Evaluation("B", "2026-11-22", "A reading.")}
