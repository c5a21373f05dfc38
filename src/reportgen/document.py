"""Document: pandoc's AST, complete, cut into parts; its builders and its walk.

Nodes are pandoc's JSON (pandoc-types 1.23): `{"t": tag, "c": content}`. A Document never knows an
output format; the places of its blocks in the source (`data-pos`) are still on it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from reportgen.diagnostics import Position, Span
from reportgen.memory import Later

__all__ = [
    "Cell",
    "Document",
    "Evaluation",
    "Info",
    "Node",
    "Part",
    "Translation",
    "attribute_pairs",
    "attributes",
    "bullet_list",
    "definition_list",
    "div",
    "header",
    "is_attributes",
    "is_token",
    "is_wrapper",
    "line_break",
    "link",
    "para",
    "plain",
    "plain_text",
    "position_of",
    "rewrite",
    "span",
    "strip_positions",
    "strip_token_positions",
    "table",
    "text",
    "unwrapped",
    "walk",
]

Node = dict[str, Any]
"""One block or inline of pandoc's JSON."""

Cell = Sequence[Node]
"""The inlines of a table cell."""

API_VERSION = [1, 23, 1]

_RANGE = re.compile(r"(?:.*@)?(\d+):(\d+)-(\d+):(\d+)")


@dataclass(frozen=True)
class Evaluation:
    """Who found that a format of this version meets WCAG 2.2 level AA, when and how (E-04, E-05).

    `report` is the address of what was found.
    """

    by: str
    date: str
    method: str
    report: str | None = None


@dataclass(frozen=True)
class Translation:
    """The report in another language (H-03): a BCP 47 tag, its title, where it is."""

    language: str
    title: str
    url: str


@dataclass(frozen=True)
class Info:
    """What catalogues and file properties say of the report; the same in every format (C-01).

    Dates are days such as 2026-11-23; `epoch` is midnight UTC of `updated` in seconds since 1970,
    the only time that a build knows. `identifier` is a `urn:uuid:` made from the number and title.
    `strings` are the words of the style's label file that editions need. `evaluations` are those of
    this very version, by format: without one, a format claims no conformance. `url` is where the
    report is published.
    """

    title: str
    subtitle: str | None
    short_title: str
    number: str
    slug: str
    language: str
    direction: str
    authors: tuple[str, ...]
    publisher: str
    published: str
    updated: str
    updated_words: str
    version: str
    description: str
    subjects: tuple[str, ...]
    rights: str
    licence_url: str | None
    marking: str | None
    status: str
    identifier: str
    epoch: int
    strings: Mapping[str, str] = field(default_factory=dict)
    evaluations: Mapping[str, Evaluation] = field(default_factory=dict)
    translations: tuple[Translation, ...] = ()
    url: str | None = None
    doi: str | None = None

    @property
    def terms(self) -> str:
        """Return the rights, to which the marking belongs (MK-4)."""
        return f"{self.marking}. {self.rights}" if self.marking else self.rights


@dataclass(frozen=True)
class Part:
    """One part of the report: what a template made.

    `template` names the template (`cover`, `contents`, `section` ...), `id` is the anchor of the
    part, unique in the report; a part with a title begins with a level-1 header.
    """

    template: str
    id: str
    title: str | None
    blocks: Sequence[Node]


@dataclass(frozen=True)
class Document:
    """The whole report as a tree: numbered, referenced and cited, the same for every format.

    `figures` are the image bytes by the path that the tree names, `data` the register as files by
    name, for the formats that can carry files inside.

    `pages` and `page_breaks` are known once the pages are laid out: the printed label (`iii`, `12`)
    of the page on which each anchor stands, and for each page in order its label and the anchor
    that begins on it first (empty where none does). `openings` are the anchors that open a page
    because the one before had no room for what follows. All are empty before.
    """

    info: Info
    parts: tuple[Part, ...]
    figures: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    data: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    pages: Mapping[str, str] = field(default_factory=dict, repr=False)
    page_breaks: tuple[tuple[str, str], ...] = ()
    openings: frozenset[str] = frozenset()

    def blocks(self) -> list[Node]:
        """Return the blocks of all parts in order."""
        return [block for part in self.parts for block in part.blocks]


# ---------------------------------------------------------------- builders


def attributes(
    id: str = "",
    classes: Iterable[str] = (),
    **pairs: str,
) -> list[Any]:
    """Make pandoc's attribute triple; underscores in names become hyphens."""
    return [id, list(classes), [[k.replace("_", "-"), v] for k, v in pairs.items()]]


def text(words: str) -> list[Node]:
    """Make inlines of plain text; spaces between words become pandoc's Space."""
    inlines: list[Node] = []
    for piece in re.split(r"([ \t\n]+)", words):
        if piece and not piece.strip(" \t\n"):
            inlines.append({"t": "Space"})
        elif piece:
            inlines.append({"t": "Str", "c": piece})
    return inlines


def _inlines(content: str | Iterable[Node]) -> list[Node]:
    return text(content) if isinstance(content, str) else list(content)


