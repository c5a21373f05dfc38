"""Text → sentences.

A full stop ends a sentence unless it belongs to an abbreviation, an initial or a number; the
abbreviations of a language stand in `abbreviations.yaml`. Follows the sentence boundaries of
Unicode's annex 29 (section 5), tailored as its paragraph on abbreviations suggests.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from reportgen.files import digest
from reportgen.source import Source
from reportgen.yamltree import parse_yaml

__all__ = ["split_sentences"]

_END = re.compile(r"(?P<mark>[.!?…؟\u06d4।]+)[\"'”’»)\]]*(?= )")
_NEXT = re.compile(r"[\"'“‘«„(\[¿¡]*(?P<first>\S)")
_BEFORE = re.compile(r"(?P<word>[^\s(\[\"“‘'«/–—]*)$")
_WORD = re.compile(r"[\"'“‘«(\[]*([^\W\d_]+)")
_NUMBER = re.compile(r"[\"'“‘(\[]*(?:\d|\ufffc|[IVXLC]+\b)")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")
_TRAILING = re.compile(r"[\ufffc ]+$")
_LONGEST = 24
"""Characters before a full stop that can be an abbreviation."""


def split_sentences(text: str, language: str) -> list[tuple[int, int]]:
    """Return from where to where each sentence goes; only spaces stand between them."""
    found: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        end = match.end()
        if start < end and _ends(text, match, _lists(language)):
            found.append((start, end))
            start = end + 1
            while text.startswith(" ", start):
                start += 1
    end = len(text.rstrip(" "))
    if start < end:
        found.append((start, end))
    return found


def _ends(text: str, match: re.Match[str], lists: Mapping[str, frozenset[str]]) -> bool:
    rest = match.end() + 1
    if _TRAILING.match(text, rest):
        return False  # a citation after the stop belongs to what it stands after
    following = _NEXT.match(text, rest)
    if following is None or following["first"].islower():
        return False
    if match["mark"] != ".":
        return not text.endswith("[", 0, match.start())  # [...] is an omission
    before = _BEFORE.search(text, max(match.start() - _LONGEST, 0), match.start())
    word = before["word"] if before else ""
    folded = word.casefold()
    if folded in lists["never"]:
        return False
    if folded in lists["number"]:
        return not _NUMBER.match(text, rest)
    if folded in lists["perhaps"] or _INITIALS.fullmatch(word):
        after = _WORD.match(text, rest)
        return after is not None and after[1] in lists["openers"]
    return True


@cache
def _lists(language: str) -> Mapping[str, frozenset[str]]:
    """Return the words of a language that tell what a full stop means; English for the rest."""
    known = _abbreviations()
    chosen = known.get(language.partition("-")[0], known["en"])
    names = ("never", "number", "perhaps", "openers")
    return {name: frozenset(chosen.get(name, ())) for name in names}


@cache
def _abbreviations() -> dict[str, Any]:
    path = Path(__file__).with_name("abbreviations.yaml")
    data = path.read_bytes()
    tree = parse_yaml(Source(f"prose/{path.name}", data.decode(), digest(data)))
    languages: dict[str, Any] = tree.data
    return languages
