"""`build` and `release`: from the source to files that are whole, or to faults."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reportgen.cli.caching import Caching, caching_options, remembering
from reportgen.cli.reporting import (
    Reporting,
    find_project,
    open_project,
    project_argument,
    reporting_options,
    write_files,
)
from reportgen.cli.shell import ERRORS, FINE, USAGE, shown

if TYPE_CHECKING:  # what they import is for a build that has something to do
    from reportgen.cache import Cache, Finished
    from reportgen.files import Files
    from reportgen.timing import Span

__all__ = ["build", "chosen_formats", "release", "size_in_words"]

_strict = click.option("--strict", is_flag=True, help="Let a warning fail the command, too.")
_KILOBYTE, _MEGABYTE = 1_000, 1_000_000
_output = click.Path(file_okay=False, path_type=Path)


@click.command(
    epilog="""\b
Examples:
  reportgen build
  reportgen build ../river-trade --format pdf,epub
  reportgen build --strict --message-format github"""
)
@project_argument
@click.option(
    "--format",
    "-f",
    "wanted",
    multiple=True,
    metavar="NAME,...",
    help="Formats to make, such as pdf,docx; by default those of report.yaml.",
)
@click.option(
    "--output", "-o", type=_output, help="Folder for the files.  [default: PROJECT/build]"
)
@_strict
@click.option(
    "--single-run", is_flag=True, help="Lay all pages of the PDF out together, not by sections."
)
@click.option(
    "--timings",
    is_flag=True,
    help="Print where the time went, and write it beside the files as a trace.",
)
@click.option(
    "--trace",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File for the trace of --timings.  [default: OUTPUT/SLUG.trace.json]",
)
@caching_options
@reporting_options
def build(
    project: Path, wanted: tuple[str, ...], output: Path | None, caching: Caching,
    reporting: Reporting, *, single_run: bool, timings: bool, trace: Path | None,
) -> int:  # fmt: skip
    """Build the report as PDF, Word, EPUB and HTML.

    PROJECT is the folder that holds source/, by default the one you are in. The files appear all
    together or not at all: when the sources have errors, nothing is written and the last good
    files stay as they are. What did not change since an earlier build is taken from the cache.
    """
    from reportgen.diagnostics import Failure
    from reportgen.files import write_changed

    begun = time.monotonic()
    folder = find_project(project)
    chosen = chosen_formats(wanted)
    if trace is not None:
        _refuse_to_lose(trace)
    files = open_project(folder, reporting)
    if files is None:
        return USAGE
    target = output or folder / "build"
    try:
        with _timing(wanted=timings or trace is not None) as spans, remembering(caching) as cache:
            asked = (str(folder.resolve()), chosen, reporting.strict, single_run)
            made = _built(files, cache, asked, reporting)
            write_changed(target, {a.name: a.data for a in made.artifacts})
    except Failure as failure:
        reporting.faults(failure.diagnostics, files, folder)
        reporting.remark("Nothing was written.")
        return ERRORS
    said = [*made.diagnostics, *(cache.faults if cache is not None else ())]
    code = reporting.faults(said, files, folder)
    _list_files(
        reporting, target, [(a.name, len(a.data)) for a in made.artifacts], made.seconds, begun
    )
    if caching.verifying and cache is not None:
        same = sum(count.same for count in cache.counts.values())
        reporting.remark(f"{same:,} results in the cache were made again, and came out the same.")
    if spans:
        name = made.artifacts[0].name.rpartition(".")[0]
        told = _tell_timings(reporting, trace or target / f"{name}.trace.json", spans)
        return max(told, code)
    return code


def _built(
    files: Files, cache: Cache | None, asked: tuple[str, tuple[str, ...], bool, bool],
    reporting: Reporting,
) -> Finished:  # fmt: skip
    """Return what a build makes: of the one before, if nothing that it looked at has changed."""
    expected: Mapping[str, float] = {}
    if cache is not None:
        from reportgen.cache import recall_finished, seconds_before

        before = recall_finished(cache, asked, files)
        if before is not None:
            return before
        expected = seconds_before(cache, asked)
    from reportgen.timing import span

    with span("start"):
        from reportgen import build as builder
        from reportgen.cache import Finished, keep_finished
        from reportgen.memory import Watched

    watched = Watched(files)
    _, wanted, strict, single_run = asked
    with reporting.progress(expected) as progress:
        made = builder.build(
            watched, wanted, strict=strict, single_run=single_run, progress=progress
        )
    finished = Finished(made.artifacts, made.diagnostics, made.inputs, made.seconds)
    if cache is not None:
        keep_finished(cache, asked, watched.looked, finished)
    return finished


@contextmanager
def _timing(*, wanted: bool) -> Iterator[list[Span]]:
    """Yield a list that has the spans of the block when it is over, if they are wanted."""
    spans: list[Span] = []
    if not wanted:
        yield spans
        return
    from reportgen.timing import Trace, span

    with Trace().open() as trace, span("build"):
        yield spans
    spans += trace.spans()


def _refuse_to_lose(path: Path) -> None:
    """Refuse to write a trace over a file that is none: a source, or what was made of it."""
    try:
        there = path.read_bytes() if path.is_file() else b""
    except OSError:
        return  # which is said when it is written
    if there and not there.startswith(b'{"traceEvents":'):
        message = f"'{path}' is there, and is no trace; name another file"
        raise click.BadParameter(message, param_hint="--trace")


def _tell_timings(reporting: Reporting, path: Path, spans: list[Span]) -> int:
    from reportgen.terminal import render_timings, trace_events

    reporting.remark(render_timings(spans).rstrip("\n"))
    if not write_files(path.parent, {path.name: trace_events(spans)}, reporting):
        return ERRORS
    reporting.remark(f"{shown(path)} opens in ui.perfetto.dev and www.speedscope.app")
    return FINE


@click.command(
    epilog="""\b
