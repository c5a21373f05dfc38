"""Numbers of a style → those that no page could hold, and names that no stylesheet could say.

Bounds are wide: what lies outside them is a slip, or would keep the layout busy without end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from reportgen.diagnostics import Diagnostic, Span, error
from reportgen.source import UNPRINTABLE

__all__ = ["FAMILY", "impossible_measures"]

FAMILY = re.compile(r"\w[\w .&+-]*")
"""The name of a family, as it stands between quotes in stylesheets and in Word's styles."""

_BOUNDS: Mapping[str, tuple[float, float]] = {
    "size": (4, 144), "leading": (0.8, 4), "space": (0, 144), "page": (0, 1200),
    "heading.rule-width": (0, 24), "table.frame": (0, 24),
    "page.opening": (0, 1_000_000),
    "cover.logo-height": (1, 200), "cover.drop": (0, 1000), "cover.picture-scale": (0.5, 5),
}  # fmt: skip
"""The least and the most of a group, or of one token."""

_LEAST_TEXT = 40
"""Millimetres that the margins leave for text, across and down."""


def impossible_measures(
    tokens: Mapping[str, Any],
    depth: Callable[[tuple[str, str]], int],
    place: Callable[[tuple[str, str]], Span],
) -> Iterator[Diagnostic]:
    """Report numbers out of bounds, margins without room between them and unprintable words.

    `depth` tells which style of the chain says a token, 0 for the project's own, and `place` where.
    """
    within = True
    for group, values in tokens.items():
        if not isinstance(values, Mapping):
            continue
        for key, value in values.items():
            bounds = _BOUNDS.get(f"{group}.{key}", _BOUNDS.get(group))
            if isinstance(value, str) and UNPRINTABLE.search(value):
                yield error("bad-style-token", f"`{key}` holds a control character",
                            place((group, key)), help="remove it")  # fmt: skip
            elif bounds and isinstance(value, (int, float)) and not _between(value, bounds):
                within = False
                yield error(
                    "bad-style-token",
                    f"`{key}` cannot be {value:g}: it lies between {bounds[0]:g} and {bounds[1]:g}",
                    place((group, key)), help="write a number that fits on a page",
                )  # fmt: skip
    page = tokens["page"]
    for whole, margins in (("width", ("inner", "outer", "indent")), ("height", ("top", "bottom"))):
        left = page[whole] - sum(page[margin] for margin in margins)
        if within and left < _LEAST_TEXT:
            yield error(
                "bad-style-token",
                f"{' and '.join(f'`{m}`' for m in margins)} leave {left:g} mm of the page's "
                f"{whole} for text, and it needs {_LEAST_TEXT}",
                place(min((("page", key) for key in (*margins, whole)), key=depth)),
                help="make the page larger or its margins smaller",
            )  # fmt: skip


def _between(value: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= value <= bounds[1]
