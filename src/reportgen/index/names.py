"""Names of a project: what may have one, where it is defined and where it is used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from reportgen.diagnostics import Span

__all__ = ["GENERATED_TABLES", "REGISTERED", "Definition", "Kind", "Space", "Use"]


class Kind(StrEnum):
    """What a name is the name of."""

    ITEM = "item"
    EVENT = "event"
    QUANTITY = "quantity"
    DERIVED = "derived figure"
    PARTY = "party"
    PLACE = "place"
    CONSTRAINT = "constraint"
    SOURCE = "source"
    TERM = "term"
    FLAG = "flag"
    CATEGORY = "category"
    SECTION = "section"
    HEADING = "heading"
    TABLE = "table"
    FIGURE = "figure"


class Space(StrEnum):
    """Where a name must be the only one of its kind; an anchor may be any of the others."""

    REGISTER = "register"
    CATEGORY = "category"
    SECTION = "section"
    TABLE = "table"
    FIGURE = "figure"
    ANCHOR = "anchor"


REGISTERED: Mapping[str, Kind] = {
    "items": Kind.ITEM, "events": Kind.EVENT, "quantities": Kind.QUANTITY,
    "derived": Kind.DERIVED, "parties": Kind.PARTY, "places": Kind.PLACE,
    "constraints": Kind.CONSTRAINT, "sources": Kind.SOURCE, "terms": Kind.TERM,
    "flags": Kind.FLAG,
}  # fmt: skip
"""The kinds of the register by the top key of their files; their names share one space."""

GENERATED_TABLES: Mapping[str, str] = {
    "overview": "items by category and status", "context": "the wider context",
    "timeline": "dated events", "undated": "undated events", "figures": "key figures",
    "constraints": "constraints", "matrix": "items by constraint",
    "open-points": "doubts about the sources",
}  # fmt: skip
"""What the tables show that reportgen makes, beside those of categories and panels."""


@dataclass(frozen=True)
class Definition:
    """A name where it is given: `span` is the name alone, `whole` all that it is the name of.

    `data` is the entry as it stands in the file, or the front matter of a section. A name that is
    `made` follows from something else, as the anchor of a heading does from its words.
    """

    kind: Kind
    space: Space
    key: str
    title: str
    span: Span
    whole: Span
    data: Mapping[str, Any] = field(default_factory=dict, repr=False)
    made: bool = False


@dataclass(frozen=True)
class Use:
    """A name where it stands for what it names; `plain` tells that it is only a word of a text."""

    space: Space
    key: str
    span: Span
    plain: bool = False
