"""Two pages of the HTML edition → what to change in the one that a browser shows.

Only whole children of a part are sent: paragraphs, lists, headings. They are found in the browser
by an id that stands in them. What cannot be said in this way is said by no patch, and the browser
loads the page anew.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

import lxml.html
from lxml import etree

__all__ = ["Patch", "patch_between"]

_PART = re.compile(r'(?=<(?:section|div) class="part part-)')
_ID = re.compile(r'\bid="([^"]+)"')
_NUMBERED = re.compile(
    r"-p\d+(?=[\"-])|(?<=aria-label=\")[^\"]*|\bfn(?:ref)?\d+|(?<=<sup>)\d+(?=</sup>)"
)
"""What changes in a passage when another one is put in before it."""

_FINISHED_BY_SCRIPT = ('class="table-frame', "sortable")
"""Marks of what the script of the page has added to."""

Step = dict[str, Any]
Patch = list[Step]
"""Steps for the browser. Each names the part by an id in it (`part`) and the child before which it
happens (`before`, None for the end), the ids by which children are found that go (`gone`), the
markup that comes (`come`), and whether only numbers changed (`quiet`)."""


@dataclass(frozen=True)
class _Child:
    """One child of a part: its markup, the same without numbers, and an id in it."""

    markup: str
    bare: str
    id: str | None


def patch_between(old: str, new: str) -> Patch | None:
    """Return the steps from one page to the next; None when the page has to be loaded anew."""
    if old == new:
        return []
    before, after = _PART.split(old), _PART.split(new)
    if len(before) != len(after):
        return None
    patch: Patch = []
    inside = after.index(next((p for p in after if 'id="page-text"' in p), after[-1])) + 1
    for place, (was, now) in enumerate(zip(before, after, strict=True)):
        if was == now:
            continue
        # What comes before the main text is the masthead and the contents, what ends it the foot.
        if place < inside or place == len(after) - 1:
            return None
        steps = _steps(was, now)
        if steps is None:
            return None
        patch += steps
    return patch


def _steps(was: str, now: str) -> Patch | None:
    old, new = _children(was), _children(now)
    if old is None or new is None or was.partition(">")[0] != now.partition(">")[0]:
        return None
    part = next((child.id for child in old if child.id), None)
    matcher = SequenceMatcher(None, [c.bare for c in old], [c.bare for c in new], autojunk=False)
    steps: Patch = []
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            for one, other in zip(old[a:b], new[c:d], strict=True):
                if one.markup == other.markup:
                    continue
                if one.id is None:
                    return None
                steps.append(_step(part, one.id, [one], [other], quiet=True))
            continue
        if any(mark in child.markup for child in (*old[a:b], *new[c:d])
               for mark in _FINISHED_BY_SCRIPT):  # fmt: skip
            return None
        following = old[b].id if b < len(old) else None
        if part is None or (b < len(old) and following is None) or not all(x.id for x in old[a:b]):
            return None
        steps.append(_step(part, following, old[a:b], new[c:d], quiet=False))
    # From the end on, so that no step changes the ids by which an earlier one finds its place.
    return steps[::-1]


def _step(
    part: str | None, before: str | None, gone: Sequence[_Child], come: Sequence[_Child], *,
    quiet: bool,
) -> Step:  # fmt: skip
    return {
        "part": part,
        "before": before,
        "gone": [child.id for child in gone],
        "come": [child.markup for child in come],
        "quiet": quiet,
    }


def _children(markup: str) -> list[_Child] | None:
    """Return the children of a part, out of its markup; None for what is no whole part."""
    try:
        found: Any = lxml.html.fragments_fromstring(markup)
    except etree.ParserError:
        return None
    parts = [piece for piece in found if not isinstance(piece, str)]
    if len(parts) != 1:
        return None
    children = []
    for child in parts[0]:
        text = etree.tostring(child, encoding="unicode", method="html", with_tail=False)
        first = _ID.search(text)
        children.append(_Child(text, _NUMBERED.sub("", text), first[1] if first else None))
    return children
