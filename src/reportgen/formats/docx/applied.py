"""Styles by name in place of what pandoc sets on single words and paragraphs.

Who restyles the file in Word changes a style and finds that everything follows.
"""

from __future__ import annotations

from reportgen.formats.docx.body import style_of
from reportgen.formats.docx.names import LIST_LEVELS
from reportgen.formats.docx.wml import Element, child, find, make, name, value

__all__ = ["apply_styles"]

LISTS = {"ListBullet", "ListNumber", "ListContinue"}

PLAIN = {
    None, "BodyText", "FirstParagraph", "Compact", "Definition", "FootnoteText", "Lead",
    "Bibliography", "TableText", *LISTS,
}  # fmt: skip
"""Paragraphs whose letters are neither bold nor italic: there a bold style makes letters bold.

Where the paragraph's own style is bold, too, Word takes the two together for plain (17.7.3).
"""

LETTERS = {frozenset({"b", "bCs"}): "Strong", frozenset({"i", "iCs"}): "Emphasis"}


def apply_styles(root: Element) -> None:
    """Name the level of lists, the quotations, and the words that stand out."""
    for paragraph in root.iter(name("w:p")):
        style = style_of(paragraph)
        if style == "BlockText":
            _set(paragraph, "Quote")
        elif style in LISTS:
            level = int(value(find(paragraph, "w:pPr/w:numPr/w:ilvl")) or 0) + 1
            if 1 < level <= LIST_LEVELS:
                _set(paragraph, f"{style}{level}")
        if style in PLAIN:
            for look in paragraph.iter(name("w:rPr")):
                _name_letters(look)


def _set(paragraph: Element, style: str) -> None:
    child(child(paragraph, "pPr", first=True), "pStyle").set(name("w:val"), style)


def _name_letters(look: Element) -> None:
    parent = look.getparent()
    tags = frozenset(str(entry.tag).rpartition("}")[2] for entry in look)
    if parent is None or parent.tag != name("w:r") or tags not in LETTERS or any(
        value(entry) is not None for entry in look
    ):  # fmt: skip
        return
    look[:] = [make("rStyle", val=LETTERS[tags])]
