"""Source: path, text and digest of one file of the project; Tree: its data and their places.

A Source never knows what its data mean; `parse` gives them meaning.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from reportgen.diagnostics import Failure, Position, Span, error
from reportgen.files import Files, digest

__all__ = ["UNPRINTABLE", "Path", "Source", "Tree", "read_source", "spliced"]

Path = tuple[str | int, ...]
"""The way from the top of a tree to a node: keys and positions in lists."""

LONGEST_LINE = 20_000
"""Characters; a longer line is no prose and no register entry."""

UNPRINTABLE = re.compile(r"[\ud800-\udfff\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
"""What no text editor writes: C0 and C1 controls but tab and newline, and two non-characters. The
line and paragraph separators of Unicode are refused too: YAML counts them as lines, editors do not.
"""

_LINE_END = re.compile(r"\r\n|\r|\n")

LARGEST_TEXT = 4 * 1024 * 1024
"""Bytes; the text of the longest report is a fraction of it."""


@dataclass(frozen=True)
class Source:
    """One text file of the project, decoded, its lines ended by line feeds.

    Places are counted here: offsets from 0, lines and columns from 1, all of them in characters.
    """

    path: str
    text: str
    digest: str

    @cached_property
    def lines(self) -> list[str]:
        """The lines without their ends; the last may be empty."""
        return self.text.split("\n")

    @cached_property
    def starts(self) -> list[int]:
        """The offset at which each line begins, and one behind the end of the text."""
        starts = [0]
        for line in self.lines:
            starts.append(starts[-1] + len(line) + 1)
        return starts

    def offset(self, at: Position) -> int:
        """Return the offset of a place; one beyond the end of its line is that end."""
        if at.line > len(self.lines):
            return len(self.text)
        number = max(at.line, 1) - 1
        return self.starts[number] + min(at.column - 1, len(self.lines[number]))

    def position(self, offset: int) -> Position:
        """Return the place of an offset."""
        number = bisect_right(self.starts, offset, hi=len(self.lines))
        return Position(number, offset - self.starts[number - 1] + 1)

    def span(self, start: int, end: int) -> Span:
        """Return the span between two offsets, at least one character wide, as a reader sees it."""
        return Span(self.path, self.position(start), self.position(max(start + 1, end)))

    def slice(self, span: Span) -> str:
        """Return the characters of a span, which must be one of this file."""
        return self.text[self.offset(span.start) : self.offset(span.end)]


@dataclass(frozen=True)
class Tree:
    """The data of one YAML text, and where each part of it stands."""

    source: Source
    data: Any
    values: Mapping[Path, Span] = field(repr=False)
    keys: Mapping[Path, Span] = field(repr=False)

    def span(self, path: Iterable[str | int] = ()) -> Span:
        """Return the span of the value at `path`, or of its nearest ancestor that exists."""
        way = tuple(path)
        while way and way not in self.values:
            way = way[:-1]
        return self.values.get(way, Span.at(self.source.path))

    def key_span(self, path: Iterable[str | int]) -> Span:
        """Return the span of the key at `path`, or of its value in a list."""
        way = tuple(path)
        return self.keys.get(way) or self.span(way)


def read_source(files: Files, path: str) -> Source:
    r"""Read and decode one file.

    Text is UTF-8 (RFC 3629), with or without a byte order mark; line ends become `\\n`. Raises
    `Failure` with `wrong-encoding`, `control-character`, `file-too-large` or `line-too-long`, or
    whatever `Files.read` raises.
    """
    data = files.read(path)
    if len(data) > LARGEST_TEXT:
        raise Failure([
            error(
                "file-too-large",
                f"`{path}` has {len(data):,} bytes of text; at most {LARGEST_TEXT:,} are read",
                Span.at(path),
                help="split the file",
            )
        ])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        before = data[: fault.start].decode("utf-8", "replace")
        line = before.count("\n") + 1
        column = len(before) - (before.rfind("\n") + 1) + 1
        hint = "UTF-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "another encoding"
        raise Failure([
            error(
                "wrong-encoding",
                f"byte 0x{data[fault.start]:02x} is not UTF-8; the file looks like {hint}",
                Span.at(path, line, column),
                help="save the file as UTF-8",
            )
        ]) from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    source = Source(path, text, digest(data))
    _refuse_control_characters(source)
    for number, line_text in enumerate(text.split("\n"), 1):
        if len(line_text) > LONGEST_LINE:
            raise Failure([
                error(
                    "line-too-long",
                    f"line {number} has {len(line_text):,} characters; "
                    f"at most {LONGEST_LINE:,} are read",
                    Span.at(path, number, LONGEST_LINE),
                    help="break the line",
                )
            ])
    return source


def spliced(data: bytes, splices: Iterable[tuple[int, int, str]]) -> bytes:
    r"""Return the bytes of a text file with other text in some places; no other byte changes.

    A splice is from where to where, by the offsets of its Source, and what comes there. Line ends
    and a byte order mark stay as they are; a new line ends as the first of the file does.
    """
    mark = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
    raw = data[len(mark) :].decode()
    found = _LINE_END.search(raw)
    line_end = found[0] if found else "\n"
    # Where `\r\n` stands, by the offsets of the Source, in which it is one character.
    pairs = [match.start() - number for number, match in enumerate(re.finditer("\r\n", raw))]
    made, done = [], 0
    for start, end, text in sorted(splices, key=lambda splice: splice[:2]):
        first, last = (offset + bisect_left(pairs, offset) for offset in (start, end))
        made += [raw[done:first], text.replace("\n", line_end)]
        done = max(done, last)
    return mark + "".join((*made, raw[done:])).encode()


def _refuse_control_characters(source: Source) -> None:
    """Refuse a file that holds what no text editor writes."""
    match = UNPRINTABLE.search(source.text)
    if match:
        code = ord(match[0])
        kind = "control character" if code < 0xA0 else "character"  # noqa: PLR2004 - the end of C1
        name = "a NUL byte" if code == 0 else f"the {kind} U+{code:04X}"
        raise Failure([
            error(
                "control-character",
                f"the file holds {name}",
                source.span(match.start(), match.end()),
                help="remove it; the file may not be a text file at all",
            )
        ])
