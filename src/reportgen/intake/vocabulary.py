"""Which words a text and a tree hold: what an import must neither lose nor invent."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

__all__ = ["said_by", "words_of"]

_CODE = re.compile(r"<(script|style)\b.*?(</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<(?!!--)/?(?P<name>\w*)[^>]*>|<!--|-->")
_WITHIN_WORDS = {"sub", "sup", "b", "i", "em", "strong", "u", "span", "a", "small", "mark"}


def _gap(tag: re.Match[str]) -> str:
    """Return what a tag of HTML puts between letters: a space, unless it stands within words."""
    return "" if (tag["name"] or "").lower() in _WITHIN_WORDS else " "


def words_of(text: str) -> Counter[str]:
    """Count the words of a text, whatever their case: what must be the same before and after."""
    return Counter(re.findall(r"[^\W_]+", text.casefold()))


def said_by(nodes: Any) -> str:
    """Return every word that a tree holds: notes, code, formulae and descriptions of pictures."""
    return "".join(_pieces(nodes))


def _pieces(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for child in node:
            yield from _pieces(child)
    elif isinstance(node, dict) and "t" not in node:
        yield from _pieces(list(node.values()))
    elif isinstance(node, dict):
        kind, content = node["t"], node.get("c")
        if kind in _LEAVES:
            yield _LEAVES[kind](content)
        elif kind in _INLINE:
            yield from _pieces(content)
        else:
            yield " "
            yield from _pieces(content)
            yield " "


_INLINE = {"Emph", "Strong", "Superscript", "Subscript", "Span", "Quoted", "Strikeout"}
"""What may stand within a word."""

_LEAVES: dict[str, Callable[[Any], str]] = {
    "Str": str,
    **dict.fromkeys(("Code", "Math", "CodeBlock"), lambda content: f" {content[1]} "),
    **dict.fromkeys(
        ("RawBlock", "RawInline"), lambda content: _TAG.sub(_gap, _CODE.sub(" ", content[1]))
    ),
    "Link": lambda content: said_by(content[1]),
    "Image": lambda content: (
        f" {dict(map(tuple, content[0][2])).get('alt', '')} {said_by(content[1])}"
    ),
}
