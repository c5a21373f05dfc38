"""The example of `reportgen new` as it is once its author has written what was left to him."""

from __future__ import annotations

from typing import Any

from reportgen.starter import starter_files

__all__ = ["finished_starter"]


def finished_starter(name: str = "example", **options: Any) -> dict[str, bytes]:
    """Return the files of a new project in which nothing is left to be written."""
    files = starter_files(name, "Example", {}, **options)
    return {
        path: data.replace(b"TODO: ", b"") if path.startswith("source/") else data
        for path, data in files.items()
    }
