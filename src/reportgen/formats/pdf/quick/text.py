"""Lines of text: Pango is asked once for what WeasyPrint asks it several times.

WeasyPrint 70.0 makes a Pango context for every line, shapes each line anew when it is drawn, and
tries for nearly every line whether a word fits of which the line before knows that it does not.
Here styles that look alike share a context, a line stays as it was measured until it is drawn, and
what is already known is not tried.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from functools import lru_cache
from math import inf
from typing import Any

from weasyprint.css import AnonymousStyle, ComputedStyle
from weasyprint.layout.percent import percentage
from weasyprint.text import line_break
from weasyprint.text.constants import LST_TO_ISO, PANGO_DIRECTION
from weasyprint.text.ffi import FROM_UNITS, TO_UNITS, ffi, gobject, pango
from weasyprint.text.fonts import font_features, get_font_description

from reportgen.formats.pdf.patching import everywhere

__all__ = ["GLYPH", "glyphs_of", "replacements"]

Layout = line_break.Layout

GLYPH = struct.Struct("=IiiiI")
"""A `PangoGlyphInfo`: the glyph, its width, where it is drawn beside its place, and flags."""

_LOOK = (
    "direction", "font_language_override", "lang", "font_family", "font_style", "font_stretch",
    "font_weight", "font_size", "font_variant_caps", "font_variation_settings", "font_kerning",
    "font_variant_ligatures", "font_variant_position", "font_variant_numeric",
    "font_variant_alternates", "font_variant_east_asian", "font_feature_settings",
    "letter_spacing", "word_spacing", "overflow_wrap", "word_break", "tab_size",
    "hyphens", "hyphenate_character", "hyphenate_limit_chars", "hyphenate_limit_zone",
)  # fmt: skip
"""What of a style its lines depend on."""

_LETTERS_PER_SIZE = 2.8
"""Letters on a line as long as they are high, and of the word after it; WeasyPrint takes four."""

_MOST_KNOWN = 20_000
"""Lines whose measures are kept."""

_WIDEST = 2**21
"""A width for Pango, in pixels, above which WeasyPrint gives none."""

_DOUBT = 0.15
"""By how much of its size a word may be narrower than it was in another place of the text."""

_IS_LINE_BREAK = 1
"""The bit of a `PangoLogAttr` that says that a line may break before a letter."""

_RECTANGLE = ffi.new("PangoRectangle *")


class _Face:
    """What all layouts of one look share."""

    def __init__(self, style: Any) -> None:
        self.context = ffi.gc(
            pango.pango_font_map_create_context(style.font_config.font_map), gobject.g_object_unref
        )
        pango.pango_context_set_round_glyph_positions(self.context, False)  # noqa: FBT003
        pango.pango_context_set_base_dir(self.context, PANGO_DIRECTION[style["direction"]])
        override = style["font_language_override"]
        lang = style["lang"] if override == "normal" else LST_TO_ISO.get(override.lower(), override)
        if lang:
            self.language = pango.pango_language_from_string(lang.encode())
            pango.pango_context_set_language(self.context, self.language)
        else:
            self.language = pango.pango_language_get_default()
        self.description = get_font_description(style)
        features = font_features(
            style["font_kerning"], style["font_variant_ligatures"],
            style["font_variant_position"], style["font_variant_caps"],
            style["font_variant_numeric"], style["font_variant_alternates"],
            style["font_variant_east_asian"], style["font_feature_settings"],
        )  # fmt: skip
        self.features = ",".join(f"{key} {value}" for key, value in features.items()).encode()
        spacing = style["letter_spacing"]
        self.is_plain = not style["word_spacing"] and (spacing == "normal" or not spacing)
        breaks = style["overflow_wrap"] in {"anywhere", "break-word"}
        self.attributes = self._attributes(hyphens=not breaks) if self.is_plain else None

    def _attributes(self, *, hyphens: bool) -> Any:
        """Return a list that holds for any text; none where there is nothing to say."""
        if hyphens and not self.features:
            return None
        attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
        if self.features:
            made = pango.pango_attr_font_features_new(self.features)
            pango.pango_attr_list_insert(attributes, made)
        if not hyphens:
            made = pango.pango_attr_insert_hyphens_new(False)  # noqa: FBT003
            pango.pango_attr_list_change(attributes, made)
        return attributes

    def own_attributes(self) -> Any:
        """Return a list that a layout may add to."""
        return self._attributes(hyphens=True)


def _face(style: Any) -> _Face | None:
    """Return the face of a style; None where WeasyPrint alone knows what it needs."""
    try:
        found: _Face | None = style.quick_face
    except AttributeError:
        found = None
        if isinstance(style, (ComputedStyle, AnonymousStyle)) and (
            style["text_decoration_line"] == "none"
        ):
            faces = style.font_config.__dict__.setdefault("quick_faces", {})
            look = str([style[name] for name in _LOOK])
            found = faces.get(look)
            if found is None:
                found = faces[look] = _Face(style)
        style.quick_face = found
    return found


# ---------------------------------------------------------------- layouts


def _with_faces(setup: Callable[..., Any]) -> Callable[..., Any]:
    def made(layout: Any, style: Any) -> None:
        layout.is_final = False
        layout.face = face = _face(style)
        if face is None:
            setup(layout, style)
            return
        layout.style = style
        layout.first_line_direction = 0
        layout.language = face.language
        layout.layout = native = ffi.gc(
            pango.pango_layout_new(face.context), gobject.g_object_unref
        )
        pango.pango_layout_set_auto_dir(native, False)  # noqa: FBT003
        pango.pango_layout_set_font_description(native, face.description)
        layout.ascent = layout.underline_position = layout.strikethrough_position = None
        attributes = face.attributes if face.is_plain else face.own_attributes()
        if attributes is not None:
            pango.pango_layout_set_attributes(native, attributes)

    return made


def _with_shared_attributes(set_text: Callable[..., Any]) -> Callable[..., Any]:
    def made(layout: Any, text: str, justify: bool = False) -> None:  # noqa: FBT001, FBT002
        face = layout.face
        spaced = justify and layout.justification_spacing
        if face is None or not face.is_plain or spaced or "\n" in text or "\t" in text:
            if face is not None and face.is_plain:
                own = face.own_attributes()
                # Pango keeps the list that it has where another equals it: the one of all lines,
                # into which WeasyPrint would write the spacing of this one.
                pango.pango_layout_set_attributes(layout.layout, ffi.NULL)
                pango.pango_layout_set_attributes(layout.layout, ffi.NULL if own is None else own)
            set_text(layout, text, justify)
            return
        layout.text = text
        data = text.encode().replace(b"\x00", b"")
        pango.pango_layout_set_text(layout.layout, data, len(data))

    return made


def _kept(reactivate: Callable[..., Any]) -> Callable[..., Any]:
    """Use the layout with which a line was measured, where nothing is to be changed in it."""

    def made(layout: Any, style: Any) -> None:
        if not (layout.is_final and style is layout.style and not layout.justification_spacing):
            reactivate(layout, style)

    return made


def _deactivate(layout: Any) -> None:
    layout.is_final = False
    del layout.layout, layout.language, layout.style, layout.face


def _line_size(line: Any, style: Any) -> tuple[float, float]:
    pango.pango_layout_line_get_extents(line, ffi.NULL, _RECTANGLE)
    width: float = _RECTANGLE.width * FROM_UNITS
    if style["letter_spacing"] != "normal":
        width += style["letter_spacing"]
    return width, _RECTANGLE.height * FROM_UNITS


def _first_line_metrics(
    first_line: Any, text: str, layout: Any, resume_at: int | None, space_collapse: bool,  # noqa: FBT001
    style: Any, hyphenated: bool = False, hyphenation_character: str = "",  # noqa: FBT001, FBT002
) -> tuple[Any, ...]:  # fmt: skip
    """Return what WeasyPrint's own function does; the layout is not let go."""
    length = first_line.length
    if hyphenated:
        length -= len(hyphenation_character.encode())
    elif resume_at:
        pango.pango_layout_set_width(layout.layout, -1)
        first_text = text.encode()[:length].decode()
        layout.set_text(first_text.rstrip(" ") if space_collapse else first_text)
        first_line, _ = layout.get_first_line()
        length = first_line.length
    width, height = _line_size(first_line, style)
    baseline = pango.pango_layout_get_baseline(layout.layout) * FROM_UNITS
    if (
        layout.face is not None
        and layout.face.is_plain  # a space by itself is spaced otherwise when it is measured
        and pango.pango_layout_get_line_readonly(layout.layout, 1) == ffi.NULL
    ):
        layout.is_final = True
    else:
        _deactivate(layout)
    return layout, length, resume_at, width, height, baseline


