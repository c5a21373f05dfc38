"""Laws that hold for any input."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportgen import dates, pandoc
from reportgen.document import plain_text, strip_positions, strip_token_positions
from reportgen.files import MemoryFiles, OverlayFiles
from reportgen.source import Source
from reportgen.templates import escape_markdown
from reportgen.wording import typographic
from reportgen.yamltree import parse_yaml

LAW = settings(
    deadline=None,
    derandomize=True,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow],
)
PROCESS = settings(LAW, max_examples=12)
"""For laws that start pandoc: each example is a document of many pieces."""

WORDS = st.text("abcdefghij ", min_size=1, max_size=12).map(str.strip).filter(bool)
INLINES = st.one_of(
    WORDS,
    WORDS.map(lambda w: f"*{w}*"),
    WORDS.map(lambda w: f"**{w}** and `{w}`"),
    WORDS.map(lambda w: f"[{w}](https://example.org/{w.replace(' ', '')})"),
    WORDS.map(lambda w: f'"{w}" -- it\'s {w}...'),
    WORDS.map(lambda w: f"[@id:TR-01] {w} \\[@x\\]"),
)
PARAGRAPHS = st.lists(INLINES, min_size=1, max_size=4).map(" ".join)
BLOCKS = st.one_of(
    PARAGRAPHS,
    PARAGRAPHS.map(lambda p: f"## {p}"),
    st.lists(PARAGRAPHS, min_size=1, max_size=3).map(lambda ps: "\n".join(f"- {p}" for p in ps)),
    st.lists(PARAGRAPHS, min_size=1, max_size=3).map(lambda ps: "\n".join(f"1. {p}" for p in ps)),
    PARAGRAPHS.map(lambda p: f"> {p}\n>\n> {p}"),
    WORDS.map(lambda w: f"| {w} | b |\n| --- | --- |\n| 1 | {w} |"),
    PARAGRAPHS.map(lambda p: f"{p}[^n]\n\n[^n]: {p}"),
    WORDS.map(lambda w: f"```\n{w}\n```"),
    WORDS.map(lambda w: f"{w}\n:   {w}"),
)
DOCUMENTS = st.lists(BLOCKS, min_size=1, max_size=8).map("\n\n".join)
PLAIN = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp", "Zs", "Cf"])
    | st.just(" "),
    min_size=1,
    max_size=30,
)


@PROCESS
@given(DOCUMENTS)
def test_a_tree_without_its_places_is_the_tree_parsed_without_places(markdown: str) -> None:
    placed = pandoc.read_markdown(markdown, positions=True)
    assert strip_positions(placed) == pandoc.read_markdown(markdown)


@PROCESS
@given(DOCUMENTS)
def test_dropping_the_places_of_tokens_first_changes_nothing(markdown: str) -> None:
    placed = pandoc.read_markdown(markdown, positions=True)
    assert strip_positions(strip_token_positions(placed)) == strip_positions(placed)


@PROCESS
@given(st.lists(PLAIN.filter(str.strip), min_size=10, max_size=30))
def test_an_escaped_value_prints_its_own_words(values: list[str]) -> None:
    blocks = pandoc.read_markdown("\n\n".join(f"x{escape_markdown(v)}x" for v in values))
    printed = [plain_text(block) for block in blocks]
    wanted = [re.sub(r"\s+", " ", f"x{v}x") for v in values]
    assert [_bare(p) for p in printed] == [_bare(w) for w in wanted]


def _bare(words: str) -> str:
    """Leave out what typography changes (quotes, dashes, ellipses); pandoc composes letters."""
    words = unicodedata.normalize("NFC", words)
    return re.sub("[\"'‘’“”–—…\u2026.-]", "", words)


DATA = st.recursive(
    st.none() | st.booleans() | st.integers(-999, 999) | PLAIN,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("abc", min_size=1), inner, max_size=4)
    ),
    max_leaves=12,
)


def dumped(data: Any) -> Source:
    written = yaml.safe_dump({"top": data}, allow_unicode=True, default_style='"')
    # The dumper quotes numbers, too, with a tag; plain ones are written as JSON writes them.
    written = re.sub(r'!!(?:int|null|bool) "(.*?)"', r"\1", written)
    return Source("a.yaml", written, "")


@LAW
@given(DATA)
def test_yaml_gives_the_data_back(data: Any) -> None:
    assert parse_yaml(dumped(data)).data == {"top": data}


@LAW
@given(DATA)
def test_every_span_lies_in_its_file(data: Any) -> None:
    source = dumped(data)
    lines = source.text.split("\n")
    tree = parse_yaml(source)
    for span in (*tree.values.values(), *tree.keys.values()):
        assert 1 <= span.start.line <= span.end.line <= len(lines)
        assert 1 <= span.start.column <= len(lines[span.start.line - 1]) + 1


@LAW
@given(st.dictionaries(st.text("abc", min_size=1, max_size=4), st.integers(0, 99), min_size=1))
def test_a_span_points_at_its_value(numbers: dict[str, int]) -> None:
    source = Source("a.yaml", "".join(f"{k}: {v}\n" for k, v in numbers.items()), "")
    tree = parse_yaml(source)
    lines = source.text.split("\n")
    for key, value in numbers.items():
        span = tree.span((key,))
        line = lines[span.start.line - 1]
        assert line[span.start.column - 1 : span.end.column - 1] == str(value)


YEARS = st.integers(1000, 2999).map(str)
MONTHS = st.integers(1, 12).map("{:02}".format)
DAYS = st.integers(1, 28).map("{:02}".format)
EDTF = st.one_of(
    YEARS,
    st.builds("{}-{}".format, YEARS, MONTHS),
    st.builds("{}-{}-{}".format, YEARS, MONTHS, DAYS),
    YEARS.map("{}~".format),
)


@LAW
@given(EDTF)
def test_a_date_begins_before_it_ends(text: str) -> None:
    first, last = dates.bounds(text)
    assert first <= last


@LAW
@given(YEARS)
def test_a_year_is_never_printed_as_a_month(year: str) -> None:
    assert dates.in_words(year, "en-GB") == year


@LAW
@given(st.builds("{}-{}".format, YEARS, MONTHS))
def test_a_month_is_never_printed_as_a_day(month: str) -> None:
    words = dates.in_words(month, "en-GB")
    assert re.fullmatch(r"[A-Z][a-z]+ \d{4}", words)


@LAW
@given(PLAIN)
def test_typography_is_done_once(words: str) -> None:
    assert typographic(typographic(words)) == typographic(words)


@LAW
@given(PLAIN)
def test_typography_changes_no_letter_and_no_digit(words: str) -> None:
    def kept(text: str) -> str:
        return "".join(c for c in text if c.isalnum())

    assert kept(typographic(words)) == kept(words)


NAMES = st.sampled_from(["a.css", "b.css", "labels/en.yaml"])
LAYER = st.dictionaries(NAMES, st.binary(max_size=4))


@LAW
@given(LAYER, LAYER)
def test_the_upper_layer_wins_and_the_lower_shows_through(
    upper: dict[str, bytes], lower: dict[str, bytes]
) -> None:
    overlay = OverlayFiles(
        ("s", MemoryFiles({f"s/{name}": data for name, data in layer.items()}))
        for layer in (upper, lower)
    )
    for name, data in {**lower, **upper}.items():
        assert overlay.read(name) == data
