import pytest

from reportgen import source as module
from reportgen.diagnostics import Failure, Position, Span
from reportgen.files import MemoryFiles, digest
from reportgen.source import Source, Tree, read_source


def read(data: bytes | str) -> Source:
    return read_source(MemoryFiles({"a.md": data}), "a.md")


def fault_of(data: bytes | str) -> tuple[str, Span | None]:
    """Return code and place of the only fault of a file."""
    with pytest.raises(Failure) as caught:
        read(data)
    (fault,) = caught.value.diagnostics
    return fault.code, fault.span


def at(line: int, column: int) -> Span:
    return Span.at("a.md", line, column)


def test_a_source_is_path_text_and_digest_of_its_bytes() -> None:
    assert read("é\n") == Source("a.md", "é\n", digest("é\n".encode()))


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert read(b"\xef\xbb\xbfa").text == "a"


@pytest.mark.parametrize("data", [b"a\r\nb\r\n", b"a\rb\r", b"a\nb\n"])
def test_every_kind_of_line_end_becomes_one(data: bytes) -> None:
    assert read(data).text == "a\nb\n"


def test_an_empty_file_is_an_empty_text() -> None:
    assert read(b"").text == ""


def test_a_byte_that_is_no_utf_8_is_refused_where_it_stands() -> None:
    assert fault_of(b"ab\n\xc3\xa9\xe9c") == ("wrong-encoding", at(2, 2))


def test_a_character_cut_off_at_the_end_is_refused() -> None:
    assert fault_of(b"ab\xc3") == ("wrong-encoding", at(1, 3))


def test_half_a_surrogate_pair_is_refused() -> None:
    assert fault_of(b"a\xed\xa0\x80") == ("wrong-encoding", at(1, 2))


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff"])
def test_the_message_names_utf_16(mark: bytes) -> None:
    with pytest.raises(Failure, match="UTF-16"):
        read(mark + b"a\0")


@pytest.mark.parametrize(
    "character", ["\0", "\x01", "\x08", "\x0b", "\x0c", "\x1b", "\x7f", "\x80", "\x85", "\x9f",
                  "\u2028", "\u2029", "\ufffe", "\uffff"],
)  # fmt: skip
def test_a_control_character_is_refused_where_it_stands(character: str) -> None:
    assert fault_of(f"a\nbc{character}d") == ("control-character", at(2, 3))


@pytest.mark.parametrize("character", ["\t", "\u00a0", "\u200c", "\u200f", "\ufffd", "\U0001f600"])
def test_tabs_joiners_and_marks_of_direction_are_text(character: str) -> None:
    assert read(character).text == character


def test_a_line_is_refused_where_it_gets_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LONGEST_LINE", 3)
    assert read("abc\nabc").text == "abc\nabc"
    assert fault_of("abc\nabcd") == ("line-too-long", at(2, 3))


def test_a_text_is_refused_when_it_gets_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST_TEXT", 3)
    assert read("abc").text == "abc"
    assert fault_of("abcd") == ("file-too-large", at(1, 1))


# ------------------------------------------------------------ places


def test_a_span_counts_lines_and_columns_from_one() -> None:
    assert Source("a.md", "ab\ncde\n", "").span(4, 6) == Span(
        "a.md", Position(2, 2), Position(2, 4)
    )


def test_a_span_counts_characters_and_not_bytes() -> None:
    assert Source("a.md", "é😀b", "").span(2, 3).start == Position(1, 3)


def test_a_span_is_one_character_wide_at_least() -> None:
    assert Source("a.md", "ab", "").span(1, 1).end == Position(1, 3)


TREE = Tree(
    Source("a.yaml", "a:\n  - b: 1\n", ""),
    {"a": [{"b": 1}]},
    values={(): at(1, 1), ("a",): at(2, 3), ("a", 0): at(2, 5), ("a", 0, "b"): at(2, 8)},
    keys={("a",): at(1, 1), ("a", 0, "b"): at(2, 5)},
)


def test_a_tree_knows_the_place_of_a_value() -> None:
    assert TREE.span(("a", 0, "b")) == at(2, 8)


def test_a_tree_gives_the_nearest_place_above_what_it_does_not_have() -> None:
    assert TREE.span(("a", 0, "c", "d")) == at(2, 5)


def test_a_tree_knows_the_place_of_a_key() -> None:
    assert TREE.key_span(("a", 0, "b")) == at(2, 5)


def test_the_place_of_a_key_in_a_list_is_that_of_the_value() -> None:
    assert TREE.key_span(("a", 0)) == at(2, 5)


def test_a_tree_without_any_place_begins_with_its_file() -> None:
    empty = Tree(Source("a.yaml", "", ""), None, {}, {})
    assert empty.span(("a",)) == Span.at("a.yaml")
