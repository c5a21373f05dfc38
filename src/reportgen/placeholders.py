"""What still waits for its author: every `TODO` of the source files, wherever it stands.

`reportgen new` and `reportgen import` write it where only the author knows what belongs there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportgen.diagnostics import Diagnostic, Failure, Position, Span, warning
from reportgen.files import Files
from reportgen.source import read_source

__all__ = ["placeholders"]

_OPEN = re.compile(r"(?<!\w)TODO(?!\w)(?:\\.|[^\"\n])*")
_SAID = re.compile(r"TODO[:\s]*")


def placeholders(files: Files, folder: str = "source") -> Iterator[Diagnostic]:
    """Yield a warning for every place that is still to be filled in."""
    paths = [
        *(p for p in files.paths(folder) if p.endswith(".yaml")),
        *(p for p in files.paths(f"{folder}/items") if p.endswith(".yaml")),
        *(p for p in files.paths(f"{folder}/sections") if p.endswith(".md")),
    ]
    for path in paths:
        try:
            text = read_source(files, path).text
        except Failure:  # whoever reads the file for its contents says so
            continue
        for number, line in enumerate(text.split("\n"), 1):
            for match in _OPEN.finditer(line):
                yield _open(path, number, match)


def _open(path: str, line: int, match: re.Match[str]) -> Diagnostic:
    words = match[0].rstrip().removesuffix("-->").rstrip(" '}])")
    asked = _SAID.sub("", words, count=1)
    start = match.start() + 1
    return warning(
        "placeholder-text",
        f"this is still to be written: {asked[:80]}" if asked else "this is still to be written",
        Span(path, Position(line, start), Position(line, start + len(words))),
        help="write it in the place of `TODO`; no release is made while one is left",
    )
