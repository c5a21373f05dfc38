"""The bench: its reports can be built, and what is written down is what it has measured."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from reportgen import build as builder
from reportgen.diagnostics import Severity
from reportgen.files import MemoryFiles

ROOT = Path(__file__).parents[2]
BENCH = ROOT / "bench"

PROGRAM = """
import json, sys
from reports import SIZES, edited, generate
report = generate(SIZES[12])
again = generate(SIZES[12])
text = report.plain["report.md"]
files = {path: d if isinstance(d, str) else d.hex() for path, d in report.source.items()}
print(json.dumps([files, text, edited(text), again == report, generate(SIZES[12], 2) == report]))
"""


def bench(*arguments: str) -> str:
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=BENCH, capture_output=True, text=True, check=True).stdout


def test_the_page_on_performance_has_the_results_as_the_bench_writes_them() -> None:
    page = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
    shown = page.partition("<!-- results: begin -->\n")[2].partition("<!-- results: end -->")[0]
    assert shown == bench(".", "--table")
    assert shown.startswith("| |")


def test_the_results_have_every_run_of_every_tool() -> None:
    written = json.loads((BENCH / "results.json").read_text(encoding="utf-8"))
    for row in written["scenarios"].values():
        assert {"reportgen", "by hand", "typst"} <= set(row["runs"])
        for runs in row["runs"].values():
            assert all(run.keys() == {"cpu", "wall", "others"} for run in runs)


def test_the_guard_has_a_ratio_to_compare_with() -> None:
    (ratio,) = json.loads((BENCH / "ratio.json").read_text(encoding="utf-8")).values()
    assert 0 < ratio < 10


@pytest.fixture(scope="module")
def made() -> Any:
    return json.loads(bench("-c", PROGRAM))


def test_a_report_of_the_bench_is_the_same_each_time_and_has_no_faults(made: Any) -> None:
    files, text, edited, again, other = made
    assert again
    assert not other
    assert edited.replace(" Changed.", "") == text != edited
    data = {
        path: bytes.fromhex(data) if path.endswith(".png") else data.encode()
        for path, data in files.items()
    }
    understood = builder.check(MemoryFiles(data))
    assert [d for d in understood.diagnostics if d.severity is Severity.ERROR] == []


def test_both_forms_of_a_report_say_the_same(made: Any) -> None:
    files, text, *_ = made
    prose = "".join(data for path, data in files.items() if path.endswith(".md"))
    for mark in ("[^note-", "![", "Table: ", "[@source-", "\n## ", "\n- "):
        assert prose.count(mark) == text.count(mark) > 0


GUARD = """
import guard
from measure import Run

class Bench:
    def __init__(self, ratio):
        self.ratio = ratio
    def build(self, pages, formats, tool):
        return Run(2.0 * (self.ratio if tool == "reportgen" else 1), 9.0, 0.0)

(recorded,) = guard.json.loads(guard.FILE.read_text()).values()
print(*(guard.guard(Bench(recorded * by), record=False) for by in (0.5, 1.2, 1.3)))
"""


def test_the_guard_fails_when_the_ratio_is_more_than_a_quarter_worse() -> None:
    assert bench("-c", GUARD).splitlines()[-1] == "0 0 1"


VERDICT = """
from results import _verdict
print(_verdict(0.3, 0.5, 0.4, loud=False), _verdict(0.5, 0.3, 0.4, loud=False),
      _verdict(0.3, 0.3, 0.4, loud=True), _verdict(0.5, 0.5, 0.4, loud=True), sep="; ")
"""


def test_nothing_is_called_good_that_was_measured_while_others_were_at_work() -> None:
    assert bench("-c", VERDICT).strip() == "met; **not met**; not judged; **not met**"
