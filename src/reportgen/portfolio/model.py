"""`portfolio.yaml` → Portfolio: what the reports have in common, and which are made of a table."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from reportgen.diagnostics import Diagnostic, Failure, error
from reportgen.files import PORTFOLIO, Files
from reportgen.parse.validate import validate
from reportgen.report.fields import Entry, Key, Text
from reportgen.report.metadata import Language
from reportgen.source import Tree, read_source
from reportgen.yamltree import parse_yaml

__all__ = ["Generated", "Portfolio", "load_portfolio"]

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


def load_portfolio(files: Files) -> tuple[Portfolio, Tree]:
    """Read `portfolio.yaml`. Raises `Failure` with all that is wrong in it."""
    tree = parse_yaml(read_source(files, PORTFOLIO))
    problems: list[Diagnostic] = []
    if not isinstance(tree.data, dict):
        raise Failure([
            error("wrong-type", "the file must be a mapping", tree.span(), help="begin with a key")
        ])
    portfolio = validate(Portfolio, tree.data, tree, (), problems)
    if portfolio is None:
        raise Failure(problems)
    return portfolio, tree
