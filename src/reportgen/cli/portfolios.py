"""`portfolio`: many reports that share styles and parts of their register, built together."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reportgen.cli.building import chosen_formats, size_in_words
from reportgen.cli.caching import Caching, caching_options
from reportgen.cli.reporting import Reporting, reporting_options
from reportgen.cli.shell import ERRORS, FINE, USAGE, shown

if TYPE_CHECKING:  # what they import is for a command that has something to do
    from collections.abc import Iterable

    from reportgen.files import Files
    from reportgen.portfolio import Entry, Result, Tally

__all__ = ["portfolio"]

_OWN = ("reports", "shared", "templates")
"""Folders of a portfolio in which nothing is written."""

_MOST_ROWS = 60
"""Rows of the table that a reader still looks at."""


@click.group(
    epilog="""\b
Examples:
  reportgen portfolio build briefs
  reportgen portfolio build briefs --jobs 8 --format pdf,html
  reportgen portfolio build briefs --changed-since origin/main"""
)
def portfolio() -> None:
    """Build many reports that share styles, parties and sources."""


@portfolio.command(
    epilog="""\b
Examples:
  reportgen portfolio build briefs
  reportgen portfolio build briefs --jobs 8 --format pdf,html
  reportgen portfolio build briefs --changed-since origin/main

