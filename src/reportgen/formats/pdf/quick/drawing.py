"""Lines of text drawn: the glyphs of a run read at once, and what is known of each kept.

WeasyPrint 70.0 asks Pango for every glyph of every line anew. What stands for a glyph on the page
depends on the font, the glyph and its width alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from weasyprint.draw import text as drawing
from weasyprint.pdf.stream import Stream
from weasyprint.text.ffi import FROM_UNITS, ffi, pango

from reportgen.formats.pdf.patching import everywhere
from reportgen.formats.pdf.quick.text import glyphs_of

__all__ = ["replacements"]

_OLD = 14802
"""The version of Pango before which WeasyPrint takes the size of a font from the style."""

_SMALLEST = 1e-6
"""The size of letters below which WeasyPrint draws none."""


def _quick(draw_first_line: Callable[..., Any]) -> Callable[..., Any]:
    """Draw what was measured as it is, and leave to WeasyPrint what is not plain."""

    def draw(
        stream: Any, textbox: Any, text_overflow: str, block_ellipsis: Any, matrix: Any
    ) -> list[Any]:
        runs = None
        if (
            type(stream) is Stream
            and getattr(textbox.pango_layout, "face", None) is not None
            and text_overflow != "ellipsis"
            and block_ellipsis == "none"
            and textbox.text.strip()
            and textbox.style["font_size"] >= _SMALLEST
        ):
            runs = _runs(stream, textbox.pango_layout)
        if runs is None:
            left: list[Any] = draw_first_line(
                stream, textbox, text_overflow, block_ellipsis, matrix
            )
            return left
        stream.set_text_matrix(*matrix.values)
        shown = ""
        for font, size, text in runs:
            if font is not None:
                if shown:
                    stream.show_text(shown)
                shown = ""
                stream.set_font_size(font.hash, size)
            shown += text
        stream.show_text(shown)
        return []

    return draw


def _runs(stream: Any, layout: Any) -> list[tuple[Any, float, str]] | None:
    """Return the font, its size and the glyphs of each run; None where a glyph is not plain.

    A run in the font of the one before names none.
    """
    if pango.pango_layout_get_line_readonly(layout.layout, 1) != ffi.NULL:
        return None
    made: list[tuple[Any, float, str]] = []
    before: Any = None
    font: Any = None
    size, shown = 0.0, dict[tuple[int, int], str]()
    run = pango.pango_layout_get_line_readonly(layout.layout, 0).runs
    while run != ffi.NULL:
        item, glyphs = run.data.item, run.data.glyphs
        run = run.next
        is_same = item.analysis.font == before
        if not is_same:
            before = item.analysis.font
            font, size = stream.add_font(before)
            if font.bitmap or font.svg or font.png or font.colr:
                return None
            shown = font.__dict__.setdefault("shown", {}).setdefault(size, {})
        text = "<"
        for place, (glyph, width, x, y, _) in enumerate(glyphs_of(glyphs)):
            known = None if x else shown.get((glyph, width))
            if known is None or y:
                if y or glyph & pango.PANGO_GLYPH_UNKNOWN_FLAG or glyph == pango.PANGO_GLYPH_EMPTY:
                    return None
                if glyph not in font.to_unicode:
                    font.to_unicode[glyph] = _said(layout.text, item, glyphs, place)
                known = _shown(stream, font, size, before, glyph, width, x)
                if not x:
                    shown[glyph, width] = known
            text += known
        text = text[:-1] if text[-1] == "<" else text + ">"
        made.append((None if is_same else font, size, text))
    return made


def _said(text: str, item: Any, glyphs: Any, place: int) -> str:
    """Return the letters that a glyph stands for."""
    first = glyphs.log_clusters[place]
    if item.analysis.level % 2:
        last = item.length if place == 0 else glyphs.log_clusters[place - 1]
    elif place == glyphs.num_glyphs - 1:
        last = item.length
    else:
        last = glyphs.log_clusters[place + 1]
    return text.encode()[item.offset + first : item.offset + last].decode()


def _shown(stream: Any, font: Any, size: float, native: Any, glyph: int, width: int, x: int) -> str:
    """Return what shows a glyph: its number, and by how much the next one is nearer."""
    if glyph not in font.widths:
        pango.pango_font_get_glyph_extents(native, glyph, stream.ink_rect, stream.logical_rect)
        font.widths[glyph] = round(stream.logical_rect.width * 1000 * FROM_UNITS / size)
    offset = x / size
    nearer = font.widths[glyph] + offset - width * 1000 * FROM_UNITS / size
    return (
        (f">{-offset}<" if offset else "") + f"{glyph:04x}" + (f">{int(nearer)}<" if nearer else "")
    )


def replacements() -> list[tuple[Any, str, Any]]:
    """Return what takes the place of functions of WeasyPrint."""
    if pango.pango_version() < _OLD:
        return []
    return everywhere(drawing.draw_first_line, _quick(drawing.draw_first_line))
