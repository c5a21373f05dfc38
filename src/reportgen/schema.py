"""Models → a JSON Schema (draft 2020-12) for each file of a project.

The models of `report` and the table of the register are the one definition: nothing is stated
here that they do not say. Never validates; that is `parse`'s work.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel, BeforeValidator
from pydantic.json_schema import GenerateJsonSchema, models_json_schema
from pydantic_core import core_schema

from reportgen.files import BUNDLED, PORTFOLIO, DiskFiles
from reportgen.parse import BY_KEY, REGISTER
from reportgen.report import Defaults, FrontMatter, Metadata, Portfolio
from reportgen.report.fields import Edtf, Key, SourceRefs
from reportgen.report.words import MEANINGS
from reportgen.source import Path, Tree, read_source
from reportgen.style import CHOICES
from reportgen.yamltree import parse_yaml

__all__ = ["DIALECT", "as_text", "parts_at", "schema_names", "schemas"]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_OPTIONAL_LISTS = {"derived"}
_COLOUR = "#[0-9a-fA-F]{6}"

_Schema = dict[str, Any]


def schema_names() -> tuple[str, ...]:
    """List the schemas: one for each kind of file."""
    return ("report", *REGISTER, "front-matter", "style", "portfolio")


def schemas(categories: Iterable[str] = ()) -> dict[str, _Schema]:
    """Make all schemas by name.

    `categories` are the ids that a project's `report.yaml` defines; with them, the fields that name
    a category are closed lists as well.
    """
    made = {
        "report": _of_model(Metadata, "report.yaml"),
        **{name: _of_register(name) for name in REGISTER},
        "front-matter": _of_model(FrontMatter, "The head of sections/*.md"),
        "style": _of_style(),
        "portfolio": _of_model(Portfolio, PORTFOLIO),
    }
    closed = sorted(categories)
    if closed:
        fields = made["items"]["$defs"]["Item"]["properties"]
        fields["category"] = {**fields["category"], "enum": closed}
        fields["also_in"]["items"] = {**fields["also_in"]["items"], "enum": closed}
    return made


def as_text(schema: _Schema) -> str:
    """Write a schema as its file holds it."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _functions(annotated: object) -> Iterator[object]:
    """Yield the functions that run before the validation of an annotated type."""
    for part in get_args(annotated):
        if isinstance(part, BeforeValidator):
            yield part.func
        else:
            yield from _functions(part)


_TAKES_YEAR = set(_functions(Edtf))
_TAKES_KEY = set(_functions(SourceRefs))
_KEY_PATTERN = next(part.pattern for part in get_args(Key) if hasattr(part, "pattern"))


@cache
def _meanings() -> Mapping[tuple[str, ...], tuple[str, ...]]:
    """Return what the words of each closed list mean; what is printed of them is printed here."""
    labels = parse_yaml(read_source(DiskFiles(BUNDLED), "plain/labels/en.yaml")).data
    printed = [
        {word: said["meaning"] for word, said in labels[name].items()}
        for name in ("status", "qualifier", "confidence")
    ]
    return {tuple(words): tuple(words.values()) for words in (*MEANINGS, *printed)}


class _Generator(GenerateJsonSchema):
    """Says what a file may hold, where that is more than what the model keeps."""

    schema_dialect = DIALECT

    def field_title_should_be_set(self, schema: Any) -> bool:
        """Leave out titles that only repeat the key."""
        del schema
        return False

    def literal_schema(self, schema: core_schema.LiteralSchema) -> _Schema:
        """Say what each word of a closed list means, where editors show it."""
        made = super().literal_schema(schema)
        meant = _meanings().get(tuple(schema["expected"]))
        # Understood by VS Code and by yaml-language-server; others pass it over.
        return {**made, "enumDescriptions": list(meant)} if meant else made

    def function_before_schema(self, schema: core_schema.BeforeValidatorFunctionSchema) -> _Schema:
        """Add what the function lets pass: a year without quotes, a source as its key alone."""
        inner = super().function_before_schema(schema)
        function = schema["function"]["function"]
        if function in _TAKES_YEAR:
            return {**inner, "type": ["string", "integer"]}
        if function in _TAKES_KEY:
            return {"anyOf": [{"type": "string", "pattern": _KEY_PATTERN}, inner]}
        return inner


def _definitions(models: Iterable[type[BaseModel]]) -> tuple[list[_Schema], _Schema]:
    """Return a reference to the schema of each model, and the definitions that they need."""
    wanted: list[Any] = [(model, "validation") for model in models]
    references, top = models_json_schema(wanted, by_alias=True, schema_generator=_Generator)
    return [references[pair] for pair in wanted], top["$defs"]


def _of_model(model: type[BaseModel], title: str) -> _Schema:
    made = model.model_json_schema(by_alias=True, schema_generator=_Generator)
    definitions = made.pop("$defs", {})
    return {"$schema": DIALECT, **made, "title": title, "$defs": definitions}


