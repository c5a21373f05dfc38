"""Fonts of a style → the faces that an edition carries, cut down to the characters that it shows.

The OFL permits documents to carry parts of a font under its own name. Never says which families a
text needs: that is the business of `glyphs`.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from functools import lru_cache

from reportgen.edition import Font
from reportgen.timing import timed

__all__ = ["cut", "nearest_faces"]

SHAPES = ((400, False), (400, True), (600, False))
"""Weight and slope of the faces that a stylesheet uses of each family."""

FEATURES = [
    "ccmp", "kern", "liga", "locl", "mark", "mkmk", "lnum", "tnum",
    "init", "medi", "fina", "rlig", "calt",
]  # fmt: skip
"""What text needs to be set well; those of the second line are for Arabic script."""

FIRST_FREE_NAME = 256
"""From here on names belong to features of the font, such as the titles of stylistic sets."""


def nearest_faces(fonts: Iterable[Font]) -> list[Font]:
    """Choose the nearest face of each family for each shape, every face once."""
    by_family: dict[str, list[Font]] = {}
    for font in fonts:
        by_family.setdefault(font.family, []).append(font)
    chosen: list[Font] = []
    for faces in by_family.values():
        for weight, italic in SHAPES:
            alike = [face for face in faces if face.italic == italic]
            near = sorted(alike, key=lambda face: (abs(face.weight - weight), face.weight))
            chosen += [face for face in near[:1] if face not in chosen]
    return chosen


@lru_cache(maxsize=16)
@timed("cutting fonts")
def cut(data: bytes, characters: frozenset[str], flavour: str | None = None) -> bytes:
    """Return a face with these characters alone; `flavour` is `woff2`, or none for OpenType.

    While someone writes, the characters of a report mostly stay the same.
    """
    from fontTools.subset import (  # noqa: PLC0415 - 0.3 s, only where fonts are carried
        Options,
        Subsetter,
    )
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - as above

    # Hints serve low-resolution screens of the past.
    options = Options(layout_features=FEATURES, hinting=False, notdef_outline=True)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[ord(character) for character in characters])
    buffer = io.BytesIO()
    # `recalcTimestamp` would write the time of the build into the font (RP-01).
    with TTFont(io.BytesIO(data), recalcTimestamp=False, recalcBBoxes=False, lazy=True) as font:
        # The names, with the licence, stay; the subsetter would take long to look for unused ones.
        names = font["name"]
        names.names = [name for name in names.names if name.nameID < FIRST_FREE_NAME]
        del font["name"]
        subsetter.subset(font)
        font["name"] = names
        font.flavor = flavour
        font.save(buffer, reorderTables=None)
    return buffer.getvalue()
