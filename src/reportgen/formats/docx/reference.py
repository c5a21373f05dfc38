"""Palette and running matter → the reference document that pandoc takes its styles from.

Made whole from the tokens of the style; parts that it leaves out pandoc fills with its own.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass

from reportgen.archive import write_archive
from reportgen.document import Info
from reportgen.formats.docx.bookmarks import END, hidden
from reportgen.formats.docx.cover import cover_room
from reportgen.formats.docx.fields import field, run
from reportgen.formats.docx.looks import Palette, twips
from reportgen.formats.docx.styles import styles_part
from reportgen.formats.docx.wml import Element, find_all, make, name, parse, serialise
from reportgen.languages import direction_of, with_region
from reportgen.memory import known

__all__ = [
    "HEADS", "Running", "bidi_language", "reference", "with_other_styles", "word_styles",
]  # fmt: skip

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"

HEADS = {
    "cover": ("header4", "footer4"),
    "front": ("header1", "footer2"),
    "text": ("header1", "footer1"),
    "wide": ("header3", "footer3"),
}
"""The parts with header and footer of each kind of section; a cover without marking has none."""


def bidi_language(language: str) -> str:
    """Return the language of right-to-left text in a report in `language` (D-05, D-17, PD-01)."""
    return with_region(language) if direction_of(language) == "rtl" else "ar-SA"


@dataclass(frozen=True)
class Running:
    """The texts of header and footer, and the marking of every page (D-06, MK-2).

    `pages` is how many the text has, as the footer says until Word counts them.
    """

    head: str
    foot: str
    marking: str | None
    pages: str = ""


def reference(palette: Palette, info: Info, running: Running, styles: bytes) -> bytes:
    """Make the reference document: the names of the styles, page, header and footer.

    Of `styles`, the part of the finished file, pandoc needs no more than what they are called.
    """
    headers = _heads(running, info, palette)
    overrides = {
        "/word/document.xml": "document.main",
        "/word/styles.xml": "styles",
        **{f"/word/{name}.xml": name[:-1] for name in headers},
    }
    relations = {"rId1": ("styles", "styles.xml")} | {
        f"rId{index}": (name[:-1], f"{name}.xml") for index, name in enumerate(headers, start=2)
    }
    return write_archive({
        "[Content_Types].xml": _content_types(overrides),
        "_rels/.rels": relationships({"rId1": ("officeDocument", "word/document.xml")}),
        "word/document.xml": _document(headers),
        "word/_rels/document.xml.rels": relationships(relations),
        "word/styles.xml": _named(styles),
        **{f"word/{name}.xml": serialise(part) for name, part in headers.items()},
    })


def word_styles(palette: Palette, info: Info) -> bytes:
    """Make the styles, which are much the same in every report of a style and a language."""
    asked = (with_region(info.language), bidi_language(info.language), cover_room(palette, info))
    return known("word styles", asked, (palette.style,), lambda: styles_part(palette, *asked))


def _named(styles: bytes) -> bytes:
    """Leave of each style its names and its base."""
    root = parse(styles)
    kept = {name("w:name"), name("w:basedOn")}
    for element in list(root):
        if element.tag == name("w:style"):
            element[:] = [fact for fact in element if fact.tag in kept]
        else:
            root.remove(element)
    return serialise(root)


def with_other_styles(styles: bytes, written: bytes) -> Element:
    """Return the styles with those that only pandoc knows: of a text that asks for one by name."""
    root = parse(styles)
    known = {style.get(name("w:styleId")) for style in find_all(root, "w:style")}
    others = find_all(parse(written), "w:style")
    root.extend([style for style in others if style.get(name("w:styleId")) not in known])
    return root


def relationships(relations: Mapping[str, tuple[str, str]]) -> bytes:
    """Make a part of relationships: kind and target by id."""
    root = make("rel:Relationships")
    for key, (kind, target) in relations.items():
        link = make("rel:Relationship")
        link.set("Id", key)
        link.set("Type", f"{OFFICE}/{kind}")
        link.set("Target", target)
        root.append(link)
    return serialise(root)


def _content_types(overrides: Mapping[str, str]) -> bytes:
    root = make("ct:Types")
    for extension, kind in (
        ("rels", "application/vnd.openxmlformats-package.relationships+xml"),
        ("xml", "application/xml"),
    ):
        entry = make("ct:Default")
        entry.set("Extension", extension)
        entry.set("ContentType", kind)
        root.append(entry)
    for part, kind in overrides.items():
        entry = make("ct:Override")
        entry.set("PartName", part)
        entry.set("ContentType", f"{WORD}.{kind}+xml")
        root.append(entry)
    return serialise(root)


def _document(headers: Mapping[str, Element]) -> bytes:
    """Make a document that names every header and footer, so that pandoc takes them all along."""
    references = [
        make(f"{name[:6]}Reference", type="default", r__id=f"rId{index}")
        for index, name in enumerate(headers, start=2)
    ]
    return serialise(make("document", make("body", make("p"), make("sectPr", *references))))


def _paragraph(style: str, *content: Element, tabs: Element | None = None) -> Element:
    own = None if tabs is None else copy.deepcopy(tabs)
    return make("p", make("pPr", make("pStyle", val=style), own), *content)


def _tab() -> Element:
    return make("r", make("tab"))


def _heads(running: Running, info: Info, palette: Palette) -> dict[str, Element]:
    """Make the parts that `HEADS` names."""
    page = palette.page
    turned = make(
        "tabs",
        make("tab", val="clear", pos=twips(page.line)),
        make("tab", val="right", pos=twips(page.turned_line)),
    )
    made = {
        "header1": _header(running),
        "footer1": _footer(running, info),
        "footer2": _footer(running),
        "header3": _header(running, turned),
        "footer3": _footer(running, info, turned),
    }
    if running.marking:
        made |= {
            "header4": make("hdr", *_marking(running)),
            "footer4": make("ftr", *_marking(running)),
        }
    return made


def _header(running: Running, tabs: Element | None = None) -> Element:
    # The name of the section: the first level by number, as Word's name for it is translated.
    head = [run(running.head), _tab(), *field("STYLEREF 1")]
    return make("hdr", *_marking(running), _paragraph("Header", *head, tabs=tabs))


def _footer(running: Running, info: Info | None = None, tabs: Element | None = None) -> Element:
    """Make a footer; that of the text says of how many pages a page is one."""
    number = field("PAGE", run("1"))
    if info is not None:
        page, of = info.strings.get("page", "Page"), info.strings.get("of", "of")
        last = field(f"PAGEREF {hidden(END)}", run(running.pages))
        number = [run(f"{page} "), *number, run(f" {of} "), *last]
    foot = _paragraph("Footer", run(running.foot), _tab(), *number, tabs=tabs)
    return make("ftr", foot, *_marking(running))


def _marking(running: Running) -> list[Element]:
    return [_paragraph("Marking", run(running.marking))] if running.marking else []
