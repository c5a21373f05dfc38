"""The files of a folder on disk, and those of a project."""

from __future__ import annotations

import os
import stat
from pathlib import Path, PurePosixPath

from reportgen.diagnostics import Diagnostic, Failure, Span, error
from reportgen.files.tree import (
    PORTFOLIO,
    Files,
    clean,
    missing,
)
from reportgen.files.views import SharingFiles

__all__ = ["DiskFiles", "open_project", "project_files"]

LARGEST_FILE = 32 * 1024 * 1024
"""The largest file in bytes that a build reads; a report's own files are far smaller."""


class DiskFiles:
    """The files below one folder of the disk; links that leave the folder are refused."""

    def __init__(self, root: Path) -> None:
        """Take `root` as the top of the tree."""
        self.root = root
        self._real = Path(os.path.realpath(root))

    def _locate(self, path: str) -> Path:
        inner = clean(path)
        real = Path(os.path.realpath(self.root / inner))
        if not real.is_relative_to(self._real):
            raise Failure([
                error(
                    "path-outside-project",
                    f"`{inner}` is a link to a place outside the project",
                    Span.at(inner),
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
            raise missing(path) from None
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
        inside = sorted(f"{clean(folder)}/{n}" for n in names if not n.startswith("."))
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
    if (folder / PORTFOLIO).is_file() and not (folder / "source").exists():
        raise Failure([
            error(
                "missing-project",
                f"`{folder}` is a portfolio, and no single report",
                help=f"`reportgen portfolio build {folder}` builds its reports; for one of them, "
                f"name its folder in `{folder}/reports/`",
            )
        ])
    if not (folder / "source").is_dir():
        raise Failure([
            error(
                "missing-project",
                f"`{folder}` is not a reportgen project: it has no folder `source`",
                help="name the folder that holds `source/`, or make one with `reportgen new NAME`",
            )
        ])
    return project_files(folder)


def project_files(folder: Path) -> Files:
    """Return the files of the project in `folder`, with what its portfolio shares, if it has one.

    A report of a portfolio lies in its folder `reports/`.
    """
    own = DiskFiles(folder)
    home = Path(os.path.realpath(folder)).parent
    if home.name == "reports" and (home.parent / PORTFOLIO).is_file():
        return SharingFiles(own, DiskFiles(home.parent))
    return own
