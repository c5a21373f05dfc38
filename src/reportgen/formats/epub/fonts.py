"""Fonts of a style → the faces that the book carries, cut down to its characters."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from reportgen.edition import Font
from reportgen.faces import cut, nearest_faces

__all__ = ["embedded_fonts", "font_faces"]


def embedded_fonts(fonts: Iterable[Font], characters: Collection[str]) -> list[Font]:
    """Choose the faces of each family that a book uses: regular, its italic, and one bold."""
    shown = frozenset(characters)
    return [replace(font, data=cut(font.data, shown)) for font in nearest_faces(fonts)]


def font_faces(fonts: Iterable[Font]) -> str:
    """Return the `@font-face` rules; fonts stand beside the folder of the stylesheet."""
    return "".join(
        f'@font-face {{ font-family: "{f.family}"; font-weight: {f.weight}; '
        f"font-style: {'italic' if f.italic else 'normal'}; "
        f'src: url("../fonts/{f.name}"); }}\n'
        for f in fonts
    )