\b
FOLDER holds portfolio.yaml, reports/NAME/source/ of each report, and what they share in shared/."""
)
@click.argument(
    "folder",
    default=".",
    metavar="[FOLDER]",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
@click.option(
    "--format", "-f", "wanted", multiple=True, metavar="NAME,...",
    help="Formats to make, such as pdf,docx; by default those of each report.yaml.",
)  # fmt: skip
@click.option(
    "--jobs", "-j", type=click.IntRange(min=1), metavar="N",
    help="Reports made at once.  [default: one for each core]",
)  # fmt: skip
@click.option(
    "--scheduler", metavar="ADDRESS",
    help="Have them made by the workers of a Dask cluster, such as tcp://10.0.0.5:8786.",
)  # fmt: skip
@click.option(
    "--changed-since", metavar="REV",
    help="Only reports that read a file which git says has changed since this commit.",
)  # fmt: skip
@click.option(
    "--register", "forms", multiple=True, metavar="NAME,...",
    help="Forms of the register of all reports: csv, json, parquet.  [default: all that can be "
    "written here]",
)  # fmt: skip
@click.option(
    "--output", "-o", type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the files.  [default: FOLDER/build]",
)  # fmt: skip
@click.option("--strict", is_flag=True, help="Let a warning fail a report, too.")
@caching_options
@reporting_options
def build(
    folder: Path,
    wanted: tuple[str, ...],
    jobs: int | None,
    scheduler: str | None,
    changed_since: str | None,
    forms: tuple[str, ...],
    output: Path | None,
    caching: Caching,
    reporting: Reporting,
) -> int:
    """Build the reports of a portfolio that are not as they were, and the index of all.

    A report that fails stops no other one, and keeps its last good files. The folder build/ gets a
    folder for each report, index.html with a search over all reports and items, the register of all
    reports as items.csv, items.json and items.parquet, and portfolio.json, which says what was made
    of what.
    """
    from reportgen.diagnostics import Failure
    from reportgen.files import DiskFiles
    from reportgen.portfolio import Wish, build_portfolio

    if jobs and scheduler:
        message = "--jobs is for this machine; a cluster has as many as it has workers"
        raise click.UsageError(message)
    begun = time.monotonic()
    files = DiskFiles(folder)
    target = output or folder / "build"
    if not _is_portfolio(folder, files, reporting):
        return USAGE
    _refuse_output(folder, target)
    wish = Wish(
        formats=chosen_formats(wanted),
        forms=_forms(forms),
        jobs=jobs or 0,
        scheduler=scheduler,
        changed_since=changed_since,
        strict=reporting.strict,
        caching=caching.wanted,
        verifying=caching.verifying,
    )
    try:
        with reporting.counting() as say:
            made = build_portfolio(folder, target, wish, lambda tally: say(_progress(tally)))
    except Failure as failure:
        reporting.faults(failure.diagnostics, files, folder)
        reporting.remark("The portfolio was not built.")
        return ERRORS
    code = _say(made, files, folder, reporting)
    _table(made, target, reporting, time.monotonic() - begun)
    return ERRORS if any(entry.status == "failed" for entry in made.entries) else code


def _is_portfolio(folder: Path, files: Files, reporting: Reporting) -> bool:
    from reportgen.diagnostics import error
    from reportgen.files import PORTFOLIO

    if files.exists(PORTFOLIO):
        return True
    fault = error(
        "missing-portfolio",
        f"`{folder}` is not a portfolio: it has no `{PORTFOLIO}`",
        help=f"name the folder that holds `{PORTFOLIO}`; `reportgen build` builds a single report",
    )
    reporting.faults([fault], files, folder)
    return False


def _refuse_output(folder: Path, target: Path) -> None:
    """Refuse a folder for the files in which the source would be built upon."""
    home, place = folder.resolve(), target.resolve()
    own = [home / name for name in _OWN]
    if place == home or place in home.parents or any(place.is_relative_to(one) for one in own):
        message = (
            f"'{target}' holds the source of the portfolio, or lies in it; name another folder"
        )
        raise click.BadParameter(message, param_hint="--output")


def _forms(given: tuple[str, ...]) -> tuple[str, ...]:
    from reportgen.diagnostics import did_you_mean
    from reportgen.portfolio import FORMS

    chosen = tuple(name.strip() for names in given for name in names.split(",") if name.strip())
    for name in chosen:
        if name not in FORMS:
            message = f"{name!r} is not a form of the register; {did_you_mean(name, FORMS)}"
            raise click.BadParameter(message, param_hint="--register")
    return tuple(dict.fromkeys(chosen))


def _progress(tally: Tally) -> str:
    """Say how far it is: `12 of 50 reports, 1 failed, about 3 min left`."""
    words = f"{tally.done:,} of {tally.total:,} reports"
    if tally.failed:
        words += f", {tally.failed:,} failed"
    if tally.left and tally.done >= 2:  # noqa: PLR2004 - one report says little of the others
        words += f", about {_duration(tally.left)} left"
    return words


def _duration(seconds: float) -> str:
    if seconds < 90:  # noqa: PLR2004 - up to there, people count in seconds
        return f"{max(round(seconds), 1)} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes / 60:.1f} h"  # noqa: PLR2004 - as above


def _say(made: Result, files: Files, folder: Path, reporting: Reporting) -> int:
    """Say what there is to say of each report under its name; return the exit code."""
    if reporting.look != "full":
        said = [one for diagnostics in made.said.values() for one in diagnostics]
        return reporting.faults([*said, *made.faults], files, folder)
    codes = [FINE]
    for name, diagnostics in made.said.items():
        if diagnostics:
            reporting.heading(name)
            codes.append(reporting.faults(diagnostics, files, folder))
    if made.faults:
        codes.append(reporting.faults(made.faults, files, folder))
    return max(codes)


def _table(made: Result, target: Path, reporting: Reporting, seconds: float) -> None:
    """Say what there is now: a row for each report, or for those that failed if there are many."""
    from reportgen.terminal import align, counted

    entries = list(made.entries)
    shown_ones = entries if len(entries) <= _MOST_ROWS else [*_failed(entries)]
    if shown_ones:
        heads = ("report", "state", "files", "size", "warnings", "seconds")
        rows = [heads, *(_row(entry) for entry in shown_ones)]
        reporting.result(align(rows, right=(2, 3, 4, 5)).rstrip("\n"))
    states = Counter(entry.status for entry in entries)
    parts = [f"{number:,} {state}" for state, number in states.items()]
    reporting.result(
        f"{counted(len(entries), 'report')} in {_duration(seconds)}: {', '.join(parts)}"
    )
    if 0 < len(shown_ones) < len(entries):
        failed = states["failed"]
        some = "those" if len(shown_ones) == failed else f"{len(shown_ones)} of the {failed:,}"
        reporting.result(f"The table shows {some} that failed; all reports are in portfolio.json.")
    never = sum(not entry.artifacts and entry.status != "failed" for entry in entries)
    if never:
        reporting.result(
            f"{counted(never, 'report')} never built in {shown(target)}: the index has the name "
            "alone, and the register none of the items. Build without --changed-since, or bring "
            "the folder of the last build along."
        )
    rows = [(shown(target / name), size_in_words(size)) for name, size in made.files.items()]
    reporting.result(align(rows, right=(1,)).rstrip("\n"))


def _failed(entries: Iterable[Entry]) -> Iterable[Entry]:
    return [entry for entry in entries if entry.status == "failed"][:_MOST_ROWS]


def _row(entry: Entry) -> tuple[str, ...]:
    size = sum(is_["size"] for is_ in entry.artifacts.values())
    return (
        entry.name,
        entry.status,
        str(len(entry.artifacts)),
        size_in_words(size) if size else "",
        str(entry.warnings) if entry.warnings else "",
        f"{entry.cost.seconds:.1f}" if entry.status == "built" else "",
    )
