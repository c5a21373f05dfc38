"""Rules over a Report: one function a code.

`check_report` runs the structural rules, which every build runs; `lint` runs the editorial rules
as well, for `check` and `release`. `settle` lays levels and waivers over what was found. Each rule
looks at the whole report; none changes anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from reportgen.check import figures, parts, register, timing  # noqa: F401 - they register rules
from reportgen.check.baseline import BASELINE, apply_baseline, baseline_of, refuse_place_of_baseline
from reportgen.check.editorial import rules
from reportgen.check.levels import level_of, unknown_checks
from reportgen.check.mending import compatible, mended_files
from reportgen.check.numbers import BUILT_IN, codes_of, number_of, waivable
from reportgen.check.rules import STRUCTURAL, Finding, Manuscript, Rule, editorial
from reportgen.check.waivers import Judged, apply_waivers
from reportgen.diagnostics import Diagnostic, Severity
from reportgen.report import Report

__all__ = [
    "BASELINE",
    "BUILT_IN",
    "Finding",
    "Judged",
    "Manuscript",
    "Rule",
    "apply_baseline",
    "baseline_of",
    "check_report",
    "codes_of",
    "compatible",
    "editorial",
    "lint",
    "mended_files",
    "number_of",
    "refuse_place_of_baseline",
    "rules",
    "settle",
    "waivable",
]


def check_report(report: Report) -> tuple[Diagnostic, ...]:
    """Run every structural rule over the report."""
    found = [diagnostic for rule in STRUCTURAL for diagnostic in rule(report)]
    return tuple(sorted(found, key=lambda d: d.sort_key))


def lint(
    report: Report, *, as_of: str | None = None, between: Callable[[], None] = lambda: None
) -> tuple[Diagnostic, ...]:
    """Run every editorial rule over a report that has no structural error.

    `as_of` is the day on which the report is checked; without it, the day of its last significant
    change, since the only clock is the source. `between` is called before each rule; who no longer
    needs the answer raises there.
    """
    manuscript = Manuscript(report, as_of or report.metadata.updated)
    found = list(unknown_checks(report, waivable()))
    for rule in rules().values():
        between()
        level = level_of(rule.code, rule.number, rule.level, report.metadata.checks)
        if level is not None:
            found += rule.run(manuscript, level)
    return tuple(sorted(found, key=lambda d: d.sort_key))


def settle(report: Report, found: Iterable[Diagnostic]) -> Judged:
    """Give what a build warns of the level that the report has for it, and part what is waived.

    Errors of a build stay: no level and no waiver makes a format out of a report that has one.
    """
    levelled = []
    for fault in found:
        if fault.code in rules() or fault.severity is Severity.ERROR:
            levelled.append(fault)
            continue
        level = level_of(fault.code, number_of(fault.code), fault.severity, report.metadata.checks)
        if level is not None:
            levelled.append(replace(fault, severity=level))
    return apply_waivers(report, levelled, waivable())
