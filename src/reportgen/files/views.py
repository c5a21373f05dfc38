"""Trees of files over other trees, and in memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from reportgen.diagnostics import Failure, moved
from reportgen.files.tree import (
    SHARED,
    Files,
    clean,
    digest,
    missing,
)

__all__ = ["MemoryFiles", "OverlayFiles", "PatchedFiles", "Recorder", "SharingFiles"]


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
            return self._contents[clean(path)]
        except KeyError:
            raise missing(path) from None

    def exists(self, path: str) -> bool:
        """Tell whether the mapping has `path`."""
        try:
            return clean(path) in self._contents
        except Failure:
            return False

    def paths(self, folder: str) -> tuple[str, ...]:
        """List the files directly in `folder`, sorted."""
        prefix = clean(folder) + "/"
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
        raise missing(f"{self.layers[0][0]}/{path}")

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
