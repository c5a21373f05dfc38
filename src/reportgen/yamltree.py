"""YAML text → plain data with the place of every key and value.

Scalars are read as YAML 1.2's core schema does: `no` is text and a date is text. Two equal keys,
aliases, tags and a second document are refused, so nothing that is read can grow or run code.
The only door to PyYAML.
"""

from __future__ import annotations

import io
import json
import math
import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import yaml

from reportgen.diagnostics import Diagnostic, Failure, Note, Position, Span, error
from reportgen.source import Path, Source, Tree

__all__ = ["parse_yaml", "quoted", "stands_plain"]

DEEPEST = 32
"""Levels of nesting; the deepest file of a report has eight."""

MOST_NODES = 50_000

_INTEGER = re.compile(r"[-+]?[0-9]+")
_OCTAL = re.compile(r"0o[0-7]+")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NULLS = {"", "~", "null", "Null", "NULL"}
_TRUES = {"true", "True", "TRUE"}
_FALSES = {"false", "False", "FALSE"}
_LONGEST_NUMBER = 40


def parse_yaml(source: Source, *, lines_above: int = 0) -> Tree:
    """Read the YAML text of `source`.

    `lines_above` is the number of lines of the file that come before the text, for front matter.
    Raises `Failure` with every fault that was found: `broken-yaml`, `empty-file`, `duplicate-key`,
    `yaml-alias`, `yaml-tag`, `yaml-too-deep`, `yaml-too-large`, `yaml-many-documents`.
    """
    return _Reader(source, lines_above).read()


@dataclass
class _Open:
    """A mapping or list whose end has not been read yet."""

    path: Path
    start: Any
    container: dict[str, Any] | list[Any]
    key: str | None = None
    key_spans: dict[str, Span] = field(default_factory=dict)


class _Reader:
    def __init__(self, source: Source, lines_above: int) -> None:
        self.source = source
        self.lines_above = lines_above
        self.values: dict[Path, Span] = {}
        self.keys: dict[Path, Span] = {}
        self.faults: list[Diagnostic] = []
        self.stack: list[_Open] = []
        self.root: Any = None
        self.documents = 0

    def read(self) -> Tree:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        try:
            for event in yaml.parse(self.source.text, Loader=loader):
                self.take(event)
        except yaml.YAMLError as fault:
            self.faults.append(self.broken(fault))
        if self.faults:
            raise Failure(self.faults)
        if not self.documents or self.root is None:
            raise Failure([
                error(
                    "empty-file",
                    f"`{self.source.path}` says nothing",
                    Span.at(self.source.path, 1 + self.lines_above),
                    help="write its content, or take the file away and drop what names it",
                )
            ])
        return Tree(self.source, self.root, self.values, self.keys)

    def broken(self, fault: yaml.YAMLError) -> Diagnostic:
        mark = getattr(fault, "problem_mark", None) or getattr(fault, "context_mark", None)
        problem = getattr(fault, "problem", None) or str(fault).split("\n", 1)[0]
        context = getattr(fault, "context", None)
        start = getattr(fault, "context_mark", None)
        notes = []
        if context and mark and start and (start.line, start.column) != (mark.line, mark.column):
            notes.append(Note(f"{context} that begins here", self.span(start, start)))
        elif context:
            problem += f" ({context})"
        line = (mark.line if mark else 0) + 1 + self.lines_above
        column = (mark.column if mark else 0) + 1
        return error(
            "broken-yaml",
            f"this is not YAML: {problem}",
            Span.at(self.source.path, line, column),
            notes=notes,
            help="check the indentation, the colons and the quotes here and on the line above",
        )

    def span(self, start: Any, end: Any) -> Span:
        above = self.lines_above + 1
        return Span(
            self.source.path,
            Position(start.line + above, start.column + 1),
            Position(end.line + above, end.column + 1),
        )

    def event_span(self, event: Any) -> Span:
        return self.span(event.start_mark, event.end_mark)

    def refuse(self, code: str, message: str, event: Any, mend: str) -> Failure:
        self.faults.append(error(code, message, self.event_span(event), help=mend))
        return Failure(self.faults)

    def take(self, event: Any) -> None:
        match event:
            case yaml.DocumentStartEvent():
                self.documents += 1
                if self.documents > 1:
                    raise self.refuse(
                        "yaml-many-documents", "a second document begins here", event,
                        "keep one document a file: remove the `---`",
                    )  # fmt: skip
            case yaml.AliasEvent():
                raise self.refuse(
                    "yaml-alias", f"the alias `*{event.anchor}` is not read", event,
                    "write the value out: every entry of the register stands on its own",
                )  # fmt: skip
            case yaml.ScalarEvent():
                self.check_tag(event)
                self.scalar(event)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self.check_tag(event)
                if self.stack and isinstance(self.stack[-1].container, dict) and (
                    self.stack[-1].key is None
                ):  # fmt: skip
                    raise self.refuse(
                        "broken-yaml", "a key is a list or a mapping", event,
                        "write a plain word as the key",
                    )  # fmt: skip
                if len(self.stack) >= DEEPEST:
                    raise self.refuse(
                        "yaml-too-deep", f"nested deeper than {DEEPEST} levels", event,
                        "flatten the file",
                    )  # fmt: skip
                container: dict[str, Any] | list[Any] = (
                    {} if isinstance(event, yaml.MappingStartEvent) else []
                )
                self.stack.append(_Open(self.next_path(), event.start_mark, container))
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                top = self.stack.pop()
                self.values[top.path] = self.span(top.start, event.end_mark)
                self.place(top.container)
            case _:
                pass

    def check_tag(self, event: Any) -> None:
        if event.tag is not None:
            raise self.refuse(
                "yaml-tag", f"the tag `{event.tag}` is not read", event, "remove the tag"
            )
        if len(self.values) > MOST_NODES:
            raise self.refuse(
                "yaml-too-large", f"more than {MOST_NODES:,} values", event, "split the file"
            )

    def next_path(self) -> Path:
        if not self.stack:
            return ()
        top = self.stack[-1]
        if isinstance(top.container, list):
            return (*top.path, len(top.container))
        return (*top.path, top.key or "")

    def scalar(self, event: Any) -> None:
        top = self.stack[-1] if self.stack else None
        if top is not None and isinstance(top.container, dict) and top.key is None:
            self.mapping_key(top, event)
            return
        plain = event.implicit[0] and not event.style
        self.values[self.next_path()] = self.event_span(event)
        self.place(_resolve(event.value) if plain else event.value)

    def mapping_key(self, top: _Open, event: Any) -> None:
        key, span = event.value, self.event_span(event)
        if key in top.key_spans:
            self.faults.append(
                error(
                    "duplicate-key",
                    f"`{key}` is written twice",
                    span,
                    notes=[Note("first written here", top.key_spans[key])],
                    help="keep one of the two",
                )
            )
        else:
            top.key_spans[key] = span
            self.keys[(*top.path, key)] = span
        top.key = key

    def place(self, value: Any) -> None:
        if not self.stack:
            self.root = value
            return
        top = self.stack[-1]
        if isinstance(top.container, list):
            top.container.append(value)
        else:
            top.container[top.key or ""] = value
            top.key = None


