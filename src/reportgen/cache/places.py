"""Where the cache lies, and how large it may grow: what the environment says."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from reportgen.diagnostics import Diagnostic, remark

__all__ = [
    "OFF", "REMOTE", "address_shown", "default_folder", "default_limit", "default_remote",
    "misread_settings",
]  # fmt: skip

OFF = "off"
"""Said in the place of a folder: keep nothing."""

REMOTE = "REPORTGEN_CACHE_REMOTE"
"""The variable of the environment that has the address of the store that machines share."""

_SIZE = "REPORTGEN_CACHE_SIZE"
_LIMIT = 1_000_000_000
_WRITTEN = re.compile(r"(?i)(\d{1,9}(?:\.\d{1,9})?)\s*([KMGT]?)(i?)B?")


def default_folder() -> Path | None:
    """Return the folder of the cache; None where the environment wants none.

    `REPORTGEN_CACHE` names it or says `off`; else it is where the system keeps caches of a user
    (XDG Base Directory Specification 0.8 on Linux).
    """
    named = os.environ.get("REPORTGEN_CACHE", "")
    if named:
        try:
            return None if named.casefold() == OFF else Path(named).expanduser()
        except RuntimeError:  # a `~name` that is no user
            return None
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
    """Return how many bytes the folder may hold: `REPORTGEN_CACHE_SIZE`, as `500M` or `1.5GiB`."""
    written = _WRITTEN.fullmatch(os.environ.get(_SIZE, "").strip())
    if written is None:
        return _LIMIT
    number, unit, binary = written.groups()
    scale = (1024 if binary else 1000) ** " KMGT".index(unit.upper() or " ")
    return int(float(number) * scale)


def misread_settings() -> Iterator[Diagnostic]:
    """Report a setting of the environment that means nothing, and what holds in its place."""
    said = os.environ.get(_SIZE, "").strip()
    if said and _WRITTEN.fullmatch(said) is None:
        yield remark(
            "cache-setting",
            f"{_SIZE} is `{said[:60]}`, which is no size; the cache may hold 1 GB",
            help="write a number with its unit, such as `500M` or `2G`",
        )


def address_shown(address: str) -> str:
    """Return an address without the passwords and keys that stand in it."""
    plain = re.sub(r"(?<=//)[^/]*@", "...@", address)
    return re.sub(r"\?.*", "?...", plain, flags=re.DOTALL)
