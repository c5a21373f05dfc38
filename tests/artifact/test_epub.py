"""What a reader of the EPUB edition gets."""

from __future__ import annotations

import io
import json
import posixpath
import re
import zipfile
from copy import deepcopy
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont
from lxml import etree
from PIL import Image, ImageColor

from reportgen.document import (
    Document,
    Evaluation,
    Info,
    Node,
    Part,
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
    walk,
)
from reportgen.edition import Style
from reportgen.files import MemoryFiles
from reportgen.formats import epub
from reportgen.formats.epub.cover import draw_cover
from reportgen.formats.epub.notes import BACK_MARK, collect_notes
from reportgen.formats.epub.pages import mark_pages
from reportgen.formats.epub.parts import book as book_blocks
from reportgen.formats.epub.tree import Element
from reportgen.style import load_style
from support.browser import findings

NAMES = {
    "h": "http://www.w3.org/1999/xhtml",
    "e": "http://www.idpf.org/2007/ops",
    "o": "http://www.idpf.org/2007/opf",
    "d": "http://purl.org/dc/elements/1.1/",
}
EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

INFO = Info(
    title="Iran\u2013Pakistan relations",
    subtitle="Trade, energy and security",
    short_title="Iran\u2013Pakistan",
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
EVALUATED = replace(
    INFO,
    evaluations={
        "epub": Evaluation(
            "An Office", "2026-11-22", "Ace and a reader.", "https://example.org/found"
        ),
    },
)


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


def document(info: Info = INFO, image: list[Any] | None = None) -> Document:
    """A report with every kind of part; `image` are the attributes of its picture."""
    goods = table(
        "tbl-trade",
        [span("Table 1", "caption-label"), *text(" Trade: the items")],
        [text("Item"), text("Status"), text("Value")],
        [
            [("TR-01", [[span("Rice", "item-title")], [span("Active", "status", "status-active")],
                        text("not stated")])],
            [("TR-02", [text("Fruit"), text("Stalled"), text("5 %")])],
        ],
        "data-table", "trade",
        widths=[0.5, 0.25, 0.25],
    )  # fmt: skip
    definitions = {
        "t": "DefinitionList",
        "c": [[text("IP"), [[plain("Iran\u2013Pakistan pipeline")]]]],
    }
    parts = (
        Part("cover", "cover", None, (
            div([para("Policy briefing")], "cover-mark"),
            div([para(INFO.title)], "cover-title"),
            div([para("Trade, energy and security")], "cover-subtitle"),
            div([para("The reportgen project")], "cover-organisation"),
        )),
        Part("running-matter", "running-matter", None, (
            div([para("Short words at the top of every page")], "running-head"),
        )),
        Part("contents", "contents", "Contents", (
            header(1, "Contents", "unnumbered", id="contents"),
            div([bullet_list([
                [plain([link(numbered("1", "Trade"), "#trade", "toc-entry")]),
                 bullet_list([[plain([link("Goods", "#goods", "toc-entry")])]])],
                [plain([link("Sources", "#sources", "toc-entry")])],
            ])], "contents"),
        )),
        Part("summary", "summary", "Summary", (
            header(1, "Summary", "unnumbered", id="summary"),
            para([*text("Rice is traded"), note("So says the source."), *text(". See "),
                  link("TR-02", "#TR-02", "item-ref"), *text(".")]),
        )),
        Part("section", "trade", "Trade", (
            header(1, [*numbered("1", "Trade"), note("With a note.")], "numbered", id="trade"),
            div([para("As of 2026.")], "as-of"),
            para([*text("The words "), span("سلام", lang="fa", dir="rtl"), *text(" mean peace."),
                  link([{"t": "Str", "c": "[1]"}], "#ref-seed")]),
            header(2, numbered("1.1", "Goods"), "numbered", id="goods"),
            goods,
            div([para("2 items.")], "table-note"),
            figure("fig-chart", image or attributes(alt="Trade rises over ten years")),
        )),
        Part("sources", "sources", "Sources", (
            header(1, "Sources", "unnumbered", id="sources"),
            div([div([para("An article.")], "csl-entry", id="ref-seed")], "references", id="refs"),
        )),
        Part("notes", "notes", "Notes", (header(1, "Notes", "unnumbered", id="notes"),)),
        Part("acronyms", "acronyms", "Acronyms", (
            header(1, "Acronyms", "unnumbered", id="acronyms"), definitions,
        )),
    )  # fmt: skip
    return Document(info, parts, {"figures/chart.png": picture()})


@cache
def style() -> Style:
    return load_style(MemoryFiles({}), "plain", "en-GB")


@cache
def light() -> Style:
    """The style with one font: quick to render."""
    return replace(style(), fonts=style().fonts[:1])


def render(made: Document, look: Style) -> bytes:
    outcome = epub.render(epub.edition(made, look))
    assert outcome.diagnostics == ()
    return outcome.value


class Book:
    """An EPUB file, opened."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self.entries = archive.infolist()
            self.files = {entry.filename: archive.read(entry) for entry in self.entries}
        self.pages = {n: etree.fromstring(d) for n, d in self.files.items() if n.endswith(".xhtml")}
        self.package = etree.fromstring(self.files["EPUB/content.opf"])
        self.navigation = self.pages["EPUB/nav.xhtml"]

    def reading_order(self) -> list[str]:
        places = {i.get("id"): i.get("href") for i in find(self.package, "//o:manifest/o:item")}
        spine = find(self.package, "//o:spine/o:itemref")
        return [f"EPUB/{places[entry.get('idref')]}" for entry in spine]

    def chapters(self) -> list[Element]:
        return [self.pages[name] for name in self.reading_order()[1:]]

    def chapter(self, anchor: str) -> Element:
        return next(c for c in self.chapters() if find(c, f"//h:section[@id='{anchor}']"))

    def says(self, name: str) -> list[str]:
        """The values of a property or element of the metadata."""
        path = f"//o:metadata/{name}" if name.startswith("d:") else f"//o:meta[@property='{name}']"
        return [str(element.text) for element in find(self.package, path)]


def find(root: Element, path: str) -> list[Element]:
    found = root.xpath(path, namespaces=NAMES)
    assert isinstance(found, list)
    return [element for element in found if isinstance(element, Element)]


def words(element: Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())


@pytest.fixture(scope="module")
def book() -> Book:
    return Book(render(document(), style()))


# ---------------------------------------------------------------- the file


def test_the_type_of_the_file_comes_first_and_is_stored(book: Book) -> None:
    assert book.entries[0].filename == "mimetype"
    assert book.entries[0].compress_type == zipfile.ZIP_STORED
    assert book.files["mimetype"] == b"application/epub+zip"


def test_the_same_report_gives_the_same_bytes() -> None:
    assert render(document(), style()) == render(document(), style())


def test_moving_a_paragraph_in_its_file_leaves_the_edition_equal() -> None:
    def placed(line: str) -> Document:
        inner = span("Words", wrapper="1", data_pos=f"{line}:1-{line}:6")
        block = div([para([inner])], wrapper="1", data_pos=f"{line}:1-{line}:6")
        return Document(INFO, (Part("section", "s", None, (block,)),))

    moved = epub.edition(placed("9"), style())
    assert epub.edition(placed("8"), style()) == moved
    assert json.loads(moved.body)["blocks"] == [para("Words")]


def test_the_edition_carries_only_the_pictures_that_the_report_shows() -> None:
    made = document()
    spare = replace(made, figures={**made.figures, "figures/spare.png": b"-"})
    assert set(epub.edition(spare, style()).assets) == {"figures/chart.png"}


def test_what_the_manifest_lists_is_what_the_file_holds(book: Book) -> None:
    listed = {f"EPUB/{item.get('href')}" for item in find(book.package, "//o:manifest/o:item")}
    assert listed == {
        name for name in book.files if name.startswith("EPUB/") and name != "EPUB/content.opf"
    }


def test_nothing_of_the_book_is_encrypted(book: Book) -> None:
    assert not {"META-INF/encryption.xml", "META-INF/rights.xml"} & set(book.files)


# ---------------------------------------------------------------- chapters


def test_each_part_is_a_file_in_the_order_of_the_report(book: Book) -> None:
    sections = [find(c, "/h:html/h:body/h:section") for c in book.chapters()]
    assert [[s.get("id") for s in group] for group in sections] == [
        ["cover"], ["contents"], ["summary"], ["trade"], ["sources"], ["notes"], ["acronyms"],
    ]  # fmt: skip


def test_every_part_says_in_the_book_what_it_says_in_the_document(book: Book) -> None:
    parts = [part for part in document().parts if part.template not in {"running-matter", "notes"}]
    for part in parts:
        body = deepcopy(find(book.chapter(part.id), "//h:body")[0])
        for call in find(body, ".//h:a[@role='doc-noteref']/h:sup"):
            call.text = None
        assert words(body).replace(" ", "") == plain_text(part.blocks).replace(" ", "")


def test_each_page_has_a_title_of_its_own_and_says_its_language_and_direction(book: Book) -> None:
    titles = [words(find(page, "//h:title")[0]) for page in book.chapters()]
    assert titles == [
        INFO.title, "Contents", "Summary", "1 Trade", "Sources", "Notes", "Acronyms",
    ]  # fmt: skip
    for page in book.pages.values():
        assert (page.get("lang"), page.get(XML_LANG), page.get("dir")) == ("en-GB", "en-GB", "ltr")


def test_the_title_page_has_the_mark_above_the_title_and_the_title_as_its_heading(
    book: Book,
) -> None:
    section = find(book.chapter("cover"), "//h:section")[0]
    assert [words(child) for child in section] == [
        "Policy briefing", INFO.title, "Trade, energy and security", "The reportgen project",
    ]  # fmt: skip
    assert [words(h) for h in find(section, ".//h:h1")] == [INFO.title]


def test_running_heads_are_left_out(book: Book) -> None:
    assert not any("Short words at the top" in words(page) for page in book.pages.values())


def test_every_page_says_to_which_matter_of_the_book_it_belongs(book: Book) -> None:
    matter = [find(page, "//h:body")[0].get(EPUB_TYPE) for page in book.chapters()]
    assert matter == ["frontmatter"] * 2 + ["bodymatter"] * 2 + ["backmatter"] * 3


def test_a_chapter_has_the_role_that_its_part_plays(book: Book) -> None:
    roles = {
        anchor: find(book.chapter(anchor), "//h:body/h:section")[0].get("role")
        for anchor in ("contents", "summary", "trade", "sources", "notes")
    }
    assert roles == {
        "contents": "doc-toc",
        "summary": "doc-abstract",
        "trade": "doc-chapter",
        "sources": "doc-bibliography",
        "notes": "doc-endnotes",
    }


def test_every_link_leads_to_something_in_the_book(book: Book) -> None:
    anchors = {name: {e.get("id") for e in page.iter()} for name, page in book.pages.items()}
    followed = 0
    for name, page in book.pages.items():
        for link_ in find(page, "//h:a"):
            path, _, anchor = str(link_.get("href")).partition("#")
            file = posixpath.normpath(posixpath.join(posixpath.dirname(name), path or "."))
            target = file if path else name
            assert target in book.pages
            assert not anchor or anchor in anchors[target]
            followed += 1
    assert followed > 20


def test_a_link_to_an_item_leads_to_its_row_in_another_file(book: Book) -> None:
    target = find(book.chapter("summary"), "//h:a[@class='item-ref']")[0].get("href")
    home = next(n for n, page in book.pages.items() if find(page, "//h:tr[@id='TR-02']"))
    assert target == f"{posixpath.basename(home)}#TR-02"


def test_a_passage_in_another_language_says_so_in_both_notations(book: Book) -> None:
    passage = find(book.chapter("trade"), "//h:span[@dir='rtl']")[0]
    assert (passage.get("lang"), passage.get(XML_LANG)) == ("fa", "fa")


# ---------------------------------------------------------------- tables and pictures


def test_header_cells_say_whether_they_head_a_column_or_a_row(book: Book) -> None:
    rows = find(book.chapter("trade"), "//h:table//h:tr")
    assert [[(words(c), c.get("scope")) for c in find(r, "h:th")] for r in rows] == [
        [("Item", "col"), ("Status", "col"), ("Value", "col")],
        [("Rice", "row")],
        [("Fruit", "row")],
    ]


def test_a_table_has_its_caption_and_keeps_its_groups_and_the_anchors_of_its_rows(
    book: Book,
) -> None:
    goods = find(book.chapter("trade"), "//h:table")[0]
    assert words(find(goods, "h:caption")[0]) == "Table 1 Trade: the items"
    groups = [[row.get("id") for row in find(body, "h:tr")] for body in find(goods, "h:tbody")]
    assert groups == [["TR-01"], ["TR-02"]]


def test_a_row_shown_as_a_card_names_each_cell_and_stays_a_row_of_a_table(book: Book) -> None:
    goods = find(book.chapter("trade"), "//h:table")[0]
    cells = find(goods, ".//h:tr[@id='TR-02']/h:td")
    assert [cell.get("data-label") for cell in cells] == ["Status", "Value"]
    roles = {element.get("role") for element in goods.iter() if element.get("role")}
    assert roles == {"table", "rowgroup", "row", "columnheader", "rowheader", "cell"}


def test_a_table_with_a_link_in_its_caption_has_no_roles_which_would_forbid_it() -> None:
    linked = table("t", [link("TR-01", "#TR-01")], [text("A")], [[("", [text("a")])]])
    part = Part("section", "s", "S", (header(1, "S", id="s"), linked))
    made = Book(render(Document(INFO, (part,)), light()))
    found = find(made.chapters()[0], "//h:table")[0]
    assert {e.get("role") for e in found.iter()} == {None}
    assert [e.get("scope") for e in find(found, ".//h:th")] == ["col", "row"]


def test_a_table_without_a_header_row_keeps_its_cells() -> None:
    bare = table("t", [], [text("A"), text("B")], [[("", [text("1"), text("2")])]])
    bare["c"][3][1] = []
    made = book_blocks([Part("section", "s", None, (bare,))], INFO)
    cells = made[0]["c"][4][0][3][0][1]
    assert [plain_text(cell[4]) for cell in cells] == ["1", "2"]


def test_a_picture_has_its_description(book: Book) -> None:
    assert find(book.chapter("trade"), "//h:img")[0].get("alt") == "Trade rises over ten years"


def test_a_decorative_picture_is_silent() -> None:
    image = attributes(classes=["decorative"])
    shown = find(Book(render(document(image=image), light())).chapter("trade"), "//h:img")[0]
    assert (shown.get("alt"), shown.get("role")) == ("", "presentation")


# ---------------------------------------------------------------- notes


def test_the_notes_stand_at_the_end_in_the_order_of_the_text(book: Book) -> None:
    listed = find(book.chapter("notes"), "//h:ol/h:li")
    assert [words(entry) for entry in listed] == [
        f"So says the source. {BACK_MARK}", f"With a note. {BACK_MARK}",
    ]  # fmt: skip


def test_a_note_has_a_way_there_and_a_way_back(book: Book) -> None:
    call = find(book.chapter("summary"), "//h:a[@role='doc-noteref']")[0]
    assert (words(call), call.get(EPUB_TYPE)) == ("1", "noteref")
    anchor = str(call.get("href")).partition("#")[2]
    entry = find(book.chapter("notes"), f"//*[@id='{anchor}']")[0]
    back = find(entry, ".//h:a[@role='doc-backlink']")[0]
    assert entry.get(EPUB_TYPE) == "endnote"
    assert str(back.get("href")).endswith(f"#{call.get('id')}")
    assert back.get("aria-label") == "Note 1: Back to the text"


def test_the_words_of_the_way_back_are_those_of_the_language() -> None:
    strings = {"note": "Anmerkung", "back_to_note": "Zur\u00fcck zum Text"}
    made = epub.edition(document(replace(INFO, strings=strings)), style())
    assert "Anmerkung 2: Zur\u00fcck zum Text" in made.body


def test_a_note_in_a_heading_is_in_neither_the_title_of_the_page_nor_the_contents(
    book: Book,
) -> None:
    chapter = book.chapter("trade")
    assert find(chapter, "//h:h1//h:a[@role='doc-noteref']")
    assert words(find(chapter, "//h:title")[0]) == "1 Trade"
    assert "1 Trade" in [words(a) for a in find(book.navigation, "//h:nav[@id='toc']//h:a")]


def test_a_note_that_ends_in_a_list_has_its_way_back_in_a_line_of_its_own() -> None:
    listed = {"t": "Note", "c": [bullet_list([[plain("One")]])]}
    parts = (
        Part("section", "s", "S", (para([listed]),)),
        Part("notes", "notes", "Notes", ()),
    )
    filled = collect_notes(parts, INFO.strings)[1].blocks[0]["c"][1][0][0]
    assert [block["t"] for block in filled["c"][1]] == ["BulletList", "Para"]


# ---------------------------------------------------------------- navigation


def test_the_navigation_is_headed_contents_and_lists_two_levels(book: Book) -> None:
    toc = find(book.navigation, "//h:nav[@id='toc']")[0]
    assert words(find(toc, "h:h1")[0]) == "Contents"
    assert [words(a) for a in find(toc, "h:ol/h:li/h:a")] == [
        "Summary", "1 Trade", "Sources", "Notes", "Acronyms",
    ]  # fmt: skip
    assert [words(a) for a in find(toc, "h:ol/h:li/h:ol/h:li/h:a")] == ["1.1 Goods"]


def test_the_reader_meets_one_page_of_contents(book: Book) -> None:
    assert "EPUB/nav.xhtml" not in book.reading_order()
    assert [words(a) for a in find(book.chapter("contents"), "//h:a")] == [
        "1 Trade", "Goods", "Sources",
    ]  # fmt: skip


def test_the_landmarks_tell_where_the_report_begins_and_what_follows_it(book: Book) -> None:
    places = find(book.navigation, "//h:nav[@id='landmarks']//h:a")
    assert [(a.get(EPUB_TYPE), words(a)) for a in places] == [
        ("cover", "Cover"),
        ("titlepage", INFO.title),
        ("toc", "Contents"),
        ("bodymatter", "Summary"),
        ("bibliography", "Sources"),
        ("endnotes", "Notes"),
    ]


# ---------------------------------------------------------------- printed pages


BREAKS = (
    ("i", "cover"), ("ii", "contents"), ("iii", "summary"), ("1", "trade"), ("2", "tbl-trade"),
    ("3", "TR-02"), ("4", ""), ("5", "fig-chart"), ("6", "ref-seed"), ("7", "gone"),
)  # fmt: skip


@pytest.fixture(scope="module")
def paged() -> Book:
    return Book(render(replace(document(), page_breaks=BREAKS), light()))


def test_a_mark_stands_where_each_printed_page_begins(paged: Book) -> None:
    marks = [m for c in paged.chapters() for m in find(c, "//h:span[@role='doc-pagebreak']")]
    assert {mark.get(EPUB_TYPE) for mark in marks} == {"pagebreak"}
    said = [(mark.get("id"), mark.get("aria-label"), words(mark)) for mark in marks]
    labels = ["i", "ii", "iii", "1", "2", "3", "5", "6"]
    assert said == [(f"page-{label}", label, "") for label in labels]


@pytest.mark.parametrize(
    ("label", "place"),
    [
        ("i", "//h:section[@id='cover']/h:h1/h:span[1]"),
        ("1", "//h:section[@id='trade']/h:h1/h:span[1]"),
        ("2", "//h:table[@id='tbl-trade']/preceding-sibling::*[1]"),
        ("3", "//h:tr[@id='TR-02']/h:th/h:span"),
        ("5", "//h:figure/preceding-sibling::*[1]"),
        ("6", "//h:div[@id='ref-seed']//h:span"),
    ],
)
def test_a_mark_stands_where_its_kind_of_block_may_hold_one(
    paged: Book, label: str, place: str
) -> None:
    found = [m for c in paged.chapters() for m in find(c, place)]
    assert [mark.get("id") for mark in found] == [f"page-{label}"]


def test_the_page_list_leads_to_every_mark_in_the_order_of_the_pages(paged: Book) -> None:
    listed = find(paged.navigation, "//h:nav[@e:type='page-list']//h:a")
    assert [words(a) for a in listed] == ["i", "ii", "iii", "1", "2", "3", "5", "6"]
    for link_ in listed:
        name, _, anchor = str(link_.get("href")).partition("#")
        assert find(paged.pages[f"EPUB/{name}"], f"//*[@id='{anchor}']")
    toc = find(paged.navigation, "//h:nav[@e:type='toc']")[0]
    assert find(toc, ".//h:span[@role='doc-pagebreak']") == []


def test_the_package_says_of_which_edition_the_pages_are(paged: Book) -> None:
    assert paged.says("d:source") == paged.says("pageBreakSource") == [INFO.identifier]
    assert {"pageBreakMarkers", "pageNavigation"} <= set(paged.says("schema:accessibilityFeature"))


def test_without_printed_pages_there_is_no_list_and_no_claim_of_one(book: Book) -> None:
    assert find(book.navigation, "//h:nav[@e:type='page-list']") == []
    assert book.says("d:source") == book.says("pageBreakSource") == []
    assert not {"pageBreakMarkers", "pageNavigation"} & set(
        book.says("schema:accessibilityFeature")
    )


def test_the_mark_of_a_page_takes_no_id_of_the_report() -> None:
    blocks = [header(1, "One", id="page-1"), div([bullet_list([[plain("a")]])], id="list")]
    marked = mark_pages(blocks, [("1", "page-1"), ("A 2", "list"), ("A/2", "list")])
    ids = [n["c"][0][0] for n in walk(marked) if n["t"] == "Span"]
    assert ids == ["page-1-", "page-A-2", "page-A-2-"]
    # A list begins with its entries, so the mark stands before it.
    assert [block["t"] for block in marked[1]["c"][1]] == ["Plain", "BulletList"]


# ---------------------------------------------------------------- metadata


def test_the_package_says_what_catalogues_ask(book: Book) -> None:
    assert book.says("d:identifier") == [INFO.identifier, "RG 2026/01"]
    assert book.package.get("unique-identifier") == "identifier"
    assert book.says("d:title") == [INFO.title, "Trade, energy and security"]
    assert book.says("title-type") == ["main", "subtitle"]
    assert book.says("d:creator") == ["The editors", "A. N. Other"]
    assert book.says("role") == ["aut", "aut"]
    assert book.says("d:publisher") == ["The reportgen project"]
    assert book.says("d:date") == ["2026-11-20"]
    assert book.says("dcterms:modified") == ["2026-11-23T00:00:00Z"]
    assert book.says("d:language") == ["en-GB"]
    assert book.says("d:subject") == ["Iran", "Pakistan"]
    assert book.says("d:rights") == [INFO.rights]
    assert book.says("dcterms:license") == [INFO.licence_url]


def test_the_package_says_how_the_book_can_be_read(book: Book) -> None:
    assert book.says("schema:accessMode") == ["textual", "visual"]
    assert book.says("schema:accessModeSufficient") == ["textual", "textual,visual"]
    assert "alternativeText" in book.says("schema:accessibilityFeature")
    assert "MathML" not in book.says("schema:accessibilityFeature")
    assert book.says("schema:accessibilityHazard") == ["none"]
    assert len(book.says("schema:accessibilitySummary")) == 1


def test_a_report_that_someone_evaluated_claims_it_in_that_name() -> None:
    checked = Book(render(document(EVALUATED), light()))
    assert checked.says("dcterms:conformsTo") == ["EPUB Accessibility 1.1 - WCAG 2.2 Level AA"]
    assert checked.says("a11y:certifiedBy") == ["An Office"]
    assert checked.says("dcterms:date") == ["2026-11-22"]
    assert "An Office found on 2026-11-22" in checked.says("schema:accessibilitySummary")[0]
    report = find(checked.package, "//o:link[@rel='a11y:certifierReport']")[0]
    assert report.get("href") == "https://example.org/found"


def test_a_report_that_nobody_evaluated_claims_nothing_and_says_so(book: Book) -> None:
    assert book.says("dcterms:conformsTo") == book.says("a11y:certifiedBy") == []
    assert "Nobody has evaluated" in book.says("schema:accessibilitySummary")[0]


def test_a_draft_claims_nothing() -> None:
    draft = Book(render(document(replace(EVALUATED, status="draft")), light()))
    assert draft.says("dcterms:conformsTo") == draft.says("a11y:certifiedBy") == []


def test_a_picture_without_a_description_ends_every_claim() -> None:
    mute = Book(render(document(EVALUATED, image=attributes()), light()))
    assert mute.says("dcterms:conformsTo") == []
    assert "alternativeText" not in mute.says("schema:accessibilityFeature")
    assert mute.says("schema:accessModeSufficient") == ["textual,visual"]


def test_a_marking_stands_in_every_chapter_and_with_the_rights() -> None:
    marked = Book(render(document(replace(INFO, marking="TLP:GREEN")), light()))
    for page in marked.chapters()[1:]:
        label = find(page, "//h:section/h:h1/following-sibling::*[1][@class='marking']//h:span")[0]
        assert (words(label), label.get("dir"), label.get("translate")) == (
            "TLP:GREEN", "ltr", "no",
        )  # fmt: skip
    assert marked.says("d:rights")[0].startswith("TLP:GREEN. ")


def test_a_book_in_persian_runs_from_right_to_left() -> None:
    persian = replace(INFO, language="fa", direction="rtl")
    made = Book(render(document(persian), light()))
    assert find(made.package, "//o:spine")[0].get("page-progression-direction") == "rtl"
    assert {page.get("dir") for page in made.pages.values()} == {"rtl"}
    assert {page.get("lang") for page in made.pages.values()} == {"fa"}


# ---------------------------------------------------------------- look


def test_the_stylesheet_leaves_sizes_and_ground_to_the_reader(book: Book) -> None:
    sheet = book.files["EPUB/styles/stylesheet1.css"].decode()
    assert "!important" not in sheet
    assert not re.search(r"(?<![-\w])height:", sheet)
    assert not re.search(r"font-size:[^;]*(px|pt)", sheet)
    body = re.search(r"^body \{(.*?)\}", sheet, re.MULTILINE | re.DOTALL)
    assert body
    assert "color" not in body[1]
    assert "background" not in body[1]


def test_the_stylesheet_names_the_fonts_that_the_book_carries(book: Book) -> None:
    sheet = book.files["EPUB/styles/stylesheet1.css"].decode()
    named = {f"EPUB/fonts/{name}" for name in re.findall(r"\.\./fonts/([^\"]+)", sheet)}
    assert named == {name for name in book.files if name.startswith("EPUB/fonts/")}
    assert len(named) == 8


def test_fonts_are_cut_down_to_the_characters_of_the_book_and_keep_their_licence(
    book: Book,
) -> None:
    data = book.files["EPUB/fonts/SourceSerif4-Regular.ttf"]
    with TTFont(io.BytesIO(data)) as font:
        covered = {chr(code) for code in font.getBestCmap()}
        licence = font["name"].getDebugName(13)
    assert {"R", "\u2013", BACK_MARK} <= covered
    assert "\u00e9" not in covered
    assert "SIL Open Font License" in licence
    assert len(data) < 60_000


@pytest.mark.parametrize(("layout", "above"), [("rule", "#ffffff"), ("block", "#123f3a")])
def test_the_cover_is_drawn_in_the_colours_of_the_style(layout: str, above: str) -> None:
    tokens = {
        **style().tokens,
        "colour": {**style().tokens["colour"], "cover": above, "cover-accent": "#d9b45b"},
        "cover": {**style().tokens["cover"], "layout": layout, "mark": "Policy briefing"},
    }
    data = draw_cover(INFO, replace(style(), tokens=tokens))
    with Image.open(io.BytesIO(data)) as drawn:
        assert drawn.size == (1600, 2560)
        shades = {shade for _, shade in drawn.convert("RGB").getcolors() or []}
    assert ImageColor.getrgb(above) in shades
    assert ImageColor.getrgb("#d9b45b") in shades
    assert len(data) < 100_000


def test_the_cover_has_words_for_those_who_do_not_see_it(book: Book) -> None:
    picture_ = find(book.pages[book.reading_order()[0]], "//h:img")[0]
    assert picture_.get("alt") == f"Cover: {INFO.title}"
    item = find(book.package, "//o:item[@properties='cover-image']")[0]
    assert str(picture_.get("src")) == f"../{item.get('href')}"


# ---------------------------------------------------------------- judges


@pytest.mark.judge
@pytest.mark.parametrize("name", ["epubcheck", "ace", "epub-rules"])
def test_the_judges_find_nothing(name: str, tmp_path: Path) -> None:
    file = tmp_path / "report.epub"
    # With printed pages and an evaluation: all that a book of ours can claim.
    file.write_bytes(render(replace(document(EVALUATED), page_breaks=BREAKS), style()))
    assert findings(name, file) == []
