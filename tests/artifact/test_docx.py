"""What a reader of the Word edition gets."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import time
import uuid
from dataclasses import replace
from functools import cache
from typing import Any

import docx as word
import pytest
from docx.document import Document as WordDocument
from lxml import etree
from PIL import Image

from reportgen.archive import read_archive
from reportgen.breaks import breaks_of
from reportgen.document import (
    Document,
    Info,
    Node,
    Part,
    attributes,
    bullet_list,
    div,
    header,
    line_break,
    link,
    para,
    plain,
    plain_text,
    span,
    table,
    text,
)
from reportgen.edition import Style
from reportgen.files import MemoryFiles
from reportgen.formats import docx
from reportgen.formats.docx.bookmarks import bookmark, hidden
from reportgen.formats.docx.fonts import embed, metrics
from reportgen.formats.docx.looks import Palette
from reportgen.formats.docx.plan import Sheet
from reportgen.formats.docx.tables import widths
from reportgen.style import load_style

NAMES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
}
W = f"{{{NAMES['w']}}}"

INFO = Info(
    title="Iran\u2013Pakistan relations",
    subtitle="Trade, energy and security",
    short_title="Iran\u2013Pakistan",
    number="RG 2026/01",
    slug="iran-pakistan",
    language="en-GB",
    direction="ltr",
    authors=("The editors", "A. N. Other"),
    publisher="The press",
    published="2026-11-20",
    updated="2026-11-23",
    updated_words="23 November 2026",
    version="1.0",
    description="What one source states.",
    subjects=("Iran", "Pakistan"),
    rights="© 2026 The press",
    licence_url="https://creativecommons.org/licenses/by/4.0/",
    marking=None,
    status="published",
    identifier="urn:uuid:9b2f9d2e-5b0c-5b4e-8f6e-0d8a4a3f1c11",
    epoch=1_795_392_000,
    strings={"page": "Page", "of": "of"},
)
LONG = "a-heading-whose-anchor-is-longer-than-the-forty-letters-of-word"


def numbered(number: str, words: str) -> list[Node]:
    return [span(number, "section-number"), {"t": "Space"}, *text(words)]


def heading(level: int, number: str | None, words: str, anchor: str) -> Node:
    inlines = numbered(number, words) if number else text(words)
    return header(level, inlines, "numbered" if number else "unnumbered", id=anchor)


def entry(number: str | None, words: str, anchor: str, *below: list[Node]) -> list[Node]:
    inlines = numbered(number, words) if number else text(words)
    first = plain([link(inlines, f"#{anchor}", "toc-entry")])
    return [first, bullet_list(below)] if below else [first]


def note(words: str) -> Node:
    return {"t": "Note", "c": [para(words)]}


def image(alternative: str, *classes: str) -> Node:
    shown = attributes("", classes, alt=alternative)
    return {"t": "Image", "c": [shown, [], ["figures/chart.png", ""]]}


def goods() -> Node:
    def row(anchor: str, title: str, status: str) -> tuple[str, list[list[Node]]]:
        meta = [*text(f"{anchor} · "), link("section 2", "#trade", "back-ref")]
        first = [span(title, "item-title"), line_break(), span(meta, "item-meta")]
        return anchor, [first, [span(status, "status", f"status-{status}")], text("about 5 %")]

    return table(
        "tbl-trade",
        [span("Table 1", "caption-label"), *text(". Goods")],
        [text("Item"), text("Status"), [link("Value", "#introduction")]],
        [
            [row("TR-01", "Rice", "active"), row("TR-02", "Fruit", "stalled")],
            [row("TR-03", "Cement", "active")],
        ],
        "data-table", "items",
        widths=[0.6, 0.2, 0.2],
    )  # fmt: skip


def parts() -> list[Part]:
    cover = {
        "cover-mark": "Policy briefing", "cover-title": INFO.title,
        "cover-subtitle": "Trade, energy and security", "cover-organisation": "The press",
        "cover-authors": "The editors", "cover-date": "23 November 2026",
    }  # fmt: skip
    contents = [
        entry(None, "Summary", "summary"),
        entry("1", "Introduction", "introduction"),
        entry("2", "Trade", "trade", entry("2.1", "Goods", LONG)),
        entry(None, "Notes", "notes"),
    ]
    running = [div([para("Iran\u2013Pakistan")], "running-head")]
    running.append(div([para("The press · RG 2026/01")], "running-foot"))
    figure = [None, [plain([span("Figure 1", "caption-label"), *text(". A chart")])]]
    return [
        Part("cover", "cover", None, tuple(div([para(w)], c) for c, w in cover.items())),
        Part("running-matter", "running-matter", None, tuple(running)),
        Part("contents", "contents", "Contents", (
            heading(1, None, "Contents", "contents"), div([bullet_list(contents)], "contents"),
        )),
        Part("summary", "summary", "Summary", (
            heading(1, None, "Summary", "summary"),
            div([para("It leads."), bullet_list([[plain("a point")]])], "lead"),
            para([*text("See "), link("Table 1", "#tbl-trade", "xref"), *text(", "),
                  link("Figure 1", "#fig-chart", "xref"), *text(" and "),
                  link("TR-02", "#TR-02", "item-ref"), *text(".")]),
        )),
        Part("section", "introduction", "Introduction", (
            heading(1, "1", "Introduction", "introduction"),
            div([para("As of today")], "as-of"),
            para([*text("Words with a note"), note("The note."), *text(" and "),
                  span("پاکستان", lang="ur"), *text(".")]),
            {"t": "Figure", "c": [attributes("fig-chart"), figure, [plain([image("Two bars")])]]},
            para([image("", "decorative")]),
        )),
        Part("section", "trade", "Trade", (
            heading(1, "2", "Trade", "trade"), heading(2, "2.1", "Goods", LONG),
            para([*text("Back to "), link("Goods", f"#{LONG}", "xref")]),
            goods(), div([para("3 items.")], "table-note"), para("After the table."),
        )),
        Part("acronyms", "acronyms", "Acronyms", (
            heading(1, "A", "Acronyms", "acronyms"),
            {"t": "DefinitionList", "c": [[text("IP"), [[plain("A pipeline")]]]]},
        )),
        Part("sources", "sources", "Sources", (
            heading(1, None, "Sources", "sources"),
            div([div([para("[1] An article.")], "csl-entry", id="ref-seed")], id="refs"),
        )),
        Part("notes", "notes", "Notes", (heading(1, None, "Notes", "notes"),)),
    ]  # fmt: skip


PAGES = {"summary": "1", "introduction": "2", "trade": "4", LONG: "5", "report-end": "7"}


def document(info: Info = INFO) -> Document:
    buffer = io.BytesIO()
    Image.new("RGB", (40, 20), "#123456").save(buffer, "PNG")
    pictures = {"figures/chart.png": buffer.getvalue()}
    return Document(info, tuple(parts()), pictures, pages=PAGES)


@cache
def style(layout: str = "block") -> Style:
    plain_style = load_style(MemoryFiles({}), "plain", "en-GB")
    cover = {**plain_style.tokens["cover"], "layout": layout, "mark": "Policy briefing"}
    colours = {**plain_style.tokens["colour"], "cover": "#123F3A", "cover-accent": "#D9B45B"}
    tokens = {**plain_style.tokens, "cover": cover, "colour": colours}
    return replace(plain_style, tokens=tokens)


def render(given: Document, look: Style | None = None) -> bytes:
    outcome = docx.render(docx.edition(given, look or style()))
    assert outcome.diagnostics == ()
    return outcome.value


@cache
def rendered() -> bytes:
    return render(document())


def part(name: str, data: bytes | None = None) -> Any:
    return etree.fromstring(read_archive(data or rendered())[name])


def body(data: bytes | None = None) -> Any:
    return part("word/document.xml", data)


def found(root: Any, path: str) -> Any:
    return root.xpath(path, namespaces=NAMES)


def words(element: Any) -> str:
    pieces = found(element, ".//w:t | .//w:noBreakHyphen")
    return "".join("-" if e.tag == f"{W}noBreakHyphen" else e.text or "" for e in pieces)


def opened(data: bytes | None = None) -> WordDocument:
    return word.Document(io.BytesIO(data or rendered()))


def paragraphs(name: str, data: bytes | None = None) -> list[str]:
    return [p.text for p in opened(data).paragraphs if p.style is not None and p.style.name == name]


def paragraph(root: Any, starting: str) -> Any:
    return next(p for p in root.iter(f"{W}p") if words(p).startswith(starting))


# ---------------------------------------------------------------- the whole


def test_the_same_document_gives_the_same_bytes_on_any_day(monkeypatch: pytest.MonkeyPatch) -> None:
    first = rendered()
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    monkeypatch.setenv("TZ", "Asia/Karachi")
    monkeypatch.setenv("USER", "someone")
    assert render(document()) == first


def test_an_edition_knows_no_places_and_says_its_texts() -> None:
    def placed(words_: str, line: int) -> Document:
        at = {"data_pos": f"section.md@{line}:1-{line}:9", "wrapper": "1"}
        block = div([para([span([{"t": "Str", "c": words_}], **at)])], **at)
        return Document(INFO, (Part("section", "s", None, (block,)),))

    edition = docx.edition(placed("Words", 3), style())
    assert edition == docx.edition(placed("Words", 4), style())
    assert json.loads(edition.body)["blocks"] == [para("Words")]
    tree = json.loads(docx.edition(document(), style()).body)
    assert tree["meta"]["running-foot"]["c"] == "The press · RG 2026/01"


def test_a_style_that_only_the_text_names_stands_beside_those_of_the_report() -> None:
    block = div([para([text("Words")[0]])], custom_style="House Note")
    made = render(Document(INFO, (Part("section", "s", None, (block,)),)))
    assert paragraphs("House Note", made) == ["Words"]
    names = {style.name for style in opened(made).styles}
    assert {"House Note"} == names - {style.name for style in opened().styles}
    assert opened(made).styles["Heading 1"].font.color.rgb is not None


def test_words_tables_and_order_are_those_of_the_document() -> None:
    given = document()
    expected = [
        plain_text(block)
        for part_ in given.parts
        if part_.template not in {"running-matter", "notes"}
        for block in part_.blocks
    ]
    numbers = r"(?<!\S)(?:1|2|2\.1) (?=Introduction|Trade|Goods)"
    text_ = re.sub(numbers, "", " ".join(expected).replace("Notes", ""))
    bare = body(render(replace(given, pages={})))
    assert re.sub(r"\s", "", words(bare)) == re.sub(r"\s", "", text_)


def test_every_style_in_use_is_defined_with_what_it_is_based_on() -> None:
    styles = part("word/styles.xml")
    defined = set(found(styles, "//w:style/@w:styleId"))
    used = set(found(body(), "//w:pStyle/@w:val | //w:rStyle/@w:val | //w:tblStyle/@w:val"))
    used |= set(found(part("word/footnotes.xml"), "//w:pStyle/@w:val | //w:rStyle/@w:val"))
    based = set(found(styles, "//w:basedOn/@w:val | //w:next/@w:val"))
    assert used | based <= defined
    assert not [s for s in defined if s.endswith("Tok")]


def test_letters_are_named_by_face_and_never_by_theme() -> None:
    styles = part("word/styles.xml")
    assert not found(styles, "//w:rFonts/@*[contains(name(), 'Theme')]")
    assert set(found(styles, "//w:rFonts/@*")) == {
        "Source Serif 4", "Source Sans 3", "Vazirmatn"
    }  # fmt: skip
    assert set(found(styles, "//w:rFonts/@w:cs")) == {"Vazirmatn"}


def test_no_paragraph_is_empty() -> None:
    empty = [
        p for p in body().iter(f"{W}p")
        if not words(p) and not found(p, ".//wp:inline") and not found(p, "w:pPr/w:sectPr")
    ]  # fmt: skip
    assert empty == []


def test_no_empty_paragraph_parts_a_table_from_the_caption_of_the_next() -> None:
    given = document()
    rows = [[("", [text("Rice"), text("1")])]]
    two = [table(f"tbl-{n}", text(n), [text("Item"), text("Year")], rows) for n in ("one", "two")]
    part_ = Part("section", "more", None, (*two, para("Words.")))
    pages = body(render(replace(given, parts=(*given.parts, part_))))
    first, second = list(pages.iter(f"{W}tbl"))[-2:]
    assert words(first.getnext()) == "two"
    assert first.getnext().getnext() is second


# ---------------------------------------------------------------- properties and settings


def test_properties_are_the_report_s_own_and_its_days_midnight() -> None:
    core = opened().core_properties
    assert (core.title, core.subject) == (INFO.title, INFO.subtitle)
    assert core.author == "The editors; A. N. Other"
    assert core.keywords == "Iran; Pakistan"
    assert core.comments == INFO.description
    assert core.category == "Policy briefing"
    assert (core.language, core.version, core.identifier) == ("en-GB", "1.0", INFO.identifier)
    assert core.created == dt.datetime(2026, 11, 20, tzinfo=dt.UTC)
    assert core.modified == dt.datetime(2026, 11, 23, tzinfo=dt.UTC)


def test_number_version_marking_licence_and_doi_are_properties_of_the_file() -> None:
    entries = part("docProps/custom.xml")
    said = {entry_.get("name"): "".join(entry_.itertext()) for entry_ in entries}
    assert said["Report number"] == "RG 2026/01"
    assert said["Version"] == "1.0"
    assert said["Licence"] == INFO.licence_url
    assert not {"Marking", "DOI"} & set(said)
    more = replace(INFO, marking="TLP:GREEN", doi="10.1000/182")
    marked = part("docProps/custom.xml", render(document(more)))
    said = {entry_.get("name"): "".join(entry_.itertext()) for entry_ in marked}
    assert (said["Marking"], said["DOI"]) == ("TLP:GREEN", "10.1000/182")


def test_word_opens_the_file_in_its_own_mode_and_asks_nothing() -> None:
    settings = part("word/settings.xml")
    mode = found(settings, "//w:compatSetting[@w:name='compatibilityMode']/@w:val")
    assert mode == ["15"]
    assert not found(settings, "//w:updateFields")
    assert not found(body(), "//@w:dirty")
    assert found(settings, "//w:themeFontLang/@w:val") == ["en-GB"]
    languages = found(part("word/styles.xml"), "//w:docDefaults//w:lang/@w:val")
    assert languages == ["en-GB"]


def test_fonts_are_embedded_whole_under_keys_of_their_own() -> None:
    entries = read_archive(rendered())
    links = {
        link_.get("Id"): link_.get("Target")
        for link_ in etree.fromstring(entries["word/_rels/fontTable.xml.rels"])
    }
    table_ = part("word/fontTable.xml")
    families = found(table_, "//w:font/@w:name")
    assert families == ["Source Sans 3", "Source Serif 4", "Vazirmatn"]
    regular = found(table_, "//w:font[@w:name='Source Serif 4']/w:embedRegular")[0]
    data = entries[f"word/{links[regular.get('{' + NAMES['r'] + '}id')]}"]
    key = uuid.UUID(regular.get(f"{W}fontKey")).bytes[::-1]
    clear = bytes(b ^ key[i % 16] for i, b in enumerate(data[:32])) + data[32:]
    original = next(f for f in style().fonts if f.name == "SourceSerif4-Regular.ttf")
    assert clear == original.data
    keys = found(table_, "//@w:fontKey")
    assert len(keys) == len(set(keys)) == len(links)


def test_a_font_that_forbids_it_is_not_embedded() -> None:
    font = style().fonts[0]
    count = int.from_bytes(font.data[4:6])
    records = (12 + 16 * i for i in range(count))
    record = next(r for r in records if font.data[r : r + 4] == b"OS/2")
    place = int.from_bytes(font.data[record + 8 : record + 12]) + 8
    locked = font.data[:place] + b"\0\2" + font.data[place + 2 :]
    facts = metrics(locked)
    assert facts is not None
    assert not facts.embeddable
    assert not [name for name in embed([replace(font, data=locked)]) if "odttf" in name]
    assert metrics(b"no font") is None


# ---------------------------------------------------------------- headings and contents


def test_headings_are_word_s_own_and_numbered_by_its_list() -> None:
    assert paragraphs("Heading 1") == [
        "Summary", "Introduction", "Trade", "A Acronyms", "Sources",
    ]  # fmt: skip
    assert paragraphs("Heading 2") == ["Goods"]
    numbering, styles = part("word/numbering.xml"), part("word/styles.xml")
    number = found(styles, "//w:style[@w:styleId='Heading1']//w:numId/@w:val")[0]
    abstract = found(numbering, f"//w:num[@w:numId='{number}']/w:abstractNumId/@w:val")[0]
    levels = found(numbering, f"//w:abstractNum[@w:abstractNumId='{abstract}']/w:lvl")
    tied = [found(level, "string(w:pStyle/@w:val)") for level in levels]
    shown = [found(level, "string(w:lvlText/@w:val)") for level in levels]
    assert tied == ["Heading1", "Heading2", "Heading3", "Heading4"]
    assert shown == ["%1", "%1.%2", "%1.%2.%3", "%1.%2.%3.%4"]


def test_headings_without_a_number_or_with_one_of_their_own_stand_outside_the_list() -> None:
    root = body()
    for title in ("Summary", "A Acronyms", "Sources"):
        headings = found(root, "//w:p[w:pPr/w:pStyle[@w:val='Heading1']]")
        made = next(p for p in headings if words(p) == title)
        number = found(made, "w:pPr/w:numPr/w:numId/@w:val")[0]
        abstract = f"//w:num[@w:numId='{number}']/w:abstractNumId/@w:val"
        chosen = found(part("word/numbering.xml"), abstract)[0]
        formats = f"//w:abstractNum[@w:abstractNumId='{chosen}']//w:numFmt/@w:val"
        assert set(found(part("word/numbering.xml"), formats)) == {"none"}
    listed = next(p for p in root.iter(f"{W}p") if words(p) == "Introduction"
                  and found(p, "w:pPr/w:pStyle[@w:val='Heading1']"))  # fmt: skip
    assert not found(listed, "w:pPr/w:numPr")


def test_the_contents_are_a_field_that_is_filled() -> None:
    control = found(body(), "//w:sdt[.//w:docPartGallery[@w:val='Table of Contents']]")[0]
    entries = found(control, ".//w:p[starts-with(w:pPr/w:pStyle/@w:val, 'TOC')]")
    assert [words(p) for p in entries] == [
        "Contents", "Summary1", "1Introduction2", "2Trade4", "2.1Goods5",
    ]  # fmt: skip
    levels = [found(p, "string(w:pPr/w:pStyle/@w:val)") for p in entries]
    assert levels == ["TOCHeading", "TOC1", "TOC1", "TOC1", "TOC2"]
    instructions = [i.strip() for i in found(control, ".//w:instrText/text()")]
    assert instructions[0] == 'TOC \\o "1-2" \\h \\z \\u'
    marks = found(control, ".//w:fldChar/@w:fldCharType")
    assert marks.count("begin") == marks.count("end") == len(instructions) == 5
    assert not found(control, ".//@w:dirty")


def test_each_entry_of_the_contents_leads_to_its_heading_and_asks_for_its_page() -> None:
    root = body()
    entries = found(root, "//w:p[w:pPr/w:pStyle[@w:val='TOC1' or @w:val='TOC2']]")
    for made in entries:
        anchor = found(made, "w:hyperlink/@w:anchor")[0]
        assert f"PAGEREF {anchor} \\h" in "".join(found(made, ".//w:instrText/text()"))
        target = found(root, f"//w:p[w:bookmarkStart[@w:name='{anchor}']]")[0]
        assert re.fullmatch(r"[\d.]*" + words(target) + r"\d*", words(made))
        assert found(target, "w:pPr/w:pStyle[starts-with(@w:val, 'Heading')]")


def test_each_entry_of_the_contents_says_the_page_of_the_printed_report() -> None:
    entries = found(body(), "//w:p[w:pPr/w:pStyle[@w:val='TOC1' or @w:val='TOC2']]")
    assert [words(p)[-1] for p in entries] == ["1", "2", "4", "5"]


def test_the_list_of_tables_is_a_field_of_word_s_own_that_is_filled() -> None:
    given = document()
    listed = [[plain([link("Table 1. Goods", "#tbl-trade", "toc-entry")])]]
    blocks = (heading(1, None, "Tables", "list-of-tables"),
              div([bullet_list(listed)], "contents", "list-of-tables"))  # fmt: skip
    part_ = Part("list-of-tables", "list-of-tables", "Tables", blocks)
    more = (*given.parts[:3], part_, *given.parts[3:])
    root = body(render(replace(given, parts=more, pages={**PAGES, "tbl-trade": "5"})))
    assert 'TOC \\h \\z \\c "Table"' in [i.strip() for i in found(root, "//w:instrText/text()")]
    (entry_,) = found(root, "//w:p[w:pPr/w:pStyle/@w:val='TableofFigures']")
    assert words(entry_) == "Table 1. Goods5"
    (mark,) = found(entry_, "w:hyperlink/@w:anchor")
    assert mark in found(root, "//w:bookmarkStart/@w:name")


def test_contents_without_printed_pages_leave_the_numbers_to_word() -> None:
    bare = body(render(replace(document(), pages={})))
    entries = found(bare, "//w:p[w:pPr/w:pStyle[@w:val='TOC1' or @w:val='TOC2']]")
    assert [words(p) for p in entries] == ["Summary", "1Introduction", "2Trade", "2.1Goods"]


def test_contents_summary_and_tables_start_a_page_and_sections_do_not() -> None:
    assert found(part("word/styles.xml"), "//w:style[@w:styleId='TOCHeading']//w:pageBreakBefore")
    fresh = found(body(), "//w:p[w:pPr/w:pageBreakBefore]")
    assert [words(p) for p in fresh] == []


# ---------------------------------------------------------------- links and references


def test_every_internal_link_leads_to_a_bookmark() -> None:
    root = body()
    marks = found(root, "//w:bookmarkStart/@w:name")
    assert {"_rg_TR_01", "_rg_TR_02", "_rg_TR_03", "_rg_tbl_trade", "_rg_ref_seed"} <= set(marks)
    assert set(found(root, "//w:hyperlink/@w:anchor")) <= set(marks)
    assert all(len(mark) <= 40 and re.fullmatch(r"_\w+", mark) for mark in marks)
    assert len(marks) == len(set(marks))


def test_bookmarks_begin_and_end_inside_a_paragraph_and_have_ids_of_their_own() -> None:
    root = body()
    starts = found(root, "//w:bookmarkStart")
    assert all(s.getparent().tag == f"{W}p" for s in starts)
    ids = [s.get(f"{W}id") for s in starts]
    assert len(ids) == len(set(ids))
    assert sorted(ids) == sorted(found(root, "//w:bookmarkEnd/@w:id"))


def test_word_counts_tables_and_figures_and_references_follow() -> None:
    root = body()
    instructions = [i.strip() for i in found(root, "//w:instrText/text()")]
    assert "SEQ Table \\* ARABIC" in instructions
    assert "SEQ Figure \\* ARABIC" in instructions
    caption = paragraph(root, "Table 1")
    mark = found(caption, "w:bookmarkStart[starts-with(@w:name, '_Ref')]/@w:name")[0]
    sentence = paragraph(root, "See")
    assert words(sentence) == "See Table 1, Figure 1 and TR-02."
    assert f" REF {mark} \\h \\* MERGEFORMAT " in found(sentence, ".//w:instrText/text()")
    assert found(sentence, "w:hyperlink/@w:anchor") == ["_rg_TR_02"]


def test_a_reference_to_a_section_follows_its_number() -> None:
    blocks = (header(1, "S", id="s"), para([link("section\u00a02", "#trade", "xref")]))
    given = replace(document(), parts=(*parts(), Part("section", "s", "S", blocks)))
    sentence = paragraph(body(render(given)), "section")
    assert words(sentence) == "section\u00a02"
    assert found(sentence, ".//w:instrText/text()") == [" REF _rg_trade \\r \\h "]


def test_a_way_back_to_the_words_on_an_item_keeps_its_link_and_follows_the_number() -> None:
    blocks = (header(1, "S", id="s"), para([link("section\u00a02", "#TR-01", "back-ref")]))
    given = replace(document(), parts=(*parts(), Part("section", "s", "S", blocks)))
    sentence = paragraph(body(render(given)), "section")
    assert found(sentence, "w:hyperlink/@w:anchor") == ["_rg_TR_01"]
    assert found(sentence, "w:hyperlink//w:instrText/text()") == [" REF _rg_trade \\r "]


def test_every_name_of_a_bookmark_is_hidden_short_and_its_own() -> None:
    anchors = ["a-b", "a_b", "a--b", "fig:map", "x" * 60, "x" * 59 + "y", "TR-01", "نام"]
    names = [hidden(bookmark(anchor)) for anchor in anchors]
    assert len(set(names)) == len(anchors)
    assert all(re.fullmatch(r"_rg_[A-Za-z0-9_]{1,36}", name) for name in names)


def test_a_paragraph_says_its_distances_once() -> None:
    rows = [[("", [text("1")])]]
    after_table = bullet_list([[plain("One entry, last of its list")]])
    blocks = (header(1, "S", id="s"), table("tbl-x", text("X"), [text("A")], rows), after_table)
    made = body(render(Document(INFO, (Part("section", "s", "S", blocks),))))
    entry = paragraph(made, "One entry")
    (spacing,) = found(entry, "w:pPr/w:spacing")
    assert {str(key).rpartition("}")[2] for key in spacing.attrib} == {"before", "after"}


# ---------------------------------------------------------------- sections


def test_front_pages_have_roman_numbers_and_the_text_begins_at_1() -> None:
    numbers = found(body(), "//w:sectPr/w:pgNumType")
    assert [n.get(f"{W}fmt") for n in numbers] == ["lowerRoman", "lowerRoman", "decimal"]
    assert [n.get(f"{W}start") for n in numbers] == [None, None, "1"]


def test_a_wide_table_stands_on_a_turned_page_that_keeps_header_footer_and_size() -> None:
    rows = [[("", [text("1"), text("2")])]]
    wide = div([table("tbl-wide", text("Wide"), [text("A"), text("B")], rows)], "landscape")
    blocks = (header(1, "S", id="s"), para("Before"), wide, para("After"))
    data = render(replace(document(), parts=(*parts(), Part("section", "s", "S", blocks))))
    *_, before, turned, after = opened(data).sections
    assert [round(side.mm) for side in (turned.page_width, turned.page_height) if side] == [
        297,
        210,
    ]
    assert [round(side.mm) for side in (after.page_width, after.page_height) if side] == [210, 297]
    assert turned.header.paragraphs[0].text == before.header.paragraphs[0].text
    assert turned.footer.paragraphs[0].text == before.footer.paragraphs[0].text
    starts = [n.get(f"{W}start") for n in found(body(data), "//w:sectPr/w:pgNumType")]
    assert starts == [None, None, "1", None, None]
    assert found(paragraph(body(data), "Before"), "w:pPr/w:sectPr")
    grid = found(found(body(data), "//w:tbl")[-1], "w:tblGrid/w:gridCol/@w:w")
    assert sum(map(int, grid)) == pytest.approx(Palette(style()).page.turned_line * 20, abs=2)


@pytest.mark.parametrize(
    ("blocks", "sides"),
    [
        (["wide", "wide", "after"], [False, True, True, False]),
        (["wide"], [False, True]),
        (["lead"], [False, True, False]),
    ],
    ids=["two in a row", "at the end", "inside a division"],
)
def test_no_page_between_or_after_turned_pages_is_empty(
    blocks: list[str], sides: list[bool]
) -> None:
    sheet = table("", text("Wide"), [text("A"), text("B")], [[("", [text("1"), text("2")])]])
    wide = div([sheet], "landscape")
    made = {"wide": wide, "after": para("After"), "lead": div([wide, para("After")], "lead")}
    content = (header(1, "S", id="s"), *(made[name] for name in blocks))
    data = render(Document(INFO, (Part("section", "s", "S", content),)))
    pages = found(body(data), "//w:sectPr/w:pgSz")
    assert [page.get(f"{W}orient") == "landscape" for page in pages] == sides
    assert body(data)[0][-2].tag == f"{W}p"


def test_the_section_before_the_text_does_not_end_in_an_entry_that_word_renews() -> None:
    entries = bullet_list([[plain([link("Table 1", "#tbl-trade", "toc-entry")])]])
    listed = Part("list-of-tables", "list-of-tables", "Tables", (
        heading(1, None, "Tables", "list-of-tables"), div([entries], "contents", "list-of-tables"),
    ))  # fmt: skip
    cover, running, contents, *rest = parts()
    data = render(replace(document(), parts=(cover, running, contents, listed, *rest)))
    (entry,) = found(body(data), "//w:p[w:pPr/w:pStyle/@w:val='TableofFigures']")
    assert not found(entry, "w:pPr/w:sectPr")
    assert found(entry.getnext(), "w:pPr/w:sectPr/w:pgNumType/@w:fmt") == ["lowerRoman"]


# ---------------------------------------------------------------- notes


def test_notes_are_footnotes_of_one_count() -> None:
    assert words(part("word/footnotes.xml")).strip() == "The note."
    assert len(found(body(), "//w:footnoteReference")) == 1
    assert not found(body(), "//w:numRestart")


# ---------------------------------------------------------------- tables


def test_tables_repeat_their_header_row_and_keep_rows_whole() -> None:
    made = found(body(), "//w:tbl")[0]
    rows = found(made, "w:tr")
    assert [bool(found(row, "w:trPr/w:tblHeader")) for row in rows] == [True, False, False, False]
    assert all(found(row, "w:trPr/w:cantSplit") for row in rows)
    assert not found(made, ".//w:gridSpan | .//w:vMerge | .//w:tbl")


def test_rows_stay_together_where_they_do_in_print() -> None:
    rows = found(body(), "//w:tbl")[0].iter(f"{W}tr")
    kept = [found(row, ".//w:p[w:pPr/w:keepNext]") == found(row, ".//w:p") for row in rows]
    assert kept == [True, True, True, False]


def test_a_picture_in_a_cell_is_no_wider_than_the_cell() -> None:
    cells = [[image("A chart")], text("b")]
    heads = [text("A"), text("B")]
    made = table("t", text("A"), heads, [[("", cells)]], widths=[0.05, 0.95])
    root = body(render(replace(document(), parts=(Part("section", "s", None, (made,)),))))
    width, height = (int(found(root, f"//wp:extent/@{side}")[0]) for side in ("cx", "cy"))
    assert 0 < width < min(40 * 9525, int(found(root, "//w:gridCol/@w:w")[0]) * 635)
    assert width / height == pytest.approx(2, abs=0.01)


def test_tables_fill_the_line_and_say_what_they_hold() -> None:
    made = found(body(), "//w:tbl/w:tblPr")[0]
    assert found(made, "w:tblCaption/@w:val") == ["Table 1. Goods"]
    assert found(made, "w:tblDescription/@w:val") == ["Item, Status, Value"]
    assert found(made, "w:tblW/@*") in (["pct", "5000"], ["5000", "pct"])
    assert found(made, "w:tblLook/@w:firstRow | w:tblLook/@w:firstColumn") == ["1", "1"]


def test_a_rule_parts_the_groups_of_rows() -> None:
    rows = found(body(), "//w:tbl/w:tr")
    ruled = [bool(found(row, "w:tc/w:tcPr/w:tcBorders/w:top")) for row in rows]
    assert ruled == [False, False, False, True]


def test_cells_have_the_styles_of_tables_and_words_those_of_their_kind() -> None:
    made = found(body(), "//w:tbl")[0]
    used = [found(row, ".//w:pStyle/@w:val") for row in found(made, "w:tr")]
    assert used[0] == ["TableHead"] * 3
    assert used[1] == ["TableRowHead", "TableText", "TableText"]
    first = found(made, "w:tr[2]//w:rStyle/@w:val")
    assert list(dict.fromkeys(first)) == ["ItemTitle", "ItemMeta", "ItemMetaLink", "StatusActive"]
    assert found(made, "w:tr[1]//w:rStyle/@w:val") == ["TableHeadLink"]


def test_captions_stay_with_their_table_and_text_keeps_its_distance() -> None:
    styles = part("word/styles.xml")
    for name in ("TableCaption", "TableHead", "Heading1", "CaptionedFigure"):
        assert found(styles, f"//w:style[@w:styleId='{name}']//w:keepNext"), name
    assert found(styles, "//w:docDefaults//w:widowControl")


def test_no_column_is_narrower_than_its_longest_word() -> None:
    whole = breaks_of([[1]])
    sheet = Sheet(
        "", ("A", "B"), (1,), row_heads=True, shares=(0.95, 0.05), longest=(5, 12), breaks=whole
    )
    palette = Palette(style())
    wide, narrow = widths(sheet, palette)
    line = palette.page.line * 20
    assert narrow > 12 * 8.5 * 20 * 0.5 > line * 0.05
    assert wide + narrow == pytest.approx(line, abs=2)


def test_the_id_of_an_item_is_not_broken_at_its_hyphen() -> None:
    row = next(r for r in found(body(), "//w:tbl//w:tr") if "TR-01" in words(r))
    assert len(found(row, ".//w:noBreakHyphen")) == 1
    assert "TR-01" not in "".join(found(row, ".//w:t/text()"))


def test_the_entries_of_the_bibliography_hang() -> None:
    assert paragraphs("Bibliography") == ["[1] An article."]


# ---------------------------------------------------------------- pictures and languages


def test_pictures_stand_in_line_with_words_for_who_cannot_see_them() -> None:
    chart, ornament = found(body(), "//wp:inline/wp:docPr")
    assert chart.get("descr") == "Two bars"
    assert ornament.get("descr") == ""
    assert b"decorative" in etree.tostring(ornament)
    assert not found(body(), "//wp:anchor")
    assert "chart.png" not in etree.tostring(body()).decode()
    ids = found(body(), "//wp:docPr/@id | //pic:cNvPr/@id")
    assert len(ids) == len(set(ids)) == 4


def test_a_passage_in_another_script_names_its_language_where_word_looks() -> None:
    made = next(r for r in body().iter(f"{W}r") if words(r) == "پاکستان")
    assert found(made, "w:rPr/w:lang/@w:bidi") == ["ur-PK"]
    assert not found(made, "w:rPr/w:lang/@w:val")
    assert found(made, "w:rPr/w:rtl")


def test_a_report_that_runs_from_right_to_left_has_its_tables_do_so() -> None:
    root = body(render(document(replace(INFO, language="ur-PK", direction="rtl"))))
    assert found(root, "//w:tblPr/w:bidiVisual")
    assert len(found(root, "//w:sectPr/w:bidi")) == len(found(root, "//w:sectPr")) == 3


# ---------------------------------------------------------------- cover, header and footer


def test_the_cover_has_the_title_and_a_section_without_header() -> None:
    assert paragraphs("Title") == [INFO.title]
    assert paragraphs("Subtitle") == ["Trade, energy and security"]
    cover, _, text_ = opened().sections
    assert cover.different_first_page_header_footer
    assert cover.first_page_header.is_linked_to_previous
    assert not text_.different_first_page_header_footer
    assert [round(side.mm) for side in (text_.page_width, text_.page_height) if side] == [210, 297]
    assert [round(side.mm) for side in (cover.page_width, cover.page_height) if side] == [210, 297]


def test_the_ground_of_the_cover_is_made_of_paragraphs_alone() -> None:
    styles = part("word/styles.xml")

    def ground(name: str) -> list[str]:
        found_ = found(
            styles, f"//w:style[@w:styleId='{name}']/w:pPr/*[self::w:pBdr or self::w:shd]"
        )
        return [etree.tostring(e).decode() for e in found_]

    assert ground("Title") == ground("CoverMark") == ground("Subtitle") == ground("CoverSummary")
    assert "123F3A" in "".join(ground("Title"))
    assert ground("CoverOrganisation") == []
    assert not re.search(
        rb"txbx|v:rect|wp:anchor|framePr", read_archive(rendered())["word/document.xml"]
    )


def test_a_cover_without_ground_has_a_rule_above_its_title() -> None:
    styles = part("word/styles.xml", render(document(), style("rule")))
    title = found(styles, "//w:style[@w:styleId='Title']/w:pPr")[0]
    assert found(title, "w:pBdr/w:top/@w:color") == ["D9B45B"]
    assert not found(title, "w:shd")


def test_header_and_footer_name_the_report_and_count_its_pages() -> None:
    _, front, text_ = opened().sections
    assert text_.header.paragraphs[0].text.startswith("Iran\u2013Pakistan")
    assert text_.footer.paragraphs[0].text == "The press · RG 2026/01\tPage 1 of 7"
    assert front.footer.paragraphs[0].text == "The press · RG 2026/01\t1"
    entries = read_archive(rendered())
    said = [
        i.strip()
        for name, data in entries.items()
        if re.match(r"word/(header|footer)\d", name)
        for i in found(etree.fromstring(data), "//w:instrText/text()")
    ]
    assert set(said) == {"PAGEREF _rg_report_end", "PAGE", "STYLEREF 1"}
    assert "_rg_report_end" in found(body(), "//w:bookmarkStart/@w:name")


def test_a_marking_is_in_header_and_footer_of_every_page_the_cover_too() -> None:
    marked = opened(render(document(replace(INFO, marking="TLP:GREEN"))))
    cover, _, text_ = marked.sections
    for place in (
        cover.first_page_header, cover.first_page_footer, text_.header, text_.footer,
    ):  # fmt: skip
        assert "TLP:GREEN" in [p.text for p in place.paragraphs]
