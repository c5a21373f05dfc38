"""Parts of the report: the key findings, and what is claimed of its files."""

from __future__ import annotations

from collections.abc import Iterator

from reportgen.check.rules import structural
from reportgen.diagnostics import Diagnostic, error, warning
from reportgen.document import walk
from reportgen.report import Report


@structural
def void_evaluation(report: Report) -> Iterator[Diagnostic]:
    """What was found of one version says nothing of another, nor of a file never made (E-04)."""
    meta = report.metadata
    current = meta.versions[-1].version
    for index, evaluation in enumerate(meta.accessibility.evaluations):
        if evaluation.version != current:
            at = report.span("report", "accessibility", "evaluations", index, "version")
            message = f"version {evaluation.version} was evaluated, and this is {current}"
        elif evaluation.format not in meta.formats:
            at = report.span("report", "accessibility", "evaluations", index, "format")
            message = f"`{evaluation.format}` was evaluated, and is not among the formats"
        else:
            continue
        yield warning(
            "void-evaluation", f"{message}: no file claims to conform by it", at,
            help="evaluate the files of this version and record that, or take the entry out",
        )  # fmt: skip


@structural
def key_findings_count(report: Report) -> Iterator[Diagnostic]:
    """There are three to seven key findings (T-10)."""
    for section in report.sections:
        if section.head.template != "key-findings":
            continue
        lists = [n for n in walk(section.prose) if n["t"] in {"OrderedList", "BulletList"}]
        entries = lists[0]["c"][1] if lists and lists[0]["t"] == "OrderedList" else (
            lists[0]["c"] if lists else []
        )  # fmt: skip
        if not 3 <= len(entries) <= 7:  # noqa: PLR2004 - T-10
            yield error(
                "key-findings-count", f"there are {len(entries)} key findings; 3 to 7 are wanted",
                section.tree.key_span(("template",)), help="write one list with 3 to 7 entries",
            )  # fmt: skip
