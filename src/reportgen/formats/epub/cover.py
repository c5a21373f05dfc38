"""Info and style → the cover as a PNG picture (E-14).

Everything on it stands as text on the title page as well. Never reads a font of the machine.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from PIL import Image, ImageDraw, ImageFont, features

from reportgen.document import Info
from reportgen.edition import Font, Style
from reportgen.glyphs import family_for

__all__ = ["draw_cover"]

WIDTH, HEIGHT = 1600, 2560
MARGIN = 150
TITLE_STEP = 8
SMALLEST_TITLE = 48
TITLE_LINES = 5
MM_PER_POINT = 25.4 / 72

BAND = 0.7
"""The share of the picture that a band of colour takes: more than of a page, which is wider."""

COLOURS = 48
"""Shades of the palette: three inks on one ground need few, and the file stays small."""

INKS = 5
"""The most frequent of them: the grounds, and what is drawn on them."""

_MANY = 1 << 16
_NEAR = 8

Face = ImageFont.FreeTypeFont


@dataclass(frozen=True)
class _Fonts:
    """The style's fonts by role and weight; where a family lacks a weight, the nearest."""

    style: Style = field(repr=False)

    def face(self, role: str, weight: int, size: int, words: str, *, italic: bool = False) -> Face:
        family = family_for(self.style, role, words)
        own = [f for f in self.style.fonts if f.family == family] or list(self.style.fonts)
        font = min(own, key=lambda f: (f.italic != italic, abs(f.weight - weight)))
        return _face(font, size)


def _face(font: Font, size: int) -> Face:
    # Raqm kerns by the font's own tables and joins Arabic letters; Pillow's own layout does not.
    engine = ImageFont.Layout.RAQM if features.check("raqm") else ImageFont.Layout.BASIC
    return ImageFont.truetype(io.BytesIO(font.data), size, layout_engine=engine)


