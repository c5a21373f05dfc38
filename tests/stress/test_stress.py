"""Reports that are hard to make are made in every format; `make verify` has them judged."""

from __future__ import annotations

from functools import cache

import pytest

from reportgen import build, formats
from reportgen.document import Document, walk
from reportgen.edition import Artifact, Style
from reportgen.files import MemoryFiles
from reportgen.report import Report
from stress.projects import files_of
from support.law import slowly


@cache
def understood(name: str) -> tuple[Report, Style, Document]:
    found = build.check(MemoryFiles(files_of(name)))
    assert found.diagnostics == ()
    return found.value


def made(name: str) -> dict[str, Artifact]:
    found = build.build(MemoryFiles(files_of(name)))
    assert found.diagnostics == ()
    return {artifact.name.rpartition(".")[2]: artifact for artifact in found.artifacts}


@pytest.mark.parametrize("name", ["constructs", slowly("hard")])
def test_a_hard_report_is_read_and_composed_without_a_word(name: str) -> None:
    understood(name)


@pytest.mark.slow
@pytest.mark.judge
def test_the_hard_report_has_what_makes_it_hard() -> None:
    _, _, document = understood("hard")
    nodes = list(walk(document.blocks()))
    tables = [node for node in nodes if node["t"] == "Table"]
    assert sum(node["t"] == "Note" for node in nodes) >= 150
    assert sum(len(table["c"][2]) >= 12 for table in tables) >= 2
    assert sum(node["t"] == "Image" for node in nodes) >= 18
    assert any(node["t"] == "Str" and len(node["c"]) >= 120 for node in nodes)


@pytest.mark.slow
@pytest.mark.judge
@pytest.mark.parametrize("name", ["constructs", "hard", "long"])
def test_a_hard_report_is_made_in_every_format(name: str) -> None:
    assert sorted(made(name)) == sorted(formats.names())


@pytest.mark.slow
@pytest.mark.judge
def test_the_long_report_has_a_hundred_tables() -> None:
    _, _, document = understood("long")
    assert sum(node["t"] == "Table" for node in walk(document.blocks())) >= 100