def _resolve(text: str) -> Any:
    """Resolve a plain scalar by the core schema of YAML 1.2.2, section 10.3.2."""
    if text in _NULLS:
        return None
    if text in _TRUES or text in _FALSES:
        return text in _TRUES
    if len(text) > _LONGEST_NUMBER:
        return text
    if _INTEGER.fullmatch(text):
        return int(text)
    for pattern, base in ((_OCTAL, 8), (_HEXADECIMAL, 16)):
        if pattern.fullmatch(text):
            return int(text[2:], base)
    if _FLOAT.fullmatch(text):
        number = float(text)
        return number if math.isfinite(number) else text
    return text


_TEXT_TAG = "tag:yaml.org,2002:str"
_LOOKS_LIKE_DATE = re.compile(r"[-+.:/~?%TZX0-9 ]*[0-9][-+.:/~?%TZX0-9 ]*")
"""Numbers, dates and references such as `3:30`: what some reader takes for no text."""


def stands_plain(text: str, *, flow: bool) -> bool:
    """Tell whether a text may be written without quotes, in a flow collection or outside one.

    It must mean the same text to our reader, to one of YAML 1.1 (for whom `NO` is false) and to a
    person: numbers and dates are quoted (rule R-51).
    """
    found = _emitter().analyze_scalar(text)
    allowed = found.allow_flow_plain if flow else found.allow_block_plain
    if not allowed or _LOOKS_LIKE_DATE.fullmatch(text) or _resolve(text) is not text:
        return False
    return bool(_emitter().resolve(yaml.ScalarNode, text, (True, False)) == _TEXT_TAG)


def quoted(text: str) -> str:
    """Return a text in quotes, as YAML and JSON both read it."""
    return json.dumps(text, ensure_ascii=False)


@cache
def _emitter() -> Any:
    """Return what knows how PyYAML would write a text, and as what YAML 1.1 would read it."""
    return yaml.SafeDumper(io.StringIO(), allow_unicode=True)
