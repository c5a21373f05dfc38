"""When things happen: relative time, the style of dates, undated offices (Q-08, Q-09, Q-13)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from reportgen.check.rules import Finding, Manuscript, editorial
from reportgen.check.vocabulary import AMERICAN, words_of
from reportgen.check.wording import ENGLISH, RUNNING, has_date, is_own, own_words, patterns
from reportgen.diagnostics import Edit, Severity
from reportgen.prose import INLINE, Passage, Stretch

_SLASHED = re.compile(
    r"(?<![\w/.])(?P<a>\d{1,2})(?:/(?P<b>\d{1,2})/(?:\d{4}|\d\d)"
    r"|\.(?P<c>\d{1,2})\.\d{4})(?![\w/]|\.\d)"
)
_ISO = re.compile(r"(?<![\w-])(?:19|20)\d\d-(?:0[1-9]|1[0-2])-\d\d(?![\w-])")
_YEARS = re.compile(
    r"(?<![\w/.-])(?P<first>(?:19|20)\d\d)(?P<at>-)(?P<last>(?:19|20)?\d\d)(?![\w-])"
)
TWELVE = 12
LONGEST_MONTH = 31


@editorial("relative-time", "Q-08", Severity.WARNING)
def relative_time(manuscript: Manuscript) -> Iterator[Finding]:
    """What is recent today is not when the report is read."""
    words = words_of(ENGLISH)
    after = re.compile(words["after_events"])
    dated = tuple(words["dated_periods"])
    events = [
        s for s in manuscript.prose.search(after, ENGLISH)
        if is_own(s) and not s.text.lower().startswith(dated) and not s.before(1).isalnum()
    ]  # fmt: skip
    said = own_words(manuscript, *words["relative_time"])
    for found in (*said, *patterns(manuscript, "relative_patterns"), *events):
        if not has_date(found.sentence):
            yield Finding(
                f"`{found.text}` depends on when it is read", found.span,
                "give the date or the years, as exactly as the source does",
            )  # fmt: skip


@editorial("ambiguous-date", "Q-09", Severity.WARNING)
def ambiguous_date(manuscript: Manuscript) -> Iterator[Finding]:
    """03/04/2024 is a day in March to some and in April to others."""
    for found in manuscript.prose.with_digits.search(_SLASHED):
        match = _SLASHED.match(found.passage.text, found.start)
        if match is None or not is_own(found):
            continue
        larger = max(int(match["a"]), int(match["b"] or match["c"]))
        if larger <= LONGEST_MONTH:
            reads = "can be read as two days" if larger <= TWELVE else "names its month by a number"
            yield Finding(f"`{found.text}` {reads}", found.span, "write the month as a word")


@cache
def _date_styles(language: str) -> tuple[re.Pattern[str], str]:
    """Return what is not a date in the style of a kind of English, and how one is written."""
    words = words_of(ENGLISH)
    month = "|".join(m.title() for m in words["months"])
    short = "|".join(m.title() for m in words["short_months"] if m != "may")
    american = language in AMERICAN
    wrong = (
        rf"\b\d{{1,2}} (?:{month}) \d{{4}}\b" if american
        else rf"\b(?:{month}) \d{{1,2}}(?:, ?\d{{4}}\b|(?!\d| ?,? ?\d| ?[-–]))",
        rf"\b\d{{1,2}}(?:st|nd|rd|th) (?:of )?(?:{month})\b",
        rf"\b(?:{month}) \d{{1,2}}(?:st|nd|rd|th)\b",
        rf"\b\d{{1,2}} (?:{short})\b\.?(?: \d{{4}})?",
        rf"\b(?:{short})\.? (?:\d{{1,2}}, )?\d{{4}}\b",
        _ISO.pattern,
    )  # fmt: skip
    example = "November 23, 2026" if american else "23 November 2026"
    return re.compile("|".join(wrong)), example


@editorial("date-style", "Q-09", Severity.WARNING)
def date_style(manuscript: Manuscript) -> Iterator[Finding]:
    """Dates are written in one way, that of the report's language."""
    language = manuscript.report.metadata.language
    pattern, example = _date_styles(language if language.startswith(ENGLISH) else "en-GB")
    for found in manuscript.prose.with_digits.search(pattern, ENGLISH):
        if is_own(found) and not manuscript.names.hold(found):
            yield Finding(
                f"`{found.text}` is not in the style of the house", found.span,
                f"write the date as `{example}`",
            )  # fmt: skip


@cache
def _day_range() -> re.Pattern[str]:
    month = "|".join(m.title() for m in words_of(ENGLISH)["months"])
    return re.compile(rf"\b\d{{1,2}}(?P<at>-)\d{{1,2}} (?:{month})\b")


@editorial("hyphen-in-range", "Q-09", Severity.WARNING)
def hyphen_in_range(manuscript: Manuscript) -> Iterator[Finding]:
    """A range of dates has an en dash."""
    for found in manuscript.prose.with_digits.search(_YEARS):
        match = _YEARS.search(found.passage.text, found.start - 4)
        if match and is_own(found) and _is_range(match["first"], match["last"]):
            yield _dash(found, match[0])
    for found in manuscript.prose.with_digits.search(_day_range(), ENGLISH):
        if is_own(found):
            yield _dash(found, found.passage.text[found.start - 2 : found.end + 2].strip())


def _is_range(first: str, last: str) -> bool:
    """Tell a range of years from a month such as 2023-05."""
    short = len(last) == 2  # noqa: PLR2004
    whole = first[:2] + last if short else last
    return whole > first and not (short and int(last) <= TWELVE)


def _dash(found: Stretch, shown: str) -> Finding:
    edits = (Edit(found.span, "–"),) if found.is_literal else ()
    return Finding(
        f"the range `{shown}` has a hyphen", found.span, "write an en dash: `–`", edits=edits
    )


@editorial("undated-office", "Q-13", Severity.WARNING)
def undated_office(manuscript: Manuscript) -> Iterator[Finding]:
    """Whoever holds an office holds it at some time."""
    report = manuscript.report
    holders = {term.term for term in report.terms if term.role == "office"}
    holders |= {p.name for p in report.parties.values() if p.type == "person" and p.office}
    for found in manuscript.prose.find(*sorted(holders)):
        passage = found.passage
        if is_own(found) and passage.kind in RUNNING and passage.section and not _dated(passage):
            yield Finding(
                f"`{found.text}` is named without a date", found.span,
                "say as of when: give a year, or [@date:...] of the entry, in the paragraph",
            )  # fmt: skip


def _dated(passage: Passage) -> bool:
    return has_date(passage.whole) or f"as of {INLINE}" in passage.text
