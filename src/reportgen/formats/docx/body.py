"""The text of the Word file after pandoc: runs, headings, lists, pictures, languages.

Changes how the words are held, never the words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from reportgen.formats.docx.looks import Palette, twips
from reportgen.formats.docx.names import NUMBERED_LEVELS, UNNUMBERED_LIST
from reportgen.formats.docx.plan import Heading, Picture
from reportgen.formats.docx.wml import Element, child, find, make, name, space, tidy, value, words

__all__ = [
    "finish_headings",
    "finish_lists",
    "finish_pictures",
    "finish_words",
    "join_runs",
    "style_of",
]

_PIECES = re.compile(r"(\t|(?<=\b[A-Z]{2})-(?=[0-9]{2}))")
"""What stands alone in a run: tabs, and the hyphens of ids such as TR-16."""

LIST_STYLES = {"bullet": "ListBullet", "number": "ListNumber", "continue": "ListContinue"}
PLAIN_STYLES = {None, "Compact", "BodyText", "FirstParagraph"}


def style_of(paragraph: Element) -> str | None:
    """Return the id of a paragraph's style."""
    return value(find(paragraph, "w:pPr/w:pStyle"))


# ---------------------------------------------------------------- runs


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


def finish_words(root: Element) -> None:
    """Write tabs as Word does, and keep the ids of items from breaking at their hyphen."""
    for text in list(root.iter(name("w:t"))):
        pieces = [piece for piece in _PIECES.split(text.text or "") if piece]
        if len(pieces) > 1 or pieces == ["\t"]:
            holder = text.getparent()
            if holder is not None:
                place = holder.index(text)
                holder[place : place + 1] = [_piece(piece) for piece in pieces]


def _piece(piece: str) -> Element:
    tag = {"\t": "tab", "-": "noBreakHyphen"}.get(piece)
    made = make(tag) if tag else make("t", piece)
    if not tag:
        made.set(name("xml:space"), "preserve")
    return made


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
        if not heading.number and heading.level <= NUMBERED_LEVELS:
            numbers = make("numId", val=UNNUMBERED_LIST)
            properties.append(make("numPr", make("ilvl", val=heading.level - 1), numbers))
        if heading.fresh:
            properties.append(make("pageBreakBefore"))
            space(paragraph, before=0)
        tidy(properties)


def finish_lists(root: Element, kinds: Mapping[str, str], palette: Palette) -> None:
    """Give the paragraphs of lists Word's own list styles, and room below each whole list."""
    inside = []
    for paragraph in root.iter(name("w:p")):
        number = value(find(paragraph, "w:pPr/w:numPr/w:numId")) or ""
        if number in kinds and style_of(paragraph) in PLAIN_STYLES:
            properties = child(paragraph, "pPr", first=True)
            style = child(properties, "pStyle")
            style.set(name("w:val"), LIST_STYLES[kinds[number]])
            inside.append(paragraph)
    for paragraph in inside:
        before = paragraph.getprevious()
        if before is not None and style_of(before) in PLAIN_STYLES and words(before).endswith(":"):
            # Words that lead to a list do not stay behind at the foot of a page.
            tidy(_kept(before))
        after = paragraph.getnext()
        if after is None or style_of(after) not in LIST_STYLES.values():
            space(paragraph, after=twips(palette.points("space", "paragraph")))


def _kept(paragraph: Element) -> Element:
    properties = child(paragraph, "pPr", first=True)
    properties.append(make("keepNext"))
    return properties


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