def span(
    content: str | Iterable[Node],
    *classes: str,
    id: str = "",
    **pairs: str,
) -> Node:
    """Make a Span with classes and attributes."""
    return {"t": "Span", "c": [attributes(id, classes, **pairs), _inlines(content)]}


def link(
    content: str | Iterable[Node],
    target: str,
    *classes: str,
    id: str = "",
    title: str = "",
) -> Node:
    """Make a Link to `target`: `#anchor` or a URL; `title` says where it leads, in words."""
    return {"t": "Link", "c": [attributes(id, classes), _inlines(content), [target, title]]}


def line_break() -> Node:
    """Make a line break inside a paragraph or cell."""
    return {"t": "LineBreak"}


def para(content: str | Iterable[Node]) -> Node:
    """Make a paragraph."""
    return {"t": "Para", "c": _inlines(content)}


def plain(content: str | Iterable[Node]) -> Node:
    """Make a tight text block, as in table cells and tight lists."""
    return {"t": "Plain", "c": _inlines(content)}


def header(
    level: int,
    content: str | Iterable[Node],
    *classes: str,
    id: str = "",
) -> Node:
    """Make a heading."""
    return {"t": "Header", "c": [level, attributes(id, classes), _inlines(content)]}


def div(
    content: Iterable[Node],
    *classes: str,
    id: str = "",
    **pairs: str,
) -> Node:
    """Make a Div with classes and attributes."""
    return {"t": "Div", "c": [attributes(id, classes, **pairs), list(content)]}


def bullet_list(entries: Iterable[Iterable[Node]]) -> Node:
    """Make a bullet list of block lists."""
    return {"t": "BulletList", "c": [list(entry) for entry in entries]}


def definition_list(
    entries: Iterable[tuple[str | Iterable[Node], Iterable[Iterable[Node]]]],
) -> Node:
    """Make a definition list: each term has one or more definitions, each a run of inlines."""
    content = [
        [_inlines(term), [[plain(definition)] for definition in definitions]]
        for term, definitions in entries
    ]
    return {"t": "DefinitionList", "c": content}


def table(
    id: str,
    caption: Iterable[Node],
    head: Sequence[Cell],
    groups: Iterable[Sequence[tuple[str, Sequence[Cell]]]],
    *classes: str,
    widths: Sequence[float] | None = None,
    row_headers: bool = True,
) -> Node:
    """Make a regular table: one header row, no merged cells.

    `groups` become the bodies of the table; each is a sequence of rows, a row its anchor (or "")
    and one cell a column. `widths` are shares of the line that add up to 1. With `row_headers` the
    first column names the row.
    """
    columns = len(head)

    def row(anchor: str, cells: Sequence[Cell]) -> list[Any]:
        if len(cells) != columns:
            message = f"row of {len(cells)} cells in a table of {columns} columns"
            raise ValueError(message)
        filled = [
            [attributes(), {"t": "AlignDefault"}, 1, 1, [plain(cell)] if cell else []]
            for cell in cells
        ]
        return [attributes(anchor), filled]

    shares = widths or [1 / columns] * columns
    specs = [[{"t": "AlignDefault"}, {"t": "ColWidth", "c": share}] for share in shares]
    bodies = [
        [attributes(), 1 if row_headers else 0, [], [row(anchor, cells) for anchor, cells in rows]]
        for rows in groups
        if rows
    ]
    content = [
        attributes(id, classes),
        [None, [plain(caption)]],
        specs,
        [attributes(), [row("", head)]],
        bodies,
        [attributes(), []],
    ]
    return {"t": "Table", "c": content}


# ---------------------------------------------------------------- walks


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
                    stack.extend([n for n in reversed(content[first:]) if type(n) in _HOLDING])
                elif type(content) in _HOLDING:
                    stack.append(content)
            elif "c" in node:
                stack.append(node["c"])
            else:
                stack.extend(reversed(list(node.values())))
        elif kind is list or kind is tuple:
            stack.extend([child for child in reversed(node) if type(child) in _HOLDING])


_ATTRIBUTED = frozenset({"Code", "CodeBlock", "Div", "Figure", "Image", "Link", "Span", "Table"})
"""Nodes whose content begins with attributes, which hold no node."""

_HOLDING = frozenset({dict, list, tuple})
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
                    {**node, "c": rewrite(content, change)} if type(content) in _HOLDING
                    else node.copy()
                )  # fmt: skip
                changed = change(inner)
                if changed is None:
                    result.append(inner)
                else:
                    result.extend(changed)
            elif type(node) in _HOLDING and not is_attributes(node):
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
            if type(child) in _HOLDING:
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


_WRAPPING = frozenset({"Div", "Span"})
_WRAPPED = ["wrapper", "1"]
_PLACES = {"data-pos", "wrapper"}
"""Attributes by which pandoc says where a node stands."""


