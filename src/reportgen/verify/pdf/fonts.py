"""Fonts of a PDF: inside the file, readable, and those of the style (C-18, P-13, P-27, W-17)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pikepdf

from reportgen.verify.subject import Subject
from reportgen.verify.toolbox import Toolbox, Unreadable
from reportgen.verify.verdict import Finding, note

__all__ = ["judge_fonts"]

_PROGRAMS = ("/FontFile", "/FontFile2", "/FontFile3")


def judge_fonts(subject: Subject, toolbox: Toolbox) -> Iterator[Finding]:
    """Look at every font of the file."""
    del toolbox
    try:
        pdf = pikepdf.open(subject.path)
    except (pikepdf.PdfError, OSError) as fault:
        message = f"it cannot be opened: {fault}"
        raise Unreadable(message) from None
    families = subject.source.families if subject.source else ()
    fonts = list(_fonts(pdf))
    for font in fonts:
        name = str(font.get("/BaseFont", "/unnamed")).removeprefix("/")
        if not _embedded(font):
            yield Finding("NOT-EMBEDDED", f"the font {name} is not in the file")
        if "/ToUnicode" not in font:
            yield Finding("NO-TOUNICODE", f"what the letters of {name} stand for is not said")
        if families and not _allowed(name, families):
            yield Finding("FOREIGN-FONT", f"the font {name} is not one of the style's")
    if not fonts:
        yield Finding("NO-FONTS", "there is no font, so there is no text")
    if not families:
        yield note("no-source", "the fonts were not compared with the style's: give the project")


def _fonts(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Yield each font that text is set with; a part of a composite font is none."""
    for item in pdf.objects:
        is_font = isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font"
        if is_font and "CIDFont" not in str(item.get("/Subtype", "")):
            yield item


def _embedded(font: Any) -> bool:
    if font.get("/Subtype") == "/Type3":
        return True
    holders = list(font.get("/DescendantFonts", [])) or [font]
    return all(
        any(program in holder.get("/FontDescriptor", {}) for program in _PROGRAMS)
        for holder in holders
    )


def _allowed(name: str, families: tuple[str, ...]) -> bool:
    """Tell whether a font belongs to a family: `ABCDEF+Source-Serif-4-Bold` to Source Serif 4."""
    words = _letters(re.sub(r"^[A-Z]{6}\+", "", name))
    return any(words.startswith(_letters(family)) for family in families)


def _letters(name: str) -> str:
    return re.sub("[^0-9a-z]", "", name.lower())
