"""No character of a text is lost between its sentences, and every word stands in its file."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from reportgen.prose import gather_prose, split_sentences
from support.law import LAW, SLOW_LAW
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
