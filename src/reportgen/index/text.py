"""The text of one file, and how its places are counted: by offset, by column, by pandoc."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from reportgen.diagnostics import Position, Span

__all__ = ["Text"]

_TAB = 4
"""Columns between pandoc's tab stops (CommonMark 0.31, section 2.2)."""


@dataclass(frozen=True)
class Text:
    """The text of the file at `path`, with line feeds at the ends of lines."""

    path: str
    text: str

    @cached_property
    def lines(self) -> list[str]:
        """The lines without their ends; the last may be empty."""
        return self.text.split("\n")

    @cached_property
    def _starts(self) -> list[int]:
        starts = [0]
        for line in self.lines:
            starts.append(starts[-1] + len(line) + 1)
        return starts

    def offset(self, at: Position) -> int:
        """Return the offset of a place; one beyond the end of its line is that end."""
        number = min(max(at.line, 1), len(self.lines))
        if number < at.line:
            return len(self.text)
        return self._starts[number - 1] + min(at.column - 1, len(self.lines[number - 1]))

    def position(self, offset: int) -> Position:
        """Return the place of an offset."""
        number = bisect_right(self._starts, offset, hi=len(self.lines))
        return Position(number, offset - self._starts[number - 1] + 1)

    def span(self, start: int, end: int) -> Span:
        """Return the span between two offsets."""
        return Span(self.path, self.position(start), self.position(end))

    def slice(self, span: Span) -> str:
        """Return what stands in a span."""
        return self.text[self.offset(span.start) : self.offset(span.end)]

    def seen_by_pandoc(self, at: Position) -> int:
        """Return the offset of a place that pandoc names: it counts a tab up to the next stop."""
        if at.line > len(self.lines):
            return len(self.text)
        line, column = self.lines[at.line - 1], 1
        for index, character in enumerate(line):
            if column >= at.column:
                return self._starts[at.line - 1] + index
            column += _TAB - (column - 1) % _TAB if character == "\t" else 1
        return self._starts[at.line - 1] + len(line)

    def find(self, key: str, start: int, end: int) -> tuple[int, int] | None:
        r"""Return where `key` first stands as a word between two offsets, escaped or not.

        Markdown lets a backslash stand before any mark: `TR\-01` is TR-01.
        """
        letters = "".join(
            re.escape(c) if c.isalnum() else rf"\\?{re.escape(c)}" for c in key
        )  # fmt: skip
        pattern = re.compile(rf"(?<![A-Za-z0-9-]){letters}(?![A-Za-z0-9-])")
        match = pattern.search(self.text, start, end)
        return match.span() if match else None
