"""What is left of a web page in a text: recognised by whole phrases, dropped, and listed.

The phrases lie in `residue.yaml`. A sentence that merely speaks of cookies or of sharing stays.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from reportgen.document import plain_text
from reportgen.files import BUNDLED, DiskFiles
from reportgen.intake.manuscript import Block, Record
from reportgen.source import read_source
from reportgen.yamltree import parse_yaml

__all__ = ["why_residue", "without_residue"]

_LONGEST = 400
"""Characters: a longer paragraph is prose, whatever it says."""

_BETWEEN = re.compile(r"[\s|·•/«»<>←→‹›,–—]+")
_FEW_WORDS = r"\S+(?:\s+\S+){0,7}?"


@dataclass(frozen=True)
class _Phrase:
    """One phrase of the list, why it is residue, and whether it is one word, or open at its end."""

    pattern: re.Pattern[str]
    reason: str
    single: bool
    open: bool


@cache
def _phrases() -> tuple[_Phrase, ...]:
    listed = parse_yaml(read_source(DiskFiles(BUNDLED), "intake/residue.yaml")).data
    return tuple(
        _phrase(phrase, reason) for reason, phrases in listed.items() for phrase in phrases
    )


@cache
def _any_phrase() -> re.Pattern[str]:
    """Return a pattern that all phrases begin with: most paragraphs are passed over by it."""
    patterns = (phrase.pattern.pattern for phrase in _phrases())
    return re.compile("|".join(patterns), re.IGNORECASE)


def _phrase(phrase: str, reason: str) -> _Phrase:
    words = phrase.split()
    sure = {"cookie", "cookies", "©"} & set(words)
    return _Phrase(
        re.compile(_pattern(phrase), re.IGNORECASE),
        f"web page: {reason}",
        single=len(words) == 1,
        open=words[-1] == "<words>" and not sure,
    )


def _pattern(phrase: str) -> str:
    parts = (re.escape(part).replace(r"\ ", r"\s+") for part in phrase.split("<words>"))
    return _FEW_WORDS.join(parts)


def why_residue(words: str, *, alone: bool = False) -> str | None:
    """Return why a paragraph is none of the text, or None when it is.

    A single word, and what may as well be a sentence, counts when nothing of the text is beside
    it: then it stands `alone`.
    """
    if not words or len(words) > _LONGEST or not _any_phrase().match(words):
        return None
    rest, reasons = words, []
    # A row of phrases such as `Previous Post Next Post`; the longest first.
    while rest:
        found = [
            (match.end(), phrase) for phrase in _phrases()
            if (match := phrase.pattern.fullmatch(rest) or phrase.pattern.match(rest))
            and (match.end() == len(rest) or _BETWEEN.match(rest, match.end()))
        ]  # fmt: skip
        if not found:
            return None
        end, phrase = max(found, key=lambda pair: pair[0])
        reasons.append(phrase)
        rest = _BETWEEN.sub("", rest[end:], count=1)
    if len(reasons) == 1 and not alone:
        sentence = reasons[0].open and words.endswith((".", "!", "?"))
        if sentence or reasons[0].single:
            return None
    return reasons[0].reason


def without_residue(blocks: list[Block], record: Record) -> list[Block]:
    """Return the blocks that belong to the text; what does not is listed."""
    words = [
        plain_text(b.node) if b.node["t"] in {"Para", "Plain", "Header"} else "" for b in blocks
    ]
    reasons = [why_residue(text) for text in words]
    for order in (range(len(blocks)), reversed(range(len(blocks)))):
        before = True
        for index in order:
            reasons[index] = reasons[index] or why_residue(words[index], alone=before)
            before = reasons[index] is not None
    kept = []
    for block, text, why in zip(blocks, words, reasons, strict=True):
        if why:
            record.drop(text, block.line, why)
        else:
            kept.append(block)
    return kept
