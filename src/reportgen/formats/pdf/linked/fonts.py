"""The fonts of all sections as one: what each section used, and the parts of the fonts in the file.

A glyph that any section draws is in the file once. What it stands for is what the first section
says, as in a single run.
"""

from __future__ import annotations

import html
from typing import Any

from reportgen.diagnostics import in_plain
from reportgen.formats.pdf.engine import Run
from reportgen.formats.pdf.linked.numbers import Uncovered
from reportgen.formats.pdf.linked.objects import ObjectFile, template
from reportgen.formats.pdf.patching import patched

__all__ = ["differing", "font_facts", "font_objects", "merged"]

_SLOPES = ("normal", "oblique", "italic")


def font_facts(fonts: dict[int, Any]) -> list[dict[str, Any]]:
    """Return what a section used of each font, as data."""
    facts = []
    for font in fonts.values():
        if font.bitmap or font.used_in_forms or font.missing or font.variations:
            message = f"the font {font.family}, which is not a plain one"
            raise Uncovered(message)
        facts.append({
            "hash": font.hash, "family": font.family, "weight": font.weight, "style": font.style,
            "widths": sorted(font.widths.items()), "texts": list(font.to_unicode.items()),
        })  # fmt: skip
    return facts


def merged(sections: list[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Return the fonts of all sections; of two texts of a glyph, the first one counts."""
    fonts: dict[str, dict[str, Any]] = {}
    for facts in sections:
        for font in facts:
            known = fonts.setdefault(font["hash"], {**font, "widths": {}, "texts": {}})
            for key in ("widths", "texts"):
                for glyph, said in font[key]:
                    known[key].setdefault(glyph, said)
    return [
        {
            **font,
            "widths": sorted(font["widths"].items()),
            "texts": sorted(font["texts"].items()),
        }
        for _, font in sorted(fonts.items())
    ]


def differing(sections: list[list[dict[str, Any]]]) -> bool:
    """Tell whether a glyph stands for different words in two sections."""
    seen: dict[tuple[str, int], str] = {}
    return any(
        seen.setdefault((font["hash"], glyph), text).split() != text.split()
        for facts in sections
        for font in facts
        for glyph, text in font["texts"]
    )


def font_objects(run: Run, font_config: Any, fonts: list[dict[str, Any]]) -> bytes:
    """Return the object file of the fonts, each cut down to its glyphs.

    WeasyPrint has a font only while it draws with it, so a word of each is laid out.
    """
    words = "".join(
        f"<span style=\"font-family: '{html.escape(font['family'])}';"
        f' font-weight: {font["weight"]}; font-style: {_SLOPES[font["style"]]}">'
        f"{html.escape(next((t for _, t in font['texts'] if t.strip()), 'x'))}</span> "
        for font in fonts
    )
    del run.complaints[:]
    page = run.html(f'<!DOCTYPE html><html lang="en"><body><p>{words}</p></body></html>')
    file = ObjectFile()

    def build(pdf: Any, drawn: dict[int, Any], *rest: Any) -> Any:
        used = {font.hash: (key, font) for key, font in drawn.items()}
        kept = {}
        for font in fonts:
            if font["hash"] not in used:
                message = f"the font {font['family']}"
                raise Uncovered(message)
            key, one = used[font["hash"]]
            one.widths = {int(glyph): width for glyph, width in font["widths"]}
            one.to_unicode = {int(glyph): text for glyph, text in font["texts"]}
            kept[key] = one
        first = len(pdf.objects)
        made = original(pdf, kept, *rest)
        file.objects = {o.number: template(o, {}) for o in pdf.objects[first:]}
        file.facts["fonts"] = file.keep(made, {})
        return made

    pdf_module = run.weasyprint.pdf
    original = pdf_module.build_fonts_dictionary
    with patched([
        (pdf_module, "build_fonts_dictionary", build),
        (pdf_module, "add_tags", lambda *_: None),
    ]):
        page.write_pdf(font_config=font_config)
    file.facts["said"] = in_plain(run.complaints)
    return file.packed()
