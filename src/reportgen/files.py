"""The only door to the disk: every byte that a build reads or writes passes here.

Paths are relative to a root, with forward slashes. Nothing here knows what is in a file.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Protocol

from reportgen.diagnostics import Diagnostic, Failure, Span, error, moved

__all__ = [
    "BUNDLED",
    "ENDINGS",
    "PORTFOLIO",
    "SHARED",
    "DiskFiles",
    "Files",
    "MemoryFiles",
    "OverlayFiles",
    "PatchedFiles",
    "Recorder",
    "SharingFiles",
    "bundled_styles",
    "digest",
    "is_bundled",
    "open_project",
    "project_files",
    "write_changed",
    "write_whole",
]

BUNDLED = Path(__file__).parent
"""The package's own folder: the bundled styles and the starter project lie below it."""

_BASE, _OTHERS = "plain", "bundled"

LARGEST_FILE = 32 * 1024 * 1024
"""The largest file in bytes that a build reads; a report's own files are far smaller."""


ENDINGS = frozenset({
    ".css", ".csl", ".gif", ".j2", ".jpeg", ".jpg", ".js", ".md", ".otf", ".png", ".ttf", ".yaml",
})  # fmt: skip
"""What the files of a project and of its styles end in; what editors leave beside them does not."""


PORTFOLIO = "portfolio.yaml"
"""The file that makes a folder a portfolio: its reports lie in `reports/`, a folder each."""

SHARED = "../../shared"
"""Where a report of a portfolio sees what all of its reports share: beside `reports/`."""


class Files(Protocol):
    """A tree of files that can be read, on disk or in memory."""

    def read(self, path: str) -> bytes:
        """Return the bytes of `path`.

        Raises `Failure` with `missing-file`, `path-outside-project`, `not-a-file` or
        `file-too-large`.
        """

    def exists(self, path: str) -> bool:
        """Tell whether `path` is a file that `read` would find."""

    def paths(self, folder: str) -> tuple[str, ...]:
        """List the files directly in `folder`, sorted; none when there is no such folder."""


def bundled_styles() -> tuple[str, ...]:
    """Return the folders of the bundled styles below `BUNDLED`: first the base of all, `plain`."""
    others = (path.parent.name for path in (BUNDLED / _OTHERS).glob("*/style.yaml"))
    return (_BASE, *(f"{_OTHERS}/{name}" for name in sorted(others)))


def is_bundled(path: str) -> bool:
    """Tell whether the path of a span is one of the package, and not of a project."""
    return path.startswith((f"{_BASE}/", f"{_OTHERS}/"))


