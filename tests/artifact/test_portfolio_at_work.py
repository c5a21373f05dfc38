"""Portfolios made by real processes: of this machine, and of a Dask cluster that loses workers."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from reportgen.build import build
from reportgen.files import project_files
from reportgen.portfolio.crew import crew
from reportgen.portfolio.work import Order
from support.browser import findings
from support.crews import mortal
from support.portfolio import filled_in, portfolio, report_files
from support.preview import browser

pytestmark = [pytest.mark.judge, pytest.mark.slow]

NAMES = ("harbour", "river", "tea", "tolls")
# A shell has what it runs in the background ignore an interruption, and so have these tests.
RUN = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
REPORTGEN = [sys.executable, "-c", f"{RUN}from reportgen.cli import main; main()"]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return portfolio(tmp_path / "briefs", *NAMES)


def run(
    home: Path, *options: str, made_anew: bool = True, **environment: str
) -> subprocess.CompletedProcess[str]:
    options = ("--no-cache", *options) if made_anew else options
    return subprocess.run(
        [*REPORTGEN, "portfolio", "build", str(home), *options],
        capture_output=True, text=True, check=False, env={**os.environ, **environment},
    )  # fmt: skip


def made(home: Path, folder: str = "build") -> dict[str, bytes]:
    """Return every file that was made, but for the record, which has seconds in it."""
    root = home / folder
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and path.name != "portfolio.json"
    }


def below(pid: int) -> list[int]:
    """Return the processes that a process has started, and those that they have."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True)
    parents = {int(line.split()[0]): int(line.split()[1]) for line in listed.stdout.splitlines()}
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found[1:]


def command_of(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    return ""


def wait_for(told: Callable[[], object], seconds: float = 120) -> None:
    """Wait until something is so; a machine may be slow, so that this is no measure of anything."""
    end = time.monotonic() + seconds
    while not told():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.05)


def wait_until_it_says(process: subprocess.Popen[str], pattern: str) -> None:
    """Read what a process says until it says something like that."""
    assert process.stderr is not None
    stream = process.stderr
    wait_for(lambda: re.search(pattern, stream.readline()))


# ---------------------------------------------------------------- on this machine


def test_a_report_of_a_portfolio_has_the_bytes_of_one_that_is_built_alone(home: Path) -> None:
    assert run(home, "--jobs", "2").returncode == 0
    for name in NAMES:
        alone = build(project_files(home / "reports" / name))
        for artifact in alone.artifacts:
            assert (home / "build" / name / artifact.name).read_bytes() == artifact.data


def test_one_process_and_three_make_the_same_bytes(home: Path) -> None:
    assert run(home, "--jobs", "1", "--output", str(home / "one")).returncode == 0
    assert run(home, "--jobs", "3", "--output", str(home / "three")).returncode == 0
    assert made(home, "one") == made(home, "three")


def begun(home: Path, *options: str, **environment: str) -> subprocess.Popen[str]:
    """Begin to build a portfolio as a shell would, in a group of its own."""
    return subprocess.Popen(
        [*REPORTGEN, "portfolio", "build", str(home), "--no-cache", "-v", *options],
        stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True,
        env={**os.environ, **environment},
    )  # fmt: skip


def makers_of(process: subprocess.Popen[str]) -> list[int]:
    """Return the processes that make reports: each leads a group of its own."""
    return [pid for pid in below(process.pid) if _leads(pid)]


def _leads(pid: int) -> bool:
    try:
        return os.getpgid(pid) == pid
    except OSError:
        return False


def test_a_process_that_is_lost_costs_its_report_another_try_and_no_other_one(home: Path) -> None:
    process = begun(home, "--jobs", "2")
    wait_for(lambda: len(makers_of(process)) == 2)
    os.kill(makers_of(process)[0], signal.SIGKILL)
    _, said = process.communicate()
    assert process.returncode == 0, said
    assert set(NAMES) <= {path.partition("/")[0] for path in made(home)}


def test_a_report_that_ends_its_process_twice_is_given_up() -> None:
    orders = [Order(name, "reports/x") for name in ("one", "deadly", "two", "three")]
    found = {made.name: made for made in crew(orders, mortal, 2)}
    assert {name for name, made in found.items() if made.artifacts} == {"one", "two", "three"}
    (fault,) = found["deadly"].diagnostics
    assert fault.message == "the process that made it ended with code 3, 2 times"


