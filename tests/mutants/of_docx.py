"""Broken copies of a Word file, one fault each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from lxml import etree

from mutants.making import Make, Mutants, need, nothing
from reportgen.archive import read_archive, write_archive

__all__ = ["DOCX"]

DOCX = Mutants()

NAMES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "dc": "http://purl.org/dc/elements/1.1/",
}
W = f"{{{NAMES['w']}}}"
DOCUMENT = "word/document.xml"
Parts = dict[str, bytes]
Change = Callable[[Any], None]
"""Changes the root of a part."""


def archived(change: Callable[[Parts], None]) -> Make:
    """Make a mutant by changing the parts of the archive."""

    def make(data: bytes) -> bytes:
        parts = read_archive(data)
        before = dict(parts)
        change(parts)
        if parts == before:
            nothing(f"what {change.__name__} changes")
        return write_archive(parts)

    make.__name__ = change.__name__
    return make


def part(name: str) -> Callable[[Change], Make]:
    """Make a mutant by changing one part of the archive, an XML tree."""

    def of(change: Change) -> Make:
        def changed(parts: Parts) -> None:
            root = etree.fromstring(parts[name])
            before = etree.tostring(root)
            change(root)
            if etree.tostring(root) == before:
                nothing(f"what {change.__name__} changes")
            parts[name] = etree.tostring(root, encoding="UTF-8", xml_declaration=True)

        changed.__name__ = change.__name__
        return archived(changed)

    return of


document = part(DOCUMENT)


def find(below: Any, path: str) -> list[Any]:
    return list(below.xpath(path, namespaces=NAMES))


def first(below: Any, path: str) -> Any:
    return need(find(below, path), path)


def remove(below: Any, path: str) -> None:
    need(find(below, path), path)
    for element in find(below, path):
        element.getparent().remove(element)


def media(parts: Parts) -> str:
    return need((name for name in parts if name.startswith("word/media/")), "picture")


SDK, AUDIT, INTEGRITY, RULES = "open-xml-sdk", "openxml-audit", "ooxml-integrity", "docx-rules"

# ---------------------------------------------------------------- schema


@DOCX.caught_by(SDK, AUDIT)
@document
def properties_in_the_wrong_order(root: Any) -> None:
    for properties in find(root, "//w:tblPr[count(*) > 1]"):
        properties.append(properties[0])
        return


@DOCX.caught_by(SDK, AUDIT)
@document
def value_that_is_none(root: Any) -> None:
    first(root, "//w:sectPr/w:type").set(f"{W}val", "someday")


@DOCX.caught_by(SDK, AUDIT)
@document
def unknown_property(root: Any) -> None:
    first(root, "//w:tblPr").insert(0, etree.Element(f"{W}tblFoo"))


@DOCX.caught_by(SDK, AUDIT, "libreoffice:LOAD", f"{RULES}:unreadable")
@archived
def not_well_formed(parts: Parts) -> None:
    parts[DOCUMENT] = parts[DOCUMENT].replace(b"</w:tbl>", b"", 1)


@DOCX.caught_by(AUDIT)
@document
def cell_without_a_paragraph(root: Any) -> None:
    cell = first(root, "//w:tc")
    for paragraph in find(cell, "./w:p"):
        cell.remove(paragraph)


# ---------------------------------------------------------------- parts and numbers


@DOCX.caught_by(SDK, AUDIT, INTEGRITY)
@archived
def picture_missing(parts: Parts) -> None:
    del parts[media(parts)]


@DOCX.caught_by(SDK)
@archived
def picture_of_no_type(parts: Parts) -> None:
    name = media(parts)
    types = parts["[Content_Types].xml"].decode()
    ending = name.rpartition(".")[2]
    pattern = rf'<(?:Default Extension="{ending}"|Override PartName="/{re.escape(name)}")[^>]*/>'
    parts["[Content_Types].xml"] = re.sub(pattern, "", types).encode()


@DOCX.caught_by(SDK, AUDIT, INTEGRITY)
@part("word/_rels/document.xml.rels")
def relation_missing(root: Any) -> None:
    links = root.xpath("./*[contains(@Type, '/hyperlink') or contains(@Type, '/image')]")
    root.remove(need(links, "link to the outside"))


@DOCX.caught_by(SDK)
@document
def two_bookmarks_with_one_id(root: Any) -> None:
    one, other = find(root, "//w:bookmarkStart")[:2]
    for mark in find(root, f"//w:bookmarkEnd[@w:id='{other.get(f'{W}id')}']"):
        mark.set(f"{W}id", one.get(f"{W}id"))
    other.set(f"{W}id", one.get(f"{W}id"))


@DOCX.caught_by(f"{RULES}:BOOKMARK")
@document
def two_bookmarks_with_one_name(root: Any) -> None:
    one, other = find(root, "//w:bookmarkStart")[:2]
    other.set(f"{W}name", one.get(f"{W}name"))


@DOCX.caught_by(AUDIT)
@document
def style_undefined(root: Any) -> None:
    first(root, "//w:pStyle[not(starts-with(@w:val, 'Heading'))]").set(f"{W}val", "NoSuchStyle")


@DOCX.caught_by(SDK, INTEGRITY)
@document
def note_missing(root: Any) -> None:
    first(root, "//w:footnoteReference").set(f"{W}id", "9999")


@DOCX.caught_by(AUDIT, INTEGRITY)
@document
def list_undefined(root: Any) -> None:
    first(root, "//w:numId[@w:val != '0']").set(f"{W}val", "7777")


@DOCX.caught_by(f"{RULES}:DOCPR-ID", SDK)
@document
def two_drawings_with_one_id(root: Any) -> None:
    run = first(root, "//w:r[.//wp:docPr]")
    run.addnext(etree.fromstring(etree.tostring(run)))


# ---------------------------------------------------------------- links and fields


@DOCX.caught_by(f"{RULES}:ANCHOR")
@document
def link_to_nowhere(root: Any) -> None:
    first(root, "//w:hyperlink[@w:anchor]").set(f"{W}anchor", "nowhere")


@DOCX.caught_by(f"{RULES}:FIELD", "libreoffice:FIELD")
@document
def reference_to_nowhere(root: Any) -> None:
    for words in references(root):
        words.text = re.sub(r"REF \S+", "REF nowhere", words.text)
        return
    nothing("reference")


def references(root: Any) -> Iterator[Any]:
    return (w for w in find(root, "//w:instrText") if re.match(r"\s*REF ", w.text or ""))


@DOCX.caught_by(f"{RULES}:FIELD")
@document
def contents_entry_to_nowhere(root: Any) -> None:
    entries = (w for w in find(root, "//w:instrText") if "PAGEREF" in (w.text or ""))
    words = need(entries, "entry of the contents")
    words.text = re.sub(r"PAGEREF \S+", "PAGEREF nowhere", words.text)


@DOCX.caught_by("libreoffice:CONTENTS")
@document
def contents_entry_with_the_wrong_page(root: Any) -> None:
    entry = find(root, "//w:p[starts-with(w:pPr/w:pStyle/@w:val, 'TOC')][w:hyperlink]")[-1]
    find(entry, ".//w:t")[-1].text = "3"


@DOCX.caught_by(f"{RULES}:UPDATE")
@document
def field_to_be_updated(root: Any) -> None:
    first(root, "//w:fldChar[@w:fldCharType='begin']").set(f"{W}dirty", "true")


@DOCX.caught_by(f"{RULES}:TOC-EMPTY")
@document
def contents_empty(root: Any) -> None:
    content = first(root, "//w:sdt[.//w:docPartGallery]/w:sdtContent")
    for paragraph in list(content)[1:]:
        content.remove(paragraph)


# ---------------------------------------------------------------- pictures, tables, headings


@DOCX.caught_by(f"{RULES}:ALT")
@document
def no_alt(root: Any) -> None:
    del first(root, "//wp:docPr[@descr]").attrib["descr"]


@DOCX.caught_by(f"{RULES}:ALT")
@document
def alt_is_a_file_name(root: Any) -> None:
    first(root, "//wp:docPr").set("descr", "chart.png")


@DOCX.caught_by(f"{RULES}:TBL-HEADER")
@document
def head_not_repeated(root: Any) -> None:
    remove(root, "//w:tblHeader")


@DOCX.caught_by(f"{RULES}:TBL-ALT")
@document
def table_without_title(root: Any) -> None:
    remove(first(root, "//w:tbl"), "./w:tblPr/w:tblCaption|./w:tblPr/w:tblDescription")


@DOCX.caught_by("tables:ROW")
@document
def row_lost(root: Any) -> None:
    row = find(root, "//w:tbl/w:tr")[-1]
    row.getparent().remove(row)


@DOCX.caught_by("tables:ROW")
@document
def figure_changed_in_a_cell(root: Any) -> None:
    for words in find(root, "//w:tc//w:t[contains(., '2')]"):
        words.text = words.text.replace("2", "3")
        return


@DOCX.caught_by(f"{RULES}:HEADING-SKIP")
@document
def heading_skips_a_level(root: Any) -> None:
    first(root, "//w:pStyle[@w:val='Heading2']").set(f"{W}val", "Heading4")


# ---------------------------------------------------------------- direction and language


@DOCX.caught_by(f"{RULES}:PARA-RTL")
@document
def persian_from_left_to_right(root: Any) -> None:
    first(root, "//w:body/w:p//w:t").text = "گزارش روابط ایران و پاکستان"


@DOCX.caught_by(f"{RULES}:TBL-RTL")
@document
def persian_table_from_left_to_right(root: Any) -> None:
    for words in find(root, "(//w:tbl)[1]//w:t"):
        words.text = "روابط"


@DOCX.caught_by(f"{RULES}:LANG-BIDI")
@document
def persian_with_the_language_of_latin_letters(root: Any) -> None:
    run = first(root, "//w:body/w:p//w:r[w:t]")
    for before in find(run, "./w:rPr"):
        run.remove(before)
    properties = etree.Element(f"{W}rPr")
    etree.SubElement(properties, f"{W}rtl")
    etree.SubElement(properties, f"{W}lang").set(f"{W}val", "fa-IR")
    run.insert(0, properties)
    first(run, "./w:t").text = "گزارش روابط ایران و پاکستان"


@DOCX.caught_by(f"{RULES}:LANG-DEFAULT")
@part("word/styles.xml")
def persian_without_its_direction(root: Any) -> None:
    first(root, "//w:docDefaults//w:lang").set(f"{W}val", "fa-IR")


@DOCX.caught_by(f"{RULES}:LANG")
@part("word/styles.xml")
def no_language(root: Any) -> None:
    remove(root, "//w:docDefaults//w:lang")


# ---------------------------------------------------------------- settings and properties


@DOCX.caught_by(f"{RULES}:PAGE-SIZE")
@document
def no_page_size(root: Any) -> None:
    remove(root, "//w:sectPr/w:pgSz")


@DOCX.caught_by(f"{RULES}:FOOTNOTE-RESTART")
@document
def notes_begin_again(root: Any) -> None:
    section = first(root, "//w:sectPr[w:pgSz]")
    properties = etree.Element(f"{W}footnotePr")
    etree.SubElement(properties, f"{W}numRestart").set(f"{W}val", "eachSect")
    first(section, "./w:type|./w:pgSz").addprevious(properties)


@DOCX.caught_by(f"{RULES}:COMPAT")
@part("word/settings.xml")
def compatibility_mode(root: Any) -> None:
    remove(root, "//w:compatSetting[@w:name='compatibilityMode']")


@DOCX.caught_by(f"{RULES}:META", "metadata:INCOMPLETE")
@part("docProps/core.xml")
def no_title(root: Any) -> None:
    remove(root, "./dc:title")


@DOCX.caught_by("metadata:DIFFERENT")
@part("docProps/core.xml")
def another_author(root: Any) -> None:
    first(root, "./dc:creator").text = "Somebody else"


@DOCX.caught_by("same-bytes:PART")
@part("docProps/core.xml")
def built_on_another_day(root: Any) -> None:
    first(root, "./*[local-name()='modified']").text = "2001-01-01T00:00:00Z"


@DOCX.caught_by(SDK, AUDIT, "libreoffice:LOAD", f"{RULES}:unreadable")
def cut_off(data: bytes) -> bytes:
    return data[: len(data) // 2]


# ---------------------------------------------------------------- legal


@DOCX.legal
@part("word/styles.xml")
def a_style_that_nobody_uses(root: Any) -> None:
    style = etree.SubElement(root, f"{W}style", {f"{W}type": "paragraph", f"{W}styleId": "Spare"})
    etree.SubElement(style, f"{W}name").set(f"{W}val", "Spare")


@DOCX.legal
@document
def a_paragraph_more(root: Any) -> None:
    paragraph = etree.Element(f"{W}p")
    run = etree.SubElement(paragraph, f"{W}r")
    etree.SubElement(run, f"{W}t").text = "Another paragraph."
    first(root, "//w:body/w:sectPr").addprevious(paragraph)