@dataclass
class _Page:
    """A page that is written from the start side or in the middle, top down or bottom up."""

    ground: str
    rtl: bool
    centred: bool
    image: Image.Image = field(init=False)

    def __post_init__(self) -> None:
        self.image = Image.new("RGB", (WIDTH, HEIGHT), self.ground)

    @cached_property
    def pen(self) -> ImageDraw.ImageDraw:
        return ImageDraw.Draw(self.image)

    def write(self, words: str, baseline: int, face: Face, ink: str, spacing: float = 0) -> None:
        """Write one line; `spacing` is put between letters, which Arabic script cannot bear."""
        if self.rtl or not spacing:
            x, anchor = (WIDTH - MARGIN, "rs") if self.rtl else (MARGIN, "ls")
            x, anchor = (WIDTH // 2, "ms") if self.centred else (x, anchor)
            # Only Raqm knows directions; without it there is no Arabic script to speak of.
            direction = "rtl" if self.rtl and features.check("raqm") else None
            self.pen.text((x, baseline), words, ink, face, anchor=anchor, direction=direction)
            return
        length = sum(face.getlength(letter) + spacing for letter in words) - spacing
        left: float = (WIDTH - length) / 2 if self.centred else MARGIN
        for letter in words:
            self.pen.text((left, baseline), letter, ink, face, anchor="ls")
            left += face.getlength(letter) + spacing

    def bar(self, top: int, height: int, width: int, ink: str) -> None:
        """Draw a bar from the start side."""
        left = WIDTH - MARGIN - width if self.rtl else MARGIN
        self.pen.rectangle((left, top, left + width - 1, top + height - 1), fill=ink)

    def show(self, picture: bytes, top: int, height: int) -> None:
        """Put a picture on the page, `height` high, and no wider than the words."""
        with Image.open(io.BytesIO(picture)) as opened:
            image = opened.convert("RGBA")
        scale = min(height / image.height, (WIDTH - 2 * MARGIN) / image.width)
        image = image.resize((round(image.width * scale), round(image.height * scale)))
        left = WIDTH - MARGIN - image.width if self.rtl else MARGIN
        left = (WIDTH - image.width) // 2 if self.centred else left
        self.image.paste(image, (left, top), image)


@dataclass(frozen=True)
class _Sizes:
    """Sizes of the style in dots of the picture, which readers see small."""

    style: Style = field(repr=False)

    def points(self, name: str) -> int:
        return self.dots(float(self.style.tokens["size"][name]) * MM_PER_POINT)

    def dots(self, millimetres: float) -> int:
        scale = float(self.style.tokens["cover"]["picture-scale"])
        return round(millimetres * scale * WIDTH / float(self.style.tokens["page"]["width"]))


def draw_cover(info: Info, style: Style) -> bytes:
    """Draw the cover, 1600 by 2560 pixels, as the style's cover tokens say."""
    colour, cover = style.tokens["colour"], style.tokens["cover"]
    layout, weight = cover["layout"], style.tokens["heading"]["weight"]
    ink, accent = colour["cover-ink"], colour["cover-accent"]
    fonts, sizes = _Fonts(style), _Sizes(style)
    page = _Page(colour["cover"], info.direction == "rtl", layout == "centred")
    measure = WIDTH - 2 * MARGIN

    mark = str(cover["mark"])
    top = 470
    if layout == "rule":
        page.bar(MARGIN, 28, measure, accent)
        top = 330
    elif layout == "centred":
        page.bar(MARGIN, 5, measure, accent)
        top = 400
    elif layout == "block":
        page.bar(0, 330, 28, accent)
    else:
        band = round(HEIGHT * BAND)
        page.pen.rectangle((0, band, WIDTH, HEIGHT), fill=colour["paper"])
        page.bar(band, 28, measure // 3, colour["stroke"])
    if style.logo is not None:
        page.show(style.logo.data, 215, sizes.dots(cover["logo-height"]))
        top = max(top, 215 + sizes.dots(cover["logo-height"]) + 120)
    if mark:
        face = fonts.face("display", 600, sizes.points("cover-mark"), mark)
        words = mark if page.centred else mark.upper()
        page.write(words, top, face, accent, spacing=6)

    lines, size = _fit(info.title, fonts, measure, weight, sizes.points("title"))
    face = fonts.face("heading", weight, size, info.title)
    baseline = top + 90 + round(size * 0.95)
    for line in lines:
        page.write(line, baseline, face, ink)
        baseline += round(size * 1.08)
    baseline -= round(size * 1.08)

    if info.subtitle:
        size = sizes.points("subtitle")
        face = fonts.face("display", 400, size, info.subtitle, italic=page.centred)
        baseline += round(size * 2.2)
        for line in _wrap(info.subtitle, face, measure):
            page.write(line, baseline, face, ink)
            baseline += round(size * 1.36)

    _foot(page, info, fonts, sizes)
    return _png(page.image)


def _foot(page: _Page, info: Info, fonts: _Fonts, sizes: _Sizes) -> None:
    """Write who publishes the report, its number and date at the foot, the marking last."""
    tokens = fonts.style.tokens
    colour, measure = tokens["colour"], WIDTH - 2 * MARGIN
    on_paper = tokens["cover"]["layout"] == "band"
    ink, accent = colour["cover-ink"], colour["cover-accent"]
    if on_paper:
        ink, accent = colour["ink"], colour["stalled"]
    number = f"{info.number} · {info.updated_words}"
    status = info.strings["draft"] if info.status == "draft" else ""
    notice = " · ".join(w for w in (status, info.marking) if w)
    bold = fonts.face(
        "display", 600, sizes.points("cover-organisation"), f"{info.publisher} {notice}"
    )
    light = fonts.face("display", 400, sizes.points("cover-facts"), number)
    lines = [(line, bold, ink) for line in _wrap(info.publisher, bold, measure)]
    lines += [(line, light, ink) for line in _wrap(number, light, measure)]
    lines += [(notice, bold, accent)] if notice else []
    step = round(sizes.points("cover-organisation") * 1.3)
    baseline = HEIGHT - MARGIN - step * (len(lines) - 1)
    if not on_paper:
        page.bar(baseline - 2 * step + 20, 4, measure, accent)
    for words, face, shade in lines:
        page.write(words, baseline, face, shade)
        baseline += step


def _fit(
    title: str, fonts: _Fonts, measure: int, weight: int, largest: int
) -> tuple[list[str], int]:
    """Choose the largest size at which the title stands in few lines without breaking a word."""
    for size in range(largest, SMALLEST_TITLE, -TITLE_STEP):
        face = fonts.face("heading", weight, size, title)
        lines = _wrap(title, face, measure)
        whole = all(face.getlength(word) <= measure for word in title.split())
        if len(lines) <= TITLE_LINES and whole:
            return lines, size
    face = fonts.face("heading", weight, SMALLEST_TITLE, title)
    return _wrap(title, face, measure), SMALLEST_TITLE


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
    """Write a picture with few shades: its inks as they are, and steps between them."""
    buffer = io.BytesIO()
    _shaded(image).save(buffer, "PNG")
    return buffer.getvalue()


def _shaded(image: Image.Image) -> Image.Image:
    colours: Any = image.getcolors(_MANY)
    if colours is None:  # a logo that is a photograph
        return image.quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    # Over the colours, of which there are some hundred, and not over all dots: a tenth of the time.
    each: list[_Colour] = [colour for _, colour in sorted(colours, reverse=True)]
    inks: list[_Colour] = []
    for colour in each:
        if len(inks) < INKS and _far(colour, inks):
            inks.append(colour)
    line = Image.new("RGB", (len(each), 1))
    line.putdata(each)
    shades = line.quantize(COLOURS - INKS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    found: Any = shades.convert("RGB").getcolors()
    # Pillow finds the nearest shade for a few neighbours at once, which may be no ink's neighbour.
    apart = [shade for _, shade in sorted(found) if _far(shade, inks)]
    palette = Image.new("P", (1, 1))
    palette.putpalette([value for colour in (*inks, *apart) for value in colour])
    return image.quantize(palette=palette, dither=Image.Dither.NONE)


_Colour = tuple[int, int, int]


def _far(shade: _Colour, inks: Iterable[_Colour]) -> bool:
    return all(max(abs(a - b) for a, b in zip(shade, ink, strict=True)) > _NEAR for ink in inks)
