"""Report → Prose: its passages, sentences and words, each with its place in the source.

A passage is a run of text as a reader meets it: a paragraph, a heading, a cell, a note, a title of
the register. Everything that rules of language need is asked here; what is good language is the
business of `check`.
"""

from __future__ import annotations

from functools import partial

from reportgen.memory import known
from reportgen.prose.model import INLINE, Kind, Passage, Prose, Reference, Stretch
from reportgen.prose.register import passages_of_register
from reportgen.prose.sections import passages_of_section
from reportgen.prose.sentences import split_sentences
from reportgen.report import Report, Section

__all__ = [
    "INLINE", "Kind", "Passage", "Prose", "Reference", "Stretch", "gather_prose", "split_sentences",
]  # fmt: skip


def gather_prose(report: Report) -> Prose:
    """Return the text of a report in reading order: its sections, then the register."""
    language = report.metadata.language
    found = [
        passage
        for section in report.sections
        for passage in known(
            "passages", language, (section,), partial(_passages_of, section, language)
        )
    ]
    return Prose((*found, *passages_of_register(report)))


def _passages_of(section: Section, language: str) -> tuple[Passage, ...]:
    return tuple(passages_of_section(section, language))
