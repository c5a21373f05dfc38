"""Info and style → the cover as a PNG picture (E-14).

Everything on it stands as text on the title page as well. Never reads a font of the machine.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from PIL import Image, ImageDraw, ImageFont, features

from reportgen.document import Info
from reportgen.edition import Font, Style
from reportgen.glyphs import family_for

__all__ = ["draw_cover"]

WIDTH, HEIGHT = 1600, 2560
MARGIN = 150
TITLE_SIZES = range(208, 47, -8)
TITLE_LINES = 5
COLOURS = 48
"""Shades of the palette: three inks on one ground need few, and the file stays small."""

Face = ImageFont.FreeTypeFont


@dataclass(frozen=True)
class _Fonts:
    """The style's fonts by role and weight; where a family lacks a weight, the nearest."""

    style: Style = field(repr=False)

    def face(self, role: str, weight: int, size: int, words: str) -> Face:
        family = family_for(self.style, role, words)
        upright = [f for f in self.style.fonts if not f.italic]
        own = [f for f in upright if f.family == family] or upright
        return _face(min(own, key=lambda f: abs(f.weight - weight)), size)


def _face(font: Font, size: int) -> Face:
    # Raqm kerns by the font's own tables and joins Arabic letters; Pillow's own layout does not.
    engine = ImageFont.Layout.RAQM if features.check("raqm") else ImageFont.Layout.BASIC
    return ImageFont.truetype(io.BytesIO(font.data), size, layout_engine=engine)


@dataclass
class _Page:
    """A page that is written from the start side, top down or bottom up."""

    ground: str
    rtl: bool
    image: Image.Image = field(init=False)

    def __post_init__(self) -> None:
        self.image = Image.new("RGB", (WIDTH, HEIGHT), self.ground)

    @cached_property
    def pen(self) -> ImageDraw.ImageDraw:
        return ImageDraw.Draw(self.image)

    def write(self, words: str, baseline: int, face: Face, ink: str) -> None:
        """Write one line."""
        place = (WIDTH - MARGIN if self.rtl else MARGIN, baseline)
        # Only Raqm knows directions; without it there is no Arabic script to speak of.
        direction = "rtl" if self.rtl and features.check("raqm") else None
        anchor = "rs" if self.rtl else "ls"
        self.pen.text(place, words, ink, face, anchor=anchor, direction=direction)

    def bar(self, top: int, height: int, width: int, ink: str) -> None:
        """Draw a bar from the start side."""
        left = WIDTH - MARGIN - width if self.rtl else MARGIN
        self.pen.rectangle((left, top, left + width - 1, top + height - 1), fill=ink)


def draw_cover(info: Info, style: Style) -> bytes:
    """Draw the cover, 1600 by 2560 pixels, as the style's cover tokens say."""
    colour, layout = style.tokens["colour"], style.tokens["cover"]["layout"]
    ink, accent = colour["cover-ink"], colour["cover-accent"]
    fonts = _Fonts(style)
    page = _Page(colour["cover"], rtl=info.direction == "rtl")
    measure = WIDTH - 2 * MARGIN

    mark = str(style.tokens["cover"]["mark"])
    if layout == "rule":
        page.bar(MARGIN, 28, measure, accent)
        top = 330
    else:
        page.bar(0, 330, 28, accent)
        top = 470
    if mark:
        page.write(mark, top, fonts.face("display", 600, 56, mark), accent)

    lines, size = _fit(info.title, fonts, measure)
    face = fonts.face("display", 600, size, info.title)
    baseline = top + 90 + round(size * 0.95)
    for line in lines:
        page.write(line, baseline, face, ink)
        baseline += round(size * 1.08)
    baseline -= round(size * 1.08)

    if info.subtitle:
        face = fonts.face("display", 400, 72, info.subtitle)
        baseline += 165
        for line in _wrap(info.subtitle, face, measure):
            page.write(line, baseline, face, ink)
            baseline += 98

    _foot(page, info, fonts, colour)
    return _png(page.image)


def _foot(page: _Page, info: Info, fonts: _Fonts, colour: dict[str, str]) -> None:
    """Write who publishes the report, its number and date at the foot, the marking last."""
    measure = WIDTH - 2 * MARGIN
    ink, accent = colour["cover-ink"], colour["cover-accent"]
    number = f"{info.number} · {info.updated_words}"
    status = info.strings["draft"] if info.status == "draft" else ""
    notice = " · ".join(w for w in (status, info.marking) if w)
    bold = fonts.face("display", 600, 52, f"{info.publisher} {notice}")
    light = fonts.face("display", 400, 52, number)
    lines = [(line, bold, ink) for line in _wrap(info.publisher, bold, measure)]
    lines += [(line, light, ink) for line in _wrap(number, light, measure)]
    lines += [(notice, bold, accent)] if notice else []
    baseline = HEIGHT - MARGIN - 76 * (len(lines) - 1)
    page.bar(baseline - 120, 4, measure, accent)
    for words, face, shade in lines:
        page.write(words, baseline, face, shade)
        baseline += 76


def _fit(title: str, fonts: _Fonts, measure: int) -> tuple[list[str], int]:
    """Choose the largest size at which the title stands in few lines without breaking a word."""
    for size in TITLE_SIZES:
        face = fonts.face("display", 600, size, title)
        lines = _wrap(title, face, measure)
        whole = all(face.getlength(word) <= measure for word in title.split())
        if len(lines) <= TITLE_LINES and whole:
            return lines, size
    size = TITLE_SIZES[-1]
    return _wrap(title, fonts.face("display", 600, size, title), measure), size


def _wrap(words: str, face: Face, measure: int) -> list[str]:
    """Break words into as few lines as they need, all about as long as the others.

    A word that is longer than a line is broken where the line ends.
    """
    pieces = [piece for word in words.split() for piece in _pieces(word, face, measure)]
    fewest = len(_lines(pieces, face, measure))
    narrow, wide = 0, measure
    while wide - narrow > 1:
        middle = (narrow + wide) // 2
        if len(_lines(pieces, face, middle)) > fewest:
            narrow = middle
        else:
            wide = middle
    return _lines(pieces, face, wide)


def _pieces(word: str, face: Face, measure: int) -> Iterator[str]:
    while face.getlength(word) > measure and len(word) > 1:
        end = next(
            n for n in range(len(word), 0, -1) if n == 1 or face.getlength(word[:n]) <= measure
        )
        yield word[:end]
        word = word[end:]
    yield word


def _lines(words: Iterable[str], face: Face, measure: int) -> list[str]:
    lines: list[str] = []
    for word in words:
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and face.getlength(longer) <= measure:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    shades = image.quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    shades.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()
