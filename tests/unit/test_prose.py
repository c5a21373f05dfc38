"""Text knows where it was written, what it is, and where its sentences end."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reportgen.diagnostics import Position
from reportgen.prose import INLINE, Kind, Passage, Prose, gather_prose, split_sentences
from support.project import MINIMAL, project, report_of

TRADE = """\
---
id: trade
title: "Trade and
  tea"
items: trade
---

## A *short* heading

Tea is "shipped" by
road ([@id:TR-01; x]).[^why] So [چای]{lang=fa} is [@value:TR-01] [@seed].

- one entry
- two, with `code`

> Their words.

| Good | Year |
|------|------|
| tea  | 1947 |

Table: What is *sold* {#sold}

[^why]: A note with [@item:TR-02].
"""


@pytest.fixture(scope="module")
def prose() -> Prose:
    files = project({
        "source/sections/trade.md": TRADE.replace("; x", ""),
        "source/flags.yaml": MINIMAL["source/flags.yaml"].replace(
            "answer: The report leaves it open.",
            "answer: >-\n      The report\n      leaves it 'open'.\n    at: ['1:1']",
        ),
    })
    return gather_prose(report_of(files))


def _one(prose: Prose, phrase: str) -> Passage:
    (found,) = (p for p in prose if phrase in p.text)
    return found


@pytest.mark.parametrize(
    ("phrase", "kind"),
    [
        ("Trade and tea", Kind.TITLE), ("short", Kind.HEADING), ("shipped", Kind.PARAGRAPH),
        ("one entry", Kind.ENTRY), ("Their words", Kind.QUOTATION), ("1947", Kind.CELL),
        ("What is sold", Kind.CAPTION), ("A note", Kind.NOTE), ("leaves it", Kind.FIELD),
        ("Who agreed", Kind.REMARK),
    ],
)  # fmt: skip
def test_a_passage_says_what_it_is(prose: Prose, phrase: str, kind: Kind) -> None:
    found = [p for p in prose if phrase in p.text and (p.section is None or p.kind is kind)]
    assert kind in {p.kind for p in found}


def test_a_reference_stands_as_one_character_and_is_known(prose: Prose) -> None:
    passage = _one(prose, "shipped")
    assert passage.text == f"Tea is “shipped” by road ({INLINE}). So {INLINE} is {INLINE} {INLINE}."
    assert [(r.kind, r.key) for r in passage.references] == [
        ("id", "TR-01"), ("note", ""), ("item", "TR-02"), ("value", "TR-01"), ("cite", "seed"),
    ]  # fmt: skip


def test_words_of_another_language_are_a_passage_of_their_own(prose: Prose) -> None:
    passage = _one(prose, "چای")
    assert (passage.text, passage.language) == ("چای", "fa")


@pytest.mark.parametrize(
    ("phrase", "start", "end"),
    [
        ("tea", (4, 3), (4, 6)),
        ("shipped", (10, 9), (10, 16)),
        ("road", (11, 1), (11, 5)),
        ("by road", (10, 18), (11, 5)),
        ("sold", (22, 17), (22, 21)),
        ("A note", (24, 9), (24, 15)),
    ],
)
def test_a_word_knows_its_place(
    prose: Prose, phrase: str, start: tuple[int, int], end: tuple[int, int]
) -> None:
    spans = [s.span for s in prose.find(phrase) if s.span.path == "source/sections/trade.md"]
    assert (Position(*start), Position(*end)) in {(s.start, s.end) for s in spans}


def test_a_word_behind_tabs_knows_its_place() -> None:
    path = "source/sections/trade.md"
    text = f"{MINIMAL[path]}\nA\tword\tbehind tabs.\n"
    (found,) = gather_prose(report_of(project({path: text}))).find("behind tabs")
    assert (found.span.start.column, found.span.end.column) == (8, 19)
    assert found.is_literal


def test_a_word_in_a_folded_scalar_knows_its_place(prose: Prose) -> None:
    (found,) = prose.find("leaves it")
    assert (found.span.start, found.span.end) == (Position(8, 7), Position(8, 16))
    assert found.is_literal


def test_quotation_marks_tell_whose_words_they_are(prose: Prose) -> None:
    (shipped,) = prose.find("shipped")
    (theirs,) = prose.find("their words")
    (road,) = (s for s in prose.find("road") if s.passage.section)
    assert (shipped.is_quoted, theirs.is_quoted, road.is_quoted) == (True, True, False)


def test_a_phrase_is_found_whatever_its_capitals_apostrophes_and_spaces(prose: Prose) -> None:
    assert len(list(prose.find("TEA IS"))) == 1
    assert not list(prose.find("te"))
    assert not list(prose.find("tea is", language="fa"))


def test_a_word_counts_once_however_it_is_joined(prose: Prose) -> None:
    passage = replace(prose.passages[0], text="The U.S. has cross-border trade – and 3.5 %.")
    assert passage.whole.length == 7


SENTENCES = [
    ["Sanctions by the U.S. have grown.", "The U.S. Navy left at 5 p.m. on Monday."],
    ["See No. 5 and Dr. J. R. Smith (e.g. the U.K. one).", "No.", "It is not."],
    ["He said: “It works.”", "Then he left.", "‘Is it?’ asked she."],
    ["It is 3.5 per cent... and more.", "And so…", "Yes!"],
    [f"It is not older than {INLINE} {INLINE}.", f"{INLINE} lists it.", "(See below.)", "Next."],
    ["Iran et al. (2024) say so, vs. them, cf. p. 5, pp. 5–6, Art. 3.", "The EU etc. are there."],
    ["In Jan. 2024 it grew in St. Petersburg.", "Approx. 5 km.", "It ended in 2023.", "5 came."],
    ["It left the U.S.", "The rest stayed.", "Plan B.", "Then plan C."],
    ["The text [...] Goes on.", f"A source is named. {INLINE}"],
    ["این جمله اول است.", "این جمله دوم است؟", "بله!"],
    ["یہ پہلا جملہ ہے\u06d4", "یہ دوسرا ہے\u06d4"],
]


@pytest.mark.parametrize("sentences", SENTENCES, ids=lambda s: s[0])
def test_a_sentence_ends_where_a_reader_ends_it(sentences: list[str]) -> None:
    text = " ".join(sentences)
    assert [text[start:end] for start, end in split_sentences(text, "en-GB")] == sentences
