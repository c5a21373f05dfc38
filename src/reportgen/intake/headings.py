"""Headings in title case → sentence case (Q-30), as far as it is certain which words are names.

A word stays as it is when the text itself writes it with a capital inside a sentence. It becomes
small when the text, or the word list of codespell, knows it small.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from reportgen.check.vocabulary import common_words

__all__ = ["Casing"]

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_INSIDE = re.compile(r"(?:(?<=[^\W_] )|(?<=[^\W_][,;] ))[^\W\d_]+(?:['’][^\W\d_]+)?")
_LONG = 3


class Casing:
    """Knows from the text of a report which of its words are names."""

    def __init__(self, paragraphs: Iterable[str], end_names: Iterable[str] = ()) -> None:
        """Learn from paragraphs of prose; `end_names` are last words of names, such as river."""
        self.end_names = frozenset(end_names)
        self.small: Counter[str] = Counter()
        self.names: dict[str, str] = {}
        self.capital: Counter[str] = Counter()
        for words in paragraphs:
            for word in _WORD.findall(words):
                if word.islower():
                    self.small[word] += 1
            for word in _INSIDE.findall(words):
                if not word.islower():
                    self.capital[word.lower()] += 1
                    self.names.setdefault(word.lower(), word)

    def sentence(self, heading: str) -> str:
        """Return a heading in sentence case; one that is in sentence case already is kept."""
        words = _WORD.findall(heading)
        shouted = len(words) > 1 and heading.isupper()
        weighty = [word for word in words[1:] if len(word) > _LONG] or words[1:]
        titled = bool(weighty) and all(word[0].isupper() for word in weighty)
        if not (shouted or titled):
            return heading
        before = ""

        def change(match: re.Match[str]) -> str:
            nonlocal before
            word = match[0]
            made = self._cased(word, shouted=shouted)
            if word.lower() in self.end_names and before[:1].isupper() and word[:1].isupper():
                made = word.capitalize()
            opens, before = not before, made
            return made[:1].upper() + made[1:] if opens else made

        return _WORD.sub(change, heading)

    def _cased(self, word: str, *, shouted: bool) -> str:
        lower = word.lower()
        if not shouted and not word.istitle():
            return word  # an acronym, or a name such as McDonald
        if self.capital[lower] > self.small[lower]:
            return self.names[lower] if shouted else word
        known = self.small[lower] or lower in common_words() or len(lower) <= _LONG
        return lower if known else (word.capitalize() if shouted else word)
