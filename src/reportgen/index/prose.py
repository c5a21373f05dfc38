"""One section file → the names that its head and its prose give and use."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any

from reportgen import pandoc
from reportgen.diagnostics import Failure, Position, Span
from reportgen.document import Node, attribute_pairs, plain_text, position_of, walk
from reportgen.index.entries import inside, uses_of
from reportgen.index.names import Definition, Kind, Space, Use
from reportgen.index.text import Text
from reportgen.parse import FRONT_MATTER, deep_text, deep_tree, find_references
from reportgen.source import Source, Tree
from reportgen.yamltree import parse_yaml

__all__ = ["Figure", "Prose", "head_of", "read_prose_alone"]

_SPACES: Mapping[str, Space] = {
    "id": Space.REGISTER, "item": Space.REGISTER, "value": Space.REGISTER, "date": Space.REGISTER,
    "status": Space.REGISTER, "count": Space.CATEGORY, "sec": Space.SECTION, "tbl": Space.TABLE,
    "fig": Space.FIGURE,
}  # fmt: skip
"""What each kind of reference names."""


@dataclass(frozen=True)
class Figure:
    """An image of the prose: the path that is written, and where."""

    target: str
    span: Span


@dataclass(frozen=True)
class Prose:
    """What one section file says of names."""

    head: Tree | None
    definitions: tuple[Definition, ...]
    uses: tuple[Use, ...]
    figures: tuple[Figure, ...]


def head_of(source: Source) -> Tree | None:
    """Return the front matter of a section file, as far as it can be read."""
    match = FRONT_MATTER.match(source.text)
    if match is None:
        return None
    try:
        tree = parse_yaml(Source(source.path, match["yaml"], source.digest), lines_above=1)
    except Failure:
        return None
    return tree if isinstance(tree.data, dict) else None


def read_prose_alone(source: Source) -> Prose:
    """Read one section file for its names alone; no other file is looked at.

    Raises `Failure` when pandoc cannot read it.
    """
    text = Text(source.path, source.text)
    match = FRONT_MATTER.match(source.text)
    above = source.text[: match.end()].count("\n") if match else 0
    body = source.text[match.end() :] if match else source.text
    deep = deep_text(source.path, above, body)
    if deep is not None:
        raise Failure([deep])
    head = head_of(source)
    section = _section(source, head, text)
    return _Reader(text, section, head).read("\n" * above + body)


def _section(source: Source, head: Tree | None, text: Text) -> Definition:
    """Return the section that the file is: its id is that of its head, or the name of its file."""
    data = head.data if head else {}
    key, at = data.get("id"), Span.at(source.path)
    if head is not None and isinstance(key, str):
        span = head.span(("id",))
        at = inside(text, span, key) or span
    else:
        key = PurePosixPath(source.path).stem
    title = data.get("title")
    whole = text.span(0, len(source.text))
    return Definition(
        Kind.SECTION, Space.SECTION, key, str(title or ""), at, whole, data
    )  # fmt: skip


class _Reader:
    def __init__(self, text: Text, section: Definition, head: Tree | None) -> None:
        self.text = text
        self.section = section
        self.head = head
        self.definitions = [section]
        self.uses: list[Use] = []
        self.figures: list[Figure] = []
        self.last_table = ""

    def read(self, body: str) -> Prose:
        if self.head is not None:
            self.uses += uses_of("front-matter", self.head, self.text)
        try:
            blocks = pandoc.read_markdown(body, positions=True)
        except RecursionError:
            blocks = []
        if deep_tree(blocks) is None:
            for node in walk(find_references(blocks, self.text.path)):
                self.take(node)
        self.close_headings()
        return Prose(
            self.head, tuple(self.definitions), tuple(self.uses), tuple(self.figures)
        )  # fmt: skip

    def take(self, node: Node) -> None:
        match node["t"]:
            case "Span":
                self.reference(node)
            case "Link" if node["c"][2][0].startswith("#"):
                self.link(node)
            case "Header":
                self.header(node)
            case "Table":
                self.named(Kind.TABLE, node["c"][0], plain_text(node["c"][1]))
            case "Figure":
                images = [n for n in walk(node["c"][2]) if n["t"] == "Image"]
                identity = node["c"][0][0] or next((i["c"][0][0] for i in images), "")
                place = next((attribute_pairs(i).get("data-pos") for i in images), None)
                triple = [identity, [], [["data-pos", place or ""]]]
                self.named(Kind.FIGURE, triple, plain_text(node["c"][1]))
            case "Image":
                self.image(node)
            case _:
                pass

    def region(self, place: str | None) -> tuple[int, int] | None:
        """Return the offsets of the stretch that pandoc names."""
        span = position_of(self.text.path, place)
        if span is None:
            return None
        return self.text.offset(span.start), self.text.offset(span.end)

    def reference(self, node: Node) -> None:
        pairs = attribute_pairs(node)
        region = self.region(pairs.get("data-pos"))
        if region is None:
            return
        start, end = region
        if "reference" in node["c"][0][1]:
            colon = self.text.text.find(":", start, end)
            key = pairs["key"].partition(".")[0] if pairs["kind"] == "count" else pairs["key"]
            found = self.text.find(key, colon, end) if key else None
            if found and pairs["kind"] in _SPACES:
                self.use(_SPACES[pairs["kind"]], key, *found)
        elif len(node["c"][1]) == 1 and node["c"][1][0]["t"] == "Cite":
            for citation in node["c"][1][0]["c"][0]:
                found = self.text.find(citation["citationId"], start, end)
                if found:
                    self.use(Space.REGISTER, citation["citationId"], *found)
                    start = found[1]

    def use(self, space: Space, key: str, start: int, end: int) -> None:
        use = Use(space, key, self.text.span(start, end))
        if use not in self.uses:
            self.uses.append(use)

    def link(self, node: Node) -> None:
        target = node["c"][2][0]
        region = self.region(attribute_pairs(node).get("data-pos"))
        if region is not None:
            at = self.text.text.find(f"({target}", *region)
            if at < 0:
                at = self.text.text.find(f"(<{target}", *region) + 1 or -1
            places = [at + 1] if at >= 0 else list(self.link_definitions(target))
            for start in places:
                self.use(Space.ANCHOR, target[1:], start + 1, start + len(target))

    def link_definitions(self, target: str) -> Iterator[int]:
        """Yield where the definitions of reference links (`[label]: #target`) hold a target."""
        pattern = rf"^[ ]{{0,3}}\[[^\]\n]+\]:\s*<?({re.escape(target)})(?=[\s>]|$)"
        for match in re.finditer(pattern, self.text.text, re.MULTILINE):
            yield match.start(1)

    def header(self, node: Node) -> None:
        level, triple, inlines = node["c"]
        region = self.region(attribute_pairs(node).get("data-pos"))
        if region is None or level == 1:
            return
        identity, own = triple[0], self.section.key
        made = identity if identity == own or identity.startswith((
            "register-", f"{own}-",
        )) else f"{own}-{identity}"  # fmt: skip
        start, end = region
        end = start + len(self.text.text[start:end].rstrip("\n").partition("\n")[0])
        span = self.text.span(start, end)
        self.definitions.append(
            Definition(
                Kind.HEADING, Space.SECTION, made, plain_text(inlines), span, span,
                {"level": level}, made=True,
            )
        )  # fmt: skip

    def close_headings(self) -> None:
        """Let each heading hold all up to the next of its level or above."""
        last = self.text.position(len(self.text.text))
        headings = [d for d in self.definitions if d.kind is Kind.HEADING]
        for index, heading in enumerate(headings):
            level = heading.data["level"]
            following = (h for h in headings[index + 1 :] if h.data["level"] <= level)
            stop = next((h.span.start for h in following), last)
            at = self.definitions.index(heading)
            whole = Span(heading.span.path, heading.span.start, stop)
            self.definitions[at] = replace(heading, whole=whole)

    def named(self, kind: Kind, triple: list[Any], caption: str) -> None:
        """Note a table or figure that has a name: `{#name}` behind its caption or image."""
        identity = triple[0]
        span = position_of(self.text.path, dict(map(tuple, triple[2])).get("data-pos"))
        if not identity or span is None:
            return
        start = self.text.offset(span.start)
        match = re.compile(rf"\{{[^{{}}\n]*#({re.escape(identity)})(?=[\s}}])").search(
            self.text.text, start
        )
        if match is not None:
            word = "tbl-" if kind is Kind.TABLE else "fig-"
            key = identity.removeprefix(word)
            at = self.text.span(match.end() - len(key), match.end())
            space = Space.TABLE if kind is Kind.TABLE else Space.FIGURE
            whole = Span(at.path, self.text.position(start), Position(at.end.line + 1, 1))
            self.definitions.append(Definition(kind, space, key, caption.strip(), at, whole))

    def image(self, node: Node) -> None:
        region, target = self.region(attribute_pairs(node).get("data-pos")), node["c"][2][0]
        if region is not None and target:
            start = self.text.text.find(f"({target}", *region)
            if start >= 0:
                at = self.text.span(start + 1, start + 1 + len(target))
                self.figures.append(Figure(target, at))
