"""The specimen: a small report that has every element, seen in the styles of a project."""

from __future__ import annotations

from reportgen.files import BUNDLED, Files

__all__ = ["Specimen"]

_STYLE = b"@STYLE@"


class Specimen:
    """The files of the specimen in one style; all below `styles/` is the project's own."""

    def __init__(self, project: Files, style: str) -> None:
        """Take the styles of `project`, and the name of the one to show."""
        self._project = project
        root = BUNDLED / "specimen" / "project"
        self._own = {
            path.relative_to(root).as_posix(): path.read_bytes().replace(_STYLE, style.encode())
            for path in sorted(root.rglob("*"))
            if path.is_file()
        }

    @property
    def root(self) -> object:
        """The folder of the project, below which its styles are."""
        return getattr(self._project, "root", None)

    def read(self, path: str) -> bytes:
        """Return the bytes of a file; see `Files.read` for the failures."""
        own = self._own.get(path)
        return self._project.read(path) if own is None else own

    def exists(self, path: str) -> bool:
        """Tell whether the specimen, or the project below `styles/`, has the file."""
        return path in self._own or (path.startswith("styles/") and self._project.exists(path))

    def paths(self, folder: str) -> tuple[str, ...]:
        """List the files directly in `folder`."""
        if folder == "styles" or folder.startswith("styles/"):
            return self._project.paths(folder)
        prefix = f"{folder.rstrip('/')}/"
        return tuple(
            path for path in self._own
            if path.startswith(prefix) and "/" not in path.removeprefix(prefix)
        )  # fmt: skip
