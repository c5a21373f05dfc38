"""Where it comes from: sources that are named, whole and used (Q-01, Q-03 to Q-05)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, partial

from reportgen.check.rules import Finding, Manuscript, editorial
from reportgen.check.vocabulary import ENGLISH, words_of
from reportgen.check.wording import is_own, is_sourced
from reportgen.diagnostics import Severity, did_you_mean
from reportgen.memory import known
from reportgen.prose import INLINE, Kind, Passage, Stretch
from reportgen.report import REGISTER_ID

_CLAIMING = frozenset({Kind.PARAGRAPH, Kind.ENTRY, Kind.NOTE})
_ID = re.compile(rf"(?<![\w-]){REGISTER_ID}(?![\w-])")


@editorial("unsourced-claim", "Q-01", Severity.WARNING)
def unsourced_claim(manuscript: Manuscript) -> Iterator[Finding]:
    """A number, a date, a superlative or hearsay has a source in its paragraph.

    The entries of a list may have it in the paragraph above that ends with a colon, and a footnote
    in the paragraph that calls it.
    """
    lead = caller = False
    for passage in manuscript.prose:
        sourced = is_sourced(passage.whole)
        if passage.kind is Kind.NOTE:
            sourced = sourced or caller
        elif passage.kind is Kind.ENTRY:
            sourced = caller = sourced or lead
        else:
            caller, lead = sourced, sourced and passage.text.rstrip().endswith((":", INLINE))
        if sourced or passage.section is None or passage.kind not in _CLAIMING:
            continue
        for found in known("claims", None, (passage,), partial(_claims_of, passage)):
            if not manuscript.names.hold(found):
                yield Finding(
                    f"`{found.text}` has no source in its paragraph", found.span,
                    "cite the source with `[@key]`, or refer to the item with `[@id:...]`",
                )  # fmt: skip


def _claims_of(passage: Passage) -> list[Stretch]:
    """Return the first claim of each sentence that is the report's own."""
    claims = _claims()
    found = (claims.search(passage.text, s.start, s.end) for s in passage.sentences)
    stretches = (Stretch(passage, *match.span()) for match in found if match)
    return [stretch for stretch in stretches if is_own(stretch)]


@cache
def _claims() -> re.Pattern[str]:
    """Return what finds numbers, dates, superlatives and hearsay in English."""
    words = words_of(ENGLISH)
    plain = "".join(rf"(?<!\b{word} )" for word in words["not_counted"])
    said = "|".join([*words["superlatives"], *words["hearsay"]])
    number = r"(?<![\w.,-])[$€£]?\d+(?:[.,]\d+)*(?!\w)"
    return re.compile(rf"{plain}{number}|\b(?i:{said})\b|\bmost (?!of\b)[a-z]{{4,}}")


@editorial("single-source", "Q-03", Severity.WARNING)
def single_source(manuscript: Manuscript) -> Iterator[Finding]:
    """A category that rests on one source says what that source says, whatever is so."""
    report = manuscript.report
    for index, category in enumerate(report.metadata.categories):
        items = [item for item in report.items.values() if item.category == category.id]
        keys = {source.key for item in items for source in item.sources}
        if len(items) > 1 and len(keys) == 1:
            yield Finding(
                f"all {len(items)} items of `{category.id}` rest on `{keys.pop()}`",
                report.span("report", "categories", index, "id"),
                "find a second source, or say in the report that there is one only",
            )


@editorial("incomplete-source", "Q-04", Severity.WARNING)
def incomplete_source(manuscript: Manuscript) -> Iterator[Finding]:
    """A reader can judge a source that has a publisher and a date, and find it again."""
    for key, source in manuscript.report.sources.items():
        wanted = {"publisher": source.publisher or source.author, "published": source.published}
        if source.url:
            wanted["accessed"] = source.accessed
        lacking = [f"`{name}`" for name, value in wanted.items() if value is None]
        if lacking:
            yield Finding(
                f"the source `{key}` has no {' and no '.join(lacking)}",
                manuscript.report.key_span(key),
                "write it, or waive the rule where the source itself does not state it",
            )


@editorial("unarchived-source", "Q-04", Severity.WARNING)
def unarchived_source(manuscript: Manuscript) -> Iterator[Finding]:
    """A web address dies sooner than a report; whether it lives is not looked at here."""
    for key, source in manuscript.report.sources.items():
        if source.url and not source.archived:
            yield Finding(
                f"the source `{key}` is on the web, and no copy of it is kept",
                manuscript.report.span(key, "url"),
                "write `archived:`, the address of a copy in a web archive",
            )


@editorial("unused-source", "Q-05", Severity.WARNING)
def unused_source(manuscript: Manuscript) -> Iterator[Finding]:
    """A source that nothing rests on is listed for nothing."""
    report = manuscript.report
    groups = (report.items, report.events, report.quantities)
    used = {s.key for group in groups for entry in group.values() for s in entry.sources}
    used |= {source.key for section in report.sections for source in section.head.sources}
    used |= {r.key for p in manuscript.prose for r in p.references if r.kind == "cite"}
    for key in report.sources:
        if key not in used:
            yield Finding(
                f"nothing rests on the source `{key}`", report.key_span(key),
                f"cite it where it is used, [@{key}], or take it out",
            )  # fmt: skip


@editorial("unregistered-item", "Q-05", Severity.WARNING)
def unregistered_item(manuscript: Manuscript) -> Iterator[Finding]:
    """What looks like the id of an entry is one."""
    report = manuscript.report
    known = {*report.items, *report.events, *report.quantities, *report.derived,
             *report.constraints, *report.flags}  # fmt: skip
    prefixes = {c.prefix for c in report.metadata.categories} | {_prefix(i) for i in known}
    for found in manuscript.prose.search(_ID):
        if found.text not in known and _prefix(found.text) in prefixes and not found.is_quoted:
            yield Finding(
                f"`{found.text}` is not in the register", found.span,
                did_you_mean(found.text, known),
            )  # fmt: skip


def _prefix(identity: str) -> str:
    return identity.partition("-")[0]
