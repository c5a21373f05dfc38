"""The Markdown files below `cases` are the tests; `support.cases` describes their format."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.cases import Case, read_cases, rewrite_case, shown
from support.project import faults, project, remembered

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


@pytest.mark.parametrize("case", CASES)
def test_reportgen_says_what_the_case_expects(case: Case, rewrite: bool) -> None:  # noqa: FBT001 - a fixture
    files = project(case.changes)
    said = shown(files, faults(files))
    if rewrite:
        rewrite_case(case, said)
    else:
        assert said == case.expected


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(FOLDER).as_posix())
def test_a_case_file_holds_at_least_one_case(path: Path) -> None:
    assert read_cases(path)


def test_the_minimal_project_is_without_a_fault() -> None:
    assert not faults(project())


ELSEWHERE = {
    "cannot-write", "folder-not-empty", "foreign-file", "layout-fault", "lost-note",
    "missing-library", "missing-pandoc", "missing-pango", "missing-program", "missing-project",
    "missing-template", "not-a-file", "note-too-long", "pandoc-failed", "pandoc-warning",
    "picture-failed", "port-taken", "restricted-marking", "text-outside-page", "unreadable-file",
    "unready-status", "yaml-too-large",
}  # fmt: skip
"""Codes of faults of the machine, the disk, the command, the bundled style or the pages."""


def test_every_code_that_files_can_show_has_a_case() -> None:
    page = (FOLDER.parents[1] / "docs" / "diagnostics.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^## (.+)$", page, re.MULTILINE))
    expected = "".join(case.expected or "" for path in FILES for case in read_cases(path))
    shown_codes = set(re.findall(r"(?:error|warning)\[([a-z-]+)\]", expected))
    assert documented - shown_codes - ELSEWHERE == set()
