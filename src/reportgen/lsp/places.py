"""Places as reportgen counts them ↔ places as the Language Server Protocol does.

Ours count lines and characters from one; LSP counts both from zero, columns in the code units that
client and server agreed on (LSP 3.17, `PositionEncodingKind`): UTF-16, unless the client offers
another.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lsprotocol import types
from pygls.workspace import PositionCodec

from reportgen.diagnostics import Position, Span
from reportgen.index import Text

__all__ = ["Places"]


@dataclass(frozen=True)
class Places:
    """Turns places of texts into those of a client, and back."""

    codec: PositionCodec = field(default_factory=PositionCodec)

    def range_of(self, span: Span, text: Text | None) -> types.Range:
        """Return a span as the client counts; without the text, as if it were plain ASCII."""
        return types.Range(self.point(span.start, text), self.point(span.end, text))

    def point(self, at: Position, text: Text | None) -> types.Position:
        """Return a place as the client counts it; one beyond the text is its end."""
        if text is None:
            return types.Position(max(at.line - 1, 0), max(at.column - 1, 0))
        if at.line > len(text.lines):
            at = Position(len(text.lines), len(text.lines[-1]) + 1)
        before = text.lines[max(at.line, 1) - 1][: max(at.column - 1, 0)]
        return types.Position(max(at.line, 1) - 1, self.codec.client_num_units(before))

    def position(self, at: types.Position, text: Text) -> Position:
        """Return a place of the client as reportgen counts it; within a character, its beginning.

        A column beyond the line is its end, as the protocol wants.
        """
        if at.line >= len(text.lines):
            return Position(len(text.lines), len(text.lines[-1]) + 1)
        units = 0
        line = text.lines[at.line]
        for index, character in enumerate(line):
            units += self.codec.client_num_units(character)
            if units > at.character:
                return Position(at.line + 1, index + 1)
        return Position(at.line + 1, len(line) + 1)
