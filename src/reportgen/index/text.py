"""The text of one file, and where names stand in it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reportgen.diagnostics import Span
from reportgen.source import Source

__all__ = ["Text"]


@dataclass(frozen=True)
class Text(Source):
    """The text of a file as it is edited: a span of it may be empty."""

    digest: str = ""

    def span(self, start: int, end: int) -> Span:
        """Return the span between two offsets."""
        return Span(self.path, self.position(start), self.position(end))

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