def digest(data: bytes) -> str:
    """Return the SHA-256 digest of `data` in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def _clean(path: str) -> str:
    """Return `path` in its plain form, or refuse one that is absolute or climbs out."""
    parts = PurePosixPath(path.replace("\\", "/")).parts
    absolute = not parts or parts[0].startswith("/") or ":" in parts[0]
    if absolute or ".." in parts or "\0" in path:
        raise Failure([
            error(
                "path-outside-project",
                f"`{path}` leads out of the project",
                help="name a file below the project's folder, without `..` and without a drive",
            )
        ])
    return "/".join(parts)


def _missing(path: str) -> Failure:
    return Failure([
        error("missing-file", f"there is no file `{path}`", Span.at(path), help="create it")
    ])


class DiskFiles:
    """The files below one folder of the disk; links that leave the folder are refused."""

    def __init__(self, root: Path) -> None:
        """Take `root` as the top of the tree."""
        self.root = root
        self._real = Path(os.path.realpath(root))

    def _locate(self, path: str) -> Path:
        clean = _clean(path)
        real = Path(os.path.realpath(self.root / clean))
        if not real.is_relative_to(self._real):
            raise Failure([
                error(
                    "path-outside-project",
                    f"`{clean}` is a link to a place outside the project",
                    Span.at(clean),
                    help="copy the file into the project instead of linking to it",
                )
            ])
        return real

    def read(self, path: str) -> bytes:
        """Return the bytes of `path`; see `Files.read` for the failures."""
        real = self._locate(path)
        try:
            state = real.stat()
        except OSError:
            raise _missing(path) from None
        if not stat.S_ISREG(state.st_mode):
            raise Failure([
                error(
                    "not-a-file",
                    f"`{path}` is not a regular file",
                    Span.at(path),
                    help="put an ordinary file there",
                )
            ])
        if state.st_size > LARGEST_FILE:
            raise Failure([_too_large(path, state.st_size)])
        try:
            return real.read_bytes()
        except OSError as fault:
            raise Failure([
                error(
                    "unreadable-file",
                    f"`{path}` cannot be read: {fault.strerror}",
                    Span.at(path),
                    help="check the permissions of the file",
                )
            ]) from None

    def exists(self, path: str) -> bool:
        """Tell whether `path` is a regular file inside the folder."""
        try:
            return self._locate(path).is_file()
        except (Failure, OSError):
            return False

    def paths(self, folder: str) -> tuple[str, ...]:
        """List what stands directly in `folder`, sorted, without hidden files and folders.

        A pipe, a link to nowhere or a folder with the ending of a file is listed: `read` says what
        is wrong with it.
        """
        try:
            names = [path.name for path in self._locate(folder).iterdir()]
        except (Failure, OSError):
            return ()
        inside = sorted(f"{_clean(folder)}/{n}" for n in names if not n.startswith("."))
        return tuple(p for p in inside if PurePosixPath(p).suffix or not (self.root / p).is_dir())

    def folders(self, folder: str) -> tuple[str, ...]:
        """List the names of the folders directly in `folder`, sorted, without hidden ones."""
        try:
            found = [path.name for path in self._locate(folder).iterdir() if path.is_dir()]
        except (Failure, OSError):
            return ()
        return tuple(sorted(name for name in found if not name.startswith(".")))


def _too_large(path: str, size: int) -> Diagnostic:
    return error(
        "file-too-large",
        f"`{path}` has {size:,} bytes; at most {LARGEST_FILE:,} are read",
        Span.at(path),
        help="split the file, or make the image smaller",
    )


def open_project(folder: Path) -> Files:
    """Return the files of the project at `folder`.

    Raises `Failure` with `missing-project` when there is no folder `source` below it; what that
    folder lacks is the business of `parse`.
    """
    if not (folder / "source").is_dir():
        raise Failure([
            error(
                "missing-project",
                f"`{folder}` is not a reportgen project: it has no folder `source`",
                help="name the folder that holds `source/`, or make one with `reportgen new NAME`",
            )
        ])
    return project_files(folder)


class MemoryFiles:
    """Files that live in a mapping from path to text or bytes; used by tests and by `new`."""

    def __init__(self, contents: Mapping[str, str | bytes]) -> None:
        """Keep text as UTF-8."""
        self._contents = {
            path: data.encode() if isinstance(data, str) else data
            for path, data in contents.items()
        }

    def read(self, path: str) -> bytes:
        """Return the bytes of `path`; see `Files.read` for the failures."""
        try:
            return self._contents[_clean(path)]
        except KeyError:
            raise _missing(path) from None

    def exists(self, path: str) -> bool:
        """Tell whether the mapping has `path`."""
        try:
            return _clean(path) in self._contents
        except Failure:
            return False

    def paths(self, folder: str) -> tuple[str, ...]:
        """List the files directly in `folder`, sorted."""
        prefix = _clean(folder) + "/"
        return tuple(
            sorted(
                p for p in self._contents
                if p.startswith(prefix) and "/" not in p.removeprefix(prefix)
            )
        )  # fmt: skip


class OverlayFiles:
    """Several trees laid over each other: the first that has a file wins."""

    def __init__(self, layers: Iterable[tuple[str, Files]]) -> None:
        """Take `(prefix, files)` pairs, the top layer first; a path is looked up below each."""
        self.layers = tuple(layers)

    def origin(self, path: str) -> str:
        """Return the path as an editor knows it: with the prefix of the layer that has the file."""
        for prefix, files in self.layers:
            if files.exists(f"{prefix}/{path}"):
                return f"{prefix}/{path}"
        return f"{self.layers[0][0]}/{path}"

    def read(self, path: str) -> bytes:
        """Return the bytes of `path` from the topmost layer that has it."""
        for prefix, files in self.layers:
            if files.exists(f"{prefix}/{path}"):
                return files.read(f"{prefix}/{path}")
        raise _missing(f"{self.layers[0][0]}/{path}")

    def exists(self, path: str) -> bool:
        """Tell whether any layer has `path`."""
        return any(files.exists(f"{prefix}/{path}") for prefix, files in self.layers)

    def paths(self, folder: str) -> tuple[str, ...]:
        """List the files that any layer has directly in `folder`, without prefixes, sorted."""
        return tuple(
            sorted({
                p.removeprefix(f"{prefix}/")
                for prefix, files in self.layers
                for p in files.paths(f"{prefix}/{folder}")
            })
        )


class PatchedFiles:
    """Files of which some have other contents than on the disk: mended, amended, not yet saved."""

    def __init__(self, files: Files, contents: Mapping[str, bytes]) -> None:
        """Read `contents` before `files`; it may grow later."""
        self._files = files
        self._contents = contents
        self.root = getattr(files, "root", None)

    def read(self, path: str) -> bytes:
        """Return the bytes of `path`."""
        return self._contents[path] if path in self._contents else self._files.read(path)

    def exists(self, path: str) -> bool:
        """Tell whether `path` is there."""
        return path in self._contents or self._files.exists(path)

    def paths(self, folder: str) -> tuple[str, ...]:
        """List the files directly in `folder`, sorted."""
        added = MemoryFiles(self._contents).paths(folder)
        return tuple(sorted({*self._files.paths(folder), *added}))


class SharingFiles:
    """The files of one report of a portfolio: its own, and those below `SHARED`.

    A path of a shared file leads there from the report's own folder, so that whoever shows it needs
    to know nothing of portfolios.
    """

    def __init__(self, own: Files, portfolio: Files) -> None:
        """Take the files of the report, and those of the folder that holds `portfolio.yaml`."""
        self._own = own
        self._portfolio = portfolio
        self.root = getattr(own, "root", None)

    def read(self, path: str) -> bytes:
        """Return the bytes of `path`, of the report or shared."""
        if not _is_shared(path):
            return self._own.read(path)
        try:
            return self._portfolio.read(path.removeprefix(_UP))
        except Failure as failure:
            raise Failure(
                moved(fault, lambda place: _UP + place) for fault in failure.diagnostics
            ) from None

    def exists(self, path: str) -> bool:
        """Tell whether `path` is there."""
        if _is_shared(path):
            return self._portfolio.exists(path.removeprefix(_UP))
        return self._own.exists(path)

    def paths(self, folder: str) -> tuple[str, ...]:
        """List the files directly in `folder`, sorted."""
        if _is_shared(folder):
            return tuple(_UP + p for p in self._portfolio.paths(folder.removeprefix(_UP)))
        return self._own.paths(folder)


_UP = SHARED.removesuffix("shared")


def _is_shared(path: str) -> bool:
    return path == SHARED or path.startswith(f"{SHARED}/")


def project_files(folder: Path) -> Files:
    """Return the files of the project in `folder`, with what its portfolio shares, if it has one.

    A report of a portfolio lies in its folder `reports/`.
    """
    own = DiskFiles(folder)
    home = Path(os.path.realpath(folder)).parent
    if home.name == "reports" and (home.parent / PORTFOLIO).is_file():
        return SharingFiles(own, DiskFiles(home.parent))
    return own


class Recorder:
    """Files that remember the digest of each path that was read: the inputs of a build."""

    def __init__(self, files: Files) -> None:
        """Read through to `files`."""
        self._files = files
        self.reads: dict[str, str] = {}

    def read(self, path: str) -> bytes:
        """Return the bytes of `path` and remember their digest."""
        data = self._files.read(path)
        self.reads[path] = digest(data)
        return data

    def exists(self, path: str) -> bool:
        """Tell whether `path` is there."""
        return self._files.exists(path)

    def paths(self, folder: str) -> tuple[str, ...]:
        """List the files directly in `folder`."""
        return self._files.paths(folder)


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
