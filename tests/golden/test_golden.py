"""Small whole reports: the document and the pages that are made of them, as text.

`pytest tests/golden --rewrite` writes what comes out now; read the difference before keeping it.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest

from reportgen import pandoc
from reportgen.build import check
from reportgen.compose.parts import PROFILES
from reportgen.document import Document, Node, div, strip_positions, walk
from reportgen.edition import Edition
from reportgen.files import MemoryFiles
from reportgen.formats import pdf
from reportgen.report import Report
from support.project import bundled_style

FOLDER = Path(__file__).parent
REPORTS = sorted(path.parent.parent.name for path in FOLDER.glob("*/source/report.yaml"))

PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
)
"""One grey pixel: no images are stored among the tests."""

ENGINES = re.compile(r"reportgen [\d.]+,\s+pandoc [\d.]+,\s+WeasyPrint [\d.]+")
"""What the colophon says of the versions; it changes with them and with nothing else."""


def files_of(report: str) -> MemoryFiles:
    """Return the files of a report, and its picture."""
    paths = (path for path in (FOLDER / report / "source").rglob("*") if path.is_file())
    contents = {path.relative_to(FOLDER / report).as_posix(): path.read_bytes() for path in paths}
    return MemoryFiles({**contents, "source/figures/lines.png": PICTURE})


@cache
def made(report: str) -> tuple[Report, Document, Edition]:
    understood = check(files_of(report))
    assert understood.diagnostics == ()
    found, _, document = understood.value
    return found, document, pdf.edition(document, bundled_style())


def native(blocks: Iterable[Node]) -> str:
    """Write blocks in pandoc's own Markdown, which shows every attribute."""
    arguments = ["--wrap=auto", "--columns=96"]
    return pandoc.write(blocks, "commonmark_x", arguments=arguments).value.decode()


def document_as_text(document: Document) -> str:
    """Write the document as one division a part."""
    blocks = [div(part.blocks, part.template, id=f"part-{part.id}") for part in document.parts]
    return ENGINES.sub("(engines)", native(strip_positions(blocks)))


def pages_as_text(edition: Edition) -> str:
    """Write the body of the paged HTML, an element a line."""
    body = edition.body.partition("<body>")[2].partition("</body>")[0]
    body = re.sub(
        r">(?=<(?:div|section|h\d|p|ul|ol|li|dl|dt|dd|t[rhd]|tbody|thead)\b)", ">\n", body
    )
    return ENGINES.sub("(engines)", body.strip()) + "\n"


def compare(path: Path, text: str, *, rewrite: bool) -> None:
    if rewrite:
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


# ------------------------------------------------------------ what must hold whatever is golden


def test_the_smallest_report_has_the_least_parts() -> None:
    _, document, _ = made("smallest")
    assert [part.template for part in document.parts] == [
        "cover", "running-matter", "summary", "summary-tables", "sources",
    ]  # fmt: skip


def test_the_report_of_every_construct_has_every_part() -> None:
    report, document, _ = made("every-construct")
    wanted = {*PROFILES["study"], *report.metadata.include, "notes", "list-of-tables"}
    assert {part.template for part in document.parts} == wanted


def test_the_report_of_every_construct_has_every_kind_of_node() -> None:
    _, document, _ = made("every-construct")
    assert {node["t"] for node in walk(strip_positions(document.blocks()))} >= {
        "BlockQuote", "BulletList", "Cite", "Code", "CodeBlock", "DefinitionList", "Div", "Emph",
        "Figure", "Header", "HorizontalRule", "Image", "LineBreak", "Link", "Math", "Note",
        "OrderedList", "Para", "Plain", "Quoted", "SoftBreak", "Space", "Span", "Str", "Strikeout",
        "Strong", "Subscript", "Superscript", "Table",
    }  # fmt: skip


@pytest.mark.parametrize("report", REPORTS)
def test_nothing_raw_is_left_in_a_document(report: str) -> None:
    _, document, _ = made(report)
    assert {node["t"] for node in walk(document.blocks())}.isdisjoint({"RawBlock", "RawInline"})


@pytest.mark.parametrize("report", REPORTS)
def test_no_reference_is_left_unresolved(report: str) -> None:
    _, document, _ = made(report)
    spans = [node for node in walk(document.blocks()) if node["t"] == "Span"]
    assert [span for span in spans if "reference" in span["c"][0][1]] == []


@pytest.mark.parametrize("report", REPORTS)
def test_no_place_is_left_in_the_pages(report: str) -> None:
    _, _, edition = made(report)
    assert re.findall(r"data-pos|data-wrapper|wrapper=", edition.body) == []


@pytest.mark.parametrize("report", REPORTS)
def test_every_id_of_the_pages_is_there_once(report: str) -> None:
    _, _, edition = made(report)
    ids = re.findall(r'\bid="([^"]*)"', edition.body)
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize("report", REPORTS)
def test_every_link_inside_the_pages_leads_to_an_id(report: str) -> None:
    _, _, edition = made(report)
    ids = set(re.findall(r'\bid="([^"]*)"', edition.body))
    assert set(re.findall(r'\bhref="#([^"]*)"', edition.body)) - ids == set()


# ------------------------------------------------------------ the goldens


@pytest.mark.parametrize("report", REPORTS)
def test_the_document_is_the_expected_one(report: str, rewrite: bool) -> None:  # noqa: FBT001 - a fixture
    text = document_as_text(made(report)[1])
    compare(FOLDER / report / "document.md", text, rewrite=rewrite)


@pytest.mark.parametrize("report", REPORTS)
def test_the_pages_are_the_expected_ones(report: str, rewrite: bool) -> None:  # noqa: FBT001 - a fixture
    text = pages_as_text(made(report)[2])
    compare(FOLDER / report / "pages.html", text, rewrite=rewrite)
