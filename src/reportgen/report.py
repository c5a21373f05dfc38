"""Report: title, dates, sections, items and everything that they name.

The models are the one definition of every source file: they validate it, and `schema` makes the
JSON Schemas of them. Field rules follow the register rules R-01 to R-53 of the user guide. A Report
never knows how it will look.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic import AfterValidator as After
from pydantic_core import PydanticCustomError

from reportgen import dates
from reportgen.diagnostics import Span
from reportgen.source import Path, Tree

__all__ = [
    "CONFIDENCES",
    "KINDS_WITHOUT_LIFE_CYCLE",
    "STATUSES",
    "Category",
    "Constraint",
    "Defaults",
    "Derived",
    "Entry",
    "Event",
    "Flag",
    "FrontMatter",
    "Group",
    "Item",
    "Metadata",
    "Party",
    "Place",
    "Quantity",
    "Reference",
    "Report",
    "Section",
    "SourceRef",
    "Term",
    "Value",
    "Version",
]

Kind = Literal[
    "flow", "infrastructure", "programme", "agreement", "operation", "talks", "offer", "policy",
    "statistic", "target", "threat", "event", "stance",
]  # fmt: skip
Status = Literal[
    "active", "underway", "agreed", "planned", "proposed", "stalled", "ended", "unknown"
]
Direction = Literal["one-way", "two-way"]
Confidence = Literal["high", "medium", "low"]
Qualifier = Literal[
    "exact", "about", "at-least", "at-most", "over", "under", "range", "as-stated", "vague",
    "superlative", "derived",
]  # fmt: skip
Profile = Literal["note", "briefing", "report", "study"]
Marking = Literal["TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED"]
SectionTemplate = Literal["summary", "key-findings", "section", "assessment"]

STATUSES: tuple[str, ...] = get_args(Status)
CONFIDENCES: tuple[str, ...] = get_args(Confidence)
KINDS_WITHOUT_LIFE_CYCLE = frozenset({"statistic", "target", "threat", "event", "stance"})
"""Kinds that need neither direction nor status (rules R-08 and R-11)."""


def _edtf(text: str) -> str:
    try:
        dates.bounds(text)
    except ValueError as fault:
        raise PydanticCustomError(
            "bad-date", "`{date}` is not a date: {why}", {"date": text, "why": str(fault)}
        ) from None
    return text


def _day(text: str) -> str:
    if not dates.is_day(text):
        raise PydanticCustomError(
            "bad-date", "`{date}` is not a day: {why}",
            {"date": text, "why": "write it as year, month and day, such as 2026-11-23"},
        )  # fmt: skip
    return text


def _quoted_year(raw: object) -> object:
    """Accept an unquoted year (rule R-51); `parse` warns of it."""
    return str(raw) if isinstance(raw, int) and not isinstance(raw, bool) else raw


def _source_reference(raw: object) -> object:
    return {"key": raw} if isinstance(raw, str) else raw


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


Text = Annotated[str, After(_one_line), Field(min_length=1)]
Edtf = Annotated[
    str, BeforeValidator(_quoted_year), After(_edtf),
    Field(description="An EDTF date (ISO 8601-2, level 0 or 1), quoted; never narrower than the source.",
          examples=["1947", "2023-05", "2024-01/2024-04", "2024~"]),
]  # fmt: skip
Day = Annotated[
    str, After(_day),
    Field(description="A day, quoted, as year, month and day.", examples=["2026-11-23"]),
]  # fmt: skip
ItemId = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,4}-[0-9]{2,}$")]
Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]*$")]


class Entry(BaseModel):
    """What stands in a source file: unknown keys are refused, nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=False)


class SourceRef(Entry):
    """A source, with the place in it."""

    key: Key
    locator: Text | None = None


SourceRefs = tuple[Annotated[SourceRef, BeforeValidator(_source_reference)], ...]


class Author(Entry):
    """Someone whose name stands on the title page."""

    name: Text
    role: Text | None = None
    orcid: Annotated[str, StringConstraints(pattern=r"^(\d{4}-){3}\d{3}[\dX]$")] | None = None


