"""TeX formulae → MathML by pandoc → pictures by ziamath, for pages that cannot show MathML (W-13).

The only door to ziamath. Every edition sets a formula from what pandoc makes of it; what pandoc or
ziamath cannot set is a fault, never raw TeX in a report.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from lxml import etree

from reportgen import pandoc
from reportgen.document import Node, walk

__all__ = ["MATHML", "Drawing", "Formula", "Unset", "draw", "finish_mathml", "formulae_of"]

MATHML = "{http://www.w3.org/1998/Math/MathML}"
_EM = 100
"""Pixels of an em while a formula is drawn; what comes out is measured in ems."""

_REASON = re.compile(r"^unexpected .*", re.MULTILINE)


@dataclass(frozen=True)
class Formula:
    """A formula in TeX; on a line of its own, or in the run of the text."""

    tex: str
    displayed: bool


@dataclass(frozen=True)
class Drawing:
    """A formula as SVG; width, height and how far it reaches below the line are in ems."""

    svg: bytes
    width: float
    height: float
    depth: float


@dataclass(frozen=True)
class Unset:
    """Why a formula cannot be set."""

    reason: str


def formulae_of(nodes: Any) -> list[Formula]:
    """Return the formulae of a tree in order, each once."""
    return list(dict.fromkeys(_formula(node) for node in walk(nodes) if node["t"] == "Math"))


def _formula(node: Node) -> Formula:
    kind, tex = node["c"]
    return Formula(tex, kind["t"] == "DisplayMath")


def draw(formulae: Iterable[Formula], ink: str = "#000000") -> dict[Formula, Drawing | Unset]:
    """Draw formulae in a colour; one process of pandoc reads those that are new."""
    wanted = list(dict.fromkeys(formulae))
    return {
        formula: mathml if isinstance(mathml, Unset) else _drawn(mathml, ink)
        for formula, mathml in zip(wanted, _as_mathml(tuple(wanted)), strict=True)
    }


@lru_cache(maxsize=8)
def _as_mathml(formulae: tuple[Formula, ...]) -> tuple[str | Unset, ...]:
    if not formulae:
        return ()
    blocks: list[Node] = [
        {"t": "Para", "c": [{"t": "Math", "c": [{"t": _KINDS[f.displayed]}, f.tex]}]}
        for f in formulae
    ]
    written = pandoc.write(blocks, "html5", arguments=["--mathml", "--wrap=none"])
    page = etree.fromstring(b"<div>" + written.value + b"</div>")
    reasons = iter(written.diagnostics)
    return tuple(
        Unset(_reason(next(reasons).message)) if math is None else _markup(finish_mathml(math))
        for math in (paragraph.find(f"{MATHML}math") for paragraph in page)
    )


_KINDS = {False: "InlineMath", True: "DisplayMath"}


def _reason(message: str) -> str:
    found = _REASON.search(message)
    return found[0].strip() if found else "it is not TeX as pandoc reads it"


def _markup(math: Any) -> str:
    return etree.tostring(math, encoding="unicode", with_tail=False)


def finish_mathml(math: Any) -> Any:
    """Let the words that stand for a formula be an attribute.

    A program that knows no MathML would print pandoc's annotation beside the formula.
    """
    for semantics in list(math.iter("{*}semantics")):
        content, *annotations = semantics
        math.set("alttext", " ".join("".join(note.itertext()) for note in annotations))
        content.tail = semantics.tail
        semantics.getparent().replace(semantics, content)
    around = math.getparent()
    if around is not None and "alt" in around.attrib:
        # What the author says of the formula: `[$x^2$]{alt="x squared"}`.
        math.set("alttext", around.attrib.pop("alt"))
    return math


@lru_cache(maxsize=256)
def _drawn(mathml: str, ink: str) -> Drawing | Unset:
    from ziamath.config import config  # noqa: PLC0415 - half a second, only for formulae
    from ziamath.nodes.mnode import _node_classes  # noqa: PLC0415 - no public name
    from ziamath.zmath import Math  # noqa: PLC0415 - as above

    math = etree.fromstring(mathml)
    unknown = {etree.QName(e).localname for e in math.iter()} - {
        *_node_classes, "math", "mtr", "mtd",
    }  # fmt: skip
    if unknown:
        return Unset(f"the page cannot show {', '.join(sorted(unknown))}")
    if not "".join(map(str, math.itertext())).strip():
        return Unset("it is empty")
    math.set("mathcolor", ink)
    math.set("displaystyle", "true" if math.get("display") == "block" else "false")
    # Outlines where they stand, not symbols that are drawn again: every program reads them alike.
    config.svg2 = False
    try:
        made = Math(_markup(math), size=_EM, margin=1)
        svg = made.svg()
    except Exception as fault:  # noqa: BLE001 - whatever it stumbles over, the formula is not set
        return Unset(f"the page cannot show it: {str(fault) or type(fault).__name__}")
    lacking = [c for c in _letters(math) if not made.font.glyphindex(c)]
    if lacking:
        return Unset(f"the font of formulae has no `{lacking[0]}`")
    box = made.node.bbox
    width, height = box.xmax - box.xmin + 2, box.ymax - box.ymin + 2
    return Drawing(svg.encode(), width / _EM, height / _EM, (1 - box.ymin) / _EM)


_BLANK = re.compile(r"[\s\u200b-\u200f\u2060-\u2064]")


def _letters(math: Any) -> Iterator[str]:
    for text in math.itertext():
        yield from _BLANK.sub("", text)
