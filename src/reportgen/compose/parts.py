"""Which parts a report has, and in which order."""

from __future__ import annotations

from collections.abc import Mapping

from reportgen.compose.contents import LISTS
from reportgen.compose.generated import Builder, Plan
from reportgen.diagnostics import Diagnostic, did_you_mean, error
from reportgen.edition import Style
from reportgen.report import Report
from reportgen.summary import Summary
from reportgen.timing import timed
from reportgen.wording import Wording

__all__ = ["GENERATED", "PROFILES", "plan_parts"]

_NOTE = ("cover", "running-matter", "summary", "summary-tables", "sources", "disclaimers")
_BRIEFING = (
    *_NOTE, "imprint", "document-control", "key-findings", "section", "timeline", "key-figures",
    "citation", "accessibility", "colophon",
)  # fmt: skip
_REPORT = (
    *_BRIEFING, "contents", "conventions", "constraints", "recommendations", "glossary", "acronyms",
    "about",
)  # fmt: skip
PROFILES: Mapping[str, tuple[str, ...]] = {
    "note": _NOTE,
    "briefing": _BRIEFING,
    "report": _REPORT,
    "study": (*_REPORT, "assessment", "methodology", "annex"),
}
"""The templates that each profile requires; a richer profile adds to the one before."""

_PROSE = {
    "summary", "key-findings", "section", "assessment", "recommendations", "methodology", "annex",
}  # fmt: skip
_FRONT = ("cover", "running-matter", "imprint", "contents", *LISTS)
_BACK = (
    "summary-tables", "timeline", "key-figures", "constraints", "open-points", "conventions",
    "acronyms", "glossary", "sources", "notes", "disclaimers", "about", "citation",
    "document-control", "accessibility", "colophon",
)  # fmt: skip
GENERATED = frozenset({*_FRONT, *_BACK})
"""The parts that nobody writes: no section may have the name of one."""

_ALWAYS = ("notes",)
"""Parts that stand when there is anything to put into them, whatever the profile."""


@timed("parts")
def plan_parts(
    report: Report,
    summary: Summary,
    style: Style,
    wording: Wording,
    problems: list[Diagnostic],
) -> list[Plan]:
    """Choose and order the parts: what the profile requires, what `include` adds, and the prose."""
    meta = report.metadata
    wanted = {*PROFILES[meta.profile], *meta.include, *_ALWAYS}
    if "contents" in wanted:
        wanted.update(LISTS)
    _check_wanted(report, wanted, problems)
    _check_disclaimers(report, style, problems)
    builder = Builder(report, summary, style, wording, wanted)
    plans: list[Plan] = []
    for template in _FRONT:
        if template in wanted:
            plans += builder.generated(template)
    plans += [builder.prose(section) for section in report.sections]
    for template in _BACK:
        if template in wanted:
            plans += builder.generated(template)
            if template == "summary-tables":
                plans += builder.items_tables()
    return plans


def _check_wanted(report: Report, wanted: set[str], problems: list[Diagnostic]) -> None:
    meta = report.metadata
    written = {section.head.template for section in report.sections}
    known = {*_FRONT, *_BACK, *_PROSE}
    for index, name in enumerate(meta.include):
        if name not in known:
            problems.append(
                error("unknown-part", f"`{name}` is not a part of a report",
                      report.span("report", "include", index), help=did_you_mean(name, known))
            )  # fmt: skip
    for template in sorted((wanted & _PROSE) - written):
        required = template in PROFILES[meta.profile]
        way = ("profile",) if required else ("include", meta.include.index(template))
        at = report.span("report", *way)
        reason = f"the profile `{meta.profile}` requires" if required else "`include` names"
        problems.append(
            error("missing-part", f"{reason} a section with the template `{template}`", at,
                  help=f"write a section whose front matter says `template: {template}`")
        )  # fmt: skip


def _check_disclaimers(report: Report, style: Style, problems: list[Diagnostic]) -> None:
    known = style.labels["disclaimers"]
    for index, name in enumerate(report.metadata.disclaimers):
        if name not in known:
            problems.append(
                error("unknown-disclaimer", f"the style has no disclaimer `{name}`",
                      report.span("report", "disclaimers", index), help=did_you_mean(name, known))
            )  # fmt: skip
