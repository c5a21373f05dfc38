"""Palette and running matter → the reference document that pandoc takes its styles from.

Made whole from the tokens of the style; parts that it leaves out pandoc fills with its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reportgen.archive import write_archive
from reportgen.document import Info
from reportgen.formats.docx.cover import cover_room
from reportgen.formats.docx.fields import field, run
from reportgen.formats.docx.looks import Palette, twips
from reportgen.formats.docx.styles import styles_part
from reportgen.formats.docx.wml import Element, make, serialise
from reportgen.languages import direction_of, with_region

__all__ = ["Running", "bidi_language", "reference"]

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def bidi_language(language: str) -> str:
    """Return the language of right-to-left text in a report in `language` (D-05, D-17, PD-01)."""
    return with_region(language) if direction_of(language) == "rtl" else "ar-SA"


@dataclass(frozen=True)
class Running:
    """The texts of header and footer, and the marking of every page (D-06, MK-2)."""

    head: str
    foot: str
    marking: str | None


def reference(palette: Palette, info: Info, running: Running) -> bytes:
    """Make the reference document: styles, page, header and footer."""
    words = info.strings
    page_of = (words.get("page", "Page"), words.get("of", "of"))
    headers = {"header1": _header(running), "footer1": _footer(running, page_of)}
    if running.marking:
        headers |= {
            "header2": _only_marking("hdr", running),
            "footer2": _only_marking("ftr", running),
        }
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
        "word/document.xml": _document(palette, info, headers),
        "word/_rels/document.xml.rels": relationships(relations),
        "word/styles.xml": styles_part(
            palette,
            with_region(info.language),
            bidi_language(info.language),
            cover_room(palette, info),
        ),
        **{f"word/{name}.xml": serialise(part) for name, part in headers.items()},
    })


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
    for name, kind in overrides.items():
        entry = make("ct:Override")
        entry.set("PartName", name)
        entry.set("ContentType", f"{WORD}.{kind}+xml")
        root.append(entry)
    return serialise(root)


def _document(palette: Palette, info: Info, headers: Mapping[str, Element]) -> bytes:
    page = palette.page
    references = [
        make(
            f"{name[:-1]}Reference",
            type="default" if name.endswith("1") else "first",
            r__id=f"rId{index}",
        )
        for index, name in enumerate(headers, start=2)
    ]
    section = make(
        "sectPr",
        *references,
        # A4, said aloud: Word would take the printer's paper (D-18, PD-13).
        make("pgSz", w=twips(page.width), h=twips(page.height)),
        make(
            "pgMar", top=twips(page.top), right=twips(page.outer), bottom=twips(page.bottom),
            left=twips(page.inner), header=twips(page.top * 0.48), footer=twips(page.bottom * 0.45),
            gutter=0,
        ),
        make("cols", space=720),
        make("bidi") if info.direction == "rtl" else None,
    )  # fmt: skip
    return serialise(make("document", make("body", make("p"), section)))


def _paragraph(style: str, *content: Element) -> Element:
    return make("p", make("pPr", make("pStyle", val=style)), *content)


def _tab() -> Element:
    return make("r", make("tab"))


def _header(running: Running) -> Element:
    # The name of the section: the first level by number, as Word's name for it is translated.
    head = [run(running.head), _tab(), *field("STYLEREF 1")]
    return make("hdr", *_marking(running), _paragraph("Header", *head))


def _footer(running: Running, page_of: Sequence[str]) -> Element:
    page, of = page_of
    foot = [
        run(running.foot), _tab(),
        run(f"{page} "), *field("PAGE", run("1")), run(f" {of} "), *field("NUMPAGES", run("1")),
    ]  # fmt: skip
    return make("ftr", _paragraph("Footer", *foot), *_marking(running))


def _marking(running: Running) -> list[Element]:
    return [_paragraph("Marking", run(running.marking))] if running.marking else []


def _only_marking(tag: str, running: Running) -> Element:
    return make(tag, *_marking(running))
