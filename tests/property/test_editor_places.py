"""Places of an editor and places of reportgen are the same places."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types
from pygls.workspace import PositionCodec

from reportgen.diagnostics import Position
from reportgen.index import Text
from reportgen.lsp.places import Places
from support.law import LAW

LINES = st.lists(
    st.text(st.sampled_from(["a", "é", "–", "م", "\u0301", "😀", "𐏀", "\t", "\u2028", "\x0c"])),
    min_size=1,
    max_size=4,
)
WIDTHS = {
    types.PositionEncodingKind.Utf8: "utf-8",
    types.PositionEncodingKind.Utf16: "utf-16-le",
    types.PositionEncodingKind.Utf32: "utf-32-le",
}
UNITS = {"utf-8": 1, "utf-16-le": 2, "utf-32-le": 4}


@LAW
@given(LINES, st.sampled_from(sorted(WIDTHS)), st.data())
def test_a_column_counts_the_code_units_before_it(
    lines: list[str], encoding: types.PositionEncodingKind, data: st.DataObject
) -> None:
    text = Text("a.md", "\n".join(lines))
    number = data.draw(st.integers(1, len(lines)))
    column = data.draw(st.integers(1, len(lines[number - 1]) + 1))
    places, codec = Places(PositionCodec(encoding)), WIDTHS[encoding]
    point = places.point(Position(number, column), text)
    before = lines[number - 1][: column - 1]
    assert point.line == number - 1
    assert point.character == len(before.encode(codec)) // UNITS[codec]
    assert places.position(point, text) == Position(number, column)


@LAW
@given(LINES, st.integers(0, 6), st.integers(0, 40))
def test_any_place_of_an_editor_is_a_place_of_the_text(
    lines: list[str], line: int, character: int
) -> None:
    text = Text("a.md", "\n".join(lines))
    found = Places().position(types.Position(line, character), text)
    assert 1 <= found.line <= len(lines)
    assert 1 <= found.column <= len(lines[found.line - 1]) + 1
