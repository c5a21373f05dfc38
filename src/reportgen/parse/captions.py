"""The captions of tables, which pandoc's dialect lacks."""

from __future__ import annotations

import re
from collections.abc import Iterable

from reportgen.document import Node, attribute_pairs
from reportgen.parse.faults import Faults
from reportgen.parse.tokens import Token, inside, tokens_of

__all__ = ["LANDSCAPE", "with_captions"]

LANDSCAPE = "landscape"
"""The class of a division, or of a table, that stands on a page of its own on its side."""

_CAPTION = re.compile(r"^Table: ")


def with_captions(blocks: list[Node], faults: Faults) -> list[Node]:
    """Give each table the paragraph `Table: caption {#id}` that stands right after it."""
    result: list[Node] = []
    for block in blocks:
        previous = result[-1] if result else None
        table = inside(previous, "Table") if previous else None
        caption = inside(block, "Para")
        if table is not None and caption is not None and not table["c"][1][1]:
            identity, classes, tokens = _take_attributes(caption["c"])
            pieces = list(tokens_of(tokens))
            if _CAPTION.match("".join(said for _, said, _ in pieces)):
                table["c"][0][0] = identity or table["c"][0][0]
                table["c"][0][1] += [name for name in classes if name == LANDSCAPE]
                table["c"][1] = [None, [{"t": "Plain", "c": _caption(pieces)}]]
                continue
        result.append(block)
    for block in result:
        table = inside(block, "Table")
        if table is not None and not table["c"][1][1]:
            faults.error(
                "missing-caption",
                "the table has no caption",
                attribute_pairs(block).get("data-pos"),
                "write a paragraph `Table: caption {#id}` right after it",
            )
    return result


def _take_attributes(inlines: list[Node]) -> tuple[str, list[str], list[Node]]:
    """Return what `{#id .class}` at the end gave to the last token, and the inlines without it."""
    last = inlines[-1] if inlines else None
    if last is None or last["t"] != "Span" or not (last["c"][0][0] or last["c"][0][1]):
        return "", [], inlines
    identity, classes, _ = last["c"][0]
    content = [node for node in last["c"][1] if node["t"] != "Space"]
    return identity, classes, [*inlines[:-1], *content]


def _caption(pieces: Iterable[Token]) -> list[Node]:
    """Return the caption's inlines without `Table: ` in front and without spaces at the end."""
    skip = len("Table: ")
    kept: list[tuple[Node, str]] = []
    at = 0
    for node, said, _ in pieces:
        start, at = at, at + len(said)
        if at > skip:
            kept.append((node if start >= skip else {"t": "Str", "c": said[skip - start :]}, said))
    while kept and kept[-1][1] == " ":
        kept.pop()
    return [node for node, _ in kept]
