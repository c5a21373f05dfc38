"""`items` and `schema`: the register as data, and what its files may say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click

from reportgen.cli.reporting import (
    Reporting,
    find_project,
    open_project,
    project_argument,
    reporting_options,
    say_data,
    write_files,
)
from reportgen.cli.shell import ERRORS, FINE, USAGE, shown

if TYPE_CHECKING:  # the models cost 0.2 s
    from reportgen.files import Files
    from reportgen.report import Item, Report

__all__ = ["items", "schema"]

_FORMS = ("table", "csv", "json", "xlsx")


@click.command(
    epilog="""\b
Examples:
  reportgen items --category energy
  reportgen items --status stalled --status proposed
  reportgen items --format csv --output items.csv
  reportgen items --output register.xlsx    to edit, for `reportgen import register.xlsx`"""
)
@project_argument
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMS),
    help="Form of the list.  [default: by the ending of --output, else table]",
)
@click.option("--category", multiple=True, metavar="ID", help="Only items of this category.")
@click.option("--status", multiple=True, metavar="WORD", help="Only this status; none for none.")
@click.option("--kind", multiple=True, metavar="WORD", help="Only items of this kind.")
@click.option("--scope", type=click.Choice(("core", "context")), help="Only this scope.")
@click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write instead of standard output.",
)
@reporting_options
def items(
    project: Path,
    form: str | None,
    category: tuple[str, ...],
    status: tuple[str, ...],
    kind: tuple[str, ...],
    scope: str | None,
    output: Path | None,
    reporting: Reporting,
) -> int:
    """List the items, or export them as CSV, JSON or a workbook.

    Each filter may be given several times. CSV follows RFC 4180 in UTF-8; a text that a spreadsheet
    would take for a formula (it begins with = + - or @) gets an apostrophe in front. JSON keeps the
    keys and the structure of the source files. A workbook has every field, with lists of what its
    cells may hold; it and the CSV file can be edited and imported again.
    """
    from reportgen.check import check_report
    from reportgen.diagnostics import Failure, has_errors
    from reportgen.export import in_order
    from reportgen.parse import parse_report

    folder = find_project(project)
    files = open_project(folder, reporting)
    if files is None:
        return USAGE
    try:
        with reporting.progress() as progress:
            progress("read")
            parsed = parse_report(files)
    except Failure as failure:
        return reporting.faults(failure.diagnostics, files, folder)
    problems = check_report(parsed.value)
    if has_errors(problems):
        return reporting.faults(problems, files, folder)
    report = parsed.value
    _known("--category", category, [c.id for c in report.metadata.categories])
    _known("--status", status, _statuses())
    _known("--kind", kind, _kinds())
    chosen = [
        item
        for item in in_order(report)
        if (not category or item.category in category)
        and (not status or (item.status or "none") in status)
        and (not kind or item.kind in kind)
        and scope in {None, item.scope}
    ]
    wanted = form or _form_of(output)
    try:
        workbook = wanted == "xlsx"
        data = _workbook(files, report, chosen) if workbook else _written(report, chosen, wanted)
    except Failure as failure:
        return reporting.faults(failure.diagnostics, files, folder)
    if output is None:
        say_data(data)
        return FINE
    if not write_files(output.parent, {output.name: data}, reporting):
        return ERRORS
    from reportgen.terminal import counted

    reporting.result(f"{shown(output)}: {counted(len(chosen), 'item')}")
    return FINE


def _written(report: Report, chosen: list[Item], form: str) -> bytes:
    from reportgen.export import items_csv, items_json
    from reportgen.terminal import align

    if form == "csv":
        return items_csv(report, chosen)
    if form == "json":
        return items_json(chosen)
    heads = ("id", "category", "scope", "kind", "status", "title")
    rows = [(i.id, i.category, i.scope, i.kind, i.status or "", i.title) for i in chosen]
    return align([heads, *rows]).encode() if rows else b""


def _workbook(files: Files, report: Report, chosen: list[Item]) -> bytes:
    """Make the workbook in the colours of the report's style."""
    from reportgen.amend import Draft
    from reportgen.sheets import items_workbook
    from reportgen.style import load_style

    meta = report.metadata
    style = load_style(files, meta.style, meta.language, report.span("report", "style"))
    colour = style.tokens["colour"]
    colours = {
        "head": colour["accent"], "head-ink": colour["paper"], "fixed": colour["accent-soft"]
    }  # fmt: skip
    return items_workbook(Draft(files), [item.id for item in chosen], colours)


def _form_of(output: Path | None) -> str:
    ending = output.suffix.removeprefix(".").lower() if output else ""
    return ending if ending in _FORMS else "table"


def _known(option: str, given: Iterable[str], known: Iterable[str]) -> None:
    """Refuse a word of a filter that no item can have."""
    from reportgen.diagnostics import did_you_mean

    names = list(known)
    for word in given:
        if word not in names:
            message = f"{word!r} is not known; {did_you_mean(word, names)}"
            raise click.BadParameter(message, param_hint=option)


def _statuses() -> Iterator[str]:
    from reportgen.report import STATUSES

    yield from STATUSES
    yield "none"


def _kinds() -> tuple[str, ...]:
    from reportgen.report.fields import Kind

    return get_args(Kind)


@click.command(
    epilog="""\b
Examples:
  reportgen schema                          list the schemas
  reportgen schema items                    print one of them
  reportgen schema --write source/.schema   write them all for your editor"""
)
@click.argument("name", required=False)
@click.option(
    "--write",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Write every schema into DIR.",
)
@click.option(
    "--project",
    type=click.Path(file_okay=False, path_type=Path),
    default=".",
    help="Project whose categories the schemas know.  [default: this folder]",
)
def schema(name: str | None, folder: Path | None, project: Path) -> int:
    """Print the JSON Schema of a source file, or write them all.

    The schemas (draft 2020-12) let an editor with a YAML plug-in complete keys and mark mistakes.
    In a project, the categories of its report.yaml are part of them.
    """
    from reportgen import schema as maker
    from reportgen.diagnostics import did_you_mean

    made = maker.schemas(_categories(project, folder))
    if folder is not None:
        contents = {f"{key}.json": maker.as_text(value).encode() for key, value in made.items()}
        if not write_files(folder, contents, Reporting()):
            return ERRORS
        click.echo(f"{shown(folder)}: {len(contents)} schemas")
        return FINE
    if name is None:
        for key in maker.schema_names():
            click.echo(f"{key:14}{made[key]['title']}")
        return FINE
    if name not in made:
        message = f"{name!r} is not a schema; {did_you_mean(name, made)}"
        raise click.BadParameter(message, param_hint="NAME")
    say_data(maker.as_text(made[name]))
    return FINE


def _categories(project: Path, folder: Path | None) -> list[str]:
    """Return the categories of a project; none where there is none yet, or one with faults.

    Schemas are written into the `source/` folder that they are for, so that folder counts first.
    """
    from reportgen.diagnostics import Failure
    from reportgen.files import DiskFiles
    from reportgen.source import read_source
    from reportgen.yamltree import parse_yaml

    homes = [*([folder.resolve().parent] if folder else []), find_project(project) / "source"]
    for home in homes:
        try:
            data = parse_yaml(read_source(DiskFiles(home), "report.yaml")).data
            return [str(category["id"]) for category in data["categories"]]
        except (Failure, LookupError, TypeError):
            continue
    return []
