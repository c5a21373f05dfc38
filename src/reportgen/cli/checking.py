"""`check`: faults and findings, what is waived and known, and what can be mended at once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reportgen.cli.amending import difference
from reportgen.cli.caching import remembering
from reportgen.cli.reporting import (
    Reporting,
    find_project,
    open_project,
    project_argument,
    reporting_options,
    say_data,
)
from reportgen.cli.shell import ERRORS, FINE, USAGE

if TYPE_CHECKING:  # what it imports is for commands that have something to say
    from reportgen.files import Files

__all__ = ["check"]


def _day(ctx: click.Context, parameter: click.Parameter, text: str | None) -> str | None:
    """Refuse what is no day of the calendar."""
    del ctx, parameter
    from reportgen.dates import is_day

    if text is not None and not is_day(text):
        message = f"{text!r} is not a day; write it as 2026-11-23"
        raise click.BadParameter(message)
    return text


@click.command(
    epilog="""\b
Examples:
  reportgen check
  reportgen check --fix --diff
  reportgen check --strict --message-format sarif > faults.sarif"""
)
@project_argument
@click.option("--strict", is_flag=True, help="Let a warning fail the command, too.")
@click.option(
    "--as-of",
    metavar="DATE",
    callback=_day,
    help="Day on which it is checked what is too old.  [default: `updated` of report.yaml]",
)
@click.option("--fix", is_flag=True, help="Mend what can be mended safely, and check again.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and change nothing.")
@click.option(
    "--write-baseline", is_flag=True, help="Note all findings of now, so that they do not show."
)
@click.option("--no-baseline", is_flag=True, help="Show also what the baseline knows.")
@reporting_options
def check(
    project: Path,
    as_of: str | None,
    *,
    fix: bool,
    diff: bool,
    write_baseline: bool,
    no_baseline: bool,
    reporting: Reporting,
) -> int:
    """Look for faults, run the editorial rules, and build nothing.

    Reads, checks and composes the whole report, which takes a second or two; only what the layout
    itself finds is left to the build. A finding that may stand is waived beside it in the source:
    <!-- lint-ok Q-17: reason --> in Markdown, # lint-ok Q-07: reason in YAML.
    """
    from reportgen import build as builder
    from reportgen.diagnostics import Failure
    from reportgen.files import write_whole
    from reportgen.terminal import counted

    folder = find_project(project)
    files = open_project(folder, reporting)
    if files is None:
        return USAGE
    try:
        with remembering(), reporting.progress() as progress:
            progress("read")
            if diff:
                return _show_changes(builder.mend(files, as_of=as_of), files)
            if fix:
                write_whole(folder, builder.mend(files, as_of=as_of))
            if write_baseline:
                write_whole(folder, builder.baseline(files, as_of=as_of))
            checked = builder.lint(files, as_of=as_of, baseline=not no_baseline)
    except Failure as failure:
        reporting.faults(failure.diagnostics, files, folder)
        return ERRORS
    code = reporting.faults(checked.diagnostics, files, folder, checked.suppressed)
    report = checked.report
    if not checked.diagnostics:
        sections = counted(len(report.sections), "section")
        reporting.result(f"No faults in {sections} and {counted(len(report.items), 'item')}.")
    return code


def _show_changes(changed: Mapping[str, bytes], files: Files) -> int:
    """Show changes of files as a patch; there being any is a fault, as for `diff`."""
    for line in difference(dict(sorted(changed.items())), files):
        say_data(f"{line}\n")
    return ERRORS if changed else FINE
