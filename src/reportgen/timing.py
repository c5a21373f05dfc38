"""Where the time goes: spans of work, noted while a trace is open, in this process and its forks.

With no trace open a span is nothing and costs nothing. Spans lie in one another as the calls do;
a process that was forked from this one writes its own into the same trace.
"""

from __future__ import annotations

import functools
import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import asdict, dataclass, field
from typing import IO, ParamSpec, TypeVar

__all__ = ["Span", "Trace", "cpu_time", "span", "timed"]

P = ParamSpec("P")
T = TypeVar("T")

_NOTHING: AbstractContextManager[None] = nullcontext()


@dataclass(frozen=True)
class Span:
    """A piece of work: its name, when it began, and what it took, in nanoseconds.

    `begun` and `wall` are of the system's monotonic clock, which all processes share. `cpu` is that
    of its process and of those that ended and were waited for meanwhile, pandoc's among them.
    """

    name: str
    process: int
    thread: int
    begun: int
    wall: int
    cpu: int
    details: dict[str, str] = field(default_factory=dict)


class Trace:
    """The spans of one command."""

    def __init__(self) -> None:
        """Begin without a span."""
        self.process = os.getpid()
        self._own: list[Span] = []
        self._others: IO[bytes] | None = None

    @contextmanager
    def open(self) -> Iterator[Trace]:
        """Note the spans of the block, and of the processes that it forks."""
        import tempfile  # noqa: PLC0415 - while a trace is wanted

        global _open
        before = _open
        # Without a name: nothing of it is left behind, however the processes end. Forks write to
        # the same open file, so that no line is written over another.
        with tempfile.TemporaryFile(buffering=0) as others:
            _open, self._others = self, others
            try:
                yield self
            finally:
                _open, self._others = before, None
                others.seek(0)
                self._own += [Span(**json.loads(line)) for line in others]

    def spans(self) -> list[Span]:
        """Return all spans, once the trace is closed, as they began; of two, the longer first."""
        return sorted(self._own, key=lambda s: (s.begun, -s.wall))

    @contextmanager
    def noted(self, name: str, details: dict[str, str]) -> Iterator[None]:
        """Note how long the block took."""
        begun, cpu = time.perf_counter_ns(), cpu_time()
        try:
            yield
        finally:
            process, thread = os.getpid(), threading.get_native_id()
            wall = time.perf_counter_ns() - begun
            made = Span(name, process, thread, begun, wall, cpu_time() - cpu, details)
            if process == self.process:
                self._own.append(made)
            elif self._others is not None:
                self._others.write(json.dumps(asdict(made)).encode() + b"\n")


_open: Trace | None = None


def span(name: str, **details: str) -> AbstractContextManager[None]:
    """Note how long the block takes, where a trace is open."""
    return _NOTHING if _open is None else _open.noted(name, details)


def timed(name: str) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Note how long each call of a function takes, where a trace is open."""

    def decorate(call: Callable[P, T]) -> Callable[P, T]:
        @functools.wraps(call)
        def noted(*args: P.args, **options: P.kwargs) -> T:
            with span(name):
                return call(*args, **options)

        return noted

    return decorate


def cpu_time() -> int:
    """Return the CPU time of this process and of the children that it waited for, in ns.

    In another thread than the first, that of the thread alone and of all children.
    """
    try:
        import resource  # noqa: PLC0415 - Unix alone has it
    except ImportError:
        return time.process_time_ns()
    of_children = resource.getrusage(resource.RUSAGE_CHILDREN)
    own = time.process_time_ns() if _is_main() else time.thread_time_ns()
    return own + round((of_children.ru_utime + of_children.ru_stime) * 1e9)


def _is_main() -> bool:
    return threading.current_thread() is threading.main_thread()
