"""Saved files, as they are saved: by writing, renaming or replacing.

The only door to watchfiles. A folder that goes away is waited for.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import watchfiles

from reportgen.check import BASELINE

__all__ = ["saves"]

_FOLDERS = ("source", "styles")

_GATHERED = 60
"""Milliseconds of steady writing after which what was written is looked at all the same."""
_QUIET = 5
"""Milliseconds without another write after which a save is taken to be done."""
_AGAIN = 500
"""Milliseconds after which the folders are looked for again."""


async def saves(folder: Path) -> AsyncIterator[tuple[str, ...]]:
    """Yield the paths that changed, relative to the project; never ends.

    No path is named where nobody knows which changed: after a folder came or went.
    """
    baseline = _stamp(folder)
    while True:
        there = _there(folder)
        if not there:
            await asyncio.sleep(_AGAIN / 1000)
            if _there(folder):
                yield ()
            continue
        try:
            async for changes in watchfiles.awatch(
                *there, debounce=_GATHERED, step=_QUIET, rust_timeout=_AGAIN, yield_on_timeout=True,
                recursive=True, ignore_permission_denied=True,
            ):  # fmt: skip
                if changes:
                    yield tuple(sorted({_shown(path, folder) for _, path in changes}))
                # It lies beside the folders, and to watch all of the project would be too much.
                now = _stamp(folder)
                if now != baseline:
                    baseline = now
                    yield (BASELINE,)
                if _there(folder) != there:
                    break
        except (FileNotFoundError, RuntimeError):
            # A folder that went away between the look at it and the watch.
            await asyncio.sleep(_QUIET / 1000)
        yield ()


def _there(folder: Path) -> dict[Path, int]:
    """Return the folders to watch, each with what tells it from another one of its name."""
    found = {}
    for name in _FOLDERS:
        try:
            found[folder / name] = (folder / name).stat().st_ino
        except OSError:
            continue
    return found


def _stamp(folder: Path) -> int | None:
    """Return what tells one baseline of the project from the next."""
    try:
        return (folder / BASELINE).stat().st_mtime_ns
    except OSError:
        return None


def _shown(path: str, folder: Path) -> str:
    try:
        return Path(path).relative_to(folder).as_posix()
    except ValueError:
        return path
