"""What a reader of the HTML edition gets."""

from __future__ import annotations

import base64
import io
import itertools
import json
import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from reportgen.colour import Shade, contrast, readable
from reportgen.compose.passages import name_passages
from reportgen.document import (
    Document,
    Info,
    Node,
    Part,
    Translation,
    attributes,
    bullet_list,
    div,
    header,
    link,
    para,
    plain,
    plain_text,
    span,
    table,
    text,
)
from reportgen.edition import Edition, Style
from reportgen.files import MemoryFiles
from reportgen.formats import find as find_format
from reportgen.formats import html as edition_of_html
from reportgen.formats.html.fold import fold
from reportgen.formats.html.palette import PAIRS, dark, light
from reportgen.formats.html.tree import Element
from reportgen.style import load_style
from support.browser import browse, findings

INFO = Info(
    title="Iran–Pakistan relations",
    subtitle="Trade, energy and security",
    short_title="Iran–Pakistan",
    number="RG 2026/01",
    slug="iran-pakistan",
    language="en-GB",
    direction="ltr",
    authors=("The editors", "A. N. Other"),
    publisher="The reportgen project",
    published="2026-11-20",
    updated="2026-11-23",
    updated_words="23 November 2026",
    version="1.0",
    description="What one source states.",
    subjects=("Iran", "Pakistan"),
    rights="© 2026 The reportgen project. CC BY 4.0.",
    licence_url="https://creativecommons.org/licenses/by/4.0/",
    marking=None,
    status="published",
    identifier="urn:uuid:9b2f9d2e-5b0c-5b4e-8f6e-0d8a4a3f1c11",
    epoch=1_795_392_000,
    strings=dict(load_style(MemoryFiles({}), "plain", "en-GB").labels["words"]),
)

DATA = {"items.csv": b"id,title\nTR-01,Rice\n", "items.json": b'[{"id": "TR-01"}]\n'}

STATUS = ("Active", "Stalled", "Active", "n/a", "Active", "Stalled", "Active", "Active")
WHEN = ("May 2023", "1947", "early 2024", "..", "3 March 2023", "..", "after the war", "2023")
GOODS = ("Rice", "Fruit", "Cement", "Meat", "Textiles", "Épices", "Oil", "Gas")


def note(words: str) -> Node:
    return {"t": "Note", "c": [para(words)]}


def numbered(number: str, words: str) -> list[Node]:
    return [span(number, "section-number"), {"t": "Space"}, *text(words)]


def picture() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8), "#123456").save(buffer, "PNG")
    return buffer.getvalue()


def figure(key: str, image: list[Any]) -> Node:
    caption = [None, [plain([span("Figure 1", "caption-label"), *text(" A chart")])]]
    shown = {"t": "Image", "c": [image, [], ["figures/chart.png", ""]]}
    return {"t": "Figure", "c": [attributes(key), caption, [plain([shown])]]}


def items() -> Node:
    """A table of the register in two groups of four rows."""

    def row(place: int) -> tuple[str, list[list[Node]]]:
        name = f"TR-{place + 1:02}"
        title = [span(GOODS[place], "item-title"), {"t": "LineBreak"}, span(name, "item-meta")]
        word = STATUS[place]
        status = [span(word, "status", f"status-{word.lower()}")] if word != "n/a" else text(word)
        value = text("A few words that are longer than a narrow screen can hold side by side.")
        return name, [title, status, text(WHEN[place]), value]

    return table(
        "tbl-trade",
        [span("Table 1", "caption-label"), *text(". Trade: the items")],
        [text("Item"), text("Status"), text("When"), text("Value")],
        [[row(place) for place in range(4)], [row(place) for place in range(4, 8)]],
        "data-table", "items",
        widths=[0.3, 0.2, 0.2, 0.3],
    )  # fmt: skip


def counts() -> Node:
    return table(
        "tbl-overview",
        [span("Table 2", "caption-label"), *text(". Counts")],
        [text("Category"), text("Active"), text("Total")],
        [[("", [text("Trade"), text("5"), text("8")])]],
        "data-table", "counts",
    )  # fmt: skip


