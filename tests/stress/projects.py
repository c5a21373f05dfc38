"""The three reports that stress what reads them, as files of a project."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from stress.constructs import constructs
from stress.hard import hard
from stress.long import long_report

__all__ = ["NAMES", "files_of"]

_MAKERS: Mapping[str, Callable[[], dict[str, str | bytes]]] = {
    "long": long_report,
    "constructs": constructs,
    "hard": hard,
}
NAMES = tuple(_MAKERS)


@cache
def files_of(name: str) -> Mapping[str, str | bytes]:
    """Return the files of one of the projects by their paths."""
    return _MAKERS[name]()
