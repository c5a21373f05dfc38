from typing import Any

import pytest

from reportgen.diagnostics import Diagnostic, Failure, Position, Span
from reportgen.source import Source, Tree
from reportgen.yamltree import DEEPEST, parse_yaml


def parse(text: str, *, lines_above: int = 0) -> Tree:
    return parse_yaml(Source("a.yaml", text, ""), lines_above=lines_above)


def faults_of(text: str) -> tuple[Diagnostic, ...]:
    with pytest.raises(Failure) as caught:
        parse(text)
    return caught.value.diagnostics


def fault_of(text: str) -> tuple[str, Position]:
    """Return code and place of the only fault of a text."""
    (fault,) = faults_of(text)
    assert fault.span is not None
    return fault.code, fault.span.start


def span(line: int, start: int, end: int) -> Span:
    return Span("a.yaml", Position(line, start), Position(line, end))


# ------------------------------------------------------------ scalars of YAML 1.2


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("no", "no"),
        ("NO", "NO"),
        ("yes", "yes"),
        ("on", "on"),
        ("y", "y"),
        ("true", True),
        ("True", True),
        ("FALSE", False),
        ("tRUE", "tRUE"),
        ("null", None),
        ("~", None),
        ("", None),
        ("nULL", "nULL"),
        ("2023-05-01", "2023-05-01"),
        ("12:30:45", "12:30:45"),
        ("1_000", "1_000"),
        ("1,000", "1,000"),
        ("12", 12),
        ("-12", -12),
        ("+12", 12),
        ("0o17", 15),
        ("017", 17),
        ("0x1F", 31),
        ("0b11", "0b11"),
        ("1.5", 1.5),
        (".5", 0.5),
        ("-1.5e3", -1500.0),
        ("1.", 1.0),
        (".", "."),
        ("1e999", "1e999"),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("9" * 41, "9" * 41),
        ("=", "="),
        ("<<", "<<"),
        ('"12"', "12"),
        ("'true'", "true"),
        ('""', ""),
        ('"\\u00e9\\n"', "é\n"),
    ],
)
def test_a_scalar_is_read_as_yaml_1_2_reads_it(written: str, value: Any) -> None:
    read = parse(f"a: {written}\n").data["a"]
    assert (read, type(read)) == (value, type(value))


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("a: |\n  b\n  c\n", "b\nc\n"),
        ("a: >-\n  b\n  c\n", "b c"),
        ("a: b\n  c\n", "b c"),
        ("a: |\n  12\n", "12\n"),
    ],
)
def test_text_of_several_lines_is_text(written: str, value: str) -> None:
    assert parse(written).data["a"] == value


def test_keys_are_text_whatever_they_look_like() -> None:
    assert parse("1: a\nno: b\n~: c\n").data == {"1": "a", "no": "b", "~": "c"}


def test_lists_and_mappings_nest() -> None:
    assert parse("a: [1, {b: [c]}]\nd:\n- e\n").data == {"a": [1, {"b": ["c"]}], "d": ["e"]}


def test_keys_keep_their_order() -> None:
    assert list(parse("b: 1\na: 2\n").data) == ["b", "a"]


def test_a_file_may_be_one_scalar() -> None:
    assert parse("a").data == "a"


# ------------------------------------------------------------ places


def test_the_place_of_a_value_covers_it() -> None:
    assert parse("a:\n  b: word\n").values["a", "b"] == span(2, 6, 10)


def test_the_place_of_a_quoted_value_covers_the_quotes() -> None:
    assert parse('a: "b"\n').values[("a",)] == span(1, 4, 7)


def test_the_place_of_a_key_covers_it() -> None:
    assert parse("a:\n  long: 1\n").keys["a", "long"] == span(2, 3, 7)


def test_the_place_of_an_entry_of_a_list_is_its_own() -> None:
    assert parse("a: [b, cd]\n").values["a", 1] == span(1, 8, 10)


def test_the_place_of_an_entry_that_is_a_mapping_is_its_first_key() -> None:
    assert parse("a:\n  - b: 1\n").values["a", 0].start == Position(2, 5)


def test_the_place_of_the_whole_is_the_path_of_nothing() -> None:
    assert parse("a: 1\n").values[()].start == Position(1, 1)