def _strut(measure: Callable[..., Any]) -> Callable[..., Any]:
    def made(style: Any) -> Any:
        """Return the height of a line in a style, and its baseline, measured once."""
        try:
            found = style.quick_strut
        except AttributeError:
            found = style.quick_strut = measure(style)
        return found

    return made


# ---------------------------------------------------------------- lines


class _Lines:
    """Breaks lines as WeasyPrint does, and leaves to it what is not plain."""

    def __init__(self, split: Callable[..., Any]) -> None:
        self.split = split
        self.known: dict[tuple[Any, ...], tuple[Any, ...]] = {}

    def split_first_line(
        self, text: str, style: Any, context: Any, max_width: Any, spacing: float,
        is_line_start: bool = True, minimum: bool = False,  # noqa: FBT001, FBT002
    ) -> Any:  # fmt: skip
        """Return what WeasyPrint's own function does.

        Heads and feet of pages, and what is measured before it is laid out, come again and again.
        """
        face = _face(style)
        if face is None:
            return self.split(text, style, context, max_width, spacing, is_line_start, minimum)
        # How white space is treated, leaders change while pages are made.
        key = (text, face, style["white_space"], max_width, spacing, is_line_start, minimum)
        known = self.known.get(key)
        if known is not None:
            shown, direction, *made = known
            return _measured(shown, direction, max_width, spacing), *made
        done = None
        if max_width is not None and max_width != inf and style["white_space"] == "normal":
            done = _plain_line(text, style, max_width, spacing)
        if done is None:
            done = self.split(text, style, context, max_width, spacing, is_line_start, minimum)
        layout, *made = done
        if len(self.known) >= _MOST_KNOWN:
            self.known.clear()
        self.known[key] = (layout.text, layout.first_line_direction, *made)
        return done


