"""Where blocks and lines stand, as a reader of a terminal wants them marked."""

from __future__ import annotations

from reportgen.diagnostics import Position, Span
from reportgen.document import Node, attribute_pairs, is_wrapper
from reportgen.parse.prose import position_of
from reportgen.report import Section

__all__ = ["blocks_of", "line_span", "span_of"]


def blocks_of(section: Section) -> list[tuple[Node, Span]]:
    """Return the blocks of a section outside all others, without wrappers, with their places."""
    found: list[tuple[Node, Span]] = []
    pending = [(block, Span.at(section.path)) for block in reversed(section.blocks)]
    while pending:
        block, around = pending.pop()
        at = span_of(section, block) or around
        if is_wrapper(block):
            pending += [(inner, at) for inner in reversed(block["c"][1])]
        else:
            found.append((block, at))
    return found


def span_of(section: Section, node: Node) -> Span | None:
    """Return the place of a block without the line end that pandoc counts to it."""
    whole = position_of(section.path, attribute_pairs(node).get("data-pos"))
    if whole is None or whole.end.column > 1 or whole.end.line == whole.start.line:
        return whole
    lines = section.source.text.split("\n")
    last = max((n for n in range(whole.start.line, whole.end.line) if lines[n - 1].strip()),
               default=whole.start.line)  # fmt: skip
    return Span(section.path, whole.start, Position(last, len(lines[last - 1].rstrip()) + 1))


def line_span(section: Section, line: int, first: int = 0, last: int | None = None) -> Span:
    """Return the place of a line, or of the characters from `first` up to `last` of it."""
    text = section.source.text.split("\n")[line - 1]
    end = len(text.rstrip()) if last is None else last
    return Span.at(section.path, line, first + 1, width=max(end - first, 1))
