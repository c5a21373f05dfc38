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

LONGEST = 2000
"""Characters of a formula: no page shows more, and drawing takes a millisecond for each."""

DEEPEST = 10
"""Levels of groups in a formula: pandoc's time doubles with every index of an index."""

DEEPEST_TREE = 60
"""Levels of MathML; a fraction in a fraction takes two or three."""

_MACRO = re.compile(r"\\(?:(?:re)?new|provide|Declare)[A-Za-z]+")
_GROUP = re.compile(
    r"(?P<open>\\(?:left|begin)(?![A-Za-z])|\\sqrt\s*\[|\{)"
    r"|(?P<close>\\(?:right|end)(?![A-Za-z])|[\]}])|\\."
)
_CLOSED_BY = {"\\left": "\\right", "\\begin": "\\end", "{": "}"}

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
    refused = {f: Unset(reason) for f in wanted if (reason := _excess(f.tex)) is not None}
    read = tuple(f for f in wanted if f not in refused)
    drawn = {
        formula: mathml if isinstance(mathml, Unset) else _drawn(mathml, ink)
        for formula, mathml in zip(read, _as_mathml(read), strict=True)
    }
    return {formula: refused.get(formula) or drawn[formula] for formula in wanted}


def _excess(tex: str) -> str | None:
    """Tell what of a formula nobody should try to read: it could take for ever."""
    if len(tex) > LONGEST:
        return f"it has {len(tex):,} characters, and at most {LONGEST:,} are set"
    macro = _MACRO.search(tex)
    if macro:
        return f"`{macro[0]}` makes a command, and a formula has those of LaTeX and amsmath alone"
    open_groups: list[str] = []
    for found in _GROUP.finditer(tex):
        if found["open"]:
            open_groups.append(_CLOSED_BY.get(found[0], "]"))
        elif open_groups and found["close"] == open_groups[-1]:
            open_groups.pop()
        if len(open_groups) > DEEPEST:
            return _TOO_DEEP
    return None


_TOO_DEEP = "it nests deeper than anyone could read"


@lru_cache(maxsize=8)
def _as_mathml(formulae: tuple[Formula, ...]) -> tuple[str | Unset, ...]:
    if not formulae:
        return ()
    blocks: list[Node] = [
        {"t": "Para", "c": [{"t": "Math", "c": [{"t": _KINDS[f.displayed]}, f.tex]}]}
        for f in formulae
    ]
    written = pandoc.write(blocks, "html5", arguments=["--mathml", "--wrap=none"])
    # Longer formulae than `LONGEST` could nest too deep even for this parser.
    parser = etree.XMLParser(huge_tree=True, resolve_entities=False)
    page = etree.fromstring(b"<div>" + written.value + b"</div>", parser)
    reasons = iter(written.diagnostics)
    return tuple(
        Unset(_reason(next(reasons).message)) if math is None else _shallow(math)
        for math in (paragraph.find(f"{MATHML}math") for paragraph in page)
    )


def _shallow(math: Any) -> str | Unset:
    deep = any(sum(1 for _ in leaf.iterancestors()) > DEEPEST_TREE for leaf in math.iter())
    return Unset(_TOO_DEEP) if deep else _markup(finish_mathml(math))


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
    except (MemoryError, OSError):  # of the machine, and not of the formula
        raise
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
