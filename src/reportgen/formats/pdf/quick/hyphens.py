"""Patterns of hyphenation: each read when a word has its letters, and not all 14,000 beforehand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from weasyprint.text import line_break

__all__ = ["replacements"]

pyphen = line_break.pyphen
_FIGURES = str.maketrans("", "", "0123456789")


class _Patterns(dict[str, Any]):
    """The patterns of a language by their letters, as written until they are asked for."""

    def get(self, letters: str, default: Any = None) -> Any:
        """Return where a pattern begins to say something, and what it says."""
        found = super().get(letters, default)
        if isinstance(found, str):
            found = self[letters] = _read(found)
        return found


def _read(pattern: str) -> tuple[int, tuple[int, ...]] | None:
    """Return a pattern as pyphen keeps it; None for one that says nothing."""
    values = [int(figure or "0") for figure, _ in pyphen.parse(pattern)]
    if max(values) == 0:
        return None
    start, end = 0, len(values)
    while not values[start]:
        start += 1
    while not values[end - 1]:
        end -= 1
    return start, tuple(values[start:end])


def _lazily(read_all: Callable[..., None]) -> Callable[..., None]:
    def made(dictionary: Any, path: Any) -> None:
        """Read a dictionary as pyphen does; one with what is more than patterns, wholly."""
        first, _, text = path.read_bytes().partition(b"\n")
        encoding = first.decode().strip()
        if encoding.lower().startswith("microsoft"):
            read_all(dictionary, path)
            return
        lines = [line.strip() for line in text.decode(encoding).split("\n")]
        written = [line for line in lines if line and not line.startswith(pyphen.ignored)]
        joined = "\n".join(written)
        if "^^" in joined or "/" in joined:
            read_all(dictionary, path)
            return
        letters = joined.translate(_FIGURES).split("\n")
        dictionary.patterns = _Patterns(
            (those, line) for those, line in zip(letters, written, strict=True) if those != line
        )
        dictionary.cache = {}
        dictionary.maxlen = max(map(len, letters))

    return made


def replacements() -> list[tuple[Any, str, Any]]:
    """Return what takes the place of functions of pyphen."""
    return [(pyphen.HyphDict, "__init__", _lazily(pyphen.HyphDict.__init__))]
