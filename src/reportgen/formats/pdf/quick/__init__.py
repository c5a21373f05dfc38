"""The functions of WeasyPrint 70.0 that take most of its time, done in less.

Each returns what WeasyPrint's own returns, and leaves to it what is rare: the file has the same
bytes with them and without, which a test holds.
"""

from __future__ import annotations

from typing import Any

from reportgen.formats.pdf.quick import boxes, drawing, hyphens, styles, text

__all__ = ["replacements"]


def replacements() -> list[tuple[Any, str, Any]]:
    """Return what takes the place of functions of WeasyPrint, as `patched` has it."""
    return [
        *styles.replacements(),
        *boxes.replacements(),
        *text.replacements(),
        *hyphens.replacements(),
        *drawing.replacements(),
    ]
