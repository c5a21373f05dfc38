"""Document → the tree that pandoc writes as a Word file: Word's styles on it, Word's anchors in it.

Changes no word of the report. What pandoc cannot write (contents, table properties, numbers of
headings) is marked here by classes and made by `finish`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from reportgen.document import (
    Document,
    Node,
    Part,
    attributes,
    div,
    plain_text,
    rewrite,
    span,
    strip_positions,
    text,
    walk,
)
from reportgen.formats.docx.cover import COVER
from reportgen.formats.docx.names import NUMBERED_LEVELS, STATUSES

__all__ = ["FRESH", "LISTED", "dress", "running_text"]

FRESH = "fresh-page"
"""The class of a heading that starts a page."""

LISTED = "listed"
"""The class of a heading whose number comes from Word's own list of headings."""

UNPRINTED = {"running-matter", "notes", "list-of-tables", "list-of-figures"}
"""Parts of which a Word file has its own: header, footer, footnotes, tables of figures."""

FRESH_PARTS = {"contents", "summary-tables"}

TAB: Node = {"t": "RawInline", "c": ["openxml", "<w:r><w:tab/></w:r>"]}

BLOCKS = {
    "as-of": "As Of",
    "table-note": "Table Note",
    "judgement": "Judgement",
    "lead": "Lead",
}
SPANS = {
    "caption-label": "Caption Label",
    "item-title": "Item Title",
    "item-meta": "Item Meta",
    "section-number": "Section Number",
}


def running_text(document: Document, name: str) -> str:
    """Return the words of `running-head` or `running-foot`."""
    for part in document.parts:
        for block in part.blocks if part.template == "running-matter" else ():
            if block["t"] == "Div" and name in _classes(block):
                return plain_text(block)
    return ""


def dress(document: Document) -> list[Node]:
    """Join the parts into one tree in Word's terms."""
    parts = [part for part in document.parts if part.template not in UNPRINTED]
    kept = {node["c"][0][0] for part in parts for node in _with_ids(part.blocks)}
    kept |= {part.id for part in parts}
    blocks: list[Node] = []
    before: str | None = None
    for part in parts:
        fresh = part.template in FRESH_PARTS or before in {"cover", "contents"}
        blocks += _part(part, kept, fresh=fresh)
        before = part.template
    blocks = strip_positions(blocks)
    dressed: list[Node] = rewrite(blocks, _change)
    return _Numbers().given(dressed)


def _with_ids(blocks: Sequence[Node]) -> Iterator[Node]:
    for node in walk(list(blocks)):
        if node["t"] in {"Div", "Span", "Link", "Code", "CodeBlock", "Image", "Table", "Figure"}:
            yield node
        elif node["t"] == "Header":
            yield {"t": "Header", "c": [node["c"][1]]}


def _part(part: Part, kept: set[str], *, fresh: bool) -> list[Node]:
    match part.template:
        case "cover":
            return [_cover(block) for block in part.blocks]
        case "contents":
            return [made for block in part.blocks for made in _contents(block, kept)]
        case _:
            return [_fresh(b) if fresh and i == 0 else b for i, b in enumerate(part.blocks)]


def _cover(block: Node) -> Node:
    style = next((COVER[c] for c in _classes(block) if c in COVER), None)
    return div(block["c"][1], custom_style=style) if style else block


def _fresh(block: Node) -> Node:
    if block["t"] != "Header":
        return block
    level, (id_, classes, pairs), inlines = block["c"]
    return {"t": "Header", "c": [level, [id_, [*classes, FRESH], pairs], inlines]}


# ---------------------------------------------------------------- contents


def _contents(block: Node, kept: set[str]) -> list[Node]:
    """Turn the heading and the list of the contents into paragraphs of their styles (D-14).

    An entry that leads to what this edition leaves out goes with it.
    """
    if block["t"] == "Header":
        _, (id_, _, _), inlines = block["c"]
        heading = {"t": "Para", "c": inlines}
        return [div([heading], id=id_, custom_style="TOC Heading")]
    if block["t"] == "Div" and "contents" in _classes(block):
        return list(_entries(block["c"][1], 1, kept))
    return [block]


def _entries(blocks: Iterable[Node], level: int, kept: set[str]) -> Iterator[Node]:
    for block in blocks:
        if block["t"] in {"BulletList", "OrderedList"}:
            content = block["c"] if block["t"] == "BulletList" else block["c"][1]
            for entry in content:
                yield from _entries(entry, level, kept)
        elif block["t"] in {"Plain", "Para"}:
            links = [n for n in walk(block) if n["t"] == "Link"]
            if all(link["c"][2][0].removeprefix("#") in kept for link in links):
                paragraph = {"t": "Para", "c": rewrite(block["c"], _entry_link)}
                yield div([paragraph], custom_style=f"toc {level}")
            level += 1


def _entry_link(node: Node) -> list[Node] | None:
    """Set the number of an entry apart by a tab, as Word does when it fills its contents."""
    if node["t"] != "Link" or not node["c"][1]:
        return None
    attr, (first, *rest), target = node["c"]
    if first["t"] != "Span" or "section-number" not in _classes(first):
        return None
    words = rest[1:] if rest and rest[0]["t"] == "Space" else rest
    return [{"t": "Link", "c": [attr, [*first["c"][1], TAB, *words], target]}]


# ---------------------------------------------------------------- blocks and inlines


def _change(node: Node) -> list[Node] | None:
    match node["t"]:
        case "Div":
            return _div(node)
        case "Span":
            return _span(node)
        case "Table":
            return [_table(node)]
        case "Image":
            return [_image(node)]
    return None


