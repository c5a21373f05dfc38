"""The project that `reportgen new` makes: small, complete, and built at once without a warning.

Its files lie in `project/` beside this module. Never asks and never guesses a fact: what only the
author can know says that it is an example.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

from reportgen.diagnostics import Failure, error
from reportgen.files import BUNDLED, write_whole

__all__ = ["CATEGORIES", "make_project", "slug_of", "starter_files", "title_of"]

CATEGORIES = ("trade", "energy", "security")
"""The categories that the starter's report.yaml defines."""

LONGEST_TITLE = 150
_LONGEST_RUNNING_HEAD = 60
_PLACE = re.compile(r"@(TITLE|TITLE_YAML|SHORT_YAML|SLUG)@")
_HIDDEN = {"gitignore": ".gitignore"}


def slug_of(name: str) -> str:
    """Return the file name of the artifacts for a project's name; empty when it has no letters."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:80].strip("-")


def title_of(name: str) -> str:
    """Return the title that a project's name suggests: `river-trade` → `River trade`."""
    words = re.sub(r"[-_.]+", " ", name).strip()
    return words[:1].upper() + words[1:]


def starter_files(name: str, title: str, schemas: Mapping[str, str]) -> dict[str, bytes]:
    """Return the files of a new project by path.

    `schemas` are the texts of the JSON Schemas by name; they go to `source/.schema/`.
    """
    head = (
        title if len(title) <= _LONGEST_RUNNING_HEAD else f"{title[: _LONGEST_RUNNING_HEAD - 1]}…"
    )
    values = {
        "TITLE": title,
        "TITLE_YAML": json.dumps(title, ensure_ascii=False),
        "SHORT_YAML": json.dumps(head, ensure_ascii=False),
        "SLUG": slug_of(name),
    }
    root = BUNDLED / "starter" / "project"
    files: dict[str, bytes] = {"build/.gitkeep": b""}
    for file in sorted(path for path in root.rglob("*") if path.is_file()):
        path = file.relative_to(root).as_posix()
        data = file.read_bytes()
        if file.suffix != ".png":
            data = _PLACE.sub(lambda match: values[match[1]], data.decode()).encode()
        files[_HIDDEN.get(path, path)] = data
    for schema, text in schemas.items():
        files[f"source/.schema/{schema}.json"] = text.encode()
    return files


def make_project(folder: Path, title: str, schemas: Mapping[str, str]) -> tuple[str, ...]:
    """Write a new project into `folder`, which must be new or empty; return the paths.

    Raises `Failure` with `folder-not-empty` or `cannot-write`.
    """
    taken = folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
    if taken:
        raise Failure([
            error(
                "folder-not-empty",
                f"`{folder}` is already there and not an empty folder",
                help="choose another name; nothing that exists is written over",
            )
        ])
    files = starter_files(folder.name, title, schemas)
    write_whole(folder, files)
    return tuple(files)
