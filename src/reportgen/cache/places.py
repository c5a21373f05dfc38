"""Where the cache lies, and how large it may grow: what the environment says."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

__all__ = ["OFF", "REMOTE", "default_folder", "default_limit", "default_remote"]

OFF = "off"
"""Said in the place of a folder: keep nothing."""

REMOTE = "REPORTGEN_CACHE_REMOTE"
"""The variable of the environment that has the address of the store that machines share."""

_LIMIT = 1_000_000_000


def default_folder() -> Path | None:
    """Return the folder of the cache; None where the environment wants none.

    `REPORTGEN_CACHE` names it or says `off`; else it is where the system keeps caches of a user
    (XDG Base Directory Specification 0.8 on Linux).
    """
    named = os.environ.get("REPORTGEN_CACHE", "")
    if named:
        return None if named == OFF else Path(named).expanduser()
    if sys.platform == "win32":
        above = os.environ.get("LOCALAPPDATA") or "~/AppData/Local"
    elif sys.platform == "darwin":
        above = "~/Library/Caches"
    else:
        above = os.environ.get("XDG_CACHE_HOME", "")
        above = above if above.startswith("/") else "~/.cache"
    try:
        folder = Path(above).expanduser()
    except RuntimeError:  # a user without a home
        return None
    return folder / "reportgen" if folder.is_absolute() else None


def default_remote() -> str | None:
    """Return the address of the store that machines share (`REPORTGEN_CACHE_REMOTE`), if any."""
    return os.environ.get(REMOTE) or None


def default_limit() -> int:
    """Return how many bytes the folder may hold: `REPORTGEN_CACHE_SIZE`, as `500M` or `2G`."""
    written = re.fullmatch(r"(\d{1,9})\s*([KMGT]?)B?", os.environ.get("REPORTGEN_CACHE_SIZE", ""))
    if written is None:
        return _LIMIT
    number, unit = written.groups()
    scale: int = 1000 ** " KMGT".index(unit or " ")
    return int(number) * scale
