"""One name and its new word → what changes in which file. Never writes."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn

from reportgen.diagnostics import Edit, Failure, Position, Span
from reportgen.index.names import GENERATED_TABLES, Definition, Kind, Space
from reportgen.index.places import Index
from reportgen.report import KEY, REGISTER_ID
from reportgen.source import Source
from reportgen.yamltree import parse_yaml

__all__ = ["Refused", "Renaming", "check_name", "rename"]

_ID = re.compile(REGISTER_ID)
_KEY = re.compile(KEY)
_NUMBERED = {Kind.ITEM, Kind.EVENT, Kind.QUANTITY, Kind.DERIVED, Kind.CONSTRAINT, Kind.FLAG}
"""Kinds whose names are letters and a number, as `TR-16` is."""


class Refused(ValueError):  # noqa: N818 - no error of ours: the answer to a wish
    """A name that cannot be given, or not be changed; says why."""


def _refuse(reason: str) -> NoReturn:
    raise Refused(reason)


@dataclass(frozen=True)
class Renaming:
    """The edits of each file by its old path, and the files that get another path."""

    edits: Mapping[str, tuple[Edit, ...]]
    files: Mapping[str, str]


def check_name(names: Index, definition: Definition, new: str) -> None:
    """Refuse a new word that is taken, that has not the form of its kind, or would not be text."""
    kind = definition.kind
    if definition.made:
        _refuse("the anchor of a heading follows from its words: change those")
    if kind in _NUMBERED and not _ID.fullmatch(new):
        _refuse(f"`{new}` is not an id: write two to four capitals, a hyphen and a number")
    if kind not in _NUMBERED and kind is not Kind.TERM and not _KEY.fullmatch(new):
        _refuse(f"`{new}` is not a key: use letters, digits and hyphens")
    if kind is Kind.TERM and (not new.strip() or new != " ".join(new.split())):
        _refuse("a term is words on one line")
    if kind is Kind.ITEM:
        _check_prefix(names, definition, new)
    if new != definition.key:
        other = names.find(definition.space, new)
        if other is not None:
            article = "an" if other.kind.value[0] in "aeiou" else "a"
            _refuse(f"`{new}` is already {article} {other.kind.value}: {other.title}")
        taken = kind in {Kind.TABLE, Kind.CATEGORY} and (
            new in GENERATED_TABLES or new.startswith("panel-")
            or names.find(Space.TABLE, new) or names.find(Space.CATEGORY, new)
        )  # fmt: skip
        if taken:
            _refuse(f"`{new}` is the name of a table already")
    if kind not in _NUMBERED and kind is not Kind.TERM and not _is_plain(new):
        _refuse(f"`{new}` would be read as a number or a truth value in YAML")


def _check_prefix(names: Index, definition: Definition, new: str) -> None:
    category = names.find(Space.CATEGORY, str(definition.data.get("category")))
    prefix = category.data.get("prefix") if category else None
    if prefix and not new.startswith(f"{prefix}-"):
        _refuse(f"ids of {definition.data['category']} begin `{prefix}-`, and `{new}` does not")


def _is_plain(word: str) -> bool:
    """Tell whether a word is text when it stands in YAML without quotes, in a list or a mapping."""
    try:
        data = parse_yaml(Source("", f"a: {word}\nb: [{word}]\n", "")).data
    except Failure:
        return False
    return bool(data == {"a": word, "b": [word]})


def rename(names: Index, definition: Definition, new: str) -> Renaming:
    """Give a name another word everywhere, also where an id is a word of a text or a comment.

    A section's file goes with its id. Raises `Refused` when the word cannot be given (rules of
    `check_name`), when the name is written in a way that no edit can follow (an escape in quotes),
    or when a file has faults, so that nobody can tell where the name stands in it.
    """
    check_name(names, definition, new)
    broken = sorted(path for path, reading in names.readings.items() if reading.stale)
    if broken:
        _refuse(f"`{broken[0]}` has faults; mend them first")
    edits: dict[str, list[Edit]] = {}
    for place in names.places_of(definition):
        span = place.part
        written = names.readings[span.path].text.slice(span)
        if written.replace("\\", "") != definition.key:
            _refuse(
                f"`{definition.key}` is written as {written!r} in {span.path}, line "
                f"{span.start.line}: write it plainly first"
            )
        edit = Edit(span, _written(names, definition, new))
        if edit not in edits.setdefault(span.path, []):
            edits[span.path].append(edit)
    files = {}
    if definition.kind is Kind.SECTION:
        old = definition.span.path
        if old == f"{names.folder}/sections/{definition.key}.md":
            files[old] = f"{names.folder}/sections/{new}.md"
    ordered = {
        path: tuple(sorted(found, key=lambda e: e.span)) for path, found in sorted(edits.items())
    }
    return Renaming(ordered, files)


def _written(names: Index, definition: Definition, new: str) -> str:
    """Return a word as YAML needs it; only a term may need quotes, which it may have already."""
    if definition.kind is not Kind.TERM or _is_plain(new):
        return new
    text = names.readings[definition.span.path].text
    at = definition.span
    before = Span(at.path, Position(at.start.line, max(at.start.column - 1, 1)), at.start)
    quote = text.slice(before)
    if quote == "'":
        return new.replace("'", "''")
    quoted = json.dumps(new, ensure_ascii=False)
    return quoted[1:-1] if quote == '"' else quoted
