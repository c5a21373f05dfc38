"""The sections of the Word file: cover, front matter, text, and a turned page for a wide table.

Each has its page, its header and footer and its page numbers: roman before the text, arabic from 1
in it, as on the printed pages (D-06, D-18 to D-21, P-17).
"""

from __future__ import annotations

from collections.abc import Mapping

from reportgen.document import Info
from reportgen.formats.docx.body import style_of
from reportgen.formats.docx.cover import COVER, bleed
from reportgen.formats.docx.looks import Palette, twips
from reportgen.formats.docx.names import BREAK, style_id
from reportgen.formats.docx.reference import HEADS
from reportgen.formats.docx.wml import Element, child, find, find_all, make, name, tidy, value

__all__ = ["finish_sections"]


def finish_sections(root: Element, relations: Element, palette: Palette, info: Info) -> None:
    """Make the sections out of the marks of `section_break`, and one for the cover."""
    body = child(root, "body")
    heads = {
        (link.get("Target") or "").removesuffix(".xml"): link.get("Id") or "" for link in relations
    }
    covers = {style_id(style) for style in COVER.values()}
    cover = [p for p in find_all(body, "w:p") if style_of(p) in covers]
    if cover:
        mark = make("sectPr", make("type", val="cover"))
        child(cover[-1], "pPr", first=True).append(mark)
    last = body[-1]
    last[:] = [make("type", val=_without_empty(body))]
    counted = False
    for mark in list(root.iter(name("w:sectPr"))):
        kind = value(find(mark, "w:type")) or ""
        begins = kind in {"text", "wide"} and not counted
        counted = counted or begins
        _fill(mark, kind, heads, palette, info, begins=begins)
        _join(mark)


def _without_empty(body: Element) -> str:
    """Take away marks that end a section without anything in it; return the kind of the last one.

    Where the text ends on a turned page, no upright one follows it.
    """
    for mark in find_all(body, "w:p"):
        before = mark.getprevious()
        ended = before is None or find(before, "w:pPr/w:sectPr") is not None
        if style_of(mark) == style_id(BREAK) and ended:
            body.remove(mark)
    end = body[-1].getprevious()
    section = None if end is None else find(end, "w:pPr/w:sectPr")
    holder = None if section is None else section.getparent()
    if end is None or section is None or holder is None or style_of(end) != style_id(BREAK):
        return "text"
    holder.remove(section)
    return value(find(section, "w:type")) or "text"


def _fill(
    section: Element, kind: str, heads: Mapping[str, str], palette: Palette, info: Info,
    *, begins: bool,
) -> None:  # fmt: skip
    page = palette.page
    wide = kind == "wide"
    width, height = (page.height, page.width) if wide else (page.width, page.height)
    references = [
        make(
            f"{part[:6]}Reference",
            type="first" if kind == "cover" else "default",
            r__id=heads[part],
        )
        for part in HEADS[kind]
        if part in heads
    ]
    section[:] = [
        *references,
        make("type", val="nextPage"),
        # A4, said aloud: Word would take the printer's paper (D-18, PD-13).
        make("pgSz", w=twips(width), h=twips(height), orient="landscape" if wide else None),
        make(
            "pgMar", top=twips(page.top), right=twips(page.outer), bottom=twips(page.bottom),
            left=twips(page.inner), header=twips(page.top * 0.48), footer=twips(page.bottom * 0.45),
            gutter=0,
        ),
        make(
            "pgNumType", fmt="lowerRoman" if kind in {"cover", "front"} else "decimal",
            start=1 if begins else None,
        ),
        make("cols", space=720),
        # With a first page of its own kind and no header for it, a cover has none.
        make("titlePg") if kind == "cover" else make("titlePg", val="0"),
        make("bidi") if info.direction == "rtl" else make("bidi", val="0"),
    ]  # fmt: skip
    if kind == "cover" and palette.on_block:
        bleed(section, marked=info.marking is not None)
    tidy(section)


def _join(section: Element) -> None:
    """Let the paragraph before a mark end the section: a paragraph without words is a nuisance."""
    mark = next(section.iterancestors(name("w:p")), None)
    if mark is None or style_of(mark) != style_id(BREAK):
        return
    before, holder = mark.getprevious(), mark.getparent()
    if holder is None or before is None or before.tag != name("w:p"):
        return
    style = style_of(before) or ""
    # Word renews the entries of a list with their paragraphs, and would lose the section with them.
    listed = style.startswith("TOC") or style == style_id("table of figures")
    # LibreOffice loses the number of a caption that ends a section, and so references to it.
    caption = style in {style_id("Table Caption"), style_id("Image Caption")}
    if find(before, "w:pPr/w:sectPr") is None and not listed and not caption:
        properties = child(before, "pPr", first=True)
        properties.append(section)
        tidy(properties)
        holder.remove(mark)
