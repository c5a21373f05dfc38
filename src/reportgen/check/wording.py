"""What rules of wording share: which words of a report are its own, sourced and dated."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from reportgen.check.rules import Manuscript
from reportgen.check.vocabulary import ENGLISH, words_of
from reportgen.prose import Kind, Stretch

__all__ = ["ENGLISH", "RUNNING", "has_date", "is_own", "is_sourced", "own_words", "patterns"]

RUNNING = frozenset({Kind.PARAGRAPH, Kind.ENTRY, Kind.NOTE, Kind.FIELD, Kind.CELL, Kind.CAPTION})
"""Kinds of passage that say something in sentences."""

_FOREIGN_WORDS = frozenset({Kind.QUOTATION, Kind.REMARK})
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_DATED = frozenset({"date"})
_SOURCED = frozenset({"cite", "id", "item", "value", "date", "status"})


def is_own(stretch: Stretch) -> bool:
    """Tell whether the report itself says so, rather than someone whom it quotes."""
    return stretch.passage.kind not in _FOREIGN_WORDS and not stretch.is_quoted


def is_sourced(stretch: Stretch) -> bool:
    """Tell whether the passage names a source, or an item, which has its own."""
    return any(r.kind in _SOURCED for r in stretch.passage.references)


def has_date(stretch: Stretch) -> bool:
    """Tell whether a year or the date of an entry stands in a stretch."""
    return bool(_YEAR.search(stretch.text)) or any(r.kind in _DATED for r in stretch.references)


def own_words(manuscript: Manuscript, *phrases: str) -> Iterator[Stretch]:
    """Yield where the report itself says one of some English phrases.

    Not in a name, and not where the words beside it make it plain (`plain_uses`).
    """
    for found in manuscript.prose.find(*phrases, language=ENGLISH):
        plain = manuscript.plain_uses.hold(found) or manuscript.names.hold(found)
        if is_own(found) and not plain:
            yield found


def patterns(manuscript: Manuscript, name: str) -> Iterator[Stretch]:
    """Yield where the report itself says what a list of patterns describes, in small letters."""
    expressions: Iterable[str] = words_of(ENGLISH)[name]
    for expression in expressions:
        for found in manuscript.prose.search_folded(re.compile(expression), ENGLISH):
            if is_own(found) and not manuscript.names.hold(found):
                yield found
