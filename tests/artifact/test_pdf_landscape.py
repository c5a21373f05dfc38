"""Landscape pages of the PDF: where they begin and end, and that nothing else changes there."""

from __future__ import annotations

import functools
import io

import pikepdf
import pytest

from reportgen.document import Node, div, header, para, span, table, text
from support.paper import FILLER, document, texts, written

BEFORE, AFTER = para(f"Before. {FILLER}"), para(f"After. {FILLER}")


def wide(name: str, rows: int = 3) -> Node:
    """Make a landscape division with a table of twelve columns."""
    cells = [text(f"Cell{i}") for i in range(12)]
    caption = [span("Table\u00a01", "caption-label"), *text(f". {name}")]
    made = table(f"tbl-{name}", caption, cells, [[("", cells)] * rows], "data-table")
    return div([made], "landscape")


@functools.cache
def pages(blocks: tuple[str, ...]) -> tuple[bytes, list[bool]]:
    """Lay the blocks out and tell of each page whether it is wider than high."""
    made = {
        "title": header(1, "Title", id="title"), "before": BEFORE, "after": AFTER,
        "wide": wide("wide"), "more": wide("more"), "long": wide("long", 60),
    }  # fmt: skip
    data = written(document(*(made[name] for name in blocks)))
    with pikepdf.open(io.BytesIO(data)) as file:
        boxes = [[float(edge) for edge in page.MediaBox] for page in file.pages]
    return data, [right - left > top - bottom for left, bottom, right, top in boxes]


@pytest.mark.parametrize(
    ("blocks", "sides"),
    [
        (("before", "wide", "after"), [False, True, False]),
        (("before", "wide"), [False, True]),
        (("before", "wide", "more", "after"), [False, True, False]),
        (("title", "before", "wide"), [False, True]),
    ],
    ids=["in the middle", "at the end", "two in a row", "in the last section"],
)
def test_only_the_table_stands_on_its_side_and_no_page_is_empty(
    blocks: tuple[str, ...], sides: list[bool]
) -> None:
    assert pages(blocks)[1] == sides


def test_a_long_table_stays_on_its_side_to_its_end() -> None:
    sides = pages(("before", "long", "after"))[1]
    assert sides == [False, *[True] * (len(sides) - 2), False]
    assert len(sides) > 3


def test_the_numbers_of_the_pages_go_on() -> None:
    data, _ = pages(("title", "before", "wide", "after"))
    with pikepdf.open(io.BytesIO(data)) as file:
        assert [page.label for page in file.pages] == ["1", "2", "3"]
    assert [f"Page {n} of 3" in words for n, words in enumerate(texts(data), 1)] == [True] * 3


def test_a_landscape_page_has_the_running_head_of_its_section() -> None:
    data, _ = pages(("title", "before", "wide", "after"))
    assert texts(data)[1].startswith("Title")
