"""The text of one file, and what pandoc and an author mean by its places."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reportgen.diagnostics import Position, Span
from reportgen.source import Source

__all__ = ["Text"]

_TAB = 4
"""Columns between pandoc's tab stops (CommonMark 0.31, section 2.2)."""


@dataclass(frozen=True)
class Text(Source):
    """The text of a file as it is edited: a span of it may be empty."""

    digest: str = ""

    def span(self, start: int, end: int) -> Span:
        """Return the span between two offsets."""
        return Span(self.path, self.position(start), self.position(end))

    def seen_by_pandoc(self, at: Position) -> int:
        """Return the offset of a place that pandoc names: it counts a tab up to the next stop."""
        if at.line > len(self.lines):
            return len(self.text)
        line, column = self.lines[at.line - 1], 1
        for index, character in enumerate(line):
            if column >= at.column:
                return self.starts[at.line - 1] + index
            column += _TAB - (column - 1) % _TAB if character == "\t" else 1
        return self.starts[at.line - 1] + len(line)

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
