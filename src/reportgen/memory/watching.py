"""What was asked of files, and whether they would say the same again."""

from __future__ import annotations

from collections.abc import Mapping

from reportgen.diagnostics import Failure
from reportgen.files import Files, digest
from reportgen.fingerprint import fingerprint

__all__ = ["Looked", "Watched", "look", "still_so"]

_Answer = str | bool | tuple[str, ...]
Looked = Mapping[tuple[str, str], _Answer]
"""What was asked of files (`read`, `exists` or `paths`, and of what), and what they said."""


def still_so(files: Files, looked: Looked) -> bool:
    """Tell whether files would answer every question as they did."""
    return all(look(files, *question) == answer for question, answer in looked.items())


def look(files: Files, question: str, path: str) -> str | bool | tuple[str, ...]:
    """Ask files a question (see `Looked`); that there is no answer is an answer, too."""
    if question == "paths":
        return files.paths(path)
    if question == "exists":
        return files.exists(path)
    try:
        return digest(files.read(path))
    except Failure as failure:
        return fingerprint(failure.diagnostics)


_CHANGED = "changed"
"""Noted as the answer to a question that had two: no file ever gives it."""


class Watched:
    """Files that note all that they were asked, and what they said."""

    def __init__(self, files: Files) -> None:
        """Read through to `files`."""
        self._files = files
        self.root = getattr(files, "root", None)
        self.looked: dict[tuple[str, str], str | bool | tuple[str, ...]] = {}

    def read(self, path: str) -> bytes:
        """Return the bytes of `path`, and note their digest."""
        try:
            data = self._files.read(path)
        except Failure as failure:
            self._note("read", path, fingerprint(failure.diagnostics))
            raise
        self._note("read", path, digest(data))
        return data

    def exists(self, path: str) -> bool:
        """Tell whether `path` is there, and note it."""
        answer = self._files.exists(path)
        self._note("exists", path, answer)
        return answer

    def paths(self, folder: str) -> tuple[str, ...]:
        """List the files directly in `folder`, and note them."""
        answer = self._files.paths(folder)
        self._note("paths", folder, answer)
        return answer

    def _note(self, question: str, path: str, answer: _Answer) -> None:
        """Note an answer; where two differ, because someone saved meanwhile, neither holds."""
        if self.looked.setdefault((question, path), answer) != answer:
            self.looked[question, path] = _CHANGED