def _measured(text: str, direction: int, max_width: Any, spacing: float) -> Any:
    """Return the layout of a text whose measures are known: it is shaped when it is drawn."""
    layout = Layout.__new__(Layout)
    layout.text, layout.first_line_direction = text, direction
    layout.max_width, layout.justification_spacing = max_width, spacing
    layout.is_final = False
    layout.ascent = layout.underline_position = layout.strikethrough_position = None
    return layout


def _plain_line(text: str, style: Any, max_width: float, spacing: float) -> Any:
    """Return a line that holds the whole text, or one that ends where Pango ends it.

    None where a word may fit after all, or must be parted.
    """
    size = style["font_size"]
    if size * 4 > max_width or "\xad" in text:
        return None
    layout = Layout(style, spacing, max_width)
    if max_width < _WIDEST:
        pango.pango_layout_set_width(layout.layout, int(max_width * TO_UNITS))
    # No more of the text than the line, and the word after it: all of it would be shaped.
    short = text[: int(max_width / size * _LETTERS_PER_SIZE)]
    layout.set_text(short)
    first_line, resume_at = layout.get_first_line()
    if resume_at is None and short != text:
        return None
    width, _ = _line_size(first_line, style)
    if width > max_width:
        return None
    if resume_at is not None:
        length = len(short.encode()[:resume_at].decode())
        if not _is_followed(layout, short, length, max_width - width):
            return None
    return _first_line_metrics(first_line, short, layout, resume_at, True, style)  # noqa: FBT003


def _is_followed(layout: Any, text: str, length: int, space: float) -> bool:
    """Tell whether nothing of the text after a line can be put at its end, in `space`."""
    if length >= len(text):
        return False
    style = layout.style
    log = ffi.cast("guint *", pango.pango_layout_get_log_attrs_readonly(layout.layout, ffi.NULL))
    rest = ffi.unpack(log + length + 1, len(text) - length - 1)
    until = next((place for place, flags in enumerate(rest) if flags & _IS_LINE_BREAK), None)
    if until is None:
        return False
    word = text[length : length + until].rstrip(" ")
    if not word:
        return length > 0
    if text[length + until] == " ":
        # Pango counts the space after a word; WeasyPrint tries without.
        following = pango.pango_layout_get_line_readonly(layout.layout, 1)
        wide = _width_of(following, len(word.encode()))
        if wide is None or wide * FROM_UNITS < space + style["font_size"] * _DOUBT:
            return False
    lang = style["lang"] and line_break.pyphen.language_fallback(style["lang"])
    if style["hyphens"] != "auto" or not lang:
        return True
    if space <= percentage(style["hyphenate_limit_zone"], style, layout.max_width):
        return True
    after = text[length:]
    until = line_break.get_next_break_point_from_text(after, lang)
    return bool(len(after[:until] if until else after) < style["hyphenate_limit_chars"][0])


def _width_of(line: Any, length: int) -> int | None:
    """Return the width of the first bytes of a line; None where some run from right to left."""
    width = 0
    run = line.runs
    while run != ffi.NULL:
        item, glyphs = run.data.item, run.data.glyphs
        if item.analysis.level % 2:
            return None
        before = item.offset - line.start_index
        if before >= length:
            break
        places = ffi.unpack(glyphs.log_clusters, glyphs.num_glyphs)
        for (_, wide, *_), place in zip(glyphs_of(glyphs), places, strict=True):
            if before + place < length:
                width += wide
        run = run.next
    return width


def glyphs_of(glyphs: Any) -> Any:
    """Return the glyphs of a `PangoGlyphString`, each as the numbers of `GLYPH`."""
    return GLYPH.iter_unpack(ffi.buffer(glyphs.glyphs, glyphs.num_glyphs * GLYPH.size))


def replacements() -> list[tuple[Any, str, Any]]:
    """Return what takes the place of functions of WeasyPrint."""
    lines = _Lines(line_break.split_first_line)
    return [
        (Layout, "setup", _with_faces(Layout.setup)),
        (Layout, "set_text", _with_shared_attributes(Layout.set_text)),
        (Layout, "reactivate", _kept(Layout.reactivate)),
        (Layout, "deactivate", _deactivate),
        *everywhere(line_break.can_break_text, lru_cache(_MOST_KNOWN)(line_break.can_break_text)),
        *everywhere(line_break.strut, _strut(line_break.strut)),
        *everywhere(line_break.line_size, _line_size),
        *everywhere(line_break.first_line_metrics, _first_line_metrics),
        *everywhere(line_break.split_first_line, lines.split_first_line),
    ]
