"""Figures, tables and footnotes (Q-31 to Q-33); what they lack at all every build refuses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from reportgen.check.places import blocks_of, line_span
from reportgen.check.rules import Finding, Manuscript, editorial
from reportgen.diagnostics import Severity, Span
from reportgen.document import Node, attribute_pairs, plain_text, walk
from reportgen.memory import known
from reportgen.report import Section, mention

_CALL = re.compile(r"\[\^(?P<name>[^\]\s]+)\](?!:)")
_DEFINITION = re.compile(r"^ {0,3}(?P<at>\[\^(?P<name>[^\]\s]+)\]:)", re.MULTILINE)


@editorial("alternative-repeats-caption", "Q-31", Severity.ERROR)
def alternative_repeats_caption(manuscript: Manuscript) -> Iterator[Finding]:
    """Who hears the caption twice has still not seen the figure."""
    for section in manuscript.report.sections:
        for block, at in blocks_of(section):
            if block["t"] == "Figure":
                caption = _bare(plain_text(block["c"][1][1]))
                images = [node for node in walk(block["c"][2]) if node["t"] == "Image"]
                alternatives = [_bare(attribute_pairs(image).get("alt", "")) for image in images]
                if caption and caption in alternatives:
                    yield Finding(
                        "the alternative text says what the caption says", at,
                        "say what the figure shows to who does not see it; the caption is read too",
                    )  # fmt: skip


def _bare(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().casefold()


@dataclass(frozen=True)
class _Table:
    """What the rules ask of a table: which heads speak, which cells of its rows do not."""

    section: Section
    at: Span
    heads: tuple[bool, ...]
    silent: tuple[tuple[int, ...], ...]
    sourced: bool


@editorial("missing-table-head", "Q-32", Severity.ERROR)
def missing_table_head(manuscript: Manuscript) -> Iterator[Finding]:
    """The head of a column is read before each of its cells, so each column has one."""
    for table in _tables(manuscript):
        lacking = table.heads.count(False)
        if lacking or not table.heads:
            all_of_them = lacking == len(table.heads)
            what = "no head" if all_of_them else f"{lacking} columns without a head"
            yield Finding(
                f"the table has {what}" if lacking != 1 else "a column of the table has no head",
                line_span(table.section, table.at.start.line), "name what stands in the column",
            )  # fmt: skip


@editorial("empty-cell", "Q-32", Severity.ERROR)
def empty_cell(manuscript: Manuscript) -> Iterator[Finding]:
    """An empty cell leaves open whether there is nothing or nobody looked (S-07)."""
    for table in _tables(manuscript):
        for number, columns in enumerate(table.silent):
            if columns:
                place = f"column {columns[0]}" if len(columns) == 1 else f"{len(columns)} columns"
                # A row is one line, below the heads and the line under them.
                line = table.at.start.line + 2 + number
                yield Finding(
                    f"the row has nothing in {place}", line_span(table.section, line),
                    "write `..` for what is not known, and `–` for what there is none of",
                )  # fmt: skip


@editorial("missing-table-source", "Q-32", Severity.ERROR)
def missing_table_source(manuscript: Manuscript) -> Iterator[Finding]:
    """A table says where its figures come from: in its caption, a cell, or beside it."""
    for table in _tables(manuscript):
        if not table.sourced:
            yield Finding(
                "the table names no source", line_span(table.section, table.at.start.line),
                "cite one in the caption, [@source], or refer to the items in its cells",
            )  # fmt: skip


def _tables(manuscript: Manuscript) -> Iterator[_Table]:
    """Yield each table of the prose."""
    for section in manuscript.report.sections:
        yield from known("exhibits", None, (section,), partial(_tables_of, section))


def _tables_of(section: Section) -> list[_Table]:
    found = []
    blocks = blocks_of(section)
    for index, (block, at) in enumerate(blocks):
        if block["t"] == "Table":
            around = [blocks[i][0] for i in (index - 1, index + 1) if 0 <= i < len(blocks)]
            beside = [b for b in around if b["t"] == "Para"]
            heads = tuple(_says(cell) for row in block["c"][3][1] for cell in row[1])
            silent = tuple(
                tuple(number for number, cell in enumerate(row[1], 1) if not _says(cell))
                for body in block["c"][4] for row in body[3]
            )  # fmt: skip
            sourced = any(_points(node) for node in walk([block, *beside]))
            found.append(_Table(section, at, heads, silent, sourced))
    return found


def _says(cell: Any) -> bool:
    """Tell whether a cell holds anything: words, a reference, a picture."""
    silent = {"Plain", "Para", "Space", "SoftBreak", "Span", "LineBreak"}
    return any(node["t"] not in silent or mention(node) for node in walk(cell[4]))


def _points(node: Node) -> bool:
    return node["t"] == "Cite" or mention(node) is not None


@editorial("unmentioned-figure", "Q-33", Severity.ERROR)
def unmentioned_figure(manuscript: Manuscript) -> Iterator[Finding]:
    """A figure that the text never mentions is one that nobody looks at."""
    yield from _unmentioned(manuscript, "Figure", "fig")


@editorial("unmentioned-table", "Q-33", Severity.ERROR)
def unmentioned_table(manuscript: Manuscript) -> Iterator[Finding]:
    """A table that the text never mentions is one that nobody reads."""
    yield from _unmentioned(manuscript, "Table", "tbl")


def _unmentioned(manuscript: Manuscript, tag: str, kind: str) -> Iterator[Finding]:
    mentioned = {(r.kind, r.key) for p in manuscript.prose for r in p.references}
    for section in manuscript.report.sections:
        for block, at in blocks_of(section):
            if block["t"] != tag:
                continue
            name = block["c"][0][0] or _image_id(block)
            bare = name.removeprefix(f"{kind}:").removeprefix(f"{kind}-")
            if not {(kind, name), (kind, bare), ("link", name)} & mentioned:
                yield Finding(
                    f"the text never mentions the {tag.lower()}"
                    + (f" `{name}`" if name else ", which has no name"),
                    line_span(section, at.start.line),
                    f"write [@{kind}:{bare or 'name'}] where the text speaks of it"
                    + ("" if name else ", and {#name} after its caption"),
                )


def _image_id(block: Node) -> str:
    return next((str(n["c"][0][0]) for n in walk(block) if n["t"] == "Image" and n["c"][0][0]), "")


@editorial("unused-footnote", "Q-33", Severity.ERROR)
def unused_footnote(manuscript: Manuscript) -> Iterator[Finding]:
    """A footnote that nothing calls is printed nowhere."""
    for section in manuscript.report.sections:
        text = section.source.text
        called = {match["name"] for match in _CALL.finditer(text)}
        for match in _DEFINITION.finditer(text):
            span = section.source.span(match.start("at"), match.end("at"))
            if match["name"] not in called and not _in_code(section, span.start.line):
                yield Finding(
                    f"nothing calls the footnote `{match['name']}`", span,
                    f"write [^{match['name']}] where it belongs, or take it out",
                )  # fmt: skip


def _in_code(section: Section, line: int) -> bool:
    return any(
        block["t"] == "CodeBlock" and at.start.line <= line <= at.end.line
        for block, at in blocks_of(section)
    )
