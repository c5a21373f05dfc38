"""What a result follows from beside its inputs: our own code, the packages, the text libraries.

Nobody bumps a version by hand: an edited line of reportgen, another pandoc, another Pango make
another engine, and what was kept before is not found any more.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from reportgen.files import BUNDLED

__all__ = ["engine"]

_LIBRARIES = (
    "libcairo", "libfontconfig", "libfreetype", "libfribidi", "libglib", "libgobject",
    "libharfbuzz", "libpango", "pango", "harfbuzz",
)  # fmt: skip
"""Beginnings of the names of the shared libraries by which WeasyPrint sets text."""

_FOLDERS = (
    "/usr/lib",
    "/usr/lib64",
    "/lib",
    "/usr/local/lib",
    "/opt/homebrew/lib",
    "/opt/local/lib",
)
_NAMED = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "WEASYPRINT_DLL_DIRECTORIES")
_FORMAT = "1"
"""How entries are written; another number leaves all older ones behind."""


def engine(notes: Path | None = None) -> str:
    """Return the digest of the engine.

    In `notes`, a file, it is noted which code had which digest, by the times and sizes of its
    files, so that the code is read only once after each change.
    """
    said = [
        _FORMAT,
        sys.version,
        sys.platform,
        *sorted(_packages()),
        *sorted(_libraries()),
        _own_code(notes),
    ]
    return hashlib.sha256("\n".join(said).encode("utf-8", "surrogateescape")).hexdigest()


def _packages() -> Iterator[str]:
    """Yield what is installed: the folder of a distribution's metadata names its version."""
    for place in dict.fromkeys(sys.path):
        for name in _names(place or "."):
            if name.endswith((".dist-info", ".egg-info")):
                yield name


def _libraries() -> Iterator[str]:
    """Yield the text libraries of the system; what a link leads to has the version in its name."""
    named = [place for name in _NAMED for place in os.environ.get(name, "").split(os.pathsep)]
    for above in (*_FOLDERS, *filter(None, named)):
        inner = [f"{above}/{name}" for name in _names(above) if "-linux-" in name]
        for place in (above, *inner):
            for name in _names(place):
                if name.startswith(_LIBRARIES):
                    real = os.path.realpath(f"{place}/{name}")
                    try:
                        yield f"{Path(real).name} {Path(real).stat().st_size}"
                    except OSError:
                        continue


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder)  # noqa: PTH208 - names alone, many times as quick
    except OSError:
        return []


def _own_code(notes: Path | None) -> str:
    """Return the digest of every file of the package."""
    files = sorted(_below(str(BUNDLED)))
    stamps = hashlib.sha256(repr([(path, *stamp) for path, *stamp in files]).encode()).hexdigest()
    if notes is not None:
        try:
            noted, found = notes.read_text(encoding="ascii").split()
        except (OSError, ValueError):
            noted, found = "", ""
        if noted == stamps:
            return found
    code = hashlib.sha256()
    for path, *_ in files:
        code.update(hashlib.sha256(path.removeprefix(str(BUNDLED)).encode()).digest())
        code.update(hashlib.sha256(Path(path).read_bytes()).digest())
    if notes is not None:
        try:
            notes.parent.mkdir(parents=True, exist_ok=True)
            written = notes.with_name(f"{notes.name}.{os.getpid()}")
            written.write_text(f"{stamps} {code.hexdigest()}", encoding="ascii")
            written.replace(notes)
        except OSError:
            pass
    return code.hexdigest()


def _below(folder: str) -> Iterator[tuple[str, int, int]]:
    """Yield path, time and size of every file in a folder and below, but for compiled ones."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                if entry.name != "__pycache__":
                    yield from _below(entry.path)
            else:
                state = entry.stat()
                yield entry.path, state.st_mtime_ns, state.st_size
