"""The acronyms of a report: where each is defined and where it is used."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from reportgen.check.vocabulary import ENGLISH, words_of
from reportgen.prose import Kind, Prose, Stretch
from reportgen.report import REGISTER_ID, Report

__all__ = ["SMALL", "Acronym", "gather_acronyms"]

_ACRONYM = re.compile(
    r"(?<![\w.&/$€-])(?P<at>(?:[A-Z]\.){2,}|[A-Z]{2,6}(?:-\d+)?)(?=s\b|\b|(?<=\.))(?![\w&$€]|-\d)"
)
_ID = re.compile(REGISTER_ID)
"""An id of the register; one that it lacks is the business of Q-05."""
_ROMAN = re.compile(r"[IVXLC]+")
SMALL = frozenset({"of", "the", "and", "for", "in", "on", "de", "et", "to", "a", "al"})


@dataclass
class Acronym:
    """Where an acronym is used, and where it is defined: `Long Name (LN)`."""

    uses: list[Stretch] = field(default_factory=list)
    definitions: list[tuple[Stretch, str]] = field(default_factory=list)
    elsewhere: int = 0
    """Uses in the register, which stands in tables with the list of acronyms beside them."""


def gather_acronyms(report: Report, prose: Prose) -> Mapping[str, Acronym]:
    """Return every acronym of the English text, in the order of their first uses."""
    skipped = {*words_of(ENGLISH)["known_acronyms"]}
    skipped |= {category.prefix for category in report.metadata.categories}
    found: dict[str, Acronym] = {}
    for use in prose.search(_ACRONYM, ENGLISH):
        known = use.text.partition("-")[0] in skipped or _ID.fullmatch(use.text)
        if known or _counts_money(use) or _ROMAN.fullmatch(use.text) or use.passage.is_loud:
            continue
        acronym = found.setdefault(use.text, Acronym())
        if use.passage.section is None:
            acronym.elsewhere += use.passage.kind is not Kind.REMARK
            continue
        if use.passage.kind is Kind.ALTERNATIVE:
            continue
        long = _expansion(use)
        if long is None:
            acronym.uses.append(use)
        else:
            acronym.definitions.append((use, long))
    return found


def _counts_money(use: Stretch) -> bool:
    """Tell whether letters are the code of a currency: an amount stands beside them."""
    return bool(re.match(r"[ \u00a0]?\d", use.after(2)))


def _expansion(use: Stretch) -> str | None:
    """Return the words that an acronym in brackets stands for: those whose initials it has."""
    before, after = use.before(1), use.after(1)
    if before != "(" or after not in {")", ",", ";"}:
        return None
    letters = [c for c in use.text if c.isalpha()]
    words = use.passage.text[: use.start - 1].split()
    taken: list[str] = []
    while words and letters:
        word = words.pop()
        taken.insert(0, word)
        initials = [piece[0] for piece in re.split(r"[-–]", word.strip("‘’“”'\"")) if piece]
        if word.lower() in SMALL and letters[-1].lower() != word[0].lower():
            continue
        for initial in reversed(initials):
            if letters and initial.lower() == letters[-1].lower():
                letters.pop()
            elif initial is initials[0]:
                return None
    if letters:
        return None
    return " ".join(taken).strip("‘’“”'\"")
