"""The places of a tree in its source, which pandoc puts into wrappers: read, and taken off."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from reportgen.diagnostics import Position, Span
from reportgen.document.nodes import Node
from reportgen.document.walks import HOLDING, is_attributes

__all__ = [
    "is_token", "is_wrapper", "position_of", "strip_positions", "strip_token_positions",
    "unwrapped",
]  # fmt: skip

_RANGE = re.compile(r"(?:.*@)?(\d+):(\d+)-(\d+):(\d+)")

_WRAPPING, _TOKEN_WRAPPING = frozenset({"Div", "Span"}), frozenset({"Span"})
_WRAPPED = ["wrapper", "1"]
_PLACES = {"data-pos", "wrapper"}
"""Attributes by which pandoc says where a node stands."""


def is_wrapper(node: Node) -> bool:
    """Tell whether a Div or Span is there only to carry a place.

    One with an id, a class or a language that the author wrote stays, without the mark of pandoc.
    """
    if node["t"] not in _WRAPPING:
        return False
    identity, classes, pairs = node["c"][0]
    if len(pairs) == 2 and pairs[0] == _WRAPPED and pairs[1][0] == "data-pos":  # noqa: PLR2004 - what pandoc writes around all but all tokens
        return not identity and not classes
    return (
        not identity and not classes and _WRAPPED in pairs
        and all(name in _PLACES for name, _ in pairs)
    )  # fmt: skip


def is_token(node: Node) -> bool:
    """Tell whether a node is one word or space in its wrapper: by far the most of a tree."""
    if node["t"] != "Span":
        return False
    inner = node["c"][1]
    return len(inner) == 1 and inner[0]["t"] in _TOKENS and is_wrapper(node)


_TOKENS = {"Str", "Space", "SoftBreak"}


def unwrapped(node: Node) -> Node:
    """Return what stands in the wrappers that carry a place."""
    while is_wrapper(node) and len(node["c"][1]) == 1:
        node = node["c"][1][0]
    return node


def position_of(path: str, data_pos: str | None) -> Span | None:
    """Turn pandoc's `data-pos` (`line:column-line:column`, end exclusive) into a span.

    A block that pandoc read in several pieces has several such ranges, parted by semicolons.
    """
    ranges = [re.fullmatch(_RANGE, piece) for piece in (data_pos or "").split(";")]
    places = [tuple(map(int, match.groups())) for match in ranges if match]
    if not places:
        return None
    line, column = min((line, column) for line, column, _, _ in places)
    end_line, end_column = max((line, column) for _, _, line, column in places)
    return Span(path, Position(line, column), Position(end_line, max(end_column, 1)))


def strip_positions(nodes: Any) -> Any:
    """Return the tree without places: wrappers gone, `data-pos` gone, neighbouring text joined.

    The law: what is left equals the tree that pandoc makes when it is not asked for places.
    """
    kind = type(nodes)
    if kind is list or kind is tuple:
        if is_attributes(nodes):
            return [nodes[0], nodes[1], [pair for pair in nodes[2] if pair[0] not in _PLACES]]
        stripped: list[Any] = []
        _strip(nodes, stripped, None, _WRAPPING, strip_positions)
        return stripped
    if kind is dict:
        return {
            key: strip_positions(value) if type(value) in HOLDING else value
            for key, value in nodes.items()
        }
    return nodes


def strip_token_positions(nodes: Any) -> Any:
    """Return the tree with the places of blocks, links and references, but of no single token.

    A token's place matters only while prose is read and checked; the tree without them is a third
    of the size.
    """
    if type(nodes) is dict:
        return {
            key: strip_token_positions(value) if type(value) in HOLDING else value
            for key, value in nodes.items()
        }
    if type(nodes) not in HOLDING or is_attributes(nodes):
        return nodes
    stripped: list[Any] = []
    _strip(nodes, stripped, None, _TOKEN_WRAPPING, strip_token_positions)
    return stripped


def _strip(
    nodes: Iterable[Any],
    into: list[Any],
    words: Node | None,
    wrapping: frozenset[str],
    within: Callable[[Any], Any],
) -> Node | None:
    """Put nodes without their wrappers behind those that are there; neighbouring text is joined.

    `wrapping` are the kinds of nodes that may be wrappers; what is none comes out as `within` makes
    it. `words` is the last node there if it is text; that of the end is returned.
    """
    for node in nodes:
        kind = node.get("t") if type(node) is dict else None
        if kind == "Str":
            if words is None:
                words = node.copy()
                into.append(words)
            else:
                words["c"] += node["c"]
        elif kind in wrapping and is_wrapper(node):
            words = _strip(node["c"][1], into, words, wrapping, within)
        else:
            into.append(within(node) if type(node) in HOLDING else node)
            words = None
    return words
