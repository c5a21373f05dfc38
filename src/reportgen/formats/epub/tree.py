"""The XML of a book: names, reading and writing."""

from __future__ import annotations

import posixpath

from lxml import etree

__all__ = [
    "DC", "MATHML", "NAVIGATION", "OPF", "OPS", "PACKAGE", "XHTML", "Element", "drop", "only",
    "parse", "reference", "serialise", "title",
]  # fmt: skip

Element = etree._Element  # noqa: SLF001 - lxml has no public name for the type of its elements

DC = "{http://purl.org/dc/elements/1.1/}"
OPF = "{http://www.idpf.org/2007/opf}"
OPS = "{http://www.idpf.org/2007/ops}"
XHTML = "{http://www.w3.org/1999/xhtml}"
MATHML = "{http://www.w3.org/1998/Math/MathML}"

PACKAGE = "EPUB/content.opf"
NAVIGATION = "EPUB/nav.xhtml"


def parse(data: bytes) -> Element:
    """Return the root of a file that pandoc wrote."""
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, remove_comments=True))


def serialise(root: Element) -> bytes:
    """Return the bytes of a file."""
    doctype = "<!DOCTYPE html>\n" if root.tag == f"{XHTML}html" else ""
    markup = etree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{doctype}{markup}\n'.encode()


def only(root: Element, name: str) -> Element:
    """Return the first element of that name; pandoc always writes one."""
    return next(root.iter(name))


def drop(element: Element, *names: str) -> None:
    """Remove the attributes of these names where they are."""
    for name in names:
        if name in element.attrib:
            del element.attrib[name]


def reference(name: str) -> str:
    """Return the address of a file of the book as the package and the navigation name it."""
    return posixpath.relpath(name, posixpath.dirname(PACKAGE))


def title(page: Element) -> str:
    """Return the words of the first heading of a page without its notes, or none."""
    heading = next(page.iter(f"{XHTML}h1"), None)
    if heading is None:
        return ""
    pieces = [heading.text]
    for element in heading.iterdescendants():
        if not any(e.get("role") == "doc-noteref" for e in (element, *element.iterancestors())):
            pieces.append(element.text)
        pieces.append(element.tail)
    return " ".join("".join(piece or "" for piece in pieces).split())
