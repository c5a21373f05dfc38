"""Orders → what came of them, made by processes of this machine, as many at once as there are jobs.

A process that is lost while it makes a report costs that report one more try and the others
nothing. Processes are replaced after some reports, so that what an engine never gives back does not
add up. Whatever ends the work, Ctrl-C or a fault, ends all of them at once with all that they have
started, and takes their temporary files away. The pool of the standard library ends with the first
process that is lost, and cannot be stopped while it works.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import signal
import sys
import tempfile
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from multiprocessing import forkserver, resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from reportgen.diagnostics import Diagnostic, error
from reportgen.portfolio.work import Made, Order, failed

__all__ = ["Work", "crew"]

Work = Callable[[], AbstractContextManager[Callable[[Order], Made]]]
"""Called once in each process: opens what carries out an order. It is pickled, so it is a function
of a module or a `partial` of one."""

REPORTS_EACH = 100
"""Orders after which a process is replaced."""

_TRIES = 2
_PATIENCE = 30
"""Seconds in which a process that has nothing more to do leaves."""

_GARBAGE = (50_000, 20, 100)
"""As in the command line: a report is many small objects that live until it is made."""


def crew(orders: Iterable[Order], work: Work, jobs: int) -> Generator[Made]:
    """Yield what comes of each order when it is done; who leaves the loop ends all processes."""
    with tempfile.TemporaryDirectory(prefix="reportgen-", ignore_cleanup_errors=True) as folder:
        team = _Crew(deque(orders), work, jobs, folder)
        try:
            while team.waiting or team.busy:
                team.employ()
                yield from team.finished()
            for worker in team.free:
                worker.dismiss()
        finally:
            for worker in [*team.free, *team.busy]:
                worker.end()


@dataclass
class _Worker:
    """One process, the order that it has, and how many it has had."""

    process: BaseProcess
    pipe: Connection
    order: Order | None = None
    had: int = 0

    def give(self, order: Order) -> None:
        self.order = order
        self.had += 1
        with contextlib.suppress(OSError):  # of one that is gone, which its pipe will tell
            self.pipe.send(order)

    def dismiss(self) -> None:
        """Let the process finish what it has under way, and leave."""
        self.pipe.close()
        self.process.join(_PATIENCE)

    def end(self) -> None:
        """End the process now, and what it has started."""
        self.pipe.close()
        if self.process.is_alive() and self.process.pid is not None:
            with contextlib.suppress(OSError):
                if hasattr(os, "killpg"):
                    os.killpg(self.process.pid, signal.SIGKILL)
            self.process.kill()
        self.process.join()
        self.process.close()


class _Crew:
    """The processes of one portfolio, and the orders that nobody has yet."""

    def __init__(self, waiting: deque[Order], work: Work, jobs: int, folder: str) -> None:
        self.waiting = waiting
        self.work = work
        self.jobs = jobs
        self.folder = folder
        self.tries: Counter[str] = Counter()
        self.free: list[_Worker] = []
        self.busy: list[_Worker] = []
        self.context = _context()

    def employ(self) -> None:
        """Give orders to those who are free, and start new processes as long as there are jobs."""
        while self.waiting and len(self.busy) < self.jobs:
            worker = self.free.pop() if self.free else self.hired()
            order = self.waiting.popleft()
            self.tries[order.name] += 1
            worker.give(order)
            self.busy.append(worker)

    def hired(self) -> _Worker:
        ours, theirs = self.context.Pipe()
        process = self.context.Process(target=_serve, args=(theirs, self.work, self.folder))
        process.start()
        theirs.close()
        return _Worker(process, ours)

    def finished(self) -> Iterator[Made]:
        """Wait until someone is done, and yield what came of it."""
        ready = wait([worker.pipe for worker in self.busy])
        for worker in [worker for worker in self.busy if worker.pipe in ready]:
            order = worker.order
            assert order is not None  # noqa: S101 - it is busy
            self.busy.remove(worker)
            try:
                made: Made = worker.pipe.recv()
            except (EOFError, OSError):
                worker.process.join(1)
                code = worker.process.exitcode
                worker.end()
                if self.tries[order.name] < _TRIES:
                    self.waiting.append(order)
                    continue
                made = failed(order, _lost(code))
            else:
                if worker.had < REPORTS_EACH:
                    self.free.append(worker)
                else:
                    worker.dismiss()
                    worker.end()
            yield made


def _lost(code: int | None) -> Diagnostic:
    how = f"by signal {-code}" if code is not None and code < 0 else f"with code {code}"
    return error(
        "report-not-made",
        f"the process that made it ended {how}, {_TRIES} times",
        help="memory may have run out: try fewer at once with `--jobs`",
    )


def _context() -> Any:
    """Return how processes are started: off one that has all libraries, where that is sound."""
    if sys.platform != "linux":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["reportgen.portfolio.preload"])
    # A Ctrl-C while it loads its libraries is none of its business: the command ends it. The
    # tracker, which it would start, lets the signal through again.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return context


def _serve(pipe: Connection, work: Work, folder: str) -> None:
    """Carry out orders until nobody gives any more."""
    if hasattr(os, "setpgrp"):
        # Ctrl-C reaches the command alone, and whatever this process starts ends with its group.
        os.setpgrp()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ["TMPDIR"] = tempfile.tempdir = folder
    gc.set_threshold(*_GARBAGE)
    gc.freeze()  # what was loaded before stays, and need not be searched
    with work() as make, contextlib.suppress(EOFError, OSError):
        while True:
            pipe.send(make(pipe.recv()))
            # What holds itself in circles goes now, not when there is much of it; what is still in
            # use is remembered for the reports to come, and need not be searched again.
            gc.collect()
            gc.freeze()
