"""One YAML file → the names that it gives and uses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from reportgen.diagnostics import Span
from reportgen.index.names import REGISTERED, Definition, Kind, Space, Use
from reportgen.index.text import Text
from reportgen.parse import BY_KEY, FIELDS, REGISTER
from reportgen.report import REGISTER_ID
from reportgen.source import Path, Tree

__all__ = ["definitions_of", "inside", "noun_at", "uses_of"]

_OPERAND = re.compile(REGISTER_ID)
_TITLES = ("title", "name", "term", "label", "text")


def noun_at(file: str, path: Path) -> str | None:
    """Return what the value at `path` names: `item`, `party`, `section` ..., or None.

    `file` is the name of the file's schema: `report`, `items`, `front-matter` ...
    """
    steps = [step for step in path if isinstance(step, str)]
    match file, steps:
        case "report", ["sections"]:
            return "section"
        case "report", ["categories", "groups", "from" | "to"]:
            return "party"
        case "front-matter", ["sources"] | ["sources", "key"]:
            return "source"
        case "front-matter", ["items"]:
            return "category" if len(path) == 1 else "item"
        case _, ["defaults", "sources"] | ["defaults", "sources", "key"]:
            return "source"
    if file not in REGISTER or len(steps) < 2:  # noqa: PLR2004 - a top key and a field
        return None
    top, *way = steps
    field = way[1:] if top in BY_KEY else way
    noun = FIELDS.get(top, {}).get(field[0]) if field else None
    if field[1:] == ["key"]:
        return noun if noun == "source" else None
    return noun if len(field) == 1 else None


def inside(text: Text, span: Span, value: str) -> Span | None:
    """Return where `value` itself stands in the span of a YAML scalar, without its quotes.

    None when it stands there in another form, as with escapes or over several lines.
    """
    written = text.slice(span)
    if written == value:
        return span
    if len(written) > 1 and written[0] == written[-1] and written[0] in "\"'":
        start, end = text.offset(span.start) + 1, text.offset(span.end) - 1
        if text.text[start:end] == value:
            return text.span(start, end)
    return None


def definitions_of(file: str, tree: Tree, text: Text) -> Iterator[Definition]:
    """Yield the names that a file of the register or report.yaml gives."""
    if file == "report":
        yield from _categories(tree, text)
    for top in REGISTER.get(file, {}):
        entries = tree.data.get(top) if isinstance(tree.data, dict) else None
        if isinstance(entries, dict) and top in BY_KEY:
            for key, data in entries.items():
                at = tree.key_span((top, key))
                whole = Span(at.path, at.start, tree.span((top, key)).end)
                yield _definition(REGISTERED[top], key, data, inside(text, at, key) or at, whole)
        elif isinstance(entries, list) and top not in BY_KEY:
            for index, data in enumerate(entries):
                name = "term" if top == "terms" else "id"
                key = data.get(name) if isinstance(data, dict) else None
                if isinstance(key, str) and key:
                    at = tree.span((top, index, name))
                    span = inside(text, at, key) or at
                    yield _definition(REGISTERED[top], key, data, span, tree.span((top, index)))


def _definition(kind: Kind, key: str, data: Any, span: Span, whole: Span) -> Definition:
    fields = data if isinstance(data, dict) else {}
    title = next((str(fields[name]) for name in _TITLES if fields.get(name)), "")
    return Definition(kind, Space.REGISTER, key, " ".join(title.split()), span, whole, fields)


def _categories(tree: Tree, text: Text) -> Iterator[Definition]:
    entries = tree.data.get("categories")
    for index, data in enumerate(entries if isinstance(entries, list) else []):
        key = data.get("id") if isinstance(data, dict) else None
        if isinstance(key, str):
            at = tree.span(("categories", index, "id"))
            yield Definition(
                Kind.CATEGORY, Space.CATEGORY, key, str(data.get("name", "")),
                inside(text, at, key) or at, tree.span(("categories", index)), data,
            )  # fmt: skip


def uses_of(file: str, tree: Tree, text: Text) -> Iterator[Use]:
    """Yield the names that the fields of a YAML file use."""
    for path, at in tree.values.items():
        noun = noun_at(file, path)
        formula = path[0:1] == ("derived",) and path[-1:] == ("formula",)
        if noun is None and not formula:
            continue
        value = _value(tree.data, path)
        if not isinstance(value, str):
            continue
        if formula:
            start, end = text.offset(at.start), text.offset(at.end)
            for match in _OPERAND.finditer(text.text, start, end):
                yield Use(Space.REGISTER, match[0], text.span(*match.span()))
        else:
            space = Space(noun) if noun in {"category", "section"} else Space.REGISTER
            yield Use(space, value, inside(text, at, value) or at)


def _value(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data
