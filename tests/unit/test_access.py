"""What is said of access is what is there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from reportgen.access import access
from reportgen.document import Evaluation, Info, Node, attributes, para, span, table, text
from support.bundled import understood

INFO: Info = understood()[2].info


def image(**pairs: str) -> Node:
    return {"t": "Image", "c": [attributes(**pairs), [], ["figures/chart.png", ""]]}


FORMULA: Node = {"t": "Math", "c": [{"t": "InlineMath"}, "x^2"]}


def test_a_report_of_words_is_read_as_text_alone() -> None:
    said = access([para("Words")], INFO, "html")
    assert (said.modes, said.sufficient) == (("textual",), (("textual",),))
    assert not {"alternativeText", "MathML", "pageNavigation"} & set(said.features)


def test_a_cover_is_a_picture_that_has_its_words() -> None:
    said = access([para("Words")], INFO, "epub", cover=True)
    assert said.modes == ("textual", "visual")
    assert said.sufficient == (("textual",), ("textual", "visual"))
    assert "alternativeText" in said.features


def test_a_picture_without_words_leaves_the_text_short() -> None:
    said = access([image(alt="Trade rises"), image()], INFO, "html")
    assert said.sufficient == (("textual", "visual"),)
    assert "alternativeText" not in said.features
    assert INFO.strings["access_pictures_undescribed"] in said.summary


@pytest.mark.parametrize(
    ("node", "sentence"),
    [
        (image(alt="Trade rises"), "pictures"),
        (FORMULA, "formulae"),
        (table("t", text("T"), [text("A")], [[("", [text("a")])]]), "tables"),
        ({"t": "Note", "c": [para("So says the source.")]}, "notes"),
        (span("سلام", lang="fa"), "languages"),
    ],
)
def test_the_summary_names_what_there_is_and_nothing_else(node: Node, sentence: str) -> None:
    kinds = ("pictures", "formulae", "tables", "notes", "languages", "pages")
    said = access([node], INFO, "html").summary
    assert [k for k in kinds if INFO.strings[f"access_{k}"] in said] == [sentence]


def test_printed_pages_are_named_where_they_are_marked() -> None:
    said = access([], INFO, "epub", paged=True)
    assert {"pageBreakMarkers", "pageNavigation"} <= set(said.features)
    assert INFO.strings["access_pages"] in said.summary


@pytest.mark.parametrize(("format", "evaluated"), [("epub", True), ("html", False)])
def test_an_evaluation_is_of_one_format(format: str, evaluated: Any) -> None:
    found = {"epub": Evaluation("An Office", "2026-11-22", "Ace and a reader.")}
    said = access([], replace(INFO, evaluations=found), format).summary
    assert ("An Office" in said) is evaluated
    assert (INFO.strings["access_not_evaluated"] in said) is not evaluated
