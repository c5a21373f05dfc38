"""Subjects and judges → judgements, several at a time."""

from __future__ import annotations

import concurrent.futures
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from types import FrameType

from reportgen.verify.judge import Judge
from reportgen.verify.registry import JUDGES, judges_for
from reportgen.verify.subject import Subject
from reportgen.verify.toolbox import Toolbox, end_programs
from reportgen.verify.verdict import Judgement, Verdict

__all__ = ["Progress", "judge_all"]

Progress = Callable[[int, int], None]
"""Told how many judgements are there, and how many there will be."""


def judge_all(
    subjects: Iterable[Subject],
    toolbox: Toolbox,
    *,
    names: tuple[str, ...] = (),
    processes: int = 2,
    progress: Progress = lambda _done, _all: None,
) -> list[Judgement]:
    """Show every subject to every judge of its kind, or to those named.

    The judgements come in the order of the subjects and of the registry. What takes longest begins
    first, so that no process waits for another at the end.
    """
    cases = [(judge, subject) for subject in subjects for judge in judges_for(subject.kind, names)]
    if processes <= 1 or len(cases) <= 1:
        judgements = []
        for judge, subject in cases:
            judgements.append(judge.judge(subject, toolbox))
            progress(len(judgements), len(cases))
        return judgements
    order = sorted(range(len(cases)), key=lambda index: -cases[index][0].cost)
    done: dict[int, Judgement] = {}
    # Forking a program that has threads may stop it for ever; a new process is the same anywhere.
    context = multiprocessing.get_context("spawn")
    pool = concurrent.futures.ProcessPoolExecutor(processes, context, _begin)
    with _heeding_sigterm(), pool:
        try:
            waiting = {
                pool.submit(_judge, cases[i][0].name, cases[i][1], toolbox): i for i in order
            }  # fmt: skip
            for future in concurrent.futures.as_completed(waiting):
                index = waiting[future]
                done[index] = _result(future, *cases[index])
                progress(len(done), len(cases))
        except BaseException:
            # Whoever waits no more, for Ctrl-C or another reason, leaves nobody at work.
            pool.shutdown(wait=False, cancel_futures=True)
            for child in multiprocessing.active_children():
                child.terminate()
            raise
    return [done[index] for index in range(len(cases))]


@contextmanager
def _heeding_sigterm() -> Iterator[None]:
    """Let a request to end count as Ctrl-C, so that the judges are ended first."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may say what a signal does
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _begin() -> None:
    """Let Ctrl-C end a process and its judge without a word; the one that waits has the word."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)


def _stop(number: int, frame: FrameType | None) -> None:
    del frame
    end_programs(then=lambda: os._exit(128 + number))


def _judge(name: str, subject: Subject, toolbox: Toolbox) -> Judgement:
    """Ask one judge; runs in a process of its own, which finds the judge by its name."""
    judge = next(judge for judge in JUDGES if judge.name == name)
    return judge.judge(subject, toolbox)


def _result(
    future: concurrent.futures.Future[Judgement], judge: Judge, subject: Subject
) -> Judgement:
    try:
        return future.result()
    except BrokenProcessPool:
        remark = "its process died, perhaps for want of memory"
        return Judgement(subject.name, judge.name, "", Verdict.BROKEN, remark=remark)
