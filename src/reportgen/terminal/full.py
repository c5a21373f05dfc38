"""Diagnostics → the full form: message, place, the line itself with carets, notes and help."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reportgen.diagnostics import Diagnostic, Severity, Span
from reportgen.terminal.view import View, visible

__all__ = ["render_full"]

_TAB = 4
_COLOURS = {Severity.ERROR: "1;31", Severity.WARNING: "1;33", Severity.NOTE: "1;36"}
_BOLD, _FRAME, _HELP = "1", "1;34", "1;32"


def render_full(diagnostics: Iterable[Diagnostic], view: View) -> str:
    """Render each diagnostic as a paragraph."""
    return "".join("\n".join([*_paragraph(d, view), "", ""]) for d in diagnostics)


def _paragraph(diagnostic: Diagnostic, view: View) -> Iterator[str]:
    def paint(text: str, colour: str) -> str:
        return f"\x1b[{colour}m{text}\x1b[0m" if view.colour else text

    spans = [s for s in (diagnostic.span, *(n.span for n in diagnostic.notes)) if s is not None]
    digits = max((len(str(s.start.line)) for s in spans), default=1)
    margin = " " * (digits + 2)
    colour = _COLOURS[diagnostic.severity]
    mark = paint(f"{diagnostic.severity}[{diagnostic.code}]", colour)
    yield f"{mark}{paint(f': {_joined(diagnostic.message)}', _BOLD)}"

    def place(span: Span, colour: str) -> Iterator[str]:
        at = f"{visible(view.path(span))}:{span.start.line}:{span.start.column}"
        yield f"{margin[:-1]}{paint('-->', _FRAME)} {at}"
        excerpt = _excerpt(span, view)
        if excerpt is not None:
            number = str(span.start.line).rjust(digits)
            bar = paint("|", _FRAME)
            yield f"{margin}{bar}"
            yield f" {paint(number, _FRAME)} {bar} {excerpt.text}".rstrip()
            yield f"{margin}{bar} {' ' * excerpt.before}{paint(excerpt.mark, colour)}"

    def remark(kind: str, message: str, colour: str) -> Iterator[str]:
        first, *rest = visible(message).splitlines() or [""]
        yield f"{margin}{paint('=', _FRAME)} {paint(f'{kind}:', colour)} {first}"
        yield from (f"{margin}{' ' * (len(kind) + 4)}{line}" for line in rest)

    if diagnostic.span is not None:
        yield from place(diagnostic.span, colour)
    for note in diagnostic.notes:
        yield from remark("note", note.message, _COLOURS[Severity.NOTE])
        if note.span is not None:
            yield from place(note.span, _COLOURS[Severity.NOTE])
    if diagnostic.help:
        yield from remark("help", diagnostic.help, _HELP)


def _joined(message: str) -> str:
    return " ".join(visible(message).split("\n"))


@dataclass(frozen=True)
class _Excerpt:
    """A line of a file as it is shown, and the mark below it, `before` columns from the left."""

    text: str
    before: int
    mark: str


def _isolated(text: str) -> str:
    """Keep the direction of a text from turning what stands around it (UAX 9)."""
    return f"\N{FIRST STRONG ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}"


@dataclass(frozen=True)
class _Cell:
    """One character as it is shown, and the columns that it takes."""

    text: str
    width: int


_NEAR = 500
"""Characters before a fault that may be shown; a terminal is narrower."""


def _excerpt(span: Span, view: View) -> _Excerpt | None:
    line = view.line(span)
    if line is None:
        return None
    # Only what lies near the fault is measured: a line may be as long as a file.
    skipped = max(span.start.column - 1 - _NEAR, 0)
    whole, line = len(line), line[skipped : skipped + 4 * _NEAR]
    cells = list(_cells(line))
    first = min(span.start.column - 1 - skipped, len(cells))
    ends_here = span.end.line == span.start.line
    last = span.end.column - 1 - skipped if ends_here else len(line.rstrip())
    last = min(max(last, first + 1), max(len(cells), first + 1))
    low, high = _window(cells, first, last, view.width)
    shown = cells[low:high]
    left = "…" * (low > 0 or skipped > 0)
    right = "…" * (high < len(cells) or skipped + len(line) < whole)
    text = f"{left}{''.join(cell.text for cell in shown)}{right}"
    before = len(left) + _width(cells[low:first])
    if any(unicodedata.bidirectional(c.text[0]) in {"R", "AL"} for c in shown if c.text):
        # A terminal may show the words from right to left, so no caret below them can be true.
        named = "".join(cell.text for cell in cells[first : min(last, high)])
        return _Excerpt(_isolated(text), 0, f"^ at {_isolated(named)}")
    return _Excerpt(text, before, "^" * max(_width(cells[first : min(last, high)]), 1))


def _cells(line: str) -> Iterator[_Cell]:
    at = 0
    for character in line:
        if character == "\t":
            cell = _Cell(" " * (_TAB - at % _TAB), _TAB - at % _TAB)
        elif unicodedata.category(character) in {"Mn", "Me"} or character in "\u200b\u200c\u200d":
            cell = _Cell(character, 0)
        else:
            wide = unicodedata.east_asian_width(character) in {"W", "F"}
            cell = _Cell(visible(character), 2 if wide else 1)
        at += cell.width
        yield cell


def _width(cells: Iterable[_Cell]) -> int:
    return sum(cell.width for cell in cells)


def _window(cells: list[_Cell], first: int, last: int, width: int) -> tuple[int, int]:
    """Choose the stretch of a long line that shows the marked part and some of what precedes it."""
    if _width(cells) <= width:
        return 0, len(cells)
    low, room = first, width // 3
    if _width(cells[:last]) <= width - 1:
        low = 0
    while low > 0 and room >= cells[low - 1].width:
        room -= cells[low - 1].width
        low -= 1
    high, room = low, width - 2
    while high < len(cells) and room >= cells[high].width:
        room -= cells[high].width
        high += 1
    return low, high
