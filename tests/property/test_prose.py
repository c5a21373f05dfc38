"""No character of a text is lost between its sentences, and every word stands in its file."""

from __future__ import annotations

import re
from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from reportgen.check import rules
from reportgen.check.rules import Manuscript
from reportgen.diagnostics import Span
from reportgen.prose import Kind, Passage, Prose, gather_prose, split_sentences
from reportgen.prose.register import ScalarPlaces
from reportgen.report import Report
from reportgen.source import Source
from support.law import DEAR_LAW, LAW, SLOW_LAW
from support.project import MINIMAL, project, report_of

PIECES = st.sampled_from(
    ["Tea", "tea", "U.S.", "No.", "5", "3.5", "Dr.", "J.", "“So.”", "(so)", "end.", "why?", "e.g.",
     "…", "...", "\ufffc", "چای\u06d4", "is", "A", "[...]", ".", '!"']
)  # fmt: skip
TEXT = st.lists(PIECES, max_size=12).map(" ".join)


@LAW
@given(TEXT)
def test_the_sentences_of_a_text_joined_are_the_text(text: str) -> None:
    spans = split_sentences(text, "en")
    assert " ".join(text[start:end] for start, end in spans) == text
    assert all(text[start:end].strip() for start, end in spans)


@LAW
@given(st.lists(TEXT, min_size=1, max_size=4), PIECES)
def test_a_phrase_is_found_where_a_reader_finds_it(texts: list[str], phrase: str) -> None:
    places = ScalarPlaces(Source("a.yaml", "", ""), Span.at("a.yaml"), "")
    prose = Prose(tuple(Passage(t, Kind.FIELD, "en", None, places) for t in texts))
    found = [(s.passage.text, s.start) for s in prose.find(phrase)]
    edge = r"(?<![^\W_])" if phrase[0].isalnum() else ""
    after = r"(?![^\W_])" if phrase[-1].isalnum() else ""
    pattern = re.compile(edge + re.escape(phrase) + after, re.IGNORECASE)
    expected = [(t, m.start()) for t in texts for m in pattern.finditer(t)]
    assert found == (expected if re.search(r"[^\W_]", phrase) else [])


WORDS = st.sampled_from(
    ["tea", "*Tea*,", "trade.", "Iran–Pakistan", "U.S.", "900 km", "سلام", "[a b](#TR-01)", "it's",
     '"quoted"', "'so'", "--", "\\*", "&amp;", "[چای]{lang=fa}", "`x`", "[@seed, p. 3]", "H~2~O",
     "[@value:TR-01]", "^[A note.]"]
)  # fmt: skip
LINES = st.lists(WORDS, min_size=1, max_size=8).map(" ".join)


@SLOW_LAW
@given(st.lists(LINES, min_size=10, max_size=30), st.sampled_from(["", "- ", "> "]))
def test_every_word_is_what_the_file_has_at_its_place(lines: list[str], mark: str) -> None:
    body = "\n\n".join(mark + line for line in lines)
    path = "source/sections/trade.md"
    head = MINIMAL[path].partition("\n\n")[0]
    text = f"{head}\n\n{body}\n\nTea ([@id:TR-01], [@id:TR-02], [@id:EN-01], [@id:CU-01]).\n"
    report = report_of(project({path: text}))
    for passage in gather_prose(report):
        for sentence in passage.sentences:
            for word in sentence.words:
                assert word.text.replace("’", "'") == re.sub(r"[*~]", "", word.written)


WORDING = {
    "acronyms", "amounts", "calendar", "claims", "marks", "names", "privacy", "readability",
    "script", "spelling",
}  # fmt: skip
"""The modules of rules that read nothing but the text."""


@cache
def small_report() -> Report:
    return report_of(project())


SAID = st.lists(
    st.one_of(
        st.sampled_from([
            "may", "possibly", "$", "2", "billion", "bn", "%", "per cent", "U.S.", "(BRI)", "BRI",
            "-", "‘", "’", "“", "”", "'", '"', "2019-2024", "03/04/2024", "teh", "the", "the",
            "colour", "color", "it is believed", "first", "to bypass", "ي", "ـ", "\u06f1", "+5",
            "a@b.org", "Kashmir", "İ", "ß", "km", "post-U.S.", "\ufffc", ".", "EUR", "is", "sold",
        ]),
        st.text(max_size=6).map(lambda text: " ".join(text.split())),
    ),
    max_size=14,
).map(" ".join)  # fmt: skip


@DEAR_LAW
@given(st.lists(SAID, min_size=1, max_size=4), st.sampled_from(["en-GB", "fa", "ur"]))
def test_no_rule_fails_whatever_a_text_says(texts: list[str], language: str) -> None:
    manuscript = Manuscript(small_report(), "2026-11-23")
    places = ScalarPlaces(Source("a.yaml", "", ""), Span.at("a.yaml"), "")
    section = manuscript.report.sections[0]
    said = tuple(Passage(t, Kind.PARAGRAPH, language, section, places) for t in texts)
    manuscript.__dict__["prose"] = Prose(said)
    for rule in rules().values():
        if rule.find.__module__.rpartition(".")[2] in WORDING:
            assert all(found.message and found.help for found in rule.find(manuscript))
