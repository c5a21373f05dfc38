"""The Markdown files below `cases` are the tests; `support.cases` describes their format."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from reportgen.check import lint, rules
from reportgen.diagnostics import Diagnostic
from reportgen.files import Files
from support.cases import Case, read_cases, rewrite_case, shown
from support.project import faults, findings, project, remembered, report_of

FOLDER = Path(__file__).parent / "cases"
FILES = sorted(FOLDER.rglob("*.md"))


CASES = [
    pytest.param(case, id=f"{path.relative_to(FOLDER).with_suffix('').as_posix()}: {case.name}")
    for path in FILES
    for case in read_cases(path)
]


@pytest.fixture(scope="module", autouse=True)
def _pandoc_runs_once_a_text() -> Iterator[None]:
    with remembered():
        yield


def _tried(title: str) -> set[str]:
    return {code for code, rule in rules().items() if (rule.number or code) in title}


def _said(case: Case, files: Files) -> Iterable[Diagnostic]:
    """Return what a case is about: a suite on wording says in its title which rules it tries."""
    match case.path.parent.name:
        case "editorial":
            return findings(files)
        case "wording":
            title = case.path.read_text(encoding="utf-8").partition("\n")[0]
            return [d for d in lint(report_of(files)) if d.code in _tried(title)]
        case _:
            return faults(files)


@pytest.mark.parametrize("case", CASES)
def test_reportgen_says_what_the_case_expects(case: Case, rewrite: bool) -> None:  # noqa: FBT001 - a fixture
    files = project(case.changes)
    said = shown(files, _said(case, files))
    if rewrite:
        rewrite_case(case, said)
    else:
        assert said == case.expected


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(FOLDER).as_posix())
def test_a_case_file_holds_at_least_one_case(path: Path) -> None:
    assert read_cases(path)


def test_the_minimal_project_is_without_a_fault() -> None:
    assert not findings(project())


ELSEWHERE = {
    "broken-document", "broken-sheet", "cache-differs", "cache-setting", "cache-unreachable",
    "cache-unwritable", "cannot-splice", "cannot-write", "cell-not-text", "cell-too-long",
    "different-engine", "duplicate-column", "duplicate-report", "folder-not-empty", "foreign-file",
    "garbled-text", "layout-fault", "lost-note", "machine-exhausted", "missing-column",
    "missing-extra", "missing-library", "missing-pandoc", "missing-pango", "missing-portfolio",
    "missing-program", "missing-project", "missing-report", "missing-template", "not-a-file",
    "note-too-long", "pandoc-failed", "pandoc-took-too-long", "pandoc-warning", "picture-failed",
    "port-taken", "report-not-made", "restricted-marking", "sheet-conflict", "single-run",
    "table-too-wide", "text-outside-page", "unknown-column", "unknown-placeholder",
    "unknown-revision", "unreachable-scheduler", "unreadable-file", "unready-status", "unsafe-name",
    "unsupported-file", "worker-lost", "yaml-too-large",
}  # fmt: skip
"""Codes of faults of the machine, the disk, the command, imports, the style or the pages."""


def test_every_code_that_files_can_show_has_a_case() -> None:
    page = (FOLDER.parents[1] / "docs" / "diagnostics.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^## (.+)$", page, re.MULTILINE))
    expected = "".join(case.expected or "" for path in FILES for case in read_cases(path))
    shown_codes = set(re.findall(r"(?:error|warning|note)\[([a-z-]+)\]", expected))
    assert documented - shown_codes - ELSEWHERE == set()
