"""Numbers for sections, tables and figures, in the order of reading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from reportgen.document import Node, Part, plain_text, rewrite, span, text, walk
from reportgen.memory import JSON, Codec, known, later
from reportgen.report import Report

__all__ = ["Numbers", "number"]


@dataclass
class Numbers:
    """What a reference prints: number by anchor, and the title where there is no number."""

    sections: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    tables: dict[str, int] = field(default_factory=dict)
    figures: dict[str, int] = field(default_factory=dict)

    def add(self, other: Numbers) -> None:
        """Take over the numbers of a part."""
        self.sections |= other.sections
        self.titles |= other.titles
        self.tables |= other.tables
        self.figures |= other.figures


_NUMBERS = Codec[Numbers](
    lambda numbers: JSON.pack(vars(numbers)), lambda data: Numbers(**JSON.unpack(data))
)


def number(
    parts: list[Part], report: Report, labels: Mapping[str, Any]
) -> tuple[list[Part], Numbers]:
    """Number the headings of numbered sections to the third level, and all tables and figures.

    Anchors of headings inside a section are prefixed with the section's id, those of tables with
    `tbl-` and of figures with `fig-`, so that no two are alike.
    """
    numbers = Numbers()
    numbered = {section.head.id for section in report.sections if section.numbered}
    words = (labels["words"]["table"], labels["words"]["figure"])
    count = 0
    result = []
    for part in parts:
        if part.id in numbered:
            count += 1
        chapter = count if part.id in numbered else None
        before = (len(numbers.tables), len(numbers.figures))
        done, own = _numbered(part, chapter, before, words)
        result.append(done)
        numbers.add(own)
    return result, numbers


def _numbered(
    part: Part, chapter: int | None, before: tuple[int, int], words: tuple[str, str]
) -> tuple[Part, Numbers]:
    """Number one part; `before` are the tables and figures that come before it."""

    @cache
    def made() -> tuple[list[Node], Numbers]:
        visitor = _Visitor(words, part, chapter, before)
        return rewrite(part.blocks, visitor.change), visitor.numbers

    given = (part.id, chapter, before, words)
    numbers = known("numbers", given, (part.blocks,), lambda: made()[1], _NUMBERS)
    blocks = later("number", given, (part.blocks,), lambda: made()[0])
    return replace(part, blocks=blocks), numbers


class _Visitor:
    def __init__(
        self, words: tuple[str, str], part: Part, chapter: int | None, before: tuple[int, int]
    ) -> None:
        self.numbers = Numbers()
        self.table_word, self.figure_word = words
        self.tables_before, self.figures_before = before
        self.part = part
        self.counters = [chapter or 0]
        self.numbered = chapter is not None
        self.anchors: set[str] = set()

    def change(self, node: Node) -> list[Node] | None:
        match node["t"]:
            case "Header":
                return [self.header(node)]
            case "Table":
                return [self.table(node)]
            case "Figure":
                return [self.figure(node)]
            case _:
                return None

    def header(self, node: Node) -> Node:
        level, (identity, classes, pairs), inlines = node["c"]
        anchor = identity
        if level == 1:
            anchor = self.part.id
        elif not (
            identity == self.part.id or identity.startswith(("register-", f"{self.part.id}-"))
        ):
            anchor = f"{self.part.id}-{identity}"
        while anchor in self.anchors:
            anchor += "-2"
        self.anchors.add(anchor)
        self.numbers.titles[anchor] = plain_text(inlines)
        classes = [c for c in classes if c not in {"numbered", "unnumbered"}]
        if self.numbered and level <= 3 and len(self.counters) >= level - 1:  # noqa: PLR2004 - 3.1.2 is the deepest
            if level > 1:
                self.counters = self.counters[:level]
                if len(self.counters) < level:
                    self.counters.append(0)
                self.counters[level - 1] += 1
            printed = ".".join(str(c) for c in self.counters[:level])
            self.numbers.sections[anchor] = printed
            inlines = [span(printed, "section-number"), {"t": "Space"}, *inlines]
            classes = ["numbered", *classes]
        else:
            classes = ["unnumbered", *classes]
        return {"t": "Header", "c": [level, [anchor, classes, pairs], inlines]}

    def _label(self, word: str, printed: int, caption: list[Any]) -> list[Any]:
        blocks = caption[1]
        words = blocks[0]["c"] if blocks else []
        label = [span(f"{word}\u00a0{printed}", "caption-label"), *text(". ")]
        return [caption[0], [{"t": "Plain", "c": [*label, *words]}]]

    def table(self, node: Node) -> Node:
        content = list(node["c"])
        identity, classes, pairs = content[0]
        printed = self.tables_before + len(self.numbers.tables) + 1
        key = identity.removeprefix("tbl-") or f"{self.part.id}-{printed}"
        self.numbers.tables[key] = printed
        if "data-table" not in classes:
            classes = ["data-table", "prose-table", *classes]
        content[0] = [f"tbl-{key}", classes, pairs]
        content[1] = self._label(self.table_word, printed, content[1])
        return {"t": "Table", "c": content}

    def figure(self, node: Node) -> Node:
        (identity, classes, pairs), caption, blocks = node["c"]
        image_id = next(
            (n["c"][0][0] for n in _images(blocks) if n["c"][0][0]), "",
        )  # fmt: skip
        printed = self.figures_before + len(self.numbers.figures) + 1
        key = (identity or image_id).removeprefix("fig-") or f"{self.part.id}-{printed}"
        self.numbers.figures[key] = printed
        stripped = rewrite(blocks, _without_id)
        labelled = self._label(self.figure_word, printed, caption)
        return {"t": "Figure", "c": [[f"fig-{key}", classes, pairs], labelled, stripped]}


def _images(blocks: list[Node]) -> list[Node]:
    return [n for n in walk(blocks) if n["t"] == "Image"]


def _without_id(node: Node) -> list[Node] | None:
    if node["t"] != "Image":
        return None
    content = node["c"]
    return [{"t": "Image", "c": [["", *content[0][1:]], *content[1:]]}]