def _div(node: Node) -> list[Node] | None:
    (id_, classes, pairs), blocks = node["c"]
    style = next((BLOCKS[c] for c in classes if c in BLOCKS), None)
    if style is None:
        return None
    # Only a lead's first paragraph leads; lists and tables keep the styles of their kind.
    last = 1 if style == "Lead" else len(blocks)
    styled = [
        div([b], custom_style=style) if b["t"] == "Para" and i < last else b
        for i, b in enumerate(blocks)
    ]
    return [{"t": "Div", "c": [[id_, classes, pairs], styled]}]


def _span(node: Node) -> list[Node] | None:
    (id_, classes, pairs), inlines = node["c"]
    style = next((SPANS[c] for c in classes if c in SPANS), None)
    if "status" in classes:
        words = [c.removeprefix("status-") for c in classes if c.startswith("status-")]
        style = f"Status {next((w for w in words if w in STATUSES), 'unknown').title()}"
    if style is None:
        return None
    if style == "Item Meta":
        inlines = _dressed_links(inlines, "Item Meta Link")
    return [{"t": "Span", "c": [[id_, classes, [*pairs, ["custom-style", style]]], inlines]}]


def _dressed_links(nodes: Any, style: str) -> Any:
    """Give the words of links a style; pandoc knows one style for all links."""

    def change(node: Node) -> list[Node] | None:
        if node["t"] != "Link":
            return None
        attr, inlines, target = node["c"]
        return [{"t": "Link", "c": [attr, [span(inlines, custom_style=style)], target]}]

    return rewrite(nodes, change)


def _image(node: Node) -> Node:
    """Put the words that stand for a picture where pandoc looks for them (D-04)."""
    (id_, classes, pairs), inlines, target = node["c"]
    alternative = dict(map(tuple, pairs)).get("alt") or plain_text(inlines)
    words = [] if "decorative" in classes else text(alternative)
    return {"t": "Image", "c": [[id_, classes, pairs], words, [target[0], ""]]}


def _table(node: Node) -> Node:
    attr, caption, specs, (head_attr, head_rows), bodies, foot = node["c"]
    head = [head_attr, [_row(row, "Table Head", "Table Head") for row in head_rows]]
    dressed = [
        [
            body_attr, heads, inner,
            [_row(row, "Table Row Head" if heads else "Table Text", "Table Text") for row in rows],
        ]
        for body_attr, heads, inner, rows in bodies
    ]  # fmt: skip
    return {"t": "Table", "c": [attr, caption, specs, head, dressed, foot]}


def _row(row: list[Any], first: str, style: str) -> list[Any]:
    """Give the cells of a row their styles; its anchor moves into its first cell.

    Word has bookmarks in paragraphs only, and pandoc drops the id of a row.
    """
    (id_, classes, pairs), cells = row
    made = []
    for index, (attr, align, rows, columns, blocks) in enumerate(cells):
        name = style if index else first
        # pandoc gives tight text in a cell its own style, whatever style is asked for.
        content = [{"t": "Para", "c": b["c"]} if b["t"] == "Plain" else b for b in blocks]
        if name == "Table Row Head":
            content = [_row_head(b) for b in content]
        elif name == "Table Head":
            content = _dressed_links(content, "Table Head Link")
        if index == 0 and id_ and content:
            content = [_anchored(content[0], id_), *content[1:]]
        made.append([attr, align, rows, columns, [div(content, custom_style=name)]])
    return [["", classes, pairs], made]


def _row_head(block: Node) -> Node:
    """Let the name of a row stand out, unless it says itself which of its words do."""
    marked = any(n["t"] == "Span" and "item-title" in _classes(n) for n in walk(block))
    if marked or block["t"] != "Para":
        return block
    words = _dressed_links(block["c"], "Item Title Link")
    return {"t": "Para", "c": [span(words, custom_style="Item Title")]}


def _anchored(block: Node, id_: str) -> Node:
    taken = any(node["c"][0][0] == id_ for node in _with_ids([block]))
    if taken or block["t"] != "Para":
        return block
    return {"t": "Para", "c": [{"t": "Span", "c": [attributes(id_), []]}, *block["c"]]}


def _classes(node: Node) -> list[str]:
    found: list[str] = node["c"][0][1]
    return found


# ---------------------------------------------------------------- numbers of headings


@dataclass
class _Numbers:
    """Counts headings as Word's list will, so that no number is ever another than the report's.

    Where the two agree, the literal number goes and the list numbers the heading (D-13, PD-11);
    where they do not, the heading keeps its words and stands outside the list.
    """

    counts: list[int] = field(default_factory=lambda: [0] * NUMBERED_LEVELS)

    def given(self, blocks: list[Node]) -> list[Node]:
        return [self._block(block) for block in blocks]

    def _block(self, block: Node) -> Node:
        if block["t"] == "Div":
            return {"t": "Div", "c": [block["c"][0], self.given(block["c"][1])]}
        return self._heading(block) if block["t"] == "Header" else block

    def _heading(self, block: Node) -> Node:
        level, (id_, classes, pairs), inlines = block["c"]
        if not inlines or level > NUMBERED_LEVELS:
            return block
        first = inlines[0]
        if first["t"] != "Span" or "section-number" not in _classes(first):
            return block
        counts = [*self.counts[: level - 1], self.counts[level - 1] + 1]
        if plain_text(first).rstrip(".") != ".".join(map(str, counts)):
            return block
        self.counts = counts + [0] * (NUMBERED_LEVELS - level)
        rest = inlines[1:]
        while rest and rest[0]["t"] in {"Space", "SoftBreak"}:
            rest = rest[1:]
        return {"t": "Header", "c": [level, [id_, [*classes, LISTED], pairs], rest]}
