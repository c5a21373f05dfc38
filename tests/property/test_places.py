"""Prose with its places taken off is the prose that pandoc reads without places."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from reportgen import pandoc
from reportgen.diagnostics import Position
from reportgen.document import (
    Node,
    is_attributes,
    plain_text,
    position_of,
    strip_positions,
    strip_token_positions,
    walk,
)
from support.law import SLOW_LAW

WORDS = st.sampled_from(
    ["tea", "Tea,", "trade.", "Iran–Pakistan", "U.S.", "900 km", "é", "سلام", "😀", "a-b", "it's",
     "(so)", '"quoted"', "'so'", "...", "--", "\\*", "\\[", "&amp;", "1.", "a_b", "2^3", "x: y",
     "a\\\nb"]
)  # fmt: skip
TEXT = st.lists(WORDS, min_size=1, max_size=5).map(" ".join)


def _wrapped(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        inner.map("*{}*".format),
        inner.map("**{}**".format),
        inner.map("~~{}~~".format),
        inner.map("[{}](https://example.org)".format),
        inner.map("[{}](#tea)".format),
        inner.map("[{}]{{.note #x}}".format),
        inner.map('![{}](a.png){{alt="b"}}'.format),
        st.sampled_from(["`code [@id:TR-01]`", "[@id:TR-01]", "[@seed, p. 3]", "H~2~O", "word{.c}",
                         "$x^2$", "[^1]", "<https://example.org>", "*em*{lang=fa}"]),
    )  # fmt: skip


INLINES = st.lists(
    st.one_of(TEXT, st.recursive(TEXT, _wrapped, max_leaves=3)), min_size=1, max_size=4
).map(" ".join)
LINES = st.lists(INLINES, min_size=1, max_size=2).map("\n".join)


def _indented(text: str, first: str, rest: str) -> str:
    return first + text.replace("\n", f"\n{rest}")


def _nested(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    items = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        inner.map(lambda text: _indented(text, "> ", "> ")),
        items.map(lambda texts: "\n".join(_indented(text, "- ", "  ") for text in texts)),
        items.map(lambda texts: "\n\n".join(_indented(text, "- ", "  ") for text in texts)),
        items.map(lambda texts: "\n".join(_indented(text, "1. ", "   ") for text in texts)),
        inner.map("::: aside\n{}\n:::".format),
        inner.map(lambda text: _indented(text, "Term\n: ", "  ")),
    )


def _table(cells: list[str]) -> str:
    row = " | ".join(cell.replace("\\\n", " ").replace("\n", " ") for cell in cells)
    return f"| {row} |\n|{'---|' * len(cells)}\n| {row} |\n\nTable: Words {{#t}}"


BLOCKS = st.one_of(
    st.recursive(LINES, _nested, max_leaves=4),
    INLINES.map(lambda text: f"## {text}".replace("\\\n", " ")),
    st.lists(TEXT, min_size=1, max_size=3).map(_table),
    TEXT.map("```\n{}\n```".format),
    TEXT.map("    {}".format),
    st.just("---"),
    st.just("<!-- comment -->"),
)
DOCUMENTS = st.lists(BLOCKS, min_size=4, max_size=12).map(
    lambda blocks: "\n\n".join([*blocks, "[^1]: A note with *words*.", ""])
)


def _without_wrapper_marks(tree: Any) -> Any:
    """Take off the mark that pandoc leaves on words with attributes, with places or without."""
    if isinstance(tree, list):
        return [_without_wrapper_marks(node) for node in tree if node != ["wrapper", "1"]]
    if isinstance(tree, dict):
        return {key: _without_wrapper_marks(value) for key, value in tree.items()}
    return tree


@SLOW_LAW
@given(DOCUMENTS)
def test_prose_without_its_places_is_prose_read_without_places(markdown: str) -> None:
    placed = pandoc.read_markdown(markdown, positions=True)
    assert strip_positions(placed) == _without_wrapper_marks(pandoc.read_markdown(markdown))


@SLOW_LAW
@given(DOCUMENTS)
def test_taking_places_off_twice_or_in_two_steps_is_taking_them_off(markdown: str) -> None:
    placed = pandoc.read_markdown(markdown, positions=True)
    stripped = strip_positions(placed)
    assert strip_positions(stripped) == stripped
    assert strip_positions(strip_token_positions(placed)) == stripped


def _places(blocks: list[Node]) -> list[str]:
    """Return every `data-pos`; it stands in the attributes, which come first or second."""
    contents = [node["c"] for node in walk(blocks) if isinstance(node.get("c"), list)]
    triples = [part for content in contents for part in content[:2] if is_attributes(part)]
    return [value for triple in triples for name, value in triple[2] if name == "data-pos"]


@SLOW_LAW
@given(DOCUMENTS)
def test_every_place_lies_in_the_text(markdown: str) -> None:
    lines = markdown.split("\n")
    found = _places(pandoc.read_markdown(markdown, positions=True))
    assert found
    for place in filter(None, found):  # a line end inside a paragraph has an empty one
        span = position_of("a.md", place)
        assert span is not None
        assert span.start < span.end <= Position(len(lines) + 1, 1)
        assert span.start.column <= len(lines[span.start.line - 1]) + 1


@SLOW_LAW
@given(DOCUMENTS)
def test_the_place_of_a_word_points_at_it(markdown: str) -> None:
    lines = markdown.split("\n")
    for node in walk(pandoc.read_markdown(markdown, positions=True)):
        if node["t"] != "Span" or ["wrapper", "1"] not in node["c"][0][2]:
            continue
        words = plain_text(node["c"][1])
        span = position_of("a.md", dict(map(tuple, node["c"][0][2]))["data-pos"])
        if words.isalpha() and span is not None and span.start.line == span.end.line:
            line = lines[span.start.line - 1]
            written = line[span.start.column - 1 : span.end.column - 1]
            assert written.partition("{")[0].strip("*~`") == words
