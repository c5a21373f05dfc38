"""Data with places → models, with a diagnostic at the place of each fault."""

from __future__ import annotations

import re
import typing
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from reportgen.diagnostics import Diagnostic, did_you_mean, error, warning
from reportgen.report import KEY, REGISTER_ID
from reportgen.source import Path, Tree

__all__ = ["bad_key", "keys_of", "unknown_keys", "unquoted_years", "validate"]

M = TypeVar("M", bound=BaseModel)

NAMED = {
    "category", "kind", "status", "direction", "confidence", "qualifier", "profile", "template",
    "marking", "scope", "severity", "change_level",
}  # fmt: skip
"""Fields with a closed list of words whose faults have a code of their own: `unknown-kind`."""

_FORM_OF_KEYS = "write letters of English, digits and hyphens alone, such as `imf-2024`"

_FORMS = {
    f"^{REGISTER_ID}$":
        "write two to four capitals, a hyphen and at least two digits, such as `TR-01`",
    f"^{KEY}$": _FORM_OF_KEYS,
    r"^[A-Z]{2}$": "write two capitals, such as `IR`",
}  # fmt: skip
"""The forms that are mistaken most, in words; of others the pattern is shown."""

RENAMED = {"TLP:WHITE": "TLP:CLEAR"}
"""Words of the past, and what they are called now (TLP 2.0)."""

_TYPES = {
    "string_type": "text",
    "int_type": "a number",
    "bool_type": "true or false",
    "dict_type": "a mapping",
    "mapping_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "list_type": "a list",
    "tuple_type": "a list",
    "float_type": "a number",
    "float_parsing": "a number",
    "int_parsing": "a number",
    "int_from_float": "a number",
}


def validate(
    model: type[M], data: Any, tree: Tree, path: Path, problems: list[Diagnostic]
) -> M | None:
    """Make a `model` of `data`, which stands at `path` of `tree`; on faults, report them all."""
    try:
        return model.model_validate(data)
    except ValidationError as faults:
        seen: set[tuple[object, ...]] = set()
        for fault in faults.errors():
            diagnostic = _diagnose(model, dict(fault), tree, path)
            # The members of a union say different things of one value; two missing keys are two.
            missing = diagnostic.message if diagnostic.code == "missing-key" else ""
            key = (diagnostic.span, diagnostic.code, missing)
            if key not in seen:
                seen.add(key)
                problems.append(diagnostic)
        return None


def _diagnose(model: type[BaseModel], fault: dict[str, Any], tree: Tree, path: Path) -> Diagnostic:
    kind, location = fault["type"], tuple(fault["loc"])
    way = _way(tree, path, location)
    # The way leaves out what pydantic adds to a location: the names of the members of a union.
    below = way[len(path) :] if kind not in {"missing", "extra_forbidden"} else location
    name = next((p for p in reversed(below) if isinstance(p, str)), "")
    shown = _show(fault.get("input"))
    context = fault.get("ctx", {})
    match kind:
        case "missing":
            return error(
                "missing-key",
                f"`{location[-1]}` is missing",
                tree.key_span(_way(tree, path, location[:-1])),
                help=_about(_model_at(model, location[:-1]), str(location[-1])),
            )
        case "extra_forbidden":
            owner = _model_at(model, location[:-1])
            return error(
                "unknown-key",
                f"`{location[-1]}` is not a key that is known here",
                tree.key_span((*path, *location)),
                help=did_you_mean(str(location[-1]), keys_of(owner) if owner else ()),
            )
        case "literal_error":
            words = [
                w.strip("' ") for w in str(context["expected"]).replace(" or ", ", ").split(",")
            ]
            code = f"unknown-{name.replace('_', '-')}" if name in NAMED else "bad-value"
            given = RENAMED.get(str(fault.get("input")), str(fault.get("input")))
            noun = name.replace("_", " ") or "value"
            article = "an" if noun[0] in "aeiou" else "a"
            return error(
                code,
                f"{shown} is not {article} {noun}",
                tree.span(way),
                help=did_you_mean(given, [w for w in words if w]),
            )
        case "unknown-language":
            return error(
                "unknown-language", fault["msg"], tree.span(way),
                help="write a BCP 47 tag such as en-GB, de-DE or fa",
            )  # fmt: skip
        case "bad-date":
            mend = None if "is not a day" in fault["msg"] else _BAD_DATE
            return error("bad-date", fault["msg"], tree.span(way), help=mend)
        case "string_too_long" | "too_long":
            return error(
                "too-long",
                f"`{name}` has {len(str(fault['input']))} characters; "
                f"at most {context['max_length']} fit",
                tree.span(way),
                help="say it in fewer words",
            )
        case "string_too_short" | "too_short":
            return error("empty-value", f"`{name}` is empty", tree.span(way), help="fill it in")
        case "string_pattern_mismatch":
            return error(
                "bad-value",
                f"{shown} does not have the form of `{name}`",
                tree.span(way),
                help=_FORMS.get(context["pattern"], f"the form is {context['pattern']}"),
            )
    if kind in _TYPES:
        value = fault.get("input")
        unquoted = _TYPES[kind] == "text" and isinstance(value, (bool, int, float))
        return error(
            "wrong-type",
            f"{f'`{name}`' if name else 'the entry'} must be {_TYPES[kind]}, not {_kind_of(value)}",
            tree.span(way),
            help="put it in quotes" if unquoted else f"write {_TYPES[kind]}",
        )
    message = str(fault["msg"])
    return error("bad-value", message[:1].lower() + message[1:], tree.span(way))


