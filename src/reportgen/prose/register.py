"""The fields of the register and of `report.yaml` that hold prose → passages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from reportgen.diagnostics import Position, Span
from reportgen.prose.model import Kind, Passage
from reportgen.report import Report, Section
from reportgen.source import Path, Source, Tree

__all__ = ["field_passage", "passages_of_register"]

TITLE, FIELD, QUOTATION, REMARK = Kind.TITLE, Kind.FIELD, Kind.QUOTATION, Kind.REMARK

_FIELDS: Mapping[str, Mapping[str, Kind]] = {
    "report": {
        "title": TITLE, "subtitle": TITLE, "short_title": TITLE, "summary_short": FIELD,
        "organisation.statement": FIELD, "organisation.contact": FIELD,
        "accessibility.standard": FIELD, "accessibility.gaps": FIELD,
        "accessibility.other_formats": FIELD, "accessibility.response_time": FIELD,
        "accessibility.contact": FIELD, "versions.change_note": FIELD, "categories.name": TITLE,
        "categories.groups.name": TITLE,
    },
    "items": {
        "title": TITLE, "date_text": QUOTATION, "date_event": FIELD, "value.text": QUOTATION,
        "components": FIELD, "note": FIELD, "ambiguity": FIELD, "wording": QUOTATION,
    },
    "events": {"title": TITLE, "date_text": QUOTATION, "note": FIELD},
    "quantities": {"title": TITLE, "value.text": QUOTATION, "ambiguity": FIELD},
    "derived": {"title": TITLE, "caution": FIELD},
    "parties": {"ambiguity": FIELD},
    "places": {"ambiguity": FIELD},
    "constraints": {"title": TITLE, "labels_in_source.label": QUOTATION, "ambiguity": FIELD},
    "sources": {"note": FIELD},
    "terms": {"definition": FIELD, "note": REMARK},
    "flags": {"text": REMARK, "answer": FIELD},
}  # fmt: skip
"""For each kind of entry, the fields that hold prose. Names and titles of works are no prose of
the report; `wording` and its like are the words of the source."""

_HEADER = re.compile(r"[>|][0-9+-]*[ \t]*(?:#[^\n]*)?\n")
_BETWEEN = frozenset(" \t\n'\"\\")
"""What YAML may put between the characters of a scalar."""


def passages_of_register(report: Report) -> Iterator[Passage]:
    """Yield the prose of `report.yaml` and of every entry."""
    kinds = {
        "items": report.items, "events": report.events, "quantities": report.quantities,
        "derived": report.derived, "parties": report.parties, "places": report.places,
        "constraints": report.constraints, "sources": report.sources,
        "terms": [term.term for term in report.terms], "flags": report.flags,
    }  # fmt: skip
    yield from _entry(report, "report", _FIELDS["report"])
    for kind, identities in kinds.items():
        for identity in identities:
            yield from _entry(report, identity, _FIELDS[kind])


def _entry(report: Report, identity: str, fields: Mapping[str, Kind]) -> Iterator[Passage]:
    tree, path = report.origins[identity]
    for name, kind in fields.items():
        for way in _ways(tree, path, name.split(".")):
            passage = field_passage(tree, way, kind, report.metadata.language, entry=identity)
            if passage is not None:
                yield passage
    names = _value(tree, (*path, "names"))
    for language in names if isinstance(names, dict) else ():
        way = (*path, "names", language)
        passage = field_passage(tree, way, TITLE, language, entry=identity)
        if passage is not None:
            yield passage


def _ways(tree: Tree, path: Path, names: list[str]) -> Iterator[Path]:
    """Yield the paths of a field, through every entry of the lists on the way."""
    value = _value(tree, path)
    if isinstance(value, list):
        for index in range(len(value)):
            yield from _ways(tree, (*path, index), names)
    elif names and isinstance(value, dict) and value.get(names[0]) is not None:
        yield from _ways(tree, (*path, names[0]), names[1:])
    elif not names and isinstance(value, str):
        yield path


def _value(tree: Tree, path: Path) -> object:
    value: object = tree.data
    for step in path:
        if isinstance(value, (dict, list)):
            value = value.get(step) if isinstance(value, dict) else value[int(step)]
    return value


def field_passage(
    tree: Tree,
    path: Path,
    kind: Kind,
    language: str,
    *,
    source: Source | None = None,
    section: Section | None = None,
    entry: str | None = None,
) -> Passage | None:
    """Return the prose of one field; `source` is the whole file when the tree is only its head."""
    value = _value(tree, path)
    text = " ".join(value.split()) if isinstance(value, str) else ""
    if not text:
        return None
    places = ScalarPlaces(source or tree.source, tree.span(path), text)
    return Passage(text, kind, language, section, places, entry=entry)


@dataclass(frozen=True)
class ScalarPlaces:
    """The places of the text of one YAML scalar, found when one is asked for."""

    source: Source
    around: Span
    text: str

    def span(self, start: int, end: int) -> Span:
        """Return the place of some characters; of the whole scalar when it escapes some."""
        offsets = self._offsets
        if offsets is None or not start < end <= len(offsets):
            return self.around
        return Span(self.around.path, offsets[start], _right_of(offsets[end - 1]))

    def written(self, span: Span) -> str:
        """Return what the source has at a place."""
        return self.source.slice(span)

    @cached_property
    def _offsets(self) -> list[Position] | None:
        """The place of each character, or None where the scalar is written in other characters."""
        written = self.source.slice(self.around)
        header = _HEADER.match(written)
        at = header.end() if header else 0
        line, column = self.around.start.line, self.around.start.column + at
        if header:
            line, column = line + 1, 1
        found: list[Position] = []
        for character in self.text:
            if character != " ":
                while at < len(written) and written[at] != character:
                    if written[at] not in _BETWEEN:
                        return None
                    line, column = (line + 1, 1) if written[at] == "\n" else (line, column + 1)
                    at += 1
                if at == len(written):
                    return None
            found.append(Position(line, column))
            if at < len(written) and written[at] == "\n":
                line, column = line + 1, 1
            else:
                column += 1
            at += 1
        return found


def _right_of(position: Position) -> Position:
    return Position(position.line, position.column + 1)
