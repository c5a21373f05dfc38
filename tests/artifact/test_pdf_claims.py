"""What the PDF says of itself as a file: its properties, its claims, and what they promise."""

from __future__ import annotations

import functools
import io
from dataclasses import replace
from typing import Any

import pikepdf
import pytest
from PIL import Image

from reportgen.document import Document, Part, para
from reportgen.edition import Edition
from reportgen.formats import pdf
from support.paper import FILLER, INFO, document, elements, kids, opened, page, style, written

TEXT = "<p>Text.</p>"
CSV = (("attached/items.csv", b"id\r\nTR-01\r\n"),)


@functools.cache
def first_made() -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(written(document(para("Text.")))))


def test_the_file_is_marked_as_tagged_without_suspects() -> None:
    assert dict(opened(TEXT).Root.MarkInfo) == {"/Marked": True}


def test_the_window_shows_the_title_of_the_report() -> None:
    file = first_made()
    assert str(file.docinfo["/Title"]) == "A report"
    assert bool(file.Root.ViewerPreferences.DisplayDocTitle)


def test_the_file_says_its_language() -> None:
    assert str(first_made().Root.Lang) == "en-GB"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("/Title", "A report"), ("/Author", "An editor, Another"), ("/Subject", "A & B"),
        ("/Keywords", "trade, energy"), ("/CreationDate", "D:20261123"), ("/ModDate", "D:20261124"),
    ],
)  # fmt: skip
def test_the_properties_are_those_of_the_report(key: str, value: str) -> None:
    assert str(first_made().docinfo[key]).startswith(value)


@pytest.mark.parametrize(
    "said",
    [
        "<dc:language><rdf:Bag><rdf:li>en-GB<", "© The press", "<dc:identifier>urn:uuid:",
        "<dc:publisher><rdf:Bag><rdf:li>The press<", "<xmpMM:VersionID>1.0<",
    ],
)  # fmt: skip
def test_the_packet_says_what_the_engine_leaves_out(said: str) -> None:
    assert said in first_made().Root.Metadata.read_bytes().decode()


def test_the_packet_and_the_properties_agree() -> None:
    file = first_made()
    packet = file.Root.Metadata.read_bytes().decode()
    assert f"<pdf:Producer>{file.docinfo['/Producer']}<" in packet
    assert f"<pdf:Keywords>{file.docinfo['/Keywords']}<" in packet


def test_colours_have_a_profile_and_the_file_an_identifier() -> None:
    file = opened(TEXT)
    assert str(file.Root.OutputIntents[0].S) == "/GTS_PDFA1"
    assert len(file.trailer.ID) == 2


def test_anyone_may_read_it_aloud() -> None:
    assert not opened(TEXT).is_encrypted


def test_pages_are_walked_in_the_order_of_the_tree() -> None:
    assert {str(page.Tabs) for page in opened(f"<p>{FILLER * 150}</p>").pages} == {"/S"}


@pytest.mark.parametrize(("direction", "said"), [("rtl", "/R2L"), ("ltr", None)])
def test_a_right_to_left_report_turns_its_pages_that_way(direction: str, said: str | None) -> None:
    info = replace(INFO, direction=direction)
    data = pdf.render(Edition("pdf", info, page(TEXT), style())).value
    with pikepdf.open(io.BytesIO(data)) as file:
        found = file.Root.ViewerPreferences.get("/Direction")
        assert (found if found is None else str(found)) == said


def test_an_attachment_has_both_names_and_the_dates_of_the_report() -> None:
    (attached,) = list(opened(TEXT, CSV).Root.AF)
    assert (str(attached.F), str(attached.UF)) == ("items.csv", "items.csv")
    params = attached.EF.F.Params
    assert str(params.CreationDate).startswith("D:20261124000000")
    assert str(params.ModDate).startswith("D:20261124000000")


def test_a_picture_is_not_smoothed() -> None:
    """PDF/A forbids /Interpolate, which the engine sets by itself (W-01)."""
    stream = io.BytesIO()
    Image.new("RGB", (4, 2), "red").save(stream, "PNG")
    file = opened('<img src="figures/a.png" alt="A"/>', (("figures/a.png", stream.getvalue()),))
    (image,) = (value for page in file.pages for value in page.Resources.XObject.values())
    assert image.get("/Interpolate", False) is False


def test_a_table_holds_its_caption_first_and_then_rows_in_groups() -> None:
    rows = "<tr><th scope='row'>A</th><td>B</td></tr>"
    file = opened(
        f"<table><caption>Said</caption><thead><tr><th>A</th><th>B</th></tr></thead>"
        f"<tbody>{rows}</tbody><tbody>{rows}</tbody></table>"
    )
    (table,) = elements(file, "Table")
    assert [str(k.S) for k in kids(table)] == ["/Caption", "/THead", "/TBody", "/TBody"]


def test_a_link_over_two_pages_is_one_link() -> None:
    file = opened(f'<p id="x"><a href="#x">{FILLER * 150}</a></p>')
    assert len(file.pages) > 1
    assert len(elements(file, "Link")) == 1


def test_lines_of_code_hold_no_links() -> None:
    block: Any = {"t": "CodeBlock", "c": [["", ["python"], []], "x = 1\ny = 2"]}
    file = pikepdf.open(io.BytesIO(written(document(block))))
    assert elements(file, "Link") == []
    assert len(elements(file, "Code")) == 1


@pytest.mark.parametrize(
    ("body", "role"),
    [
        ('<p lang="fa-IR">naft</p>', "P"), ('<div lang="fa-IR"><p>naft</p></div>', "Div"),
        ('<ul><li lang="fa-IR">naft</li></ul>', "LI"),
        ('<p><em lang="fa-IR">naft</em></p>', "Span"),
    ],
    ids=["paragraph", "division", "entry", "emphasis"],
)  # fmt: skip
def test_every_element_in_another_language_says_so(body: str, role: str) -> None:
    (foreign,) = elements(opened(body), role)
    assert str(foreign.Lang) == "fa-IR"


def test_running_heads_are_set_in_the_fonts_of_the_style() -> None:
    """Outside the page's own rules the engine takes a face of the machine (W-17)."""
    parts = (
        Part("imprint", "imprint", None, (para("Imprint."),)),
        Part("section", "one", None, (para("Text."),)),
    )
    with pikepdf.open(io.BytesIO(written(Document(INFO, parts)))) as file:
        names = {str(f.BaseFont) for page in file.pages for f in page.Resources.Font.values()}
    assert all("Source" in name for name in names)


def test_everything_that_is_drawn_is_content_or_an_artifact() -> None:
    file = opened(
        f'<div class="running-head"><p>Head</p></div><div class="body"><h2>Head</h2>{TEXT}'
        "<ul><li>One</li></ul><table><tr><td>A</td></tr></table></div>"
    )
    depth, bare = 0, []
    for instruction in pikepdf.parse_content_stream(file.pages[0]):
        match str(instruction.operator):
            case "BDC" | "BMC":
                depth += 1
            case "EMC":
                depth -= 1
            case "TJ" | "Tj" | "f" | "S" | "Do" | "B" | "f*" if depth == 0:
                bare.append(str(instruction.operator))
            case _:
                pass
    assert bare == []
