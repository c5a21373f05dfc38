"""What a result follows from beside its inputs: our own code, the packages, the text libraries.

Nobody bumps a version by hand: an edited line of reportgen, another pandoc, another Pango make
another engine, and what was kept before is not found any more.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from reportgen.files import BUNDLED

if TYPE_CHECKING:
    import importlib.metadata

__all__ = ["engine_digest", "engine_parts", "needed_packages"]

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


def engine_digest(notes: Path | None = None) -> str:
    """Return the digest of the engine.

    In `notes`, a file, it is noted which code had which digest, by the times and sizes of its
    files, so that the code is read only once after each change.
    """
    said = [
        _FORMAT,
        sys.version,
        zlib.ZLIB_RUNTIME_VERSION,
        sys.platform,
        *sorted(_packages()),
        *sorted(_libraries()),
        _own_code(notes),
    ]
    return hashlib.sha256("\n".join(said).encode("utf-8", "surrogateescape")).hexdigest()


def engine_parts() -> dict[str, str]:
    """Return what the bytes of a report follow from beside its files, each part with its version.

    For a comparison with another machine: unlike `engine_digest`, it has of the packages only those
    that reportgen needs, and of the system only the libraries that are in use.
    """
    import importlib.metadata  # noqa: PLC0415 - heavy, and for a cluster alone

    packages = sorted({*needed_packages(), "reportgen"})
    libraries = {entry.rpartition(" ")[0]: entry.rpartition(" ")[2] for entry in _libraries()}
    return {
        "Python": ".".join(map(str, sys.version_info[:2])),
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
        "the code of reportgen": _own_code(None)[:16],
        **{f"the package {name}": importlib.metadata.version(name) for name in packages},
        **{f"the library {name}": f"{size} bytes" for name, size in sorted(libraries.items())},
    }


def needed_packages() -> dict[str, str]:
    """Return the version of every package that reportgen needs to run, sorted by name."""
    import importlib.metadata  # noqa: PLC0415 - heavy, and not for every build

    versions: dict[str, str] = {}
    waiting, seen = {("reportgen", "")}, set[tuple[str, str]]()
    while waiting:
        name, extra = wanted = waiting.pop()
        seen.add(wanted)
        try:
            package = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            continue  # needed on another system or by another Python only
        versions[name] = package.version
        waiting |= set(_requirements(package, extra)) - seen
    del versions["reportgen"]
    return dict(sorted(versions.items()))


def _requirements(
    package: importlib.metadata.Distribution, extra: str
) -> Iterator[tuple[str, str]]:
    """Yield what a package requires (PEP 508) for an extra, or for none: name and extra."""
    for requirement in package.requires or ():
        needed, _, marker = requirement.partition(";")
        for_extra = re.search(r"extra\s*==\s*[\"']([^\"']+)", marker)
        found = re.match(r"\s*([A-Za-z0-9._-]+)\s*(?:\[([^\]]*)\])?", needed)
        if found and (for_extra[1] if for_extra else "") == extra:
            name = re.sub(r"[-_.]+", "-", found[1]).lower()
            yield name, ""
            yield from ((name, e.strip()) for e in (found[2] or "").split(",") if e.strip())


def _packages() -> Iterator[str]:
    """Yield what is installed: the folder of a distribution's metadata names its version."""
    for place in dict.fromkeys(sys.path):
        for name in _names(place or "."):
            if name.endswith((".dist-info", ".egg-info")):
                yield name


def _libraries() -> Iterator[str]:
    """Yield the text libraries of the system; what a link leads to has the version in its name."""
    named = [place for name in _NAMED for place in os.environ.get(name, "").split(os.pathsep)]
    # Where `/lib` is a link to `/usr/lib`, one of the two is enough.
    for above in dict.fromkeys(map(os.path.realpath, (*_FOLDERS, *filter(None, named)))):
        inner = [f"{above}/{name}" for name in _names(above) if "-linux-" in name]
        for place in (above, *inner):
            for name in _names(place):
                if name.startswith(_LIBRARIES):
                    try:
                        size = os.stat(f"{place}/{name}").st_size  # noqa: PTH116 - as `_names`
                    except OSError:
                        continue
                    yield f"{_led_to(place, name)} {size}"


def _led_to(place: str, name: str) -> str:
    """Return the name of what a link leads to; of what is no link, its own."""
    for _ in range(_MOST_LINKS):
        try:
            name = os.readlink(os.path.join(place, name))  # noqa: PTH115, PTH118 - as `_names`
        except OSError:
            break
    return name.rpartition("/")[2]


_MOST_LINKS = 8


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
            written = notes.with_name(f".new-{notes.name}-{os.getpid()}")
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
