"""A report of a portfolio: its own files, and what it takes of those that all reports share."""

from __future__ import annotations

from pathlib import Path

import pytest

from reportgen import build
from reportgen.diagnostics import Failure
from reportgen.files import SHARED, Files, MemoryFiles, SharingFiles, project_files
from reportgen.memory import Memory
from reportgen.style import load_style, style_names
from support.project import MINIMAL, Contents, faults, project, replaced, report_of

PARTIES = """\
parties:
  AAA: {type: state, name: Aland}
  BBB: {type: state, name: Bland}
  CCC: {type: state, name: Cland}
  PMC: {type: person, name: A Minister, state: CCC}
"""
SOURCES = """\
sources:
  seed: {title: The only article, cite_as: the article, type: article, published: "2024-02"}
  other: {title: Another article, cite_as: the other, type: article}
"""
TERMS = """\
terms:
  - {term: Customs union, acronym: CUN, definition: States without tolls between them.}
  - {term: Transit fee, definition: What is paid at a border.}
  - {term: Harbour master, avoid: [port captain], definition: Who runs a harbour.}
"""
ALL = {"parties": PARTIES, "sources": SOURCES, "terms": TERMS}


def sharing(changes: Contents | None = None, **shared: str) -> Files:
    """Return the minimal project with files that it shares in the place of its own."""
    own = {f"source/{name}.yaml": None for name in shared}
    held = {f"shared/{name}.yaml": text for name, text in shared.items()}
    return SharingFiles(project({**own, **(changes or {})}), MemoryFiles(held))


def test_a_report_takes_the_shared_entries_that_its_fields_and_citations_name() -> None:
    report = report_of(sharing(parties=PARTIES, sources=SOURCES))
    assert (set(report.parties), set(report.sources)) == ({"AAA", "BBB"}, {"seed"})


def test_a_shared_entry_brings_those_that_it_names_itself() -> None:
    changes = replaced("source/items/energy.yaml", "parties: [AAA, BBB]", "parties: [AAA, PMC]")
    assert set(report_of(sharing(changes, parties=PARTIES)).parties) == {"AAA", "BBB", "PMC", "CCC"}


def test_a_report_takes_the_shared_terms_whose_words_it_has() -> None:
    words = "Two transit\nfees are paid to the port captain."
    changes = replaced("source/sections/trade.md", "A power line was agreed", f"{words} It was so")
    taken = {term.term for term in report_of(sharing(changes, terms=TERMS)).terms}
    assert taken == {"Transit fee", "Harbour master"}


def test_entries_of_a_report_stand_beside_the_shared_ones() -> None:
    own = {"source/parties.yaml": "parties:\n  BBB: {type: state, name: Own}\n"}
    shared = "parties:\n  AAA: {type: state, name: Aland}\n"
    files = sharing(own, parties=shared)
    assert {key: p.name for key, p in report_of(files).parties.items()} == {
        "AAA": "Aland", "BBB": "Own"
    }  # fmt: skip


def test_an_id_that_is_shared_and_own_is_reported_with_both_places() -> None:
    own = {"source/parties.yaml": MINIMAL["source/parties.yaml"]}
    (first, second) = faults(sharing(own, parties=PARTIES))
    assert (first.code, second.code) == ("duplicate-id", "duplicate-id")
    assert first.span is not None
    assert first.span.path == "source/parties.yaml"
    assert first.notes[0].span is not None
    assert first.notes[0].span.path == "../../shared/parties.yaml"
    assert first.notes[0].span.start.line == 2


def test_a_fault_of_a_shared_file_has_its_place_there() -> None:
    broken = PARTIES.replace("type: state, name: Bland", "type: country, name: Bland")
    (fault,) = faults(sharing(parties=broken))
    assert fault.span is not None
    assert (fault.span.path, fault.span.start.line) == (f"{SHARED}/parties.yaml", 3)


def test_what_a_memory_keeps_of_a_report_still_has_the_entries_that_it_left_out() -> None:
    memory = Memory()
    with memory.open():
        assert set(report_of(sharing(sources=SOURCES)).sources) == {"seed"}
    cites = replaced(
        "source/sections/trade.md", "## Power and culture", "Tea [@other].\n\n## Power"
    )
    with memory.open():
        assert set(report_of(sharing(cites, sources=SOURCES)).sources) == {"seed", "other"}


@pytest.fixture
def portfolio(tmp_path: Path) -> Path:
    """A portfolio of one report, on the disk."""
    shared = {f"shared/{name}.yaml": text for name, text in ALL.items()}
    own = {f"reports/tea/{path}": text for path, text in MINIMAL.items()}
    for name in ALL:
        del own[f"reports/tea/source/{name}.yaml"]
    style = {"shared/styles/house/style.yaml": "# The house.\ncolour: {accent: '#123456'}\n"}
    for path, text in {"portfolio.yaml": "", **shared, **own, **style}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    return tmp_path


def test_a_report_of_a_portfolio_stands_alone_as_a_project(portfolio: Path) -> None:
    files = build.open_project(portfolio / "reports/tea")
    assert faults(files) == ()
    assert set(report_of(files).parties) == {"AAA", "BBB"}


def test_a_report_of_a_portfolio_may_name_a_shared_style(portfolio: Path) -> None:
    files = project_files(portfolio / "reports/tea")
    assert "house" in style_names(files)
    assert load_style(files, "house", "en-GB").tokens["colour"]["accent"] == "#123456"


def test_a_style_of_a_report_may_extend_the_shared_one_of_its_name(portfolio: Path) -> None:
    own = portfolio / "reports/tea/styles/house"
    own.mkdir(parents=True)
    (own / "style.yaml").write_text("extends: house\nsize: {text: 12}\n", encoding="utf-8")
    tokens = load_style(project_files(portfolio / "reports/tea"), "house", "en-GB").tokens
    assert (tokens["colour"]["accent"], tokens["size"]["text"]) == ("#123456", 12)


def test_shared_styles_that_extend_each_other_are_reported_at_their_place(portfolio: Path) -> None:
    for name, other in (("house", "garden"), ("garden", "house")):
        style = portfolio / f"shared/styles/{name}/style.yaml"
        style.parent.mkdir(exist_ok=True)
        style.write_text(f"extends: {other}\n", encoding="utf-8")
    with pytest.raises(Failure) as caught:
        load_style(project_files(portfolio / "reports/tea"), "house", "en-GB")
    (fault,) = caught.value.diagnostics
    assert fault.code == "cyclic-style"
    assert fault.span is not None
    assert fault.span.path == "../../shared/styles/garden/style.yaml"


def test_a_project_elsewhere_shares_nothing(portfolio: Path) -> None:
    (portfolio / "reports").rename(portfolio / "drafts")
    codes = {fault.code for fault in faults(project_files(portfolio / "drafts/tea"))}
    assert "missing-file" in codes
