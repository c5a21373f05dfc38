"""A place in a text → what could be written there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, get_args

from lsprotocol import types

from reportgen.diagnostics import Position, Span
from reportgen.index import GENERATED_TABLES, Definition, Index, Kind, Text, noun_at
from reportgen.lsp.cards import card, describe, summary
from reportgen.lsp.cursor import Cursor, locate
from reportgen.lsp.places import Places
from reportgen.lsp.project import Project
from reportgen.parse import FRONT_MATTER, REFERENCE_KINDS
from reportgen.report import CONFIDENCES, STATUSES
from reportgen.report.fields import Kind as ItemKind
from reportgen.schema import parts_at

__all__ = ["complete"]

_REFERENCE = re.compile(r"\[@(?P<body>[^\[\]]*)$")
_ANCHOR = re.compile(r"\]\(#(?P<word>[^()\s]*)$")
_IMAGE = re.compile(r"!\[[^\]]*\]\((?P<word>[^()\s]*)$")
_OPERAND = re.compile(r"[A-Za-z]*-?[0-9]*$")

_NOUNS: dict[str, tuple[Kind, ...]] = {
    "item": (Kind.ITEM,), "party": (Kind.PARTY,), "place": (Kind.PLACE,),
    "constraint": (Kind.CONSTRAINT,), "source": (Kind.SOURCE,), "flag": (Kind.FLAG,),
    "category": (Kind.CATEGORY,), "section": (Kind.SECTION,),
}  # fmt: skip

_ABOUT = {
    "id": "the number of an item, as a link", "item": "the title and number of an item, as a link",
    "value": "a quantity, in words", "date": "a date, in the source's words",
    "status": "the status of an item", "count": "a number counted from the register",
    "sec": "the number of a section, as a link", "tbl": "the number of a table, as a link",
    "fig": "the number of a figure, as a link",
}  # fmt: skip


@dataclass(frozen=True)
class _Word:
    """Something that could be written: the text, and what is shown of it."""

    text: str
    kind: types.CompletionItemKind
    about: str = ""
    documentation: str = ""
    more: str = ""
    order: int = 0


def complete(
    project: Project, text: Text, position: Position, places: Places
) -> list[types.CompletionItem]:
    """Return what could be written at a place; nothing where nothing is known."""
    found = project.schema_of(text.path)
    if found is None:
        return []
    kind, _ = found
    index = project.last_index()
    first = 1
    if kind == "front-matter":
        head = FRONT_MATTER.match(text.text)
        last = text.text[: head.end()].count("\n") if head else 0
        if position.line == 1 or (head and position.line > last):
            return _prose(project, index, text, position, places)
        first = 2
    cursor = locate(text, position, first)
    if cursor is None:
        return []
    start = cursor.start
    if _is_formula(kind, cursor):
        typed = _OPERAND.search(cursor.word)
        start = Position(position.line, position.column - len(typed[0] if typed else ""))
    words = list(_yaml(project, index, text.path, cursor))
    return [_item(word, text, start, position, places) for word in words]


def _is_formula(kind: str, cursor: Cursor) -> bool:
    return kind == "quantities" and cursor.path[:1] == ("derived",) and (
        cursor.path[-1:] == ("formula",)
    )  # fmt: skip


def _item(
    word: _Word, text: Text, start: Position, end: Position, places: Places, close: str = ""
) -> types.CompletionItem:
    documentation = (
        types.MarkupContent(types.MarkupKind.Markdown, word.documentation)
        if word.documentation
        else None
    )
    return types.CompletionItem(
        label=word.text,
        kind=word.kind,
        detail=word.about or None,
        documentation=documentation,
        filter_text=f"{word.text} {word.about}" if word.about else word.text,
        sort_text=f"{word.order}{word.text}",
        text_edit=types.TextEdit(
            places.range_of(Span(text.path, start, end), text), f"{word.text}{word.more}{close}"
        ),
    )


def _named(
    index: Index, definitions: Iterable[Definition], *, prefix: str = "", order: int = 0
) -> Iterator[_Word]:
    for definition in definitions:
        yield _Word(
            prefix + definition.key, types.CompletionItemKind.Reference, summary(definition),
            card(index, definition), order=order,
        )  # fmt: skip


# ------------------------------------------------------------------ prose


def _prose(
    project: Project, index: Index, text: Text, position: Position, places: Places
) -> list[types.CompletionItem]:
    line = text.lines[position.line - 1]
    before, after = line[: position.column - 1], line[position.column - 1 :]
    start, close, words = _at(project, index, before)
    begin = Position(position.line, start + 1)
    rest = re.match(r"[A-Za-z0-9.-]*", after)
    length = len(rest[0]) if rest else 0
    closed = after[length:].startswith((close or "]", ";", ","))
    # Within a name that is whole already, that name is replaced; words that follow are left alone.
    end = Position(position.line, position.column + (length if closed else 0))
    return [_item(w, text, begin, end, places, "" if closed or w.more else close) for w in words]


def _at(project: Project, index: Index, before: str) -> tuple[int, str, list[_Word]]:
    """Return where the word begins that the line ends with, what closes it, and its candidates."""
    if image := _IMAGE.search(before):
        names = project.figures()
        words = [_Word(name, types.CompletionItemKind.File, "figure") for name in names]
        return image.start("word"), "", words
    if anchor := _ANCHOR.search(before):
        words = [
            *_named(index, index.of(Kind.ITEM)),
            *_named(index, index.of(Kind.SECTION, Kind.HEADING), order=1),
            *_named(index, index.of(Kind.TABLE), prefix="tbl-", order=2),
            *_named(index, index.of(Kind.FIGURE), prefix="fig-", order=2),
        ]
        return anchor.start("word"), ")", words
    reference = _REFERENCE.search(before)
    if reference is None:
        return 0, "", []
    body, at = reference["body"], reference.start("body")
    kind, colon, key = body.partition(":")
    if colon and kind in REFERENCE_KINDS:
        skip = len(key) - len(key.lstrip())
        return at + len(kind) + 1 + skip, "]", list(_keys(index, kind, key.strip()))
    cited = re.search(r"(?:^|;\s*@?)(?P<word>[A-Za-z0-9-]*)$", body)
    if cited is None:
        return 0, "", []
    words = list(_named(index, index.of(Kind.SOURCE), order=1))
    if cited.start() == 0 and ";" not in body:
        words += [
            _Word(name, types.CompletionItemKind.Keyword, _ABOUT[name], more=":")
            for name in REFERENCE_KINDS
        ]
    return at + cited.start("word"), "]", words


def _keys(index: Index, kind: str, key: str) -> Iterator[_Word]:
    """Yield the keys that a kind of reference may have."""
    match kind:
        case "id" | "item":
            yield from _named(index, index.of(Kind.ITEM))
        case "status":
            yield from _named(index, (d for d in index.of(Kind.ITEM) if d.data.get("status")))
        case "date":
            dated = ("date", "date_text", "not_before", "not_after", "item")
            entries = index.of(Kind.ITEM, Kind.EVENT)
            yield from _named(index, (d for d in entries if any(map(d.data.get, dated))))
        case "value":
            yield from _named(index, (d for d in index.of(Kind.ITEM) if d.data.get("value")))
            yield from _named(index, index.of(Kind.QUANTITY, Kind.DERIVED))
        case "count":
            yield from _counts(index, key)
        case "sec":
            yield from _named(index, index.of(Kind.SECTION))
            yield from _named(index, index.of(Kind.HEADING), order=1)
        case "tbl":
            yield from _tables(index)
        case _:
            yield from _named(index, index.of(Kind.FIGURE))


def _counts(index: Index, key: str) -> Iterator[_Word]:
    scope, dot, _ = key.partition(".")
    if dot:
        narrow = ("error", "warning", "info") if scope == "flags" else (
            *STATUSES, "none", *get_args(ItemKind), *CONFIDENCES,
        )  # fmt: skip
        for word in dict.fromkeys(narrow):
            yield _Word(f"{scope}.{word}", types.CompletionItemKind.EnumMember)
        return
    yield from _named(index, index.of(Kind.CATEGORY))
    for word, about in (
        ("core", "all core items"), ("context", "all of the wider context"),
        ("flags", "all doubts about the sources"),
    ):  # fmt: skip
        yield _Word(word, types.CompletionItemKind.EnumMember, about, order=1)


def _tables(index: Index) -> Iterator[_Word]:
    yield from _named(index, index.of(Kind.TABLE))
    core = (d for d in index.of(Kind.CATEGORY) if d.data.get("scope", "core") == "core")
    yield from _named(index, core, order=1)
    for name, about in GENERATED_TABLES.items():
        yield _Word(name, types.CompletionItemKind.Reference, about, order=2)
    panels = (d for d in index.of(Kind.SECTION) if d.data.get("items"))
    yield from _named(index, panels, prefix="panel-", order=3)


# ------------------------------------------------------------------ YAML


def _yaml(project: Project, index: Index, path: str, cursor: Cursor) -> Iterator[_Word]:
    found = project.schema_of(path)
    if found is None:
        return
    kind, schema = found
    parts = parts_at(dict(schema), cursor.path)
    if cursor.key:
        for part in parts:
            yield from _fields(part, dict(schema), cursor)
    if cursor.value:
        yield from _values(project, index, kind, cursor, parts)


def _fields(part: dict[str, Any], schema: dict[str, Any], cursor: Cursor) -> Iterator[_Word]:
    required = set(part.get("required", ()))
    for number, key in enumerate(part.get("properties", {})):
        if key in cursor.siblings and key != cursor.word:
            continue
        below = [
            p for p in parts_at(schema, (*cursor.path, key)) if p.get("type") != "null"
        ]  # fmt: skip
        holds = all(part.get("type") in ("object", "array") for part in below)
        about = next((p["description"] for p in below if p.get("description")), "")
        yield _Word(
            key, types.CompletionItemKind.Property, about.partition(". ")[0].rstrip("."),
            describe(below, key), ":" if holds and not cursor.word.startswith("{") else ": ",
            order=(0 if key in required else 100) + number,
        )  # fmt: skip


def _values(
    project: Project, index: Index, kind: str, cursor: Cursor, parts: Iterable[dict[str, Any]]
) -> Iterator[_Word]:
    noun = noun_at(kind, cursor.path)
    if _is_formula(kind, cursor):
        yield from _named(index, index.of(Kind.QUANTITY))
        return
    if noun is not None:
        known = index.of(*_NOUNS[noun])
        listed = _listed(index, kind) if noun == "section" else set()
        yield from _named(index, (d for d in known if d.key not in listed))
        yield from _named(index, (d for d in known if d.key in listed), order=1)
    for word in project.words_of(cursor.path):
        yield _Word(word, types.CompletionItemKind.EnumMember)
    if noun == "category":
        return
    for part in parts:
        said = part.get("enumDescriptions", ())
        for number, word in enumerate(part.get("enum", ())):
            about = said[number] if number < len(said) else ""
            yield _Word(
                str(word), types.CompletionItemKind.EnumMember, about, order=number
            )  # fmt: skip
        if "const" in part:
            yield _Word(str(part["const"]), types.CompletionItemKind.EnumMember)
        if part.get("type") == "boolean":
            yield _Word("true", types.CompletionItemKind.Value)
            yield _Word("false", types.CompletionItemKind.Value)


def _listed(index: Index, kind: str) -> set[str]:
    """Return the sections that report.yaml lists already."""
    reading = index.readings.get(f"{index.folder}/report.yaml")
    data = reading.tree.data if kind == "report" and reading and reading.tree else {}
    return {name for name in data.get("sections") or () if isinstance(name, str)}
