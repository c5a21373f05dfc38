"""Waivers leave no trace, baselines know what there was, fixes change nothing else."""

from __future__ import annotations

from reportgen import build
from reportgen.check import BASELINE
from reportgen.document import strip_positions
from reportgen.files import PatchedFiles
from support.project import MINIMAL, document_of, project

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


def test_a_project_without_findings_has_an_empty_baseline() -> None:
    written = build.baseline(project())
    assert not build.lint(project({BASELINE: written[BASELINE]})).diagnostics
