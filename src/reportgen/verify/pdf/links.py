"""Links of a PDF: where they lead, and what a listener hears of that (P-11, W-10)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pikepdf

from reportgen.verify.pdf.tree import Tagged
from reportgen.verify.verdict import Finding

__all__ = ["LINK_RULES"]


def _targets(tagged: Tagged) -> Iterator[Finding]:
    known = set(_destinations(tagged.root))
    for page, annotation in tagged.annotations():
        target = _target(annotation)
        if target is None:
            continue
        if isinstance(target, pikepdf.Array):
            there = len(target) > 0 and getattr(target[0], "objgen", None) in tagged.pages
        else:
            there = str(target) in known
        if not there:
            shown = "a page" if isinstance(target, pikepdf.Array) else f"`{target}`"
            said = f"a link leads to {shown}, which is not there"
            yield Finding("LINK-TARGET", said, f"page {page}")


def _descriptions(tagged: Tagged) -> Iterator[Finding]:
    for page, annotation in tagged.annotations():
        target = _target(annotation)
        named = target is not None and not isinstance(target, pikepdf.Array)
        if named and str(annotation.get("/Contents", "")).strip("# ") == str(target):
            said = f"a link is described by the anchor `{target}` instead of in words"
            yield Finding("LINK-CONTENTS", said, f"page {page}")


LINK_RULES: tuple[Callable[[Tagged], Iterator[Finding]], ...] = (_targets, _descriptions)


def _target(annotation: Any) -> Any:
    """Return the destination of a link inside the file; None for one that leads out of it."""
    if "/Dest" in annotation:
        return annotation.Dest
    action = annotation.get("/A", {})
    return action.get("/D") if action.get("/S") == "/GoTo" else None


def _destinations(root: Any) -> Iterator[str]:
    """Yield the named destinations, of both kinds (ISO 32000-1, 12.3.2.3)."""
    yield from (str(name).removeprefix("/") for name in root.get("/Dests", {}))
    yield from _names(root.get("/Names", {}).get("/Dests", {}))


def _names(node: Any) -> Iterator[str]:
    yield from (str(name) for name in list(node.get("/Names", []))[::2])
    for kid in node.get("/Kids", []):
        yield from _names(kid)
