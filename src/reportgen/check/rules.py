"""What a rule is: structural rules guard a build, editorial rules advise the editor.

A structural rule is a function of the Report alone. An editorial rule is registered under one
code, the number of its requirement and a level; it reads a Manuscript and yields Findings. No rule
changes anything, reads a file or looks at the clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from reportgen.check.acronyms import Acronym, gather_acronyms
from reportgen.check.vocabulary import ENGLISH, Names, Phrases, words_of
from reportgen.diagnostics import Diagnostic, Edit, Note, Severity, Span
from reportgen.prose import Prose, gather_prose
from reportgen.report import Limits, Report

__all__ = ["EDITORIAL", "STRUCTURAL", "Finding", "Manuscript", "Rule", "editorial", "structural"]


@dataclass(frozen=True)
class Manuscript:
    """The report as an editor has it on her desk.

    `as_of` is the day for which the report is checked, as `2026-11-23`: what is too old is so on
    that day (Q-07).
    """

    report: Report
    as_of: str

    @cached_property
    def prose(self) -> Prose:
        """The text of the report: passages, sentences and words with their places."""
        return gather_prose(self.report)

    @cached_property
    def names(self) -> Names:
        """The terms of the house and the names in the register: what is one is no fault."""
        return Names(self.report, self.prose)

    @cached_property
    def plain_uses(self) -> Phrases:
        """Where a word of the lists is plain because of those beside it."""
        return Phrases(self.prose, frozenset(words_of(ENGLISH)["plain_uses"]))

    @cached_property
    def acronyms(self) -> Mapping[str, Acronym]:
        """Where each acronym is defined and where it is used."""
        return gather_acronyms(self.report, self.prose)

    @property
    def limits(self) -> Limits:
        """Where the rules that count draw their lines in this report."""
        return self.report.metadata.checks.limits


@dataclass(frozen=True)
class Finding:
    """One thing that an editorial rule found; code and level are those of the rule.

    `edits`, when there are any, mend it together and are safe: what is printed means the same.
    """

    message: str
    span: Span | None
    help: str
    notes: tuple[Note, ...] = ()
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True)
class Rule:
    """An editorial rule: its code, its number among the editorial rules, its own level."""

    code: str
    number: str | None
    level: Severity
    find: Callable[[Manuscript], Iterable[Finding]]

    def run(self, manuscript: Manuscript, level: Severity) -> Iterator[Diagnostic]:
        """Yield what the rule finds, as diagnostics that weigh `level`."""
        for found in self.find(manuscript):
            yield Diagnostic(
                self.code, level, found.message, found.span, found.notes, found.help, found.edits
            )


Structural = Callable[[Report], Iterator[Diagnostic]]
Editorial = Callable[[Manuscript], Iterator[Finding]]

STRUCTURAL: list[Structural] = []
EDITORIAL: dict[str, Rule] = {}
"""The editorial rules by code."""


def structural(rule: Structural) -> Structural:
    """Register a rule without which no report is built."""
    STRUCTURAL.append(rule)
    return rule


def editorial(code: str, number: str | None, level: Severity) -> Callable[[Editorial], Editorial]:
    """Register an editorial rule under its code, its number (`Q-17`) and its level."""

    def register(find: Editorial) -> Editorial:
        EDITORIAL[code] = Rule(code, number, level, find)
        return find

    return register
