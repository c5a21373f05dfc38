"""Colour tokens of a style → the palettes of a light and of a dark screen.

The light palette is the style's own. The dark one keeps its hues: grounds are nearly black with a
breath of the accent, and words are as much lighter as they have to be. In both, every pair of
`PAIRS` has the contrast that it needs, whatever the style says (C-10).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reportgen.colour import Shade, contrast, luminance, readable
from reportgen.style import contrast as contrasts

__all__ = ["PAIRS", "STATUS", "colour_rules", "dark", "light"]

STATUS = contrasts.STATUSES

PAIRS: tuple[tuple[str, str, float], ...] = (
    *((front[1], ground[1], least) for front, ground, least in contrasts.PAIRS),
    *(("control", ground, contrasts.GRAPHICS) for ground in ("paper", "band", "accent-soft")),
)
"""What is printed or drawn on what, and the contrast that it needs (WCAG 1.4.3, 1.4.11)."""

_DARK = 0.12
"""The luminance up to which a ground counts as dark and may stay as it is on a dark screen."""


def light(tokens: Mapping[str, Any]) -> dict[str, str]:
    """Return the colours of a light screen and of paper, by the names that the stylesheet uses."""
    colour = tokens["colour"]
    palette = {name: str(value).lower() for name, value in colour.items()}
    palette["head-ground"] = str(tokens["table"]["head-ground"]).lower()
    palette["head-ink"] = str(tokens["table"]["head-ink"]).lower()
    palette["control"] = palette["muted"]
    return _legible(palette)


def dark(tokens: Mapping[str, Any]) -> dict[str, str]:
    """Return the colours of a dark screen, made of those of the light one."""
    day = light(tokens)
    tint = Shade.of(day["accent"])
    night = {
        "paper": tint.at(0.19, 0.012).hex,
        "band": tint.at(0.22, 0.014).hex,
        "accent-soft": tint.at(0.25, 0.022).hex,
        "rule": tint.at(0.37, 0.02).hex,
        "ink": tint.at(0.91, 0.008).hex,
        "muted": tint.at(0.74, 0.014).hex,
        "control": tint.at(0.62, 0.02).hex,
        "accent": tint.at(0.84, 0.09).hex,
        "stroke": Shade.of(day["stroke"]).at(0.7).hex,
    }
    for word in ("link", *STATUS):
        night[word] = Shade.of(day[word]).at(0.8, 0.13).hex
    night |= _dark_ground(day, night, "cover", "cover-ink")
    night |= _dark_ground(day, night, "head-ground", "head-ink")
    night["cover-accent"] = (
        day["cover-accent"] if night["cover"] == day["cover"] else night["accent"]
    )
    return _legible(night)


def colour_rules(tokens: Mapping[str, Any]) -> str:
    """Return the custom properties of both palettes; paper is always light."""
    day, night = (_properties(palette(tokens)) for palette in (light, dark))
    return (
        f":root {{ color-scheme: light dark; {day} }}\n"
        f"@media screen and (prefers-color-scheme: dark) {{ :root {{ {night} }} }}\n"
    )


def _properties(palette: Mapping[str, str]) -> str:
    return " ".join(f"--{name}: {value};" for name, value in palette.items())


def _dark_ground(
    day: Mapping[str, str], night: Mapping[str, str], ground: str, ink: str
) -> dict[str, str]:
    """Keep a ground that is dark already and stands out from the page; raise it a little if not."""
    own = day[ground]
    if luminance(own) > _DARK:
        return {ground: night["paper"], ink: night["ink"]}
    kept = own if contrast(own, night["paper"]) > 1.25 else Shade.of(own).at(0.33).hex  # noqa: PLR2004 - the least that the eye takes for an edge
    return {ground: kept, ink: day[ink]}


def _legible(palette: dict[str, str]) -> dict[str, str]:
    """Move each colour that is too weak for its grounds until it is not."""
    result = dict(palette)
    for front in dict.fromkeys(front for front, _, _ in PAIRS):
        needs = [(ground, least) for name, ground, least in PAIRS if name == front]
        grounds = [result[ground] for ground, _ in needs]
        result[front] = readable(result[front], grounds, max(least for _, least in needs))
    return result
