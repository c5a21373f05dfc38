"""The shelf of a memory: results under the digest of what they follow from."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from reportgen.cache.engine import engine_digest
from reportgen.cache.places import (
    default_folder,
    default_limit,
    default_remote,
    misread_settings,
)
from reportgen.cache.store import FolderStore, Store
from reportgen.diagnostics import Diagnostic, Failure, error, remark
from reportgen.fingerprint import fingerprint
from reportgen.memory import Codec

__all__ = ["Cache", "Counts", "open_cache"]

T = TypeVar("T")


@dataclass
class Counts:
    """How many results were found, how many were made, and how many came out as they were kept."""

    found: int = 0
    made: int = 0
    same: int = 0


@dataclass
class Cache:
    """Results in a store, and in one that machines share.

    With `verifying`, what is found is made again all the same, and must come out equal.
    """

    store: Store
    engine: str
    remote: Store | None = None
    verifying: bool = False
    counts: dict[str, Counts] = field(default_factory=dict)
    faults: tuple[Diagnostic, ...] = ()
    """What is wrong with its settings; once it is closed, what could not be kept, too."""

    def key(self, call: str, values: Hashable) -> str:
        """Return the key of a call: the digest of all that its result follows from."""
        return hashlib.sha256(f"{self.engine} {fingerprint((call, values))}".encode()).hexdigest()

    def get(self, key: str) -> bytes | None:
        """Return what is kept under a key, wherever it is."""
        data = self.store.get(key)
        if data is None and self.remote is not None:
            data = self.remote.get(key)
            if data is not None:
                self.store.put(key, data)
        return data

    def put(self, key: str, data: bytes) -> None:
        """Keep bytes under a key, everywhere."""
        self.store.put(key, data)
        if self.remote is not None:
            self.remote.put(key, data)

    def made(self, call: str, values: Hashable, make: Callable[[], T], codec: Codec[T]) -> T:
        """Return what is kept of a call, or what `make` gives, which is kept from then on."""
        return self.made_all(call, [values], lambda _: [make()], codec)[0]

    def made_all(
        self,
        call: str,
        asked: Sequence[Hashable],
        make: Callable[[list[int]], Sequence[T]],
        codec: Codec[T],
    ) -> list[T]:
        """Return what is kept of several calls; those that lack are made in one go."""
        keys = [self.key(call, values) for values in asked]
        kept = [self.get(key) for key in keys]
        lacking = [i for i, data in enumerate(kept) if data is None or self.verifying]
        new = dict(zip(lacking, make(lacking) if lacking else (), strict=True))
        counts = self.counts.setdefault(call, Counts())
        counts.found += len(asked) - len(lacking)
        counts.made += len(lacking)
        results = []
        for i, (key, data) in enumerate(zip(keys, kept, strict=True)):
            if i not in new:
                assert data is not None  # noqa: S101 - or it would lack
                results.append(codec.unpack(data))
                continue
            packed = codec.pack(new[i])
            if data is None:
                if codec.keeps(new[i]):
                    self.put(key, packed)
            elif data != packed:
                raise Failure([_differs(call)])
            else:
                counts.same += 1
            results.append(new[i])
        return results

    def close(self) -> None:
        """Finish what is under way, and note what could not be kept."""
        for store in (self.store, self.remote):
            if store is not None:
                store.close()
        self.faults = self.said()

    def said(self) -> tuple[Diagnostic, ...]:
        """Return what is wrong with its settings, and what could not be kept so far."""
        said = [*self.faults]
        if self.store.fault:
            said.append(remark("cache-unwritable", _LOST.format(self.store.fault), help=_MEND))
        if self.remote is not None and self.remote.fault:
            said.append(remark("cache-unreachable", _LOST.format(self.remote.fault), help=_MEND))
        return tuple(said)


_LOST = "not all was kept for the next build: {}"
_MEND = "mend it, or build with --no-cache"


def _differs(call: str) -> Diagnostic:
    return error(
        "cache-differs",
        f"what the cache has of the call `{call}` is not what came of it now",
        help="this is a bug of reportgen, or a damaged machine: report it, and build with "
        "--no-cache until it is mended",
    )


def open_cache(*, verifying: bool = False, shared: bool = True) -> Cache | None:
    """Open the cache that the environment names; None where none is wanted.

    Only with `shared` is it joined with a store that machines share. Raises `Failure` with
    `missing-extra` when that store needs what is not installed.
    """
    folder = default_folder()
    if folder is None:
        return None
    address = default_remote() if shared else None
    remote: Store | None = None
    if address is not None:
        from reportgen.cache.remote import RemoteStore  # noqa: PLC0415 - an extra

        remote = RemoteStore(address)
    store = FolderStore(folder, default_limit())
    engine = engine_digest(folder / "engine")
    return Cache(store, engine, remote, verifying, faults=tuple(misread_settings()))
