"""The inlines of a section as tokens: each with its text and its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reportgen.document import Node, is_wrapper, position_of, unwrapped

__all__ = ["MARKUP", "Token", "inside", "is_plain", "join_places", "tokens_of"]

Token = tuple[Node, str, str | None]

MARKUP = "\0"
"""One character that no text can hold: it stands for whatever is no piece of text."""


def tokens_of(inlines: Iterable[Node]) -> Iterator[Token]:
    """Yield each inline with its text, when it is a piece of text, and its place."""
    for node in inlines:
        inner, place = node, None
        while is_wrapper(inner) and len(inner["c"][1]) == 1:
            place = dict(map(tuple, inner["c"][0][2])).get("data-pos") or place
            inner = inner["c"][1][0]
        match inner["t"]:
            case "Str":
                yield node, inner["c"], place
            case "Space" | "SoftBreak":
                yield node, " ", place
            case _:
                yield node, MARKUP, place


def is_plain(token: Token) -> bool:
    """Tell whether a bracket was typed plainly: an escaped one covers two columns."""
    span = position_of("", token[2])
    return span is None or span.end.column - span.start.column == len(token[1])


def join_places(first: str | None, last: str | None) -> str | None:
    """Return the place from the beginning of one token to the end of another."""
    if first is None or last is None:
        return first or last
    return f"{first.split('-')[0]}-{last.split('-')[1]}"


def inside(block: Node | None, tag: str) -> Node | None:
    """Return what a wrapper holds, if that is a node of a kind."""
    inner = None if block is None else unwrapped(block)
    return inner if inner is not None and inner["t"] == tag else None
