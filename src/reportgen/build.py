"""The whole flow on one screen: sources → report → document → editions → artifacts.

Never prints: it tells a `Progress` where it is, and returns or raises what it has to say.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from reportgen import formats
from reportgen.check import check_report
from reportgen.compose import compose
from reportgen.diagnostics import (
    Diagnostic,
    Failure,
    Outcome,
    Span,
    did_you_mean,
    error,
    has_errors,
)
from reportgen.document import Document
from reportgen.edition import Artifact, Layout, Style
from reportgen.files import DiskFiles, Files, Recorder, write_whole
from reportgen.glyphs import missing_glyphs
from reportgen.memory import read_again
from reportgen.parse import parse_report
from reportgen.report import Report
from reportgen.style import load_style

__all__ = ["Build", "build", "check", "open_project", "write_artifacts"]

Progress = Callable[[str], None]
"""Told the name of each stage as it begins."""


@dataclass(frozen=True)
class Build:
    """What a build made, from what, and how long each stage took in seconds."""

    report: Report
    artifacts: tuple[Artifact, ...]
    diagnostics: tuple[Diagnostic, ...]
    inputs: Mapping[str, str]
    seconds: Mapping[str, float] = field(default_factory=dict)


def open_project(folder: Path) -> Files:
    """Return the files of the project at `folder`.

    Raises `Failure` with `missing-project` when there is no folder `source` below it; what that
    folder lacks is the business of `parse`.
    """
    if not (folder / "source").is_dir():
        raise Failure([
            error(
                "missing-project",
                f"`{folder}` is not a reportgen project: it has no folder `source`",
                help="name the folder that holds `source/`, or make one with `reportgen new NAME`",
            )
        ])
    return DiskFiles(folder)


def check(files: Files) -> Outcome[tuple[Report, Style, Document]]:
    """Read, check and compose the report; every format could be made from what it returns."""
    clock = _Clock(lambda _: None)
    return _understand(files, clock)


def build(
    files: Files,
    wanted: Iterable[str] = (),
    *,
    strict: bool = False,
    progress: Progress = lambda _: None,
) -> Build:
    """Make the artifacts of a report in memory.

    `wanted` are format names; without any, those of `report.yaml`. With `strict`, a warning fails
    the build as an error does. Raises `Failure` with every fault of the stage that failed.
    """
    recorder = Recorder(files)
    clock = _Clock(progress)
    understood = _understand(recorder, clock)
    report, style, document = understood.value
    problems = list(understood.diagnostics)
    _stop_if_wrong(problems, strict=strict)
    names = tuple(dict.fromkeys(wanted or report.metadata.formats))
    layout: Layout | None = None
    if formats.PRINTED in names or any(formats.find(name).names_pages for name in names):
        # Laid out once: other editions name its pages, whether it was asked for or not.
        with clock.stage(formats.PRINTED if formats.PRINTED in names else "pages"):
            printed = formats.printed()
            laid = printed.lay_out(printed.edition(document, style))
        layout = laid.value
        problems += laid.diagnostics
        document = replace(
            document,
            pages=layout.pages,
            page_breaks=layout.page_breaks,
            openings=layout.openings,
        )
    artifacts = []
    for name in names:
        with clock.stage(name):
            maker = formats.find(name)
            if name == formats.PRINTED and layout is not None:
                made = Outcome(layout.data)
            else:
                made = maker.render(maker.edition(document, style))
        problems += made.diagnostics
        artifacts.append(Artifact(f"{report.metadata.slug}{maker.suffix}", made.value))
    _stop_if_wrong(problems, strict=strict)
    return Build(report, tuple(artifacts), tuple(problems), recorder.reads, clock.seconds)


def write_artifacts(folder: Path, artifacts: Iterable[Artifact]) -> None:
    """Write all artifacts into `folder`, or none of them."""
    write_whole(folder, {artifact.name: artifact.data for artifact in artifacts})


def _understand(files: Files, clock: _Clock) -> Outcome[tuple[Report, Style, Document]]:
    with clock.stage("read"):
        parsed = parse_report(files)
        report = parsed.value
    with clock.stage("check"):
        problems = [*parsed.diagnostics, *check_report(report), *_formats_known(report)]
        _stop_if_wrong(problems)
    with clock.stage("compose"):
        meta = report.metadata
        style = read_again(
            "style", (meta.style, meta.language), files,
            lambda watched: load_style(
                watched, meta.style, meta.language, report.span("report", "style")
            ),
        )  # fmt: skip
        composed = compose(report, style)
        problems += [*composed.diagnostics, *missing_glyphs(report, composed.value, style)]
        _stop_if_wrong(problems)
    return Outcome((report, style, composed.value), tuple(problems))


def _formats_known(report: Report) -> Iterator[Diagnostic]:
    for index, name in enumerate(report.metadata.formats):
        if name not in formats.names():
            at: Span | None = report.span("report", "formats", index)
            yield error(
                "unknown-format", f"`{name}` is not a format", at,
                help=did_you_mean(name, formats.names()),
            )  # fmt: skip


def _stop_if_wrong(problems: Iterable[Diagnostic], *, strict: bool = False) -> None:
    problems = tuple(problems)
    if has_errors(problems) or (strict and problems):
        raise Failure(problems)


class _Clock:
    """Seconds by stage."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        self.progress(name)
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start
