"""pandoc's tree of a foreign file → the blocks that a section's Markdown can hold.

What it cannot hold loses its form and keeps its words: merged cells are taken apart, divisions are
opened, links that lead nowhere become words. What is left out altogether is listed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from reportgen import pandoc
from reportgen.dates import is_language
from reportgen.diagnostics import Failure, Span, error
from reportgen.document import Node, attribute_pairs, attributes, plain_text, text, walk
from reportgen.intake.manuscript import Block, Record

__all__ = [
    "Fitter",
    "captioned",
    "meta_text",
    "meta_texts",
    "read_tree",
    "refuse_wide",
    "too_deep",
]

DEEPEST = 50
"""Levels of lists, quotations and emphasis."""

MOST_COLUMNS = 63
"""Columns of a table: as many as Word sets."""

_FOLLOWED = re.compile(r"(?:https?://|mailto:)[^\s<>\"]+", re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_COMMENT = re.compile(r"\s*<!--(?P<words>.*?)-->\s*", re.DOTALL)
_BELOW = re.compile(r"(?:Table\s*[\d.]*\s*)?[:.–]\s*")
_ABOVE = re.compile(r"Table\s*\d[\d.]*\s*[:.–]\s*")
_MARKS = {"comment-start", "comment-end", "paragraph-insertion", "paragraph-deletion"}
"""Spans that only mark a place; whoever reads the document lists the comments themselves."""

_OPENED = {"Underline", "SmallCaps"}
_FORMS = {"Emph", "Strong", "Strikeout", "Superscript", "Subscript"}
_DECIMAL = [{"t": "Decimal"}, {"t": "Period"}]

OpenPicture = Callable[[str, int | None], str | None]
"""Told the target of a picture; takes it in and returns its path in the project, or None."""

ReadRaw = Callable[[str, int | None], list[Node]]
"""Told raw HTML of a Markdown file; returns what the section keeps of it."""


def read_tree(
    data: str | bytes, format: str, name: str, arguments: Iterable[str] = ()
) -> tuple[dict[str, Any], list[Node]]:
    """Read a file with pandoc. Raises `Failure` with `prose-too-deep` or what pandoc raises."""
    try:
        return pandoc.read_foreign(data, format, arguments)
    except Failure as failure:
        at = Span.at(name)
        raise Failure(replace(d, span=d.span or at) for d in failure.diagnostics) from None
    except (RecursionError, json.JSONDecodeError):
        raise too_deep(name) from None


def too_deep(name: str, line: int | None = None) -> Failure:
    """Return the failure of a file that nests deeper than anyone should follow."""
    return Failure([
        error(
            "prose-too-deep",
            f"`{name}` nests deeper than {DEEPEST} levels",
            Span.at(name, line or 1),
            help="say it with fewer levels",
        )
    ])


def refuse_wide(columns: int, name: str, line: int | None) -> None:
    """Raise `Failure` with `table-too-wide` for a table that no edition could set."""
    if columns > MOST_COLUMNS:
        raise Failure([
            error(
                "table-too-wide",
                f"a table has {columns:,} columns; at most {MOST_COLUMNS} can be set",
                Span.at(name, line or 1),
                help="take it out, or make several of it; as data it can go into the register: "
                "`reportgen import table.csv`",
            )
        ])


class Fitter:
    """Fits the blocks of one file to what a section can hold."""

    def __init__(
        self, name: str, record: Record, open_picture: OpenPicture, read_raw: ReadRaw | None = None
    ) -> None:
        """Take in pictures with `open_picture`, and the raw HTML of Markdown with `read_raw`."""
        self.name = name
        self.record = record
        self.open_picture = open_picture
        self.read_raw = read_raw
        self.line: int | None = None
        self.in_note = False

    def blocks(self, nodes: Iterable[Node], depth: int = 0) -> list[Node]:
        """Return the blocks that stand for `nodes`."""
        if depth > DEEPEST:
            raise too_deep(self.name, self.line)
        return [made for node in nodes for made in self.block(node, depth + 1)]

    def block(self, node: Node, depth: int) -> list[Node]:
        """Return the blocks that stand for one; nothing for a block without words."""
        kind, content = node["t"], node.get("c")
        match kind:
            case "HorizontalRule":
                self.record.change("rules between paragraphs left out")
                return []
            case "CodeBlock":
                return [{"t": "CodeBlock", "c": [attributes(), node["c"][1]]}]
            case "RawBlock":
                return self.raw(node["c"], depth)
            case "Div":
                return self.division(node, depth)
            case "Figure":
                return self.figure(node["c"], depth)
            case "Table":
                return self.table(node["c"], depth)
            case _:
                made = self.prose(kind, content, depth)
                return [{"t": "Para" if kind == "LineBlock" else kind, "c": made}] if made else []

    def prose(self, kind: str, content: Any, depth: int) -> list[Any]:
        """Return the content of a paragraph, a heading, a quotation or a list."""
        match kind:
            case "Para" | "Plain":
                return _trimmed(self.inlines(content, depth))
            case "LineBlock":
                return _joined([self.inlines(line, depth) for line in content], {"t": "LineBreak"})
            case "Header":
                return [content[0], attributes(), self.inlines(content[2], depth)]
            case "BlockQuote":
                return self.blocks(content, depth)
            case "BulletList":
                return [made for entry in content if (made := self.blocks(entry, depth))]
            case "OrderedList":
                entries = [made for entry in content[1] if (made := self.blocks(entry, depth))]
                return [[content[0][0], *_DECIMAL], entries] if entries else []
            case "DefinitionList":
                return [
                    [self.inlines(term, depth), [self.blocks(d, depth) for d in definitions]]
                    for term, definitions in content
                ]
            case _:
                return []

    def division(self, node: Node, depth: int) -> list[Node]:
        """Open a division; one that names its language stays."""
        inner = self.blocks(node["c"][1], depth)
        tag = attribute_pairs(node).get("lang", "")
        if tag and is_language(tag) and inner:
            return [{"t": "Div", "c": [attributes(lang=tag), inner]}]
        return inner

    def raw(self, content: list[str], depth: int) -> list[Node]:
        """Read raw HTML as HTML; anything else is listed."""
        format, markup = content
        comment = _COMMENT.fullmatch(markup)
        if comment:
            self.record.drop(comment["words"], self.line, "comments that readers do not see")
        elif format == "html" and self.read_raw:
            return self.blocks(self.read_raw(markup, self.line), depth)
        else:
            self.record.drop(markup, self.line, f"raw markup ({format})")
        return []

    # ------------------------------------------------------------ pictures and tables

    def figure(self, content: list[Any], depth: int) -> list[Node]:
        """Return a picture with its caption as one paragraph, and what else the figure holds."""
        _, (_, caption), inner = content
        images = [node for node in walk(inner) if node["t"] == "Image"]
        words = [block for block in self.blocks(caption, depth) if block["t"] in {"Para", "Plain"}]
        said = _joined([block["c"] for block in words], {"t": "Space"})
        if len(images) != 1:
            rest = self.blocks(inner, depth)
            return [*rest, {"t": "Para", "c": said}] if said else rest
        image = self.image(images[0], said)
        return [{"t": "Para", "c": image}] if image else []

    def image(self, node: Node, caption: list[Node] | None = None) -> list[Node]:
        """Return the inlines that stand for a picture: itself, or its words."""
        (_, _, pairs), described, (target, title) = node["c"]
        alternative = dict(map(tuple, pairs)).get("alt") or plain_text(described)
        path = self.open_picture(target, self.line)
        if path is None:
            return caption if caption is not None else text(alternative)
        said = caption or text(title) or ([] if caption is None else described)
        given = (
            alternative
            if alternative and not _is_file_name(alternative)
            else "TODO: say what it shows"
        )
        if alternative and given != alternative:
            self.record.drop(alternative, self.line, "names of files that stood for a description")
        return [{"t": "Image", "c": [attributes(alt=given), said, [path, ""]]}]

    def table(self, content: list[Any], depth: int) -> list[Node]:
        """Return a table of plain cells; one of a single cell or column was there for its looks."""
        _, (_, caption), specs, head, bodies, foot = content
        rows = [row for body in bodies for part in (body[2], body[3]) for row in part]
        rows = [*head[1], *rows, *foot[1]]
        refuse_wide(len(specs), self.name, self.line)
        cells = self.grid(rows, depth)
        columns = max((len(row) for row in cells), default=0)
        if columns <= 1:
            self.record.change("tables of one column opened")
            return [b for row in rows for cell in row[1] for b in self.blocks(cell[4], depth)]
        if not head[1]:
            self.record.remark(
                f"a table without a header row: its first row is its header now{self.at()}"
            )
        empty = sum(columns - sum(map(bool, row)) for row in cells)
        if empty:
            self.record.change("empty cells marked with a dash", empty)
        dash: list[Node] = [{"t": "Str", "c": "–"}]
        filled = [
            [*(cell or dash for cell in row), *[dash] * (columns - len(row))] for row in cells
        ]
        words = [b["c"] for b in self.blocks(caption, depth) if b["t"] in {"Para", "Plain"}]
        said = _joined(words, {"t": "Space"}) or text("TODO: say what the table shows")
        return [
            _pipe_table(filled, [spec[0] for spec in specs][:columns]),
            {"t": "Para", "c": [*text("Table: "), *said]},
        ]

    def grid(self, rows: list[Any], depth: int) -> list[list[list[Node]]]:
        """Return the cells by row and column; a merged cell stands in the first of its places."""
        grid: list[list[list[Node]]] = []
        covered: dict[int, int] = {}
        for row in rows:
            line: list[list[Node]] = []
            for _, _, down, across, blocks in row[1]:
                while covered.get(len(line)):
                    covered[len(line)] -= 1
                    line.append([])
                if down > 1 or across > 1:
                    self.record.change("merged cells taken apart")
                covered.update(dict.fromkeys(range(len(line), len(line) + across), down - 1))
                line += [self.cell(blocks, depth), *([] for _ in range(across - 1))]
            while covered.get(len(line)):
                covered[len(line)] -= 1
                line.append([])
            grid.append(line)
        return grid

    def cell(self, blocks: list[Node], depth: int) -> list[Node]:
        """Return the words of a cell in one line: a pipe table has no other cells."""
        inner = self.blocks(blocks, depth)
        lines = [
            list(block["c"]) if block["t"] in {"Para", "Plain"} else text(plain_text(block))
            for block in inner
        ]
        if len(lines) > 1:
            self.record.change("paragraphs in cells put into one line")
        joined = _joined(lines, {"t": "Str", "c": ";"}, {"t": "Space"})
        return [{"t": "Space"} if n["t"] in {"LineBreak", "SoftBreak"} else n for n in joined]

    # ------------------------------------------------------------ inlines

    def inlines(self, nodes: Iterable[Node], depth: int) -> list[Node]:
        """Return the inlines that stand for `nodes`."""
        if depth > DEEPEST:
            raise too_deep(self.name, self.line)
        return [made for node in nodes for made in self.inline(node, depth + 1)]

    def inline(self, node: Node, depth: int) -> list[Node]:
        """Return the inlines that stand for one."""
        kind, content = node["t"], node.get("c")
        if kind in _FORMS:
            inner = self.inlines(node["c"], depth)
            return [{"t": kind, "c": inner}] if inner else []
        if kind in _OPENED:
            self.record.change("underlining and small capitals left out")
            return self.inlines(node["c"], depth)
        match kind:
            case "Quoted":
                return [{"t": kind, "c": [node["c"][0], self.inlines(node["c"][1], depth)]}]
            case "Cite":
                return self.inlines(node["c"][1], depth)
            case "Code":
                return [{"t": "Code", "c": [attributes(), node["c"][1]]}]
            case "Image":
                return self.image(node)
            case "Span":
                return self.span(node, depth)
            case _:
                make = {"Link": self.link, "Note": self.note, "RawInline": self.raw_inline}.get(
                    kind
                )
                return make(content, depth) if make else [node]

    def span(self, node: Node, depth: int) -> list[Node]:
        """Open a span; one that names its language stays, and a tracked change is settled."""
        (_, classes, _), inner = node["c"]
        pairs = attribute_pairs(node)
        who = pairs.get("author", "somebody")
        if "deletion" in classes:
            self.record.drop(plain_text(inner), self.line, f"tracked changes: deleted by {who}")
            return []
        if classes and classes[0] in _MARKS:
            return []
        if "insertion" in classes:
            self.record.remark(
                f"tracked changes: what {who} inserted is taken over as if it were accepted"
            )
        made = self.inlines(inner, depth)
        tag = pairs.get("lang", "")
        if tag and is_language(tag) and made:
            return [{"t": "Span", "c": [attributes(lang=tag), made]}]
        return made

    def link(self, content: Any, depth: int) -> list[Node]:
        """Keep a link that a reader can follow; the words of any other stay."""
        _, inner, (target, _) = content
        made = self.inlines(inner, depth)
        if _FOLLOWED.fullmatch(target):
            return [{"t": "Link", "c": [attributes(), made, [target, ""]]}] if made else []
        if target.startswith("#"):
            self.record.change("links within the old text made plain words")
        elif target:
            self.record.drop(
                "", self.line, f"a link to `{target[:80]}`, which no reader could follow"
            )
        return made

    def note(self, blocks: Any, depth: int) -> list[Node]:
        """Keep a note; one within a note stands in brackets there."""
        if self.in_note:
            inner = plain_text(self.blocks(blocks, depth))
            return text(f" ({inner})")
        self.in_note = True
        try:
            inner_blocks = self.blocks(blocks, depth)
        finally:
            self.in_note = False
        return [{"t": "Note", "c": inner_blocks}] if inner_blocks else []

    def raw_inline(self, content: Any, depth: int) -> list[Node]:
        """Read a line break; the words between other tags stay, the tags go."""
        del depth
        format, markup = content
        comment = _COMMENT.fullmatch(markup)
        if format == "html" and _BREAK.fullmatch(markup):
            return [{"t": "LineBreak"}]
        if comment:
            self.record.drop(comment["words"], self.line, "comments that readers do not see")
        elif format == "html":
            self.record.change("HTML tags in Markdown left out")
        else:
            self.record.drop(markup, self.line, f"raw markup ({format})")
        return []

    def at(self) -> str:
        """Return where the block stands, for a remark."""
        return f" (line {self.line})" if self.line else ""


def _is_file_name(words: str) -> bool:
    return re.fullmatch(r"\S+\.\w{2,4}", words) is not None


def _joined(runs: Iterable[list[Node]], *between: Node) -> list[Node]:
    joined: list[Node] = []
    for run in filter(None, runs):
        joined += [*(between if joined else ()), *run]
    return joined


def _trimmed(inlines: list[Node]) -> list[Node]:
    """Take away spaces and breaks at the ends."""
    spaces = {"Space", "SoftBreak", "LineBreak"}
    while inlines and inlines[0]["t"] in spaces:
        inlines = inlines[1:]
    while inlines and inlines[-1]["t"] in spaces:
        inlines = inlines[:-1]
    return inlines


def captioned(blocks: list[Block], record: Record) -> list[Block]:
    """Let the caption that the author typed above or below a table be its only one."""
    result: list[Block] = []
    for block in blocks:
        if _asks(result) and _take_caption(result, -1, block, _BELOW, record):
            continue
        result.append(block)
        above = result[-3] if len(result) > 2 and _asks(result) else None  # noqa: PLR2004 - above the table
        if above is not None and _take_caption(result, -1, above, _ABOVE, record):
            del result[-3]
    return result


def _asks(blocks: list[Block]) -> bool:
    """Tell whether the last two blocks are a table and the caption that it asks for."""
    return (
        len(blocks) > 1
        and blocks[-2].node["t"] == "Table"
        and "TODO" in plain_text(blocks[-1].node)
    )


def _take_caption(
    blocks: list[Block], index: int, said: Block, form: re.Pattern[str], record: Record
) -> bool:
    """Put the words of a paragraph in the place of a caption, if it has the form of one."""
    words = plain_text(said.node) if said.node["t"] == "Para" else ""
    match = form.match(words)
    if match is None:
        return False
    if re.search(r"\d", match[0]):
        record.drop(match[0], said.line, "numbers of tables, which the report counts itself")
    caption = text(f"Table: {words[match.end() :]}")
    blocks[index] = Block({"t": "Para", "c": caption}, said.line)
    return True


def _pipe_table(rows: list[list[list[Node]]], alignments: list[Node]) -> Node:
    """Make a table whose first row is its header, without widths, as a pipe table has it."""

    def made(row: list[list[Node]]) -> list[Any]:
        return [attributes(), [
            [attributes(), {"t": "AlignDefault"}, 1, 1, [{"t": "Plain", "c": cell}] if cell else []]
            for cell in row
        ]]  # fmt: skip

    specs = [[alignment, {"t": "ColWidthDefault"}] for alignment in alignments]
    bodies = [[attributes(), 0, [], [made(row) for row in rows[1:]]]]
    head, foot = [attributes(), [made(rows[0])]], [attributes(), []]
    return {"t": "Table", "c": [attributes(), [None, []], specs, head, bodies, foot]}


def meta_text(value: Any) -> str | None:
    """Return the words of a value of pandoc's metadata."""
    match value:
        case {"t": "MetaString", "c": str() as words}:
            return words or None
        case {"t": "MetaInlines" | "MetaBlocks", "c": nodes}:
            return plain_text(nodes) or None
        case _:
            return None


def meta_texts(value: Any) -> tuple[str, ...]:
    """Return the words of each entry of a list in pandoc's metadata, or of its only value."""
    entries = value["c"] if isinstance(value, dict) and value.get("t") == "MetaList" else [value]
    return tuple(words for entry in entries if (words := meta_text(entry)))
