"""A store that machines share: a bucket or a folder, by fsspec. The only door to it.

It is asked for what the folder of this machine lacks, and given what was made. The first thing
that goes wrong ends its use: a build does not wait again and again for a network that is not there.
"""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING, Any

from reportgen.cache.places import address_shown
from reportgen.cache.store import unwrapped, wrapped
from reportgen.diagnostics import Failure, error, missing_extra

if TYPE_CHECKING:
    from concurrent.futures import Future

__all__ = ["RemoteStore"]

_AT_ONCE = 4


class RemoteStore:
    """Entries below an address that fsspec knows, such as `s3://bucket/folder`."""

    def __init__(self, address: str) -> None:
        """Use the store at `address`.

        Raises `Failure` with `missing-extra` when fsspec, or what it needs for such an address, is
        not installed.
        """
        from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - where there is a store

        self.address = address
        self.fault = ""
        """What went wrong, in the words of fsspec; empty if nothing did."""
        self._pool = ThreadPoolExecutor(_AT_ONCE)
        self._waiting: list[Future[None]] = []
        self._lock = threading.Lock()
        self._process = self._opened_in = os.getpid()
        self._system, self._folder = self._opened(address)

    def _here(self) -> Any:
        """Return the file system; a fork needs one of its own, for most have a thread at work."""
        if os.getpid() != self._opened_in:
            self._opened_in = os.getpid()
            self._system, self._folder = self._opened(self.address, skip_instance_cache=True)
        return self._system

    def _opened(self, address: str, **options: bool) -> tuple[Any, str]:
        try:
            import fsspec  # noqa: PLC0415 - an extra
        except ImportError:
            raise Failure([missing_extra("a remote cache", "remote", ["fsspec"])]) from None
        try:
            system, folder = fsspec.core.url_to_fs(address, **options)
        except ImportError as fault:  # of the package for that kind of address
            shown = address_shown(address)
            message = f"the address `{shown}` of a remote cache needs another package: {fault}"
            raise Failure([
                error(
                    "missing-extra", message.rstrip("."),
                    help="install it beside reportgen, or unset REPORTGEN_CACHE_REMOTE",
                )
            ]) from None  # fmt: skip
        except Exception as fault:  # noqa: BLE001 - each file system has its own
            self._failed(fault)
            return None, ""
        return system, folder.rstrip("/")

    def _failed(self, fault: BaseException) -> None:
        said = " ".join(f"{type(fault).__name__}: {fault}".split())
        self.fault = self.fault or said.replace(self.address, address_shown(self.address))

    def get(self, key: str) -> bytes | None:
        """Return what is kept under a key."""
        if self.fault:
            return None
        try:
            kept: bytes = self._here().cat_file(f"{self._folder}/{key[:2]}/{key[2:]}")
        except FileNotFoundError:
            return None
        except Exception as fault:  # noqa: BLE001 - each file system has its own
            self._failed(fault)
            return None
        return unwrapped(key, kept)

    def put(self, key: str, data: bytes) -> None:
        """Begin to keep bytes under a key."""
        if self.fault:
            return
        if os.getpid() != self._process:
            self._put(key, data)  # a fork has none of the threads
        else:
            with self._lock:
                self._waiting.append(self._pool.submit(self._put, key, data))

    def _put(self, key: str, data: bytes) -> None:
        folder = f"{self._folder}/{key[:2]}"
        try:
            system = self._here()
            system.makedirs(folder, exist_ok=True)
            system.pipe_file(f"{folder}/{key[2:]}", wrapped(key, data))
        except Exception as fault:  # noqa: BLE001 - each file system has its own
            self._failed(fault)

    def flush(self) -> None:
        """Wait for all that is being kept; `fault` then says whether it is."""
        with self._lock:
            waiting, self._waiting = self._waiting, []
        for one in waiting:
            one.result()

    def close(self) -> None:
        """Wait for all that is being kept; after a fault, for nothing more."""
        self._pool.shutdown(wait=True, cancel_futures=bool(self.fault))
