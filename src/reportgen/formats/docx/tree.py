"""Document → the tree that pandoc writes as a Word file: Word's styles on it, Word's anchors in it.

Changes no word of the report. What pandoc cannot write (contents, table properties, numbers of
headings) is marked here by classes and made by `finish`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
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
from reportgen.formats.docx.bookmarks import bookmark
from reportgen.formats.docx.cover import COVER
from reportgen.formats.docx.names import BREAK, NUMBERED_LEVELS, STATUSES, style_id

__all__ = ["FRESH", "LISTED", "WIDE", "dress", "running_text"]

FRESH = "fresh-page"
"""The class of a heading or table that opens a page."""

LISTED = "listed"
"""The class of a heading whose number comes from Word's own list of headings."""

WITH_IDS = {"Div", "Span", "Link", "Code", "CodeBlock", "Image", "Table", "Figure"}
"""Nodes whose attributes are their first part; a heading has them second."""

WIDE = "wide"
"""The class of a table on a turned page."""

UNPRINTED = {"running-matter", "notes"}
"""Parts of which a Word file has its own: header, footer, footnotes."""

LISTS = {"contents", "list-of-tables", "list-of-figures"}
"""Parts that list what the report holds, by page."""

FRONT = {"imprint", *LISTS}
"""Parts before the text, whose pages have roman numbers."""

FRESH_PARTS = {"summary-tables"}

TAB: Node = {"t": "RawInline", "c": ["openxml", "<w:r><w:tab/></w:r>"]}

