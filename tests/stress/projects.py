"""The three reports that stress what reads them, as files of a project, in each bundled style."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from stress.constructs import constructs
from stress.hard import hard
from stress.long import long_report

__all__ = ["NAMES", "STYLES", "files_of"]

_MAKERS: Mapping[str, Callable[[], dict[str, str | bytes]]] = {
    "long": long_report,
    "constructs": constructs,
    "hard": hard,
}
NAMES = tuple(_MAKERS)
STYLES = ("institute", "library")
"""The bundled styles besides `plain`, in which each of them stands as it is."""


@cache
def files_of(name: str, style: str = "plain") -> Mapping[str, str | bytes]:
    """Return the files of one of the projects by their paths."""
    files = _MAKERS[name]()
    text = files["source/report.yaml"]
    if style == "plain" or not isinstance(text, str):
        return files
    # The long one is JSON, to which no line can be added below.
    chosen = f'{{"style": "{style}",{text[1:]}' if text[0] == "{" else f"{text}\nstyle: {style}\n"
    return {**files, "source/report.yaml": chosen}
