"""How much each editorial rule weighs in one report, as `checks: levels:` of `report.yaml` says."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from reportgen.diagnostics import Diagnostic, Severity, did_you_mean, error
from reportgen.report import Checks, Report

__all__ = ["level_of", "unknown_checks"]


def level_of(code: str, number: str | None, own: Severity, checks: Checks) -> Severity | None:
    """Return the level of a rule: by its code, else by its number, else its own; None for off."""
    level = checks.levels.get(code) or checks.levels.get(number or "") or own.value
    return None if level == "off" else Severity(level)


def unknown_checks(report: Report, known: Collection[str]) -> Iterator[Diagnostic]:
    """Report a level that is given to a rule that there is not; `known` are codes and numbers."""
    for name in report.metadata.checks.levels:
        if name not in known:
            yield error(
                "unknown-check", f"`{name}` is no rule whose level can be set",
                report.key_span("report", "checks", "levels", name),
                help=did_you_mean(name, known),
            )  # fmt: skip
