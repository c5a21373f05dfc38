"""Tokens of a style → measures and properties in Word's units.

The only place where points, millimetres and colours of `style.yaml` become twips, half-points and
hexadecimal; never decides which style looks how.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from reportgen.edition import Style
from reportgen.formats.docx.fonts import line_height
from reportgen.formats.docx.wml import Element, make
from reportgen.glyphs import family_for

__all__ = ["Face", "Page", "Palette", "eighths", "half_points", "twips"]

POINTS_PER_MM = 72 / 25.4

IDEOGRAPH, ALEF = "\u4e00", "\u0627"
"""A letter of each kind of script for which Word asks for a font of its own (D-17)."""

SINGLE = 240
"""A line height of 1 in Word's units, which counts in the font's own line height."""

LIST_STEP = 16.0
"""How far each level of a list stands in, in points."""

SEMIBOLD = 600

Face = Literal["text", "display", "heading"]

SIDE_PADDING = 1.3
"""How much wider the space beside the words of a cell is than that above them."""


def twips(points: float) -> int:
    """Turn points into twentieths of a point."""
    return round(points * 20)


def half_points(points: float) -> int:
    """Turn points into halves of a point."""
    return round(points * 2)


def eighths(points: float) -> int:
    """Turn points into eighths of a point, the measure of borders."""
    return round(points * 8)


@dataclass(frozen=True)
class Page:
    """The page in points."""

    width: float
    height: float
    top: float
    bottom: float
    inner: float
    outer: float
    indent: float
    term: float

    @property
    def line(self) -> float:
        """The width of the text."""
        return self.width - self.inner - self.outer

    @property
    def turned_line(self) -> float:
        """The width of the text on a page that is turned."""
        return self.height - self.inner - self.outer


@dataclass(frozen=True)
class Palette:
    """The tokens of a style, asked for in Word's terms."""

    style: Style

    def token(self, group: str, name: str) -> Any:
        """Return one value of `style.yaml`."""
        found: Mapping[str, Any] = self.style.tokens[group]
        return found[name]

    def points(self, group: str, name: str) -> float:
        """Return a size or distance in points."""
        return float(self.token(group, name))

    def colour(self, name: str) -> str:
        """Return a colour, given by its name or as `#rrggbb`, as Word writes it."""
        given = name if name.startswith("#") else str(self.token("colour", name))
        return given.removeprefix("#").upper()

    @property
    def page(self) -> Page:
        """The page of the style."""
        sides = ("width", "height", "top", "bottom", "inner", "outer", "indent", "term")
        return Page(*(self.points("page", side) * POINTS_PER_MM for side in sides))

    @property
    def on_block(self) -> bool:
        """Whether the cover has a coloured ground, which in Word always ends below the words."""
        return self.token("cover", "layout") in {"block", "band"}

    @property
    def bold(self) -> bool:
        """Whether headings are bold: Word knows no weight between the two."""
        return self.points("heading", "weight") >= SEMIBOLD

    # ---------------------------------------------------------------- letters

    def letters(
        self,
        face: Face | None = None,
        size: float | None = None,
        colour: str | None = None,
        *,
        bold: bool | None = None,
        italic: bool | None = None,
        caps: bool = False,
        tracking: float = 0,
    ) -> list[Element]:
        """Make the properties of letters; sizes are in points, colours names or `#rrggbb`."""
        made: list[Element] = []
        if face:
            family = str(self.token("face", face))
            # By name for every script, never by theme (PD-24).
            far, complex_ = (family_for(self.style, face, c) for c in (IDEOGRAPH, ALEF))
            made.append(make("rFonts", ascii=family, hAnsi=family, eastAsia=far, cs=complex_))
        for tag, given in (("b", bold), ("bCs", bold), ("i", italic)):
            # Without `iCs`: scripts from right to left have no italics.
            if given is not None:
                made.append(make(tag, val=None if given else "0"))
        if caps:
            made.append(make("caps"))
        if colour:
            made.append(make("color", val=self.colour(colour)))
        if tracking:
            made.append(make("spacing", val=twips(tracking)))
        if size:
            made += [make("sz", val=half_points(size)), make("szCs", val=half_points(size))]
        return made

    def lines(
        self,
        leading: float | None = None,
        face: Face = "text",
        *,
        before: float = 0,
        after: float = 0,
    ) -> Element:
        """Make the spacing of a paragraph: leading in ems, distances in points.

        Word counts lines in the font's own height, so the number stays right when the reader makes
        the letters larger; an exact height would cut them.
        """
        line = rule = None
        if leading:
            own = line_height(self.style.fonts, str(self.token("face", face)))
            line, rule = round(SINGLE * leading / own), "auto"
        return make("spacing", before=twips(before), after=twips(after), line=line, lineRule=rule)

    def border(self, side: str, colour: str, width: float, gap: float = 0) -> Element:
        """Make one border: width and gap in points, the colour a name."""
        return make(
            side, val="single", sz=eighths(width), space=round(gap), color=self.colour(colour)
        )
