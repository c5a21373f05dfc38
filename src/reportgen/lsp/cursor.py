"""YAML up to a cursor → where in its data the cursor stands, however unfinished the text is.

A parser needs a whole text; whoever types has half of one. This follows indentation, dashes, colons
and brackets line by line, as people do. Never says whether the text is right.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from reportgen.diagnostics import Position
from reportgen.index import Text
from reportgen.source import Path

__all__ = ["Cursor", "locate"]

_KEY = re.compile(
    r"(?P<key>\"[^\"]*\"|'[^']*'|[^\s#\[\]{},\"'&*!|>%@`-][^#]*?|-[^\s#][^#]*?)\s*:(?=\s|$)"
)
_DASH = re.compile(r"-(?:[ \t]+|$)")
_BLOCK_SCALAR = re.compile(r"[|>][-+0-9]*\s*(#.*)?$")


@dataclass(frozen=True)
class Cursor:
    """Where a cursor stands: the way to the value, what is typed of it, and where that begins.

    With `key`, the text is that of a key of the mapping at `path`, which has `siblings` already; at
    the beginning of an entry of a list it may be either, and `path` is that of the entry. In prose
    (a comment, a text over several lines) there is nothing to complete.
    """

    path: Path
    word: str
    start: Position
    key: bool = False
    value: bool = False
    siblings: frozenset[str] = frozenset()


@dataclass
class _Frame:
    indent: float
    step: str | int
    keys: set[str] = field(default_factory=set)


@dataclass
class _Flow:
    """An open bracket: the key or the number of the entry in which the cursor is."""

    mapping: bool
    step: str | int | None = None
    keys: set[str] = field(default_factory=set)


class _Scanner:
    """Follows the text line by line and knows, after each, what is open."""

    def __init__(self) -> None:
        self.frames: list[_Frame] = []
        self.tops: list[set[str]] = []
        self.flows: list[_Flow] = []
        self.quote = ""
        self.word = ""
        self.word_column = 1
        self.scalar_indent: int | None = None
        self.top_keys: set[str] = set()
        self.where = "text"

    @property
    def path(self) -> Path:
        flow = tuple(f.step for f in self.flows if f.step is not None)
        return (*(frame.step for frame in self.frames), *flow)

    def line(self, line: str, *, last: bool) -> None:
        """Take one line; `last` is the one that the cursor cuts off."""
        bare = line.lstrip(" ")
        indent = len(line) - len(bare)
        if self.flows or self.quote:
            self.inline(line, 0)
            return
        if self.scalar_indent is not None:
            if not bare.strip() and not last:
                return
            if indent > self.scalar_indent:
                self.where = "text"
                return
            self.scalar_indent = None
        if not bare.strip() and not last:
            return
        if bare.startswith("#") or (bare.rstrip() in {"---", "..."} and indent == 0):
            self.where = "text"
            return
        self.block(line, indent)

    def block(self, line: str, column: int) -> None:
        while dash := _DASH.match(line, column):
            self.dash(column)
            column = dash.end()
            self.start(column)
        key = _KEY.match(line, column)
        if key:
            self.key(column, key["key"].strip("\"'"))
            rest = line[key.end() :]
            begin = key.end() + len(rest) - len(rest.lstrip())
            self.where = "value" if begin > key.end() else "behind"
            if _BLOCK_SCALAR.match(line, begin):
                self.scalar_indent = column
                self.where = "text"
            else:
                self.inline(line, begin)
        elif line[column : column + 1] in {"{", "["}:
            self.where = "value"
            self.inline(line, column)
        else:
            self.drop(column)
            self.where = "open"
            self.inline(line, column)

    def start(self, column: int) -> None:
        self.word, self.word_column = "", column + 1

    def drop(self, column: float) -> None:
        """Close what stands as far right as `column` or further."""
        while self.frames and self.frames[-1].indent >= column:
            self.frames.pop()

    def dash(self, column: int) -> None:
        # A list may stand right below its key: it is inside of it by half a column.
        inside = column + 0.5
        self.drop(inside + 0.1)
        top = self.frames[-1] if self.frames else None
        if top and top.indent == inside and isinstance(top.step, int):
            top.step += 1
            top.keys = set()
        else:
            self.frames.append(_Frame(inside, 0))

    def key(self, column: int, key: str) -> None:
        self.drop(column)
        keys = self.frames[-1].keys if self.frames else self.top_keys
        keys.add(key)
        self.frames.append(_Frame(column, key))

    def inline(self, line: str, column: int) -> None:
        """Follow brackets, commas and quotes from `column` to the end of a line."""
        self.start(column)
        index = column
        while index < len(line):
            character = line[index]
            if self.quote:
                if character == "\\" and self.quote == '"':
                    index += 1
                elif character == self.quote:
                    self.quote = ""
            elif character == "#" and (index == 0 or line[index - 1] in " \t"):
                self.where = "text"
                return
            elif character in "\"'" and not self.word.strip():
                self.quote = character
            elif character in "{[" and (self.flows or not self.word.strip()):
                self.flows.append(_Flow(character == "{", None if character == "{" else 0))
                self.start(index + 1)
                index += 1
                continue
            elif character in "}]" and self.flows:
                self.flows.pop()
                self.where = "closed"
                self.start(index + 1)
                index += 1
                continue
            elif self.flows and self.mark(line, index):
                index += 1
                continue
            self.word += character
            index += 1

    def mark(self, line: str, index: int) -> bool:
        """Take a comma or a colon of a bracket."""
        flow, character = self.flows[-1], line[index]
        if character == ",":
            if flow.mapping:
                flow.step = None
            else:
                flow.step = int(flow.step or 0) + 1
        elif character == ":" and flow.mapping and flow.step is None and (
            index + 1 == len(line) or line[index + 1] in " \t"
        ):  # fmt: skip
            flow.step = self.word.strip().strip("\"'")
            flow.keys.add(flow.step)
        else:
            return False
        self.start(index + 1)
        return True


def locate(text: Text, position: Position, first: int = 1) -> Cursor | None:
    """Return where a place stands in the YAML that begins on line `first`; None within prose."""
    scanner = _Scanner()
    lines = text.lines[first - 1 : position.line]
    if not lines:
        return None
    cut = lines[-1][: position.column - 1]
    for line in lines[:-1]:
        scanner.line(line, last=False)
    scanner.line(cut, last=True)
    if scanner.where == "text":
        return None
    raw = scanner.word
    bare = raw.lstrip()
    word = bare.lstrip("\"'")
    column = scanner.word_column + len(raw) - len(bare) + len(bare) - len(word)
    start = Position(position.line, min(column, position.column))
    path = scanner.path
    if scanner.flows:
        flow = scanner.flows[-1]
        if flow.mapping and flow.step is None:
            return Cursor(path, word, start, key=True, siblings=frozenset(flow.keys))
        return Cursor(path, word, start, value=True)
    if scanner.where in {"closed", "behind"}:
        return None
    if scanner.where == "value":
        return Cursor(path, word, start, value=True)
    keys = scanner.frames[-1].keys if scanner.frames else scanner.top_keys
    seen = keys | _below(text, position, len(cut) - len(cut.lstrip(" -")))
    entry = bool(path) and isinstance(path[-1], int)
    # Below `key:` alone stands either a mapping, whose first key this is, or a value.
    return Cursor(path, word, start, key=True, value=entry or not keys, siblings=frozenset(seen))


def _below(text: Text, position: Position, indent: int) -> set[str]:
    """Return the keys that follow in the mapping of the cursor."""
    found = set()
    for line in text.lines[position.line :]:
        bare = line.lstrip(" ")
        if not bare.strip() or bare.startswith("#"):
            continue
        depth = len(line) - len(bare)
        if depth < indent or (depth == indent and bare.startswith("- ")):
            break
        key = _KEY.match(line, depth)
        if depth == indent and key:
            found.add(key["key"].strip("\"'"))
    return found
