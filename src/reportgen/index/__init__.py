"""Files of a project → Index: every name of it, where it is given and everywhere it is used.

Built file by file and without a Report, so that it stands while a file has faults: what cannot be
read keeps the names that it last had. Never judges; a name that leads nowhere is simply not found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from reportgen.files import Files
from reportgen.index.entries import noun_at
from reportgen.index.names import GENERATED_TABLES, Definition, Kind, Space, Use
from reportgen.index.places import Index, Occurrence
from reportgen.index.prose import Figure
from reportgen.index.reading import Reading, file_kind, read_names
from reportgen.index.rename import Refused, Renaming, check_name, rename
from reportgen.index.text import Text

__all__ = [
    "GENERATED_TABLES",
    "Definition",
    "Figure",
    "Index",
    "Kind",
    "Occurrence",
    "Reading",
    "Refused",
    "Renaming",
    "Space",
    "Text",
    "Use",
    "check_name",
    "file_kind",
    "noun_at",
    "read_index",
    "rename",
]


def read_index(
    files: Files, known: Mapping[str, Reading] | None = None, folder: str = "source"
) -> Index:
    """Read every name below `folder`; a file that is as in `known` is not read again."""
    known = known or {}
    readings = {}
    for path in _paths(files, folder):
        reading = read_names(files, path, known.get(path), folder)
        if reading is not None:
            readings[path] = reading
    return Index(readings, folder)


def _paths(files: Files, folder: str) -> Iterator[str]:
    for place in (folder, f"{folder}/items", f"{folder}/sections"):
        yield from (path for path in files.paths(place) if file_kind(path, folder))
