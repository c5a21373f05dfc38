"""WordprocessingML elements: names, building, and the order that the schema asks for.

Never knows what a report looks like.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from lxml import etree
from lxml.etree import _Element as Element

__all__ = [
    "Element",
    "child",
    "find",
    "find_all",
    "make",
    "name",
    "parse",
    "serialise",
    "space",
    "tidy",
    "value",
    "words",
]

NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "adec": "http://schemas.microsoft.com/office/drawing/2017/decorative",
    "ct": "http://schemas.openxmlformats.org/package/2006/content-types",
    "rel": "http://schemas.openxmlformats.org/package/2006/relationships",
    "xml": "http://www.w3.org/XML/1998/namespace",
}

# Word calls a file broken whose properties stand in another order than the schema's sequences.
SEQUENCES = {
    "pPr": (
        "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers "
        "pBdr shd tabs suppressAutoHyphens bidi adjustRightInd snapToGrid spacing ind "
        "contextualSpacing mirrorIndents jc textDirection textAlignment outlineLvl divId cnfStyle "
        "rPr sectPr pPrChange"
    ),
    "rPr": (
        "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint "
        "noProof snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u "
        "effect bdr shd fitText vertAlign rtl cs em lang eastAsianLayout specVanish oMath"
    ),
    "tblPr": (
        "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc "
        "tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption "
        "tblDescription"
    ),
    "tcPr": (
        "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText "
        "vAlign hideMark"
    ),
    "sectPr": (
        "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders "
        "lnNumType pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter "
        "docGrid"
    ),
}
ORDER = {
    f"{{{NAMESPACES['w']}}}{parent}": {
        f"{{{NAMESPACES['w']}}}{tag}": place for place, tag in enumerate(sequence.split())
    }
    for parent, sequence in SEQUENCES.items()
}


@cache
def name(prefixed: str) -> str:
    """Return the full name of `w:p` and the like."""
    prefix, _, local = prefixed.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def make(tag: str, *content: Element | str | None, **attributes: object) -> Element:
    """Make an element of the `w` namespace; None among its content is left out.

    Attributes are of the same namespace; with `__` in a name, the part before is the prefix. An
    attribute that is None is left out.
    """
    full, nsmap = _tag(tag)
    element = etree.Element(full, nsmap=nsmap)
    for key, given in attributes.items():
        if given is not None:
            element.set(_attribute(key), str(given))
    for piece in content:
        if isinstance(piece, str):
            element.text = piece
            if piece != piece.strip():
                element.set(name("xml:space"), "preserve")
        elif piece is not None:
            element.append(piece)
    return tidy(element)


@cache
def _tag(tag: str) -> tuple[str, Any]:
    """Return the full name of an element that is made, and the namespaces that it declares."""
    prefix = tag.partition(":")[0] if ":" in tag else "w"
    # pandoc copies parts of the package element by element and loses a prefix there.
    declared = {None if prefix in {"ct", "rel"} else prefix: NAMESPACES[prefix]}
    return name(tag if ":" in tag else f"w:{tag}"), declared


@cache
def _attribute(key: str) -> str:
    return name(key.replace("__", ":") if "__" in key else f"w:{key}")


def tidy(element: Element) -> Element:
    """Put the properties that an element holds into the order of the schema."""
    order = ORDER.get(str(element.tag))
    if order and len(element) > 1:
        element[:] = sorted(element, key=lambda e: order.get(str(e.tag), len(order)))
    return element


def parse(data: bytes) -> Element:
    """Parse a part of the package; white space between elements goes."""
    return etree.fromstring(data, etree.XMLParser(remove_blank_text=True, resolve_entities=False))


def serialise(root: Element) -> bytes:
    """Write a part of the package."""
    etree.cleanup_namespaces(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def find(element: Element, path: str) -> Element | None:
    """Return the first element at a path such as `w:pPr/w:pStyle`."""
    return element.find(_path(path))


def find_all(element: Element, path: str) -> list[Element]:
    """Return every element at a path, in reading order."""
    return element.findall(_path(path))


@cache
def _path(prefixed: str) -> str:
    """Return a path with full names: lxml takes long to look prefixes up, each time anew."""
    return _PREFIXED.sub(lambda found: name(found[0]), prefixed)


_PREFIXED = re.compile(r"\b[a-z]+:\w+")


def child(element: Element, tag: str, *, first: bool = False) -> Element:
    """Return the child of that name; make it where there is none."""
    found = find(element, f"w:{tag}")
    if found is None:
        found = make(tag)
        element.insert(0 if first else len(element), found)
        tidy(element)
    return found


def space(paragraph: Element, **sides: int) -> None:
    """Set distances of a paragraph in twips, `before` or `after`, and leave the others."""
    spacing = child(child(paragraph, "pPr", first=True), "spacing")
    for side, twips in sides.items():
        spacing.set(name(f"w:{side}"), str(twips))


_SIGNS = {name("w:br"): " ", name("w:tab"): " ", name("w:noBreakHyphen"): "-"}


def value(element: Element | None, attribute: str = "w:val") -> str | None:
    """Return an attribute of an element that may not be there."""
    return None if element is None else element.get(name(attribute))


def words(elements: Element | Iterable[Element]) -> str:
    """Return the text that a reader sees, without the instructions of fields."""
    return "".join(_texts([elements] if isinstance(elements, Element) else elements))


def _texts(elements: Iterable[Element]) -> Iterator[str]:
    for element in elements:
        for text in element.iter(*map(name, ("w:t", "w:br", "w:tab", "w:noBreakHyphen"))):
            yield _SIGNS.get(str(text.tag), text.text or "")
