"""The blocks of a section → its passages."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from reportgen.diagnostics import Position, Span
from reportgen.document import Node, attribute_pairs, position_of
from reportgen.prose.model import INLINE, Kind, Passage, Reference
from reportgen.prose.register import field_passage
from reportgen.report import Section
from reportgen.source import Source

__all__ = ["passages_of_section"]

_LETTER = re.compile(r"\w")
_INNERMOST = {Kind.PARAGRAPH, Kind.ENTRY}
"""Kinds that a list changes: a list in a note is still a note."""


def passages_of_section(section: Section, language: str) -> Iterator[Passage]:
    """Yield the title and the passages of one section of a report in `language`, as they read."""
    title = field_passage(
        section.tree, ("title",), Kind.TITLE, language, source=section.source, section=section
    )
    if title is not None:
        yield title
    yield from _Reader(section, language).blocks(section.blocks, Kind.PARAGRAPH, None)


@dataclass(frozen=True)
class TokenPlaces:
    """The places of a passage that pandoc read: one for every token, as pandoc wrote it.

    They are made numbers only when one is asked for: nearly all are not.
    """

    source: Source
    starts: Sequence[int]
    places: Sequence[str | None]
    lengths: Sequence[int]
    around: str | None

    def span(self, start: int, end: int) -> Span:
        """Return the place of some characters; of the whole block when its tokens have none."""
        first = self._token(start, 1)
        last = self._token(max(end - 1, start), -1)
        if first is None or last is None:
            return position_of(self.source.path, self.around) or Span.at(self.source.path)
        return Span(
            self.source.path,
            self._position(first, start, at_end=False),
            self._position(last, end, at_end=True),
        )

    def written(self, span: Span) -> str:
        """Return what the source has at a place."""
        return self.source.slice(span)

    def _token(self, offset: int, step: int) -> int | None:
        """Return the token at an offset, or the next one that way that has a place."""
        index = bisect_right(self.starts, offset) - 1
        while 0 <= index < len(self.places):
            if self.places[index]:
                return index
            index += step
        return None

    def _position(self, token: int, offset: int, *, at_end: bool) -> Position:
        whole = position_of(self.source.path, self.places[token])
        assert whole is not None  # noqa: S101 - `_token` returns only tokens with a place
        inner = min(max(offset - self.starts[token], 0), self.lengths[token])
        one_line = whole.start.line == whole.end.line
        if one_line and whole.end.column - whole.start.column == self.lengths[token]:
            return Position(whole.start.line, whole.start.column + inner)
        return whole.end if at_end else whole.start


@dataclass
class _Reader:
    """Walks the blocks of one section."""

    section: Section
    language: str

    def blocks(self, blocks: Any, kind: Kind, place: str | None) -> Iterator[Passage]:
        for block in blocks:
            yield from self.block(block, kind, place)

    def block(self, block: Node, kind: Kind, place: str | None) -> Iterator[Passage]:
        pairs = attribute_pairs(block)
        place = pairs.get("data-pos") or place
        match block["t"]:
            case "Para" | "Plain":
                yield from self.passage(block["c"], kind, place)
            case "Header":
                yield from self.passage(block["c"][2], Kind.HEADING, place)
            case "Div":
                yield from self.within(pairs).blocks(block["c"][1], kind, place)
            case "BulletList" | "OrderedList" as tag:
                entries = block["c"] if tag == "BulletList" else block["c"][1]
                yield from self.entries(entries, kind, place)
            case "DefinitionList":
                for term, definitions in block["c"]:
                    yield from self.passage(term, kind, place)
                    yield from self.entries(definitions, kind, place)
            case "BlockQuote":
                yield from self.blocks(block["c"], Kind.QUOTATION, place)
            case "Table":
                yield from self.table(block["c"], place)
            case "Figure":
                yield from self.blocks(block["c"][1][1], Kind.CAPTION, place)
                yield from self.blocks(block["c"][2], kind, place)
            case _:
                pass

    def within(self, pairs: dict[str, str]) -> _Reader:
        """Return the reader of what stands inside a node that may name a language."""
        return _Reader(self.section, pairs["lang"]) if pairs.get("lang") else self

    def entries(self, entries: Any, kind: Kind, place: str | None) -> Iterator[Passage]:
        inner = Kind.ENTRY if kind in _INNERMOST else kind
        for entry in entries:
            yield from self.blocks(entry, inner, place)

    def table(self, content: Any, place: str | None) -> Iterator[Passage]:
        _, caption, _, head, bodies, foot = content
        rows = [*head[1], *(row for body in bodies for row in (*body[2], *body[3])), *foot[1]]
        for _, cells in rows:
            for cell in cells:
                yield from self.blocks(cell[4], Kind.CELL, place)
        yield from self.blocks(caption[1], Kind.CAPTION, place)

    def passage(self, inlines: Any, kind: Kind, place: str | None) -> Iterator[Passage]:
        """Yield the passage of some inlines, and after it those that stand in its notes."""
        line = _Line(self.language)
        line.inlines(inlines, None)
        text = "".join(line.pieces)
        notes: list[Passage] = []
        references = line.references
        for at, blocks in line.notes:
            inside = list(self.blocks(blocks, Kind.NOTE, place))
            notes += inside
            references += [Reference(r.kind, r.key, at) for p in inside for r in p.references]
        if _LETTER.search(text):
            places = TokenPlaces(
                self.section.source, line.starts, line.places, [*map(len, line.pieces)], place
            )
            references.sort(key=lambda r: r.at)
            yield Passage(text, kind, self.language, self.section, places, tuple(references))
        yield from notes
        for language, own, inner in line.foreign:
            yield from _Reader(self.section, language).passage(inner, kind, own or place)
        for words, own in line.alternatives:
            reader = _Reader(self.section, self.language)
            yield from reader.passage([{"t": "Str", "c": words}], Kind.ALTERNATIVE, own or place)


@dataclass
class _Line:
    """The inlines of one passage as text: its pieces, and where each begins and stands."""

    language: str
    pieces: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    places: list[str | None] = field(default_factory=list)
    length: int = 0
    references: list[Reference] = field(default_factory=list)
    notes: list[tuple[int, list[Node]]] = field(default_factory=list)
    foreign: list[tuple[str, str | None, list[Node]]] = field(default_factory=list)
    alternatives: list[tuple[str, str | None]] = field(default_factory=list)

    def add(self, text: str, place: str | None) -> None:
        self.pieces.append(text)
        self.starts.append(self.length)
        self.places.append(place)
        self.length += len(text)

    def space(self, place: str | None) -> None:
        if self.pieces and self.pieces[-1] != " ":
            self.add(" ", place)

    def inlines(self, nodes: Any, place: str | None) -> None:
        for node in nodes:
            self.inline(node, place)

    def inline(self, node: Node, place: str | None) -> None:
        match node["t"]:
            case "Span":
                self.span(node, place)
            case "Str":
                self.add(node["c"], place)
            case "Space" | "SoftBreak" | "LineBreak":
                self.space(place)
            case "Emph" | "Strong" | "Underline" | "Strikeout" | "Superscript" | "Subscript" \
                    | "SmallCaps":  # fmt: skip
                self.inlines(node["c"], None)
            case "Quoted":
                self.quoted(node["c"], place)
            case "Cite":
                cited = node["c"][0]
                self.references += [Reference("cite", c["citationId"], self.length) for c in cited]
                self.add(INLINE, place)
            case "Link":
                own = attribute_pairs(node).get("data-pos") or place
                self.link(node["c"], own)
            case "Note":
                self.references.append(Reference("note", "", self.length))
                self.notes.append((self.length, node["c"]))
            case "Image":
                own = attribute_pairs(node).get("data-pos") or place
                words = attribute_pairs(node).get("alt") or "".join(
                    n["c"] if n["t"] == "Str" else " " for n in node["c"][1]
                )
                self.alternatives += [(words, own)] if words.strip() else []
                self.add(INLINE, own)
            case _:
                self.add(INLINE, attribute_pairs(node).get("data-pos") or place)

    def span(self, node: Node, place: str | None) -> None:
        (_, classes, given), inner = node["c"]
        if len(given) == 2 and given[0][0] == "wrapper":  # noqa: PLR2004 - as nearly all are
            self.inlines(inner, given[1][1] or None)
            return
        pairs = dict(map(tuple, given))
        own = pairs.get("data-pos") or (None if "data-pos" in pairs else place)
        if "reference" in classes:
            self.references.append(Reference(pairs["kind"], pairs["key"], self.length))
            self.add(INLINE, own)
        elif pairs.get("lang", self.language) != self.language:
            self.foreign.append((pairs["lang"], own, inner))
            self.add(INLINE, own)
        else:
            self.inlines(inner, own)

    def quoted(self, content: Any, place: str | None) -> None:
        opening, closing = "“”" if content[0]["t"] == "DoubleQuote" else "‘’"
        whole = position_of("", place)
        first = last = None
        if whole is not None:
            start, end = whole.start, whole.end
            first = f"{start.line}:{start.column}-{start.line}:{start.column + 1}"
            last = f"{end.line}:{end.column - 1}-{end.line}:{end.column}"
        self.add(opening, first)
        self.inlines(content[1], None)
        self.add(closing, last)

    def link(self, content: Any, place: str | None) -> None:
        _, inner, (target, _) = content
        kind, key = ("link", target[1:]) if target.startswith("#") else (
            "address", target.removeprefix("mailto:")
        )  # fmt: skip
        self.references.append(Reference(kind, key, self.length))
        words = _Line(self.language)
        words.inlines(inner, place)
        if "".join(words.pieces) in {target, target.removeprefix("mailto:")}:
            self.add(INLINE, place)  # an address is no text
        else:
            self.inlines(inner, place)
