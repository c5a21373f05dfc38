"""Calls in forks: what they return and raise, and that none is left."""

from __future__ import annotations

import os
import signal
import threading
import time
from functools import partial
from pathlib import Path

import pytest

from reportgen import build, workers
from reportgen.diagnostics import Failure, error
from reportgen.workers import crew
from support.project import project

pytestmark = pytest.mark.skipif(not workers.CAN_FORK, reason="this system cannot fork")


def test_a_worker_returns_what_its_call_returns() -> None:
    large = os.urandom(3_000_000)
    with crew() as workers:
        begun = [workers.begin(partial(large.__add__, bytes([n]))) for n in range(3)]
        assert [worker.result() for worker in begun] == [large + bytes([n]) for n in range(3)]


def test_a_worker_is_another_process() -> None:
    with crew() as workers:
        assert workers.begin(lambda: b"%d" % os.getpid()).result() != b"%d" % os.getpid()


def test_a_failure_is_raised_with_its_diagnostics() -> None:
    def fail() -> bytes:
        raise Failure([error("code", "message")])

    with crew() as workers, pytest.raises(Failure, match="code: message"):
        workers.begin(fail).result()


def test_another_fault_is_told_with_its_traceback() -> None:
    with crew() as workers, pytest.raises(RuntimeError, match="ZeroDivisionError"):
        workers.begin(lambda: bytes(1 // 0)).result()


def test_a_worker_that_was_killed_is_no_empty_answer() -> None:
    with crew() as workers, pytest.raises(Failure, match=r"worker-lost: .* with code 3"):
        workers.begin(partial(os._exit, 3)).result()


def test_a_worker_that_is_killed_while_it_answers_gives_no_half_an_answer() -> None:
    def killed_in_the_middle() -> bytes:
        threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGKILL)).start()
        return b"x" * 30_000_000

    with crew() as workers:
        worker = workers.begin(killed_in_the_middle)
        time.sleep(0.2)
        with pytest.raises(Failure, match=r"worker-lost: .* by signal 9"):
            worker.result()


@pytest.mark.parametrize("interruption", [signal.default_int_handler, signal.SIG_IGN])
def test_who_leaves_early_ends_all_workers_and_lets_them_tidy_up(
    tmp_path: Path, interruption: signal.Handlers
) -> None:
    before = signal.signal(signal.SIGINT, interruption)
    begun, tidied, named = (tmp_path / name for name in ("begun", "tidied", "named"))

    def work() -> bytes:
        try:
            named.write_text(str(os.getpid()), encoding="ascii")
            begun.touch()
            time.sleep(600)
        finally:
            tidied.touch()
        return b""

    def leave() -> None:
        with crew() as workers:
            workers.begin(work)
            while not begun.exists():
                time.sleep(0.01)
            raise KeyboardInterrupt

    try:
        with pytest.raises(KeyboardInterrupt):
            leave()
    finally:
        signal.signal(signal.SIGINT, before)
    assert tidied.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(int(named.read_text("ascii")), 0)


@pytest.mark.slow
@pytest.mark.judge
def test_formats_made_beside_one_another_are_those_made_in_turn() -> None:
    beside, in_turn = (
        build.build(project(), ["html", "epub"], beside=beside).artifacts
        for beside in (True, False)
    )
    assert beside == in_turn
