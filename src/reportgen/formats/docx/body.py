"""The text of the Word file after pandoc: bookmarks, runs, headings, lists, pictures, sections.

Changes how the words are held, never the words.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from itertools import count

from reportgen.document import Info
from reportgen.formats.docx.cover import COVER, bleed
from reportgen.formats.docx.looks import Palette
from reportgen.formats.docx.names import NUMBERED_LEVELS, UNNUMBERED_LIST, style_id
from reportgen.formats.docx.plan import Heading, Picture
from reportgen.formats.docx.wml import Element, child, find, find_all, make, name, tidy, value

__all__ = [
    "finish_headings",
    "finish_lists",
    "finish_pictures",
    "finish_sections",
    "join_runs",
    "number_ids",
    "place_bookmarks",
    "style_of",
]

LIST_STYLES = {"bullet": "ListBullet", "number": "ListNumber", "continue": "ListContinue"}
PLAIN_STYLES = {None, "Compact", "BodyText", "FirstParagraph"}


def style_of(paragraph: Element) -> str | None:
    """Return the id of a paragraph's style."""
    return value(find(paragraph, "w:pPr/w:pStyle"))


# ---------------------------------------------------------------- bookmarks and runs


def place_bookmarks(root: Element) -> None:
    """Move bookmarks that stand between paragraphs to the start of the paragraph they lead to.

    pandoc lets the bookmark of a section run to the next heading (PD-10); one that begins and ends
    in its own paragraph survives cutting and pasting.
    """
    paragraphs = name("w:p")
    for start in list(root.iter(name("w:bookmarkStart"))):
        if any(ancestor.tag == paragraphs for ancestor in start.iterancestors()):
            continue
        number = value(start, "w:id")
        target = next(_after(start), None)
        ends = (e for e in root.iter(name("w:bookmarkEnd")) if value(e, "w:id") == number)
        end = next(ends, None)
        if target is None or end is None:
            continue
        place = _first_place(target)
        target.insert(place, start)
        target.insert(place + 1, end)


def _after(element: Element) -> Iterator[Element]:
    for following in element.itersiblings():
        yield from following.iter(name("w:p"))


def _first_place(paragraph: Element) -> int:
    """Return the place after the properties and bookmarks that stand there already."""
    skipped = {name("w:pPr"), name("w:bookmarkStart"), name("w:bookmarkEnd")}
    place = 0
    while place < len(paragraph) and paragraph[place].tag in skipped:
        place += 1
    return place


def join_runs(root: Element) -> None:
    """Join neighbouring runs of text that look the same: pandoc makes one of each space."""
    for run in list(root.iter(name("w:r"))):
        before = run.getprevious()
        if before is None or before.tag != run.tag or not _same_look(before, run):
            continue
        mine, theirs = _only_text(run), _only_text(before)
        if mine is None or theirs is None:
            continue
        mine.text = (theirs.text or "") + (mine.text or "")
        mine.set(name("xml:space"), "preserve")
        parent = before.getparent()
        if parent is not None:
            parent.remove(before)


def _same_look(one: Element, other: Element) -> bool:
    looks = (find(run, "w:rPr") for run in (one, other))
    left, right = ([] if look is None else [_as_text(e) for e in look] for look in looks)
    return left == right


def _as_text(element: Element) -> tuple[str, tuple[tuple[str, str], ...]]:
    attributes = ((str(k), str(v)) for k, v in element.attrib.items())
    return str(element.tag), tuple(sorted(attributes))


def _only_text(run: Element) -> Element | None:
    content = [e for e in run if e.tag != name("w:rPr")]
    return content[0] if len(content) == 1 and content[0].tag == name("w:t") else None


# ---------------------------------------------------------------- headings, lists, pictures


