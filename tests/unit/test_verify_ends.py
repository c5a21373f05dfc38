"""However `verify` ends, nothing that it started goes on; and no file makes a judge stumble."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

from reportgen.verify import JUDGES, Subject, Toolbox, Verdict
from reportgen.verify import toolbox as tools
from reportgen.verify.subject import subject_of
from reportgen.verify.toolbox import Broken

SOON = 60
"""Seconds after which what should be gone is not."""

SLOW = (
    "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(99)'])"
)
"""A judge that starts another program and waits for it, as one with a browser does."""

TRY = """
import signal, sys
from pathlib import Path
from reportgen.verify import runner
from reportgen.verify.judge import Judge
from reportgen.verify.subject import Subject
from reportgen.verify.toolbox import Toolbox

def opinion(subject, toolbox):
    Path(sys.argv[1], subject.name).write_text("at work")
    toolbox.run(sys.executable, "-c", {slow!r})
    return ()

JUDGES = (Judge("sloth", "pdf", "", lambda _: "1", opinion),)
runner.JUDGES = JUDGES
runner.judges_for = lambda kind, names: list(JUDGES)
if __name__ == "__main__":
    subjects = [Subject(name, "pdf", (Path(name),)) for name in ("one", "two", "three")]
    try:
        runner.judge_all(subjects, Toolbox(None))
    except KeyboardInterrupt:
        sys.exit(130)
"""


def sleepers(folder: Path) -> list[str]:
    """Return the programs at work whose command or environment names the folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if str(folder).encode() in (process / "environ").read_bytes():
                found.append((process / "cmdline").read_bytes().decode())
        except OSError:
            continue
    return found


def until(true: bool, since: float) -> bool:  # noqa: FBT001 - a condition
    """Wait a moment unless it is true; fail when it has not become so soon."""
    assert true or time.monotonic() - since < SOON
    time.sleep(0 if true else 0.05)
    return true


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks into /proc (Linux)")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "terminated"])
def test_an_interruption_ends_every_judge_and_what_it_started(
    tmp_path: Path, number: signal.Signals
) -> None:
    script = tmp_path / "court.py"
    script.write_text(TRY.format(slow=SLOW), encoding="utf-8")
    environment = {**os.environ, "COURT": str(tmp_path)}
    running = subprocess.Popen([sys.executable, script, tmp_path], env=environment)
    start = time.monotonic()
    while not until((tmp_path / "one").exists() and (tmp_path / "two").exists(), start):
        pass
    running.send_signal(number)
    running.wait(SOON)
    assert running.returncode != 0
    start = time.monotonic()
    while not until(sleepers(tmp_path) == [], start):
        pass


def test_a_signal_waits_until_the_program_that_is_being_started_can_be_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ended: list[set[int]] = []

    class Interrupted(subprocess.Popen[str]):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            tools.end_programs(then=lambda: ended.append(set(tools._RUNNING)))
            assert ended == []
            super().__init__(*arguments, **options)

    monkeypatch.setattr("reportgen.verify.toolbox.subprocess.Popen", Interrupted)
    monkeypatch.setattr(tools._STARTS, "then", None)
    answer = Toolbox(None).run(sys.executable, "-c", SLOW)
    assert len(ended) == 1
    assert answer.code == -signal.SIGKILL


def test_a_judge_that_never_ends_is_broken_and_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tools, "MINUTES", 0.005)
    before = time.monotonic()
    with pytest.raises(Broken, match="no answer"):
        Toolbox(None).run(sys.executable, "-c", SLOW)
    assert time.monotonic() - before < SOON


# ---------------------------------------------------------------- files that are none


def hostile(folder: Path, shape: str, kind: str) -> Subject:
    path = folder / f"report.{kind}"
    match shape:
        case "empty":
            path.write_bytes(b"")
        case "words":
            path.write_text("These are only words.\n", encoding="utf-8")
        case "zeros":
            path.write_bytes(bytes(1_000_000))
        case "cut":
            heads = {"pdf": b"%PDF-1.7\n1 0 obj\n<<", "html": b"<html><head><tit"}
            path.write_bytes(heads.get(kind, b"PK\x03\x04\x14\x00\x00\x00\x08\x00"))
        case "bomb":
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
                for number in range(6):
                    archive.writestr(f"{number}.xml", bytes(BOMB // 5))
        case "folder":
            path.mkdir()
    subject = subject_of(path, path.name)
    assert subject is not None
    return subject


BOMB = 4_000_000
"""Bytes that a judge may unpack in these tests, which are to be quick."""

OWN = [judge for judge in JUDGES if judge.name.startswith(("pdf-", "docx-rules", "epub-rules"))]


@pytest.mark.parametrize("shape", ["empty", "words", "zeros", "cut", "folder"])
@pytest.mark.parametrize("name", [judge.name for judge in OWN])
def test_a_file_that_is_not_what_its_name_says_fails(tmp_path: Path, name: str, shape: str) -> None:
    (judge,) = [judge for judge in OWN if judge.name == name]
    judgement = judge.judge(hostile(tmp_path, shape, judge.kind), Toolbox(None))
    assert judgement.verdict in {Verdict.FAIL, Verdict.SKIPPED}, judgement


@pytest.mark.parametrize("kind", ["docx", "epub"])
def test_an_archive_that_unpacks_without_end_is_refused_unread(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reportgen.verify.archive._LARGEST", BOMB)
    (judge,) = [judge for judge in OWN if judge.kind == kind]
    before = time.process_time()
    judgement = judge.judge(hostile(tmp_path, "bomb", kind), Toolbox(None))
    assert judgement.verdict is Verdict.FAIL
    assert "too large" in judgement.findings[0].message
    assert time.process_time() - before < SOON