def test_a_process_is_replaced_after_some_reports(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reportgen.portfolio.crew.REPORTS_EACH", 2)
    orders = [Order(f"r{number}", "reports/x") for number in range(5)]
    processes = [made.artifacts[0].data for made in crew(orders, mortal, 1)]
    assert processes[0] == processes[1] != processes[2] == processes[3] != processes[4]


def test_an_interruption_ends_every_process_at_once_and_leaves_nothing(tmp_path: Path) -> None:
    home = portfolio(tmp_path / "briefs", *(f"tea-{n}" for n in range(8)))
    folder = tmp_path / "tmp"
    folder.mkdir()
    process = begun(home, "--jobs", "2", TMPDIR=str(folder))
    wait_until_it_says(process, r"\b[1-6] of 8")
    started = below(process.pid)
    assert started
    os.killpg(process.pid, signal.SIGINT)
    process.communicate(timeout=30)
    assert process.returncode == 130
    wait_for(lambda: not [pid for pid in started if "reportgen" in command_of(pid)], 10)
    assert list(folder.iterdir()) == []
    assert [path for path in home.rglob(".*") if path.is_file()] == []
    record = json.loads((home / "build/portfolio.json").read_text("utf-8"))
    states = [entry["status"] for entry in record["reports"]]
    assert "waiting" in states
    done = states.count("built")
    run(home, made_anew=False, REPORTGEN_CACHE=str(tmp_path / "cache"))
    record = json.loads((home / "build/portfolio.json").read_text("utf-8"))
    assert [entry["status"] for entry in record["reports"]].count("unchanged") == done


def test_an_interruption_while_the_libraries_are_loaded_is_calm(home: Path) -> None:
    process = begun(home, "--jobs", "2")
    wait_for(lambda: any("forkserver" in command_of(pid) for pid in below(process.pid)))
    time.sleep(0.2)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert (process.returncode, "Traceback" in said) == (130, False)


# ---------------------------------------------------------------- the index in a browser


def test_the_index_is_searched_as_words_are_typed(home: Path) -> None:
    assert run(home, "--format", "html").returncode == 0
    with browser() as opened:
        page = opened.new_page()
        page.goto((home / "build/index.html").as_uri())
        shown = page.locator(".report:visible")
        assert shown.count() == 4
        page.keyboard.press("/")
        page.keyboard.type("tolls power")
        page.wait_for_function("document.querySelectorAll('.report:not([hidden])').length === 1")
        assert "1 of 4 reports, items: 1" in page.locator(".tally").inner_text()
        assert [one.inner_text() for one in page.locator(".items li:visible .id").all()] == [
            "EN-01"
        ]
        assert "q=tolls+power" in page.url
        page.keyboard.press("Escape")
        page.wait_for_function("document.querySelectorAll('.report:not([hidden])').length === 4")
        page.locator(".report >> nth=0 >> summary").click()
        page.locator(".items a:visible").first.click()
        page.wait_for_url(re.compile(r"harbour/harbour\.html#TR-01$"))
        assert page.locator("#TR-01").count() == 1


@pytest.mark.parametrize("judge", ["vnu", "axe"])
def test_no_judge_finds_fault_with_the_index(home: Path, judge: str) -> None:
    assert run(home, "--format", "html").returncode == 0
    assert findings(judge, home / "build/index.html") == []


def test_the_index_without_script_is_a_plain_list(home: Path) -> None:
    assert run(home, "--format", "html").returncode == 0
    with browser() as opened:
        page = opened.new_context(java_script_enabled=False).new_page()
        page.goto((home / "build/index.html").as_uri())
        assert page.locator(".report:visible").count() == 4
        assert page.locator("input:visible").count() == 0


# ---------------------------------------------------------------- on a cluster


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A Dask scheduler and two workers, each a process of its own without a nanny."""
    pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
    note = tmp_path / "scheduler.json"
    dask = [sys.executable, "-m", "dask"]
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    scheduler = subprocess.Popen(
        [*dask, "scheduler", "--port", "0", "--host", "127.0.0.1", "--no-dashboard",
         "--scheduler-file", str(note)],
        cwd=tmp_path, **quiet,
    )  # fmt: skip
    wait_for(note.exists)
    wait_for(lambda: note.read_text("utf-8").strip().endswith("}"))
    address = json.loads(note.read_text("utf-8"))["address"]
    environment = {**os.environ, "REPORTGEN_CACHE": str(tmp_path / "cache-of-workers")}
    worker = [*dask, "worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard"]
    started = [subprocess.Popen(worker, cwd=tmp_path, env=environment, **quiet) for _ in range(2)]
    try:
        yield address, started
    finally:
        for process in (*started, scheduler):
            process.kill()
            process.wait()


def test_a_cluster_that_loses_a_worker_makes_the_same_bytes(
    tmp_path: Path, cluster: tuple[str, list[subprocess.Popen[bytes]]]
) -> None:
    address, workers = cluster
    home = generated(tmp_path / "briefs", 12)
    process = begun(home, "--scheduler", address, "--output", str(home / "there"))
    wait_until_it_says(process, r"\b[3-9] of 12")
    workers[0].kill()
    _, said = process.communicate()
    assert process.returncode == 0, said
    assert run(home, "--jobs", "2").returncode == 0
    assert made(home, "there") == made(home)


def generated(home: Path, number: int) -> Path:
    """Make a portfolio of one template and a table."""
    stated = """\
schema_version: 1
title: Briefs
publisher: The River Institute
language: en-GB
generated:
  - {template: brief, table: pairs.csv, name: "tea-{{ row.number }}"}
"""
    portfolio(home, stated=stated)
    template = report_files("brief", "templates")
    path = "templates/brief/source/report.yaml"
    template[path] = template[path].replace("slug: brief", 'slug: "{{ report.slug }}"')
    template[path] = template[path].replace("number: RG brief", "number: RG {{ row.number }}")
    rows = "".join(f"{n},x\n" for n in range(number))
    return filled_in(home, {**template, "pairs.csv": f"number,word\n{rows}"})


def test_artifacts_come_back_through_the_store_that_machines_share(
    tmp_path: Path, cluster: tuple[str, list[subprocess.Popen[bytes]]]
) -> None:
    address, _ = cluster
    home = portfolio(tmp_path / "briefs", *NAMES)
    store = tmp_path / "store"
    done = subprocess.run(
        [*REPORTGEN, "portfolio", "build", str(home), "--scheduler", address],
        capture_output=True, text=True, check=False,
        env={
            **os.environ,
            "REPORTGEN_CACHE": str(tmp_path / "cache"),
            "REPORTGEN_CACHE_REMOTE": store.as_uri(),
        },
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert len([path for path in store.rglob("*") if path.is_file()]) >= 3 * len(NAMES)
    assert run(home, "--output", str(home / "here")).returncode == 0
    assert made(home) == made(home, "here")


def test_a_report_that_fails_on_a_cluster_says_so_as_at_home(
    tmp_path: Path, cluster: tuple[str, list[subprocess.Popen[bytes]]]
) -> None:
    address, _ = cluster
    home = portfolio(tmp_path / "briefs", *NAMES)
    section = home / "reports/tea/source/sections/trade.md"
    section.write_text(section.read_text("utf-8").replace("[@id:CU-01]", "[@id:CU-99]"), "utf-8")
    there = run(home, "--scheduler", address, "--output", str(home / "there"))
    here = run(home, "--jobs", "2")
    assert there.returncode == here.returncode == 1
    faults = [done.stderr[done.stderr.index("error[") :] for done in (there, here)]
    assert faults[0] == faults[1]
    assert made(home, "there") == made(home)


def test_workers_with_another_engine_are_refused(
    tmp_path: Path, cluster: tuple[str, list[subprocess.Popen[bytes]]]
) -> None:
    address, workers = cluster
    workers[0].kill()
    other = tmp_path / "other"
    shutil.copytree(Path(__file__).parents[2] / "src", other)
    changed = other / "reportgen/plain/pdf.css"
    changed.write_text(changed.read_text("utf-8") + "/* Another look. */\n", "utf-8")
    worker = subprocess.Popen(
        [sys.executable, "-m", "dask", "worker", address, "--nthreads", "1", "--no-nanny",
         "--no-dashboard"],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(other)},
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        wait_until_it_says(worker, "Registered to")
        home = portfolio(tmp_path / "briefs", *NAMES)
        done = run(home, "--scheduler", address)
    finally:
        worker.kill()
        worker.communicate()
    assert done.returncode == 1
    assert done.stderr.count("error[different-engine]") == 1
    assert "the code of reportgen is" in done.stderr
    assert not (home / "build").exists()


def test_reports_of_a_scheduler_that_ends_are_given_up(
    tmp_path: Path, cluster: tuple[str, list[subprocess.Popen[bytes]]]
) -> None:
    address, _ = cluster
    home = generated(tmp_path / "briefs", 12)
    process = begun(home, "--scheduler", address)
    wait_until_it_says(process, r"\b[1-9] of 12")
    (scheduler,) = [pid for pid in below(os.getpid()) if "dask scheduler" in command_of(pid)]
    os.kill(scheduler, signal.SIGKILL)
    _, told = process.communicate()
    assert process.returncode == 1
    assert "the cluster has let go of it" in told
    assert "Traceback" not in told


@pytest.mark.parametrize(
    "address", ["tcp://127.0.0.1:9", "", "nonsense", "tls://127.0.0.1:9", "tcp://127.0.0.1:x"]
)
def test_a_scheduler_that_is_not_there_is_reported(home: Path, address: str) -> None:
    pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
    done = run(home, "--scheduler", address)
    assert done.returncode == 1
    assert "error[unreachable-scheduler]: there is no Dask scheduler at" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (home / "build").exists()
