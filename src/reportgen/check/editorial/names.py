"""Words of the house, names of countries and of disputed places (Q-19 to Q-21)."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from functools import cache

from reportgen.check.rules import Finding, Manuscript, editorial
from reportgen.check.vocabulary import words_of
from reportgen.check.wording import ENGLISH, is_own
from reportgen.diagnostics import Edit, Severity
from reportgen.prose import Kind, Stretch
from reportgen.report import Term

_MARKUP = re.compile(r"[:#'\"\[\]{},&*!|>%@`]")
"""What means something in YAML."""
_ALIKE = 0.8
"""The likeness of two words from which one is a spelling of the other."""


@editorial("term-variant", "Q-19", Severity.WARNING)
def term_variant(manuscript: Manuscript) -> Iterator[Finding]:
    """One word a thing: what terms.yaml says to avoid is avoided."""
    for term in manuscript.report.terms:
        for form in term.avoid:
            for found in manuscript.prose.find(form):
                if not (_stands_as_written(found, form) and is_own(found)):
                    continue
                if _is_free(found, term) and not _is_in_longer_name(manuscript, found):
                    yield Finding(
                        f"`{found.text}` is not the word of the house", found.span,
                        f"write `{term.term}`"
                        + (f" ({term.acronym})" if term.acronym else ""),
                        edits=_respelt(found, form, term.term),
                    )  # fmt: skip


def _stands_as_written(found: Stretch, form: str) -> bool:
    """Tell whether a form with capitals stands with them; one without may begin a sentence."""
    said = found.text.replace("’", "'")
    return said == form.replace("’", "'") if form != form.lower() else True


def _is_free(found: Stretch, term: Term) -> bool:
    """Tell whether what was found is not part of the term itself, which may be longer."""
    text, place = found.passage.text, term.term.find(found.text)
    if place >= 0 and text.startswith(term.term, found.start - place):
        return False
    joined = {found.before(1), found.after(1)} & {"-", "\u2011"}
    return not joined and found.passage.entry != term.term


def _is_in_longer_name(manuscript: Manuscript, found: Stretch) -> bool:
    names = manuscript.names
    return names.hold(found) and found.text.lower() not in names.phrases


def _respelt(found: Stretch, form: str, term: str) -> tuple[Edit, ...]:
    """Return the edit where the form is but another spelling of the term."""
    plain_form, plain_term = (re.sub(r"[\W_]+", "", word).lower() for word in (form, term))
    alike = difflib.SequenceMatcher(None, plain_form, plain_term).ratio() >= _ALIKE
    same_order = plain_form[:1] == plain_term[:1]
    in_yaml = found.passage.section is None or found.passage.kind is Kind.TITLE
    if not (alike and same_order and found.is_literal) or (in_yaml and _MARKUP.search(term)):
        return ()
    capital = found.text[:1].isupper() and not form[:1].isupper()
    return (Edit(found.span, term[:1].upper() + term[1:] if capital else term),)


@cache
def _short_names(language: str) -> dict[str, str]:
    """Return the short name of each state in a language by its ISO 3166-1 code (CLDR)."""
    from babel import Locale  # noqa: PLC0415 - 30 ms, only where a report names states

    names = Locale.parse(language, sep="-").territories
    return {code: re.sub(r" \(.*\)$", "", name) for code, name in names.items()}


@editorial("country-name", "Q-20", Severity.WARNING)
def country_name(manuscript: Manuscript) -> Iterator[Finding]:
    """A state has the short name that the policy of the house gives it."""
    report = manuscript.report
    if report.metadata.checks.country_names == "cldr":
        short = _short_names(report.metadata.language)
        for key, party in report.parties.items():
            wanted = short.get(party.iso2 or "")
            if party.type == "state" and wanted and party.name != wanted:
                yield Finding(
                    f"`{party.name}` is `{wanted}` in CLDR", report.span(key, "name"),
                    f"write `{wanted}`, or set `checks: country_names: register`",
                )  # fmt: skip
    for code, forms in words_of(ENGLISH)["countries"].items():
        for found in manuscript.prose.find(*forms, language=ENGLISH):
            wanted = _wanted(manuscript, code)
            if found.text not in forms:
                continue  # a turkey, and no state
            if is_own(found) and wanted != found.text and not manuscript.names.hold(found):
                yield Finding(
                    f"`{found.text}` is not the short name of the state", found.span,
                    f"write `{wanted}`",
                )  # fmt: skip


def _wanted(manuscript: Manuscript, code: str) -> str:
    """Return the name of a state: the register's, else that of CLDR."""
    named = (p.name for p in manuscript.report.parties.values() if p.iso2 == code)
    return next(named, None) or _short_names(manuscript.report.metadata.language)[code]


@editorial("disputed-place", "Q-21", Severity.WARNING)
def disputed_place(manuscript: Manuscript) -> Iterator[Finding]:
    """The name of a disputed place takes a side, so a note says that it does not."""
    report = manuscript.report
    places = {place.name for place in report.places.values() if place.disputed}
    listed = places | set(words_of(ENGLISH)["disputed_places"]) - {t.term for t in report.terms}
    seen: set[str] = set()
    noted = {
        found.text.lower() for found in manuscript.prose.find(*listed)
        if any(r.kind == "note" for r in found.passage.references)
        or found.passage.kind is Kind.NOTE
    }  # fmt: skip
    for found in manuscript.prose.find(*listed):
        name = found.text.lower()
        if found.passage.section is None or found.text not in listed or name in seen | noted:
            continue
        seen.add(name)
        if is_own(found):
            yield Finding(
                f"`{found.text}` is disputed, and no note says so", found.span,
                "add a footnote where it stands first: on whose claim the report takes no position",
            )  # fmt: skip
