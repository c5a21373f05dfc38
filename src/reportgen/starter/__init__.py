"""The projects that `reportgen new` and `reportgen import` make: whole, and built at once.

Beside this module lie the files that every project has (`project/`), the report that teaches by
example (`example/`), what an imported text is put into (`imported/`), and the `workflow/` on
GitHub. Never asks and never guesses a fact: what only the author can know says TODO.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import get_args

from reportgen.diagnostics import Failure, error
from reportgen.files import BUNDLED, write_whole
from reportgen.report.fields import Profile
from reportgen.starter.automation import (
    WORKFLOW,
    belongs_to_a_repository,
    own_requirement,
    workflow,
)
from reportgen.style import label_languages
from reportgen.yamltree import quoted

__all__ = [
    "CATEGORIES",
    "PROFILES",
    "WORKFLOW",
    "belongs_to_a_repository",
    "every_project",
    "fill",
    "make_project",
    "own_requirement",
    "refuse_taken",
    "slug_of",
    "starter_files",
    "title_of",
    "workflow",
]

CATEGORIES = ("trade", "energy", "security")
"""The categories that the report.yaml of a new project defines."""

PROFILES: tuple[str, ...] = get_args(Profile)

LONGEST_TITLE = 150
_LONGEST_RUNNING_HEAD = 60
_PLACE = re.compile(r"@([A-Z][A-Z0-9_]*)@")
_HIDDEN = {
    "editorconfig": ".editorconfig",
    "gitignore": ".gitignore",
    "vscode/extensions.json": ".vscode/extensions.json",
    "vscode/settings.json": ".vscode/settings.json",
}
"""Files that begin with a dot in a project, and without one here, where all can see them."""

_SECTIONS = {
    "summary": PROFILES,
    "key-findings": ("briefing", "report", "study"),
    "relations": PROFILES,
    "assessment": ("study",),
    "recommendations": ("report", "study"),
    "methodology": ("study",),
    "annex": ("study",),
}
"""The sections of the example in reading order, and the profiles that have them."""

_INCLUDED = {
    "note": ("contents",),
    "briefing": ("contents", "conventions", "constraints", "acronyms"),
}
"""Parts that the example has beyond those of its profile."""

_WRITTEN_IN = "en"
"""The language of the example's prose."""


def slug_of(name: str) -> str:
    """Return the file name of the artifacts for a project's name; empty when it has no letters."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:80].strip("-")


def title_of(name: str) -> str:
    """Return the title that a project's name suggests: `river-trade` → `River trade`."""
    words = re.sub(r"[-_.]+", " ", name).strip()
    return words[:1].upper() + words[1:]


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return a text with each `@NAME@` replaced by its value; values are not looked through."""
    return _PLACE.sub(lambda match: values.get(match[1], match[0]), text)


def every_project(schemas: Mapping[str, str]) -> dict[str, bytes]:
    """Return the files that each project has: style, editor settings, schemas.

    `schemas` are the texts of the JSON Schemas by name; they go to `source/.schema/`.
    """
    files = {_HIDDEN.get(path, path): data for path, data in _read("project", {}).items()}
    files["build/.gitkeep"] = b""
    for schema, text in schemas.items():
        files[f"source/.schema/{schema}.json"] = text.encode()
    return files


def starter_files(
    name: str,
    title: str,
    schemas: Mapping[str, str],
    *,
    profile: str = "briefing",
    language: str = "en-GB",
) -> dict[str, bytes]:
    """Return the files of a new project by path.

    Raises `Failure` with `missing-labels` when no bundled style has words for the language.
    """
    _refuse_language(language)
    head = (
        title if len(title) <= _LONGEST_RUNNING_HEAD else f"{title[: _LONGEST_RUNNING_HEAD - 1]}…"
    )
    sections = [section for section, profiles in _SECTIONS.items() if profile in profiles]
    values = {
        "TITLE": title,
        "TITLE_YAML": quoted(title),
        "SHORT": quoted(head),
        "SLUG": quoted(slug_of(name)),
        "LANGUAGE": language,
        "PROFILE": profile,
        "INCLUDE": ", ".join(_INCLUDED.get(profile, ())),
        "SECTIONS": "".join(f"  - {section}\n" for section in sections),
    }
    files = every_project(schemas)
    for path, data in _read("example", values).items():
        folder, _, file = path.rpartition("/")
        if folder != "source/sections" or file.removesuffix(".md") in sections:
            files[path] = data
    return files


def _read(folder: str, values: Mapping[str, str]) -> dict[str, bytes]:
    root = BUNDLED / "starter" / folder
    files = {}
    for file in sorted(path for path in root.rglob("*") if path.is_file()):
        data = file.read_bytes()
        if file.suffix != ".png":
            data = fill(data.decode(), values).encode()
        files[file.relative_to(root).as_posix()] = data
    return files


def _refuse_language(language: str) -> None:
    """Refuse a language that the styles have no words for, or the example no prose."""
    known = [code for code in label_languages() if code == _WRITTEN_IN]
    if language.partition("-")[0] not in known:
        raise Failure([
            error(
                "missing-labels",
                f"no bundled style has words for the language `{language}`",
                help=f"there are words for {', '.join(known)}; make the project with one of them, "
                f"write styles/house/labels/{language.partition('-')[0]}.yaml after the pattern "
                "of the bundled plain/labels/en.yaml, and change `language:` in report.yaml",
            )
        ])


def refuse_taken(folder: Path) -> None:
    """Refuse a folder that holds anything. Raises `Failure` with `folder-not-empty`."""
    taken = folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
    if taken:
        raise Failure([
            error(
                "folder-not-empty",
                f"`{folder}` is already there and not an empty folder",
                help="choose another name; nothing that exists is written over",
            )
        ])


def make_project(folder: Path, files: Mapping[str, bytes]) -> tuple[str, ...]:
    """Write a new project into `folder`, which must be new or empty; return the paths.

    Raises `Failure` with `folder-not-empty` or `cannot-write`.
    """
    refuse_taken(folder)
    write_whole(folder, files)
    return tuple(files)
