"""Anchors for every passage of the text, the same in every format.

A passage is a paragraph, the first text of a list entry or a block of code; its anchor is its part
and its place in it, such as `trade-p3`. Tables, figures, headings and items have names already, and
what stands apart (notes under tables, the day of a section, lists of fields) is no passage.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from reportgen.document import Node, Part, span, walk
from reportgen.memory import JSON, known, later

__all__ = ["name_passages"]

_WITHOUT = {"cover", "running-matter", "contents", "notes"}
"""Parts that hold no passage of the report's text."""

_APART = {"as-of", "table-note", "fields", "references", "contents"}
"""Classes of the boxes that stand apart."""


def name_passages(parts: list[Part]) -> list[Part]:
    """Begin each passage with an empty Span that carries its anchor and the class `passage`."""
    ids = {
        id_ for part in parts
        for id_ in known("ids", None, (part.blocks,), partial(_all_ids, part), JSON)
    }  # fmt: skip
    named = []
    for part in parts:
        taken = frozenset(id_ for id_ in ids if id_.startswith(f"{part.id}-p"))
        named.append(
            part if part.template in _WITHOUT
            else replace(part, blocks=later(
                "name", (part.id, taken), (part.blocks,), partial(_named, part, taken)
            ))
        )  # fmt: skip
    return named


def _all_ids(part: Part) -> list[str]:
    return sorted(set(_ids(part.blocks)))


def _named(part: Part, taken: Collection[str]) -> list[Node]:
    return _Namer(part.id, taken).blocks(list(part.blocks))


class _Namer:
    """Counts the passages of one part."""

    def __init__(self, part: str, taken: Collection[str]) -> None:
        self.part = part
        self.taken = taken
        self.count = 0

    def name(self) -> str:
        self.count += 1
        name = f"{self.part}-p{self.count}"
        while name in self.taken:
            name += "-"
        return name

    def blocks(self, blocks: list[Node], *, entry: bool = False) -> list[Node]:
        """Name the passages among blocks; in a list entry its tight text is one, too."""
        return [self.block(block, tight=entry and index == 0) for index, block in enumerate(blocks)]

    def block(self, block: Node, *, tight: bool) -> Node:
        content: Any = block.get("c")
        match block["t"]:
            case "Para" | "LineBlock" if content:
                return self.begun(block)
            case "Plain" if content and tight:
                return self.begun(block)
            case "CodeBlock" if not content[0][0]:
                (_, classes, pairs), words = content
                return {"t": "CodeBlock", "c": [[self.name(), ["passage", *classes], pairs], words]}
            case "BlockQuote":
                return {"t": "BlockQuote", "c": self.blocks(content)}
            case "Div" if not _APART & set(content[0][1]):
                return {"t": "Div", "c": [content[0], self.blocks(content[1], entry=tight)]}
            case "BulletList":
                return {"t": "BulletList", "c": [self.blocks(e, entry=True) for e in content]}
            case "OrderedList":
                entries = [self.blocks(e, entry=True) for e in content[1]]
                return {"t": "OrderedList", "c": [content[0], entries]}
            case _:
                return block

    def begun(self, block: Node) -> Node:
        mark = span([], "passage", id=self.name())
        if block["t"] == "LineBlock":
            first, *rest = block["c"]
            return {"t": "LineBlock", "c": [[mark, *first], *rest]}
        return {"t": block["t"], "c": [mark, *block["c"]]}


def _ids(blocks: Any) -> Iterator[str]:
    for node in walk(blocks):
        content: Any = node.get("c")
        match node["t"]:
            case "Header":
                yield content[1][0]
            case "Div" | "Span" | "Link" | "Code" | "CodeBlock" | "Image" | "Table" | "Figure":
                yield content[0][0]
