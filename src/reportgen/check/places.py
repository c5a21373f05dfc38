"""Where blocks and lines stand, as a reader of a terminal wants them marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reportgen.diagnostics import Position, Span
from reportgen.document import Node, attribute_pairs, is_wrapper, position_of
from reportgen.memory import known
from reportgen.report import Section

__all__ = ["blocks_of", "blocks_within", "line_span", "span_of"]


def blocks_of(section: Section) -> list[tuple[Node, Span]]:
    """Return the blocks of a section outside all others, without wrappers, with their places."""
    return known("placed blocks", None, (section,), lambda: _blocks_of(section))


def _blocks_of(section: Section) -> list[tuple[Node, Span]]:
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


def blocks_within(blocks: Iterable[Node]) -> Iterator[Node]:
    """Yield every block with those inside it, without looking into the text of any."""
    for block in blocks:
        yield block
        match block["t"]:
            case "Div":
                yield from blocks_within(block["c"][1])
            case "BlockQuote":
                yield from blocks_within(block["c"])
            case "BulletList":
                for entry in block["c"]:
                    yield from blocks_within(entry)
            case "OrderedList":
                for entry in block["c"][1]:
                    yield from blocks_within(entry)
            case _:
                pass


def span_of(section: Section, node: Node) -> Span | None:
    """Return the place of a block without the line end that pandoc counts to it."""
    whole = position_of(section.path, attribute_pairs(node).get("data-pos"))
    if whole is None or whole.end.column > 1 or whole.end.line == whole.start.line:
        return whole
    lines = section.source.lines
    last = max((n for n in range(whole.start.line, whole.end.line) if lines[n - 1].strip()),
               default=whole.start.line)  # fmt: skip
    return Span(section.path, whole.start, Position(last, len(lines[last - 1].rstrip()) + 1))


def line_span(section: Section, line: int) -> Span:
    """Return the place of a line without the spaces at its end."""
    text = section.source.lines[line - 1]
    return Span.at(section.path, line, width=max(len(text.rstrip()), 1))
