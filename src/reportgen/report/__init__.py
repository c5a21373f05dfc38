"""Report: title, dates, sections, items and everything that they name.

The models are the one definition of every source file: they validate it, and `schema` makes the
JSON Schemas of them. Field rules follow the register rules R-01 to R-53 of the user guide. A Report
never knows how it will look.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property, partial

from reportgen.diagnostics import Span
from reportgen.document import Node, walk
from reportgen.fingerprint import fingerprint
from reportgen.memory import JSON, known
from reportgen.report.checks import Checks, Limits
from reportgen.report.entries import Defaults, Derived, Event, Item, Quantity, Value
from reportgen.report.fields import (
    CONFIDENCES,
    KEY,
    KINDS_WITHOUT_LIFE_CYCLE,
    REGISTER_ID,
    SCALES,
    STATUSES,
    Entry,
    SourceRef,
)
from reportgen.report.metadata import Category, FrontMatter, Group, Metadata, Version
from reportgen.report.named import Constraint, Flag, Party, Place, Reference, Term
from reportgen.report.portfolios import Generated, Portfolio
from reportgen.source import Path, Source, Tree

__all__ = [
    "CONFIDENCES",
    "KEY",
    "KINDS_WITHOUT_LIFE_CYCLE",
    "REGISTER_ID",
    "STATUSES",
    "Category",
    "Checks",
    "Comment",
    "Constraint",
    "Defaults",
    "Derived",
    "Entry",
    "Event",
    "Flag",
    "FrontMatter",
    "Generated",
    "Group",
    "Item",
    "Limits",
    "Metadata",
    "Party",
    "Place",
    "Portfolio",
    "Quantity",
    "Reference",
    "Report",
    "Section",
    "SourceRef",
    "Term",
    "Value",
    "Version",
    "mention",
]


@dataclass(frozen=True)
class Comment:
    """A comment in a section's Markdown, which no edition prints."""

    text: str
    span: Span


@dataclass(frozen=True)
class Section:
    """One section: its head, and its prose as pandoc blocks that still carry their places.

    `blocks` carry the place of every token, which only the reading of prose needs; those of `prose`
    do not. Both are made when someone looks at them: a build in which the section has not changed
    does not.

    `tree` holds the front matter alone, `source` the whole file as it is written.
    """

    head: FrontMatter
    path: str
    blocks: Sequence[Node]
    prose: Sequence[Node]
    tree: Tree = field(repr=False)
    source: Source = field(repr=False)
    comments: tuple[Comment, ...] = ()

    @property
    def numbered(self) -> bool:
        """Tell whether the section has a number; ordinary sections do unless they say no."""
        return self.head.numbered if self.head.numbered is not None else (
            self.head.template == "section"
        )  # fmt: skip

    @cached_property
    def mentions(self) -> tuple[str, ...]:
        """The keys of the register that the prose points to, in order, by whatever way."""
        return tuple(known("mentions", None, (self.prose,), partial(_mentions, self.prose), JSON))

    @cached_property
    def cited(self) -> tuple[str, ...]:
        """The keys of the sources that the prose cites, in order."""
        return tuple(known("cited keys", None, (self.prose,), partial(_cited, self.prose), JSON))


def _mentions(prose: Sequence[Node]) -> list[str]:
    return [key for node in walk(prose) if (key := mention(node)) is not None]


def _cited(prose: Sequence[Node]) -> list[str]:
    cites = (node["c"][0] for node in walk(prose) if node["t"] == "Cite")
    return [cited["citationId"] for citations in cites for cited in citations]


_MENTIONS = {"id", "item", "value", "status", "date"}


def mention(node: Node) -> str | None:
    """Return the key that a node of the prose points to: a reference to an item, or a link."""
    if node["t"] == "Span" and "reference" in node["c"][0][1]:
        pairs = dict(map(tuple, node["c"][0][2]))
        return str(pairs["key"]) if pairs.get("kind") in _MENTIONS else None
    if node["t"] == "Link" and node["c"][2][0].startswith("#"):
        return str(node["c"][2][0][1:])
    return None


