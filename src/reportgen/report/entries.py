"""The entries of the register: items, events, quantities, and all that they name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    StrictFloat,
    StrictInt,
    StringConstraints,
)
from pydantic_core import PydanticCustomError

from reportgen.report.fields import (
    Confidence,
    Day,
    Direction,
    Edtf,
    Entry,
    ItemId,
    Key,
    Kind,
    Marking,
    Qualifier,
    SourceRefs,
    Status,
    Text,
    Url,
    quoted_year,
)


def _in_reach(amount: float) -> float:
    """Refuse what no source states: infinities, not-a-number and sums beyond 10^15."""
    if not abs(amount) <= 10**15:
        raise PydanticCustomError("bad-value", "the amount is beyond all reason", {})
    return amount


Amount = Annotated[StrictInt | StrictFloat, AfterValidator(_in_reach)]


class Value(Entry):
    """A quantity as the source gives it."""

    amount: Amount | None = None
    scale: Literal["thousand", "million", "billion"] | None = None
    unit: Text | None = None
    currency: str | None = Field(None, description="ISO 4217 code.", examples=["USD"])
    per: Text | None = None
    year: Annotated[str, BeforeValidator(quoted_year)] | None = None
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
    disputed: Text | None = Field(
        None, description="Who disputes it; its first mention then needs a footnote (Q-21)."
    )
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
    url: Url | None = None
    published: Edtf | None = None
    accessed: Day | None = None
    archived: str | None = None
    language: str | None = None
    not_before: Edtf | None = None
    own_citations: int | None = None
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] | None = None
    reliability: Text | None = None
    marking: Marking | None = Field(None, description="Label under which the source was given.")
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
