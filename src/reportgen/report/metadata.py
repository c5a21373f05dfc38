"""`report.yaml` and the heads of the section files."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from reportgen.report.checks import Checks
from reportgen.report.fields import (
    PREFIX,
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

    name: Text = Field(description="The name as it is printed.", examples=["A. Author"])
    role: Text | None = Field(None, description="What the author did.", examples=["Editor"])
    orcid: Annotated[str, StringConstraints(pattern=r"^(\d{4}-){3}\d{3}[\dX]$")] | None = Field(
        None, description="The author's ORCID iD.", examples=["0000-0002-1825-0097"]
    )


class Organisation(Entry):
    """The body that publishes the report."""

    name: Text = Field(description="Its name.", examples=["The River Institute"])
    place: Text | None = Field(None, description="Where it has its seat.", examples=["Geneva"])
    contact: Text | None = Field(
        None, description="How a reader reaches the publisher.", examples=["reports@example.org"]
    )
    statement: Text | None = Field(
        None,
        description="One sentence on what the publisher is.",
        examples=["An independent research body."],
    )


class Licence(Entry):
    """The terms under which the report may be used."""

    name: Text = Field(description="Its name.", examples=["CC BY 4.0"])
    spdx: str | None = Field(None, description="Its SPDX identifier.", examples=["CC-BY-4.0"])
    url: Url | None = Field(
        None,
        description="Where its text can be read.",
        examples=["https://creativecommons.org/licenses/by/4.0/"],
    )


class Group(Entry):
    """Rows of a summary table that stand together."""

    name: Text = Field(description="The heading of the rows.", examples=["Goods from Iran"])
    kinds: tuple[Kind, ...] = Field(
        min_length=1,
        description="Only items of these kinds.",
        examples=[["flow", "infrastructure"]],
    )
    origin: Key | None = Field(
        None, alias="from", description="Only items from this party.", examples=["IRN"]
    )
    destination: Key | None = Field(
        None, alias="to", description="Only items to this party.", examples=["PAK"]
    )


class Category(Entry):
    """A class of items; each core category has a summary table of its own."""

    id: Key = Field(description="The key by which items and sections name it.", examples=["trade"])
    name: Text = Field(description="Its name as it is printed.", examples=["Trade"])
    prefix: Annotated[str, StringConstraints(pattern=f"^{PREFIX}$")] = Field(
        description="The capitals with which the ids of its items begin.", examples=["TR"]
    )
    scope: Literal["core", "context"] = Field(
        "core", description="Whether its items are counted, or are only wider context."
    )
    groups: tuple[Group, ...] = Field(
        (), description="Order of the rows: the first group that matches an item, then its id."
    )


class Review(Entry):
    """One review of the report."""

    name: Text = Field(description="Who reviewed it.", examples=["B. Reviewer"])
    role: Text | None = Field(None, description="In which role.", examples=["Legal review"])
    date: Day | None = Field(None, description="The day of the review.", examples=["2026-11-20"])
    outcome: Text | None = Field(
        None, description="What came of it.", examples=["approved with changes"]
    )


class Control(Entry):
    """Who answers for the document (rules DC-1 to DC-4)."""

    status: Literal["draft", "review", "approved", "published", "withdrawn"] = Field(
        description="How far the document is; only an approved or published one can be released."
    )
    owner: Text = Field(description="Who answers for it.", examples=["The editors"])
    reviewers: tuple[Review, ...] = Field((), description="Who has reviewed it.")
    approver: Text | None = Field(None, description="Who approved it.", examples=["C. Director"])
    review_by: Day | None = Field(
        None, description="The day by which it must be looked at again.", examples=["2027-11-23"]
    )


VersionNumber = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,4}\.[0-9]{1,4}$")]

Language = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$"),
    AfterValidator(known_language),
]


class Version(Entry):
    """One published version and what changed in it."""

    version: VersionNumber = Field(description="Its number; numbers rise.", examples=["1.0", "1.1"])
    date: Day = Field(description="The day on which it was published.", examples=["2026-11-23"])
    change_level: Literal["significant", "minor"] = Field(
        description="Whether readers of the last version must read it again."
    )
    change_note: Text = Field(
        description="What changed, in a sentence.", examples=["First edition."]
    )
    author: Text | None = Field(None, description="Who made the change.", examples=["A. Author"])


class Isbns(Entry):
    """One ISBN a format, never reused."""

    pdf: str | None = Field(None, description="ISBN of the PDF.", examples=["978-3-16-148410-0"])
    docx: str | None = Field(
        None, description="ISBN of the Word file.", examples=["978-3-16-148410-0"]
    )
    epub: str | None = Field(None, description="ISBN of the EPUB.", examples=["978-3-16-148410-0"])


class Identifiers(Entry):
    """Numbers by which catalogues know the report."""

    isbn: Isbns | None = Field(None, description="An ISBN for each format.")
    issn: str | None = Field(None, description="The ISSN of the series.", examples=["2049-3630"])
    doi: str | None = Field(
        None, description="The DOI, without an address.", examples=["10.1000/182"]
    )
    url: Url | None = Field(
        None,
        description="The address at which the report stays.",
        examples=["https://example.org/reports/1"],
    )


class Evaluation(Entry):
    """Someone found that a format of a version meets WCAG 2.2 level AA.

    Only then does the EPUB claim to conform (E-04), and only in the name given here (E-05).
    """

    format: Key = Field(description="The format that was evaluated.", examples=["epub"])
    version: VersionNumber = Field(description="The version that was evaluated.", examples=["1.0"])
    by: Text = Field(
        description="The person or body that answers for what was found.", examples=["An Auditor"]
    )
    date: Day = Field(description="The day on which it was evaluated.", examples=["2026-11-24"])
    method: Text = Field(
        description="What was done: programs with their versions, people.",
        examples=["Ace 1.3, and by hand with NVDA"],
    )
    report: Url | None = Field(
        None,
        description="Where what was found can be read.",
        examples=["https://example.org/audit"],
    )


class Accessibility(Entry):
    """The accessibility statement (T-37)."""

    standard: Text = Field(
        description="The standards that the files are made to.", examples=["PDF/UA-1, WCAG 2.2 AA"]
    )
    gaps: tuple[Text, ...] = Field(
        (),
        description="What is known not to meet them.",
        examples=[["The map has no long description."]],
    )
    other_formats: Text = Field(
        description="How a reader gets another format.", examples=["Large print on request."]
    )
    response_time: Text = Field(
        description="How soon a request is answered.", examples=["Within five working days."]
    )
    contact: Text = Field(description="Whom to write to.", examples=["access@example.org"])
    evaluations: tuple[Evaluation, ...] = Field(
        (), description="Evaluations of this version; without one no format claims to conform."
    )


class Translation(Entry):
    """The report in another language, at an address of its own."""

    language: Language = Field(description="Its language, as a tag of BCP 47.", examples=["fa"])
    title: Text = Field(description="Its title, in its own language.", examples=["روابط"])
    url: Url = Field(description="Where it can be read.", examples=["https://example.org/fa"])


class Metadata(Entry):
    """`report.yaml`: what stands on the title page, and how the report is put together."""

    schema_version: Literal[1] = Field(description="The version of this form; 1 is the only one.")
    title: Annotated[Text, Field(max_length=150)] = Field(
        description="The title, in 150 characters at most.", examples=["Iran–Pakistan relations"]
    )
    subtitle: Annotated[Text, Field(max_length=200)] | None = Field(
        None,
        description="The subtitle, in 200 characters at most.",
        examples=["Trade, energy and security"],
    )
    short_title: Annotated[Text, Field(max_length=60)] = Field(
        description="The running head, in 60 characters at most.",
        examples=["Iran–Pakistan relations"],
    )
    number: Text = Field(description="The report number.", examples=["RG 2026/01"])
    slug: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)] = (
        Field(
            description="File name of the artifacts, without ending.",
            examples=["iran-pakistan-relations"],
        )
    )
    language: Language = Field(
        description="Main language, a tag of BCP 47; the style must have words for it.",
        examples=["en-GB"],
    )
    profile: Profile = Field(description="Which parts the report must have.")
    style: Key = Field(
        "plain",
        description="A folder of `styles/`, or a bundled style: plain, institute or library.",
        examples=["plain"],
    )
    formats: tuple[Key, ...] = Field(
        min_length=1,
        description="What `reportgen build` makes when no format is asked for.",
        examples=[["pdf", "docx", "epub", "html"]],
    )
    include: tuple[Key, ...] = Field(
        (),
        description="Parts beyond those that the profile requires.",
        examples=[["contents", "open-points"]],
    )
    summary_short: Annotated[Text, Field(max_length=160)] = Field(
        description="One sentence for catalogues, in 160 characters at most.",
        examples=["What one source states about trade between two states."],
    )
    subjects: tuple[Text, ...] = Field(
        min_length=1,
        description="What the report is about, in words of catalogues.",
        examples=[["trade", "energy"]],
    )
    authors: tuple[Author, ...] = Field(
        min_length=1, description="Whose names stand on the title page."
    )
    organisation: Organisation = Field(description="The body that publishes the report.")
    published: Day = Field(description="First day of publication.", examples=["2026-11-23"])
    updated: Day = Field(
        description="Last significant change: the date that readers see.", examples=["2026-11-23"]
    )
    marking: Marking | None = Field(
        None,
        description="Who may read it: a label of the Traffic Light Protocol 2.0.",
    )
    licence: Licence = Field(description="The terms under which the report may be used.")
    copyright: Text = Field(
        description="The line on rights.", examples=["© 2026 The River Institute"]
    )
    categories: tuple[Category, ...] = Field(
        min_length=1, description="Classes of items, in the order of their tables."
    )
    sections: tuple[Key, ...] = Field(
        min_length=1,
        description="Ids of the section files, in reading order.",
        examples=[["summary", "trade"]],
    )
    control: Control = Field(description="Who answers for the document.")
    versions: tuple[Version, ...] = Field(
        min_length=1, description="Versions that were published, the oldest first."
    )
    disclaimers: tuple[Key, ...] = Field(
        (), description="Keys of the style's disclaimers.", examples=[["views"]]
    )
    accessibility: Accessibility = Field(description="The accessibility statement.")
    identifiers: Identifiers = Field(
        Identifiers(), description="Numbers by which catalogues know the report."
    )
    translations: tuple[Translation, ...] = Field(
        (), description="The same report in other languages; the web page leads to them."
    )
    checks: Checks = Field(
        Checks(), description="How much each editorial rule weighs, and where its limits lie."
    )
    supersedes: Text | None = Field(
        None, description="The report that this one replaces.", examples=["RG 2025/07"]
    )
    superseded_by: Text | None = Field(
        None, description="The report that replaces this one.", examples=["RG 2027/02"]
    )


class FrontMatter(Entry):
    """The head of a section file."""

    id: Key = Field(description="Its name: that of the file without `.md`.", examples=["trade"])
    title: Annotated[Text, Field(max_length=120)] = Field(
        description="Its heading, in 120 characters at most.",
        examples=["Trade and economic cooperation"],
    )
    template: SectionTemplate = Field(
        "section", description="Which part of the report the section is."
    )
    numbered: bool | None = Field(
        None,
        description="Whether the heading has a number; ordinary sections do.",
    )
    sources: SourceRefs = Field(
        (), description="The sources that the section rests on.", examples=[["seed"]]
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
    items: Key | tuple[ItemId, ...] = Field(
        (),
        description="A category, or item ids: the panel of items printed with the section.",
        examples=["trade", ["TR-01", "TR-02"]],
    )
