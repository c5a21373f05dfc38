"""Where everything stands on the printed pages, and what other editions make of it."""

from __future__ import annotations

import io
from functools import cache

import pikepdf

from reportgen.build import Build, build
from reportgen.edition import Edition, Layout
from reportgen.formats import pdf
from support.paper import INFO, style
from support.project import project

NEW_PAGE = 'style="break-before: page"'


def laid_out(front: str, text: str) -> Layout:
    before = f'<div class="part part-contents">{front}</div>' if front else ""
    body = f'{before}<div class="body">{text}</div>'
    html = f'<html lang="en"><title>A</title><body>{body}<i id="report-end"></i></body></html>'
    outcome = pdf.lay_out(Edition("pdf", INFO, html, style()))
    assert outcome.diagnostics == ()
    return outcome.value


def filled(lines: int) -> str:
    return "".join(f"<p>Line {n}</p>" for n in range(lines))


def test_every_anchor_has_the_label_of_the_page_on_which_it_begins() -> None:
    made = laid_out('<h2 id="contents">Contents</h2>', (
        f'<h2 id="one">One</h2><p id="a">A</p><h2 id="two" {NEW_PAGE}>Two</h2>'
    ))  # fmt: skip
    assert {name: made.pages[name] for name in ("contents", "one", "a", "two")} == {
        "contents": "i", "one": "1", "a": "1", "two": "2",
    }  # fmt: skip
    assert made.page_breaks == (("i", "contents"), ("1", "one"), ("2", "two"))
    assert made.pages["report-end"] == "2"


def test_the_labels_are_those_of_the_file() -> None:
    made = laid_out("<p>Front</p>", f"<p>One</p><p {NEW_PAGE}>Two</p>")
    with pikepdf.open(io.BytesIO(made.data)) as file:
        tree = file.Root.PageLabels.Nums
        kinds = [(int(tree[n]), str(tree[n + 1].S)) for n in (0, 2)]
    assert kinds == [(0, "/r"), (1, "/D")]
    assert [label for label, _ in made.page_breaks] == ["i", "1", "2"]


def test_a_page_on_which_nothing_begins_has_a_label_all_the_same() -> None:
    long = '<p id="a">' + "Words that go on and on. " * 800 + "</p>"
    breaks = laid_out("", long).page_breaks
    assert breaks[0] == ("1", "a")
    assert breaks[1] == ("2", "")


def test_a_heading_that_found_no_room_opens_its_page_for_other_editions_too() -> None:
    whole = '<div style="break-inside: avoid"><h3 id="late">Late</h3>' + filled(9) + "</div>"
    assert laid_out("", filled(26) + whole).openings >= {"late"}


def test_a_table_that_found_no_room_opens_its_page_with_its_caption() -> None:
    rows = "<tr><td>Words</td></tr>" * 9
    late = f'<table id="late" style="break-inside: avoid"><caption>Late</caption>{rows}</table>'
    assert laid_out("", filled(26) + late).openings >= {"late"}


def test_what_follows_a_full_page_opens_none() -> None:
    long = "<p>" + "Words that go on and on. " * 600 + "</p>"
    made = laid_out("", f'{long}<h3 id="after">After</h3><p>Words</p>')
    assert made.openings == frozenset()


@cache
def made(*wanted: str) -> Build:
    return build(project(), wanted)


def test_the_word_file_is_the_same_whether_or_not_a_pdf_is_made_with_it() -> None:
    assert made("docx").artifacts[0].data == made("pdf", "docx").artifacts[1].data


def test_the_pages_are_laid_out_once_for_all_formats() -> None:
    assert "pages" not in made("pdf", "docx").seconds
    assert "pages" in made("docx").seconds
    assert "pages" not in made("html").seconds
