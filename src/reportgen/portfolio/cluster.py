"""Orders → what came of them, made by the workers of a Dask cluster (the door to distributed).

What is sent is the pure call that a crew makes at home, with the bytes of a report's files in the
place of their folder; so the bytes that come back are the same. Where a store is configured that
machines share, artifacts come back through it, else through Dask.
"""

from __future__ import annotations

import asyncio
import logging
import os
import threading
import time
from collections import Counter, deque
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from reportgen.cache import (
    REMOTE,
    Cache,
    RemoteStore,
    address_shown,
    default_folder,
    default_remote,
    engine_parts,
    open_cache,
)
from reportgen.diagnostics import Diagnostic, Failure, error, missing_extra
from reportgen.edition import Artifact
from reportgen.files import DiskFiles, MemoryFiles, SharingFiles
from reportgen.fingerprint import fingerprint
from reportgen.memory import Memory
from reportgen.portfolio.work import Made, Order, failed, make

__all__ = ["Cluster", "join", "on_cluster"]

PATIENCE = 15
"""Seconds in which the scheduler answers, and then has its first worker."""

_ALONE = 120
"""Seconds without any worker after which none is waited for: lost ones are mostly replaced."""

_OFTEN, _MOMENT = 5, 0.05
"""Seconds after which it is asked again whether there are workers, and whether a report is done."""

_AHEAD = 3
"""Reports on the cluster for each worker: one that is made, and some that wait for it."""

_Contents = Mapping[str, bytes]


def on_cluster(
    address: str, home: Path, orders: list[Order], *, caching: bool = True
) -> Generator[Made]:
    """Yield what comes of each order, made by the cluster at `address`; see `join` for failures."""
    if orders:
        with join(address, home, caching=caching) as cluster:
            yield from cluster(orders)


@contextmanager
def join(address: str, home: Path, *, caching: bool = True) -> Iterator[Cluster]:
    """Connect to the scheduler at `address`, and see that all make there what this machine would.

    Raises `Failure` with `missing-extra`, `unreachable-scheduler` or `different-engine`.
    """
    client = _connected(address)
    try:
        engine = engine_parts()
        _compare(engine, client, address)
        remote = default_remote() if caching and default_folder() else None
        yield Cluster(client, home, engine, remote, caching)
    finally:
        client.close()


def _connected(address: str) -> Any:
    try:
        from distributed import Client, Security  # noqa: PLC0415 - an extra, and slow to load
    except ImportError:
        raise Failure([missing_extra("a cluster", "cluster", ["distributed"])]) from None
    try:
        # What it has to say is said here, as diagnostics.
        logging.getLogger("distributed").setLevel(logging.CRITICAL)
        # A client that cannot connect cannot be closed, either: it complains of that at the end.
        asyncio.run(_knock(address, Security().get_connection_args("client")))
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except Exception as fault:  # noqa: BLE001 - each kind of address has its own
        raise Failure([_unreachable(address, fault)]) from None
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError:
        client.close()
        raise Failure([
            error(
                "unreachable-scheduler",
                f"the scheduler at `{address}` has no workers",
                help=f"start some: `dask worker {address} --nthreads 1`",
            )
        ]) from None
    return client


async def _knock(address: str, security: Mapping[str, Any]) -> None:
    """See that a scheduler answers at `address`, and nothing else."""
    from distributed.comm.core import connect  # noqa: PLC0415 - an extra
    from distributed.core import send_recv  # noqa: PLC0415

    async def ask() -> Any:
        comm = await connect(address, timeout=PATIENCE, **security)
        try:
            return await send_recv(comm, op="identity")
        finally:
            comm.abort()

    said = await asyncio.wait_for(ask(), PATIENCE + 1)
    if said.get("type") != "Scheduler":
        message = f"what answers is a {said.get('type')}"
        raise ValueError(message)


def _unreachable(address: str, fault: Exception) -> Diagnostic:
    said = (
        " ".join(str(fault).split()) or f"it does not answer as one does ({type(fault).__name__})"
    )
    return error(
        "unreachable-scheduler",
        f"there is no Dask scheduler at `{address}`: {said[:200]}",
        help="start one with `dask scheduler`, and give the address that it shows, such as "
        "`tcp://10.0.0.5:8786`",
    )


# ---------------------------------------------------------------- who makes reports there