class Organisation(Entry):
    """The body that publishes the report."""

    name: Text
    place: Text | None = None
    contact: Text | None = Field(None, description="How a reader reaches the publisher.")
    statement: Text | None = Field(None, description="One sentence on what the publisher is.")


class Licence(Entry):
    """The terms under which the report may be used."""

    name: Text
    spdx: str | None = Field(None, description="SPDX identifier, such as CC-BY-4.0.")
    url: str | None = None


class Group(Entry):
    """Rows of a summary table that stand together."""

    name: Text
    kinds: tuple[Kind, ...] = Field(min_length=1)
    origin: Key | None = Field(None, alias="from", description="Only items from this party.")
    destination: Key | None = Field(None, alias="to", description="Only items to this party.")


class Category(Entry):
    """A class of items; each core category has a summary table of its own."""

    id: Key
    name: Text
    prefix: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,4}$")]
    scope: Literal["core", "context"] = "core"
    groups: tuple[Group, ...] = Field(
        (), description="Order of the rows: the first group that matches an item, then its id."
    )


class Review(Entry):
    """One review of the report."""

    name: Text
    role: Text | None = None
    date: Day | None = None
    outcome: Text | None = None


class Control(Entry):
    """Who answers for the document (rules DC-1 to DC-4)."""

    status: Literal["draft", "review", "approved", "published", "withdrawn"]
    owner: Text
    reviewers: tuple[Review, ...] = ()
    approver: Text | None = None
    review_by: Day | None = None


class Version(Entry):
    """One published version and what changed in it."""

    version: Annotated[str, StringConstraints(pattern=r"^\d+\.\d+$")]
    date: Day
    change_level: Literal["significant", "minor"]
    change_note: Text
    author: Text | None = None


class Isbns(Entry):
    """One ISBN a format, never reused."""

    pdf: str | None = None
    docx: str | None = None
    epub: str | None = None


class Identifiers(Entry):
    """Numbers by which catalogues know the report."""

    isbn: Isbns | None = None
    issn: str | None = None
    doi: str | None = None
    url: str | None = None


class Accessibility(Entry):
    """The accessibility statement (T-37)."""

    standard: Text
    gaps: tuple[Text, ...] = ()
    other_formats: Text
    response_time: Text
    contact: Text


class Metadata(Entry):
    """`report.yaml`: what stands on the title page, and how the report is put together."""

    schema_version: Literal[1]
    title: Annotated[Text, Field(max_length=150)]
    subtitle: Annotated[Text, Field(max_length=200)] | None = None
    short_title: Annotated[Text, Field(max_length=60)] = Field(description="The running head.")
    number: Text = Field(description="The report number.")
    slug: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)] = (
        Field(description="File name of the artifacts, without ending.")
    )
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")] = Field(
        description="Main language, a BCP 47 tag.", examples=["en-GB"]
    )
    profile: Profile
    style: Key = Field("plain", description="A folder of `styles/`, or the bundled `plain`.")
    formats: tuple[Key, ...] = Field(min_length=1)
    include: tuple[Key, ...] = Field((), description="Parts beyond those that the profile requires.")
    summary_short: Annotated[Text, Field(max_length=160)]
    subjects: tuple[Text, ...] = Field(min_length=1)
    authors: tuple[Author, ...] = Field(min_length=1)
    organisation: Organisation
    published: Day
    updated: Day = Field(description="Last significant change: the date that readers see.")
    marking: Marking | None = Field(None, description="Traffic Light Protocol 2.0 label.")
    licence: Licence
    copyright: Text
    categories: tuple[Category, ...] = Field(min_length=1)
    sections: tuple[Key, ...] = Field(
        min_length=1, description="Ids of the section files, in reading order."
    )
    control: Control
    versions: tuple[Version, ...] = Field(min_length=1)
    disclaimers: tuple[Key, ...] = Field((), description="Keys of the style's disclaimers.")
    accessibility: Accessibility
    identifiers: Identifiers = Identifiers()
    supersedes: Text | None = None
    superseded_by: Text | None = None


