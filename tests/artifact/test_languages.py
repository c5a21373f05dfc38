"""Languages, scripts and formulae, read back from the finished files."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

import pikepdf
import pypdfium2
import pytest
from lxml import etree

from reportgen.archive import read_archive
from reportgen.build import build
from reportgen.files import Files
from support.persian import persian
from support.project import MINIMAL, project

PASSAGES = r"""
A greeting, [سلام (دنیا)]{lang=fa}, in a sentence (in English), and a [Zeitgeist]{lang=de}.

::: {lang=ur}
یہ اردو (قوسین میں) اور *زور* ہے
:::

The ratio is $\frac{a}{b}$, or [$x^2$]{alt="x squared"}.

$$\sum_{i=1}^{n} x_i$$

```
a line of code that is longer than any line of the page can be, because it goes on and on and on
```
"""

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NAMES = {
    "w": W[1:-1], "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "h": "http://www.w3.org/1999/xhtml", "mml": "http://www.w3.org/1998/Math/MathML",
    "opf": "http://www.idpf.org/2007/opf",
}  # fmt: skip


def english() -> Files:
    path = "source/sections/trade.md"
    return project({path: MINIMAL[path] + PASSAGES})


@cache
def artifacts(of: str) -> Mapping[str, bytes]:
    reports: Mapping[str, Callable[[], Files]] = {
        "en": english, "fa": persian, "english alone": project,
    }  # fmt: skip
    made = build(reports[of](), ["pdf", "docx", "epub", "html"])
    assert made.diagnostics == ()
    return {a.name.rpartition(".")[2]: a.data for a in made.artifacts}


@cache
def pdf(of: str) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(artifacts(of)["pdf"]))


def elements(of: str) -> Iterator[Any]:
    """Yield every structure element of a PDF."""
    for item in pdf(of).objects:
        if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/StructElem":
            yield item


def texts(of: str) -> str:
    with pypdfium2.PdfDocument(artifacts(of)["pdf"]) as document:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)


@cache
def word(of: str, part: str = "word/document.xml") -> Any:
    return etree.fromstring(read_archive(artifacts(of)["docx"])[part])


def found(root: Any, path: str) -> list[Any]:
    result: list[Any] = root.xpath(path, namespaces=NAMES)
    return result


def said(paragraph: Any) -> str:
    return "".join(paragraph.itertext(f"{W}t"))


def chapters(of: str) -> list[Any]:
    entries = read_archive(artifacts(of)["epub"])
    return [etree.fromstring(data) for name, data in entries.items() if name.endswith(".xhtml")]


def page(of: str) -> str:
    return artifacts(of)["html"].decode()


# ---------------------------------------------------------------- passages in another language


def test_a_passage_names_its_language_in_the_structure_tree() -> None:
    languages = [str(element["/Lang"]) for element in elements("en") if "/Lang" in element]
    assert {"fa", "de", "ur"} <= set(languages)


def test_the_fonts_of_the_pages_are_those_of_the_style_with_the_fallback() -> None:
    names = {
        re.sub(r"^/[A-Z]{6}\+", "", str(item["/BaseFont"]))
        for item in pdf("en").objects
        if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font"
    }
    assert {name for name in names if not name.startswith("Source")} == {
        "Vazirmatn", "Vazirmatn-Bold"
    }  # fmt: skip


def test_brackets_stand_right_in_the_text_of_both_directions() -> None:
    text = texts("en")
    assert "(in English)" in text
    assert ")in English(" not in text


def drawn(page: Any) -> bytes:
    """Return the operators of a page, in as many streams as they are."""
    contents = page.get("/Contents", [])
    parts = contents if isinstance(contents, pikepdf.Array) else [contents]
    return b"\n".join(part.read_bytes() for part in parts)


def test_a_bracket_that_is_drawn_mirrored_says_what_it_is() -> None:
    contents = b"".join(drawn(page) for page in pdf("en").pages)
    assert b"/ActualText" in contents


def test_a_report_without_right_to_left_text_says_nothing_twice() -> None:
    pages = pdf("english alone").pages
    assert not any(b"/ActualText" in drawn(page) for page in pages)


@pytest.mark.parametrize(("language", "attributes"), [
    ("fa", {"lang": "fa", "dir": "rtl"}),
    ("de", {"lang": "de"}),
])  # fmt: skip
def test_a_passage_has_its_language_and_its_direction_in_html(
    language: str, attributes: dict[str, str]
) -> None:
    tag = re.search(rf'<span lang="{language}"[^>]*>', page("en"))
    assert tag
    assert dict(re.findall(r'(\w+)="(\w+)"', tag[0])) == attributes


def test_a_passage_has_its_language_and_its_direction_in_epub() -> None:
    spans = [s for chapter in chapters("en") for s in found(chapter, "//h:span[@lang='fa']")]
    assert [s.get("dir") for s in spans] == ["rtl"]
    assert [s.get("{http://www.w3.org/XML/1998/namespace}lang") for s in spans] == ["fa"]


def test_a_passage_has_its_language_and_its_direction_in_word() -> None:
    run = next(r for r in word("en").iter(f"{W}r") if said(r).startswith("سلام"))
    assert found(run, "w:rPr/w:rtl[not(@w:val)]")
    assert found(run, "w:rPr/w:lang/@w:bidi") == ["fa-IR"]
    german = next(r for r in word("en").iter(f"{W}r") if said(r) == "Zeitgeist")
    assert found(german, "w:rPr/w:lang/@w:val") == ["de-DE"]
    assert not found(german, "w:rPr/w:rtl")


def test_a_paragraph_in_another_script_keeps_its_style_in_word() -> None:
    paragraph = next(p for p in word("en").iter(f"{W}p") if said(p).startswith("یہ"))
    assert found(paragraph, "w:pPr/w:bidi")
    assert found(paragraph, "w:pPr/w:pStyle/@w:val") == ["BodyText"]


def test_emphasis_in_a_script_without_italics_is_weight_in_word() -> None:
    run = next(r for r in word("en").iter(f"{W}r") if said(r) == "زور")
    assert found(run, "w:rPr/w:bCs")
    assert not found(run, "w:rPr/w:i | w:rPr/w:iCs")


def test_a_fallback_travels_only_where_the_text_needs_it() -> None:
    with_it = read_archive(artifacts("en")["epub"])
    assert any("Vazirmatn" in name for name in with_it)
    without = artifacts("english alone")
    assert all(b"Vazirmatn-" not in without[kind] for kind in ("epub", "html", "docx"))


# ---------------------------------------------------------------- a report from right to left


def test_pages_open_from_the_right() -> None:
    root = pdf("fa").Root
    assert root.ViewerPreferences.Direction == "/R2L"
    assert str(root.Lang) == "fa"


def test_pages_are_numbered_as_in_any_report() -> None:
    numbers = pdf("fa").Root.PageLabels.Nums
    assert [str(label.S) for label in list(numbers)[1::2]] == ["/r", "/D"]


def test_anchors_in_other_letters_than_latin_lead_to_their_pages() -> None:
    entries = [
        element for element in elements("fa") if str(element.S) == "/TOCI"
    ]  # fmt: skip
    assert len(entries) > 10


def test_a_book_is_read_from_right_to_left() -> None:
    package = etree.fromstring(read_archive(artifacts("fa")["epub"])["EPUB/content.opf"])
    assert found(package, "//opf:spine/@page-progression-direction") == ["rtl"]
    assert {chapter.get("dir") for chapter in chapters("fa")} == {"rtl"}
    assert {chapter.get("lang") for chapter in chapters("fa")} == {"fa"}


def test_a_page_runs_from_right_to_left() -> None:
    assert re.search(r'<html lang="fa" dir="rtl">', page("fa"))
    assert '<span lang="en" dir="ltr">' in page("fa")


def test_every_paragraph_of_the_word_file_is_turned_but_those_in_english() -> None:
    kept = found(word("fa"), "//w:p[not(w:pPr/w:bidi) or w:pPr/w:bidi[@w:val]]")
    assert [said(paragraph) for paragraph in kept] == ["A paragraph in English (with brackets)."]


def test_every_run_of_the_word_file_is_turned_but_those_that_run_the_other_way() -> None:
    kept = found(word("fa"), "//w:r[w:t][not(w:rPr/w:rtl) or w:rPr/w:rtl[@w:val]]")
    assert [said(run) for run in kept] == [
        "+5.8 %", "The Shanghai Cooperation Organisation (SCO)",
        "A paragraph in English (with brackets).",
    ]  # fmt: skip


@pytest.mark.parametrize("part", ["word/header1.xml", "word/footer1.xml", "word/footnotes.xml"])
def test_what_stands_in_the_margins_of_the_word_file_is_turned_too(part: str) -> None:
    assert not found(word("fa", part), "//w:p[not(w:pPr/w:bidi)]")


def test_tables_and_sections_of_the_word_file_are_turned() -> None:
    tables, sections = found(word("fa"), "//w:tbl"), found(word("fa"), "//w:sectPr")
    assert len(found(word("fa"), "//w:tblPr/w:bidiVisual")) == len(tables) > 5
    assert len(found(word("fa"), "//w:sectPr/w:bidi")) == len(sections) == 3


def test_languages_and_fonts_of_the_word_file_are_those_of_its_script() -> None:
    styles = word("fa", "word/styles.xml")
    assert found(styles, "//w:docDefaults//w:lang/@w:bidi") == ["fa-IR"]
    assert set(found(styles, "//w:rFonts/@w:cs")) == {"Vazirmatn"}
    assert len(found(styles, "//w:szCs")) == len(found(styles, "//w:sz")) > 10
    assert len(found(styles, "//w:bCs")) == len(found(styles, "//w:b")) > 10
    settings = word("fa", "word/settings.xml")
    assert found(settings, "//w:themeFontLang/@w:bidi") == ["fa-IR"]


def test_rules_beside_paragraphs_of_the_word_file_change_sides() -> None:
    quote = "//w:style[w:name[@w:val='Quote']]/w:pPr/w:pBdr/*"
    assert [b.tag for b in found(word("fa", "word/styles.xml"), quote)] == [f"{W}right"]
    assert [b.tag for b in found(word("en", "word/styles.xml"), quote)] == [f"{W}left"]


# ---------------------------------------------------------------- formulae


def test_a_formula_on_a_page_is_a_picture_with_words() -> None:
    formulae = [element for element in elements("en") if str(element.S) == "/Formula"]
    assert [str(element["/Alt"]) for element in formulae] == [
        r"\frac{a}{b}", "x squared", r"\sum_{i=1}^{n} x_i",
    ]  # fmt: skip
    assert all("/BBox" in element["/A"] for element in formulae)


def test_no_tex_is_printed() -> None:
    assert "\\" not in texts("en")
    assert "\\" not in "".join(said(p) for p in word("en").iter(f"{W}p"))
    for chapter in chapters("en"):
        assert "\\" not in "".join(chapter.itertext())


def test_a_formula_in_word_is_one_of_word_s_own() -> None:
    assert len(found(word("en"), "//m:oMath")) == 3
    assert len(found(word("en"), "//m:oMathPara")) == 1
    assert found(word("en", "word/settings.xml"), "//m:mathFont/@m:val") == ["Cambria Math"]


def test_a_formula_in_a_book_is_mathml_with_words() -> None:
    formulae = [m for chapter in chapters("en") for m in found(chapter, "//mml:math")]
    assert [m.get("alttext") for m in formulae] == [
        r"\frac{a}{b}", "x squared", r"\sum_{i=1}^{n} x_i",
    ]  # fmt: skip
    package = etree.fromstring(read_archive(artifacts("en")["epub"])["EPUB/content.opf"])
    assert found(package, "//opf:item[contains(@properties, 'mathml')]")


def test_a_formula_on_a_web_page_is_mathml_with_words() -> None:
    words = re.findall(r'<math[^>]*alttext="([^"]*)"', page("en"))
    assert words == [r"\frac{a}{b}", "x squared", r"\sum_{i=1}^{n} x_i"]
    assert "<annotation" not in page("en")
