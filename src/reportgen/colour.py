"""Colours as numbers: contrast as WCAG counts it, and lightness as the eye sees it (OKLCH).

Knows no token and no page.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

__all__ = ["Shade", "contrast", "luminance", "readable"]

_STEP = 0.01
_SLACK = 1e-4
_LINEAR = 0.0031308
"""Up to this share of light sRGB is linear (IEC 61966-2-1)."""

_HALF_TONE = 0.179
"""The luminance against which black and white have the same contrast."""


@dataclass(frozen=True)
class Shade:
    """A colour by lightness (0 to 1), chroma (0 to about 0.37) and hue in radians.

    OKLCH (CSS Color 4): equal steps of lightness look equal, and a hue stays itself when its
    lightness changes, so that a dark variant of a colour still looks like that colour.
    """

    lightness: float
    chroma: float
    hue: float

    @classmethod
    def of(cls, colour: str) -> Shade:
        """Take a colour such as `#1f3a5f` apart."""
        red, green, blue = _linear(colour)
        long, middle, short = (
            math.cbrt(a * red + b * green + c * blue)
            for a, b, c in (
                (0.4122214708, 0.5363325363, 0.0514459929),
                (0.2119034982, 0.6806995451, 0.1073969566),
                (0.0883024619, 0.2817188376, 0.6299787005),
            )
        )
        lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
        a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
        b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
        return cls(lightness, math.hypot(a, b), math.atan2(b, a))

    def at(self, lightness: float, chroma: float | None = None) -> Shade:
        """Return the same hue at another lightness; `chroma` is the most that is kept of it."""
        kept = self.chroma if chroma is None else min(self.chroma, chroma)
        return replace(self, lightness=min(max(lightness, 0.0), 1.0), chroma=kept)

    @property
    def hex(self) -> str:
        """The nearest colour that a screen can show: what is too colourful turns greyer."""
        chroma = self.chroma
        while True:
            channels = _channels(self.lightness, chroma, self.hue)
            if chroma <= 0 or all(-_SLACK <= channel <= 1 + _SLACK for channel in channels):
                return "#" + "".join(f"{_encoded(channel):02x}" for channel in channels)
            chroma = max(0.0, chroma - 0.004)


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, from 0 for black to 1 for white."""
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21 (WCAG 2.2)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def readable(colour: str, grounds: Iterable[str], least: float) -> str:
    """Return `colour`, lighter or darker if it must be, with contrast `least` to every ground.

    A colour that has it already comes back as it is. No colour can do more than black or white do.
    """
    grounds = tuple(grounds)
    shade = Shade.of(colour)
    brightest = max(luminance(ground) for ground in grounds)
    step = _STEP if brightest < _HALF_TONE else -_STEP
    result = colour
    while any(contrast(result, ground) < least for ground in grounds):
        if not 0.0 < shade.lightness < 1.0:
            return "#ffffff" if step > 0 else "#000000"
        shade = shade.at(shade.lightness + step)
        result = shade.hex
    return result


def _linear(colour: str) -> tuple[float, float, float]:
    red, green, blue = (
        value / 12.92 if value <= _LINEAR * 12.92 else ((value + 0.055) / 1.055) ** 2.4
        for value in (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    )
    return red, green, blue


def _channels(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _encoded(channel: float) -> int:
    value = min(max(channel, 0.0), 1.0)
    value = value * 12.92 if value <= _LINEAR else 1.055 * value ** (1 / 2.4) - 0.055
    return round(value * 255)
