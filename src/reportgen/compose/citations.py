"""Citations → what they print, and the bibliography, by citeproc.

pandoc is given only the blocks that hold a citation or a note, in their order: on nothing else does
a citation depend, and a long report has far more of the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from reportgen import pandoc
from reportgen.document import Node, Part, div, plain_text, rewrite, walk
from reportgen.memory import known, same

__all__ = ["cite"]

_LONGEST_HELD = {"Para": 20, "Plain": 12}
"""Characters of a citation that is not broken over two lines, in prose and in cells."""


_HOLDERS = {"Para", "Plain", "Header", "LineBlock", "DefinitionList"}
"""Blocks that hold inlines."""

_BIBLIOGRAPHY = "refs"
"""The id of the Div that citeproc fills."""


def cite(parts: list[Part], references: Sequence[Mapping[str, Any]], csl: str) -> list[Part]:
    """Resolve the citations of all parts in one go, so that their numbers run through."""
    citing = [
        known("citing", None, part.blocks, lambda p=part: list(_citing(p.blocks))) for part in parts
    ]
    wrapped = [div(blocks, id=f"reportgen-part-{i}") for i, blocks in enumerate(citing)]
    cited = pandoc.cite(wrapped, references, csl)
    return [
        replace(part, blocks=_cited(part.blocks, blocks, same(block["c"][1])))
        for part, blocks, block in zip(parts, citing, cited, strict=True)
    ]


def _citing(nodes: Any) -> Iterator[Node]:
    """Yield the blocks whose words may change: those with citations or notes, the bibliography."""
    if isinstance(nodes, (list, tuple)):
        for node in nodes:
            yield from _citing(node)
    elif isinstance(nodes, dict):
        kind = nodes.get("t")
        if kind in _HOLDERS:
            if any(node["t"] in {"Cite", "Note"} for node in walk(nodes["c"])):
                yield nodes
        elif kind == "Div" and nodes["c"][0][0] == _BIBLIOGRAPHY:
            yield nodes
        elif "c" in nodes:
            yield from _citing(nodes["c"])


def _cited(blocks: tuple[Node, ...], citing: list[Node], cited: list[Node]) -> tuple[Node, ...]:
    """Put the resolved blocks of a part in the places of those that were given to citeproc."""

    def put() -> tuple[Node, ...]:
        held: list[Node] = [block for node in cited for block in rewrite([node], _held_together)]
        resolved = {id(old): new for old, new in zip(citing, held, strict=True)}
        return tuple(_put(blocks, resolved)) if resolved else blocks

    return known("cited", None, (*blocks, cited), put)


def _put(nodes: Any, resolved: Mapping[int, Node]) -> Any:
    if isinstance(nodes, (list, tuple)):
        return [_put(node, resolved) for node in nodes]
    if isinstance(nodes, dict):
        if id(nodes) in resolved:
            return resolved[id(nodes)]
        return {**nodes, "c": _put(nodes["c"], resolved)} if "c" in nodes else nodes
    return nodes


def _held_together(node: Node) -> list[Node] | None:
    """Keep a short citation on one line: `[1, sec. 3]`; in a narrow cell only a very short one."""
    if node["t"] not in _LONGEST_HELD:
        return None
    longest = _LONGEST_HELD[node["t"]]

    def hold(inner: Node) -> list[Node] | None:
        if inner["t"] != "Cite" or len(plain_text(inner)) > longest:
            return None
        citations, inlines = inner["c"]
        held = [{"t": "Str", "c": "\u00a0"} if n["t"] == "Space" else n for n in inlines]
        return [{"t": "Cite", "c": [citations, held]}]

    return [{"t": node["t"], "c": rewrite(node["c"], hold)}]
