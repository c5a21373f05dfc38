r"""The fields of an entry as flat columns of text: for options, questions and cells.

Columns are made of the models, so that a new field of the register is a column by itself. Several
values stand in one cell with `; ` between them; a semicolon inside a value is written `\\;`.
"""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from pydantic import BaseModel

from reportgen.parse import FIELDS
from reportgen.report import SourceRef

__all__ = ["Column", "Form", "cell_of", "columns_of", "data_of", "with_field"]

Form = Literal["text", "number", "flag", "list", "sources", "names"]

_NAMES: dict[tuple[str, ...], str] = {
    ("value", "year"): "value_year",
    ("value", "text"): "value_text",
}
"""Names of columns that are not the last word of their path, as in the CSV export."""

_PART = re.compile(r"(?:\\[\\;]|[^;\n])+")
_ESCAPED = re.compile(r"\\([\\;])")
_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+([eE][-+]?[0-9]+)?")


@dataclass(frozen=True)
class Column:
    """One field: where it stands in an entry, and what it may hold.

    `words` is its closed list, `refers` what it names: `party`, `source`, `category` and so on;
    `default` is what an entry says that does not have it; a list that is `single` may be one value.
    """

    name: str
    path: tuple[str, ...]
    form: Form
    words: tuple[str, ...] = ()
    refers: str | None = None
    required: bool = False
    about: str = ""
    default: str = ""
    single: bool = False


@cache
def columns_of(kind: str, model: type[BaseModel]) -> tuple[Column, ...]:
    """Return the columns of the entries of a kind of the register, in the order of the model.

    Lists of mappings have none; no spreadsheet can show them in one cell.
    """
    return tuple(_columns(model, (), FIELDS.get(kind, {}), required=True))


def _columns(
    model: type[BaseModel], above: tuple[str, ...], refers: Mapping[str, str], *, required: bool
) -> list[Column]:
    found: list[Column] = []
    for key in _keys(model):
        info = next(f for n, f in model.model_fields.items() if key == (f.alias or n))
        path = (*above, key)
        needed = required and info.is_required()
        members = _members(info.annotation)
        inner = next((m for m in members if isinstance(m, type) and issubclass(m, BaseModel)), None)
        if inner is not None:
            found += _columns(inner, path, {}, required=False)
            continue
        form = _form(members)
        if form is not None:
            default = info.default if isinstance(info.default, str) and not above else ""
            found.append(
                Column(
                    _NAMES.get(path, key), path, form,
                    words=_words(info.annotation),
                    refers=None if above else refers.get(key),
                    required=needed,
                    about=info.description or "",
                    default=default,
                    single=form == "list" and str in members,
                )
            )  # fmt: skip
    return found


def _keys(model: type[BaseModel]) -> list[str]:
    """Return the keys of an entry in their order: what it says of its origin comes last."""
    own = model.__annotations__
    fields = sorted(model.model_fields.items(), key=lambda field: field[0] not in own)
    return [info.alias or name for name, info in fields]


def _members(annotation: Any) -> list[Any]:
    """Return what an annotation allows, without None and without what validates it."""
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        return _members(typing.get_args(annotation)[0])
    if origin in {typing.Union, types.UnionType}:
        return [m for a in typing.get_args(annotation) for m in _members(a)]
    return [] if annotation is type(None) else [annotation]


def _form(members: list[Any]) -> Form | None:
    origins = [typing.get_origin(member) for member in members]
    if tuple in origins:
        [element] = _members(typing.get_args(members[origins.index(tuple)])[0])
        if element is SourceRef:
            return "sources"
        return None if isinstance(element, type) and issubclass(element, BaseModel) else "list"
    if any(origin in {dict, Mapping} or origin is typing.get_origin(Mapping[str, str])
           for origin in origins):  # fmt: skip
        return "names"
    if bool in members:
        return "flag"
    return "number" if {int, float} & set(members) else "text"


def _words(annotation: Any) -> tuple[str, ...]:
    for member in _members(annotation):
        if typing.get_origin(member) is Literal:
            return tuple(map(str, typing.get_args(member)))
    return ()


def cell_of(column: Column, entry: Mapping[str, Any]) -> str:
    """Return what an entry, as its file holds it, says in a column."""
    value: Any = entry
    for step in column.path:
        value = value.get(step) if isinstance(value, Mapping) else None
    if value is None:
        return column.default
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "; ".join(_part(f"{key}: {text}") for key, text in value.items())
    if isinstance(value, list):
        return "; ".join(_part(_source(part)) for part in value)
    return " ".join(str(value).split()) if isinstance(value, str) else str(value)


def _source(part: Any) -> str:
    if isinstance(part, Mapping):
        return ", ".join(str(part[key]) for key in ("key", "locator") if part.get(key) is not None)
    return str(part)


def _part(text: str) -> str:
    return " ".join(re.sub(r"([\\;])", r"\\\1", text).split())


def data_of(column: Column, text: str) -> Any:
    """Return what a cell says, as the file of the register holds it; None for an empty cell.

    What is no number stays text in a column of numbers: the check of the register refuses it.
    """
    clean = " ".join(text.split())
    if not clean:
        return None
    if column.form in {"list", "sources", "names"}:
        parts = [_ESCAPED.sub(r"\1", part[0]) for part in _PART.finditer(text)]
        listed = [" ".join(part.split()) for part in parts if part.strip()]
        if column.form == "names":
            pairs = (part.partition(":") for part in listed)
            return {key.strip(): value.strip() for key, _, value in pairs}
        if column.form == "sources":
            return [_reference(part) for part in listed]
        return listed[0] if column.single and len(listed) == 1 else listed
    if column.form == "number":
        return _number(clean)
    if column.form == "flag":
        return {"true": True, "false": False}.get(clean.lower(), clean)
    return clean


def _reference(text: str) -> str | dict[str, str]:
    key, comma, locator = text.partition(",")
    return {"key": key.strip(), "locator": locator.strip()} if comma else text


def _number(text: str) -> int | float | str:
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text


def with_field(
    entry: Mapping[str, Any], path: tuple[str, ...], value: Any, model: type[BaseModel]
) -> dict[str, Any]:
    """Return the entry with one field set, or taken out for None; the other keys keep their order.

    A new key stands where the model has it: after the nearest key that comes before it there.
    """
    key, *below = path
    if below:
        inner = entry.get(key)
        outer = inner if isinstance(inner, Mapping) else {}
        value = with_field(outer, tuple(below), value, _inner(model, key)) or None
    if key in entry or value is None:
        changed = {k: value if k == key else v for k, v in entry.items()}
        return {k: v for k, v in changed.items() if k != key or v is not None}
    order = _keys(model)
    earlier = order[: order.index(key)]
    made: dict[str, Any] = {}
    before = [k for k in entry if k in earlier]
    last = max(before, key=earlier.index) if before else None
    if last is None:
        made[key] = value
    for k, v in entry.items():
        made[k] = v
        if k == last:
            made[key] = value
    return made


def _inner(model: type[BaseModel], key: str) -> type[BaseModel]:
    for name, info in model.model_fields.items():
        if key in {name, info.alias}:
            for member in _members(info.annotation):
                if isinstance(member, type) and issubclass(member, BaseModel):
                    return member
    raise LookupError(key)
