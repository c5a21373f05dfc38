"""What the rules of wording find in the article of the bundled report, as it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pytest

from reportgen.check import lint, rules
from reportgen.diagnostics import Diagnostic
from reportgen.parse import parse_report
from reportgen.prose import Kind, Stretch, gather_prose
from support.article import ABOVE, article

FEWEST = {
    "Q-08": 3, "Q-13": 1, "Q-14": 1, "Q-17": 5, "Q-18": 3, "Q-19": 2, "Q-26": 1, "Q-28": 2,
    "Q-29": 1, "Q-36": 2, "Q-37": 4, "Q-01": 5, "Q-30": 5, "Q-35": 27,
}  # fmt: skip
"""Hits of a rule, at least."""

SILENT = {"Q-09", "Q-20", "Q-21", "Q-23", "Q-24", "Q-25", "Q-27", "Q-40", "Q-43", "Q-45"}
"""Rules whose faults the article does not have."""


@pytest.fixture(scope="module")
def sentences() -> list[Stretch]:
    prose = gather_prose(parse_report(article()).value)
    own = [p for p in prose if p.section and p.section.head.title == "The article"]
    return [s for p in own if p.kind is not Kind.HEADING for s in p.sentences]


@pytest.fixture(scope="module")
def found() -> Mapping[str, list[Diagnostic]]:
    """Return the findings in the article by the number of their rule."""
    numbers: dict[str, list[Diagnostic]] = {}
    for fault in lint(parse_report(article()).value):
        rule = rules().get(fault.code)
        if rule and fault.span and fault.span.path.endswith("trade.md"):
            numbers.setdefault(rule.number or rule.code, []).append(fault)
    return numbers


@pytest.mark.parametrize(("number", "fewest"), FEWEST.items())
def test_a_rule_finds_what_the_article_has(
    found: Mapping[str, list[Diagnostic]], number: str, fewest: int
) -> None:
    assert len(found[number]) >= fewest


@pytest.mark.parametrize("number", sorted(SILENT))
def test_a_rule_is_silent_where_the_article_is_without_fault(
    found: Mapping[str, list[Diagnostic]], number: str
) -> None:
    assert number not in found


def test_the_words_of_the_article_are_named(found: Mapping[str, list[Diagnostic]]) -> None:
    said = " ".join(fault.message for faults in found.values() for fault in faults)
    words = [
        "`In recent years`", "`post-U.S. withdrawal`", "`President Ebrahim Raisi`", "`$2 billion`",
        "`first`", "`to bypass`", "`significantly`", "`large parts`", "`Thousands`", "`are common`",
        "`BRI`", "`SCO`", "`U.S.`", "`U.S. sanctions`", "`illegal trafficking`", "`may emerge`",
        "`seem committed`",
    ]  # fmt: skip
    assert [word for word in words if word not in said] == []


def test_the_long_sentences_are_those_of_four_lines(
    found: Mapping[str, list[Diagnostic]],
) -> None:
    lines = Counter(f.span.start.line - ABOVE for f in found["Q-37"] if f.span)
    assert sorted(lines) == [8, 10, 91, 115]


def test_no_abbreviation_of_the_article_ends_a_sentence(sentences: list[Stretch]) -> None:
    assert len([s for s in sentences if s.text.endswith(".")]) == 36
    assert [s.text for s in sentences if s.text.endswith("U.S.")] == []
