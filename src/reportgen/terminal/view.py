"""What a reader sees of the project: the paths as they would type them, and the lines of files."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field

from reportgen.diagnostics import Failure, Span
from reportgen.files import BUNDLED, DiskFiles, Files, is_bundled

__all__ = ["View", "visible"]

_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""Characters that a terminal obeys instead of showing: controls, and those that turn the text
round (UAX 9)."""

_PICTURES = {chr(code): chr(0x2400 + code) for code in range(0x20)}


def visible(text: str) -> str:
    """Return `text` with a stand-in for each character that a terminal would obey."""
    return _UNSEEN.sub(lambda m: _PICTURES.get(m[0], "\N{REPLACEMENT CHARACTER}"), text)


@dataclass
class View:
    """Where the reader stands.

    `folder` is the project's folder as seen from the reader's own; an empty text when they are the
    same. `width` is the number of columns that a line of a file may take.
    """

    files: Files
    folder: str = ""
    colour: bool = False
    width: int = 100
    _lines: dict[str, list[str] | None] = field(default_factory=dict, repr=False)

    def path(self, span: Span) -> str:
        """Return the path of a span, so that an editor that stands where the reader does finds it.

        A path of a bundled style stays as it is, with `plain/` or `bundled/` in front.
        """
        if is_bundled(span.path):
            return span.path
        return posixpath.normpath(posixpath.join(self.folder, span.path))

    def line(self, span: Span) -> str | None:
        """Return the line on which a span begins; None when there is none to show."""
        if span.path not in self._lines:
            self._lines[span.path] = self._read(span.path)
        lines = self._lines[span.path]
        number = span.start.line
        return lines[number - 1] if lines is not None and 1 <= number <= len(lines) else None

    def _read(self, path: str) -> list[str] | None:
        try:
            data = (DiskFiles(BUNDLED) if is_bundled(path) else self.files).read(path)
        except (Failure, OSError):
            return None
        if data.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"%PDF")):
            return None
        text = data.decode("utf-8-sig", "replace")
        return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