@dataclass(frozen=True)
class Report:
    """Everything that the report says, checked and resolved; nothing about its look."""

    metadata: Metadata
    sections: tuple[Section, ...]
    items: Mapping[str, Item]
    events: Mapping[str, Event]
    quantities: Mapping[str, Quantity]
    derived: Mapping[str, Derived]
    parties: Mapping[str, Party]
    places: Mapping[str, Place]
    constraints: Mapping[str, Constraint]
    sources: Mapping[str, Reference]
    terms: tuple[Term, ...]
    flags: Mapping[str, Flag]
    figures: Mapping[str, bytes] = field(repr=False)
    origins: Mapping[str, tuple[Tree, Path]] = field(repr=False)

    @cached_property
    def registered(self) -> str:
        """A digest of all that the register says, and of where it stands."""
        files = {tree.source.path: tree.source.digest for tree, _ in self.origins.values()}
        return fingerprint((files, sorted(self.origins)))

    @cached_property
    def trees(self) -> Mapping[str, Tree]:
        """The YAML of the register's files and of the heads of sections, by path."""
        named = [tree for tree, _ in self.origins.values()]
        return {t.source.path: t for t in [*named, *(s.tree for s in self.sections)]}

    @cached_property
    def texts(self) -> Mapping[str, Source]:
        """The text of every file that the report was read from, by path."""
        register = {path: tree.source for path, tree in self.trees.items()}
        return {**register, **{s.path: s.source for s in self.sections}}

    def span(self, id: str, *path: str | int) -> Span | None:
        """Return the place of an entry, or of a field of it, in the source."""
        if id not in self.origins:
            return None
        tree, way = self.origins[id]
        return tree.span((*way, *path))

    def key_span(self, id: str, *path: str | int) -> Span | None:
        """Return the place of a key of an entry, or of a key within a field of it."""
        if id not in self.origins:
            return None
        tree, way = self.origins[id]
        return tree.key_span((*way, *path))

    def category(self, id: str) -> Category:
        """Return the category with that id."""
        return next(c for c in self.metadata.categories if c.id == id)

    def items_of(self, category: str, scope: str = "core") -> Iterator[Item]:
        """Yield the items counted under a category, in the order of their ids."""
        for item in self.items.values():
            if item.category == category and item.scope == scope:
                yield item

    def value_of(self, id: str) -> Value | None:
        """Return the value of an item or a quantity; a derived figure is computed here."""
        if id in self.items:
            return self.items[id].value
        if id in self.derived:
            return self._compute(self.derived[id])
        quantity = self.quantities[id]
        if quantity.value is None and quantity.item is not None:
            return self.items[quantity.item].value
        return quantity.value

    @cached_property
    def discussed(self) -> Mapping[str, Section]:
        """For each item, the first section whose prose points to it, an ordinary one if any."""
        found: dict[str, Section] = {}
        for section in sorted(self.sections, key=lambda s: s.head.template != "section"):
            for key in section.mentions:
                if key in self.items:
                    found.setdefault(key, section)
        return found

    def _compute(self, derived: Derived) -> Value:
        """Add up the operands in units of one, and write the sum in the largest scale they use."""
        total = Decimal(0)
        values = []
        for sign, operand in re.findall(r"(^|[+-] )([A-Z]+-[0-9]+)", derived.formula):
            value = self.value_of(operand)
            if value is None or value.amount is None:
                continue  # which the rule `bad-formula` reports
            values.append(value)
            amount = Decimal(str(value.amount)) * SCALES[value.scale]
            total += -amount if sign == "- " else amount
        if not values:
            return Value(qualifier="derived")
        first = values[0]
        scale = max((value.scale for value in values), key=lambda scale: SCALES[scale])
        amount = total / SCALES[scale]
        return Value(
            amount=int(amount) if amount == amount.to_integral_value() else float(amount),
            scale=scale,
            unit=first.unit,
            currency=first.currency,
            per=first.per,
            year=first.year if all(value.year == first.year for value in values) else None,
            qualifier="derived",
        )
