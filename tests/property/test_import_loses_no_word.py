"""Whatever a plain text holds: its words are in the project, or listed as left out."""

from __future__ import annotations

import re
import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen import pandoc
from reportgen.files import MemoryFiles
from reportgen.intake import Intake, take_in
from reportgen.intake.vocabulary import said_by, words_of
from reportgen.source import read_source
from reportgen.yamltree import parse_yaml
from support.law import SLOW_LAW

MARKS = [
    "•", "-", "*", "1.", "2)", "#", ">", "|", "`", "~", "^", "[@id:TR-01]", "[^1]", "{#a}", "{.b}",
    ":::", ":", "$", "<b>", "&amp;", "\\", "_", "!", "[", "](x)", "Table:", "***", "---", "==", "—",
    "“", "”", "’", "'", '"', "\u00a0", "\u200b", "\u00ad", ":smile:", "https://a.org/b_c?d=1&e",
    "1990-1995", "...", "@seed", "😀", "Previous Post", "+", "/", "=", "(a)", "i.", "%", "\t",
]  # fmt: skip
WORDS = st.sampled_from([
    "Tea",
    "trade",
    "IRAN",
    "e\u0301te\u0301",
    "نفت",
    "U.S.",
    "2023",
    "co-operation",
])
LINES = st.lists(st.sampled_from(MARKS) | WORDS, min_size=1, max_size=9).map(" ".join)
TIGHT = st.lists(st.sampled_from(MARKS) | WORDS, min_size=1, max_size=5).map("".join)
TEXTS = st.lists(LINES | TIGHT | st.just(""), min_size=20, max_size=60).map("\n".join)


def words_there(made: Intake) -> str:
    """Return what a reader of the project's own files finds in them, and what is listed."""
    files = MemoryFiles(made.files)
    meta = parse_yaml(read_source(files, "source/report.yaml")).data
    said = [
        str(meta["title"]),
        str(meta.get("subtitle") or ""),
        *(a["name"] for a in meta["authors"]),
    ]
    for section in made.sections:
        text = files.read(f"source/sections/{section.name}.md").decode()
        body = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)
        said += [section.title, said_by(pandoc.read_markdown(body))]
    return " ".join([*said, *(dropped.words for dropped in made.dropped)])


@settings(SLOW_LAW, max_examples=3)
@given(TEXTS)
def test_the_words_of_a_text_are_those_of_the_project_and_those_that_are_listed(text: str) -> None:
    made = take_in("a.txt", f"Rice.\n\n{text}\n\nRice.".encode(), MemoryFiles({}), slug="a")
    lost = words_of(_composed(text)) - words_of(words_there(made))
    assert (dict(lost), [r for r in made.remarks if "not in the project" in r]) == ({}, [])


def _composed(text: str) -> str:

    return unicodedata.normalize("NFC", text).replace("\u200b", "").replace("\u00ad", "")
