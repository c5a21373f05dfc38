"""How hard the text is to read (Q-37 to Q-40)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from reportgen.check.rules import Finding, Manuscript, editorial
from reportgen.check.vocabulary import words_of
from reportgen.check.wording import ENGLISH
from reportgen.diagnostics import Severity
from reportgen.prose import Kind, Stretch
from reportgen.prose.model import speaks
from reportgen.report import Section

_READ = frozenset({Kind.PARAGRAPH, Kind.ENTRY, Kind.NOTE, Kind.FIELD})
_BODY = frozenset({Kind.PARAGRAPH, Kind.ENTRY})
LEAST_WORDS = 100
LEAST_SENTENCES = 10
"""Below these a grade or a share says nothing."""


def _sentences(manuscript: Manuscript, *, summary: bool) -> Iterator[Stretch]:
    for passage in manuscript.prose:
        template = passage.section.head.template if passage.section else None
        if passage.kind in _READ and (template == "summary") is summary:
            yield from (s for s in passage.sentences if not _is_note(s))


def _is_note(sentence: Stretch) -> bool:
    """Tell whether a field of the register holds catchwords, which no stop ends."""
    return sentence.passage.kind is Kind.FIELD and not sentence.text.endswith((".", "!", "?"))


@editorial("long-sentence", "Q-37", Severity.WARNING)
def long_sentence(manuscript: Manuscript) -> Iterator[Finding]:
    """Beyond some 25 words a reader goes back to the beginning."""
    limit, most = manuscript.limits.sentence_words, manuscript.limits.summary_sentence_words
    for summary in (False, True):
        for sentence in _sentences(manuscript, summary=summary):
            if sentence.length > limit and not (summary and sentence.length > most):
                yield _long(sentence, limit)


@editorial("long-summary-sentence", "Q-37", Severity.ERROR)
def long_summary_sentence(manuscript: Manuscript) -> Iterator[Finding]:
    """The summary is for those who read nothing else."""
    limit = manuscript.limits.summary_sentence_words
    for sentence in _sentences(manuscript, summary=True):
        if sentence.length > limit:
            yield _long(sentence, limit)


def _long(sentence: Stretch, limit: int) -> Finding:
    return Finding(
        f"the sentence has {sentence.length} words; at most {limit} are wanted", sentence.span,
        "make it two, or take out what the reader can do without",
    )  # fmt: skip


@editorial("reading-grade", "Q-38", Severity.NOTE)
def reading_grade(manuscript: Manuscript) -> Iterator[Finding]:
    """The school years that a section asks for, by the easier of two formulae.

    Coleman and Liau (1975) count letters and sentences in a hundred words; the automated
    readability index (Senter and Smith, 1967) counts characters a word and words a sentence.
    """
    limits = manuscript.limits
    for section, sentences in _by_section(manuscript):
        words = sum(s.length for s in sentences)
        if words < LEAST_WORDS:
            continue
        text = " ".join(s.text for s in sentences)
        letters, characters = sum(map(str.isalpha, text)), sum(map(str.isalnum, text))
        liau = 5.88 * letters / words - 29.6 * len(sentences) / words - 15.8
        index = 4.71 * characters / words + 0.5 * words / len(sentences) - 21.43
        summary = section.head.template == "summary"
        limit = limits.summary_reading_grade if summary else limits.reading_grade
        if min(liau, index) > limit:
            yield Finding(
                f"the section reads at grade {min(liau, index):.1f} (Coleman-Liau {liau:.1f}, "
                f"ARI {index:.1f}); at most {limit} is wanted",
                section.tree.key_span(("title",)), "use shorter words and shorter sentences",
            )  # fmt: skip


def _by_section(manuscript: Manuscript) -> Iterator[tuple[Section, list[Stretch]]]:
    """Yield the sentences of each section that is in English."""
    found: dict[str, list[Stretch]] = {}
    for passage in manuscript.prose:
        if passage.section and passage.kind in _BODY and speaks(passage, ENGLISH):
            found.setdefault(passage.section.path, []).extend(passage.sentences)
    for section in manuscript.report.sections:
        if section.path in found:
            yield section, found[section.path]


@cache
def _passive() -> re.Pattern[str]:
    words = words_of(ENGLISH)
    helpers, irregular = "|".join(words["passive_helpers"]), "|".join(words["participles"])
    barred = "|".join(words["no_participles"])
    return re.compile(
        rf"\b(?:{helpers}) (?:not |also |never |often |still |[a-z]+ly )?"
        rf"(?!(?:{barred})\b)(?:[a-z]+ed|{irregular})\b",
        re.IGNORECASE,
    )


@editorial("passive-share", "Q-39", Severity.NOTE)
def passive_share(manuscript: Manuscript) -> Iterator[Finding]:
    """Passive sentences hide who acts; a few do no harm."""
    limit = manuscript.limits.passive_percent
    for _, sentences in _by_section(manuscript):
        if len(sentences) < LEAST_SENTENCES:
            continue
        passive = [s for s in sentences if _passive().search(s.text)]
        share = 100 * len(passive) / len(sentences)
        if share > limit:
            yield Finding(
                f"{len(passive)} of {len(sentences)} sentences are passive ({share:.0f} %); "
                f"at most {limit} % are wanted",
                passive[0].span, "say who acts, where it is known",
            )  # fmt: skip


@editorial("long-paragraph", "Q-40", Severity.NOTE)
def long_paragraph(manuscript: Manuscript) -> Iterator[Finding]:
    """A paragraph holds one thought, and a reader can see its end."""
    limit = manuscript.limits.paragraph_words
    for passage in manuscript.prose:
        if passage.section and passage.kind in _BODY and passage.whole.length > limit:
            yield Finding(
                f"the paragraph has {passage.whole.length} words; at most {limit} are wanted",
                passage.whole.span, "make it two, each with its own thought",
            )  # fmt: skip
