"""The whole flow on one screen: sources → report → document → editions → artifacts.

Never prints: it tells a `Progress` where it is, and returns or raises what it has to say.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial

from reportgen import check as checking
from reportgen import formats
from reportgen.compose import compose
from reportgen.diagnostics import (
    Diagnostic,
    Failure,
    Outcome,
    Span,
    Suppressed,
    did_you_mean,
    error,
    fails,
    from_plain,
    has_errors,
    in_plain,
)
from reportgen.document import Document
from reportgen.edition import Artifact, Layout, Style
from reportgen.files import Files, PatchedFiles, Recorder, open_project
from reportgen.fingerprint import fingerprint
from reportgen.glyphs import missing_glyphs
from reportgen.memory import OUTCOME, Codec, known, read_again
from reportgen.parse import parse_report
from reportgen.placeholders import placeholders
from reportgen.report import Report
from reportgen.style import load_style
from reportgen.timing import span
from reportgen.workers import Worker, crew, processors

__all__ = [
    "Build",
    "Checked",
    "Understood",
    "baseline",
    "build",
    "check",
    "lint",
    "mend",
    "open_project",
    "proofread",
    "settled",
    "understand",
]

Understood = tuple[Report, Style, Document]
"""A report, the style that it names, and its tree."""

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


@dataclass(frozen=True)
class Checked:
    """What an editor is told of a report: what stands open, and what is waived or known."""

    report: Report
    diagnostics: tuple[Diagnostic, ...]
    suppressed: tuple[Suppressed, ...] = ()


def understand(files: Files) -> Outcome[Understood]:
    """Read, check and compose the report; every format could be made from what it returns.

    What it says is as a stage found it, before the report's levels and waivers.
    """
    return _understand(files, _Clock(lambda _: None))


def check(files: Files) -> Outcome[Understood]:
    """Understand the report, and leave out what its levels and waivers let pass."""
    understood = understand(files)
    return Outcome(understood.value, settled(understood))


def lint(files: Files, *, as_of: str | None = None, baseline: bool = True) -> Checked:
    """Read, check and compose the report as `check` does, and run the editorial rules as well.

    `as_of` is the day on which it is checked, by default that of its last significant change.
    Without `baseline`, what was known when the baseline was written shows as well. Raises `Failure`
    where `check` does, since the editorial rules need a whole report; its faults are then those of
    the build alone.
    """
    return proofread(files, understand(files), as_of=as_of, baseline=baseline)


def proofread(
    files: Files,
    understood: Outcome[Understood],
    *,
    as_of: str | None = None,
    baseline: bool = True,
    between: Callable[[], None] = lambda: None,
) -> Checked:
    """Run the editorial rules over a report that was understood, as `lint` does.

    `between` is called before each rule; who no longer needs the answer raises there.
    """
    report = understood.value[0]
    found = checking.lint(report, as_of=as_of, between=between)
    judged = checking.settle(report, [*understood.diagnostics, *found])
    left, known, stale = list(judged.open), list[Suppressed](), list[Diagnostic]()
    if baseline:
        left, known, stale = checking.apply_baseline(files, left, _line_in(report))
    faults = sorted([*left, *judged.faults, *stale], key=lambda d: d.sort_key)
    return Checked(report, tuple(faults), (*judged.waived, *known))


def baseline(files: Files, *, as_of: str | None = None) -> dict[str, bytes]:
    """Return the file of a baseline in which all that an editor may pass over is known.

    Raises `Failure` where `lint` does, and when something that is no file stands in its place.
    """
    checking.refuse_place_of_baseline(files)
    checked = lint(files, as_of=as_of, baseline=False)
    known = [d for d in checked.diagnostics if d.code in checking.waivable()]
    return {checking.BASELINE: checking.baseline_of(known, _line_in(checked.report))}


def mend(files: Files, *, as_of: str | None = None) -> dict[str, bytes]:
    """Carry out every safe edit that the rules offer; return the new bytes of each changed file."""
    changed: dict[str, bytes] = {}
    for _ in range(_MOST_ROUNDS):
        now = PatchedFiles(files, changed)
        made = checking.mended_files(now, lint(now, as_of=as_of).diagnostics)
        if not made:
            break
        changed |= made
    return {path: data for path, data in changed.items() if data != files.read(path)}


_MOST_ROUNDS = 10
"""Edits that overlap are made one after the other; more rounds than this none needs."""


def build(
    files: Files,
    wanted: Iterable[str] = (),
    *,
    strict: bool = False,
    beside: bool = True,
    single_run: bool = False,
    progress: Progress = lambda _: None,
) -> Build:
    """Make the artifacts of a report in memory.

    `wanted` are format names; without any, those of `report.yaml`. With `strict`, a warning fails
    the build as an error does. Where other processes already fill the machine, formats are not
    made `beside` one another, nor sections of pages. With `single_run`, all pages are laid out in
    one run. Raises `Failure` with every fault of the stage that failed.
    """
    recorder = Recorder(files)
    clock = _Clock(progress)
    understood = _understand(recorder, clock, placed=False)
    report, style, document = understood.value
    problems = list(settled(understood))
    _stop_if_wrong(problems, strict=strict)
    names = tuple(dict.fromkeys(wanted or report.metadata.formats))
    artifacts = []
    with crew() as workers:
        begun: dict[str, Worker] = {}

        def begin(wanted: Iterable[str], document: Document) -> None:
            """Have formats made beside this process, where there is anything beside them."""
            if beside and len(names) > 1:
                document.blocks()  # or each fork would make the trees of the parts for itself
                begun.update({
                    name: workers.begin(partial(_packed, name, document, style)) for name in wanted
                })

        own = [name for name in names if name != formats.PRINTED]
        naming = [name for name in own if formats.find(name).names_pages]
        begin((name for name in own if name not in naming), document)
        layout: Layout | None = None
        if formats.PRINTED in names or naming:
            # Laid out once: other editions name its pages, whether it was asked for or not.
            with clock.stage(formats.PRINTED if formats.PRINTED in names else "pages"):
                laid = _laid_out(document, style, processors() if beside else 1, single_run)
            layout = laid.value
            problems += laid.diagnostics
            document = replace(
                document,
                pages=layout.pages,
                page_breaks=layout.page_breaks,
                openings=layout.openings,
            )
        begin(naming, document)
        for name in names:
            with clock.stage(name):
                if name == formats.PRINTED and layout is not None:
                    made = Outcome(layout.data)
                elif name in begun:
                    made = OUTCOME.unpack(begun[name].result())
                else:
                    made = _rendered(name, document, style)
            problems += made.diagnostics
            artifacts.append(
                Artifact(f"{report.metadata.slug}{formats.find(name).suffix}", made.value)
            )
    _stop_if_wrong(problems, strict=strict)
    return Build(report, tuple(artifacts), tuple(problems), recorder.reads, clock.seconds)


def _laid_out(
    document: Document,
    style: Style,
    workers: int,
    single_run: bool,  # noqa: FBT001 - passed on
) -> Outcome[Layout]:
    printed = formats.printed()
    edition = printed.edition(document, style)
    make = partial(printed.lay_out, edition, workers=workers, single_run=single_run)
    return known("layout", (fingerprint(edition), single_run), (), make, LAYOUT)


def _rendered(name: str, document: Document, style: Style) -> Outcome[bytes]:
    maker = formats.find(name)
    edition = maker.edition(document, style)
    values = (name, fingerprint(edition))
    return known("render", values, (), partial(maker.render, edition), OUTCOME)


def _packed(name: str, document: Document, style: Style) -> bytes:
    with span(name):
        return OUTCOME.pack(_rendered(name, document, style))


def _understand(files: Files, clock: _Clock, *, placed: bool = True) -> Outcome[Understood]:
    with clock.stage("read"):
        parsed = parse_report(files, placed=placed)
        report = parsed.value
    with clock.stage("check"):
        problems = [*parsed.diagnostics, *checking.check_report(report), *_formats_known(report)]
        problems += placeholders(files)
        _stop_if_wrong(problems)
    with clock.stage("compose"):
        meta = report.metadata
        style = read_again(
            "style", (meta.style, meta.language), files,
            lambda watched: load_style(watched, meta.style, meta.language, _asked_at(report)),
        )  # fmt: skip
        composed = compose(report, style)
        problems += [*composed.diagnostics, *missing_glyphs(report, composed.value, style)]
        _stop_if_wrong(problems)
    return Outcome((report, style, composed.value), tuple(problems))


def _asked_at(report: Report) -> Span | None:
    """Return where the report names its style; where it names none, what else a style follows."""
    stated = "style" in report.origins["report"][0].data
    return report.span("report", "style" if stated else "language")


def settled(understood: Outcome[Understood]) -> tuple[Diagnostic, ...]:
    """Return what was found and is not waived, at the level that the report has for it."""
    if not understood.diagnostics:
        return ()  # without the rules of the desk, whose import takes a tenth of that of all else
    return checking.settle(understood.value[0], understood.diagnostics).open


def _line_in(report: Report) -> Callable[[Span], str]:
    """Return what finds the line of a file on which a span begins."""
    texts = report.texts

    def line(span: Span) -> str:
        there = texts[span.path].lines if span.path in texts else []
        return there[span.start.line - 1] if span.start.line <= len(there) else ""

    return line


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
    if fails(problems, strict=strict):
        raise Failure(problems)


def _layout_packed(laid: Outcome[Layout]) -> bytes:
    layout = laid.value
    said = [
        dict(layout.pages), layout.page_breaks, sorted(layout.openings), in_plain(laid.diagnostics)
    ]  # fmt: skip
    return json.dumps(said).encode() + b"\n" + layout.data


def _layout_unpacked(kept: bytes) -> Outcome[Layout]:
    said, _, data = kept.partition(b"\n")
    pages, breaks, openings, diagnostics = json.loads(said)
    layout = Layout(data, pages, tuple((a, b) for a, b in breaks), frozenset(openings))
    return Outcome(layout, from_plain(diagnostics))


LAYOUT = Codec[Outcome[Layout]](
    _layout_packed, _layout_unpacked, lambda laid: not has_errors(laid.diagnostics)
)


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
            with span(name):
                yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start
