"""What a tree of files is, where the package and what reports share lie, and names that it has."""

from __future__ import annotations

import hashlib
from pathlib import Path, PurePosixPath
from typing import Protocol

from reportgen.diagnostics import Failure, Span, error

__all__ = [
    "BUNDLED", "ENDINGS", "PORTFOLIO", "SHARED", "Files", "bundled_styles", "clean",
    "digest", "is_bundled", "missing",
]  # fmt: skip

BUNDLED = Path(__file__).parents[1]
"""The package's own folder: the bundled styles and the starter project lie below it."""

_BASE, _OTHERS = "plain", "bundled"

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


def clean(path: str) -> str:
    """Return `path` in its plain form.

    Raises `Failure` with `path-outside-project` where it is absolute or climbs out.
    """
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


def missing(path: str) -> Failure:
    """Return what is raised where there is no file."""
    return Failure([
        error("missing-file", f"there is no file `{path}`", Span.at(path), help="create it")
    ])
