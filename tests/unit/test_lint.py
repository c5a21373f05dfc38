"""Waivers leave no trace, baselines know what there was, fixes change nothing else."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from reportgen import build
from reportgen.check import BASELINE, lint
from reportgen.cli import main
from reportgen.diagnostics import Failure
from reportgen.document import strip_positions
from reportgen.files import DiskFiles, MemoryFiles, PatchedFiles
from reportgen.release import release
from reportgen.starter import starter_files
from support.bundled import ROOT
from support.project import MINIMAL, document_of, project, remembered, report_of


@pytest.fixture(scope="module", autouse=True)
def _pandoc_runs_once_a_text() -> Iterator[None]:
    with remembered():
        yield


UNDISCUSSED = {
    "source/sections/trade.md": MINIMAL["source/sections/trade.md"].replace(
        " A festival is held ([@id:CU-01]).", ""
    )
}
PROSE = """\
## Roads{0}

One line ends here.{0}
The next goes on
and ends{0}

{1}
- an entry{0}
- another

| A{0} | B |
| --- | --- |
| 1{0} | 2 |

{1}
Table: What there is
"""


def with_prose(after: str, above: str) -> dict[str, str]:
    path = "source/sections/trade.md"
    return {path: MINIMAL[path] + "\n" + PROSE.format(after, above)}


def test_a_waiver_leaves_no_trace_in_the_document() -> None:
    waiver = "<!-- lint-ok Q-17: so it is -->"
    plain = document_of(project(with_prose("", "")))
    waived = document_of(project(with_prose(f" {waiver}", waiver)))
    assert [strip_positions(p.blocks) for p in waived.parts] == [
        strip_positions(p.blocks) for p in plain.parts
    ]


def test_a_waiver_of_a_warning_is_heard_by_the_build() -> None:
    waived = UNDISCUSSED | {
        "source/items/context.yaml": MINIMAL["source/items/context.yaml"].replace(
            "- id: CU-01", "- id: CU-01  # lint-ok Q-05: it is told of in the table"
        )
    }
    assert [d.code for d in build.check(project(UNDISCUSSED)).diagnostics] == ["item-not-discussed"]
    assert not build.check(project(waived)).diagnostics
    suppressed = [
        s
        for s in build.lint(project(waived)).suppressed
        if s.diagnostic.code == "item-not-discussed"
    ]
    assert [(s.by, s.reason) for s in suppressed] == [("waiver", "it is told of in the table")]


def test_a_baseline_knows_all_that_there_was() -> None:
    files = project(UNDISCUSSED)
    written = build.baseline(files)
    checked = build.lint(PatchedFiles(files, written))
    assert list(written) == [BASELINE]
    assert [d.code for d in build.lint(files).diagnostics] == ["item-not-discussed"]
    assert not checked.diagnostics
    assert {s.by for s in checked.suppressed if s.diagnostic.code == "item-not-discussed"} == {
        "baseline"
    }


def test_a_baseline_written_twice_is_the_same() -> None:
    files = project(UNDISCUSSED)
    written = build.baseline(files)
    assert build.baseline(PatchedFiles(files, written)) == written


def test_a_waiver_that_is_added_to_a_line_leaves_its_findings_known() -> None:
    path = "source/items/context.yaml"
    waived = MINIMAL[path].replace("- id: CU-01", "- id: CU-01  # lint-ok Q-07: looked at")
    known = PatchedFiles(
        project(UNDISCUSSED | {path: waived}), build.baseline(project(UNDISCUSSED))
    )
    assert [d.code for d in build.lint(known).diagnostics] == ["unused-waiver"]


def test_a_project_without_findings_has_an_empty_baseline() -> None:
    written = build.baseline(project())
    assert not build.lint(project({BASELINE: written[BASELINE]})).diagnostics


def test_the_bundled_report_keeps_every_rule_or_says_why_not() -> None:
    checked = build.lint(DiskFiles(ROOT))
    assert [f"{d.span}: {d.code}" for d in checked.diagnostics] == []
    assert {s.by for s in checked.suppressed} == {"waiver"}


def test_the_new_project_keeps_every_rule() -> None:
    said = build.lint(MemoryFiles(starter_files("example", "Example", {}))).diagnostics
    assert {d.code for d in said} == {"placeholder-text"}


def written(folder: Path, changes: dict[str, str]) -> Path:
    for path, data in {**MINIMAL, **changes}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(data, encoding="utf-8")
    return folder


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["check", *map(str, arguments)])


SPACED = with_prose("", "")
SPACED = {path: text.replace("line ends", "line  ends") for path, text in SPACED.items()}


def test_a_note_fails_nothing_even_when_strict(tmp_path: Path) -> None:
    heading = {
        "source/sections/trade.md": MINIMAL["source/sections/trade.md"] + "\n## So:\n\nIt.\n"
    }
    result = run(written(tmp_path, heading), "--strict", "--message-format", "short")
    assert "note[heading-with-stop]" in result.stderr
    assert result.exit_code == 0


def test_fix_writes_the_mended_file_and_checks_again(tmp_path: Path) -> None:
    folder = written(tmp_path, SPACED)
    result = run(folder, "--fix", "--message-format", "short")
    assert "line ends" in (folder / "source/sections/trade.md").read_text(encoding="utf-8")
    assert "double-space" not in result.stderr


def test_diff_shows_what_would_change_and_writes_nothing(tmp_path: Path) -> None:
    folder = written(tmp_path, SPACED)
    before = (folder / "source/sections/trade.md").read_bytes()
    result = run(folder, "--diff")
    assert "-One line  ends here.\n+One line ends here.\n" in result.stdout
    assert result.exit_code == 1
    assert (folder / "source/sections/trade.md").read_bytes() == before


def test_a_diff_keeps_the_line_ends_so_that_it_can_be_applied(tmp_path: Path) -> None:
    folder = written(tmp_path, SPACED)
    section = folder / "source/sections/trade.md"
    section.write_bytes(section.read_bytes().replace(b"\n", b"\r\n"))
    result = run(folder, "--diff")
    assert b"-One line  ends here.\r\n+One line ends here.\r\n" in result.stdout_bytes


def test_a_baseline_is_written_and_can_be_left_out(tmp_path: Path) -> None:
    folder = written(tmp_path, UNDISCUSSED)
    assert run(folder, "--strict").exit_code == 1
    assert run(folder, "--strict", "--write-baseline").exit_code == 0
    assert run(folder, "--strict").exit_code == 0
    assert run(folder, "--strict", "--no-baseline").exit_code == 1


def test_the_day_of_the_check_can_be_asked_for(tmp_path: Path) -> None:
    aged = {
        "source/items/energy.yaml": MINIMAL["source/items/energy.yaml"].replace(
            'as_of_not_before: "2024"', 'as_of: "2026-11-20"'
        )
    }
    folder = written(tmp_path, aged)
    assert run(folder, "--strict").exit_code == 0
    assert run(folder, "--strict", "--as-of", "2027-11-23").exit_code == 1
    assert run(folder, "--as-of", "tomorrow").exit_code == 2


def test_an_editorial_error_blocks_a_release_and_no_build(tmp_path: Path) -> None:
    path = "source/sections/trade.md"
    files = project({path: f"{MINIMAL[path]}\nPrices TBC.\n"})
    assert not build.check(files).diagnostics
    with pytest.raises(Failure) as failure:
        release(files, tmp_path, allow_warnings=True)
    assert "draft-text" in {d.code for d in failure.value.diagnostics}


@pytest.mark.slow
@pytest.mark.judge
def test_what_hostile_prose_may_cost_is_bounded() -> None:
    lines = ["a  b" * 400, "{++" * 2000, "\u00a0" * 5000 + "x", "1,2" * 2000, "• x", "#" * 500]
    path = "source/sections/trade.md"
    text = MINIMAL[path] + "\n" + "\n\n".join(lines)
    report = report_of(project({path: text + "\n"}))
    # The same text many times over, without running pandoc on it.
    section = next(s for s in report.sections if s.path == path)
    report = replace(report, sections=(*report.sections, *[section] * 20))
    begun = time.process_time()
    assert lint(report)
    assert time.process_time() - begun < 5  # seconds; it takes a fraction


def test_a_term_that_the_file_breaks_is_read_in_one_line() -> None:
    path = "source/terms.yaml"
    broken = {path: MINIMAL[path] + "  - term: |\n      Grey River\n      Commission\n"}
    assert "Grey River Commission" in {term.term for term in report_of(project(broken)).terms}
    build.lint(project(broken))
    twice = {path: broken[path] + '  - term: "Grey  River Commission"\n'}
    with pytest.raises(Failure, match="duplicate-id"):
        build.lint(project(twice))


@pytest.mark.parametrize(
    "comments",
    [("# lint-ok" + " " * 19_000 + "x\n") * 20, "# lint-ok Q-17: a reason\n" * 20_000],
    ids=["of spaces", "of many"],
)
def test_waivers_take_no_longer_than_their_text(comments: str) -> None:
    path = "source/terms.yaml"
    start = time.process_time()
    build.lint(project({path: MINIMAL[path] + comments}))
    assert time.process_time() - start < 5


@pytest.mark.parametrize("kind", ["pipe", "link"])
def test_a_baseline_is_written_in_the_place_of_nothing_else(kind: str, tmp_path: Path) -> None:
    for path, text in MINIMAL.items():
        (tmp_path / "report" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "report" / path).write_text(text, encoding="utf-8")
    place, other = tmp_path / "report" / BASELINE, tmp_path / "other.yaml"
    other.write_text("findings: []\n", encoding="utf-8")
    if kind == "pipe":
        os.mkfifo(place)
    else:
        place.symlink_to(other)
    before = place.lstat()
    result = run(tmp_path / "report", "--write-baseline")
    assert (result.exit_code, place.lstat()) == (1, before)
    assert {"pipe": "not-a-file", "link": "path-outside-project"}[kind] in result.stderr


def test_what_stands_in_the_place_of_the_baseline_is_not_passed_over(tmp_path: Path) -> None:
    for path, text in MINIMAL.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    build.lint(DiskFiles(tmp_path))
    (tmp_path / BASELINE).mkdir()
    with pytest.raises(Failure, match="not-a-file"):
        build.lint(DiskFiles(tmp_path))
