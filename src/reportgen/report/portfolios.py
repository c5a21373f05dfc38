"""`portfolio.yaml`: what the reports of a portfolio have in common."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from reportgen.report.fields import Entry, Key, Text
from reportgen.report.metadata import Language

Name = Annotated[str, StringConstraints(min_length=1, max_length=80)]


class Generated(Entry):
    """Reports that are made of a template and a table, one of each row."""

    template: Name = Field(
        description="A folder of `templates/`: a report whose files hold `{{ row.column }}`.",
        examples=["pair-brief"],
    )
    table: Text = Field(
        description="A CSV, XLSX or Parquet file of the portfolio; its first row has the columns.",
        examples=["data/pairs.csv"],
    )
    sheet: Text | None = Field(
        None, description="The sheet of a workbook; by default the first.", examples=["Pairs"]
    )
    name: Text = Field(
        description="The name of each report, made of its row.",
        examples=["{{ row.from }}-{{ row.to }}"],
    )


class Portfolio(Entry):
    """`portfolio.yaml`: what stands on the index page, and which reports there are."""

    schema_version: Literal[1] = Field(description="The version of this form; 1 is the only one.")
    title: Annotated[Text, Field(max_length=150)] = Field(
        description="The title of the index page.", examples=["Briefs on river trade"]
    )
    publisher: Text = Field(
        description="The body that publishes the reports.", examples=["The River Institute"]
    )
    about: Annotated[Text, Field(max_length=400)] | None = Field(
        None,
        description="What the reports are, in a sentence or two of the index page.",
        examples=["One brief on each pair of neighbours of the Grey River."],
    )
    language: Language = Field(
        description="The language of the index page, a tag of BCP 47; the style has words for it.",
        examples=["en-GB"],
    )
    style: Key = Field(
        "plain",
        description="The style of the index page: a folder of `shared/styles/`, or a bundled one.",
        examples=["plain"],
    )
    reports: tuple[Name, ...] | None = Field(
        None,
        description="Folders of `reports/`, in the order of the index; by default all, by name.",
        examples=[["river-trade", "harbours"]],
    )
    generated: tuple[Generated, ...] = Field(
        (), description="Reports that are made of a template and a table."
    )
