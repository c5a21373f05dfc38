"""How strongly the report says what it says (Q-24 to Q-29)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from reportgen.check.rules import Finding, Manuscript, editorial
from reportgen.check.vocabulary import words_of
from reportgen.check.wording import ENGLISH, RUNNING, is_own, is_sourced, own_words, patterns
from reportgen.diagnostics import Note, Severity
from reportgen.prose import Passage, Stretch

FORECAST_TEMPLATES = {"assessment"}
ADVICE_TEMPLATES = {"recommendations"}
DIGESTS = {"summary", "key-findings"}
"""Templates that repeat what other sections say."""


@editorial("loaded-word", "Q-24", Severity.WARNING)
def loaded_word(manuscript: Manuscript) -> Iterator[Finding]:
    """A word that judges is a quotation, or it is not there."""
    for found in own_words(manuscript, *words_of(ENGLISH)["loaded_words"]):
        yield Finding(
            f"`{found.text}` takes a side", found.span,
            "say what happened, or quote whose word it is; a house term goes into terms.yaml",
        )  # fmt: skip


@cache
def _stacked() -> re.Pattern[str]:
    words = words_of(ENGLISH)
    hedge, between = "|".join(words["hedges"]), "|".join(words["between_hedges"])
    return re.compile(rf"(?:{hedge}) (?:(?:{between}) )?(?:{hedge})\b")


@editorial("stacked-hedges", "Q-25", Severity.WARNING)
def stacked_hedges(manuscript: Manuscript) -> Iterator[Finding]:
    """One hedge says all that a second would."""
    for found in manuscript.prose.search_folded(_stacked(), ENGLISH):
        is_month = found.text.startswith("May ") and found.start > found.sentence.start
        if is_own(found) and not is_month:
            yield Finding(
                f"`{found.text}` hedges twice", found.span,
                "keep the one word that says how sure the report is",
            )  # fmt: skip


@editorial("weasel-source", "Q-25", Severity.WARNING)
def weasel_source(manuscript: Manuscript) -> Iterator[Finding]:
    """Whoever says or believes something has a name."""
    for found in own_words(manuscript, *words_of(ENGLISH)["weasel_sources"]):
        if not is_sourced(found):
            yield Finding(
                f"`{found.text}` does not say who", found.span,
                "name the source and cite it with `[@key]`, or leave the claim out",
            )  # fmt: skip


@editorial("absolute-claim", "Q-26", Severity.WARNING)
def absolute_claim(manuscript: Manuscript) -> Iterator[Finding]:
    """What holds always, never, first or only needs a source beside it."""
    words = own_words(manuscript, *words_of(ENGLISH)["absolutes"])
    for found in _once(words, patterns(manuscript, "absolute_patterns")):
        if found.passage.kind in RUNNING and not is_sourced(found):
            yield Finding(
                f"`{found.text}` is absolute, and nothing in the paragraph proves it", found.span,
                "cite the source with `[@key]`, or say for what the report knows it to hold",
            )  # fmt: skip


@editorial("likelihood-with-confidence", "Q-27", Severity.WARNING)
def likelihood_with_confidence(manuscript: Manuscript) -> Iterator[Finding]:
    """How likely a thing is and how sure the report is of it are two sentences."""
    words = words_of(ENGLISH)
    likely: dict[tuple[Passage, int], Stretch] = {}
    for found in own_words(manuscript, *words["likelihoods"]):
        likely.setdefault((found.passage, found.sentence.start), found)
    for found in own_words(manuscript, *words["confidences"]):
        other = likely.get((found.passage, found.sentence.start))
        if other is not None:
            yield Finding(
                f"`{other.text}` and `{found.text}` stand in one sentence", found.span,
                "say in one sentence how likely it is, and in another how sure the report is",
                notes=(Note("the likelihood", other.span),),
            )  # fmt: skip


@editorial("likelihood-off-scale", "Q-27", Severity.WARNING)
def likelihood_off_scale(manuscript: Manuscript) -> Iterator[Finding]:
    """Likelihoods are those of one scale, so that readers can compare them."""
    for found in own_words(manuscript, *words_of(ENGLISH)["off_scale"]):
        yield Finding(
            f"`{found.text}` is on no scale of likelihood", found.span,
            "use a word of the scale: almost certain, highly likely, likely, realistic "
            "possibility, unlikely, highly unlikely, remote chance",
        )  # fmt: skip


def _once(*groups: Iterator[Stretch]) -> Iterator[Stretch]:
    """Yield the stretches of several groups, none of them twice."""
    seen: set[tuple[int, int]] = set()
    for group in groups:
        for found in group:
            place = (id(found.passage), found.start)
            if place not in seen:
                seen.add(place)
                yield found


def _is_misplaced(manuscript: Manuscript, found: Stretch, home: set[str]) -> bool:
    section = found.passage.section
    if section is None or found.passage.kind not in RUNNING:
        return False
    template = section.head.template
    if template in DIGESTS:
        return not any(s.head.template in home for s in manuscript.report.sections)
    return template not in home


@editorial("misplaced-forecast", "Q-28", Severity.NOTE)
def misplaced_forecast(manuscript: Manuscript) -> Iterator[Finding]:
    """What may come stands under the assessment, marked as a judgement (T-22)."""
    words = own_words(manuscript, *words_of(ENGLISH)["forecasts"])
    for found in _once(words, patterns(manuscript, "forecast_patterns")):
        if _is_misplaced(manuscript, found, FORECAST_TEMPLATES):
            yield Finding(
                f"`{found.text}` looks ahead, outside an assessment", found.span,
                "move it to a section with `template: assessment`, or say whose judgement it is",
            )  # fmt: skip


@editorial("misplaced-advice", "Q-28", Severity.NOTE)
def misplaced_advice(manuscript: Manuscript) -> Iterator[Finding]:
    """What someone should do stands under the recommendations (T-25)."""
    for found in own_words(manuscript, *words_of(ENGLISH)["advice"]):
        asks = found.text == "Should"  # begins a condition or a question
        if not asks and _is_misplaced(manuscript, found, ADVICE_TEMPLATES):
            yield Finding(
                f"`{found.text}` gives advice, outside the recommendations", found.span,
                "move it to a section with `template: recommendations`, or say who asks for it",
            )  # fmt: skip


@editorial("unsourced-motive", "Q-29", Severity.WARNING)
def unsourced_motive(manuscript: Manuscript) -> Iterator[Finding]:
    """Why someone acts is known to him alone, or to a source."""
    for found in own_words(manuscript, *words_of(ENGLISH)["motives"]):
        if not is_sourced(found):
            yield Finding(
                f"`{found.text}` says why they act, and no source does", found.span,
                "cite who says so with `[@key]`, or say only what was done",
            )  # fmt: skip
