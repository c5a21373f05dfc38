"""What the rules of wording mend themselves, and that the page says the same afterwards."""

from __future__ import annotations

import pytest

from reportgen import pandoc
from reportgen.check import lint
from reportgen.check.mending import mended_files
from reportgen.document import plain_text
from reportgen.files import MemoryFiles
from reportgen.parse import parse_report
from support.project import MINIMAL, project

PATH = "source/sections/trade.md"
HEAD = MINIMAL[PATH].partition("\n\n")[0]
TERMS = (
    MINIMAL["source/terms.yaml"]
    + """\
  - term: Jaish al-Adl
    definition: A group.
    avoid: [Jaish ul-Adl, the army]
  - term: Iran–Pakistan
    definition: Two states.
    avoid: [Iran-Pakistan, Pakistan-Iran]
"""
)


def mended(body: str, *, terms: str = TERMS) -> str:
    """Return the body of a section once everything is mended that is safe to mend."""
    files = project({PATH: f"{HEAD}\n\n{body}\n", "source/terms.yaml": terms})
    changed = mended_files(files, lint(parse_report(files).value))
    text = changed.get(PATH, files.read(PATH)).decode()
    return text.removeprefix(f"{HEAD}\n\n").removesuffix("\n")


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("Teh goverment recieved the the tea.", "The government received the tea."),
        ("The Neighbor paints in color.", "The Neighbor paints in colour."),
        ("Jaish ul-Adl and the army trade.", "Jaish al-Adl and the army trade."),
        ("Iran-Pakistan and Pakistan-Iran tea", "Iran–Pakistan and Pakistan-Iran tea"),
        ("Tea - the best - is sold.", "Tea – the best – is sold."),
        ("From 2019-2024 it grew, on 5-7 May.", "From 2019–2024 it grew, on 5–7 May."),
        ("The road has *900 km* or 5 per cent.", "The road has *900\u00a0km* or 5\u00a0per cent."),
        ("::: {lang=fa}\nپ\u0643\u0640ن\n:::", "::: {lang=fa}\nپ\u06a9ن\n:::"),
    ],
)
def test_a_safe_fault_is_mended(written: str, wanted: str) -> None:
    assert mended(written) == wanted


@pytest.mark.parametrize(
    "written",
    [
        "The 'goverment' of `teh` [tea](https://example.org/recieve).",
        "> Teh goverment - so it says - grew 2019-2024.",
        "A wierd\\-looking word, a fo&ouml;d and 900&nbsp;km.",
    ],
)
def test_what_is_not_the_reports_own_stays(written: str) -> None:
    assert mended(written) == written


MARKS = [
    (
        "It isn't Aland's \"tea\" nor 'tea'. Bland’s “tea” is ‘tea’.",
        "It isn't Aland's \"tea\" nor 'tea'. Bland's \"tea\" is 'tea'.",
    ),
    ("Aland’s “tea” (“so”) is Bland's.", "Aland’s “tea” (“so”) is Bland’s."),
    (
        "It's the states' tea, isn't it? It's not “the states’ tea”.",
        "It's the states' tea, isn't it? It's not \"the states' tea\".",
    ),
    ("It's 'so' in the ’90s.", "It's 'so' in the ’90s."),
    ("“*Tea*” isn't 'it' and isn't \"that\".", "\"*Tea*\" isn't 'it' and isn't \"that\"."),
]


@pytest.mark.parametrize(("written", "wanted"), MARKS)
def test_marks_become_those_of_the_commoner_kind(written: str, wanted: str) -> None:
    assert mended(written) == wanted


@pytest.mark.parametrize(("written", "wanted"), MARKS)
def test_the_page_shows_the_same_marks_as_before(written: str, wanted: str) -> None:
    read = [plain_text(pandoc.read_markdown(text)) for text in (written, wanted)]
    assert read[0] == read[1]


def test_what_is_mended_is_found_no_more() -> None:
    body = "Teh goverment - its neighbors - has 900 km from 2019-2024. Bland’s isn't Aland's."
    once = mended(body)
    assert once != body
    files = project({PATH: f"{HEAD}\n\n{once}\n"})
    assert [d.code for d in lint(parse_report(files).value) if d.edits] == []


def test_text_in_yaml_is_mended_where_it_stands() -> None:
    terms = TERMS.replace(
        "definition: A group.", "definition: >-\n      Teh group - so\n      it is."
    )
    files: MemoryFiles = project({"source/terms.yaml": terms})
    changed = mended_files(files, lint(parse_report(files).value))
    wanted = terms.replace("Teh group - so", "The group – so")
    assert changed["source/terms.yaml"].decode() == wanted
