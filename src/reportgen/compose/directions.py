"""Passages in another language: each gets the direction that its language is written in (C-03).

An author marks the language alone: `[words]{lang=fa}`. A direction of his own stays.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from reportgen.document import HOLDING, Node, Part, is_attributes
from reportgen.languages import Direction, direction_of
from reportgen.memory import later

__all__ = ["direct_passages"]


def direct_passages(parts: list[Part], language: str) -> list[Part]:
    """Give every marked passage whose direction is not that of its surroundings its `dir`."""
    around = direction_of(language)
    return [
        replace(
            part,
            blocks=later("direct", around, (part.blocks,), partial(_all_directed, part, around)),
        )
        for part in parts
    ]


def _all_directed(part: Part, around: Direction) -> list[Node]:
    blocks = list(part.blocks)
    if not _is_marked(blocks):
        return blocks
    directed: list[Node] = _directed(blocks, around)
    return directed


def _is_marked(nodes: Any) -> bool:
    """Tell whether some passage has a language or a direction of its own."""
    waiting = [nodes]
    while waiting:
        node = waiting.pop()
        if is_attributes(node):
            if any(name in _MARKS for name, _ in node[2]):
                return True
        else:
            inner = node.values() if type(node) is dict else node
            waiting += [child for child in inner if type(child) in HOLDING]
    return False


_MARKS = frozenset({"lang", "dir"})


def _directed(nodes: Any, around: Direction) -> Any:
    if isinstance(nodes, (list, tuple)):
        own = next((_own(node, around) for node in nodes if is_attributes(node)), around)
        return [
            _with_direction(node, around) if is_attributes(node) else _directed(node, own)
            for node in nodes
        ]
    if isinstance(nodes, dict):
        return {key: _directed(value, around) for key, value in nodes.items()}
    return nodes


def _own(attributes: list[Any], around: Direction) -> Direction:
    pairs: dict[str, str] = dict(map(tuple, attributes[2]))
    match pairs.get("dir"):
        case "rtl":
            return "rtl"
        case "ltr":
            return "ltr"
        case _:
            return direction_of(pairs["lang"]) if "lang" in pairs else around


def _with_direction(attributes: list[Any], around: Direction) -> list[Any]:
    id_, classes, pairs = attributes
    own = _own(attributes, around)
    if own == around or any(name == "dir" for name, _ in pairs):
        return attributes
    return [id_, classes, [*pairs, ["dir", own]]]