def is_wrapper(node: Node) -> bool:
    """Tell whether a Div or Span is there only to carry a place.

    One with an id, a class or a language that the author wrote stays, without the mark of pandoc.
    """
    if node["t"] not in _WRAPPING:
        return False
    identity, classes, pairs = node["c"][0]
    if len(pairs) == 2 and pairs[0] == _WRAPPED and pairs[1][0] == "data-pos":  # noqa: PLR2004 - what pandoc writes around all but all tokens
        return not identity and not classes
    return (
        not identity and not classes and _WRAPPED in pairs
        and all(name in _PLACES for name, _ in pairs)
    )  # fmt: skip


def is_token(node: Node) -> bool:
    """Tell whether a node is one word or space in its wrapper: by far the most of a tree."""
    if node["t"] != "Span":
        return False
    inner = node["c"][1]
    return len(inner) == 1 and inner[0]["t"] in _TOKENS and is_wrapper(node)


_TOKENS = {"Str", "Space", "SoftBreak"}


def unwrapped(node: Node) -> Node:
    """Return what stands in the wrappers that carry a place."""
    while is_wrapper(node) and len(node["c"][1]) == 1:
        node = node["c"][1][0]
    return node


def attribute_pairs(node: Node) -> dict[str, str]:
    """Return the attributes of a node by name; none for a node that can have none."""
    content = node.get("c")
    if node["t"] == "Header":
        content = node["c"][1:]
    if not (isinstance(content, list) and content and is_attributes(content[0])):
        return {}
    return dict(map(tuple, content[0][2]))


def position_of(path: str, data_pos: str | None) -> Span | None:
    """Turn pandoc's `data-pos` (`line:column-line:column`, end exclusive) into a span.

    A block that pandoc read in several pieces has several such ranges, parted by semicolons.
    """
    ranges = [re.fullmatch(_RANGE, piece) for piece in (data_pos or "").split(";")]
    places = [tuple(map(int, match.groups())) for match in ranges if match]
    if not places:
        return None
    line, column = min((line, column) for line, column, _, _ in places)
    end_line, end_column = max((line, column) for _, _, line, column in places)
    return Span(path, Position(line, column), Position(end_line, max(end_column, 1)))


def is_attributes(value: Any) -> bool:
    """Tell whether a value is pandoc's attribute triple: id, classes, pairs."""
    return (
        type(value) is list and len(value) == 3  # noqa: PLR2004 - a triple
        and type(value[0]) is str and type(value[1]) is list and type(value[2]) is list
    )  # fmt: skip


def strip_positions(nodes: Any) -> Any:
    """Return the tree without places: wrappers gone, `data-pos` gone, neighbouring text joined.

    The law: what is left equals the tree that pandoc makes when it is not asked for places.
    """
    kind = type(nodes)
    if kind is list or kind is tuple:
        if is_attributes(nodes):
            return [nodes[0], nodes[1], [pair for pair in nodes[2] if pair[0] not in _PLACES]]
        stripped: list[Any] = []
        _strip(nodes, stripped, None)
        return stripped
    if kind is dict:
        return {
            key: strip_positions(value) if type(value) in _HOLDING else value
            for key, value in nodes.items()
        }
    return nodes


def _strip(nodes: Iterable[Any], into: list[Any], words: Node | None) -> Node | None:
    """Put nodes without their places behind those that are there; neighbouring text is joined.

    `words` is the last node there if it is text; that of the end is returned.
    """
    for node in nodes:
        kind = node.get("t") if type(node) is dict else None
        if kind == "Str":
            if words is None:
                words = node.copy()
                into.append(words)
            else:
                words["c"] += node["c"]
        elif kind in _WRAPPING and is_wrapper(node):
            words = _strip(node["c"][1], into, words)
        else:
            into.append(strip_positions(node) if type(node) in _HOLDING else node)
            words = None
    return words


def strip_token_positions(nodes: Any) -> Any:
    """Return the tree with the places of blocks, links and references, but of no single token.

    A token's place matters only while prose is read and checked; the tree without them is a third
    of the size.
    """
    if type(nodes) is dict:
        return {
            key: strip_token_positions(value) if type(value) in _HOLDING else value
            for key, value in nodes.items()
        }
    if type(nodes) not in _HOLDING or is_attributes(nodes):
        return nodes
    stripped: list[Any] = []
    _strip_tokens(nodes, stripped, None)
    return stripped


def _strip_tokens(nodes: Iterable[Any], into: list[Any], words: Node | None) -> Node | None:
    """Put nodes without their wrappers behind those that are there; neighbouring text is joined.

    `words` is the last node there if it is text; that of the end is returned.
    """
    for node in nodes:
        kind = node.get("t") if type(node) is dict else None
        if kind == "Str":
            if words is None:
                words = node.copy()
                into.append(words)
            else:
                words["c"] += node["c"]
        elif kind == "Span" and is_wrapper(node):
            words = _strip_tokens(node["c"][1], into, words)
        else:
            into.append(strip_token_positions(node) if type(node) in _HOLDING else node)
            words = None
    return words
