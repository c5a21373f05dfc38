"""YAML gives back the data that was written, and every place lies in its file."""

from __future__ import annotations

from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from reportgen.diagnostics import Position, Span
from reportgen.source import Source, Tree
from reportgen.yamltree import parse_yaml
from support.law import LAW

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=10)
SCALARS = st.one_of(WORDS, st.booleans(), st.integers(-(10**12), 10**12), st.none())
DATA = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(WORDS, inner, max_size=4)),
    max_leaves=12,
)
MAPPINGS = st.dictionaries(WORDS, DATA, min_size=1, max_size=4)
FLOWS = st.sampled_from([True, False, None])


class _Quoting(yaml.SafeDumper):
    """Writes every text in double quotes, so that nothing is left to a reader's guess."""


def _quoted(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"')


_Quoting.add_representer(str, _quoted)


def _written(data: Any, flow: bool | None) -> str:  # noqa: FBT001 - pyyaml's own setting
    return yaml.dump(
        data, Dumper=_Quoting, allow_unicode=True, default_flow_style=flow, sort_keys=False,
        width=60,
    )  # fmt: skip


def _read(text: str) -> Tree:
    return parse_yaml(Source("a.yaml", text, ""))


def _cut(text: str, span: Span) -> str:
    """Return the stretch of `text` that a span covers."""
    lines = text.split("\n")
    if span.start.line == span.end.line:
        return lines[span.start.line - 1][span.start.column - 1 : span.end.column - 1]
    first = lines[span.start.line - 1][span.start.column - 1 :]
    last = lines[span.end.line - 1][: span.end.column - 1]
    return "\n".join([first, *lines[span.start.line : span.end.line - 1], last])


def _at(data: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        data = data[step]
    return data


@LAW
@given(MAPPINGS, FLOWS)
def test_data_that_is_written_is_read_again(data: dict[str, Any], flow: bool | None) -> None:  # noqa: FBT001 - drawn
    assert _read(_written(data, flow)).data == data


@LAW
@given(MAPPINGS, FLOWS)
def test_every_value_and_key_has_a_place_in_the_file(
    data: dict[str, Any],
    flow: bool | None,  # noqa: FBT001 - drawn
) -> None:
    text = _written(data, flow)
    tree = _read(text)
    lines = text.split("\n")
    for span in (*tree.values.values(), *tree.keys.values()):
        assert Position(1, 1) <= span.start <= span.end <= Position(len(lines), 1)
        assert span.start.column <= len(lines[span.start.line - 1]) + 1


@LAW
@given(MAPPINGS, FLOWS)
def test_the_place_of_a_value_holds_it(data: dict[str, Any], flow: bool | None) -> None:  # noqa: FBT001 - drawn
    text = _written(data, flow)
    tree = _read(text)
    for path, span in tree.values.items():
        value = _at(data, path)
        if isinstance(value, (str, int, bool)) or value is None:
            assert yaml.safe_load(_cut(text, span)) == value


@LAW
@given(MAPPINGS, FLOWS)
def test_the_place_of_a_key_holds_it(data: dict[str, Any], flow: bool | None) -> None:  # noqa: FBT001 - drawn
    text = _written(data, flow)
    for path, span in _read(text).keys.items():
        assert yaml.safe_load(_cut(text, span)) == path[-1]


def _lower(span: Span, lines: int) -> Span:
    start, end = (Position(p.line + lines, p.column) for p in (span.start, span.end))
    return Span(span.path, start, end)


@LAW
@given(MAPPINGS, st.integers(0, 5))
def test_lines_above_move_every_place_down_and_nothing_else(
    data: dict[str, Any], lines: int
) -> None:
    source = Source("a.yaml", _written(data, None), "")
    here, moved = parse_yaml(source), parse_yaml(source, lines_above=lines)
    assert moved.values == {path: _lower(span, lines) for path, span in here.values.items()}
    assert moved.keys == {path: _lower(span, lines) for path, span in here.keys.items()}
