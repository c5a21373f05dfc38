"""The book that pandoc wrote → the book that is handed out: the cures of PE-01 to PE-12.

Never changes the text of the report.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping

from lxml import etree

from reportgen.document import Info
from reportgen.formats.epub.navigation import navigation
from reportgen.formats.epub.package import package
from reportgen.formats.epub.parts import BACK, FRONT, kind_of
from reportgen.formats.epub.tree import (
    NAVIGATION,
    OPS,
    PACKAGE,
    XHTML,
    Element,
    drop,
    only,
    parse,
    serialise,
    title,
)
from reportgen.formulae import MATHML, finish_mathml

__all__ = ["finish"]

TEXT = "EPUB/text/"
COVER = f"{TEXT}cover.xhtml"
LEFT_OUT = "EPUB/toc.ncx"
"""The contents for readers of EPUB 2 would only repeat the navigation."""

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def finish(
    entries: Mapping[str, bytes], info: Info, metadata: Element, cover: bytes
) -> dict[str, bytes]:
    """Return the files of the book in order; `metadata` is that of the package document."""
    files = {name: data for name, data in entries.items() if name != LEFT_OUT}
    pages = {name: parse(data) for name, data in files.items() if name.endswith(".xhtml")}
    chapters = {n: page for n, page in pages.items() if n.startswith(TEXT) and n != COVER}
    homes = {
        str(element.attrib["id"]): name
        for name, page in chapters.items()
        for element in page.iter(f"{XHTML}*")
        if "id" in element.attrib
    }
    for name, page in chapters.items():
        _finish_chapter(page)
        _lead_links(page, name, homes)
        _finish_page(page, title(page) or info.title, info)
    files[_show_cover(pages[COVER], info)] = cover
    navigation(pages[NAVIGATION], chapters, COVER, info)
    _finish_page(pages[NAVIGATION], title(pages[NAVIGATION]), info)
    pages[PACKAGE] = package(parse(files[PACKAGE]), metadata, {COVER}, {LEFT_OUT}, info)
    return {name: serialise(pages[name]) if name in pages else files[name] for name in files}


def _finish_page(page: Element, words: str, info: Info) -> None:
    """Give a page its title (PE-01), its direction (PE-04) and its languages in both notations."""
    only(page, f"{XHTML}title").text = words
    page.set("dir", info.direction)
    etree.strip_elements(page, f"{XHTML}style")
    for element in page.iter(f"{XHTML}*"):
        if "lang" in element.attrib:
            element.set(XML_LANG, element.attrib["lang"])


def _finish_chapter(page: Element) -> None:
    """Say to which matter the chapter belongs, and put what the cover has above the title there."""
    for formula in page.iter(f"{MATHML}math"):
        finish_mathml(formula)
    body = only(page, f"{XHTML}body")
    for section in body.findall(f"{XHTML}section"):
        kind = kind_of(section.get("class", ""))
        matter = "frontmatter" if kind in FRONT else "backmatter" if kind in BACK else "bodymatter"
        body.set(f"{OPS}type", matter)
        for mark in section.findall(f"{XHTML}div[@class='cover-mark']"):
            section.insert(0, mark)
        # pandoc repeats the meaning of a chapter on its heading.
        for heading in section.findall(f"{XHTML}h1"):
            drop(heading, "class")


def _lead_links(page: Element, own: str, homes: Mapping[str, str]) -> None:
    """Lead links to the file that holds their target: pandoc does not look into tables for it."""
    for link in page.iter(f"{XHTML}a"):
        path, _, anchor = link.get("href", "").partition("#")
        if not path and homes.get(anchor, own) != own:
            link.set("href", f"{posixpath.basename(homes[anchor])}#{anchor}")


def _show_cover(page: Element, info: Info) -> str:
    """Show the cover as a picture with words for it; pandoc's is a drawing without any.

    Returns the name of the file of the picture.
    """
    label = info.strings["cover"]
    body = only(page, f"{XHTML}body")
    source = next(str(v) for e in body.iter() for k, v in e.items() if str(k).endswith("href"))
    body.clear()
    body.set(f"{OPS}type", "frontmatter")
    meaning = {f"{OPS}type": "cover", "class": "cover-picture"}
    section = etree.SubElement(body, f"{XHTML}section", meaning)
    words = f"{label}: {info.title}"
    etree.SubElement(section, f"{XHTML}img", src=source, alt=words, role="doc-cover")
    _finish_page(page, label, info)
    return posixpath.normpath(posixpath.join(TEXT, source))
