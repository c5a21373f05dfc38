"""The entries of the register: items, events and quantities, and the values that they hold."""

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
    REGISTER_ID,
    Confidence,
    Day,
    Direction,
    Edtf,
    Entry,
    ItemId,
    Key,
    Kind,
    Qualifier,
    SourceRefs,
    Status,
    Text,
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

    amount: Amount | None = Field(
        None,
        description="The number as the source gives it, without its scale.",
        examples=[900, 2.5],
    )
    scale: Literal["thousand", "million", "billion"] | None = Field(
        None, description="What the amount is counted in; leave it out for ones."
    )
    unit: Text | None = Field(
        None,
        description="What is counted, when it is not money.",
        examples=["km", "tonnes", "border markets"],
    )
    currency: str | None = Field(
        None,
        description="The currency, when it is money: a code of ISO 4217.",
        examples=["USD", "PKR"],
    )
    per: Text | None = Field(
        None, description="The period that a rate is for.", examples=["year", "day"]
    )
    year: Annotated[str, BeforeValidator(quoted_year)] | None = Field(
        None,
        description="The year that the figure is for, quoted; a span with a slash.",
        examples=["2023", "2022/2023"],
    )
    qualifier: Qualifier = Field(description="How exact the source is.")
    text: Text | None = Field(
        None, description="The words of the source.", examples=["about 900 kilometres"]
    )
    valuation: Text | None = Field(
        None,
        description="How money was valued: at which prices, which rate of exchange.",
        examples=["current prices"],
    )


class Codes(Entry):
    """Classification codes suggested by the editors; not facts of the source."""

    hs: str | None = Field(
        None, description="The heading of the Harmonized System for goods.", examples=["2711"]
    )
    sitc: str | None = Field(
        None,
        description="The division or group of the Standard International Trade Classification.",
        examples=["343"],
    )
    cameo: str | None = Field(None, description="The code of the event in CAMEO.", examples=["057"])


class Sourced(Entry):
    """What every entry says of its origin."""

    sources: SourceRefs = Field(
        default=(),
        description="The sources that say so: keys of sources.yaml, or a key with its place.",
        examples=[["seed"], [{"key": "seed", "locator": "p. 3"}]],
    )
    as_of: Day | None = Field(
        None,
        description="The day on which it held, when the source gives one.",
        examples=["2026-11-23"],
    )
    as_of_not_before: Edtf | None = Field(
        None,
        description="The earliest time that the source can be from, when it is undated.",
        examples=["2024"],
    )


class Item(Sourced):
    """One trade, energy, security or context item of the register."""

    id: ItemId = Field(
        description="Prefix and number; never renumbered, never reused, an anchor in every format.",
        examples=["TR-16"],
    )
    category: Key = Field(
        description="The category under which it is counted: an id of report.yaml.",
        examples=["trade"],
    )
    also_in: tuple[Key, ...] = Field(
        (),
        description="Other categories that list the item without counting it.",
        examples=[["security"]],
    )
    scope: Literal["core", "context"] = Field(
        "core", description="Whether the item is counted, or is only wider context."
    )
    kind: Kind = Field(description="What sort of thing the item is.")
    title: Annotated[Text, Field(max_length=90)] = Field(
        description="What it is called in tables, in 90 characters at most.",
        examples=["Mand-Pishin border market"],
    )
    parties: tuple[Key, ...] = Field(
        min_length=1, description="Who takes part: keys of parties.yaml.", examples=[["IRN", "PAK"]]
    )
    direction: Direction | None = Field(
        None,
        description="One way or both ways; left out for kinds without a life cycle.",
    )
    origin: Key | None = Field(
        None,
        alias="from",
        description="The party from which a one-way item runs.",
        examples=["IRN"],
    )
    destination: Key | None = Field(
        None, alias="to", description="The party to which a one-way item runs.", examples=["PAK"]
    )
    targets: tuple[Key, ...] = Field(
        (),
        description="Parties that it is aimed at, such as those that a threat concerns.",
        examples=[["jaish-al-adl"]],
    )
    status: Status | None = Field(
        None,
        description="How far it is; left out for kinds without a life cycle.",
    )
    date: Edtf | None = Field(
        None,
        description="When it was, as an EDTF date, quoted; never narrower than the source.",
        examples=["1947", "2023-05", "2024-01/2024-04", "2024~"],
    )
    date_text: Text | None = Field(
        None,
        description="The source's words for the date, when it is not an exact day.",
        examples=["May 2023"],
    )
    not_before: Edtf | None = Field(
        None, description="The earliest that it can have been.", examples=["2021"]
    )
    not_after: Edtf | None = Field(
        None, description="The latest that it can have been.", examples=["2024-04"]
    )
    date_event: Text | None = Field(
        None,
        description="What happened on that date, when the title does not say.",
        examples=["opening"],
    )
    value: Value | None = Field(None, description="Its quantity, as the source gives it.")
    locations: tuple[Key, ...] = Field(
        (), description="Where it is: keys of places.yaml.", examples=[["gwadar", "chabahar"]]
    )
    constraints: tuple[ItemId, ...] = Field(
        (),
        description="What the source says holds it back: ids of constraints.yaml.",
        examples=[["CN-01"]],
    )
    part_of: ItemId | None = Field(
        None, description="The item of which it is a part.", examples=["TR-15"]
    )
    related: tuple[ItemId, ...] = Field(
        (), description="Items that belong to the same matter.", examples=[["SE-12"]]
    )
    components: tuple[Text, ...] = Field(
        (),
        description="The parts that the source lists, when none of them is an item.",
        examples=[["rail link", "road link"]],
    )
    aliases: tuple[Text, ...] = Field(
        (), description="Other names of it in the source.", examples=[["Peace Pipeline"]]
    )
    confidence: Confidence = Field(description="How well the sources bear it out.")
    review_by: Day | None = Field(
        None, description="The day by which someone must look at it again.", examples=["2027-05-01"]
    )
    note: Text | None = Field(
        None,
        description="A remark that is printed with it.",
        examples=["First of six planned markets."],
    )
    ambiguity: Text | None = Field(
        None, description="What the source does not say.", examples=["day not stated"]
    )
    flags: tuple[ItemId, ...] = Field(
        (),
        description="Doubts about the source that concern it: ids of flags.yaml.",
        examples=[["FL-04"]],
    )
    codes: Codes | None = Field(None, description="Classification codes, suggested by the editors.")
    names: Mapping[str, Text] = Field(
        default_factory=dict,
        description="Its title in other languages, by language tag.",
        examples=[{"fa": "بازارچه مرزی"}],
    )
    at: tuple[str, ...] = Field(
        (), description="Where the source says so: section and line.", examples=[["7:104"]]
    )
    wording: Text | None = Field(
        None,
        description="The shortest quotation that proves it; not printed.",
        examples=["have actively worked to expand trade"],
    )