def test_places_count_characters_and_not_bytes() -> None:
    assert parse("é: 😀\nb: {ß: c}\n").values["b", "ß"] == span(2, 8, 9)


def test_places_of_front_matter_count_the_lines_above() -> None:
    assert parse("a: 1\n", lines_above=1).values[("a",)] == span(2, 4, 5)


def test_faults_of_front_matter_count_the_lines_above() -> None:
    with pytest.raises(Failure) as caught:
        parse("a: b: c\n", lines_above=3)
    assert caught.value.diagnostics[0].span == Span.at("a.yaml", 4, 5)


# ------------------------------------------------------------ what is refused


@pytest.mark.parametrize("text", ["", "\n\n", "# comment\n", "---\n", "---\n...\n", "~\n"])
def test_a_text_that_says_nothing_is_empty(text: str) -> None:
    assert fault_of(text) == ("empty-file", Position(1, 1))


def test_a_key_that_stands_twice_is_refused_with_both_places() -> None:
    (fault,) = faults_of("a: 1\nb: 2\na: 3\n")
    assert (fault.code, fault.span) == ("duplicate-key", span(3, 1, 2))
    assert [note.span for note in fault.notes] == [span(1, 1, 2)]


def test_a_key_that_stands_three_times_is_refused_twice() -> None:
    assert [fault.code for fault in faults_of("a: 1\na: 2\na: 3\n")] == ["duplicate-key"] * 2


def test_keys_that_are_written_differently_are_one() -> None:
    assert fault_of('a: 1\n"a": 2\n') == ("duplicate-key", Position(2, 1))


def test_the_same_key_in_another_mapping_is_another() -> None:
    assert parse("a: {b: 1}\nc: {b: 1}\n").data == {"a": {"b": 1}, "c": {"b": 1}}


def test_an_alias_is_refused_and_an_anchor_alone_is_not() -> None:
    assert parse("a: &b 1\n").data == {"a": 1}
    assert fault_of("a: &b 1\nc: *b\n") == ("yaml-alias", Position(2, 4))


@pytest.mark.parametrize("value", ["!!python/name:os.system x", "!a b", "!!str 1", "! a"])
def test_a_tag_is_refused(value: str) -> None:
    assert fault_of(f"a: {value}\n") == ("yaml-tag", Position(1, 4))


def test_a_tag_on_a_mapping_is_refused() -> None:
    assert fault_of("a: !!omap {b: 1}\n") == ("yaml-tag", Position(1, 4))


def test_a_second_document_is_refused() -> None:
    assert fault_of("a: 1\n---\nb: 2\n") == ("yaml-many-documents", Position(2, 1))


def test_as_many_levels_as_are_allowed_are_read_and_no_more() -> None:
    allowed = "[" * DEEPEST + "]" * DEEPEST
    assert parse(allowed).data
    assert fault_of(f"[{allowed}]") == ("yaml-too-deep", Position(1, DEEPEST + 1))


@pytest.mark.parametrize("text", ["? [a]\n: b\n", "{a: b}: c\n", "[a]: b\n"])
def test_a_key_is_a_word(text: str) -> None:
    assert [fault.code for fault in faults_of(text)] == ["broken-yaml"]


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("a: b: c\n", 1, 5),
        ("a:\n\t- b\n", 2, 1),
        ("a: [b\nc: d\n", 2, 2),
        ("a: 'b\n", 2, 1),
        ("a: @b\n", 1, 4),
        ("a: b\n c: d\n", 2, 3),
        ("a: %\n", 1, 4),
        ('a: "\\q"\n', 1, 5),
    ],
)
def test_broken_yaml_is_refused_where_it_breaks(text: str, line: int, column: int) -> None:
    assert fault_of(text) == ("broken-yaml", Position(line, column))


def test_broken_yaml_names_where_the_broken_thing_began() -> None:
    (fault,) = faults_of("a: 1\nb: 'c\n")
    assert [note.span and note.span.start for note in fault.notes] == [Position(2, 4)]


def test_faults_before_the_text_breaks_are_reported_too() -> None:
    assert [f.code for f in faults_of("a: 1\na: 2\nb: [\n")] == ["duplicate-key", "broken-yaml"]
