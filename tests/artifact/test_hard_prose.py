"""What is hard to set: captions that hold more than words, formulae, wide tables, long words."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import lxml.html
import pdfplumber
import pikepdf
import pytest
from lxml import etree

from reportgen import formats
from reportgen.document import Document
from reportgen.formats.docx.formulas import finish_formulas
from support.project import MINIMAL, PICTURE, bundled_style, document_of, project, remembered

EPUB = {"h": "http://www.w3.org/1999/xhtml", "m": "http://www.w3.org/1998/Math/MathML"}
MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"


@pytest.fixture(scope="module", autouse=True)
def _pandoc_runs_once_a_text() -> Iterator[None]:
    with remembered():
        yield


def composed(body: str, **replacements: str) -> Document:
    metadata = MINIMAL["source/report.yaml"]
    for old, new in replacements.items():
        assert old in metadata
        metadata = metadata.replace(old, new)
    return document_of(
        project({
            "source/report.yaml": metadata,
            "source/sections/trade.md": f"{MINIMAL['source/sections/trade.md']}\n{body}\n",
            "source/figures/dot.png": PICTURE,
        })
    )


def made(format: str, document: Document) -> bytes:
    maker = formats.find(format)
    outcome = maker.render(maker.edition(document, bundled_style()))
    assert outcome.diagnostics == ()
    return outcome.value


def pages(book: bytes) -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        names = [name for name in archive.namelist() if name.endswith(".xhtml")]
        return {name: etree.fromstring(archive.read(name)) for name in names}


def test_a_note_in_the_caption_of_a_figure_is_numbered_once() -> None:
    body = '![A dot.[^dot]](figures/dot.png){alt="One dot"}\n\n[^dot]: It is grey.'
    found = pages(made("epub", composed(body)))
    notes = [note for page in found.values() for note in page.iterfind(".//h:li", EPUB)]
    assert sum("It is grey." in "".join(note.itertext()) for note in notes) == 1


@pytest.mark.parametrize(
    ("caption", "role"),
    [
        ("Mere words", "table"),
        ("A [link](https://example.org)", None),
        ("A note[^1]\n\n[^1]: Here.", None),
        ("A formula $x$", None),
    ],
)
def test_a_table_says_its_role_where_its_caption_is_mere_words(
    caption: str, role: str | None
) -> None:
    words, _, note = caption.partition("\n")
    body = f"| A |\n| --- |\n| 1 |\n\nTable: {words} {{#one}}\n{note}"
    found = pages(made("epub", composed(body)))
    tables = [t for page in found.values() for t in page.iterfind(".//h:table", EPUB)]
    (table,) = [table for table in tables if table.get("id") == "tbl-one"]
    assert table.get("role") == role


def test_the_contents_of_a_book_hold_formulae_as_their_tex() -> None:
    found = pages(made("epub", composed("## Of $x^2$ and more\n\nWords.")))
    (nav,) = [page for name, page in found.items() if name.endswith("nav.xhtml")]
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
    licence = "licence:\n  name: CC BY 4.0\n"
    document = composed("", **{licence: f"marking: TLP:GREEN\n{licence}"})
    with pikepdf.open(io.BytesIO(made("pdf", document))) as file, file.open_metadata() as said:
        assert str(said["dc:rights"]).startswith("TLP:GREEN. ")


def html_table(rows: str) -> Any:
    document = composed(f"{rows}\n\nTable: One {{#one}}")
    page: Any = lxml.html.document_fromstring(made("html", document))
    return page.get_element_by_id("tbl-one")


def test_a_table_of_very_many_columns_scrolls_on_the_web_page() -> None:
    columns = 12
    cells = ["words that go on and on"] * columns
    lines = [" | ".join(["Head"] * columns), " | ".join(["---"] * columns), " | ".join(cells)]
    table = html_table("\n".join(f"| {line} |" for line in lines))
    assert table.getparent().get("class") == "table-frame grid many-columns"


def test_a_word_without_end_in_a_cell_of_the_web_page_may_be_parted() -> None:
    table = html_table(f"| A | B |\n| --- | --- |\n| short | {'x' * 120} |")
    assert [cell.get("class") for cell in table.iterfind("tbody/tr/td")] == [None, "long"]


def test_a_list_of_a_pdf_keeps_its_numerals_and_its_first_number() -> None:
    file = made("pdf", composed("Lists:\n\n7. seven\n8. eight\n\n<!-- -->\n\niv) four\nv) five\n"))
    with pdfplumber.open(io.BytesIO(file)) as opened:
        lines = [line for page in opened.pages for line in page.extract_text().split("\n")]
    assert {"7. seven", "8. eight", "iv. four", "v. five"} <= set(lines)
    with pikepdf.open(io.BytesIO(file)) as opened_again:
        kinds = {
            str(item.A.ListNumbering)
            for item in opened_again.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/L"
        }
    assert {"/Decimal", "/LowerRoman"} <= kinds


def test_every_definition_of_a_term_stands_beside_it() -> None:
    file = made(
        "pdf", composed("Term\n: First definition.\n\n: Second definition.\n\nOther\n: Third.\n")
    )
    with pdfplumber.open(io.BytesIO(file)) as opened:
        words = [word for page in opened.pages for word in page.extract_words()]
    left = {word["text"]: round(word["x0"]) for word in words}
    assert left["First"] == left["Second"] == left["Third."] > left["Term"] == left["Other"]


def test_a_list_of_word_that_begins_with_a_great_number_keeps_to_the_schema() -> None:
    file = made("docx", composed("Lists:\n\n9998. a great number\n9999. and on\n"))
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        numbering = archive.read("word/numbering.xml").decode()
    values = re.findall(r'<w:(?:nsid|tmpl) w:val="([^"]*)"', numbering)
    assert values
    assert max(map(len, values)) <= 8


def test_a_picture_in_a_link_is_described_as_the_link_is() -> None:
    body = "Words. See [a dot ![that is grey](figures/dot.png)](#trade)."
    with pikepdf.open(io.BytesIO(made("pdf", composed(body)))) as file:
        links = [link for page in file.pages for link in page.get("/Annots", [])]
        described = [str(link.get("/Contents")) for link in links if link.get("/Dest") == "trade"]
    assert "trade" not in described
    assert "a dot" in {words.strip() for words in described}
