"""`import`: a text becomes a project; a spreadsheet goes into the register."""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reportgen.cli.amending import writing_options
from reportgen.cli.project import (
    check_name,
    check_title,
    ci_option,
    language_option,
    say_workflow,
    workflow_of,
)
from reportgen.cli.reporting import Reporting, reporting_options, say_data
from reportgen.cli.sheets import SHEETS, import_sheet
from reportgen.cli.shell import ERRORS, FINE, shown

if TYPE_CHECKING:
    from reportgen.diagnostics import Diagnostic
    from reportgen.intake import Dropped, Intake

__all__ = ["import_file"]

_MOST_LINES, _LONGEST = 8, 60


@click.command(
    "import",
    epilog="""\b
Examples:
  reportgen import article.txt
  reportgen import article.docx --into reports/river-trade --title "Trade on the Grey River"
  reportgen import register.xlsx --dry-run
  reportgen import foreign.csv --map mapping.yaml""",
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--into",
    type=click.Path(path_type=Path),
    metavar="NAME",
    help="Folder to make.  [default: made of FILE]",
)
@click.option("--title", help="Title of the report.  [default: that of the text]")
@language_option("[default: that of the text, or en-GB]")
@ci_option
@click.option(
    "--output-format",
    "form",
    type=click.Choice(("text", "json")),
    help="Form of the account of what was done.  [default: text]",
)
@click.option(
    "--project",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Project into whose register a spreadsheet goes.  [default: this folder]",
)
@click.option(
    "--map",
    "mapping",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File that says what a spreadsheet's columns mean; proposed where it is missing.",
)
@writing_options
@reporting_options
def import_file(
    file: Path,
    into: Path | None,
    title: str | None,
    language: str | None,
    form: str | None,
    project: Path | None,
    mapping: Path | None,
    reporting: Reporting,
    *,
    yes: bool,
    dry_run: bool,
    ci: bool | None,
) -> int:
    """Make a project of a text, or merge in a spreadsheet.

    A text is plain text, Markdown, HTML or Word. Sections follow its headings; fake bullets become
    lists; quotation marks, dashes and spaces are put right; what a web page left behind is dropped.
    All of it is listed. Facts that may belong to the register are proposed in
    intake/proposals.yaml and never added. Nothing that exists is written over.

    A spreadsheet is a workbook or a CSV file that `reportgen items` wrote, or another with --map.
    Every change is shown before it is written; all else in the YAML files stays as it is.
    """
    texts = {
        "--into": into,
        "--title": title,
        "--language": language,
        "--output-format": form,
        "--ci": ci,
    }
    sheets = {"--project": project, "--map": mapping, "--yes": yes, "--dry-run": dry_run}
    is_sheet = file.suffix.lower() in SHEETS
    for option, value in (texts if is_sheet else sheets).items():
        if value:
            kind = "a text" if is_sheet else "a spreadsheet"
            message = f"{option} is for {kind}, and {file.name} is none"
            raise click.UsageError(message)
    if is_sheet:
        return import_sheet(file, project or Path(), mapping, reporting, yes=yes, dry_run=dry_run)
    return _import_text(file, into, title, language, reporting, as_json=form == "json", ci=ci)


def _import_text(
    file: Path,
    into: Path | None,
    title: str | None,
    language: str | None,
    reporting: Reporting,
    *,
    as_json: bool,
    ci: bool | None,
) -> int:
    """Make a project of a text, and say what was done to it."""
    from reportgen import intake, schema, starter
    from reportgen.diagnostics import Failure
    from reportgen.files import DiskFiles

    folder = into or Path(starter.slug_of(file.stem) or "imported-report")
    check_name(folder.name, "--into")
    if title is not None:
        title = check_title(title)
    real = Path(os.path.realpath(file))
    beside = DiskFiles(real.parent)
    made_schemas = schema.schemas(starter.CATEGORIES)
    texts = {key: schema.as_text(value) for key, value in made_schemas.items()}
    try:
        starter.refuse_taken(folder)
        with reporting.progress() as progress:
            progress("import")
            taken = intake.take_in(
                real.name, beside.read(real.name), beside,
                slug=starter.slug_of(folder.name), title=title, language=language,
            )  # fmt: skip
            record = _as_json(real.name, taken)
            files = {
                **starter.every_project(texts),
                **workflow_of(folder, wanted=ci),
                **taken.files, "intake/record.json": record,
            }  # fmt: skip
            progress("check")
            errors, open_places = _checked(files)
        starter.make_project(folder, files)
    except Failure as failure:
        reporting.faults(failure.diagnostics, beside, file.parent)
        reporting.remark("Nothing was written.")
        return ERRORS
    if as_json:
        say_data(record)
    else:
        for line in _account(real.name, folder, taken):
            reporting.result(line)
        for line in _what_next(folder, open_places):
            reporting.result(line)
        if starter.WORKFLOW in files and not reporting.quiet:
            say_workflow()
    return reporting.faults(errors, DiskFiles(folder), folder) if errors else FINE