class Value(Entry):
    """A quantity as the source gives it."""

    amount: int | float | None = None
    scale: Literal["thousand", "million", "billion"] | None = None
    unit: Text | None = None
    currency: str | None = Field(None, description="ISO 4217 code.", examples=["USD"])
    per: Text | None = None
    year: Annotated[str, BeforeValidator(_quoted_year)] | None = None
    qualifier: Qualifier
    text: Text | None = Field(None, description="The words of the source.")
    valuation: Text | None = None


class Codes(Entry):
    """Classification codes suggested by the editors; not facts of the source."""

    hs: str | None = None
    sitc: str | None = None
    cameo: str | None = None


class Sourced(Entry):
    """What every entry says of its origin."""

    sources: SourceRefs = Field(default=())
    as_of: Day | None = None
    as_of_not_before: Edtf | None = None


class Item(Sourced):
    """One trade, energy, security or context item of the register."""

    id: ItemId = Field(description="Never renumbered, never reused; an anchor in every format.")
    category: Key
    also_in: tuple[Key, ...] = Field((), description="Other categories that refer to the item.")
    scope: Literal["core", "context"] = "core"
    kind: Kind
    title: Annotated[Text, Field(max_length=90)]
    parties: tuple[Key, ...] = Field(min_length=1)
    direction: Direction | None = None
    origin: Key | None = Field(None, alias="from")
    destination: Key | None = Field(None, alias="to")
    targets: tuple[Key, ...] = ()
    status: Status | None = None
    date: Edtf | None = None
    date_text: Text | None = None
    not_before: Edtf | None = None
    not_after: Edtf | None = None
    date_event: Text | None = None
    value: Value | None = None
    locations: tuple[Key, ...] = ()
    constraints: tuple[ItemId, ...] = ()
    part_of: ItemId | None = None
    related: tuple[ItemId, ...] = ()
    components: tuple[Text, ...] = ()
    aliases: tuple[Text, ...] = ()
    confidence: Confidence
    review_by: Day | None = None
    note: Text | None = None
    ambiguity: Text | None = Field(None, description="What the source does not say.")
    flags: tuple[ItemId, ...] = ()
    codes: Codes | None = None
    names: Mapping[str, Text] = Field(default_factory=dict, description="Titles by language.")
    at: tuple[str, ...] = Field((), description="Section and line of the source.")
    wording: Text | None = Field(None, description="Shortest quotation as proof; not printed.")


class Event(Sourced):
    """A happening of the timeline; one that belongs to an item takes its dates from the item."""

    id: ItemId
    title: Text
    item: ItemId | None = None
    undated: bool = False
    date: Edtf | None = None
    date_text: Text | None = None
    not_before: Edtf | None = None
    not_after: Edtf | None = None
    parties: tuple[Key, ...] = ()
    note: Text | None = None
    codes: Codes | None = None
    at: tuple[str, ...] = ()


class Quantity(Sourced):
    """A key figure; without a value of its own it is the value of its item."""

    id: ItemId
    title: Text
    item: ItemId | None = None
    value: Value | None = None
    date: Edtf | None = None
    ambiguity: Text | None = None
    at: tuple[str, ...] = ()


class Derived(Entry):
    """A figure computed from others; printed only with its mark and caution (S-10)."""

    id: ItemId
    title: Text
    formula: Annotated[
        str, StringConstraints(pattern=r"^[A-Z]{2,4}-[0-9]{2,}( [+-] [A-Z]{2,4}-[0-9]{2,})+$")
    ]
    caution: Text


class Party(Entry):
    """A state, group, organisation, initiative or person."""

    type: Literal["state", "state-group", "armed-group", "group", "organisation", "initiative",
                  "person"]  # fmt: skip
    name: Text
    iso2: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] | None = None
    acronym: Text | None = None
    owner: Key | None = None
    office: Text | None = None
    state: Key | None = None
    ambiguity: Text | None = None


class Place(Entry):
    """A place that items name."""

    name: Text
    country: Key | tuple[Key, ...] | None = None
    level: Text | None = None
    ambiguity: Text | None = None


class Label(Entry):
    """A wording of the source and where it stands."""

    label: Text
    at: str


