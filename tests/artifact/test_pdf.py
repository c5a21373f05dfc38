"""What a reader of the PDF gets, each cure shown on the smallest page that needs it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pdfplumber
import pikepdf
import pytest
from PIL import Image

from reportgen.diagnostics import Severity
from reportgen.document import Document, Part, div, header, para, span, text
from reportgen.edition import Edition
from reportgen.formats import pdf
from support.law import sparsely
from support.paper import FILLER, INFO, elements, kids, laid_out, opened, page, style, texts


def rows(count: int) -> str:
    body = "".join(f'<tr><th scope="row">Row {i}</th><td>{FILLER}</td></tr>' for i in range(count))
    return (
        "<table><caption>Many</caption><thead><tr><th scope='col'>A</th><th scope='col'>B</th></tr>"
        f"</thead><tbody>{body}</tbody></table>"
    )


def test_a_table_over_several_pages_is_one_table_with_one_head() -> None:
    file = opened(rows(90))
    assert len(file.pages) > 1
    assert [len(elements(file, role)) for role in ("Table", "THead", "TBody")] == [1, 1, 1]


def test_a_table_over_several_pages_has_each_row_once() -> None:
    assert len(elements(opened(rows(90)), "TR")) == 91


def test_the_head_of_a_table_comes_before_its_rows_wherever_it_is_printed() -> None:
    # The picture leaves no room for the head on the first page.
    dot = '<img src="figures/a.png" alt="A dot" style="height: 223mm; width: 1mm">'
    tall = f"<tr><td>{dot}</td></tr>"
    table = f"<table><thead><tr><th>Head</th></tr></thead><tbody>{tall * 2}</tbody></table>"
    (element,) = elements(opened(table, picture()), "Table")
    assert [str(kid.S) for kid in kids(element)] == ["/THead", "/TBody"]


def test_header_cells_say_whether_they_name_a_column_or_a_row() -> None:
    scopes = [str(cell.A.Scope) for cell in elements(opened(rows(1)), "TH")]
    assert scopes == ["/Column", "/Column", "/Row"]


def test_a_paragraph_over_two_pages_is_one_paragraph() -> None:
    file = opened(f"<p>{FILLER * 150}</p>")
    assert len(file.pages) > 1
    assert len(elements(file, "P")) == 1


def test_a_list_over_two_pages_is_one_list_of_labels_and_bodies() -> None:
    file = opened("<ul>" + f"<li>{FILLER}</li>" * 120 + "</ul>")
    assert len(elements(file, "L")) == 1
    assert {tuple(str(k.S) for k in kids(item)) for item in elements(file, "LI")} == {
        ("/Lbl", "/LBody")
    }


def test_a_loose_list_entry_keeps_its_body() -> None:
    (item,) = elements(opened("<ul><li><p>One.</p><p>Two.</p></li></ul>"), "LI")
    assert [str(k.S) for k in kids(item)] == ["/Lbl", "/LBody"]


def test_terms_are_labels_of_their_definitions() -> None:
    items = elements(opened("<dl><dt>A</dt><dd>B</dd><dt>C</dt><dd>D</dd></dl>"), "LI")
    assert [[str(k.S) for k in kids(item)] for item in items] == [["/Lbl", "/LBody"]] * 2


def test_a_link_says_in_words_where_it_leads() -> None:
    file = opened('<p id="x"><a href="#x" title="TR-01: Tea">TR-01</a></p>')
    assert str(file.pages[0].Annots[0].Contents) == "TR-01: Tea"


def test_a_link_without_a_title_is_described_by_its_words() -> None:
    file = opened('<p id="x"><a href="#x">the <em>first</em> table</a></p>')
    assert str(file.pages[0].Annots[0].Contents) == "the first table"


def test_a_link_that_holds_other_elements_stays_one_link() -> None:
    file = opened('<p id="x"><a href="#x"><sup>1</sup> <span>table</span></a></p>')
    (element,) = elements(file, "Link")
    assert sum(isinstance(kid, int) for kid in kids(element)) == 3


def test_code_in_a_link_is_annotated_by_the_link() -> None:
    file = opened('<p id="x"><a href="#x"><code>code</code></a></p>')
    (link,), (code,) = elements(file, "Link"), elements(file, "Code")
    assert [str(kid.get("/Type", "")) for kid in kids(code) if not isinstance(kid, int)] == []
    assert "/OBJR" in [str(kid.get("/Type", "")) for kid in kids(link)]


def test_links_are_printed() -> None:
    file = opened('<p id="x"><a href="#x">there</a></p>')
    assert int(file.pages[0].Annots[0].F) == 4


def test_a_footnote_is_a_note_in_the_paragraph_that_calls_it() -> None:
    (paragraph,) = elements(opened('<p>Said.<span class="footnote">A note.</span></p>'), "P")
    assert [str(k.S) for k in kids(paragraph) if not isinstance(k, int)] == ["/Reference", "/Note"]


@pytest.mark.parametrize("lines", [1, 20, 33, 40, 47])
def test_a_footnote_stands_on_the_page_of_its_call(lines: int) -> None:
    filler = f"<p>{FILLER}</p>" * lines
    data = laid_out(f'{filler}<p>Called<span class="footnote">Answered.</span> here.</p>{filler}')
    with pdfplumber.open(io.BytesIO(data)) as file:
        texts = [page.extract_text() for page in file.pages]
    (page_of_note,) = (text for text in texts if "Answered." in text)
    assert "Called" in page_of_note


def test_ids_of_notes_are_found_through_the_id_tree() -> None:
    file = opened('<p>A<span class="footnote">b</span> c<span class="footnote">d</span></p>')
    names = [str(n) for n in file.Root.StructTreeRoot.IDTree.Names[::2]]
    assert names == ["note-1", "note-2"]


def test_running_heads_and_page_numbers_are_artifacts() -> None:
    data = laid_out(
        '<div class="running-head"><p>Head</p></div><div class="body"><p>Text.</p></div>'
    )
    file = pikepdf.open(io.BytesIO(data))
    kinds = [
        str(operands[1].get("/Subtype"))
        for instruction in pikepdf.parse_content_stream(file.pages[0])
        for operands in [list[Any](instruction.operands)]
        if str(instruction.operator) == "BDC" and str(operands[0]) == "/Artifact"
    ]
    assert "/Footer" in kinds


def test_every_marked_content_belongs_to_an_element_of_the_tree() -> None:
    file = opened(rows(3) + "<p>Text.</p>")
    parents: Any = file.Root.StructTreeRoot.ParentTree.Nums[1]
    reachable = {e.objgen for role in ("P", "TH", "TD", "Caption") for e in elements(file, role)}
    assert {p.objgen for p in parents} <= {(0, 0), *reachable}


def test_contents_are_tagged_as_a_table_of_contents() -> None:
    file = opened(
        '<h2 id="a">A</h2><div class="contents"><ul><li><a href="#a">A</a>'
        '<ul><li><a href="#a">B</a></li></ul></li></ul></div>'
    )
    assert [len(elements(file, role)) for role in ("TOC", "TOCI", "Reference")] == [2, 2, 2]


def test_a_passage_in_another_language_says_so() -> None:
    (foreign,) = elements(opened('<p>The word <span lang="fa-IR">naft</span>.</p>'), "Span")
    assert str(foreign.Lang) == "fa-IR"


def picture() -> tuple[tuple[str, bytes], ...]:
    stream = io.BytesIO()
    Image.new("RGB", (40, 20), "red").save(stream, "PNG")
    return (("figures/a.png", stream.getvalue()),)


def test_a_figure_has_its_text_and_its_place_on_the_page() -> None:
    file = opened('<figure><img src="figures/a.png" alt="A red box"></figure>', picture())
    (figure,) = elements(file, "Figure")
    left, bottom, right, top = (float(v) for v in figure.A.BBox)
    assert str(figure.Alt) == "A red box"
    assert 0 < bottom < top < 842
    assert (round(right - left), round(top - bottom)) == (30, 15)


def test_a_decorative_picture_is_an_artifact() -> None:
    file = opened('<p>Text.</p><p><img src="figures/a.png" alt=""></p>', picture())
    assert elements(file, "Figure") == []


def test_both_standards_are_claimed_in_plain_sight() -> None:
    packet = opened("<p>Text.</p>").Root.Metadata
    assert "/Filter" not in packet
    claims = packet.read_bytes().decode()
    assert "<pdfaid:part>3<" in claims
    assert "<pdfuaid:part>1<" in claims


def test_the_packet_escapes_what_xml_would_read() -> None:
    assert "A &amp; B" in opened("<p>Text.</p>").Root.Metadata.read_bytes().decode()


def test_the_register_travels_inside_as_data() -> None:
    file = opened("<p>Text.</p>", (("attached/items.csv", b"id\r\nTR-01\r\n"),))
    (associated,) = list(file.Root.AF)
    assert str(associated.AFRelationship) == "/Data"
    assert file.attachments["items.csv"].get_file().read_bytes() == b"id\r\nTR-01\r\n"


def test_front_pages_have_roman_labels_and_the_body_begins_at_one() -> None:
    file = opened(
        '<div class="part part-imprint"><p>Imprint.</p></div><div class="body"><p>Text.</p></div>'
    )
    assert [page.label for page in file.pages] == ["i", "1"]


def test_only_fonts_of_the_style_are_embedded() -> None:
    file = opened("<p>Text.</p><h2>Head</h2>")
    names = {
        str(font.BaseFont).partition("+")[2]
        for page in file.pages
        for font in page.Resources.Font.values()
    }
    assert names
    assert all(name.startswith(("Source-Serif-4", "Source-Sans-3", "SourceS")) for name in names)


def test_a_letter_that_no_face_of_the_style_has_fails_the_build() -> None:
    outcome = pdf.render(Edition("pdf", INFO, page("<p>\u2603</p>"), style()))
    assert [(d.severity, "U+2603" in d.message) for d in outcome.diagnostics] == [
        (Severity.ERROR, True)
    ]


def test_a_picture_that_is_not_part_of_the_report_fails_the_build() -> None:
    outcome = pdf.render(
        Edition("pdf", INFO, page('<img src="file:///etc/passwd" alt="x">'), style())
    )
    assert {d.severity for d in outcome.diagnostics} == {Severity.ERROR}


@pytest.mark.parametrize("url", ["https://example.org/a.png", "file:///etc/hostname", "../a.png"])
def test_no_address_outside_the_report_is_fetched(url: str) -> None:
    outcome = pdf.render(Edition("pdf", INFO, page(f'<img src="{url}" alt="x">'), style()))
    assert [d.code for d in outcome.diagnostics] == ["layout-fault"]


def test_the_title_is_the_only_heading_of_the_first_level() -> None:
    document = Document(INFO, (
        Part("cover", "cover", None, (div([para("A report")], "cover-title"),)),
        Part("section", "one", "One", (header(1, [span("1", "section-number"), *text(" One")]),)),
    ))  # fmt: skip
    body = pdf.edition(document, style()).body
    assert body.count("<h1") == 1
    assert "<h2" in body


def test_a_heading_of_the_lowest_level_stays_a_heading_without_a_bookmark() -> None:
    blocks = tuple(header(level, "Words") for level in range(1, 7))
    document = Document(INFO, (Part("section", "one", None, blocks),))
    outcome = pdf.render(pdf.edition(document, style()))
    with pikepdf.open(io.BytesIO(outcome.value)) as file, file.open_outline() as outline:
        assert len(elements(file, "H6")) == 2
        (chapter,) = outline.root
        assert len(chapter.children[0].children[0].children) == 0


def test_moving_a_paragraph_leaves_the_edition_equal() -> None:
    def document(place: str) -> Document:
        block = div([para("Text.")], wrapper="1", data_pos=place)
        return Document(INFO, (Part("section", "one", None, (block,)),))

    assert pdf.edition(document("3:1-4:1"), style()) == pdf.edition(document("9:1-10:1"), style())


def test_the_list_of_tables_is_a_table_of_contents_with_one_link_an_entry() -> None:
    file = opened(
        '<h2 id="a">A</h2><div class="contents list-of-tables"><ul><li><a href="#a">'
        '<span class="list-label">Table 1</span> One</a></li></ul></div>'
    )
    counts = [len(elements(file, role)) for role in ("TOC", "TOCI", "Reference", "Link", "L")]
    assert counts == [1, 1, 1, 1, 0]


@pytest.mark.parametrize(
    "entry", ["One.", "<p>One.</p><p>Two.</p>", "One.<ul><li>Two.</li><li>Three.</li></ul>"],
    ids=["tight", "loose", "nested"],
)  # fmt: skip
def test_the_mark_of_a_list_entry_is_painted_before_the_entry(entry: str) -> None:
    """Readers that follow the order of painting would meet all marks after the page."""
    file = opened(f"<ul><li>{entry}</li><li>{entry}</li></ul><p>After.</p>")
    assert painted_in_order(file)


def painted_in_order(file: pikepdf.Pdf) -> bool:
    """Tell whether the marked contents of the tree are numbered, so painted, in its order."""

    def numbers(element: Any) -> Iterator[int]:
        for kid in kids(element):
            if isinstance(kid, int):
                yield kid
            elif "/S" in kid:
                yield from numbers(kid)

    found = list(numbers(file.Root.StructTreeRoot.K[0]))
    return found == sorted(found)


def test_bookmarks_reach_to_the_third_level_and_are_closed_below_the_first() -> None:
    file = opened("<h2>One</h2><h3>Two</h3><h4>Three</h4><h5>Four</h5><h2>Five</h2>")
    with file.open_outline() as outline:
        one, five = outline.root
        (two,) = one.children
        assert [entry.title for entry in (one, two, *two.children, five)] == [
            "One", "Two", "Three", "Five",
        ]  # fmt: skip
        assert (one.is_closed, two.is_closed) == (True, True)


@pytest.mark.parametrize("lines", sparsely(range(20, 44, 3)))
def test_a_heading_never_stands_at_the_foot_of_a_page(lines: int) -> None:
    words = f"<h2>Above</h2><h3>Below</h3><p>First words. {FILLER * 9}</p>"
    pages = texts(laid_out(f"<p>{FILLER}</p>" * lines + words))
    (found,) = (words for words in pages if "First words." in words)
    assert found.count("Above") == 2  # the running head and the heading
    assert "Below" in found


def test_a_line_is_not_broken_after_its_first_word_for_the_space_at_its_end() -> None:
    words = "<span>Militant groups operating near the border </span><b>SE-11</b>"
    spaces = range(130, 180)
    narrow = "".join(f'<p style="hyphens: manual; width: {n / 2}mm">{words}</p>' for n in spaces)
    lines = "\n".join(texts(laid_out(narrow))).splitlines()
    assert "SE-11" in lines
    assert "Militant" not in lines
