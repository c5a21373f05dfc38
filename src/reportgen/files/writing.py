"""Files written whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path

from reportgen.diagnostics import Failure, error

__all__ = ["write_changed", "write_whole"]


def write_whole(folder: Path, contents: Mapping[str, bytes | Iterable[bytes]]) -> None:
    """Write every file of `contents` (name to bytes, or to pieces) below `folder`, or none of them.

    All files are first written and flushed under temporary names beside their place and only then
    renamed, so that a reader sees each file old or new and never half; what a failure leaves
    behind is removed. A file that was there keeps its mode, and a link to another file below
    `folder` stays one.
    """
    import tempfile  # noqa: PLC0415 - who finds all as it is writes nothing

    waiting: list[tuple[str, Path]] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in contents.items():
            target = _own_place(folder, folder / name)
            target.parent.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
            waiting.append((temporary, target))
            with os.fdopen(handle, "wb") as stream:
                stream.writelines([data] if isinstance(data, bytes) else data)
                stream.flush()
                os.fsync(stream.fileno())
            Path(temporary).chmod(_mode(target))
            _refuse_taken(target)
        while waiting:
            temporary, target = waiting[0]
            Path(temporary).replace(target)
            waiting.pop(0)
    except OSError as fault:
        raise Failure([
            error(
                "cannot-write",
                f"`{fault.filename or folder}` cannot be written: {fault.strerror}",
                help="check that the folder exists, is yours and has room",
            )
        ]) from None
    finally:
        for temporary, _ in waiting:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()


def write_changed(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Write as `write_whole` does, and leave alone each file that is as it would be written."""
    changed = {n: data for n, data in contents.items() if not _holds(folder / n, data)}
    if changed:
        write_whole(folder, changed)


def _holds(path: Path, data: bytes) -> bool:
    try:
        state = path.stat()
        alike = stat.S_ISREG(state.st_mode) and state.st_size == len(data)
        return alike and path.read_bytes() == data
    except OSError:
        return False


def _own_place(folder: Path, target: Path) -> Path:
    """Return what a link below `folder` leads to; the link itself when it leads out of it."""
    real = Path(os.path.realpath(target))
    inside = target.is_symlink() and real.is_relative_to(os.path.realpath(folder))
    return real if inside else target


def _refuse_taken(target: Path) -> None:
    """Refuse to write over what is no file."""
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, "Is a directory", str(target))
    if target.exists() and not target.is_file():
        raise OSError(errno.EEXIST, "Is a pipe, a socket or a device", str(target))


def _mode(target: Path) -> int:
    """Return the mode of the file in whose place another one comes; that of a new file else."""
    state = target.lstat() if target.exists() else None
    return stat.S_IMODE(state.st_mode) if state and stat.S_ISREG(state.st_mode) else 0o644
