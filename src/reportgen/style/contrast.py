"""Colour tokens → what is too faint to read: contrast as WCAG 2.2 counts it (C-10).

Knows which token is printed on which; never changes a colour.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from reportgen.colour import contrast, readable
from reportgen.diagnostics import Diagnostic, Span, error

__all__ = ["GRAPHICS", "PAIRS", "STATUSES", "TEXT", "Way", "low_contrasts"]

Way = tuple[str, str]
"""Group and name of a token."""

TEXT = 4.5
"""What words need whatever their size (1.4.3): each colour of words is that of small ones, too."""

GRAPHICS = 3.0
"""What bars and the edges of controls need (1.4.11)."""

STATUSES = ("active", "underway", "agreed", "planned", "proposed", "stalled", "ended", "unknown")

_WORDS = ("ink", "muted", "accent", "link", *STATUSES)
_GROUNDS = ("paper", "band", "accent-soft")

PAIRS: tuple[tuple[Way, Way, float], ...] = (
    *((("colour", word), ("colour", ground), TEXT) for word in _WORDS for ground in _GROUNDS),
    (("colour", "cover-ink"), ("colour", "cover"), TEXT),
    (("colour", "cover-accent"), ("colour", "cover"), TEXT),
    (("table", "head-ink"), ("table", "head-ground"), TEXT),
    (("colour", "stroke"), ("colour", "paper"), GRAPHICS),
    (("colour", "stroke"), ("colour", "accent-soft"), GRAPHICS),
)
"""What is printed or drawn on what, and the contrast that it needs."""


def low_contrasts(
    tokens: Mapping[str, Any], depth: Callable[[Way], int], place: Callable[[Way], Span]
) -> Iterator[Diagnostic]:
    """Report each token that is too faint, or a ground that makes others so, by its worst pair.

    `depth` tells which style of the chain says a token, 0 for the project's own, and `place` where:
    of a pair, the fault is that of the style that changed one of the two.
    """

    def value(way: Way) -> str:
        return str(tokens[way[0]][way[1]])

    worst: dict[Way, tuple[float, Way, Way, float]] = {}
    for front, ground, least in PAIRS:
        reached = contrast(value(front), value(ground))
        if reached >= least:
            continue
        blamed = front if depth(front) <= depth(ground) else ground
        if blamed not in worst or reached / least < worst[blamed][0] / worst[blamed][3]:
            worst[blamed] = (reached, front, ground, least)
    for blamed, (reached, front, ground, least) in worst.items():
        noun = "a bar" if least == GRAPHICS else "text"
        better = _better(blamed, value)
        yield error(
            "low-contrast",
            f"`{_named(front)}` on `{_named(ground)}` has a contrast of {_shown(reached)}:1, "
            f"and {noun} needs {least:g}:1",
            place(blamed),
            help=f'write `{blamed[1]}: "{better}"`, which is near and has it' if better
            else "make one of the two lighter or darker",
        )  # fmt: skip


def _named(way: Way) -> str:
    return ".".join(way)


def _shown(ratio: float) -> str:
    """Return a ratio with two digits, cut off: 4.499 is not 4.5."""
    return f"{int(ratio * 100) / 100:g}"


def _better(way: Way, value: Callable[[Way], str]) -> str | None:
    """Return the nearest shade of a token that has contrast enough in all its pairs."""
    others = [(g if f == way else f, least) for f, g, least in PAIRS if way in {f, g}]
    shade = readable(value(way), [value(o) for o, _ in others], max(n for _, n in others))
    return shade if all(contrast(shade, value(o)) >= least for o, least in others) else None
