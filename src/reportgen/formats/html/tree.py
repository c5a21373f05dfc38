"""The elements of a page: reading what pandoc wrote, adding, writing."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

__all__ = ["Element", "add", "classes", "drop", "fragment", "markup", "words"]

Element = etree._Element  # noqa: SLF001 - lxml has no public name for the type of its elements


def fragment(html: str) -> Element:
    """Return an element that holds what pandoc wrote.

    Its HTML is well-formed XML, which keeps formulae whole where an HTML 4 parser would not.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    return etree.fromstring(f"<div>{html}</div>".encode(), parser)


def markup(element: Element) -> str:
    """Return an element as HTML, without what follows it."""
    return etree.tostring(element, method="html", encoding="unicode", with_tail=False)


def add(parent: Element, tag: str, text: str | None = None, **attributes: str) -> Element:
    """Append an element; hyphens in names are written as underscores, and `class` as `class_`."""
    pairs = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
    element = etree.SubElement(parent, tag, pairs)
    element.text = text
    return element


def drop(element: Element, name: str) -> None:
    """Remove an attribute where it is."""
    if name in element.attrib:
        del element.attrib[name]


def classes(element: Element) -> list[str]:
    """Return the classes of an element."""
    return element.get("class", "").split()


def words(element: Element) -> str:
    """Return the text of an element on one line, without the calls of its notes."""
    return " ".join("".join(_pieces(element)).split())


def _pieces(element: Element) -> Iterator[str]:
    if element.get("role") == "doc-noteref":
        return
    yield element.text or ""
    for child in element:
        if child.tag == "br":
            yield " "
        yield from _pieces(child)
        yield child.tail or ""