def _compare(engine: Mapping[str, str], client: Any, address: str) -> None:
    """See that the scheduler and every worker have the same reportgen and the same engines."""
    try:
        answers = {"the scheduler": client.run_on_scheduler(_parts)}
        answers |= {f"the worker {name}": said for name, said in client.run(_parts).items()}
    except Exception as fault:  # noqa: BLE001 - Dask passes on whatever is raised there
        said = " ".join(f"{type(fault).__name__}: {fault}".split())[:200]
        raise Failure([_different(f"the cluster at {address}", said)]) from None
    faults = [
        _different(who, "; ".join(found))
        for who, said in answers.items()
        if (found := differences(engine, said))
    ]
    if faults:
        raise Failure(faults)


@cache
def _parts() -> dict[str, str]:
    return engine_parts()


def differences(here: Mapping[str, str], there: Mapping[str, str]) -> list[str]:
    """Name the first parts that differ: which, and its version on either side."""
    names = [name for name in {**here, **there} if here.get(name) != there.get(name)]
    shown = [
        f"{name} is {there.get(name, 'missing')} there and {here.get(name, 'missing')} here"
        for name in names[:3]
    ]
    return shown if len(names) <= len(shown) else [*shown, f"and {len(names) - 3} more differ"]


def _different(who: str, said: str) -> Diagnostic:
    return error(
        "different-engine",
        f"{who} would not make what this machine makes: {said}",
        help="install the same reportgen there, from the same lock file or image, on the same "
        "system",
    )


# ---------------------------------------------------------------- what is sent and what comes back


@dataclass
class Cluster:
    """A Dask cluster that makes the reports of one portfolio.

    `remote` is the address of the store that machines share, if there is one.
    """

    client: Any
    home: Path
    engine: Mapping[str, str]
    remote: str | None = None
    caching: bool = True
    _at_home: dict[str, Any] = field(default_factory=dict)

    def __call__(self, orders: list[Order]) -> Generator[Made]:
        """Yield what comes of each order when it is done; who leaves the loop cancels the rest."""
        from distributed import as_completed  # noqa: PLC0415 - an extra

        waiting = deque(orders)
        often = Counter(order.folder for order in orders)
        begun: dict[Any, Order] = {}
        done = as_completed(loop=self.client.loop)
        try:
            while (waiting or begun) and self.client.status != "closed":
                room = self._room()
                while waiting and len(begun) < room:
                    order = waiting.popleft()
                    try:
                        future = self._begin(order, alone=often[order.folder] == 1)
                    except Failure as failure:
                        yield Made(order.name, diagnostics=failure.diagnostics)
                        continue
                    begun[future] = order
                    done.add(future)
                if begun:
                    if not self._something_is(done):
                        break
                    future = next(done)
                    order = begun.pop(future)
                    yield self._received(order, future)
                    future.release()
            why = _let_go("closed") if self.client.status == "closed" else _no_workers()
            yield from (failed(order, why) for order in [*begun.values(), *waiting])
        finally:
            if self.client.status == "running":
                self.client.cancel([*begun], force=True)
            self._at_home.clear()

    def _room(self) -> int:
        """Return how many reports may be on the cluster at once."""
        return max(self._workers(), 1) * _AHEAD

    def _workers(self) -> int:
        return len(self.client.scheduler_info(n_workers=-1).get("workers", ()))

    def _something_is(self, done: Any) -> bool:
        """Wait until a report is done; tell whether one is, before workers were gone too long."""
        seen = asked = time.monotonic()
        while not done.has_ready():
            if self.client.status == "closed":
                return False
            time.sleep(_MOMENT)
            now = time.monotonic()
            if now - asked >= _OFTEN:
                asked = now
                if self._workers():
                    seen = now
                elif now - seen >= _ALONE:
                    return False
        return True

    def _begin(self, order: Order, *, alone: bool) -> Any:
        """Send an order; the files of its folder with it, if it is the only one that needs them."""
        own = self._contents(order.folder) if alone else self._sent(order.folder)
        return self.client.submit(
            _make_there, order, own, self._sent("shared"), dict(self.engine), self.remote,
            caching=self.caching, pure=False, key=f"reportgen-{order.name}-{os.urandom(8).hex()}",
        )  # fmt: skip

    def _sent(self, folder: str) -> Any:
        """Send the files of a folder once for all; they are sent again if their worker is lost."""
        if folder not in self._at_home:
            contents = self._contents(folder)
            key = f"reportgen-files-{fingerprint(dict(contents))}"
            self._at_home[folder] = self.client.submit(_as_they_are, contents, key=key)
        return self._at_home[folder]

    def _contents(self, folder: str) -> _Contents:
        """Read what a report may ask for: its source and styles, or all that is shared.

        Raises `Failure` with the fault of a file that cannot be read.
        """
        files = DiskFiles(self.home)
        below = [folder] if folder == "shared" else [f"{folder}/source", f"{folder}/styles"]
        contents: dict[str, bytes] = {}
        seen: set[str] = set()
        while below:
            place = below.pop()
            real = os.path.realpath(self.home / place)
            if real in seen:
                continue  # a link that leads back
            seen.add(real)
            below += [f"{place}/{name}" for name in files.folders(place)]
            inside = [p for p in files.paths(place) if not (self.home / p).is_dir()]
            contents |= {path: files.read(path) for path in inside}
        return contents

    def _received(self, order: Order, future: Any) -> Made:
        """Return what came of an order, with its artifacts from the store if they are there."""
        if future.status != "finished":
            return failed(order, _given_up(future))
        sent: _Sent = future.result()
        if sent.keys is None:
            return sent.made
        store = _opened(self.remote, caching=True).cache
        found = [(name, store.get(key) if store else None) for name, key in sent.keys.items()]
        artifacts = tuple(Artifact(name, data) for name, data in found if data is not None)
        if len(artifacts) < len(found):
            return failed(order, _not_in_store(self.remote or ""))
        return replace(sent.made, artifacts=artifacts)