def finish_headings(root: Element, headings: Sequence[Heading]) -> None:
    """Take headings that the report does not number out of Word's list; start pages (D-13)."""
    ids = {f"Heading{level}" for level in range(1, 10)}
    paragraphs = [p for p in root.iter(name("w:p")) if style_of(p) in ids]
    for paragraph, heading in zip(paragraphs, headings, strict=True):
        properties = child(paragraph, "pPr", first=True)
        if not heading.listed and heading.level <= NUMBERED_LEVELS:
            numbers = make("numId", val=UNNUMBERED_LIST)
            properties.append(make("numPr", make("ilvl", val=heading.level - 1), numbers))
        if heading.fresh:
            properties.extend([make("pageBreakBefore"), make("spacing", before=0)])
        tidy(properties)


def finish_lists(root: Element, kinds: Mapping[str, str]) -> None:
    """Give the paragraphs of lists Word's own list styles."""
    for paragraph in root.iter(name("w:p")):
        number = value(find(paragraph, "w:pPr/w:numPr/w:numId")) or ""
        if number in kinds and style_of(paragraph) in PLAIN_STYLES:
            properties = child(paragraph, "pPr", first=True)
            style = child(properties, "pStyle")
            style.set(name("w:val"), LIST_STYLES[kinds[number]])


def finish_pictures(root: Element, pictures: Sequence[Picture]) -> None:
    """Write the words that stand for each picture, and mark those that only decorate (D-04)."""
    for drawing, picture in zip(root.iter(name("wp:docPr")), pictures, strict=True):
        drawing.attrib.pop("title", "")
        drawing.set("descr", "" if picture.decorative else picture.words)
        if picture.decorative:
            drawing.append(_decorative())
        inline = drawing.getparent()
        if inline is None:
            continue
        for side in "TBLR":
            # Said aloud: LibreOffice takes a distance of its own otherwise.
            inline.set(f"dist{side}", "0")
        # pandoc puts the name of the file here (PD-04).
        for inner in inline.iter(name("pic:cNvPr")):
            inner.set("descr", "" if picture.decorative else picture.words)


def _decorative() -> Element:
    mark = make("adec:decorative")
    mark.set("val", "1")
    extension = make("a:ext", mark)
    extension.set("uri", "{C183D7F6-B498-43B3-948B-1728B52AA6E4}")
    return make("a:extLst", extension)


# ---------------------------------------------------------------- sections


def finish_sections(root: Element, palette: Palette, info: Info) -> None:
    """Give the cover a section of its own, without header and footer (D-18 to D-21)."""
    body = child(root, "body")
    section = body[-1]
    notes = find(section, "w:footnotePr")
    if notes is not None:
        # pandoc lets the notes of each section begin at 1 again (D-19, PD-12).
        section.remove(notes)
    covers = {style_id(style) for style in COVER.values()}
    cover = [p for p in find_all(body, "w:p") if style_of(p) in covers]
    if cover:
        own = copy.deepcopy(section)
        for tag in ("type", "titlePg"):
            old = find(own, f"w:{tag}")
            if old is not None:
                own.remove(old)
        # With a page of its own kind and no header for it, a cover has none.
        own.extend([make("type", val="nextPage"), make("titlePg")])
        if palette.on_block:
            bleed(own, marked=info.marking is not None)
        child(cover[-1], "pPr", first=True).append(tidy(own))
        section.append(make("type", val="nextPage"))
        for kind in ("header", "footer"):
            for reference in find_all(section, f"w:{kind}Reference"):
                if value(reference, "w:type") == "first":
                    section.remove(reference)
    tidy(section)


def number_ids(roots: Sequence[Element]) -> None:
    """Number bookmarks and drawings from 1, each once (D-24)."""
    numbers = count(1)
    given: dict[str | None, str] = {}
    for root in roots:
        given.clear()
        for start in root.iter(name("w:bookmarkStart")):
            given[value(start, "w:id")] = str(next(numbers))
            start.set(name("w:id"), given[value(start, "w:id")])
        for end in root.iter(name("w:bookmarkEnd")):
            end.set(name("w:id"), given[value(end, "w:id")])
    drawings = count(1)
    for root in roots:
        for drawing in root.iter(name("wp:docPr"), name("pic:cNvPr")):
            drawing.set("id", str(next(drawings)))
