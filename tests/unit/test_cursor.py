"""Where a cursor stands in YAML is known while the text is unfinished."""

from __future__ import annotations

from pathlib import Path

import pytest

from reportgen.diagnostics import Position
from reportgen.files import DiskFiles
from reportgen.index import Text
from reportgen.lsp.cursor import Cursor, locate
from reportgen.source import Path as Way
from reportgen.source import read_source
from reportgen.yamltree import parse_yaml

ROOT = Path(__file__).parents[2]


def cursor(written: str, first: int = 1) -> Cursor | None:
    """Return where the `|` of a text stands."""
    before, bar, after = written.partition("|")
    assert bar
    text = Text("a.yaml", before + after)
    return locate(text, text.position(len(before)), first)


@pytest.mark.parametrize(
    ("written", "path", "word"),
    [
        ("a: |", ("a",), ""),
        ("a: b|", ("a",), "b"),
        ("a: 'b|", ("a",), "b"),
        ("a:\n  b: c|", ("a", "b"), "c"),
        ("a:\n  - |", ("a", 0), ""),
        ("a:\n- x\n- |", ("a", 1), ""),
        ("a:\n- x\nb: |", ("b",), ""),
        ("a:\n  - b: c\n    d: |", ("a", 0, "d"), ""),
        ("a:\n  - b: c\n  - b: |", ("a", 1, "b"), ""),
        ("a: [x, |", ("a", 1), ""),
        ("a: [x, y|]", ("a", 1), "y"),
        ("a: {b: c, d: |", ("a", "d"), ""),
        ("a:\n  - {b: [x, {c: y|", ("a", 0, "b", 1, "c"), "y"),
        ("a: [x,\n  |", ("a", 1), ""),
        ("a: >-\n  text: no\nb: |", ("b",), ""),
        ("a: 'x: {'\nb: |", ("b",), ""),
        ("a: x # b: {\nc: |", ("c",), ""),
        ("# a: {\nc: |", ("c",), ""),
    ],
    ids=repr,
)
def test_a_value_is_known_by_what_stands_above(written: str, path: Way, word: str) -> None:
    found = cursor(written)
    assert found is not None
    assert (found.path, found.word, found.value) == (path, word, True)


@pytest.mark.parametrize(
    ("written", "path", "word", "siblings"),
    [
        ("|", (), "", []),
        ("a: b\nc|", (), "c", ["a"]),
        ("a:\n  b: c\n  d|\n  e: f\n", ("a",), "d", ["b", "e"]),
        ("a:\n  - b: c\n    |\n  - b: d\n", ("a", 0), "", ["b"]),
        ("a:\n  - b: c\n  - |\n", ("a", 1), "", []),
        ("a: {b: c, |", ("a",), "", ["b"]),
        ("a: {|", ("a",), "", []),
    ],
    ids=repr,
)
def test_a_key_knows_its_siblings(written: str, path: Way, word: str, siblings: list[str]) -> None:
    found = cursor(written)
    assert found is not None
    assert (found.path, found.word, found.key) == (path, word, True)
    assert sorted(found.siblings) == siblings


@pytest.mark.parametrize(
    "written", ["# a|", "a: b # c|", "a: >-\n  some te|", "a: [x]|", "a: {b: c}|", "a:|"]
)
def test_in_prose_there_is_nothing_to_complete(written: str) -> None:
    assert cursor(written) is None


def test_front_matter_begins_on_its_second_line() -> None:
    found = cursor("---\nid: trade\nitems: [TR-|\n---\n", 2)
    assert found is not None
    assert (found.path, found.word, found.start) == (("items", 0), "TR-", Position(3, 9))


@pytest.mark.parametrize("path", ["report.yaml", "parties.yaml", "timeline.yaml"])
def test_a_cursor_before_a_value_is_where_the_parser_says(path: str) -> None:
    source = read_source(DiskFiles(ROOT / "source"), path)
    tree, text = parse_yaml(source), Text(path, source.text)
    tried = 0
    for way, span in tree.values.items():
        data = tree.data
        for step in way:
            data = data[step]
        if not isinstance(data, (dict, list)) and text.slice(span)[:1] not in {"", ">", "|"}:
            found = locate(text, span.start)
            assert found is not None
            assert (found.path, found.value) == (way, True)
            tried += 1
    assert tried > 30
