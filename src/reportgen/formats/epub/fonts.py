"""Fonts of a style → the faces that the book carries, cut down to its characters.

Whole families are kept only while they are small. The OFL permits documents to carry parts of a
font under its own name.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Iterable
from dataclasses import replace

from reportgen.edition import Font

__all__ = ["embedded_fonts", "font_faces"]

SMALL = 1_500_000
"""Bytes of all faces together up to which they are carried whole."""

FIRST_FREE_NAME = 256
"""From here on names belong to features of the font, such as the titles of stylistic sets."""

REGULAR = 400
SEMIBOLD = 600

FEATURES = ["ccmp", "kern", "liga", "locl", "mark", "mkmk", "tnum", "init", "medi", "fina", "rlig"]
"""What text needs to be set well; the last four are for Arabic script."""


def embedded_fonts(fonts: Iterable[Font], characters: Collection[str]) -> list[Font]:
    """Choose the faces of each family that a book uses: regular, its italic, and one bold."""
    chosen: list[Font] = []
    by_family: dict[str, list[Font]] = {}
    for font in fonts:
        by_family.setdefault(font.family, []).append(font)
    for faces in by_family.values():
        for weight, italic in ((REGULAR, False), (REGULAR, True), (SEMIBOLD, False)):
            alike = [f for f in faces if f.italic == italic]
            near = sorted(alike, key=lambda f: (abs(f.weight - weight), f.weight))
            chosen += [f for f in near[:1] if f not in chosen]
    if sum(len(f.data) for f in chosen) < SMALL:
        return chosen
    return [replace(f, data=_cut(f.data, characters)) for f in chosen]


def font_faces(fonts: Iterable[Font]) -> str:
    """Return the `@font-face` rules; fonts stand beside the folder of the stylesheet."""
    return "".join(
        f'@font-face {{ font-family: "{f.family}"; font-weight: {f.weight}; '
        f"font-style: {'italic' if f.italic else 'normal'}; "
        f'src: url("../fonts/{f.name}"); }}\n'
        for f in fonts
    )


def _cut(data: bytes, characters: Collection[str]) -> bytes:
    from fontTools.subset import (  # noqa: PLC0415 - 0.3 s, only where an EPUB is made
        Options,
        Subsetter,
    )
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - as above

    # Hints serve low-resolution screens of the past.
    options = Options(layout_features=FEATURES, hinting=False, notdef_outline=True)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[ord(c) for c in characters])
    buffer = io.BytesIO()
    # `recalcTimestamp` would write the time of the build into the font (RP-01).
    with TTFont(io.BytesIO(data), recalcTimestamp=False, recalcBBoxes=False, lazy=True) as font:
        # The names, with the licence, stay; the subsetter would take long to look for unused ones.
        names = font["name"]
        names.names = [name for name in names.names if name.nameID < FIRST_FREE_NAME]
        del font["name"]
        subsetter.subset(font)
        font["name"] = names
        font.save(buffer, reorderTables=None)
    return buffer.getvalue()
