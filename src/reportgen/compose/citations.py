"""Citations → what they print, and the bibliography, by citeproc.

pandoc is given only the blocks that hold a citation or a note, in their order: on nothing else does
a citation depend, and a long report has far more of the rest.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from reportgen import pandoc
from reportgen.document import Node, Part, div, plain_text, rewrite, walk
from reportgen.memory import JSON, known, later
from reportgen.timing import timed

__all__ = ["cite"]

_LONGEST_HELD = {"Para": 20, "Plain": 12}
"""Characters of a citation that is not broken over two lines, in prose and in cells."""


_HOLDERS = {"Para", "Plain", "Header", "LineBlock", "DefinitionList"}
"""Blocks that hold inlines."""

_BIBLIOGRAPHY = "refs"
"""The id of the Div that citeproc fills."""


@timed("citations")
def cite(parts: list[Part], references: Sequence[Mapping[str, Any]], csl: str) -> list[Part]:
    """Resolve the citations of all parts in one go, so that their numbers run through."""
    citing = [
        known("citing", None, (part.blocks,), partial(_in_short, part), JSON) for part in parts
    ]
    wrapped = [div(blocks, id=f"reportgen-part-{i}") for i, blocks in enumerate(citing)]
    cited = pandoc.cite(wrapped, references, csl)
    return [
        replace(part, blocks=_cited(part.blocks, block["c"][1])) if blocks else part
        for part, blocks, block in zip(parts, citing, cited, strict=True)
    ]


def _in_short(part: Part) -> list[Node]:
    return [_Citing(block).short for block in _citing(list(part.blocks))]


_STANDS_IN = "\ue000"
"""Begins the word that stands for words left out; no font has the character."""

_BESIDE = 2
"""Inlines on either side of a citation that are given to citeproc with it: it sets punctuation."""


class _Citing:
    """A block with citations, and the same in short: far from a citation one word stands for all.

    So citeproc has less to read, and is not asked again when only other words change.
    """

    def __init__(self, block: Node) -> None:
        self.block = block
        self.left_out: dict[str, list[Node]] = {}
        self.short = block
        if block["t"] in {"Para", "Plain"}:
            self.short = {"t": block["t"], "c": self.shortened(block["c"])}

    def shortened(self, inlines: list[Node]) -> list[Node]:
        near = [
            at
            for index, inline in enumerate(inlines) if _cites(inline)
            for at in range(index - _BESIDE, index + _BESIDE + 1)
        ]  # fmt: skip
        kept = set(near)
        short: list[Node] = []
        run: list[Node] = []
        for index, inline in enumerate(inlines):
            if index in kept:
                short += self.stand_in(run)
                short.append(inline)
                run = []
            else:
                run.append(inline)
        return [*short, *self.stand_in(run)]

    def stand_in(self, run: list[Node]) -> list[Node]:
        if not run:
            return []
        word = f"{_STANDS_IN}{len(self.left_out)}"
        self.left_out[word] = run
        return [{"t": "Str", "c": word}]

    def restored(self, cited: Node) -> Node:
        """Return the resolved block with the words that were left out."""

        def change(node: Node) -> list[Node] | None:
            return self.left_out.get(node["c"]) if node["t"] == "Str" else None

        whole: list[Node] = rewrite([cited], change) if self.left_out else [cited]
        return whole[0]


def _cites(nodes: Any) -> bool:
    return any(node["t"] in {"Cite", "Note"} for node in walk(nodes))


def _citing(nodes: Any) -> Iterator[Node]:
    """Yield the blocks whose words may change: those with citations or notes, the bibliography."""
    if isinstance(nodes, (list, tuple)):
        for node in nodes:
            yield from _citing(node)
    elif isinstance(nodes, dict):
        kind = nodes.get("t")
        if kind in _HOLDERS:
            if _cites(nodes["c"]):
                yield nodes
        elif kind == "Div" and nodes["c"][0][0] == _BIBLIOGRAPHY:
            yield nodes
        elif "c" in nodes:
            yield from _citing(nodes["c"])


def _cited(blocks: Sequence[Node], cited: list[Node]) -> Sequence[Node]:
    """Put the resolved blocks of a part in the places of those that were given to citeproc."""

    def put() -> list[Node]:
        citing = [_Citing(block) for block in _citing(list(blocks))]
        whole = [one.restored(node) for one, node in zip(citing, cited, strict=True)]
        held = [block for node in whole for block in rewrite([node], _held_together)]
        waiting = deque((one.block, new) for one, new in zip(citing, held, strict=True))
        done: list[Node] = _put(list(blocks), waiting)
        return done

    return later("cited", json.dumps(cited), (blocks,), put)


def _put(nodes: Any, waiting: deque[tuple[Node, Node]]) -> Any:
    """Put what waits into its places, which come in the order in which they were found."""
    if isinstance(nodes, (list, tuple)):
        return [_put(node, waiting) for node in nodes]
    if isinstance(nodes, dict):
        if waiting and nodes is waiting[0][0]:
            return waiting.popleft()[1]
        return {**nodes, "c": _put(nodes["c"], waiting)} if "c" in nodes else nodes
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
