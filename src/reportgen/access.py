"""A tree → what it offers to those who do not see it: schema.org's terms, out of what is there.

Never claims a feature that the report does not use (E-02, E-03), and never a standard.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reportgen.document import Info, Node

__all__ = ["Access", "access", "is_described", "telling"]

_ALWAYS = frozenset({
    "ARIA", "displayTransformability", "readingOrder", "structuralNavigation", "tableOfContents",
    "unlocked",
})  # fmt: skip
"""What every book and page that reportgen makes has, whatever the report holds."""


@dataclass(frozen=True)
class Access:
    """By which senses a publication is read, what helps with it, and that in words.

    The names are those of the schema.org Accessibility Properties for Discoverability Vocabulary;
    `sufficient` has each set of senses that is enough for all of it.
    """

    modes: tuple[str, ...]
    sufficient: tuple[tuple[str, ...], ...]
    features: tuple[str, ...]
    hazards: tuple[str, ...]
    summary: str


def access(
    nodes: Iterable[Node], info: Info, format: str, *, cover: bool = False, paged: bool = False
) -> Access:
    """Look through the nodes of a report; `format` is that of the file, for its evaluation.

    `cover` says that there is a picture of the cover, which always has its words; `paged` that the
    printed pages are marked.
    """
    seen = list(nodes)
    images = [node for node in seen if node["t"] == "Image"]
    kinds = {node["t"] for node in seen}
    described = all(map(is_described, images))
    pictured = cover or bool(images)
    features = set(_ALWAYS)
    features |= {"alternativeText"} if pictured and described else set()
    features |= {"MathML"} if "Math" in kinds else set()
    features |= {"pageBreakMarkers", "pageNavigation"} if paged else set()
    sufficient: list[tuple[str, ...]] = [("textual",)] if described else []
    sufficient += [("textual", "visual")] if pictured else []
    said = ["structure"]
    said += ["tables"] if "Table" in kinds else []
    said += ["notes"] if "Note" in kinds or any(map(_is_call, seen)) else []
    said += ["formulae"] if "Math" in kinds else []
    said += ["languages"] if any(map(_changes_language, seen)) else []
    said += [] if not images else ["pictures"] if described else ["pictures_undescribed"]
    said += ["pages"] if paged else []
    sentences = [info.strings[f"access_{name}"] for name in said]
    return Access(
        modes=("textual", "visual") if pictured else ("textual",),
        sufficient=tuple(sufficient),
        features=tuple(sorted(features)),
        hazards=("none",),
        summary=" ".join([*sentences, _evaluation(info, format)]),
    )


def telling(nodes: Iterable[Node]) -> list[Node]:
    """Return those of the nodes that `access` looks for."""
    return [
        node for node in nodes
        if node["t"] in {"Image", "Math", "Table", "Note"}
        or _is_call(node) or _changes_language(node)
    ]  # fmt: skip


def is_described(image: Node) -> bool:
    """Tell whether a picture has words for those who do not see it, or needs none (C-05)."""
    (_, classes, pairs), caption, _ = image["c"]
    given: dict[str, str] = dict(map(tuple, pairs))
    return "decorative" in classes or bool(given.get("alt", "").strip() or caption)


def _evaluation(info: Info, format: str) -> str:
    found = info.evaluations.get(format)
    if found is None:
        return info.strings["access_not_evaluated"]
    words = info.strings["access_evaluated"]
    return words.format(by=found.by, date=found.date, method=found.method)


def _is_call(node: Node) -> bool:
    return node["t"] == "Link" and ["role", "doc-noteref"] in node["c"][0][2]


def _changes_language(node: Node) -> bool:
    return node["t"] in {"Span", "Div"} and any(name == "lang" for name, _ in node["c"][0][2])