def _checked(files: Mapping[str, bytes]) -> tuple[list[Diagnostic], int]:
    """Check the project before it is written: its errors, and how many places are left open."""
    from reportgen import build
    from reportgen.diagnostics import Failure, Severity
    from reportgen.files import MemoryFiles

    try:
        found = build.check(MemoryFiles(files)).diagnostics
    except Failure as failure:
        found = failure.diagnostics
    errors = [diagnostic for diagnostic in found if diagnostic.severity is Severity.ERROR]
    return errors, sum(diagnostic.code == "placeholder-text" for diagnostic in found)


def _as_json(name: str, taken: Intake) -> bytes:
    """Write the account as data; the project keeps it, too."""
    account = {
        "file": name,
        "title": taken.title,
        "language": taken.language,
        "sections": [{"id": s.name, "title": s.title, "line": s.line} for s in taken.sections],
        "left_out": [{"line": d.line, "words": d.words, "why": d.why} for d in taken.dropped],
        "changed": dict(sorted(taken.changed.items())),
        "remarks": list(taken.remarks),
        "proposed_items": len(taken.proposals),
    }
    return (json.dumps(account, ensure_ascii=False, indent=2) + "\n").encode()


def _account(name: str, folder: Path, taken: Intake) -> Iterator[str]:
    """Say what was made of the text."""
    from reportgen.intake import PROPOSALS
    from reportgen.terminal import align, counted

    yield f"Imported {name} into {shown(folder)}: {counted(len(taken.sections), 'section')}"
    rows = [(str(s.line or ""), s.title) for s in taken.sections]
    yield align(((f"  {line}", title) for line, title in rows), right=(0,)).rstrip("\n")
    if taken.changed:
        yield "\nChanged:"
        counts = [(f"  {times}", what) for what, times in sorted(taken.changed.items())]
        yield align(counts, right=(0,)).rstrip("\n")
    if taken.dropped:
        yield "\nLeft out:"
        for why, group in groupby(sorted(taken.dropped, key=lambda d: d.why), key=lambda d: d.why):
            yield from _left_out(why, list(group))
    for remark in taken.remarks:
        yield f"\nNote: {remark}."
    if taken.proposals:
        yield f"\n{counted(len(taken.proposals), 'item')} proposed in {shown(folder / PROPOSALS)}."


def _left_out(why: str, dropped: list[Dropped]) -> Iterator[str]:
    """Say what was left out for one reason: where, and in which words."""
    yield f"  {why}"
    for entry in dropped[:_MOST_LINES]:
        words = entry.words if len(entry.words) <= _LONGEST else f"{entry.words[:_LONGEST]}…"
        place = f"line {entry.line}" if entry.line else ""
        if words or place:
            yield f"    {place}{': ' if words and place else ''}{words}"
    if len(dropped) > _MOST_LINES:
        yield f"    and {len(dropped) - _MOST_LINES} more, all of them in intake/record.json"


def _what_next(folder: Path, open_places: int) -> Iterator[str]:
    from reportgen.terminal import counted

    if open_places:
        places = counted(open_places, "place")
        yield f"\n{places} left for you to write; `reportgen check` lists them."
    yield "\nTo build the report:"
    yield f"  cd {shlex.quote(shown(folder))}"
    yield "  reportgen build"
