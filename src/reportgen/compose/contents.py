"""The list of contents (the headings of the first two levels), and those of tables and figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from reportgen.document import (
    Node,
    Part,
    bullet_list,
    div,
    link,
    plain,
    plain_text,
    rewrite,
    span,
    walk,
)
from reportgen.memory import JSON, known, said

__all__ = ["LISTS", "contents_list", "lists_of_captions"]

LISTS: Mapping[str, str] = {"list-of-tables": "Table", "list-of-figures": "Figure"}
"""The parts that list captions, and the nodes whose captions they list."""

MOST_UNLISTED = 3
"""Tables, or figures, that need no list of their own."""

_UNLISTED = {"cover", "running-matter", "imprint", "contents", *LISTS, "notes"}
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


def contents_list(parts: list[Part]) -> list[Part]:
    """Fill the Div `contents-list` with links to the headings that follow it."""
    entries: list[tuple[Node, list[Node]]] = []
    for part in parts:
        if part.template in _UNLISTED:
            continue
        for node in _listable(part):
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

    return [
        _filled(part, "contents-list", listed) if part.template == "contents" else part
        for part in parts
    ]


def lists_of_captions(parts: list[Part]) -> list[Part]:
    """Fill the lists of tables and of figures; a list of a few is left out with its part.

    The entries stand in a Div with the classes `contents` and `list-of-tables` or
    `list-of-figures`, each a link "Table 1  Caption".
    """
    if not any(part.template in LISTS for part in parts):
        return parts
    listable = [node for part in parts for node in _listable(part)]
    result: list[Part] = []
    for part in parts:
        wanted = LISTS.get(part.template)
        if wanted is None:
            result.append(part)
            continue
        entries = [
            [plain([_caption_link(node)])] for node in listable if node["t"] == wanted
        ]  # fmt: skip
        if len(entries) > MOST_UNLISTED:
            result.append(_filled(part, f"{part.template}-list", bullet_list(entries)))
    return result


def _listable(part: Part) -> list[Node]:
    """Return the headings of a part, and of its tables and figures the attributes and captions."""
    return known("listable", None, (part.blocks,), partial(_all_listable, part), JSON)


def _all_listable(part: Part) -> list[Node]:
    listable: list[Node] = []
    for node in walk(part.blocks):
        if node["t"] == "Header":
            listable.append(node)
        elif node["t"] in LISTS.values():
            listable.append({"t": node["t"], "c": node["c"][:2]})
    return listable


def _caption_link(node: Node) -> Node:
    """Make the entry of a table or figure: its number, its caption, the link to it."""
    (anchor, _, _), (_, caption) = node["c"][0], node["c"][1]
    label, words = caption[0]["c"][0], caption[0]["c"][1:]
    while words and words[0] in ({"t": "Str", "c": "."}, {"t": "Space"}):
        words = words[1:]
    number = span(plain_text(label), "list-label")
    return link([number, {"t": "Space"}, *_bare(words)], f"#{anchor}", "toc-entry")


def _filled(part: Part, identity: str, listed: Node) -> Part:
    """Put a list into the Div of a part that was left for it."""

    def change(node: Node) -> list[Node] | None:
        if node["t"] == "Div" and node["c"][0][0] == identity:
            return [div([listed], *node["c"][0][1], id=identity)]
        return None

    return replace(part, blocks=said(rewrite(part.blocks, change)))
