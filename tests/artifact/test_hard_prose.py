"""What is hard to set: captions that hold more than words, formulae, wide tables, long words."""

from __future__ import annotations

import io
import re
import zipfile
from functools import cache
from typing import Any

import lxml.html
import pdfplumber
import pikepdf
import pytest
from lxml import etree

from reportgen import formats
from reportgen.document import Document
from reportgen.formats.docx.formulas import finish_formulas
from support.project import MINIMAL, PICTURE, bundled_style, document_of, project, replaced

EPUB = {"h": "http://www.w3.org/1999/xhtml", "m": "http://www.w3.org/1998/Math/MathML"}
MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"


WIDE = 12
"""Columns of a table that no screen holds."""


def columns(words: str) -> str:
    return f"| {' | '.join([words] * WIDE)} |"


BODY = f"""
## Of $x^2$ and more

Words. See [a dot ![that is grey](figures/dot.png)](#trade).

![A dot.[^dot]](figures/dot.png){{alt="One dot"}}

[^dot]: It is grey.

| A | B |
| --- | --- |
| short | {"x" * 120} |

Table: Mere words {{#mere}}

| A |
| --- |
| 1 |

Table: A [link](https://example.org) {{#link}}

| A |
| --- |
| 1 |

Table: A note[^1] {{#note}}

[^1]: Here.

| A |
| --- |
| 1 |

Table: A formula $x$ {{#formula}}

{columns("Head")}
{columns("---")}
{columns("words that go on and on")}

Table: Many columns {{#many}}

Lists:

7. seven
8. eight

<!-- -->

iv) four
v) five

<!-- -->

9998. a great number
9999. and on

Term
: First definition.

: Second definition.

Other
: Third.
"""


@cache
def composed() -> Document:
    """Compose all that is hard in one report, once."""
    trade, report = "source/sections/trade.md", "source/report.yaml"
    licence = "licence:\n  name: CC BY 4.0\n"
    return document_of(
        project({
            **replaced(report, licence, f"marking: TLP:GREEN\n{licence}"),
            trade: f"{MINIMAL[trade]}\n{BODY}",
            "source/figures/dot.png": PICTURE,
        })
    )


@cache
def made(format: str) -> bytes:
    maker = formats.find(format)
    outcome = maker.render(maker.edition(composed(), bundled_style()))
    assert outcome.diagnostics == ()
    return outcome.value


@cache
def book() -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(made("epub"))) as archive:
        names = [name for name in archive.namelist() if name.endswith(".xhtml")]
        return {name: etree.fromstring(archive.read(name)) for name in names}


def web_table(anchor: str) -> Any:
    page: Any = lxml.html.document_fromstring(made("html"))
    return page.get_element_by_id(anchor)


def pages() -> Any:
    return pdfplumber.open(io.BytesIO(made("pdf")))


def structure() -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(made("pdf")))


def test_a_note_in_the_caption_of_a_figure_is_numbered_once() -> None:
    notes = [note for page in book().values() for note in page.iterfind(".//h:li", EPUB)]
    assert sum("It is grey." in "".join(note.itertext()) for note in notes) == 1


@pytest.mark.parametrize(
    ("anchor", "role"),
    [("tbl-mere", "table"), ("tbl-link", None), ("tbl-note", None), ("tbl-formula", None)],
)
def test_a_table_says_its_role_where_its_caption_is_mere_words(
    anchor: str, role: str | None
) -> None:
    tables = [t for page in book().values() for t in page.iterfind(".//h:table", EPUB)]
    (table,) = [table for table in tables if table.get("id") == anchor]
    assert table.get("role") == role


def test_the_contents_of_a_book_hold_formulae_as_their_tex() -> None:
    (nav,) = [page for name, page in book().items() if name.endswith("nav.xhtml")]
    assert nav.find(".//m:math", EPUB) is None
    labels = ["".join(link.itertext()) for link in nav.iterfind(".//h:a", EPUB)]
    assert any("Of x^2 and more" in label for label in labels)


def test_a_formula_of_word_keeps_to_the_order_of_its_schema() -> None:
    root = etree.fromstring(
        f'<m:oMath xmlns:m="{MATH}"><m:mcPr><m:mcJc m:val="left"/><m:count m:val="1"/></m:mcPr>'
        '<m:r><m:rPr><m:nor/><m:sty m:val="p"/></m:rPr></m:r>'
        '<m:r><m:rPr><m:sty m:val="p"/></m:rPr></m:r></m:oMath>'
    )
    finish_formulas(root)
    below = [
        [etree.QName(kid).localname for kid in element]
        for element in root.iter(f"{{{MATH}}}mcPr", f"{{{MATH}}}rPr")
    ]
    assert below == [["count", "mcJc"], ["nor"], ["sty"]]


def test_the_marking_belongs_to_the_rights_of_a_pdf() -> None:
    with structure() as file, file.open_metadata() as said:
        assert str(said["dc:rights"]).startswith("TLP:GREEN. ")


def test_a_table_of_very_many_columns_scrolls_on_the_web_page() -> None:
    assert web_table("tbl-many").getparent().get("class") == "table-frame grid many-columns"


def test_a_word_without_end_in_a_cell_of_the_web_page_may_be_parted() -> None:
    cells = web_table("tbl-mere").iterfind("tbody/tr/td")
    assert [cell.get("class") for cell in cells] == [None, "long"]


def test_a_list_of_a_pdf_keeps_its_numerals_and_its_first_number() -> None:
    with pages() as opened:
        lines = [line for page in opened.pages for line in page.extract_text().split("\n")]
    assert {"7. seven", "8. eight", "iv. four", "v. five"} <= set(lines)
    with structure() as file:
        kinds = {
            str(item.A.ListNumbering)
            for item in file.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/L"
        }
    assert {"/Decimal", "/LowerRoman"} <= kinds


def test_every_definition_of_a_term_stands_beside_it() -> None:
    with pages() as opened:
        words = [word for page in opened.pages for word in page.extract_words()]
    left = {word["text"]: round(word["x0"]) for word in words}
    assert left["First"] == left["Second"] == left["Third."] > left["Term"] == left["Other"]


def test_a_list_of_word_that_begins_with_a_great_number_keeps_to_the_schema() -> None:
    with zipfile.ZipFile(io.BytesIO(made("docx"))) as archive:
        numbering = archive.read("word/numbering.xml").decode()
    values = re.findall(r'<w:(?:nsid|tmpl) w:val="([^"]*)"', numbering)
    assert values
    assert max(map(len, values)) <= 8


def test_a_picture_in_a_link_is_described_as_the_link_is() -> None:
    with structure() as file:
        links = [link for page in file.pages for link in page.get("/Annots", [])]
        described = [str(link.get("/Contents")) for link in links if link.get("/Dest") == "trade"]
    assert "trade" not in described
    assert "a dot" in {words.strip() for words in described}
