"""Which words of the PDF are parted at the end of a line, and what a reader gets of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from reportgen.edition import Edition
from reportgen.files import MemoryFiles
from reportgen.formats import pdf
from reportgen.style import load_style
from reportgen.verify.pdf.tree import open_tagged
from support.paper import INFO, laid_out, page, texts

NARROW = '<div style="width: 42mm">{}</div>'
WORD = "internationalisation"
PROSE = f"<p>The matter of {WORD} and of {WORD}, and the {WORD} of it and {WORD}.</p>"


def shown(body: str) -> str:
    """Return the letters of a narrow column as they are drawn, hyphens as a reader gets them."""
    return "".join(texts(laid_out(NARROW.format(body)))).replace("\n", "|")


def test_a_long_word_of_prose_is_parted() -> None:
    assert shown(PROSE).count(WORD) < 4


def test_a_reader_gets_a_parted_word_with_a_soft_hyphen(tmp_path: Path) -> None:
    path = tmp_path / "parted.pdf"
    path.write_bytes(laid_out(NARROW.format(PROSE)))
    words = "".join(open_tagged(path).top.texts())
    assert "\u00ad" in words
    assert words.replace("\u00ad", "").count(WORD) == 4


def test_a_hyphen_of_the_author_stays_one() -> None:
    assert "TR-16" in shown(f"<p>TR-16 {WORD} TR-16</p>")


@pytest.mark.parametrize(
    "body",
    [
        f"<h2>The matter of {WORD}</h2>",
        f"<table><tr><td><p>The matter of {WORD}</p></td></tr></table>",
        f"<p>The matter of <code>{WORD}</code></p>",
        f'<p>The matter of <a href="https://example.org">{WORD}</a></p>',
        f'<div class="part-cover"><p>The matter of {WORD}</p></div>',
    ],
    ids=["heading", "table", "code", "link", "cover"],
)
def test_what_is_looked_up_or_copied_is_not_parted(body: str) -> None:
    assert WORD in shown(body)


def test_a_passage_is_parted_by_its_own_language() -> None:
    german = "Donaudampfschifffahrtsgesellschaft"
    lines = shown(f'<p>Die <span lang="de">{german}</span>.</p>')
    assert "Donaudampfschiff" in lines.replace("-|", "")
    assert german not in lines


def test_a_passage_in_a_language_without_patterns_is_not_parted() -> None:
    assert WORD in shown(f'<p>The matter of <span lang="fa-Latn">{WORD}</span></p>')


def test_a_style_can_switch_it_off() -> None:
    files = MemoryFiles({"styles/plain-words/style.yaml": "hyphenation: false\n"})
    style = load_style(files, "plain-words", "en-GB")
    made = pdf.render(Edition("pdf", INFO, page(NARROW.format(PROSE)), style)).value
    assert "".join(texts(made)).count(WORD) == 4
