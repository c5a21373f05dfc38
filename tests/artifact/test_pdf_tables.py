"""Tables over several pages of the PDF: where they break, and what says that they go on."""

from __future__ import annotations

import io
from functools import cache
from typing import Any

import pikepdf
import pytest

from reportgen.document import Node, header, para, span, table, text
from support.law import sparsely
from support.paper import FILLER, document, elements, opened, texts, written

WORDS = "Words that fill the cell of a row and then go on to a second line of it, and more."


def many(*sizes: int, cell: str = WORDS) -> Node:
    """Make a numbered table with groups of so many rows, whose rows are called R1, R2 ..."""
    names = iter(range(1, sum(sizes) + 1))
    groups = [[("", [text(f"R{next(names)}."), text(cell)]) for _ in range(size)] for size in sizes]
    caption = [span("Table\u00a09", "caption-label"), *text(". Many")]
    return table("tbl-many", caption, [text("Name"), text("Words")], groups, "data-table",
                 widths=(0.3, 0.7))  # fmt: skip


def filler(lines: int) -> list[Node]:
    return [para(FILLER) for _ in range(lines)]


@cache
def laid_out(*sizes: int, lines: int = 0) -> bytes:
    """Lay out so many lines, and a table below them."""
    return written(document(*filler(lines), many(*sizes)))


@cache
def pages_of(*sizes: int, lines: int = 0) -> list[str]:
    return texts(laid_out(*sizes, lines=lines))


def rows_by_page(pages: list[str]) -> list[int]:
    return [sum(f"R{i}." in words for i in range(1, 200)) for words in pages]


FOOT = pytest.mark.parametrize("lines", sparsely(range(24, 40, 3)))
"""The table begins ever nearer to the foot of its page, and then on the next one."""


def test_a_table_says_on_each_further_page_that_it_goes_on() -> None:
    pages = pages_of(90)
    assert len(pages) > 2
    assert ["Table 9, continued" in words for words in pages] == [False, *[True] * (len(pages) - 1)]


def test_a_table_on_one_page_does_not_go_on() -> None:
    assert "continued" not in "".join(pages_of(3))


def test_the_head_stands_on_every_page_of_the_table() -> None:
    pages = pages_of(90)
    assert all("Name Words" in words for words in pages)


def test_what_says_that_a_table_goes_on_is_no_content() -> None:
    file = pikepdf.open(io.BytesIO(laid_out(90)))
    assert [len(elements(file, role)) for role in ("Table", "THead", "TR", "TH")] == [1, 1, 91, 92]


def test_the_repeated_head_is_an_artifact_of_the_pages() -> None:
    file = pikepdf.open(io.BytesIO(laid_out(90)))
    kinds = [
        dict(operands[1])
        for instruction in pikepdf.parse_content_stream(file.pages[1])
        for operands in [list[Any](instruction.operands)]
        if str(instruction.operator) == "BDC" and str(operands[0]) == "/Artifact"
    ]
    heads = [kind for kind in kinds if kind.get("/Subtype") == pikepdf.Name.Header]
    assert len(heads) == 3  # the table goes on, and its two columns
    assert {str(kind["/Type"]) for kind in heads} == {"/Pagination"}


@FOOT
def test_a_table_never_leaves_a_row_alone(lines: int) -> None:
    on_pages = [n for n in rows_by_page(pages_of(40, lines=lines)) if n]
    assert on_pages[0] >= 2
    assert on_pages[-1] >= 3
    assert sum(on_pages) == 40


@FOOT
def test_a_short_table_stays_whole(lines: int) -> None:
    assert max(rows_by_page(pages_of(5, lines=lines))) == 5


@FOOT
def test_a_caption_never_stands_alone_at_the_foot_of_a_page(lines: int) -> None:
    (with_caption,) = (words for words in pages_of(40, lines=lines) if "Many" in words)
    assert "R2." in with_caption


@FOOT
def test_a_heading_stays_with_the_table_below_it(lines: int) -> None:
    made = document(*filler(lines), header(2, "The heading"), many(5))
    (with_heading,) = (words for words in texts(written(made)) if "The heading" in words)
    assert "R5." in with_heading


@pytest.mark.parametrize("lines", sparsely(range(0, 24, 4)))
def test_a_table_breaks_between_its_small_groups(lines: int) -> None:
    on_pages = [n for n in rows_by_page(pages_of(*[4] * 12, lines=lines)) if n]
    assert len(on_pages) > 1
    assert all(n % 4 == 0 for n in on_pages)


def test_a_row_higher_than_a_page_goes_on_and_no_caption_stands_alone() -> None:
    pages = texts(written(document(many(3, cell=FILLER * 60))))
    assert "R1." in pages[0]
    assert sum(words.count(" fill ") for words in pages) == 180


def test_groups_that_must_not_be_parted_and_fill_more_than_a_page_are_parted() -> None:
    body = f'<tr style="break-inside: avoid; break-after: avoid"><td>{FILLER * 80}</td></tr>'
    assert len(opened(f"<table>{f'<tbody>{body}</tbody>' * 3}</table>").pages) > 1
