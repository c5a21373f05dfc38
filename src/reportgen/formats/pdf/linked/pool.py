"""Several sections at once: workers that take the next one as soon as they are free."""

from __future__ import annotations

import gc
import os
import struct
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from reportgen.workers import crew

__all__ = ["made_by"]

_JOB = struct.Struct("=I")
_DONE = struct.Struct("=IQ")
_MOST = 4096
"""Jobs whose numbers a pipe holds on every system."""


def made_by(workers: int, jobs: Sequence[int], make: Callable[[int], bytes]) -> dict[int, bytes]:
    """Return what `make` gives for each job; with more than one worker, of forks of this process.

    The jobs are begun in their order.
    """
    hands = min(workers, len(jobs))
    if hands <= 1 or len(jobs) > _MOST:
        return {job: make(job) for job in jobs}
    asked, asking = os.pipe()
    try:
        os.write(asking, b"".join(_JOB.pack(job) for job in jobs))
        os.close(asking)
        with crew() as forks:
            begun = [forks.begin(partial(_work, asked, make)) for _ in range(hands)]
            return {job: data for worker in begun for job, data in _parts(worker.result())}
    finally:
        os.close(asked)


def _work(asked: int, make: Callable[[int], bytes]) -> bytes:
    """Make one job after the other, until none is left."""
    done = []
    while number := os.read(asked, _JOB.size):
        (job,) = _JOB.unpack(number)
        data = make(job)
        # Boxes hold one another in circles: without this, those of all sections would pile up.
        gc.collect()
        done += [_DONE.pack(job, len(data)), data]
    return b"".join(done)


def _parts(done: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(done):
        job, length = _DONE.unpack_from(done, at)
        at += _DONE.size
        yield job, done[at : at + length]
        at += length