def document(info: Info = INFO, image: list[Any] | None = None) -> Document:
    """A report with every kind of part; `image` are the attributes of its picture."""
    formula = {"t": "Math", "c": [{"t": "InlineMath"}, "x^2"]}
    parts = (
        Part("cover", "cover", None, (
            div([para("Policy briefing")], "cover-mark"),
            div([para(INFO.title)], "cover-title"),
            div([para("Trade, energy and security")], "cover-subtitle"),
            div([para("The reportgen project")], "cover-organisation"),
            div([para("23 November 2026")], "cover-date"),
        )),
        Part("running-matter", "running-matter", None, (
            div([para("Short words at the top of every page")], "running-head"),
            div([para("The reportgen project · RG 2026/01")], "running-foot"),
        )),
        Part("imprint", "imprint", "Imprint", (
            header(1, "Imprint", "unnumbered", id="imprint"),
            div([{"t": "DefinitionList", "c": [[text("Publisher"), [[plain("The project")]]]]}],
                "fields"),
        )),
        Part("contents", "contents", "Contents", (
            header(1, "Contents", "unnumbered", id="contents"),
            div([bullet_list([
                [plain([link("Summary", "#summary", "toc-entry")])],
                [plain([link(numbered("1", "Trade"), "#trade", "toc-entry")]),
                 bullet_list([[plain([link("Goods", "#goods", "toc-entry")])]])],
                [plain([link("Summary tables", "#summary-tables", "toc-entry")])],
            ])], "contents"),
        )),
        Part("summary", "summary", "Summary", (
            header(1, "Summary", "unnumbered", id="summary"),
            div([para([*text("Rice is traded"), note("So says the source."), *text(". See "),
                 link("TR-02", "#TR-02", "item-ref"), *text(".")])], "lead"),
            bullet_list([[plain("First point"), bullet_list([[plain("Below it")]])],
                         [para("Second point"), para("and more of it")]]),
        )),
        Part("section", "trade", "Trade", (
            header(1, [*numbered("1", "Trade"), note("With a note.")], "numbered", id="trade"),
            div([para("As of 2026.")], "as-of"),
            para([*text("The words "), span("سلام", lang="fa", dir="rtl"), *text(" mean peace."),
                  link([{"t": "Str", "c": "[1]"}], "#ref-seed"), *text(" In figures "), formula]),
            header(2, numbered("1.1", "Goods"), "numbered", id="goods"),
            para("Goods cross the border."),
            figure("fig-chart", image or attributes(alt="Trade rises over ten years")),
        )),
        Part("summary-tables", "summary-tables", "Summary tables", (
            header(1, "Summary tables", "unnumbered", id="summary-tables"),
            para("These tables are made from the register."),
            counts(),
            header(2, "Trade", "unnumbered", id="register-trade"),
            items(),
            div([para("8 items.")], "table-note"),
        )),
        Part("sources", "sources", "Sources", (
            header(1, "Sources", "unnumbered", id="sources"),
            div([div([para("An article.")], "csl-entry", id="ref-seed")], "references", id="refs"),
        )),
        Part("notes", "notes", "Notes", (header(1, "Notes", "unnumbered", id="notes"),)),
    )  # fmt: skip
    named = tuple(name_passages(list(parts)))
    return Document(info, named, {"figures/chart.png": picture()}, DATA)


@cache
def style() -> Style:
    return load_style(MemoryFiles({}), "plain", "en-GB")


@cache
def light_style() -> Style:
    """The style without fonts: quick to render."""
    return replace(style(), fonts=())


def render(made: Document, look: Style | None = None) -> str:
    outcome = edition_of_html.render(edition_of_html.edition(made, look or light_style()))
    assert outcome.diagnostics == ()
    return outcome.value.decode()


