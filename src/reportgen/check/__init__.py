"""Rules over a Report: one function a code.

`check_report` runs the structural rules, which every build runs; `lint` runs the editorial rules
as well, for `check` and `release`. Each rule looks at the whole report; none changes anything.
"""

from __future__ import annotations

from reportgen.check import figures, parts, register, timing  # noqa: F401 - they register rules
from reportgen.check.editorial import rules
from reportgen.check.levels import level_of, unknown_checks
from reportgen.check.rules import STRUCTURAL, Finding, Manuscript, Rule, editorial
from reportgen.diagnostics import Diagnostic
from reportgen.report import Report

__all__ = ["Finding", "Manuscript", "Rule", "check_report", "editorial", "lint", "rules"]


def check_report(report: Report) -> tuple[Diagnostic, ...]:
    """Run every structural rule over the report."""
    found = [diagnostic for rule in STRUCTURAL for diagnostic in rule(report)]
    return tuple(sorted(found, key=lambda d: d.sort_key))


def lint(report: Report, *, as_of: str | None = None) -> tuple[Diagnostic, ...]:
    """Run every editorial rule over a report that has no structural error.

    `as_of` is the day on which the report is checked; without it, the day of its last significant
    change, since the only clock is the source.
    """
    manuscript = Manuscript(report, as_of or report.metadata.updated)
    found = list(unknown_checks(report, rules()))
    for rule in rules().values():
        level = level_of(rule, report.metadata.checks)
        if level is not None:
            found += rule.run(manuscript, level)
    return tuple(sorted(found, key=lambda d: d.sort_key))