def _of_register(name: str) -> _Schema:
    entries = REGISTER[name]
    models = [model for model, _ in entries.values()]
    with_defaults = any(applies for _, applies in entries.values())
    references, definitions = _definitions([*models, *([Defaults] if with_defaults else [])])
    properties: _Schema = {}
    if with_defaults:
        properties["defaults"] = references[-1]
    for (key, (model, _)), reference in zip(entries.items(), references, strict=False):
        about = {"description": model.__doc__}
        if key in BY_KEY:
            properties[key] = {
                **about, "type": "object",
                "propertyNames": {"pattern": _KEY_PATTERN}, "additionalProperties": reference,
            }  # fmt: skip
        else:
            properties[key] = {**about, "type": "array", "items": reference}
    return {
        "$schema": DIALECT,
        "title": "items/*.yaml" if name == "items" else f"{name}.yaml",
        "type": "object",
        "properties": properties,
        "required": [key for key in entries if key not in _OPTIONAL_LISTS],
        "additionalProperties": False,
        "$defs": definitions,
    }


def _of_style() -> _Schema:
    """Make the schema of style.yaml: every token of the bundled style, and each may be left out."""
    tree = parse_yaml(read_source(DiskFiles(BUNDLED), "plain/style.yaml"))
    tokens = _tokens(tree.data, tree, ())
    extends = {
        "type": "string",
        "default": "plain",
        "description": "The style that this one changes: a folder of styles/, or a bundled one.",
        "examples": ["plain", "institute", "library"],
    }
    tokens["properties"] = {"extends": extends, **tokens["properties"]}
    return {"$schema": DIALECT, "title": "styles/*/style.yaml", **tokens}


def _tokens(data: Mapping[str, Any], tree: Tree, path: Path) -> _Schema:
    properties = {key: _token(value, tree, (*path, key)) for key, value in data.items()}
    return {
        "type": "object",
        "properties": properties,
        "additionalProperties": _faces() if path == ("font",) else False,
    }


def _token(value: object, tree: Tree, path: Path) -> _Schema:
    about = _comment(tree, path)
    words: _Schema = {"description": about} if about else {}
    choices = CHOICES.get((str(path[0]), str(path[-1])))
    match value:
        case _ if choices:
            meant = list(choices.values())
            return {**words, "enum": list(choices), "enumDescriptions": meant, "default": value}
        case dict():
            return {**words, **_tokens(value, tree, path)}
        case list() if path[0] == "face":
            return {**words, "type": "array", "items": {"type": "string"}, "default": value}
        case list():
            return {**words, **_faces()}
        case bool():
            return {**words, "type": "boolean", "default": value}
        case int() | float():
            return {**words, "type": "number", "minimum": 0, "default": value}
        case _ if path[0] == "colour" or str(path[-1]).startswith("head-"):
            names = "|".join(map(str, tree.data["colour"]))
            pattern = f"^({_COLOUR}|{names})$"
            return {**words, "type": "string", "pattern": pattern, "default": value}
        case _:
            return {**words, "type": "string", "default": value}


def _faces() -> _Schema:
    face = {
        "type": "object",
        "properties": {
            "weight": {
                "type": "integer", "minimum": 1, "maximum": 1000, "examples": [400, 700],
                "description": "How heavy the face is: 400 is regular, 700 bold.",
            },
            "italic": {"type": "boolean", "description": "Whether the face is an italic."},
            "file": {
                "type": "string", "examples": ["Own-Regular.ttf"],
                "description": "A file of the style's folder fonts/.",
            },
        },
        "required": ["weight", "italic", "file"],
        "additionalProperties": False,
    }  # fmt: skip
    return {"type": "array", "items": face, "minItems": 1}


def _comment(tree: Tree, path: Path) -> str:
    """Return the remark that stands behind a token of the bundled style."""
    span = tree.key_span(path)
    line = tree.source.lines[span.start.line - 1]
    remark = re.search(r"\s#\s+(.+)$", line)
    return remark[1] if remark else ""


def parts_at(schema: _Schema, path: Path) -> tuple[_Schema, ...]:
    """Return what a schema says of the value at `path` of a file: one part for each alternative."""
    found = _alternatives(schema, schema)
    for step in path:
        found = [
            inner
            for part in found
            if (below := _below(part, step)) is not None
            for inner in _alternatives(schema, below)
        ]
    return tuple(found)


def _below(part: _Schema, step: str | int) -> _Schema | None:
    if isinstance(step, int):
        items = part.get("items")
        return items if isinstance(items, dict) else None
    named = part.get("properties", {}).get(step)
    others = part.get("additionalProperties")
    return named or (others if isinstance(others, dict) else None)


def _alternatives(schema: _Schema, part: _Schema) -> list[_Schema]:
    """Resolve references, and unfold what may be one or the other; what is said beside stays."""
    if "$ref" in part:
        name = part["$ref"].rpartition("/")[2]
        beside = {key: value for key, value in part.items() if key != "$ref"}
        return [{**inner, **beside} for inner in _alternatives(schema, schema["$defs"][name])]
    if "anyOf" in part:
        beside = {key: value for key, value in part.items() if key != "anyOf"}
        unfolded = (_alternatives(schema, one) for one in part["anyOf"])
        return [{**inner, **beside} for alternatives in unfolded for inner in alternatives]
    return [part]
