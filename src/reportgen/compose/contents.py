"""The list of contents: an entry for each heading of the first two levels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reportgen.document import Node, Part, bullet_list, link, plain, rewrite, walk

__all__ = ["contents_list"]

_UNLISTED = {"cover", "running-matter", "imprint", "contents", "notes"}
"""Parts before the contents, and the notes, which stand at the foot of the page in most formats."""

_DEEP = {"summary-tables"}
"""Parts whose sub-headings are listed though they have no numbers."""

DEEPEST = 2


def _bare(inlines: list[Node]) -> list[Node]:
    """Return the words of a heading without notes, citations, links and anchors of their own."""

    def change(node: Node) -> list[Node] | None:
        match node["t"]:
            case "Note" | "Cite":
                return []
            case "Link":
                return list(node["c"][1])
            case "Span" if node["c"][0][0]:
                return list(node["c"][1])
            case _:
                return None

    bare: list[Node] = rewrite(inlines, change)
    while bare and bare[-1]["t"] == "Space":
        bare.pop()
    return bare


def contents_list(parts: list[Part], labels: Mapping[str, Any]) -> list[Part]:
    """Fill the Div `contents-list` with links to the headings that follow it."""
    del labels
    entries: list[tuple[Node, list[Node]]] = []
    for part in parts:
        if part.template in _UNLISTED:
            continue
        for node in walk(list(part.blocks)):
            if node["t"] != "Header":
                continue
            level, (anchor, classes, _), inlines = node["c"]
            deep = "numbered" in classes or part.template in _DEEP
            if level > (DEEPEST if deep else 1):
                continue
            entry = plain([link(_bare(inlines), f"#{anchor}", "toc-entry")])
            if level == 1:
                entries.append((entry, []))
            elif entries:
                entries[-1][1].append(entry)
    listed = bullet_list(
        [top, *([bullet_list([sub] for sub in subs)] if subs else [])] for top, subs in entries
    )

    def change(node: Node) -> list[Node] | None:
        if node["t"] == "Div" and node["c"][0][0] == "contents-list":
            return [{"t": "Div", "c": [["contents-list", ["contents"], []], [listed]]}]
        return None

    return [
        Part(p.template, p.id, p.title, tuple(rewrite(list(p.blocks), change)))
        if p.template == "contents" else p
        for p in parts
    ]  # fmt: skip
