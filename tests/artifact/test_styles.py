"""What the bundled styles make of one report in every format."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from lxml import etree
from PIL import Image

from reportgen import build, formats
from reportgen.archive import read_archive
from reportgen.colour import contrast
from reportgen.diagnostics import Failure
from reportgen.document import Document
from reportgen.edition import Style
from reportgen.files import MemoryFiles
from reportgen.formats.docx.gallery import COUNT, built_in, latent_styles
from reportgen.formats.docx.template import reference_document
from reportgen.formats.html.palette import PAIRS, dark, light
from reportgen.specimen import Specimen
from reportgen.style import list_styles, load_style
from support.project import remembered

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STYLES = ("plain", "institute", "library")
HEADING = {"plain": "Source Sans 3", "institute": "IBM Plex Sans", "library": "Libertinus Serif"}


def logo() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (240, 80), "#123f3a").save(buffer, "PNG")
    return buffer.getvalue()


@pytest.fixture(scope="module", autouse=True)
def _pandoc_runs_once_a_text() -> Iterator[None]:
    with remembered():
        yield


@cache
def understood(name: str) -> tuple[Style, Document]:
    files = MemoryFiles({
        "styles/house/style.yaml": (
            "extends: institute\ncover: {logo: logo.png, logo-alt: The Harbour Institute, "
            "mark: Series}\n"
        ),
        "styles/house/logo.png": logo(),
    })
    made = build.check(Specimen(files, name))
    assert made.diagnostics == ()
    _, style, document = made.value
    return style, document


@cache
def rendered(name: str, kind: str) -> bytes:
    style, document = understood(name)
    maker = formats.find(kind)
    made = maker.render(maker.edition(document, style))
    assert made.diagnostics == ()
    return made.value


def part(data: bytes, name: str) -> Any:
    return etree.fromstring(read_archive(data)[name])


def look(name: str, style: str) -> Any:
    root = part(rendered(name, "docx"), "word/styles.xml")
    return next(s for s in root.iter(f"{W}style") if s.get(f"{W}styleId") == style)


def test_the_bundled_styles_are_listed_with_a_line_on_each() -> None:
    entries = list_styles(MemoryFiles({}))
    assert {entry.name for entry in entries} == set(STYLES)
    assert all(entry.bundled and entry.about.endswith(".") for entry in entries)


@pytest.mark.parametrize("kind", formats.names())
def test_a_style_renders_every_element_in_every_format(kind: str) -> None:
    assert len(rendered("house", kind)) > 20_000


@pytest.mark.slow
@pytest.mark.judge
@pytest.mark.parametrize("kind", formats.names())
@pytest.mark.parametrize("name", STYLES)
def test_every_bundled_style_renders_every_element_in_every_format(name: str, kind: str) -> None:
    assert len(rendered(name, kind)) > 20_000


@pytest.mark.parametrize("name", STYLES)
def test_headings_have_the_face_of_their_style(name: str) -> None:
    fonts = look(name, "Heading1").find(f".//{W}rFonts")
    assert fonts.get(f"{W}ascii") == HEADING[name]
    assert f'"{HEADING[name]}"' in understood(name)[0].sheets["pdf.css"]


def test_the_styles_differ_in_more_than_colour() -> None:
    tokens = [understood(name)[0].tokens for name in STYLES]
    for group, key in (("face", "text"), ("heading", "rule"), ("heading", "weight"),
                       ("table", "rule"), ("cover", "layout"), ("page", "indent")):  # fmt: skip
        assert len({str(given[group][key]) for given in tokens}) == 3, (group, key)


@pytest.mark.parametrize("palette", [light, dark])
@pytest.mark.parametrize("name", STYLES)
def test_screens_light_and_dark_have_contrast(name: str, palette: Any) -> None:
    colours = palette(understood(name)[0].tokens)
    faint = [(f, g) for f, g, least in PAIRS if contrast(colours[f], colours[g]) < least]
    assert faint == []


@pytest.mark.parametrize("name", STYLES)
def test_the_font_files_are_those_of_their_list(name: str) -> None:
    entry = next(entry for entry in list_styles(MemoryFiles({})) if entry.name == name)
    assert entry.folder.endswith(name)
    fonts = understood(name)[0].fonts
    assert {(font.weight, font.italic) for font in fonts} >= {(400, False), (400, True)}
    assert sum(len(font.data) for font in fonts) < 3_500_000


# ---------------------------------------------------------------- the logo


def test_the_logo_stands_in_the_word_file_at_its_size_with_its_words() -> None:
    root = part(rendered("house", "docx"), "word/document.xml")
    drawing = next(iter(root.iter("{*}inline")))
    extent, words = drawing.find("{*}extent"), drawing.find("{*}docPr").get("descr")
    assert words == "The Harbour Institute"
    high, wide = int(extent.get("cy")), int(extent.get("cx"))
    assert abs(high - 14 * 36_000) < 3_000
    assert abs(wide - 3 * high) < 9_000


def test_the_logo_is_folded_into_the_page_and_carried_by_the_book() -> None:
    page = rendered("house", "html").decode()
    tag = re.search(r'<img[^>]*alt="The Harbour Institute"[^>]*>', page)
    assert tag is not None
    assert "data:image/png;base64," in tag[0]
    book = read_archive(rendered("house", "epub"))
    shown = [data.decode() for name, data in book.items() if name.endswith(".xhtml")]
    assert any('alt="The Harbour Institute"' in text for text in shown)


def test_a_report_without_a_logo_has_no_room_for_one() -> None:
    assert b"cover-logo" not in rendered("plain", "html").split(b"<body")[1]


# ---------------------------------------------------------------- Word's style gallery


def test_the_latent_styles_are_all_that_word_knows() -> None:
    latent = latent_styles()
    names = [entry.get(f"{W}name") for entry in latent]
    assert len(names) == len(set(names)) <= COUNT
    assert latent.get(f"{W}count") == str(COUNT)


@pytest.mark.parametrize(
    "name",
    [
        "Normal", "Title", "Subtitle", "Body Text", "caption", "table of figures", "TOC Heading",
        "footnote text", "footnote reference", "header", "footer", "List Bullet", "List Bullet 2",
        "List Bullet 3", "List Number", "List Number 2", "List Number 3", "List Continue", "Quote",
        "Intense Quote", "Strong", "Emphasis", "Hyperlink", "Table Grid", "No Spacing",
        *(f"heading {n}" for n in range(1, 10)), *(f"toc {n}" for n in range(1, 4)),
    ],
)  # fmt: skip
def test_a_built_in_style_is_defined_as_word_names_and_orders_it(name: str) -> None:
    root = part(rendered("plain", "docx"), "word/styles.xml")
    style = next(s for s in root.iter(f"{W}style") if s.find(f"{W}name").get(f"{W}val") == name)
    latent = built_in(name)
    assert latent is not None
    assert style.find(f"{W}uiPriority").get(f"{W}val") == str(latent.priority)
    assert style.get(f"{W}customStyle") is None
    if latent.quick and style.find(f"{W}semiHidden") is None:
        assert style.find(f"{W}qFormat") is not None


def test_a_style_that_is_not_word_s_own_says_so() -> None:
    for name in ("Lead", "Judgement", "TableNote"):
        assert look("plain", name).get(f"{W}customStyle") == "1"


def test_choosing_a_list_style_makes_a_list() -> None:
    numbering = part(rendered("plain", "docx"), "word/numbering.xml")
    for name in ("ListBullet", "ListNumber2"):
        number = look("plain", name).find(f".//{W}numId").get(f"{W}val")
        linked = [e.get(f"{W}val") for e in numbering.iter(f"{W}pStyle")]
        assert name in linked
        assert number in [e.get(f"{W}numId") for e in numbering.iter(f"{W}num")]


def test_quotations_emphasis_and_deeper_lists_have_styles_by_name() -> None:
    root = part(rendered("plain", "docx"), "word/document.xml")
    used = {e.get(f"{W}val") for e in root.iter(f"{W}pStyle", f"{W}rStyle")}
    assert {"Quote", "Strong", "Emphasis", "ListBullet", "ListBullet2", "ListNumber"} <= used
    assert "BlockText" not in used


@pytest.mark.parametrize(("name", "banded"), [("plain", False), ("institute", True)])
def test_bands_of_a_table_are_turned_on_by_its_look(name: str, banded: bool) -> None:  # noqa: FBT001 - a case
    conditions = [e.get(f"{W}type") for e in look(name, "Table").iter(f"{W}tblStylePr")]
    assert conditions == ["firstRow", "lastRow", "firstCol", "lastCol", "band2Horz"]
    root = part(rendered(name, "docx"), "word/document.xml")
    for table in root.iter(f"{W}tblLook"):
        value = int(table.get(f"{W}val"), 16)
        assert bool(value & 0x0200) != banded
        assert (table.get(f"{W}noHBand") == "0") == banded


def test_letters_are_bold_by_one_style_at_a_time() -> None:
    assert look("plain", "TableHead").find(f".//{W}b") is None
    first = look("plain", "Table").find(f"{W}tblStylePr")
    assert first.find(f".//{W}b") is not None


@pytest.mark.parametrize("name", STYLES)
def test_the_reference_document_shows_every_style_by_its_name(name: str) -> None:
    style, document = understood(name)
    made = reference_document(document, style)
    assert made.diagnostics == ()
    root, styles = part(made.value, "word/document.xml"), part(made.value, "word/styles.xml")
    shown = "".join(root.itertext())
    for entry in styles.iter(f"{W}style"):
        if entry.find(f"{W}semiHidden") is None and entry.get(f"{W}type") != "numbering":
            said = entry.find(f"{W}name").get(f"{W}val")
            assert said in shown or said in {"header", "footer", "Marking"}, said


# ---------------------------------------------------------------- files of a style


def test_a_logo_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reportgen.style.logo.LARGEST", 60)
    files = MemoryFiles({
        "styles/x/style.yaml": "extends: plain\ncover: {logo: logo.png, logo-alt: X}\n",
        "styles/x/logo.png": logo(),
    })
    with pytest.raises(Failure) as caught:
        load_style(files, "x", "en-GB")
    assert [d.code for d in caught.value.diagnostics] == ["file-too-large"]
    span = caught.value.diagnostics[0].span
    assert span is not None
    assert (span.path, span.start.line) == ("styles/x/style.yaml", 2)


def test_a_broken_logo_is_refused() -> None:
    files = MemoryFiles({
        "styles/x/style.yaml": "extends: plain\ncover: {logo: logo.png, logo-alt: X}\n",
        "styles/x/logo.png": logo()[:60],
    })
    with pytest.raises(Failure) as caught:
        load_style(files, "x", "en-GB")
    assert [d.code for d in caught.value.diagnostics] == ["bad-figure"]


def test_a_style_that_names_no_logo_has_none() -> None:
    style, _ = understood("plain")
    assert style.logo is None
