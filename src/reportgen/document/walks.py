"""Walks over a tree: every node, a tree with other nodes, its words, the attributes of a node."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from reportgen.document.nodes import Node
from reportgen.memory import Later

__all__ = ["HOLDING", "attribute_pairs", "is_attributes", "plain_text", "rewrite", "walk"]


def walk(nodes: Any) -> Iterator[Node]:
    """Yield every node below `nodes` in reading order, each before what it holds."""
    stack: list[Any] = [nodes.made() if type(nodes) is Later else nodes]
    while stack:
        node = stack.pop()
        kind = type(node)
        if kind is dict:
            if "t" in node:
                yield node
                content = node.get("c")
                if type(content) is list:
                    first = 1 if node["t"] in _ATTRIBUTED else 0
                    stack.extend([n for n in reversed(content[first:]) if type(n) in HOLDING])
                elif type(content) in HOLDING:
                    stack.append(content)
            elif "c" in node:
                stack.append(node["c"])
            else:
                stack.extend(reversed(list(node.values())))
        elif kind is list or kind is tuple:
            stack.extend([child for child in reversed(node) if type(child) in HOLDING])


_ATTRIBUTED = frozenset({"Code", "CodeBlock", "Div", "Figure", "Image", "Link", "Span", "Table"})
"""Nodes whose content begins with attributes, which hold no node."""

HOLDING = frozenset({dict, list, tuple})
"""Types that can hold a node: most of a tree is text, which no walk need look at."""


def rewrite(nodes: Any, change: Callable[[Node], list[Node] | None]) -> Any:
    """Return a copy of the tree with each node replaced by what `change` returns.

    `change` sees a node after its content was rewritten and returns the nodes that take its place,
    or None to keep it. Attributes hold no nodes and are not copied.
    """
    if type(nodes) is Later:
        nodes = list(nodes.made())
    kind = type(nodes)
    if kind is list or kind is tuple:
        result: list[Any] = []
        for node in nodes:
            if type(node) is dict and "t" in node:
                content = node.get("c")
                inner = (
                    {**node, "c": rewrite(content, change)} if type(content) in HOLDING
                    else node.copy()
                )  # fmt: skip
                changed = change(inner)
                if changed is None:
                    result.append(inner)
                else:
                    result.extend(changed)
            elif type(node) in HOLDING and not is_attributes(node):
                result.append(rewrite(node, change))
            else:
                result.append(node)
        return result
    if kind is dict:
        if "t" in nodes:
            changed = rewrite([nodes], change)
            if len(changed) != 1:
                message = f"one {nodes['t']} can only be replaced by one node here"
                raise ValueError(message)
            return changed[0]
        return {key: rewrite(value, change) for key, value in nodes.items()}
    return nodes


def plain_text(nodes: Any) -> str:
    """Return the words of a tree, without notes; line breaks become spaces."""
    pieces: list[str] = []
    _gather_text(list(nodes) if type(nodes) is Later else nodes, pieces)
    return re.sub(r"\s+", " ", "".join(pieces)).strip()


def _gather_text(nodes: Any, pieces: list[str]) -> None:
    kind = type(nodes)
    if kind is list or kind is tuple:
        for child in nodes:
            if type(child) in HOLDING:
                _gather_text(child, pieces)
    elif kind is dict:
        match nodes.get("t"):
            case "Str":
                pieces.append(nodes["c"])
            case "Space" | "SoftBreak" | "LineBreak":
                pieces.append(" ")
            case "Code" | "Math":
                pieces.append(nodes["c"][1])
            case "Quoted":
                single = nodes["c"][0]["t"] == "SingleQuote"
                pieces.append("‘" if single else "“")
                _gather_text(nodes["c"][1], pieces)
                pieces.append("’" if single else "”")
            case "Note" | "RawInline" | "RawBlock":
                pass
            case _:
                _gather_text(nodes.get("c"), pieces)


def attribute_pairs(node: Node) -> dict[str, str]:
    """Return the attributes of a node by name; none for a node that can have none."""
    content = node.get("c")
    if node["t"] == "Header":
        content = node["c"][1:]
    if not (isinstance(content, list) and content and is_attributes(content[0])):
        return {}
    return dict(map(tuple, content[0][2]))


def is_attributes(value: Any) -> bool:
    """Tell whether a value is pandoc's attribute triple: id, classes, pairs."""
    return (
        type(value) is list and len(value) == 3  # noqa: PLR2004 - a triple
        and type(value[0]) is str and type(value[1]) is list and type(value[2]) is list
    )  # fmt: skip