Example:
  reportgen release --output dist/release
  cd dist/release && sha256sum -c SHA256SUMS"""
)
@project_argument
@click.option("--output", "-o", type=_output, required=True, help="Folder for the files.")
@click.option("--allow-warnings", is_flag=True, help="Release in spite of warnings.")
@reporting_options
def release(project: Path, output: Path, *, allow_warnings: bool, reporting: Reporting) -> int:
    """Make the files of a release, ready to publish.

    Builds every format of report.yaml and adds the register as items.csv and items.json, a
    manifest.json of inputs and tool versions, and SHA256SUMS. Refuses a report that is not yet
    approved, that is marked for less than everyone, or whose checks left an error unanswered.
    """
    from reportgen import release as releasing
    from reportgen.diagnostics import Failure

    begun = time.monotonic()
    folder = find_project(project)
    files = open_project(folder, reporting)
    if files is None:
        return USAGE
    commit = releasing.commit_of(folder)
    try:
        with reporting.progress() as progress:
            made = releasing.release(
                files, output, commit=commit, allow_warnings=allow_warnings, progress=progress
            )
    except Failure as failure:
        reporting.faults(failure.diagnostics, files, folder)
        reporting.remark("Nothing was released.")
        return ERRORS
    reporting.faults(made.diagnostics, files, folder)
    sizes = [(name, len(data)) for name, data in made.value.items()]
    _list_files(reporting, output, sizes, {}, begun)
    return FINE


def chosen_formats(wanted: Sequence[str]) -> tuple[str, ...]:
    """Split comma lists and refuse a format that reportgen does not make."""
    chosen = tuple(name.strip() for names in wanted for name in names.split(",") if name.strip())
    if wanted and not chosen:
        message = "name a format, such as pdf"
        raise click.BadParameter(message, param_hint="--format")
    if chosen:
        from reportgen import formats
        from reportgen.diagnostics import did_you_mean

        for name in chosen:
            if name not in formats.names():
                message = f"{name!r} is not a format; {did_you_mean(name, formats.names())}"
                raise click.BadParameter(message, param_hint="--format")
    return chosen


def _list_files(
    reporting: Reporting,
    folder: Path,
    sizes: Sequence[tuple[str, int]],
    seconds: Mapping[str, float],
    begun: float,
) -> None:
    """Say which files there are now: path, size and the seconds that each took."""
    from reportgen.terminal import align, counted

    rows = []
    for name, size in sizes:
        taken = seconds.get(name.rpartition(".")[2])
        rows.append((shown(folder / name), size_in_words(size), f"{taken:.1f} s" if taken else ""))
    reporting.result(align(rows, right=(1, 2)).rstrip("\n"))
    reporting.result(f"{counted(len(sizes), 'file')} in {time.monotonic() - begun:.1f} s")


def size_in_words(size: int) -> str:
    """Return a size in bytes as people write it, in powers of a thousand."""
    if size >= _MEGABYTE:
        return f"{size / _MEGABYTE:.1f} MB"
    return f"{size / _KILOBYTE:.0f} kB" if size >= _KILOBYTE else f"{size} B"
