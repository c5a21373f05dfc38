"""Text that passes through a template comes out as the same words, whatever they look like."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from reportgen import pandoc
from reportgen.document import plain_text
from reportgen.source import Source
from reportgen.templates import escape_markdown, render_template
from reportgen.wording import typographic
from support.law import LAW, SLOW_LAW

CHARACTERS = st.characters(
    codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters="\ufffe\uffff"
)
PIECES = st.sampled_from(
    ["a. ", "i) ", "iv. ", "(1) ", "1. ", "# ", "- ", "+ ", "* ", "> ", "    ", "\n", "---", "===",
     "***", "```", "~~~", "::: ", "| a | b |", ": ", "[^1]", "[a](b)", "![a](b)", "[@id:TR-01]",
     "{#id .c}", "{{ x }}", "{% y %}", "<b>", "<!--", "-->", "&amp;", "&#65;", "$a$", "\\", "\\\n",
     "http://a.b", "a@b.c", "*a*", "_a_", "`a`", "~a~", "^a^", ":smile:", "Table: a", '"', "'",
     "--", "...", "@a", "%", "=", "a", "B", "é", "😀", " "]
)  # fmt: skip
TEXTS = st.one_of(st.text(CHARACTERS, max_size=12), st.lists(PIECES, max_size=5).map("".join))
MANY_TEXTS = st.lists(TEXTS, min_size=25, max_size=40)


def _plainly_typed(words: str) -> str:
    """Undo what typography does to quotation marks, dashes and ellipses, and to spaces."""
    for typed, printed in (("'", "‘’"), ('"', "“”"), ("...", "…"), ("--", "–"), ("---", "—")):
        for mark in printed:
            words = words.replace(mark, typed)
    return re.sub(r"\s+", " ", words).strip()


@SLOW_LAW
@given(MANY_TEXTS)
def test_escaped_text_survives_pandoc_as_the_same_words(texts: list[str]) -> None:
    wanted = [text for text in texts if text.strip()]
    markdown = "\n\n".join(escape_markdown(text) for text in wanted)
    blocks = pandoc.read_markdown(markdown)
    assert [block["t"] for block in blocks] == ["Para"] * len(wanted)
    read = [_plainly_typed(plain_text(block)) for block in blocks]
    assert read == [_plainly_typed(text) for text in wanted]


@SLOW_LAW
@given(MANY_TEXTS)
def test_escaped_text_survives_in_a_heading_a_division_and_a_link(texts: list[str]) -> None:
    wanted = [text for text in texts if text.strip()]
    template = Source(
        "a.md.j2",
        "{% for text in texts %}\n## {{ text }} {#id}\n\n::: note\n{{ text }}\n:::\n\n"
        "- [{{ text }}](#id)\n\n{% endfor %}\n",
        "",
    )
    blocks = pandoc.read_markdown(render_template(template, {"texts": wanted}))
    assert [block["t"] for block in blocks] == ["Header", "Div", "BulletList"] * len(wanted)
    read = [_plainly_typed(plain_text(block)) for block in blocks]
    assert read == [_plainly_typed(text) for text in wanted for _ in range(3)]


@LAW
@given(TEXTS)
def test_typography_is_done_once(text: str) -> None:
    assert typographic(typographic(text)) == typographic(text)


@LAW
@given(TEXTS)
def test_typography_changes_no_letter_and_no_digit(text: str) -> None:
    printed = typographic(text)
    assert [c for c in printed if c.isalnum()] == [c for c in text if c.isalnum()]


@LAW
@given(TEXTS)
def test_typography_is_that_of_pandoc_but_for_its_guesses(text: str) -> None:
    assert _plainly_typed(typographic(text)) == _plainly_typed(text)
