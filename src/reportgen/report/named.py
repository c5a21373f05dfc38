"""What the entries of the register name: parties, places, constraints, sources, terms and flags."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from reportgen.report.entries import Codes
from reportgen.report.fields import Day, Edtf, Entry, ItemId, Key, Marking, Text, Url


class Party(Entry):
    """A state, group, organisation, initiative or person."""

    type: Literal[
        "state", "state-group", "armed-group", "group", "organisation", "initiative", "person"
    ] = Field(description="What sort of party it is.")
    name: Text = Field(description="Its name as it is printed.", examples=["Iran"])
    iso2: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] | None = Field(
        None, description="The code of a state in two letters (ISO 3166-1).", examples=["IR"]
    )
    acronym: Text | None = Field(None, description="Its short name.", examples=["SCO"])
    owner: Key | None = Field(
        None,
        description="The party that it belongs to, as an initiative does to a state.",
        examples=["CHN"],
    )
    office: Text | None = Field(
        None, description="The office that a person holds.", examples=["Prime Minister of Pakistan"]
    )
    state: Key | None = Field(
        None, description="The state that a person acts for.", examples=["PAK"]
    )
    ambiguity: Text | None = Field(
        None, description="What the source does not say.", examples=["members not listed"]
    )


class Place(Entry):
    """A place that items name."""

    name: Text = Field(description="Its name as it is printed.", examples=["Gwadar Port"])
    country: Key | tuple[Key, ...] | None = Field(
        None,
        description="The state or states that it lies in; null where the source is silent.",
        examples=["PAK", ["IRN", "PAK"]],
    )
    level: Text | None = Field(None, description="What sort of place it is.", examples=["province"])
    disputed: Text | None = Field(
        None,
        description="Who disputes it; its first mention then needs a footnote (Q-21).",
        examples=["claimed by both states"],
    )
    ambiguity: Text | None = Field(
        None,
        description="What the source does not say.",
        examples=["the side of the border is not stated"],
    )


class Label(Entry):
    """A wording of the source and where it stands."""

    label: Text = Field(description="The words of the source.", examples=["Western sanctions"])
    at: str = Field(description="Where they stand: section and line.", examples=["3:30"])


class Constraint(Entry):
    """A limit that the source says holds an item back."""

    id: ItemId = Field(
        description="Letters and a number. Never renumbered, never reused.", examples=["CN-01"]
    )
    title: Text = Field(
        description="What the limit is.", examples=["Sanctions affecting dealings with Iran"]
    )
    labels_in_source: tuple[Label, ...] = Field(
        (), description="What the source calls it, and where."
    )
    imposed_by: Key | None = Field(
        None,
        description="The party that imposes it; null where the source is silent.",
        examples=["USA"],
    )
    at: tuple[str, ...] = Field(
        (), description="Where the source says so: section and line.", examples=[["3:30"]]
    )
    ambiguity: Text | None = Field(
        None, description="What the source does not say.", examples=["not specified"]
    )
    codes: Codes | None = Field(None, description="Classification codes, suggested by the editors.")


class Reference(Entry):
    """A source of the report; null says that the source itself does not state it."""

    title: Text = Field(description="Its title.", examples=["Iran-Pakistan Relations"])
    cite_as: Text = Field(description="What the text calls it.", examples=["source article"])
    type: Text = Field(
        description="What sort of document it is.", examples=["web-article", "report"]
    )
    author: Text | None = Field(None, description="Who wrote it.", examples=["A. Author"])
    publisher: Text | None = Field(
        None, description="Who published it.", examples=["The River Institute"]
    )
    url: Url | None = Field(
        None, description="Its web address.", examples=["https://example.org/report"]
    )
    published: Edtf | None = Field(
        None, description="When it was published, as an EDTF date, quoted.", examples=["2024-02"]
    )
    accessed: Day | None = Field(
        None, description="The day on which it was read.", examples=["2026-11-23"]
    )
    archived: str | None = Field(
        None,
        description="Where a copy is kept: an address or a file.",
        examples=["https://web.archive.org/web/2026/https://example.org/report"],
    )
    language: str | None = Field(
        None, description="Its language, as a tag of BCP 47.", examples=["en"]
    )
    not_before: Edtf | None = Field(
        None,
        description="The earliest time that it can be from, when it is undated.",
        examples=["2024"],
    )
    own_citations: int | None = Field(
        None, description="How many sources it cites itself.", examples=[0]
    )
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] | None = Field(
        None,
        description="The SHA-256 digest of the file that was read, in hexadecimal.",
        examples=["6f45a90de67fc87144972ac0613b1ab972cbcc46d88779ff091b3d719d363e44"],
    )
    reliability: Text | None = Field(
        None,
        description="How far it is to be relied on, in words or as an Admiralty grade.",
        examples=["unknown", "B2"],
    )
    marking: Marking | None = Field(None, description="Label under which the source was given.")
    note: Text | None = Field(
        None,
        description="A remark that is printed with it.",
        examples=["The text states no author."],
    )


class Term(Entry):
    """A word of the house vocabulary; one with an acronym is listed under acronyms when used."""

    term: Text = Field(
        description="The word or name, as this report writes it.",
        examples=["Shanghai Cooperation Organization"],
    )
    acronym: Text | None = Field(
        None,
        description="Its short form; a term with one is listed under acronyms when it is used.",
        examples=["SCO"],
    )
    definition: Text | None = Field(
        None,
        description="What it means; printed in the glossary.",
        examples=["A regional platform of states."],
    )
    avoid: tuple[Text, ...] = Field(
        (),
        description="Forms that this report does not use.",
        examples=[["Shanghai Cooperation Organisation"]],
    )
    role: Text | None = Field(
        None, description="What the word is for in this report.", examples=["name"]
    )
    note: Text | None = Field(
        None,
        description="A remark to the editors; not printed.",
        examples=["It keeps the spelling of the source."],
    )


class Flag(Entry):
    """A checker's doubt about the source, and how the report deals with it."""

    id: ItemId = Field(
        description="Letters and a number. Never renumbered, never reused.", examples=["FL-01"]
    )
    severity: Literal["error", "warning", "info"] = Field(
        description="How much the doubt weighs: one of weight error needs an answer."
    )
    type: Key = Field(description="What sort of doubt it is.", examples=["inconsistent-term"])
    at: tuple[str, ...] = Field(
        (),
        description="Where the source gives rise to it: section and line.",
        examples=[["3:30", "3:56"]],
    )
    text: Text = Field(
        description="What is doubtful.", examples=["Sanctions are called Western, U.S. and global."]
    )
    answer: Text | None = Field(
        None,
        description="How the report deals with it.",
        examples=["This report leaves the imposer open."],
    )