_BAD_DATE = (
    "write an EDTF date in quotes, no narrower than the source: "
    '"1947", "2023-05", "2024-01/2024-04" or "2024~"'
)


def _way(tree: Tree, path: Path, location: Iterable[str | int]) -> Path:
    """Follow `location` as far as it exists in the tree; pydantic adds names of union members."""
    way = path
    for step in location:
        if (*way, step) in tree.values:
            way = (*way, step)
    return way


def keys_of(model: type[BaseModel]) -> list[str]:
    """List the keys that a model takes, as they are written in YAML."""
    return [info.alias or name for name, info in model.model_fields.items()]


def bad_key(tree: Tree, path: Path, noun: str) -> Iterator[Diagnostic]:
    """Report a key of the register that has not the form in which entries and prose name it."""
    if not re.fullmatch(KEY, str(path[-1])):
        message = f"{_show(path[-1])} does not have the form of the key of a {noun}"
        yield error("bad-value", message, tree.key_span(path), help=_FORM_OF_KEYS)


def unknown_keys(tree: Tree, path: Path, data: Any, known: Iterable[str]) -> list[Diagnostic]:
    """Report the keys of the mapping at `path` that are not among `known`."""
    return [
        error(
            "unknown-key",
            f"`{key}` is not a key that is known here",
            tree.key_span((*path, key)),
            help=did_you_mean(key, known),
        )
        for key in data
        if key not in known
    ]


_YEARS = {"date", "not_before", "not_after", "as_of_not_before", "published", "year"}
"""Fields that may hold a bare year."""


def unquoted_years(tree: Tree, path: Path, data: Any) -> list[Diagnostic]:
    """Warn of the years in the data at `path` that are written as numbers (rule R-51)."""
    if isinstance(data, list):
        return [d for i, value in enumerate(data) for d in unquoted_years(tree, (*path, i), value)]
    if not isinstance(data, dict):
        return []
    found = []
    for key, value in data.items():
        if key in _YEARS and isinstance(value, int) and not isinstance(value, bool):
            mend = f'write "{value}", so that no program takes it for a number'
            at = tree.span((*path, key))
            found.append(warning("unquoted-year", f"the year {value} is not quoted", at, help=mend))
        else:
            found += unquoted_years(tree, (*path, key), value)
    return found


def _model_at(model: type[BaseModel], location: Iterable[str | int]) -> type[BaseModel] | None:
    """Find the model that a location inside `model` leads to."""
    current: type[BaseModel] | None = model
    for step in location:
        if current is None or not isinstance(step, str):
            continue
        field = next(
            (f for n, f in current.model_fields.items() if step in {f.alias, n}), None
        )  # fmt: skip
        if field is not None:
            current = _model_in(field.annotation)
    return current


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in typing.get_args(annotation):
        found = _model_in(argument)
        if found is not None:
            return found
    return None


def _about(model: type[BaseModel] | None, key: str) -> str:
    described = next(
        (f.description for n, f in (model.model_fields if model else {}).items()
         if key in {f.alias, n} and f.description),
        None,
    )  # fmt: skip
    return f"add `{key}: ...`" + (f": {described}" if described else "")


def _show(value: Any) -> str:
    shown = str(value)
    limit = 60
    return f"`{shown if len(shown) <= limit else shown[:limit] + '...'}`"


def _kind_of(value: Any) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return "true or false"
        case int() | float():
            return f"the number {value}"
        case str():
            return "text"
        case dict():
            return "a mapping"
        case _:
            return "a list"
