"""Acronyms: each is defined once, where it is used first, and used again (Q-18)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from reportgen.check.acronyms import SMALL
from reportgen.check.rules import Finding, Manuscript, editorial
from reportgen.diagnostics import Note, Severity
from reportgen.prose import Stretch


def _terms(manuscript: Manuscript) -> Mapping[str, str]:
    return {t.acronym: t.term for t in manuscript.report.terms if t.acronym}


@editorial("undefined-acronym", "Q-18", Severity.WARNING)
def undefined_acronym(manuscript: Manuscript) -> Iterator[Finding]:
    """Nobody has to guess what letters stand for."""
    terms = _terms(manuscript)
    for letters, acronym in manuscript.acronyms.items():
        if not acronym.uses or letters in terms:
            continue
        first = acronym.uses[0]
        if not acronym.definitions:
            yield Finding(
                f"`{letters}` is not defined anywhere", first.span,
                f"write it out where it stands first, `Long Name ({letters})`, or give the term "
                "an `acronym` in terms.yaml",
            )  # fmt: skip
        elif _order(manuscript, acronym.definitions[0][0]) > _order(manuscript, first):
            yield Finding(
                f"`{letters}` is used before it is defined", first.span,
                "define it here, where it stands first",
                notes=(Note("defined here", acronym.definitions[0][0].span),),
            )  # fmt: skip


def _order(manuscript: Manuscript, stretch: Stretch) -> int:
    return manuscript.prose.start_of(stretch)


@editorial("acronym-defined-twice", "Q-18", Severity.WARNING)
def acronym_defined_twice(manuscript: Manuscript) -> Iterator[Finding]:
    """A second definition makes the reader look for a difference."""
    for letters, acronym in manuscript.acronyms.items():
        for again, _ in acronym.definitions[1:]:
            yield Finding(
                f"`{letters}` is defined twice", again.span,
                "write the acronym alone here",
                notes=(Note("defined first here", acronym.definitions[0][0].span),),
            )  # fmt: skip


@editorial("acronym-used-once", "Q-18", Severity.WARNING)
def acronym_used_once(manuscript: Manuscript) -> Iterator[Finding]:
    """An acronym that is never used again is not worth learning."""
    for letters, acronym in manuscript.acronyms.items():
        if acronym.definitions and not acronym.uses and not acronym.elsewhere:
            yield Finding(
                f"`{letters}` is defined and never used again", acronym.definitions[0][0].span,
                "write the words alone, without the acronym",
            )  # fmt: skip


@editorial("acronym-expansion", "Q-18", Severity.WARNING)
def acronym_expansion(manuscript: Manuscript) -> Iterator[Finding]:
    """The text writes an acronym out as terms.yaml does."""
    terms = _terms(manuscript)
    for letters, acronym in manuscript.acronyms.items():
        wanted = terms.get(letters)
        for defined, long in acronym.definitions:
            if wanted is not None and not _same(long, wanted):
                yield Finding(
                    f"`{letters}` is written out as `{long}`, and terms.yaml has `{wanted}`",
                    defined.span, f"write `{wanted} ({letters})`, or correct terms.yaml",
                    notes=(Note("the term", manuscript.report.span(wanted)),),
                )  # fmt: skip


def _same(long: str, wanted: str) -> bool:
    said, term = long.lower().split(), wanted.lower().split()
    return [w for w in said if w not in SMALL] == [w for w in term if w not in SMALL]