class Event(Sourced):
    """A happening of the timeline; one that belongs to an item takes its dates from the item."""

    id: ItemId = Field(
        description="Letters and a number. Never renumbered, never reused.", examples=["EV-03"]
    )
    title: Text = Field(
        description="What happened, as one short sentence.",
        examples=["Pakistan and Iran open the border market"],
    )
    item: ItemId | None = Field(
        None, description="The item that it belongs to, whose dates it takes.", examples=["TR-16"]
    )
    undated: bool = Field(
        default=False, description="True lists it apart, because no date is known."
    )
    date: Edtf | None = Field(
        None,
        description="When it was, as an EDTF date, quoted; never narrower than the source.",
        examples=["1947", "2023-05"],
    )
    date_text: Text | None = Field(
        None, description="The source's words for the date.", examples=["early 2024"]
    )
    not_before: Edtf | None = Field(
        None, description="The earliest that it can have been.", examples=["2024-01"]
    )
    not_after: Edtf | None = Field(
        None, description="The latest that it can have been.", examples=["2024-04"]
    )
    parties: tuple[Key, ...] = Field(
        (), description="Who takes part: keys of parties.yaml.", examples=[["PAK"]]
    )
    note: Text | None = Field(
        None, description="A remark that is printed with it.", examples=["The source gives no day."]
    )
    codes: Codes | None = Field(None, description="Classification codes, suggested by the editors.")
    at: tuple[str, ...] = Field(
        (), description="Where the source says so: section and line.", examples=[["1:8"]]
    )


class Quantity(Sourced):
    """A key figure; without a value of its own it is the value of its item."""

    id: ItemId = Field(
        description="Letters and a number. Never renumbered, never reused.", examples=["QF-01"]
    )
    title: Text = Field(
        description="What the figure is of.", examples=["Length of the shared border"]
    )
    item: ItemId | None = Field(
        None,
        description="The item whose value it is, when it has none of its own.",
        examples=["TR-02"],
    )
    value: Value | None = Field(None, description="The figure, when it is not that of an item.")
    date: Edtf | None = Field(
        None, description="When it was measured, as an EDTF date, quoted.", examples=["2023"]
    )
    ambiguity: Text | None = Field(
        None,
        description="What the source does not say.",
        examples=["a round figure, given without a source"],
    )
    at: tuple[str, ...] = Field(
        (), description="Where the source says so: section and line.", examples=[["intro:3"]]
    )


class Derived(Entry):
    """A figure computed from others; printed only with its mark and caution (S-10)."""

    id: ItemId = Field(
        description="Letters and a number. Never renumbered, never reused.", examples=["QD-01"]
    )
    title: Text = Field(
        description="What the figure is of.", examples=["Border markets not yet opened"]
    )
    formula: Annotated[
        str, StringConstraints(pattern=rf"^{REGISTER_ID}( [+-] {REGISTER_ID})+$")
    ] = Field(
        description="Sums and differences of key figures with one unit, currency and period.",
        examples=["QF-03 - QF-04"],
    )
    caution: Text = Field(
        description="What a reader must know before using it.",
        examples=["One may have opened since."],
    )


class Defaults(Entry):
    """What holds for every entry of a file that does not say otherwise."""

    sources: SourceRefs = Field(
        (), description="The sources of every entry that names none.", examples=[["seed"]]
    )
    as_of: Day | None = Field(
        None,
        description="The day on which every entry held that gives none.",
        examples=["2026-11-23"],
    )
    as_of_not_before: Edtf | None = Field(
        None,
        description="The earliest time that the entries can be from, when the source is undated.",
        examples=["2024"],
    )
