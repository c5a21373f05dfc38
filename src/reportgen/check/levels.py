"""How much each editorial rule weighs in one report, as `checks: levels:` of `report.yaml` says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from reportgen.check.rules import Rule
from reportgen.diagnostics import Diagnostic, Severity, did_you_mean, error
from reportgen.report import Checks, Report

__all__ = ["level_of", "unknown_checks"]


def level_of(rule: Rule, checks: Checks) -> Severity | None:
    """Return the level of a rule: by its code, else by its number, else its own; None for off."""
    level = checks.levels.get(rule.code) or checks.levels.get(rule.number) or rule.level.value
    return None if level == "off" else Severity(level)


def unknown_checks(report: Report, rules: Mapping[str, Rule]) -> Iterator[Diagnostic]:
    """Report a level that is given to a rule that there is not."""
    known = {name for rule in rules.values() for name in (rule.code, rule.number)}
    for name in report.metadata.checks.levels:
        if name not in known:
            yield error(
                "unknown-check", f"`{name}` is not an editorial rule",
                report.key_span("report", "checks", "levels", name), help=did_you_mean(name, known),
            )  # fmt: skip
