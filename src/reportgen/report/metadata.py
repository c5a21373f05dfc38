"""`report.yaml` and the heads of the section files."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from reportgen.report.checks import Checks
from reportgen.report.fields import (
    Day,
    Edtf,
    Entry,
    ItemId,
    Key,
    Kind,
    Marking,
    Profile,
    SectionTemplate,
    SourceRefs,
    Text,
    Url,
    known_language,
)


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
    url: Url | None = None


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


VersionNumber = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,4}\.[0-9]{1,4}$")]

Language = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$"),
    AfterValidator(known_language),
]


class Version(Entry):
    """One published version and what changed in it."""

    version: VersionNumber
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
    url: Url | None = None


class Evaluation(Entry):
    """Someone found that a format of a version meets WCAG 2.2 level AA.

    Only then does the EPUB claim to conform (E-04), and only in the name given here (E-05).
    """

    format: Key = Field(description="The format that was evaluated.", examples=["epub"])
    version: VersionNumber = Field(description="The version that was evaluated.")
    by: Text = Field(description="The person or body that answers for what was found.")
    date: Day
    method: Text = Field(description="What was done: programs with their versions, people.")
    report: Url | None = Field(None, description="Where what was found can be read.")


class Accessibility(Entry):
    """The accessibility statement (T-37)."""

    standard: Text
    gaps: tuple[Text, ...] = ()
    other_formats: Text
    response_time: Text
    contact: Text
    evaluations: tuple[Evaluation, ...] = Field(
        (), description="Evaluations of this version; without one no format claims to conform."
    )


class Translation(Entry):
    """The report in another language, at an address of its own."""

    language: Language
    title: Text = Field(description="Its title, in its own language.")
    url: Url


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
    language: Language = Field(description="Main language, a BCP 47 tag.", examples=["en-GB"])
    profile: Profile
    style: Key = Field(
        "plain", description="A folder of `styles/`, or a bundled style such as `plain`."
    )
    formats: tuple[Key, ...] = Field(min_length=1)
    include: tuple[Key, ...] = Field(
        (), description="Parts beyond those that the profile requires."
    )
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
    translations: tuple[Translation, ...] = Field(
        (), description="The same report in other languages; the web page leads to them."
    )
    checks: Checks = Checks()
    supersedes: Text | None = None
    superseded_by: Text | None = None


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
