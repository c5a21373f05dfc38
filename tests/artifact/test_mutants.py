"""Each judge still catches what it should, and lets pass what is no fault (G-4).

The good files are those of the repository's own report. A mutant with nothing to break fails: then
the report has lost something, and the judge is no longer tried.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from mutants.base import ROOT, Base, build_base
from mutants.making import Mutant
from mutants.of_docx import DOCX
from mutants.of_epub import EPUB
from mutants.of_html import HTML
from mutants.of_pdf import PDF
from reportgen import formats
from reportgen.verify import JUDGES, Finding, Judgement, Level, Subject, Verdict, find_toolbox
from reportgen.verify.judge import Judge
from reportgen.verify.subject import BUNDLE, PAIR, subject_of
from reportgen.verify.toolbox import Absent

pytestmark = [pytest.mark.judge, pytest.mark.slow]

MUTANTS: Mapping[str, list[Mutant]] = {"pdf": PDF, "docx": DOCX, "epub": EPUB, "html": HTML}
KINDS = [kind for kind in MUTANTS if kind in formats.names()]
TOOLBOX = find_toolbox(ROOT)
BY_NAME = {judge.name: judge for judge in JUDGES}
STEM = "report"


@dataclass
class Court:
    """The good files on disk, and what each judge said of them."""

    base: Base
    folder: Path
    said: dict[str, Judgement] = field(default_factory=dict)

    def good(self, kind: str) -> Path:
        return self.folder / f"{STEM}.{kind}"

    def subject(self, judge: Judge, kind: str, path: Path) -> Subject:
        """Return what a judge of several files looks at, with `path` in the place of one."""
        if judge.kind == BUNDLE:
            other = next(other for other in KINDS if other != kind)
            return Subject(f"{STEM}.*", BUNDLE, (path, self.good(other)), self.base.source)
        if judge.kind == PAIR:
            return Subject(path.name, PAIR, (self.good(kind), path), self.base.source)
        subject = subject_of(path, path.name, self.base.source)
        assert subject is not None
        return subject

    def of_good(self, judge: Judge, kind: str) -> Judgement:
        """Return what a judge says of the good file; asked once."""
        key = f"{judge.name} {kind}"
        if key not in self.said:
            self.said[key] = judge.judge(self.subject(judge, kind, self.good(kind)), TOOLBOX)
        return self.said[key]


@pytest.fixture(scope="module")
def court(tmp_path_factory: pytest.TempPathFactory) -> Court:
    court = Court(build_base(), tmp_path_factory.mktemp("good"))
    for kind, data in court.base.files.items():
        court.good(kind).write_bytes(data)
    return court


def errors(judgement: Judgement) -> list[Finding]:
    return [finding for finding in judgement.findings if finding.level is Level.ERROR]


def installed(name: str) -> Judge:
    """Return a judge, or skip the test and say what is missing."""
    judge = BY_NAME[name]
    try:
        judge.version(TOOLBOX)
    except Absent as why:
        pytest.skip(f"{name} is missing: {why}")
    return judge


def kinds_of(judge: Judge) -> list[str]:
    return KINDS if judge.kind in {BUNDLE, PAIR} else [judge.kind] if judge.kind in KINDS else []


def of_every_judge() -> Iterator[object]:
    for judge in JUDGES:
        for kind in kinds_of(judge):
            yield pytest.param(judge.name, kind, id=f"{judge.name}-{kind}")


@pytest.mark.parametrize(("name", "kind"), list(of_every_judge()))
def test_the_good_report_passes(court: Court, name: str, kind: str) -> None:
    judgement = court.of_good(installed(name), kind)
    assert judgement.verdict is Verdict.PASS, (judgement.remark, errors(judgement))


def of_every_fault() -> Iterator[object]:
    for kind in KINDS:
        for mutant in MUTANTS[kind]:
            for name, code in mutant.caught_by:
                shown = "-".join(filter(None, (kind, mutant.name, name, code)))
                yield pytest.param(kind, mutant, name, code, id=shown)


@pytest.mark.parametrize(("kind", "mutant", "name", "code"), list(of_every_fault()))
def test_the_judge_catches_the_fault(
    court: Court, tmp_path: Path, kind: str, mutant: Mutant, name: str, code: str
) -> None:
    judge = installed(name)
    path = tmp_path / f"{STEM}.{kind}"
    path.write_bytes(mutant.make(court.base.files[kind]))
    judgement = judge.judge(court.subject(judge, kind, path), TOOLBOX)
    assert judgement.verdict is Verdict.FAIL, judgement
    before = {(finding.code, finding.message) for finding in errors(court.of_good(judge, kind))}
    new = [f for f in errors(judgement) if (f.code, f.message) not in before]
    assert any(code in {"", finding.code} for finding in new), errors(judgement)


def of_every_legal_change() -> Iterator[object]:
    for judge in JUDGES:
        for kind in kinds_of(judge):
            legal = [mutant for mutant in MUTANTS[kind] if mutant.legal and judge.kind != PAIR]
            for mutant in legal:
                yield pytest.param(
                    kind, mutant, judge.name, id=f"{kind}-{mutant.name}-{judge.name}"
                )


@pytest.mark.parametrize(("kind", "mutant", "name"), list(of_every_legal_change()))
def test_the_judge_lets_pass_what_is_no_fault(
    court: Court, tmp_path: Path, kind: str, mutant: Mutant, name: str
) -> None:
    judge = installed(name)
    path = tmp_path / f"{STEM}.{kind}"
    path.write_bytes(mutant.make(court.base.files[kind]))
    judgement = judge.judge(court.subject(judge, kind, path), TOOLBOX)
    before = {(finding.code, finding.message) for finding in errors(court.of_good(judge, kind))}
    new = [f for f in errors(judgement) if (f.code, f.message) not in before]
    assert not new
    assert judgement.verdict in {Verdict.PASS, Verdict.FAIL}, judgement.remark


@pytest.mark.parametrize("kind", KINDS)
def test_every_judge_is_tried_by_a_fault_and_by_a_legal_change(kind: str) -> None:
    tried = {name for mutant in MUTANTS[kind] for name, _ in mutant.caught_by}
    assert {judge.name for judge in JUDGES if judge.kind == kind} <= tried
    assert any(mutant.legal for mutant in MUTANTS[kind])
