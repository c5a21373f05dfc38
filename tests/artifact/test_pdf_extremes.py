"""What is larger than its place in the PDF: nothing is lost, nothing leaves the page."""

from __future__ import annotations

import io
from collections import Counter
from typing import Any

import lxml.html
import pdfplumber
import pytest
from PIL import Image

from reportgen.document import (
    Document,
    Node,
    Part,
    bullet_list,
    definition_list,
    div,
    header,
    para,
    plain,
    table,
    text,
)
from reportgen.edition import Edition
from reportgen.formats import pdf
from support.paper import FILLER, INFO, page, style

WORD = "".join(f"x{i:03d}" for i in range(75))
"""A word of three hundred letters without a place to part it."""

MARGIN = 40
"""Points of the page's edge that no text and no picture may reach."""


def noted(*blocks: Node) -> Node:
    return para([*text("Called"), {"t": "Note", "c": list(blocks)}, *text(" here.")])


def note(words: str) -> Node:
    return {"t": "Note", "c": [para(words)]}


def many(rows: int, *cells: str | list[Node]) -> Node:
    filled = [text(cell) if isinstance(cell, str) else cell for cell in cells]
    heads = [text(f"H{i}") for i in range(len(cells))]
    return table("tbl-x", [*text("A caption")], heads, [[("", filled)] * rows], "data-table")


def code(words: str) -> Node:
    return {"t": "CodeBlock", "c": [["", [], []], words]}


def picture(*, alone: bool) -> Node:
    image: Node = {"t": "Image", "c": [["", [], [["alt", "Red"]]], [], ["figures/a.png", ""]]}
    if not alone:
        return para([*text("Words "), image, *text(" words.")])
    return {"t": "Figure", "c": [["fig-a", [], []], [None, [plain("Red")]], [plain([image])]]}


EXTREMES: dict[str, Node] = {
    "a word longer than its line": para(WORD),
    "a word longer than its cell": many(2, "A", WORD, "B"),
    "a word longer than its caption": table(
        "tbl-long", text(f"A caption {WORD}"), [text("A")],
        [[("", [text("B")])]],
    ),
    "a word longer than its heading": header(2, WORD),
    "a word longer than its entry": bullet_list([[plain(WORD)]]),
    "a word longer than its note": noted(para(WORD)),
    "a term and a definition longer than their lines": definition_list([(WORD, [text(WORD)])]),
    "a line of code longer than its line": code(f"{WORD}\nsecond {WORD}"),
    "forty columns": many(3, *[f"cell{i:02d}" for i in range(40)]),
    "a row higher than a page": many(3, "A", FILLER * 90),
    "a table in a list": bullet_list([[plain("Entry"), many(50, "A", "B")]]),
    "a note in a cell": many(1, "A", [*text("B"), note("The note.")]),
    "a note in a repeated head": table(
        "tbl-x", [*text("A caption")],
        [text("A"), [*text("B"), note("The note.")]],
        [[("", [text("C"), text("D")])] * 60], "data-table",
    ),
    "two notes of most of a page": para([note(FILLER * 40), *text("and"), note(FILLER * 40)]),
    "a list in a note": noted(bullet_list([[plain("One.")], [plain("Two.")]])),
    "lists in lists": bullet_list([[plain("1"), bullet_list([[plain("2"), bullet_list([[plain("3"),
        bullet_list([[plain("4"), bullet_list([[plain(FILLER)]])]])]])]])]]),
    "a picture higher than the page": picture(alone=True),
    "a picture higher than the page in a line": picture(alone=False),
}  # fmt: skip


def made(*blocks: Node) -> Document:
    stream = io.BytesIO()
    Image.new("RGB", (300, 3000), "red").save(stream, "PNG")
    return Document(
        INFO, (Part("section", "one", None, blocks),), {"figures/a.png": stream.getvalue()}
    )


def letters(words: str) -> Counter[str]:
    return Counter(sign for sign in words if sign.isalpha())


@pytest.mark.parametrize("block", EXTREMES.values(), ids=EXTREMES)
def test_nothing_is_lost_or_cut_off(block: Node) -> None:
    edition = pdf.edition(made(para(FILLER), block, para(FILLER)), style())
    outcome = pdf.render(edition)
    assert outcome.diagnostics == ()
    with pdfplumber.open(io.BytesIO(outcome.value)) as file:
        drawn = "".join(char["text"] for page in file.pages for char in page.chars)
        beside = [
            (thing.get("text"), thing["x0"], thing["x1"], thing["top"], thing["bottom"])
            for page in file.pages
            for thing in [*page.chars, *page.images]
            if thing["x0"] < MARGIN or thing["x1"] > page.width - MARGIN
            or thing["top"] < MARGIN or thing["bottom"] > page.height - MARGIN
        ]  # fmt: skip
    body: Any = lxml.html.document_fromstring(edition.body).find("body")
    assert letters("".join(body.itertext())) - letters(drawn) == Counter()
    assert beside == []


def complaints(body: str) -> list[tuple[str, str]]:
    said = pdf.render(Edition("pdf", INFO, page(body), style())).diagnostics
    return [(d.code, d.message) for d in said]


def test_a_note_higher_than_a_page_fails_the_build() -> None:
    (first, *_) = complaints(f'<p>Called<span class="footnote">{FILLER * 150}</span> here.</p>')
    assert first[0] == "note-too-long"
    assert "“Words that fill a line of the page and g…”" in first[1]


def test_a_note_that_is_on_no_page_fails_the_build() -> None:
    hidden = '<p>Text.</p><p style="display: none"><span class="footnote">Unseen.</span></p>'
    assert complaints(hidden) == [("lost-note", "the note “Unseen.” is on no page")]


def test_a_word_that_leaves_the_page_fails_the_build() -> None:
    (said,) = complaints(f'<p><span class="item-ref">{WORD}</span></p>')
    assert said == ("text-outside-page", f"“{WORD[:40]}” leaves page 1")


def test_what_fits_is_not_complained_of() -> None:
    assert complaints('<p>Called<span class="footnote">A note.</span> here.</p>') == []


@pytest.mark.parametrize("title", ["Short", "A title of many words " * 9], ids=["short", "long"])
def test_a_cover_with_everything_on_it_is_one_page(title: str) -> None:
    blocks = {
        "cover-mark": "Briefing", "cover-title": title, "cover-subtitle": "And a subtitle " * 6,
        "cover-summary": FILLER * 4, "cover-draft": "DRAFT", "cover-organisation": "The press",
        "cover-number": "RG 1", "cover-date": "23 November 2026", "cover-marking": "OFFICIAL",
    }  # fmt: skip
    cover = Part("cover", "cover", None, tuple(div([para(w)], c) for c, w in blocks.items()))
    text_part = Part("section", "one", None, (para("Text."),))
    outcome = pdf.render(pdf.edition(Document(INFO, (cover, text_part)), style()))
    assert outcome.diagnostics == ()
    with pdfplumber.open(io.BytesIO(outcome.value)) as file:
        assert len(file.pages) == 2
        first = file.pages[0]
        # What stands at the foot begins below what stands under the title.
        bottoms = {line["text"]: line["bottom"] for line in first.extract_text_lines()}
    assert bottoms["OFFICIAL"] < bottoms["The press"]