class Page:
    """An HTML page, read."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.root = lxml.html.document_fromstring(source)

    def all(self, path: str) -> list[Element]:
        found = self.root.xpath(path)
        assert isinstance(found, list)
        return [element for element in found if isinstance(element, Element)]

    def one(self, path: str) -> Element:
        found = self.all(path)
        assert len(found) == 1, f"{len(found)} of {path}"
        return found[0]

    def metas(self, name: str) -> list[str]:
        return [str(m.get("content")) for m in self.all("//meta")
                if name in {m.get("name"), m.get("property"), m.get("http-equiv")}]  # fmt: skip

    def linked_data(self) -> dict[str, Any]:
        data = json.loads(str(self.one("//script[@type='application/ld+json']").text))
        assert isinstance(data, dict)
        return data


def words(element: Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())


@pytest.fixture(scope="module")
def page() -> Page:
    return Page(render(document()))


# ---------------------------------------------------------------- the file


def test_the_format_is_found_by_its_name() -> None:
    assert find_format("html").suffix == ".html"


def test_the_same_report_gives_the_same_bytes() -> None:
    look = replace(style(), fonts=style().fonts[:1])
    assert render(document(), look) == render(document(), look)


def test_moving_a_paragraph_in_its_file_leaves_the_edition_equal() -> None:
    def placed(line: str) -> Edition:
        inner = span("Words", wrapper="1", data_pos=f"{line}:1-{line}:6")
        block = div([para([inner])], wrapper="1", data_pos=f"{line}:1-{line}:6")
        (part,) = name_passages([Part("section", "s", "S", (header(1, "S", id="s"), block))])
        return edition_of_html.edition(Document(INFO, (part,)), light_style())

    assert placed("8") == placed("9")
    assert '<p id="s-p1">Words<' in placed("9").body


def test_the_edition_names_its_files_and_the_finished_page_names_none(page: Page) -> None:
    body = Page(edition_of_html.edition(document(), light_style()).body)
    assert [e.get("src") for e in body.all("//img | //script[@src]")] == [
        "figures/chart.png", "html.js",
    ]  # fmt: skip
    addresses = [str(e.get(name)) for name in ("src", "srcset", "href", "data", "poster")
                 for e in page.all(f"//*[@{name}]") if e.tag != "a"]  # fmt: skip
    assert {a.partition(":")[0] for a in addresses if a != INFO.licence_url} == {"data"}
    assert "@import" not in page.source
    assert set(re.findall(r"url\((\w+):", render(document(), style()))) == {"data"}


def test_the_page_forbids_every_request(page: Page) -> None:
    (policy,) = page.metas("Content-Security-Policy")
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == "'none'"
    assert not re.search(r"https?:|\*|'self'|blob:", policy)
    assert {rules["img-src"], rules["font-src"]} == {"data:"}


def test_figures_are_carried_as_they_are(page: Page) -> None:
    kind, _, data = str(page.one("//img").get("src")).partition(";base64,")
    assert kind == "data:image/png"
    assert base64.b64decode(data) == picture()


def test_the_register_can_be_saved_from_the_page(page: Page) -> None:
    saved = {str(a.get("download")): str(a.get("href")) for a in page.all("//a[@download]")}
    assert list(saved) == ["iran-pakistan-items.csv", "iran-pakistan-items.json"]
    kind, _, data = saved["iran-pakistan-items.csv"].partition(";base64,")
    assert kind == "data:text/csv;charset=utf-8"
    assert base64.b64decode(data) == DATA["items.csv"]
    assert page.all("//section[h2/@id='summary-tables']//a[@download]")


def test_without_tables_the_register_is_offered_at_the_foot() -> None:
    made = document()
    parts = tuple(part for part in made.parts if part.template != "summary-tables")
    assert len(Page(render(replace(made, parts=parts))).all("//footer//a[@download]")) == 2


def test_a_file_that_is_not_carried_stays_a_name() -> None:
    assert fold('<img src="a.png">', {}) == b'<img src="a.png">'


def test_a_file_is_found_under_a_name_that_addresses_escape() -> None:
    page_ = '<img src="figures/a%20%26%20b.svg" alt="">'
    assert fold(page_, {"figures/a & b.svg": b"<svg/>"}) == (
        b'<img src="data:image/svg+xml;base64,PHN2Zy8+" alt="">'
    )


def test_a_sheet_cannot_end_the_element_that_holds_it() -> None:
    sheet = b'p::after { content: "</style><p>" }'
    folded = fold('<link rel="stylesheet" href="a.css">', {"a.css": sheet})
    assert folded == b'<style>\np::after { content: "<\\/style><p>" }\n</style>'


# ---------------------------------------------------------------- text and order


def test_the_page_says_what_the_document_says_and_in_its_order(page: Page) -> None:
    said = words(page.one("//body")).replace(" ", "")
    place = 0
    for part in document().parts:
        if part.template in {"running-matter", "notes"}:
            continue
        for block in part.blocks:
            for piece in pieces(block):
                found = said.find(piece, place)
                assert found >= 0, piece
                place = found + len(piece)


def pieces(block: Node) -> Iterator[str]:
    """The words of a block in the runs between its notes and formulae."""
    if block["t"] == "Table":
        yield from (plain_text(cell).replace(" ", "") for cell in cells_of(block))
    elif any(node in json.dumps(block) for node in ('"Note"', '"Math"')):
        yield plain_text(block)[:8].replace(" ", "")
    else:
        yield plain_text(block).replace(" ", "")


def cells_of(block: Node) -> Iterator[Any]:
    for body in block["c"][4]:
        for row in body[3]:
            yield from (cell[4] for cell in row[1])


def test_the_title_is_the_only_first_heading_and_no_level_is_skipped(page: Page) -> None:
    levels = [int(h.tag[1]) for h in page.all("//body//*[self::h1|self::h2|self::h3|self::h4]")]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    assert words(page.one("//h1")) == INFO.title


def test_every_section_has_a_heading(page: Page) -> None:
    assert all(words(s[0]) and s[0].tag == "h2" for s in page.all("//section"))


def test_everything_stands_in_a_landmark_and_the_first_link_leads_to_the_text(page: Page) -> None:
    children = [child for child in page.one("//body") if child.tag not in {"script", "template"}]
    assert [child.tag for child in children] == ["a", "header", "div", "footer"]
    assert [child.tag for child in page.one("//div[@class='layout']")] == ["nav", "main"]
    assert children[0].get("href") == f"#{page.one('//main').get('id')}"


def test_the_page_says_its_language_and_direction(page: Page) -> None:
    assert (page.root.get("lang"), page.root.get("dir")) == ("en-GB", "ltr")
    persian = Page(render(document(replace(INFO, language="fa", direction="rtl"))))
    assert (persian.root.get("lang"), persian.root.get("dir")) == ("fa", "rtl")
    assert page.one("//span[@lang='fa']").get("dir") == "rtl"


def test_every_id_is_there_once_and_every_link_in_the_page_leads_to_one(page: Page) -> None:
    ids = [str(e.get("id")) for e in page.all("//*[@id]")]
    assert len(ids) == len(set(ids))
    targets = {str(a.get("href"))[1:] for a in page.all("//a[starts-with(@href, '#')]")}
    assert len(targets) > 20
    assert targets <= set(ids)


def test_running_heads_are_left_out_and_the_running_foot_is_the_foot_of_the_page(
    page: Page,
) -> None:
    assert "Short words at the top" not in page.source
    assert "The reportgen project · RG 2026/01" in words(page.one("//footer"))


def test_a_formula_is_there_as_mathml(page: Page) -> None:
    assert "<msup><mi>x</mi><mn>2</mn></msup>" in page.source


def test_a_picture_has_its_description_and_a_decorative_one_is_silent(page: Page) -> None:
    assert page.one("//img").get("alt") == "Trade rises over ten years"
    mute = Page(render(document(image=attributes(classes=["decorative"]))))
    assert mute.one("//img").get("alt") == ""


def test_no_caption_is_hidden_from_those_who_listen(page: Page) -> None:
    shown = figure("fig-b", attributes(alt="A chart"))
    shown["c"][1] = [None, [plain("A chart")]]
    part = Part("section", "s", "S", (header(1, "S", id="s"), shown))
    assert not Page(render(Document(INFO, (part,), {}))).all("//figcaption[@aria-hidden]")
    assert words(page.one("//figcaption")) == "Figure 1 A chart"


def test_lists_by_page_do_not_stand_between_the_title_and_the_summary() -> None:
    given = document()
    entries = bullet_list([[plain([link("Table 1", "#tbl-trade")])]])
    listed = Part("list-of-tables", "list-of-tables", "Tables", (
        header(1, "Tables", id="list-of-tables"),
        div([entries], "contents", "list-of-tables"),
    ))  # fmt: skip
    made = Page(render(replace(given, parts=(listed, *given.parts))))
    assert not made.all("//*[@id='list-of-tables']")


# ---------------------------------------------------------------- addresses


def test_each_paragraph_and_entry_of_a_list_has_an_address_by_its_place_in_its_part(
    page: Page,
) -> None:
    addresses = {str(e.get("id")): own_words(e) for e in page.all("//p[@id] | //li[@id]")}
    assert {name: said for name, said in addresses.items() if name.startswith("summary-p")} == {
        "summary-p1": "Rice is traded1. See TR-02.",
        "summary-p2": "First point",
        "summary-p3": "Below it",
        "summary-p4": "Second point",
        "summary-p5": "and more of it",
    }
    assert addresses["trade-p2"] == "Goods cross the border."


def own_words(element: Element) -> str:
    copied = deepcopy(element)
    for inner in copied.findall("ul"):
        copied.remove(inner)
    return words(copied)


def test_headings_items_tables_figures_and_the_lines_apart_have_addresses(page: Page) -> None:
    ids = {str(e.get("id")) for e in page.all("//*[@id]")}
    assert {
        "trade", "goods", "TR-01", "TR-08", "tbl-trade", "fig-chart", "tbl-trade-note",
        "trade-as-of", "ref-seed",
    } <= ids  # fmt: skip


def test_a_link_to_a_passage_says_where_it_leads_and_adds_no_text(page: Page) -> None:
    labels = {str(a.get("href")): a.get("aria-label") for a in page.all("//a[@class='anchor']")}
    assert labels["#trade-p2"] == "Link to paragraph 2 of 1 Trade"
    assert labels["#goods"] == "Link to 1.1 Goods"
    assert labels["#TR-02"] == "Link to TR-02"
    assert labels["#tbl-trade"] == "Link to Table 1"
    assert labels["#fig-chart"] == "Link to Figure 1"
    assert {words(a) for a in page.all("//a[@class='anchor']")} == {""}


def test_the_link_of_an_entry_stands_before_the_list_below_it(page: Page) -> None:
    assert [child.tag for child in page.one("//li[@id='summary-p2']")] == ["a", "ul"]


# ---------------------------------------------------------------- contents


def test_the_contents_are_one_list_in_a_box_that_folds(page: Page) -> None:
    nav = page.one("//nav")
    assert words(page.one(f"//*[@id='{nav.get('aria-labelledby')}']")) == "Contents"
    assert [words(a) for a in page.all("//nav/details/div/ul/li/a")] == [
        "Summary", "1 Trade", "Summary tables", "Sources", "Notes",
    ]  # fmt: skip
    assert [words(a) for a in page.all("//nav//li//li/a")] == ["Goods"]


def test_a_report_without_contents_gets_them_from_its_headings() -> None:
    made = document()
    parts = tuple(part for part in made.parts if part.template != "contents")
    bare = Page(render(replace(made, parts=parts)))
    assert [words(a) for a in bare.all("//nav//a")] == [
        "Summary", "1 Trade", "1.1 Goods", "Summary tables", "Trade", "Sources", "Notes",
    ]  # fmt: skip


# ---------------------------------------------------------------- notes


def test_the_notes_stand_below_their_heading_with_a_way_there_and_back(page: Page) -> None:
    section = page.one("//section[h2/@id='notes']")
    assert section.get("role") == "doc-endnotes"
    entries = page.all("//section[h2/@id='notes']/ol/li")
    assert [words(entry) for entry in entries] == ["So says the source.↑", "With a note.↑"]
    call = page.all("//a[@role='doc-noteref']")[0]
    assert call.get("href") == f"#{entries[0].get('id')}"
    back = page.all("//a[@role='doc-backlink']")[0]
    assert back.get("href") == f"#{call.get('id')}"
    assert back.get("aria-label") == "Note 1: Back to the text"


def test_a_note_in_a_heading_is_in_no_label() -> None:
    made = Page(render(document()))
    assert made.one("//a[@href='#trade'][@class='anchor']").get("aria-label") == "Link to 1 Trade"


def test_notes_of_a_document_without_a_part_for_them_are_not_lost() -> None:
    part = Part("section", "s", "S", (header(1, "S", id="s"), para([note("Kept.")])))
    bare = Page(render(Document(INFO, (part,))))
    assert words(bare.one("//main//li[@id='fn1']")) == "Kept.↑"
    assert len(bare.all("//section")) == 1


# ---------------------------------------------------------------- tables


def test_header_cells_say_what_they_head(page: Page) -> None:
    assert {th.get("scope") for th in page.all("//thead//th")} == {"col"}
    assert {th.get("scope") for th in page.all("//tbody//th")} == {"row"}


def test_rows_of_words_become_cards_and_rows_of_figures_scroll(page: Page) -> None:
    cards = page.one("//table[@id='tbl-trade']/..")
    grid = page.one("//table[@id='tbl-overview']/..")
    assert cards.get("class") == "table-frame cards"
    assert grid.get("class") == "table-frame grid"
    labels = [td.get("data-label") for td in page.all("//tr[@id='TR-01']/td")]
    assert labels == ["Status", "When", "Value"]
    # What scrolls can be reached by the keyboard, and has a name.
    assert (grid.get("tabindex"), grid.get("role")) == ("0", "region")
    assert words(page.one(f"//*[@id='{grid.get('aria-labelledby')}']")) == "Table 2. Counts"


def test_without_script_a_table_is_a_table(page: Page) -> None:
    shown = page.all("//main//button | //main//select | //main//input | //main//*[@hidden]")
    assert shown == []
    assert page.all("//template[@id='page-tools']//input[@type='search']")


def test_columns_are_sorted_by_what_their_cells_mean(page: Page) -> None:
    cells = page.all("//table[@id='tbl-trade']//thead//th")
    heads = {words(cell): cell.get("data-sort") for cell in cells}
    assert heads == {"Item": "text", "Status": "text", "When": "key", "Value": None}
    keys = [td.get("data-key") for td in page.all("//table[@id='tbl-trade']/tbody/tr/td[2]")]
    assert keys == [
        "2023-05-00", "1947-00-00", "2024-00-00", "9999", "2023-03-03", "9999", "9999",
        "2023-00-00",
    ]  # fmt: skip


def test_a_column_of_few_words_is_a_choice_and_a_table_of_totals_is_none(page: Page) -> None:
    assert [words(th) for th in page.all("//th[@data-choice]")] == ["Status"]
    assert [t.get("id") for t in page.all("//table[contains(@class, 'sortable')]")] == ["tbl-trade"]


def test_cells_that_say_nothing_are_known_as_such(page: Page) -> None:
    assert {words(td) for td in page.all("//td[@data-silent]")} == {"n/a", ".."}


def test_a_table_without_a_header_row_keeps_its_cells() -> None:
    bare = table("t", [], [text("A"), text("B")], [[("", [text("1"), text("2")])]])
    bare["c"][3][1] = []
    part = Part("section", "s", "S", (header(1, "S", id="s"), bare))
    made = Page(render(Document(INFO, (part,))))
    assert words(made.one("//table")) == "1 2"


# ---------------------------------------------------------------- metadata


def test_catalogues_find_a_report(page: Page) -> None:
    data = page.linked_data()
    assert (data["@context"], data["@type"]) == ("https://schema.org", "Report")
    assert data["reportNumber"] == "RG 2026/01"
    assert (data["datePublished"], data["dateModified"]) == ("2026-11-20", "2026-11-23")
    assert [author["name"] for author in data["author"]] == ["The editors", "A. N. Other"]
    assert data["publisher"] == {"@type": "Organization", "name": "The reportgen project"}
    assert (data["inLanguage"], data["license"]) == ("en-GB", INFO.licence_url)
    assert (data["description"], data["keywords"]) == (INFO.description, ["Iran", "Pakistan"])
    assert "conditionsOfAccess" not in data


def test_what_is_said_of_access_is_what_is_there(page: Page) -> None:
    data = page.linked_data()
    assert data["accessMode"] == ["textual", "visual"]
    assert {"alternativeText", "MathML"} <= set(data["accessibilityFeature"])
    part = Part("section", "s", "S", (header(1, "S", id="s"), para("Words")))
    plainer = Page(render(Document(INFO, (part,)))).linked_data()
    assert plainer["accessMode"] == ["textual"]
    assert not {"alternativeText", "MathML"} & set(plainer["accessibilityFeature"])
    mute = Page(render(document(image=attributes()))).linked_data()
    assert "alternativeText" not in mute["accessibilityFeature"]
    assert [way["itemListElement"] for way in mute["accessModeSufficient"]] == [
        ["textual", "visual"],
    ]  # fmt: skip


def test_a_report_with_an_address_says_where_it_is() -> None:
    known = replace(INFO, url="https://example.org/report", doi="10.1000/182")
    made = Page(render(document(known)))
    assert made.linked_data()["url"] == known.url
    assert made.linked_data()["sameAs"] == "https://doi.org/10.1000/182"
    assert made.one("//link[@rel='canonical']").get("href") == known.url
    assert made.metas("og:url") == [known.url]
    assert made.metas("citation_doi") == [known.doi]


def test_the_data_are_silent_on_what_is_not_known(page: Page) -> None:
    data = page.linked_data()
    assert not {"url", "sameAs", "workTranslation", "encoding"} & set(data)
    closed = Page(render(document(replace(INFO, licence_url=None)))).linked_data()
    assert (data["isAccessibleForFree"], closed.get("isAccessibleForFree")) == (True, None)


def test_a_report_leads_to_its_translations() -> None:
    others = (
        Translation("fa", "روابط ایران و پاکستان", "https://example.org/fa"),
        Translation("pt-BR", "Relações", "https://example.org/pt?a=1&b=2"),
    )
    made = Page(render(document(replace(INFO, translations=others))))
    links = made.all("//nav[@class='languages']//a")
    assert [(words(a), a.get("lang"), a.get("hreflang"), a.get("dir")) for a in links] == [
        ("فارسی", "fa", "fa", "rtl"),
        ("português (Brasil)", "pt-BR", "pt-BR", "ltr"),
    ]
    assert [a.get("href") for a in links] == [other.url for other in others]
    alternate = made.all("//link[@rel='alternate']")
    assert [(a.get("hreflang"), a.get("href")) for a in alternate] == [
        (other.language, other.url) for other in others
    ]
    assert made.metas("og:locale:alternate") == ["fa_IR", "pt_BR"]
    assert [t["inLanguage"] for t in made.linked_data()["workTranslation"]] == ["fa", "pt-BR"]


def test_a_report_without_translations_has_no_switch(page: Page) -> None:
    assert page.all("//nav[@class='languages']") == []


def test_text_in_the_data_cannot_end_its_element() -> None:
    sly = replace(INFO, description="</script><script>alert(1)</script>", title="A & <b>")
    made = Page(render(document(sly)))
    assert made.linked_data()["description"] == sly.description
    assert "alert(1)</script>" not in made.source
    assert made.metas("og:title") == ["A & <b>"]


def test_a_link_that_is_passed_on_has_a_preview_without_a_picture_from_elsewhere(
    page: Page,
) -> None:
    assert page.metas("og:title") == page.metas("twitter:title") == [INFO.title]
    assert page.metas("og:type") == ["article"]
    assert page.metas("twitter:card") == ["summary"]
    assert page.metas("og:locale") == ["en_GB"]
    assert page.metas("og:image") == []
    long = Page(render(document(replace(INFO, description="word " * 100))))
    (shown,) = long.metas("twitter:description")
    assert len(shown) <= 201
    assert shown.endswith("word…")


def test_reference_managers_find_a_report_number(page: Page) -> None:
    assert page.metas("citation_technical_report_number") == ["RG 2026/01"]
    assert page.metas("citation_author") == ["The editors", "A. N. Other"]
    assert page.metas("citation_publication_date") == ["2026/11/20"]


def test_the_title_of_the_window_is_that_of_the_report(page: Page) -> None:
    assert words(page.one("//title")) == "Iran–Pakistan relations: Trade, energy and security"


@pytest.mark.parametrize(
    ("changes", "marks"),
    [
        ({"status": "draft"}, ["DRAFT"]),
        ({"marking": "TLP:GREEN"}, ["TLP:GREEN"]),
        ({"status": "draft", "marking": "TLP:AMBER"}, ["DRAFT", "TLP:AMBER"]),
    ],
)
def test_a_draft_and_a_marking_are_shown_at_both_ends_and_kept_from_search_engines(
    changes: Mapping[str, Any], marks: list[str]
) -> None:
    made = Page(render(document(replace(INFO, **changes))))
    for place in ("header", "footer"):
        shown = made.all(f"//{place}/p[@class='marking']/strong")
        assert [words(mark) for mark in shown] == marks
        assert {(mark.get("dir"), mark.get("translate")) for mark in shown} == {("ltr", "no")}
    assert made.metas("robots") == ["noindex"]
    assert f'@top-center {{ content: "{" · ".join(marks)}";' in made.source


def test_a_published_report_has_no_mark(page: Page) -> None:
    assert page.all("//p[@class='marking']") == []
    assert page.metas("robots") == []


def test_a_marking_belongs_to_the_rights() -> None:
    made = Page(render(document(replace(INFO, marking="TLP:GREEN"))))
    assert made.metas("dcterms.rights")[0].startswith("TLP:GREEN. ")
    assert made.linked_data()["conditionsOfAccess"] == "TLP:GREEN"


def test_the_words_of_the_page_are_those_of_the_language() -> None:
    strings = {
        **INFO.strings, "skip_to_text": "Zum Text", "note": "Anmerkung", "back_to_note": "zurück",
        "link_to_paragraph": "Verweis auf Absatz {number} von {part}",
    }  # fmt: skip
    made = Page(render(document(replace(INFO, strings=strings))))
    assert words(made.one("//a[@class='skip-link']")) == "Zum Text"
    assert made.all("//a[@role='doc-backlink']")[1].get("aria-label") == "Anmerkung 2: zurück"
    assert made.all("//a[@aria-label='Verweis auf Absatz 2 von 1 Trade']")


# ---------------------------------------------------------------- look


def test_colours_are_measured_as_wcag_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@given(st.integers(0, 0xFFFFFF))
def test_a_colour_survives_being_taken_apart(value: int) -> None:
    colour = f"#{value:06x}"
    again = Shade.of(colour).hex
    near = [abs(int(colour[i : i + 2], 16) - int(again[i : i + 2], 16)) for i in (1, 3, 5)]
    assert max(near) <= 1


def test_a_colour_that_is_readable_stays_as_it_is() -> None:
    assert readable("#1f3a5f", ["#ffffff"], 4.5) == "#1f3a5f"
    darker = readable("#f0a0a0", ["#ffffff"], 4.5)
    assert contrast(darker, "#ffffff") >= 4.5
    assert Shade.of(darker).hue == pytest.approx(Shade.of("#f0a0a0").hue, abs=0.05)


@pytest.mark.parametrize("palette", [light, dark])
def test_words_and_controls_have_contrast_on_every_ground(palette: Any) -> None:
    colours = palette(style().tokens)
    for front, ground, least in PAIRS:
        assert contrast(colours[front], colours[ground]) >= least, (front, ground)


@given(st.lists(st.integers(0, 0xFFFFFF), min_size=13, max_size=13))
@settings(max_examples=60, deadline=None)
def test_whatever_colours_a_style_has_a_dark_screen_is_readable(values: list[int]) -> None:
    names = ("accent", "link", "ink", "muted", "cover", "cover-ink", "cover-accent", "active",
             "stalled", "proposed", "rule")  # fmt: skip
    drawn = {name: f"#{value:06x}" for name, value in zip(names, values, strict=False)}
    heads = {"head-ground": f"#{values[11]:06x}", "head-ink": f"#{values[12]:06x}"}
    tokens = {"colour": {**style().tokens["colour"], **drawn}, "table": heads}
    colours = dark(tokens)
    for front, ground, least in PAIRS:
        assert contrast(colours[front], colours[ground]) >= least, (front, ground)
    assert contrast(colours["paper"], "#000000") < 1.6


def test_the_page_is_dark_where_the_reader_wants_it_and_light_on_paper(page: Page) -> None:
    sheet = str(page.one("//style").text)
    assert "@media screen and (prefers-color-scheme: dark) { :root {" in sheet
    assert "color-scheme: light dark;" in sheet
    assert [m.get("media") for m in page.all("//meta[@name='theme-color']")] == [
        "(prefers-color-scheme: light)", "(prefers-color-scheme: dark)",
    ]  # fmt: skip


def test_the_sheet_takes_its_colours_from_the_palettes_alone() -> None:
    sheet = style().sheets["html.css"]
    screen = sheet.partition("/* Paper */")[0]
    assert not re.search(r"#[0-9a-f]{3,6}\b", screen)
    used = set(re.findall(r"var\(--([\w-]+)", sheet))
    known = set(light(style().tokens)) | set(re.findall(r"--([\w-]+):", sheet))
    assert used <= known
    assert set(light(style().tokens)) == set(dark(style().tokens))


def test_fonts_are_cut_down_to_the_characters_of_the_page_and_keep_their_licence() -> None:
    own = replace(style(), fonts=style().fonts[:1])
    made = render(document(), own)
    (data,) = re.findall(r"data:font/woff2;base64,([^)]+)\)", made)
    with TTFont(io.BytesIO(base64.b64decode(data))) as font:
        covered = {chr(code) for code in font.getBestCmap()}
        licence = font["name"].getDebugName(13)
    assert {"R", "–", "É"} <= covered
    assert "Ż" not in covered
    assert "SIL Open Font License" in licence
    assert len(base64.b64decode(data)) < 40_000


def test_the_page_carries_a_face_for_each_shape_that_it_uses() -> None:
    made = render(document(), style())
    faces = re.findall(r'font-family: "([^"]+)"; font-weight: (\d+); font-style: (\w+)', made)
    assert len(faces) == len(set(faces)) == 8
    assert len(made) < 250_000


# ---------------------------------------------------------------- browser and judges


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("html") / "report.html"
    file.write_text(render(document(), style()), encoding="utf-8")
    return file


ROWS = """
const rows = () => page.$$eval('#tbl-trade tbody tr:not([hidden])', (r) => r.map((e) => e.id));
const told = () => page.textContent('.tool-count');
"""


@pytest.mark.judge
def test_a_reader_finds_rows_by_their_words_whatever_the_accents(written: Path) -> None:
    told = browse(written, ROWS + """
        const before = [await rows(), await told(), await page.isVisible('.tool-reset')];
        await page.fill('.tools input', 'epices');
        await page.waitForFunction(() => document.querySelector('tr[hidden]'));
        const found = [await rows(), await told()];
        await page.fill('.tools input', 'nothing like it');
        await page.waitForSelector('.no-rows:not([hidden])');
        const none = [await rows(), await told()];
        await page.click('.tool-reset');
        return [before, found, none, [await rows(), await told()]];
    """)  # fmt: skip
    everything = [f"TR-{n:02}" for n in range(1, 9)]
    assert told == [
        [everything, "8 of 8 rows", False],
        [["TR-06"], "1 of 8 rows"],
        [[], "0 of 8 rows"],
        [everything, "8 of 8 rows"],
    ]


@pytest.mark.judge
def test_a_reader_chooses_a_status(written: Path) -> None:
    told = browse(written, ROWS + """
        const choice = '.tool-choice select';
        const offered = await page.$$eval(choice + ' option', (o) => o.map((e) => e.textContent));
        await page.selectOption(choice, 'Stalled');
        return [offered, await rows(), await told()];
    """)  # fmt: skip
    assert told == [["All", "Active (5)", "Stalled (2)"], ["TR-02", "TR-06"], "2 of 8 rows"]


@pytest.mark.judge
def test_a_reader_sorts_by_a_header_and_back(written: Path) -> None:
    told = browse(written, ROWS + """
        const when = page.locator('#tbl-trade thead th').nth(2);
        const seen = [];
        for (let turn = 0; turn < 3; turn += 1) {
          await when.locator('button').press('Enter');
          seen.push([await when.getAttribute('aria-sort'), await rows()]);
        }
        return [seen, await page.$$eval('#tbl-trade tbody', (b) => b.map((e) => e.rows.length))];
    """)  # fmt: skip
    dated = ["TR-02", "TR-08", "TR-05", "TR-01", "TR-03", "TR-07"]
    assert told[0] == [
        ["ascending", [*dated, "TR-04", "TR-06"]],
        ["descending", [*reversed(dated), "TR-04", "TR-06"]],
        [None, [f"TR-{n:02}" for n in range(1, 9)]],
    ]
    assert told[1] == [4, 4]


@pytest.mark.judge
def test_a_link_to_a_hidden_row_shows_it(written: Path) -> None:
    told = browse(written, """
        await page.selectOption('.tool-choice select', 'Active');
        const before = await page.isVisible('#TR-02');
        await page.click('#summary-p1 a.item-ref');
        await page.waitForSelector('#TR-02', { state: 'visible' });
        return [before, await page.$eval('#TR-02', (r) => r.getBoundingClientRect().top < 900)];
    """)  # fmt: skip
    assert told == [False, True]


@pytest.mark.judge
def test_on_paper_every_row_stands_and_no_control(written: Path) -> None:
    told = browse(written, ROWS + """
        await page.selectOption('.tool-choice select', 'Stalled');
        await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
        const seen = [];
        for (const part of ['#TR-01', '.contents a', '.tools', '.switch', '.anchor']) {
          seen.push(await page.locator(part).first().isVisible());
        }
        return [seen, await page.$eval('body', (b) => getComputedStyle(b).backgroundColor)];
    """)  # fmt: skip
    assert told == [[True, True, False, False, False], "rgb(255, 255, 255)"]


@pytest.mark.judge
def test_the_contents_follow_the_reader(written: Path) -> None:
    told = browse(written, """
        const here = () => page.$$eval('[aria-current]', (a) => a.map((e) => e.hash));
        await page.evaluate(() => document.getElementById('goods').scrollIntoView());
        await page.waitForFunction(() => document.querySelector('[aria-current]'));
        return [await here(), await page.isVisible('.contents a[href="#goods"]')];
    """, viewport={"width": 1400, "height": 300})  # fmt: skip
    assert told == [["#goods"], True]


@pytest.mark.judge
def test_on_a_phone_the_contents_fold_and_fold_again_once_used(written: Path) -> None:
    told = browse(written, """
        const open = () => page.$eval('.contents-box', (box) => box.open);
        const seen = [await open()];
        await page.click('.contents-box summary');
        seen.push(await open());
        await page.click('.contents a[href="#goods"]');
        seen.push(await open(), page.url().split('#')[1]);
        return seen;
    """, viewport={"width": 375, "height": 700})  # fmt: skip
    assert told == [False, True, False, "goods"]


@pytest.mark.judge
@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("width", [320, 375, 900, 1500])
def test_nothing_is_wider_than_the_screen(written: Path, width: int, script: bool) -> None:  # noqa: FBT001 - a parameter of the test
    told = browse(
        written,
        "return page.evaluate(() => document.documentElement.scrollWidth - innerWidth);",
        viewport={"width": width, "height": 700},
        javaScriptEnabled=script,
    )
    assert told <= 0


@pytest.mark.judge
def test_without_script_the_contents_stand_beside_the_text_and_every_row_is_there(
    written: Path,
) -> None:
    told = browse(written, """
        return [await page.isVisible('.contents a[href="#goods"]'), await page.isVisible('#TR-08'),
                await page.$$eval('button', (all) => all.length)];
    """, javaScriptEnabled=False)  # fmt: skip
    assert told == [True, True, 0]


@pytest.mark.judge
def test_links_to_passages_are_stops_for_the_keyboard_once_asked_for(written: Path) -> None:
    told = browse(written, """
        const shown = () => page.$$eval('.anchor', (all) => all.filter((a) => a.checkVisibility(
          { visibilityProperty: true })).length);
        const before = await shown();
        await page.focus('#page-anchors');
        await page.keyboard.press('Space');
        await page.keyboard.press('Tab');
        return [before, await shown(), await page.$$eval('.anchor', (all) => all.length),
                await page.evaluate(() => document.activeElement.className)];
    """, javaScriptEnabled=False)  # fmt: skip
    before, after, every, focused = told
    assert before == 0
    assert after == every
    assert focused == "anchor"


@pytest.mark.judge
@pytest.mark.parametrize("name", ["vnu", "axe"])
def test_the_judges_find_nothing(name: str, written: Path) -> None:
    assert findings(name, written) == []
