"""Chapters → the navigation document: the contents and the landmarks (E-08, PE-08, PE-09)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy

from lxml import etree

from reportgen.document import Info
from reportgen.formats.epub.parts import kind_of
from reportgen.formats.epub.tree import MATHML, OPS, XHTML, Element, drop, only, reference, title

__all__ = ["navigation"]

LANDMARKS = ("titlepage", "toc", "bodymatter", "bibliography", "endnotes", "glossary")
DEPTH = 2
"""Levels of headings in the contents, as in those of the other formats."""


def navigation(page: Element, chapters: Mapping[str, Element], cover: str, info: Info) -> None:
    """Fill the navigation document anew from the headings of the chapters.

    The page of contents among the chapters is for readers who turn pages; this one is for the
    reading system.
    """
    heading = info.strings.get("contents", "Contents")
    body = only(page, f"{XHTML}body")
    body.clear()
    meaning = {f"{OPS}type": "toc", "role": "doc-toc", "id": "toc"}
    contents = etree.SubElement(body, f"{XHTML}nav", meaning)
    etree.SubElement(contents, f"{XHTML}h1").text = heading
    listing = etree.SubElement(contents, f"{XHTML}ol")
    for name, chapter in chapters.items():
        for section in only(chapter, f"{XHTML}body").findall(f"{XHTML}section"):
            if kind_of(section.get("class", "")) not in {"cover", "contents"}:
                _enter(listing, section, reference(name), 1)
    found = {"toc": ("#toc", heading), **dict(_places(chapters))}
    hidden = {f"{OPS}type": "landmarks", "id": "landmarks", "hidden": "hidden"}
    places = etree.SubElement(etree.SubElement(body, f"{XHTML}nav", hidden), f"{XHTML}ol")
    _point(places, "cover", reference(cover), info.strings.get("cover", "Cover"))
    for kind in LANDMARKS:
        if kind in found:
            _point(places, kind, *found[kind])


def _enter(listing: Element, section: Element, file: str, level: int) -> None:
    heading = section.find(f"{XHTML}h{level}")
    if heading is None:
        return
    entry = etree.SubElement(listing, f"{XHTML}li")
    entry.append(_label(heading, f"{file}#{section.get('id')}"))
    below = section.findall(f"{XHTML}section") if level < DEPTH else []
    if below:
        inner = etree.SubElement(entry, f"{XHTML}ol")
        for part in below:
            _enter(inner, part, file, level + 1)


def _label(heading: Element, target: str) -> Element:
    """Copy a heading as a link: with its languages, without notes, links and anchors.

    A formula is written as its TeX: reading systems show the navigation as plain words.
    """
    label = deepcopy(heading)
    label.tail = None
    for link in label.iter(f"{XHTML}a"):
        link.tag = "note" if link.get("role") == "doc-noteref" else "link"
    etree.strip_elements(label, "note", with_tail=False)
    for formula in list(label.iter(f"{MATHML}math")):
        words = formula.get("alttext") or "".join(map(str, formula.itertext(f"{MATHML}annotation")))
        formula.tag, formula[:] = "link", []
        formula.text = words
    etree.strip_tags(label, "link")
    label.tag = f"{XHTML}a"
    label.attrib.clear()
    for element in label.iter():
        drop(element, "id")
    label.set("href", target)
    return label


def _places(chapters: Mapping[str, Element]) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield what each chapter is, with where it is; its body is the first of the main matter."""
    bodies = [n for n, c in chapters.items() if _matter(c) == "bodymatter"]
    for name, chapter in chapters.items():
        place = (reference(name), title(chapter))
        if bodies and name == bodies[0]:
            yield "bodymatter", place
        for section in only(chapter, f"{XHTML}body").findall(f"{XHTML}section"):
            yield section.get(f"{OPS}type", ""), place


def _matter(chapter: Element) -> str | None:
    return only(chapter, f"{XHTML}body").get(f"{OPS}type")


def _point(places: Element, kind: str, target: str, words: str) -> None:
    entry = etree.SubElement(places, f"{XHTML}li")
    link = etree.SubElement(entry, f"{XHTML}a", {f"{OPS}type": kind, "href": target})
    link.text = words
