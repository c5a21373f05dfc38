"""The baseline: findings that a project had when it began to be checked, and that do not show.

A finding is known by its code, its file and the text of its line, not by the number of the line:
it stays known when the text above it grows, and shows again as soon as its own line changes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from reportgen.check.waivers import without_waivers
from reportgen.diagnostics import Diagnostic, Failure, Span, Suppressed, remark
from reportgen.files import Files
from reportgen.parse import validate
from reportgen.report import Entry
from reportgen.source import read_source
from reportgen.yamltree import parse_yaml, quoted

__all__ = ["BASELINE", "apply_baseline", "baseline_of", "refuse_place_of_baseline"]

BASELINE = "lint-baseline.yaml"
"""The file of the baseline, at the top of the project."""

_HEAD = """\
# Findings that this project had when its baseline was written; `reportgen check` passes over them.
# Mend them one by one. `reportgen check --write-baseline` drops those that are mended.
"""

Line = Callable[[Span], str]
Fingerprint = tuple[str, str, str]


class Known(Entry):
    """One finding of the baseline: `line` is the text of its line, without waivers and spaces."""

    code: str
    path: str
    line: str


class Baseline(Entry):
    """The file of the baseline."""

    findings: tuple[Known, ...]


def apply_baseline(
    files: Files, found: Iterable[Diagnostic], line: Line
) -> tuple[list[Diagnostic], list[Suppressed], list[Diagnostic]]:
    """Part the diagnostics into open and known ones; the third list says what is known no more.

    Raises `Failure` when the file of the baseline has a fault.
    """
    try:
        places = _read(files)
    except Failure as failure:
        # Whatever else stands in its place, such as a folder or a link that leads out, is a fault.
        if [d.code for d in failure.diagnostics] != ["missing-file"]:
            raise
        return list(found), [], []
    open_, known = [], []
    for fault in found:
        spans = places.get(_fingerprint(fault, line))
        if spans:
            known.append(Suppressed(fault, "baseline", "known when the baseline was written",
                                    spans.pop(0)))  # fmt: skip
        else:
            open_.append(fault)
    stale = [
        remark(
            "stale-baseline", f"there is no `{code}` on such a line of `{path}` any more", span,
            help="renew the baseline: `reportgen check --write-baseline`",
        )
        for (code, path, _), spans in places.items()
        for span in spans
    ]  # fmt: skip
    return open_, known, stale


def refuse_place_of_baseline(files: Files) -> None:
    """Raise `Failure` when a folder, a pipe or a link that leads out stands where it is written."""
    try:
        files.read(BASELINE)
    except Failure as failure:
        if [d.code for d in failure.diagnostics] != ["missing-file"]:
            raise


def baseline_of(found: Iterable[Diagnostic], line: Line) -> bytes:
    """Write the baseline in which all these diagnostics are known."""
    counts = Counter(_fingerprint(fault, line) for fault in found)
    lines = [
        f"  - {{code: {code}, path: {quoted(path)}, line: {quoted(text)}}}\n"
        for (code, path, text), times in sorted(counts.items())
        for _ in range(times)
    ]
    return (_HEAD + ("findings:\n" + "".join(lines) if lines else "findings: []\n")).encode()


def _fingerprint(fault: Diagnostic, line: Line) -> Fingerprint:
    if fault.span is None:
        return fault.code, "", ""
    return fault.code, fault.span.path, without_waivers(line(fault.span)).strip()


def _read(files: Files) -> dict[Fingerprint, list[Span]]:
    tree = parse_yaml(read_source(files, BASELINE))
    problems: list[Diagnostic] = []
    baseline = validate(Baseline, tree.data, tree, (), problems)
    if baseline is None:
        raise Failure(problems)
    places: dict[Fingerprint, list[Span]] = {}
    for index, known in enumerate(baseline.findings):
        key = (known.code, known.path, known.line)
        places.setdefault(key, []).append(tree.span(("findings", index)))
    return places