class Constraint(Entry):
    """A limit that the source says holds an item back."""

    id: ItemId
    title: Text
    labels_in_source: tuple[Label, ...] = ()
    imposed_by: Key | None = None
    at: tuple[str, ...] = ()
    ambiguity: Text | None = None
    codes: Codes | None = None


class Reference(Entry):
    """A source of the report; null says that the source itself does not state it."""

    title: Text
    cite_as: Text
    type: Text
    author: Text | None = None
    publisher: Text | None = None
    url: str | None = None
    published: Edtf | None = None
    accessed: Day | None = None
    archived: str | None = None
    language: str | None = None
    not_before: Edtf | None = None
    own_citations: int | None = None
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] | None = None
    reliability: Text | None = None
    note: Text | None = None


class Term(Entry):
    """A word of the house vocabulary; one with an acronym is listed under acronyms when used."""

    term: Text
    acronym: Text | None = None
    definition: Text | None = None
    avoid: tuple[Text, ...] = ()
    role: Text | None = None
    note: Text | None = None


class Flag(Entry):
    """A checker's doubt about the source, and how the report deals with it."""

    id: ItemId
    severity: Literal["error", "warning", "info"]
    type: Key
    at: tuple[str, ...] = ()
    text: Text
    answer: Text | None = None


class Defaults(Entry):
    """What holds for every entry of a file that does not say otherwise."""

    sources: SourceRefs = ()
    as_of: Day | None = None
    as_of_not_before: Edtf | None = None


class FrontMatter(Entry):
    """The head of a section file."""

    id: Key
    title: Annotated[Text, Field(max_length=120)]
    template: SectionTemplate = "section"
    numbered: bool | None = None
    sources: SourceRefs = ()
    as_of: Day | None = None
    as_of_not_before: Edtf | None = None
    items: Key | tuple[ItemId, ...] = Field(
        (), description="A category, or item ids: the panel of items printed with the section."
    )


@dataclass(frozen=True)
class Section:
    """One section: its head, and its prose as pandoc blocks that still carry their places."""

    head: FrontMatter
    path: str
    blocks: tuple[dict[str, Any], ...]
    tree: Tree = field(repr=False)

    @property
    def numbered(self) -> bool:
        """Tell whether the section has a number; ordinary sections do unless they say no."""
        return self.head.numbered if self.head.numbered is not None else (
            self.head.template == "section"
        )  # fmt: skip


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

    def span(self, id: str, *path: str | int) -> Span | None:  # noqa: A002 - the register's word
        """Return the place of an entry, or of a field of it, in the source."""
        if id not in self.origins:
            return None
        tree, way = self.origins[id]
        return tree.span((*way, *path))

    def key_span(self, id: str, key: str) -> Span | None:  # noqa: A002 - the register's word
        """Return the place of a key of an entry."""
        if id not in self.origins:
            return None
        tree, way = self.origins[id]
        return tree.key_span((*way, key))

    def category(self, id: str) -> Category:  # noqa: A002 - the register's word
        """Return the category with that id."""
        return next(c for c in self.metadata.categories if c.id == id)

    def items_of(self, category: str, scope: str = "core") -> Iterator[Item]:
        """Yield the items counted under a category, in the order of their ids."""
        for item in self.items.values():
            if item.category == category and item.scope == scope:
                yield item

    def value_of(self, id: str) -> Value | None:  # noqa: A002 - the register's word
        """Return the value of an item or a quantity; a derived figure is computed here."""
        if id in self.items:
            return self.items[id].value
        if id in self.derived:
            return self._compute(self.derived[id])
        quantity = self.quantities[id]
        if quantity.value is None and quantity.item is not None:
            return self.items[quantity.item].value
        return quantity.value

    def _compute(self, derived: Derived) -> Value:
        total: int | float = 0
        unit = None
        for sign, operand in re.findall(r"(^|[+-] )([A-Z]+-[0-9]+)", derived.formula):
            value = self.value_of(operand)
            amount = value.amount if value and value.amount is not None else 0
            unit = unit or (value.unit if value else None)
            total += -amount if sign == "- " else amount
        return Value(amount=total, unit=unit, qualifier="derived")
