"""How much a process takes: CPU seconds with those of all its children, wall time, memory.

What the rest of the machine did meanwhile is measured as well: a wall time says nothing where
others were at work.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

__all__ = ["QUIET", "Run", "measured", "peak_memory"]

QUIET = 0.15
"""How many cores others may keep busy while a wall time is measured that shall count."""

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Run:
    """What one run took: seconds of CPU and of wall time; `others` are the cores in use besides."""

    cpu: float
    wall: float
    others: float

    def plain(self) -> dict[str, float]:
        """Return it as numbers that JSON holds, to the millisecond."""
        return {name: round(value, 3) for name, value in asdict(self).items()}


def measured(
    command: Sequence[str | Path], *, folder: Path, environment: Mapping[str, str] | None = None
) -> Run:
    """Run a command to its end. Raises `RuntimeError` with what it said if it fails."""
    _adopt()
    busy, spent, begun = _busy(), _children(), time.perf_counter()
    with (folder / "said.txt").open("wb") as said:
        process = subprocess.Popen(
            [str(part) for part in command], cwd=folder, stdout=said, stderr=said,
            env={**os.environ, **(environment or {})},
        )  # fmt: skip
        _, status = os.waitpid(process.pid, 0)
    wall = time.perf_counter() - begun
    _reap()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        text = (folder / "said.txt").read_text(encoding="utf-8", errors="replace")
        message = f"{' '.join(map(str, command))}\nended with {process.returncode}:\n{text[-3000:]}"
        raise RuntimeError(message)
    cpu = _children() - spent
    return Run(cpu, wall, max(0.0, (_busy() - busy - cpu) / wall))


def _adopt() -> None:
    """Become the parent of processes that outlive theirs: what they took would be lost."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


_PR_SET_CHILD_SUBREAPER = 36
_LONGEST_END = 10


def _reap() -> None:
    """Wait for the processes that a program has left behind, but not for ever."""
    end = time.monotonic() + _LONGEST_END
    with contextlib.suppress(ChildProcessError):
        while time.monotonic() < end:
            if os.waitpid(-1, os.WNOHANG) == (0, 0):
                time.sleep(0.01)


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _busy() -> float:
    """Return the CPU seconds that the machine has spent; 0 where it does not tell."""
    try:
        fields = Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()[1:]
    except OSError:
        return 0.0
    user, nice, system, _, _, irq, softirq = map(int, fields[:7])
    return (user + nice + system + irq + softirq) / _TICKS


def peak_memory(run: Callable[[], Run]) -> int:
    """Return the most memory, in MB, that the processes of a run held at one time.

    Memory that processes share is counted once (PSS); it is looked at ten times a second.
    """
    most, over = 0, threading.Event()

    def watch() -> None:
        nonlocal most
        while not over.wait(0.1):
            most = max(most, sum(map(_proportional, _descendants(os.getpid()))))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        run()
    finally:
        over.set()
        watcher.join()
    return round(most / 1000)


def _descendants(process: int) -> list[int]:
    found: list[int] = []
    waiting = [process]
    while waiting:
        one = waiting.pop()
        for children in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                below = [int(child) for child in children.read_text(encoding="ascii").split()]
            except OSError:
                continue
            found += below
            waiting += below
    return found


def _proportional(process: int) -> int:
    """Return the kilobytes of a process, what it shares divided among those that share it."""
    try:
        text = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in text.splitlines() if line[:4] == "Pss:"), 0)
