"""docs/diagnostics.md explains every code that the source can report, and no other."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from reportgen.parse.links import KINDS
from reportgen.parse.validation import NAMED
from reportgen.terminal.manual import read_manual

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "diagnostics.md").read_text(encoding="utf-8")
HEADINGS = re.findall(r"^## (.+)$", PAGE, re.MULTILINE)

MAKERS = {
    "error",
    "warning",
    "editorial",
    "remark",
    "fault",
    "report",
    "refuse",
    "unknown",
    "_failure",
    "lay_over",
    "_render",
    "Unseen",
}
"""Functions that make a diagnostic, or are told its code."""

GENERATED = {
    "{noun}": {"category", *KINDS, "table", "figure"},
    "{name.replace('_', '-')}": {name.replace("_", "-") for name in NAMED},
}
"""What may stand after `unknown-` where the source makes the code of a word."""

CODE = re.compile(r"[a-z]+(-[a-z]+)+")


def _codes(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Constant(value=str() as text) if CODE.fullmatch(text):
            yield text
        case ast.IfExp(body=first, orelse=second):
            yield from _codes(first)
            yield from _codes(second)
        case ast.JoinedStr():
            text = ast.unparse(node)[2:-1]
            if text.startswith("unknown-"):
                words = GENERATED[text.removeprefix("unknown-")]
                yield from (f"unknown-{word}" for word in words)


def _codes_of(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in MAKERS:
                for argument in node.args:
                    yield from _codes(argument)
            case ast.Assign(targets=[ast.Name(id="code")], value=value):
                yield from _codes(value)


@pytest.fixture(scope="module")
def codes() -> set[str]:
    return {
        code
        for path in (ROOT / "src" / "reportgen").rglob("*.py")
        for code in _codes_of(ast.parse(path.read_text(encoding="utf-8")))
    }


def test_every_code_in_the_source_has_a_heading(codes: set[str]) -> None:
    assert sorted(codes - set(HEADINGS)) == []


def test_every_heading_is_a_code_in_the_source(codes: set[str]) -> None:
    assert sorted(set(HEADINGS) - codes) == []


def test_the_headings_are_sorted() -> None:
    assert sorted(set(HEADINGS)) == HEADINGS


def test_every_explanation_begins_with_a_sentence() -> None:
    manual = read_manual(PAGE)
    assert [code for code in HEADINGS if not manual.summary(code).endswith(".")] == []
