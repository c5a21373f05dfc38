"""Bytes by key in a folder: whole or not there, and no more of them than are wanted."""

from __future__ import annotations

import contextlib
import hashlib
import os
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

__all__ = ["FolderStore", "Store", "unwrapped", "wrapped"]

_MARK, _PLAIN = b"reportgen kept\n", b"reportgen held\n"
"""How an entry begins that is packed, and one that is as it was given; they are as long."""

_SAMPLE, _GAIN = 1 << 14, 0.9
"""How many bytes are packed to see whether that is worth it, and to what part of them."""

_DAY, _HOUR = 86_400, 3_600
_LEFT = 0.8
"""The part of the limit to which a store is pruned."""


class Store(Protocol):
    """Bytes by key. Never raises: what cannot be had is not there."""

    fault: str
    """Why something could not be kept or read; empty if all could."""

    def get(self, key: str) -> bytes | None:
        """Return what is kept under a key, None if there is nothing or it is not whole."""

    def put(self, key: str, data: bytes) -> None:
        """Keep bytes under a key."""

    def close(self) -> None:
        """Finish what is under way, and tidy up."""


def wrapped(key: str, data: bytes) -> bytes:
    """Return bytes as they are kept: with a digest by which a flaw is found, and packed.

    The digest is of the key, too: an entry that lies under the name of another one is none. What is
    packed already, as most artifacts are, stays as it is.
    """
    middle = max(len(data) // 2 - _SAMPLE, 0)
    sample = data[middle : middle + _SAMPLE]
    packed = zlib.compress(sample, 1)
    if len(packed) > len(sample) * _GAIN:
        mark, kept = _PLAIN, data
    else:
        mark, kept = _MARK, packed if len(sample) == len(data) else zlib.compress(data, 1)
    return mark + hashlib.sha256(key.encode() + kept).digest() + kept


def unwrapped(key: str, kept: bytes) -> bytes | None:
    """Return the bytes that were kept under a key, None if these are not what was written."""
    mark, said, packed = kept[: len(_MARK)], kept[len(_MARK) :][:32], kept[len(_MARK) + 32 :]
    if mark not in {_MARK, _PLAIN} or hashlib.sha256(key.encode() + packed).digest() != said:
        return None
    try:
        return zlib.decompress(packed) if mark == _MARK else packed
    except zlib.error:
        return None


def _for_its_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


class FolderStore:
    """A store on the disk of this machine, for any number of processes at once.

    An entry is written under another name and renamed, so that it is whole when it is found. What
    was used least recently goes first when there is more than `limit` bytes.
    """

    def __init__(self, folder: Path, limit: int) -> None:
        """Keep entries below `folder`, which need not be there yet."""
        self.folder = folder
        self.limit = limit
        self.fault = ""
        """Why nothing could be kept; empty if all was."""
        self._put = 0
        self._there: set[Path] = set()

    def _path(self, key: str) -> Path:
        # To make a folder takes as long as to write an entry: sixteen hold enough.
        return self.folder / "entries" / key[:1] / key[1:]

    def get(self, key: str) -> bytes | None:
        """Return what is kept under a key; what is not whole is thrown away."""
        path = self._path(key)
        try:
            kept = path.read_bytes()
            used = path.stat().st_mtime
        except OSError:
            return None
        data = unwrapped(key, kept)
        with contextlib.suppress(OSError):
            if data is None:
                path.unlink()
            elif abs(time.time() - used) > _HOUR:
                os.utime(path)
        return data

    def put(self, key: str, data: bytes) -> None:
        """Keep bytes under a key, or note why they cannot be kept."""
        path, written = self._path(key), wrapped(key, data)
        # A build keeps hundreds of small results: `tempfile` would take longer than all else here.
        temporary = f"{self.folder}{os.sep}.new-{os.getpid()}-{os.urandom(8).hex()}"
        try:
            if path.parent not in self._there:
                path.parent.mkdir(parents=True, exist_ok=True)
                self._there.add(path.parent)
            # It may hold what is not for everyone.
            with open(temporary, "xb", opener=_for_its_owner) as stream:
                stream.write(written)
            os.replace(temporary, path)  # noqa: PTH105 - as above
            temporary = ""
            self._put += len(written)
        except OSError as fault:
            self.fault = f"{fault.filename or self.folder}: {fault.strerror}"
            self._there.clear()  # whoever clears the cache may take the folders away
        finally:
            if temporary:  # of a fault, or of Ctrl-C
                with contextlib.suppress(OSError):
                    Path(temporary).unlink()

    def close(self) -> None:
        """Prune the store if it is due: once an hour in which something was kept, or after much."""
        if not self._put:
            return
        due = self.folder / "pruned"
        try:
            # A clock that was set back has times that are still to come.
            recently = abs(time.time() - due.stat().st_mtime) < _HOUR
        except OSError:
            recently = False
        if not recently or self._put > self.limit / 20:
            self._put = 0
            self.prune()
            with contextlib.suppress(OSError):
                due.touch()

    def entries(self) -> Iterator[tuple[Path, os.stat_result]]:
        """Yield every entry with what the disk says of it; another process may remove some."""
        for path in (self.folder / "entries").glob("*/*"):
            with contextlib.suppress(OSError):
                yield path, path.stat()

    def prune(self, limit: int | None = None) -> int:
        """Remove what was used least recently until all fits the limit; return the bytes freed."""
        limit = self.limit if limit is None else limit
        there = sorted(self.entries(), key=lambda entry: entry[1].st_mtime)
        held = sum(state.st_size for _, state in there)
        freed = 0
        if held > limit:
            for path, state in there:
                if held - freed <= limit * _LEFT:
                    break
                with contextlib.suppress(OSError):
                    path.unlink()
                    freed += state.st_size
        # What a process that was killed had begun to write.
        for path in self.folder.glob(".new-*"):
            with contextlib.suppress(OSError):
                if limit == 0 or abs(time.time() - path.stat().st_mtime) > _DAY:
                    path.unlink()
        return freed