@dataclass(frozen=True)
class _Sent:
    """What a worker sends back: artifacts are in the store by their keys, or in `made` if None."""

    made: Made
    keys: Mapping[str, str] | None = None


def _given_up(future: Any) -> Diagnostic:
    if future.status != "error":
        return _let_go(future.status)
    fault = future.exception()
    said = " ".join(f"{type(fault).__name__}: {fault}".split())[:300]
    return error(
        "report-not-made",
        f"the cluster has given it up: {said}",
        help="a worker that is lost again and again mostly lacks memory: see the logs of the "
        "workers",
    )


def _let_go(status: str) -> Diagnostic:
    return error(
        "report-not-made",
        f"the cluster has let go of it ({status}): its scheduler has ended, most likely",
        help="see that the scheduler runs, and build again: what was made is not made again",
    )


def _no_workers() -> Diagnostic:
    return error(
        "report-not-made",
        f"the cluster has had no worker for {_ALONE} seconds",
        help="start workers, and build again: what was made is not made again",
    )


def _not_in_store(address: str) -> Diagnostic:
    return error(
        "report-not-made",
        f"what a worker made has not come back through the store at `{address_shown(address)}`",
        help="let every worker reach the store, or build without REPORTGEN_CACHE_REMOTE",
    )


# ---------------------------------------------------------------- on a worker

_one_at_a_time = threading.Lock()
"""A build has its process to itself; threads of one worker wait for each other."""


def _as_they_are(contents: _Contents) -> _Contents:
    return contents


def _make_there(
    order: Order,
    own: _Contents,
    shared: _Contents,
    engine: Mapping[str, str],
    remote: str | None,
    *,
    caching: bool,
) -> _Sent:
    """Make one report on a worker, which may have joined after all others were looked at."""
    found = differences(engine, _parts())
    if found:
        return _Sent(failed(order, _different("a worker", "; ".join(found))))
    below = f"{order.folder}/"
    files = SharingFiles(
        MemoryFiles({path.removeprefix(below): data for path, data in own.items()}),
        MemoryFiles(shared),
    )
    with _one_at_a_time:
        kept = _opened(remote, caching)
        with kept.memory.open():
            made = make(order, files)
        keys = _stored(kept.cache, made)
        if kept.cache is not None:
            made = replace(made, unkept=kept.cache.said())
    if not keys:
        return _Sent(made)
    return _Sent(replace(made, artifacts=tuple(Artifact(name, b"-") for name in keys)), keys)


def _stored(cache: Cache | None, made: Made) -> dict[str, str]:
    """Put artifacts into the store that machines share; return their keys, none without one."""
    store = cache.remote if cache is not None else None
    if cache is None or not isinstance(store, RemoteStore):
        return {}
    keys = {one.name: cache.key("artifact", one.data) for one in made.artifacts}
    for one in made.artifacts:
        store.put(keys[one.name], one.data)
    store.flush()
    return {} if store.fault else keys


@dataclass(frozen=True)
class _Opened:
    """What a worker keeps from one report to the next."""

    cache: Cache | None
    memory: Memory


@cache
def _opened(remote: str | None, caching: bool) -> _Opened:  # noqa: FBT001 - a key of the cache
    found = _opened_cache(remote) if caching else None
    return _Opened(found, Memory(found, rounds=1))


def _opened_cache(remote: str | None) -> Cache | None:
    """Open the cache of this machine, with the store that the command has configured."""
    if remote is not None:
        os.environ[REMOTE] = remote
    return open_cache(shared=remote is not None)
