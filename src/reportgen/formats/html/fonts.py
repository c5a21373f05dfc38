"""Fonts of a style → `@font-face` rules that hold them, cut down to the characters of the page."""

from __future__ import annotations

import base64
from collections.abc import Collection, Iterable

from reportgen.edition import Font
from reportgen.faces import cut, nearest_faces, woff2

__all__ = ["font_faces"]


def font_faces(fonts: Iterable[Font], characters: Collection[str]) -> str:
    """Return the rules for the faces that a page of these characters shows."""
    shown = frozenset(characters)
    return "".join(
        f'@font-face {{ font-family: "{font.family}"; font-weight: {font.weight}; '
        f"font-style: {'italic' if font.italic else 'normal'}; font-display: swap; "
        f"src: url(data:font/woff2;base64,{_folded(woff2(cut(font.data, shown)))}) "
        f'format("woff2"); }}\n'
        for font in nearest_faces(fonts)
    )


def _folded(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
