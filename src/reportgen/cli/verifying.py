"""`verify`: what independent judges say of the finished files."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reportgen.cli.reporting import Reporting, find_project, say_data
from reportgen.cli.shell import ERRORS, FINE, USAGE, shown

if TYPE_CHECKING:  # what it imports is for a command that judges
    from reportgen.verify import Judgement, Source, Subject

__all__ = ["verify"]

_COPIES = {".sarif": "render_sarif", ".json": "render_json"}
"""What writes the judgements to a file, by its ending."""

_folder = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command(
    epilog="""\b
Examples:
  reportgen verify
  reportgen verify build/river-trade.pdf --judge verapdf,pdf-structure
  reportgen verify files/ --project . --output-format json
  reportgen verify --list"""
)
@click.argument(
    "paths", nargs=-1, metavar="[PROJECT | FILE...]", type=click.Path(exists=True, path_type=Path)
)
@click.option(
    "--project", type=_folder, help="Project that the files were made from.  [default: PROJECT]"
)
@click.option(
    "--against", type=_folder, metavar="DIR", help="Second build: must be the same byte for byte."
)
@click.option("--judge", "wanted", multiple=True, metavar="NAME,...", help="Ask only these judges.")
@click.option(
    "--require-all", is_flag=True, help="Fail also when a judge is missing or could not judge."
)
@click.option(
    "--output-format",
    "--message-format",
    "look",
    type=click.Choice(("table", "json", "sarif")),
    default="table",
    show_default=True,
    help="Form of the judgements, on standard output.",
)
@click.option(
    "--write",
    "copies",
    multiple=True,
    metavar="FILE",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write the judgements to FILE too, as SARIF or JSON by its ending.",
)
@click.option(
    "--judges",
    "installed",
    type=_folder,
    metavar="DIR",
    help="Folder of the judges.  [default: .judges here or above]",
)
@click.option(
    "--processes", "-j", type=click.IntRange(1, 64), default=2, show_default=True,
    help="How many judges work at a time.",
)  # fmt: skip
@click.option("--list", "listed", is_flag=True, help="List the judges, and which are here.")
@click.option("--quiet", "-q", is_flag=True, help="Say nothing when every file passes.")
@click.option("--verbose", "-v", is_flag=True, help="Show what the judges remark, too.")
def verify(
    paths: tuple[Path, ...],
    project: Path | None,
    against: Path | None,
    wanted: tuple[str, ...],
    installed: Path | None,
    look: str,
    copies: tuple[Path, ...],
    processes: int,
    *,
    require_all: bool,
    listed: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    """Let independent judges look at the finished files.

    With a PROJECT, by default the one you are in, judges the files in its folder build and holds
    them against its source as well. The judges are programs such as veraPDF and EPUBCheck, and
    checks of reportgen's own; a judge that is not installed is said to be missing, not to have
    passed. The exit code is 1 when a file fails.
    """
    from reportgen import verify as court
    from reportgen.files import write_whole

    names = _names(wanted)
    for copy in copies:
        if copy.suffix not in _COPIES:
            message = f"{shown(copy)!r} ends neither in .sarif nor in .json"
            raise click.BadParameter(message, param_hint="--write")
    toolbox = court.find_toolbox(project or Path(), installed)
    if listed:
        click.echo(court.render_judges(toolbox), nl=False)
        return FINE
    code, subjects = _subjects(paths, project, against)
    if code != FINE:
        return code
    with _progress(quiet=quiet) as progress:
        judgements = court.judge_all(
            subjects, toolbox, names=names, processes=processes, progress=progress
        )
    code = _code(judgements, require_all=require_all)
    for copy in copies:
        text = getattr(court, _COPIES[copy.suffix])(judgements)
        write_whole(copy.parent, {copy.name: text.encode()})
    if look != "table":
        render = court.render_json if look == "json" else court.render_sarif
        say_data(render(judgements))
    elif code != FINE or not quiet:
        say_data(court.render_table(judgements, verbose=verbose))
        click.echo(f"\n{court.closing_line(judgements)}")
    return code


def _names(wanted: Sequence[str]) -> tuple[str, ...]:
    """Split comma lists and refuse a judge that there is not."""
    from reportgen.diagnostics import did_you_mean
    from reportgen.verify import JUDGES

    known = [judge.name for judge in JUDGES]
    names = tuple(name.strip() for part in wanted for name in part.split(",") if name.strip())
    for name in names:
        if name not in known:
            message = f"{name!r} is not a judge; {did_you_mean(name, known)}"
            raise click.BadParameter(message, param_hint="--judge")
    return names


def _subjects(
    paths: Sequence[Path], project: Path | None, against: Path | None
) -> tuple[int, list[Subject]]:
    """Find what is to be judged; where there is nothing, say why and return that exit code."""
    from reportgen import verify as court

    projects = [p for p in (paths or (Path(),)) if p.is_dir() and court.is_project(find_project(p))]
    folder = find_project(project) if project else next(iter(map(find_project, projects)), None)
    source: Source | None = None
    files = [path for path in paths if path not in projects]
    if folder is not None:
        code, source, built = _of_project(folder)
        if code != FINE:
            return code, []
        files += built if projects else []
    subjects = court.gather(files, source, against, shown)
    if not subjects:
        where = shown(folder / "build") if folder else ", ".join(map(shown, paths)) or "here"
        hint = "; run `reportgen build` first" if folder else ""
        click.echo(f"There is no PDF, DOCX, EPUB or HTML file to judge in {where}{hint}.", err=True)
        return USAGE, []
    return FINE, subjects


def _of_project(folder: Path) -> tuple[int, Source | None, list[Path]]:
    from reportgen import verify as court
    from reportgen.diagnostics import Failure
    from reportgen.files import DiskFiles

    try:
        return FINE, *court.read_project(folder)
    except Failure as failure:
        Reporting().faults(failure.diagnostics, DiskFiles(folder), folder)
        return ERRORS, None, []


def _code(judgements: Sequence[Judgement], *, require_all: bool) -> int:
    from reportgen.verify import Verdict

    failing = {Verdict.FAIL, Verdict.BROKEN}
    failing |= {Verdict.MISSING, Verdict.SKIPPED} if require_all else set()
    return ERRORS if any(judgement.verdict in failing for judgement in judgements) else FINE


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """Count the judgements on one line of a terminal, which is gone in the end."""
    if quiet or not sys.stderr.isatty():
        yield lambda _done, _all: None
        return
    try:
        yield lambda done, every: click.echo(
            f"\r\x1b[KJudged {done} of {every}", err=True, nl=False
        )
    finally:
        click.echo("\r\x1b[K", err=True, nl=False)
