"""Spelling: one of two kinds of English, and words that are no words (Q-22, Q-23)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise

from reportgen.check.rules import Finding, Manuscript, editorial
from reportgen.check.vocabulary import (
    AMERICAN,
    british_to_american,
    correction,
    misspellings,
    words_of,
)
from reportgen.check.wording import ENGLISH, is_own
from reportgen.diagnostics import Edit, Severity
from reportgen.prose import Kind, Stretch

_MAY_REPEAT = frozenset({"that", "had", "is", "so", "very", "no", "bye"})
_IZE = re.compile(r"i[sz](?:e|ed|es|er|ers|ing|ation|ations|ational)\b")


@cache
def _spellings() -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Return British → American and American → British, without words that both may write."""
    words = words_of(ENGLISH)
    american: dict[str, str] = {}
    for word, other in british_to_american().items():
        american.setdefault(other, word)
    american |= words["american"]
    british = dict(british_to_american())
    british |= {other: word for word, other in words["american"].items()}
    for word in words["also_british"]:
        american.pop(word, None)
    for word in words["also_american"]:
        british.pop(word, None)
    return british, american


def _of(manuscript: Manuscript, spellings: Mapping[str, str]) -> list[Stretch]:
    prose = manuscript.prose
    used = [word for word in spellings if word.partition(" ")[0] in prose.words]
    return [
        found for found in prose.find(*used, language=ENGLISH)
        if is_own(found) and not _is_name(manuscript, found)
    ]  # fmt: skip


def _is_name(manuscript: Manuscript, found: Stretch) -> bool:
    """Tell whether a word is part of a name: one of the register, or one with a capital inside."""
    capital = found.text[:1].isupper() and found.start > found.sentence.start
    titled = found.passage.kind in {Kind.TITLE, Kind.HEADING}
    return (capital and not titled) or manuscript.names.hold(found)


@editorial("mixed-spelling", "Q-22", Severity.WARNING)
def mixed_spelling(manuscript: Manuscript) -> Iterator[Finding]:
    """A report spells as its language does, or at least in one way."""
    british, american = _spellings()
    ours, theirs = _of(manuscript, british), _of(manuscript, american)
    language = manuscript.report.metadata.language
    if language in AMERICAN:
        wrong, table = ours, british
    elif "-" in language:
        # The Oxford spelling, -ize, is British too, unless the report also writes -ise.
        both = any(_IZE.search(s.text.lower()) for s in ours)
        wrong = [s for s in theirs if both or not _IZE.search(s.text.lower())]
        table = american
    else:
        wrong, table = (theirs, american) if len(theirs) <= len(ours) else (ours, british)
        wrong = wrong if ours and theirs else []
    kind = "British" if table is british else "American"
    for found in wrong:
        other = _like(found.text, table[found.text.lower()])
        yield Finding(
            f"`{found.text}` is {kind} spelling", found.span, f"write `{other}`",
            edits=(Edit(found.span, other),) if found.is_literal else (),
        )  # fmt: skip


def _like(word: str, other: str) -> str:
    """Return a word in the capitals of another."""
    if word.isupper() and len(word) > 1:
        return other.upper()
    return other[:1].upper() + other[1:] if word[:1].isupper() else other


@editorial("typing-error", "Q-23", Severity.NOTE)
def typing_error(manuscript: Manuscript) -> Iterator[Finding]:
    """A word that codespell knows as misspelt; the words of the register are known."""
    prose = manuscript.prose
    for word in sorted(word for word in prose.words if word in misspellings()):
        for found in prose.find(word, language=ENGLISH):
            if not is_own(found) or _is_name(manuscript, found) or word in manuscript.names.words:
                continue
            proposed = correction(word)
            if found.text.isupper() or _is_joined(found) or not proposed:
                continue
            edits = (
                (Edit(found.span, _like(found.text, proposed[0])),)
                if len(proposed) == 1 and found.is_literal
                else ()
            )
            yield Finding(
                f"`{found.text}` is not a word", found.span,
                f"write {' or '.join(f'`{p}`' for p in proposed)}, or list it in terms.yaml",
                edits=edits,
            )  # fmt: skip


def _is_joined(found: Stretch) -> bool:
    """Tell whether a word is but a piece of one: of an address, a contraction or a compound."""
    before, after = found.before(1), found.after(2)
    return before in set("'’.-_@/") or bool(re.match(r"['’.@_/-]\w", after))


@editorial("repeated-word", "Q-23", Severity.NOTE)
def repeated_word(manuscript: Manuscript) -> Iterator[Finding]:
    """The the same word twice slips in where a line ends."""
    prose = manuscript.prose
    for word, places in prose.words.items():
        if word in _MAY_REPEAT or not word.isalpha():
            continue
        for first, second in pairwise(places):
            if second == first + len(word) + 1 and prose.folded[second - 1] == " ":
                found = prose.stretch(second - 1, second + len(word))
                if is_own(found) and not manuscript.names.hold(found) and not _is_joined(found):
                    yield _repeated(found)


def _repeated(found: Stretch) -> Finding:
    word = found.text.strip()
    safe = found.is_literal and word.islower()
    return Finding(
        f"`{word}` stands twice", found.span, "take one of the two out",
        edits=(Edit(found.span, ""),) if safe else (),
    )  # fmt: skip
