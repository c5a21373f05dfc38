"""Readings of all files → Index: what each name means, and every place of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from reportgen.diagnostics import Position, Span
from reportgen.index.names import Definition, Kind, Space, Use
from reportgen.index.reading import Reading
from reportgen.report import REGISTER_ID

__all__ = ["Index", "Occurrence"]

_MENTION = re.compile(rf"(?<![A-Za-z0-9-]){REGISTER_ID}(?![A-Za-z0-9-])")
"""An id as a word of a text: of a note, a comment, or prose."""


@dataclass(frozen=True)
class Occurrence:
    """One place of a name: the definition that is meant, and the part of the text that is its key.

    `part` is smaller than `whole` where the name is a part of another: `trade` in `#trade-p3`.
    """

    definition: Definition
    part: Span
    whole: Span
    plain: bool = False


@dataclass(frozen=True)
class Index:
    """Every name of a project."""

    readings: Mapping[str, Reading]
    folder: str = "source"

    @cached_property
    def definitions(self) -> tuple[Definition, ...]:
        """All definitions, in the order of files and places; of two alike the first counts."""
        return tuple(d for reading in self.readings.values() for d in reading.definitions)

    @cached_property
    def _by_name(self) -> Mapping[tuple[Space, str], Definition]:
        found: dict[tuple[Space, str], Definition] = {}
        for definition in self.definitions:
            found.setdefault((definition.space, definition.key), definition)
        return found

    def find(self, space: Space, key: str) -> Definition | None:
        """Return what a key names in a space."""
        return self._by_name.get((space, key))

    def of(self, *kinds: Kind) -> tuple[Definition, ...]:
        """Return all definitions of some kinds."""
        return tuple(d for d in self._by_name.values() if d.kind in kinds)

    @cached_property
    def occurrences(self) -> tuple[Occurrence, ...]:
        """Every place of every name: where it is given, and where it is used."""
        found = []
        for reading in self.readings.values():
            covered = []
            for definition in reading.definitions:
                covered.append(definition.span)
                found.append(Occurrence(definition, definition.span, definition.span))
            for use in reading.uses:
                covered.append(use.span)
                found += [replace(o, whole=use.span) for o in self._meant(use)]
            found += self._mentions(reading, covered)
        return tuple(found)

    @cached_property
    def _by_definition(self) -> Mapping[tuple[Kind, Span], list[Occurrence]]:
        found: dict[tuple[Kind, Span], list[Occurrence]] = {}
        for occurrence in self.occurrences:
            given = occurrence.definition
            found.setdefault((given.kind, given.span), []).append(occurrence)
        return found

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """The titles of all names but sections, by their keys."""
        found: dict[str, str] = {}
        for definition in self.definitions:
            if definition.kind is not Kind.SECTION:
                found.setdefault(definition.key, definition.title)
        return found

    def at(self, path: str, position: Position) -> tuple[Occurrence, ...]:
        """Return the names at a place, the one that is meant first.

        The place right behind a name belongs to it, as a cursor there does.
        """
        here = [
            o for o in self.occurrences
            if o.whole.path == path and o.whole.start <= position <= o.whole.end
            and not (o.definition.made and o.part == o.definition.span)
        ]  # fmt: skip
        inside = [o for o in here if o.part.start <= position <= o.part.end]
        return tuple(inside or here)

    def term_at(self, path: str, position: Position) -> Occurrence | None:
        """Return the term of the house vocabulary that stands at a place, in whichever form."""
        reading = self.readings.get(path)
        if reading is None or position.line > len(reading.text.lines):
            return None
        line = reading.text.lines[position.line - 1]
        for term in self.of(Kind.TERM):
            avoid = term.data.get("avoid")
            forms = [
                term.key,
                term.data.get("acronym"),
                *(avoid if isinstance(avoid, list) else []),
            ]
            for form in (form for form in forms if isinstance(form, str) and form):
                for match in re.finditer(rf"(?<!\w){re.escape(form)}(?!\w)", line):
                    if match.start() < position.column <= match.end() + 1:
                        start = Position(position.line, match.start() + 1)
                        span = _part(Span(path, start, start), 0, len(form))
                        return Occurrence(term, span, span, plain=True)
        return None

    def places_of(self, definition: Definition, *, plain: bool = True) -> tuple[Occurrence, ...]:
        """Return every place of one name; without `plain`, not where it is a word of a text."""
        places = self._by_definition.get((definition.kind, definition.span), ())
        return tuple(o for o in places if plain or not o.plain)

    def uses_of(self, definition: Definition) -> tuple[Occurrence, ...]:
        """Return the places that use a name, apart from words of texts."""
        places = self.places_of(definition, plain=False)
        return tuple(o for o in places if o.part != definition.span)

    def _mentions(self, reading: Reading, covered: list[Span]) -> Iterator[Occurrence]:
        """Yield where ids of the register stand as words, outside of definitions and uses."""
        starts = {span.start for span in covered}
        for match in _MENTION.finditer(reading.text.text):
            definition = self.find(Space.REGISTER, match[0])
            if definition is not None:
                span = reading.text.span(*match.span())
                if span.start not in starts:
                    yield Occurrence(definition, span, span, plain=True)

    def _meant(self, use: Use) -> Iterator[Occurrence]:
        """Yield what a use means: first the thing itself, then the names that its key holds."""
        match use.space:
            case Space.ANCHOR:
                yield from self._anchor(use)
            case Space.SECTION:
                yield from self._whole(use, Space.SECTION) or ()
                yield from self._within(use, use.key, 0)
            case Space.TABLE:
                # A category's own table has its id; a panel has that of its section.
                yield from self._whole(use, Space.TABLE) or self._whole(use, Space.CATEGORY)
                panel = len("panel-") if use.key.startswith("panel-") else 0
                yield from self._within(use, use.key[panel:], panel, exact=bool(panel))
            case Space.FIGURE:
                yield from self._whole(use, Space.FIGURE)
                yield from self._within(use, use.key, 0)
            case _:
                yield from self._whole(use, use.space)

    def _whole(self, use: Use, space: Space) -> tuple[Occurrence, ...]:
        definition = self.find(space, use.key)
        return () if definition is None else (Occurrence(definition, use.span, use.span),)

    def _within(
        self, use: Use, key: str, skip: int, *, exact: bool = False
    ) -> Iterator[Occurrence]:
        """Yield the section whose id begins a key made of it, such as `trade-goods`."""
        if self.find(use.space, use.key) is not None and not self._by_name[
            use.space, use.key
        ].made:  # fmt: skip
            return
        ids = [d.key for d in self.of(Kind.SECTION)]
        begun = [i for i in ids if key.startswith(f"{i}-") or (exact and key == i)]
        section = self.find(Space.SECTION, max(begun, key=len)) if begun else None
        if section is not None:
            part = _part(use.span, skip, len(section.key))
            yield Occurrence(section, part, use.span)

    def _anchor(self, use: Use) -> Iterator[Occurrence]:
        for prefix, space in (
            ("tbl-", Space.TABLE), ("fig-", Space.FIGURE), ("in-", Space.REGISTER),
            ("register-", Space.CATEGORY),
        ):  # fmt: skip
            if use.key.startswith(prefix):
                rest = len(prefix)
                span = _part(use.span, rest, len(use.key) - rest)
                yield from self._meant(Use(space, use.key[rest:], span))
                return
        yield from self._whole(use, Space.REGISTER)
        yield from self._meant(replace(use, space=Space.SECTION))


def _part(span: Span, skip: int, length: int) -> Span:
    """Return a part of a span on one line."""
    start = Position(span.start.line, span.start.column + skip)
    return Span(span.path, start, Position(start.line, start.column + length))