BLOCKS = {
    "as-of": "As Of",
    "csl-entry": "Bibliography",
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


def section_break(kind: str) -> Node:
    """Return the block at which a section ends that is `front`, `text` or `wide`."""
    mark = (
        f'<w:p><w:pPr><w:pStyle w:val="{style_id(BREAK)}"/>'
        f'<w:sectPr><w:type w:val="{kind}"/></w:sectPr></w:pPr></w:p>'
    )
    return {"t": "RawBlock", "c": ["openxml", mark]}


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
    for part, after in zip(parts, [*parts[1:], None], strict=True):
        blocks += _part(part, kept, document.openings)
        if part.template in FRONT and (after is None or after.template not in FRONT):
            blocks.append(section_break("front"))
    dressed: list[Node] = rewrite(strip_positions(blocks), _change)
    return _named(_Numbers().given(dressed))


def _named(blocks: list[Node]) -> list[Node]:
    """Give every anchor the name of its bookmark, and lead every link to it."""

    def change(node: Node) -> list[Node] | None:
        content: Any = node.get("c")
        match node["t"]:
            case "Header":
                level, (id_, *rest), inlines = content
                changed = [level, [bookmark(id_) if id_ else "", *rest], inlines]
            case "Link" if content[2][0].startswith("#"):
                (id_, *rest), inlines, (target, *title) = content
                lead = f"#{bookmark(target[1:])}"
                changed = [[bookmark(id_) if id_ else "", *rest], inlines, [lead, *title]]
            case kind if kind in WITH_IDS and content[0][0]:
                (id_, *rest), *more = content
                changed = [[bookmark(id_), *rest], *more]
            case _:
                return None
        return [{"t": node["t"], "c": changed}]

    named: list[Node] = rewrite(blocks, change)
    return named


def _with_ids(blocks: Sequence[Node]) -> Iterator[Node]:
    for node in walk(list(blocks)):
        if node["t"] in WITH_IDS:
            yield node
        elif node["t"] == "Header":
            yield {"t": "Header", "c": [node["c"][1]]}


def _part(part: Part, kept: set[str], openings: Collection[str]) -> list[Node]:
    match part.template:
        case "cover":
            return [_cover(block) for block in part.blocks]
        case name if name in LISTS:
            return [made for block in part.blocks for made in _contents(block, kept)]
        case name:
            first = [part.id] if name in FRESH_PARTS else []
            opened: list[Node] = rewrite(list(part.blocks), _opening({*openings, *first}))
            return opened


def _cover(block: Node) -> Node:
    style = next((COVER[c] for c in _classes(block) if c in COVER), None)
    return div(block["c"][1], custom_style=style) if style else block


def _opening(anchors: Collection[str]) -> Callable[[Node], list[Node] | None]:
    """Let the headings and tables of these anchors open a page.

    They are those that do so in print because the page before had no room for them: the pages of
    both stay together, and so do the numbers in the contents.
    """

    def change(node: Node) -> list[Node] | None:
        if node["t"] not in {"Header", "Table"}:
            return None
        place = 1 if node["t"] == "Header" else 0
        content = list(node["c"])
        id_, classes, pairs = content[place]
        if id_ not in anchors:
            return None
        content[place] = [id_, [*classes, FRESH], pairs]
        return [{"t": node["t"], "c": content}]

    return change


# ---------------------------------------------------------------- contents


def _contents(block: Node, kept: set[str]) -> list[Node]:
    """Turn the heading and the list of the contents into paragraphs of their styles (D-14).

    An entry that leads to what this edition leaves out goes with it.
    """
    if block["t"] == "Header":
        _, (id_, _, _), inlines = block["c"]
        heading = {"t": "Para", "c": inlines}
        name = "TOC Heading" if id_ == "contents" else "List Heading"
        return [div([heading], id=id_, custom_style=name)]
    if block["t"] == "Div" and "contents" in _classes(block):
        own = bool({"list-of-tables", "list-of-figures"} & set(_classes(block)))
        return list(_entries(block["c"][1], 1, kept, "table of figures" if own else ""))
    return [block]


def _entries(blocks: Iterable[Node], level: int, kept: set[str], style: str = "") -> Iterator[Node]:
    """Yield the entries of a list in a style, or else in that of their level of the contents."""
    for block in blocks:
        if block["t"] in {"BulletList", "OrderedList"}:
            content = block["c"] if block["t"] == "BulletList" else block["c"][1]
            for entry in content:
                yield from _entries(entry, level, kept, style)
        elif block["t"] in {"Plain", "Para"}:
            links = [n for n in walk(block) if n["t"] == "Link"]
            if all(link["c"][2][0].removeprefix("#") in kept for link in links):
                paragraph = {"t": "Para", "c": rewrite(block["c"], _entry_link)}
                yield div([paragraph], custom_style=style or f"toc {level}")
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
        case "DefinitionList":
            return [block for term, texts in node["c"] for block in _definition(term, texts)]
        case "Table":
            return [_table(node)]
        case "Image":
            return [_image(node)]
    return None


def _widened(node: Node) -> list[Node] | None:
    """Mark a table as one that stands on a turned page."""
    if node["t"] != "Table":
        return None
    (id_, classes, pairs), *rest = node["c"]
    return [{"t": "Table", "c": [[id_, [*classes, WIDE], pairs], *rest]}]


def _definition(term: list[Node], texts: list[list[Node]]) -> Iterator[Node]:
    """Set a term and its definitions in paragraphs that hang from the term."""
    name = span(term, custom_style="Definition Term")
    blocks = [block for text_ in texts for block in text_]
    for index, block in enumerate(blocks):
        if block["t"] in {"Para", "Plain"}:
            begun = [name, TAB] if index == 0 else [TAB]
            paragraph = {"t": "Para", "c": [*begun, *block["c"]]}
            yield div([paragraph], custom_style="Definition")
        else:
            if index == 0:
                yield div([{"t": "Para", "c": [name]}], custom_style="Definition")
            yield block


def _div(node: Node) -> list[Node] | None:
    (id_, classes, pairs), blocks = node["c"]
    if "landscape" in classes:
        return [section_break("text"), *rewrite(blocks, _widened), section_break("wide")]
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
