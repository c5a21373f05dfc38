"""Pure calls at work beside this process, each in a fork of it: they see all that it has made.

What comes back is bytes. Where a system cannot fork, a call is made when its answer is asked for.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import signal
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from reportgen.diagnostics import Diagnostic, Failure, error, exhausted, from_plain, in_plain

__all__ = ["Crew", "Worker", "crew", "processors"]

CAN_FORK = hasattr(os, "fork") and sys.platform != "darwin"
"""macOS has `fork`, but its libraries do not bear it."""

_DONE, _FAILED, _BROKEN = b"d", b"f", b"b"
_PIECE = 1 << 20


def processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Worker:
    """One call at work."""

    def __init__(self, call: Callable[[], bytes]) -> None:
        """Begin the call."""
        self._call = call
        self._pid = 0
        self._pipe = -1
        if CAN_FORK:
            self._begin()

    def _begin(self) -> None:
        ours, theirs = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        with warnings.catch_warnings():
            # Python warns of threads that a fork does not have: the child uses none of them.
            warnings.simplefilter("ignore", DeprecationWarning)
            self._pid = os.fork()
        if self._pid == 0:
            os.close(ours)
            _work(self._call, theirs)
        os.close(theirs)
        self._pipe = ours

    def result(self) -> bytes:
        """Return what the call returns, and raise what it raises.

        A fault that is no `Failure` comes back as a `RuntimeError` with its traceback. Raises
        `Failure` with `worker-lost` where the call did not come to its end.
        """
        if not CAN_FORK:
            return self._call()
        with os.fdopen(self._pipe, "rb") as pipe:
            self._pipe = -1
            said = pipe.read()
        code = self._await()
        kind, told = said[:1], said[1:]
        if not kind or code < 0 or (kind == _DONE and code):
            # What it has said may be half of it.
            raise Failure([_lost(code)])
        if kind == _DONE:
            return told
        if kind == _FAILED:
            raise Failure(from_plain(json.loads(told)))
        raise RuntimeError(told.decode())

    def end(self) -> None:
        """End the call, if it is still at work, and wait until it has tidied up."""
        if self._pid:
            with contextlib.suppress(OSError):
                os.kill(self._pid, signal.SIGTERM)
            self._await()
        if self._pipe >= 0:
            os.close(self._pipe)
            self._pipe = -1

    def _await(self) -> int:
        """Wait for the end of the process; return its exit code, negative for a signal."""
        status = 0
        with contextlib.suppress(ChildProcessError):
            _, status = os.waitpid(self._pid, 0)
        self._pid = 0
        return os.waitstatus_to_exitcode(status)


def _lost(code: int) -> Diagnostic:
    how = f"by signal {-code}" if code < 0 else f"with code {code}"
    return error(
        "worker-lost",
        f"a process that made a part of the report ended {how} before it was done",
        help="memory may have run out: build one format at a time with `--format`, and see what "
        "else runs on the machine",
    )


class Crew:
    """The workers of one build."""

    def __init__(self) -> None:
        """Begin with none."""
        self._workers: list[Worker] = []
        self._frozen = False

    def begin(self, call: Callable[[], bytes]) -> Worker:
        """Set a worker to a call."""
        if not self._workers:
            # What is there now is there for good: a search for garbage would copy it into every
            # child. Who has frozen it before decides when that ends.
            self._frozen = not gc.get_freeze_count()
            gc.freeze()
        worker = Worker(call)
        self._workers.append(worker)
        return worker

    def end(self) -> None:
        """End all workers."""
        for worker in self._workers:
            worker.end()
        if self._frozen:
            gc.unfreeze()


@contextmanager
def crew() -> Iterator[Crew]:
    """Have workers; when the block is left, in whichever way, none is at work any more."""
    workers = Crew()
    try:
        yield workers
    finally:
        workers.end()


def _work(call: Callable[[], bytes], pipe: int) -> None:
    """Make the call in the child, and leave it without what Python does at the end of a program."""
    code = 1
    try:
        # Not SIGINT: a shell has what it starts in the background ignore that.
        signal.signal(signal.SIGTERM, _leave)
        try:
            said = _DONE + call()
            code = 0
        except Failure as failure:
            said = _FAILED + json.dumps(in_plain(failure.diagnostics)).encode()
        except Exception as fault:  # noqa: BLE001 - told to the parent
            said = _BROKEN + traceback.format_exc().encode("utf-8", "backslashreplace")
            if (lacking := exhausted(fault)) is not None:
                said = _FAILED + json.dumps(in_plain([lacking])).encode()
        view = memoryview(said)
        while view:
            view = view[os.write(pipe, view[:_PIECE]) :]
    except BaseException:  # noqa: BLE001 - an interruption, or a parent that is gone
        code = 1
    finally:
        os._exit(code)


def _leave(number: int, frame: object) -> None:
    """Unwind the call, so that it can tidy up."""
    del frame
    raise SystemExit(number)
