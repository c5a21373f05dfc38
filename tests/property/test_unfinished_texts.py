"""Whatever half of a text is typed, an editor gets an answer and never a fault of ours."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from reportgen.diagnostics import Position
from reportgen.index import Text
from reportgen.lsp.cards import card
from reportgen.lsp.completion import complete
from reportgen.lsp.outline import folds, links, outline
from reportgen.lsp.places import Places
from reportgen.lsp.project import Project
from support.law import LAW, SLOW_LAW
from support.names import NAMES, files_of

REGISTER = sorted(path for path in NAMES if path.endswith(".yaml"))
SCRAPS = st.text(st.sampled_from(list("{}[]:,-#'\"|>&*!@%` \n\tab1😀é")), max_size=6)


@cache
def a_project() -> Project:
    """Return the project that all examples lay their text over; each begins from whole files."""
    project = Project(Path("/nowhere"), disk=files_of(NAMES))
    project.index()
    return project


def answered(path: str, typed: str, cursor: int) -> None:
    """Ask all that an editor asks of a text, at a place."""
    project = a_project()
    project.open = {path: typed}
    text = Text(path, typed)
    at = text.position(min(cursor, len(typed)))
    complete(project, text, at, Places())
    index = project.index()
    for occurrence in index.at(path, at):
        assert card(index, occurrence.definition)
    reading = index.readings.get(path)
    if reading is not None:
        outline(reading, Places())
        list(folds(reading))
        list(links(reading, Places()))
        for definition in reading.definitions:
            assert Position(1, 1) <= definition.span.start <= definition.span.end


@LAW
@given(st.sampled_from(REGISTER), st.data(), SCRAPS)
def test_half_a_register_file_is_answered(path: str, data: st.DataObject, scrap: str) -> None:
    whole = NAMES[path]
    cut = data.draw(st.integers(0, len(whole)))
    rest = data.draw(st.integers(cut, len(whole)))
    answered(path, whole[:cut] + scrap + whole[rest:], cut + len(scrap))


@SLOW_LAW
@given(st.data(), SCRAPS)
def test_half_a_section_is_answered(data: st.DataObject, scrap: str) -> None:
    path = "source/sections/trade.md"
    whole = NAMES[path]
    cut = data.draw(st.integers(0, len(whole)))
    answered(path, whole[:cut] + scrap + whole[cut:], cut + len(scrap))
