"""Prose, Passage and Stretch: text that knows where it was written."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Protocol

from reportgen.diagnostics import Span
from reportgen.prose.sentences import split_sentences
from reportgen.report import Section

__all__ = ["INLINE", "Kind", "Passage", "Places", "Prose", "Reference", "Stretch"]

INLINE = "\ufffc"
"""Stands in the text for what is no word of it: a reference, a citation, code, a formula, a
picture, a passage in another language (U+FFFC, the object replacement character)."""

_ATOM = re.compile(r"[^\W_]+")
_WORD = re.compile(r"[^\W_]+(?:['’.\u2010\u2011-][^\W_]+)*")
_QUOTATION = re.compile(
    r"“[^”]{0,2000}”|‘(?:[^’]|’(?=\w)){0,2000}’(?!\w)|«[^»]{0,2000}»|„[^“]{0,2000}“"
    r"|\"[^\"]{0,2000}\"|(?<!\w)'(?:[^']|'(?=\w)){0,2000}'(?!\w)"
)
"""Bounded, so that a text full of opening marks costs no more than its length."""
_FOLDED = str.maketrans({
    "’": "'",
    "‘": "'",
    "\u2010": "-",
    "\u2011": "-",
    "\u00a0": " ",
    "\u202f": " ",
})
_SHORT = 6
"""Capitals that one acronym may have."""
_LETTER = re.compile(r"[^\W_]")
_DIGIT = re.compile(r"\d")


class Kind(StrEnum):
    """What a passage is."""

    TITLE = "title"
    """Of the report, of a section, of an entry of the register."""
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ENTRY = "entry"
    """A paragraph of a list."""
    CELL = "cell"
    NOTE = "note"
    """A footnote."""
    CAPTION = "caption"
    ALTERNATIVE = "alternative"
    """What is read aloud for a picture."""
    QUOTATION = "quotation"
    """Words of someone else: a block quotation, the wording of a source."""
    FIELD = "field"
    """Prose in a field of the register: a note, an ambiguity, an answer."""
    REMARK = "remark"
    """A checker's remark on the words of the source, which it has to repeat."""


class Places(Protocol):
    """Knows where the characters of a passage stand."""

    def span(self, start: int, end: int) -> Span:
        """Return the place of the characters from `start` up to `end`."""

    def written(self, span: Span) -> str:
        """Return what the source has at a place."""


@dataclass(frozen=True)
class Reference:
    """What a passage points to.

    `kind` is that of `[@kind:key]`, or `cite` for a source, `link` for an anchor, `address` for
    what a link leads to, `note` for a footnote. `at` is the offset in the passage; what a note
    refers to stands where the note is called.
    """

    kind: str
    key: str
    at: int


@dataclass(frozen=True, eq=False)
class Passage:
    """A run of text in one language.

    Any white space is one space. `section` is None for text of the register and of `report.yaml`;
    `entry` is then the id of the entry, or `report`.
    """

    text: str
    kind: Kind
    language: str
    section: Section | None
    places: Places = field(repr=False)
    references: tuple[Reference, ...] = ()
    entry: str | None = None

    @cached_property
    def sentences(self) -> tuple[Stretch, ...]:
        """The sentences, without the spaces between them."""
        return tuple(
            Stretch(self, start, end)
            for start, end in split_sentences(self.text, self.language)
        )  # fmt: skip

    @cached_property
    def quotations(self) -> tuple[tuple[int, int], ...]:
        """From where to where the words of someone else go, with their marks."""
        if self.kind is Kind.QUOTATION:
            return ((0, len(self.text)),)
        return tuple(match.span() for match in _QUOTATION.finditer(self.text))

    @cached_property
    def is_loud(self) -> bool:
        """Tell whether it is set in capitals, so that none of its words is an acronym."""
        capitals = sum(map(str.isupper, self.text))
        small = sum(map(str.islower, self.text))
        return capitals > _SHORT and capitals > small

    def at(self, reference: Reference) -> Stretch:
        """Return the character that stands for a reference."""
        return Stretch(self, reference.at, reference.at + 1)

    @property
    def whole(self) -> Stretch:
        """The passage as a stretch of itself."""
        return Stretch(self, 0, len(self.text))


@dataclass(frozen=True)
class Stretch:
    """Some characters of a passage: a sentence, a word, whatever a rule found."""

    passage: Passage
    start: int
    end: int

    @property
    def text(self) -> str:
        """The characters as a reader meets them."""
        return self.passage.text[self.start : self.end]

    @property
    def span(self) -> Span:
        """Where they stand in the source."""
        return self.passage.places.span(self.start, self.end)

    @property
    def written(self) -> str:
        """The characters as the source has them, with its marks, escapes and line ends."""
        return self.passage.places.written(self.span)

    @property
    def is_literal(self) -> bool:
        """Tell whether the source has just these characters, so that an edit may change them."""
        return self.written == self.text

    @property
    def is_quoted(self) -> bool:
        """Tell whether it is someone else's words."""
        return any(start <= self.start < end for start, end in self.passage.quotations)

    @property
    def sentence(self) -> Stretch:
        """The sentence in which it begins."""
        return next((s for s in self.passage.sentences if self.start < s.end), self)

    @property
    def words(self) -> list[Stretch]:
        """The words: letters and digits, with what joins them (`cross-border`, `U.S`, `don't`)."""
        found = _WORD.finditer(self.passage.text, self.start, self.end)
        return [Stretch(self.passage, *match.span()) for match in found]

    @property
    def length(self) -> int:
        """The number of words, as a reader counts them: what stands between spaces."""
        return sum(1 for piece in self.text.split() if _LETTER.search(piece))

    @property
    def references(self) -> list[Reference]:
        """The references in it."""
        return [r for r in self.passage.references if self.start <= r.at <= self.end]

    def before(self, characters: int) -> str:
        """Return what stands before it in the passage."""
        return self.passage.text[max(self.start - characters, 0) : self.start]

    def after(self, characters: int) -> str:
        """Return what stands after it in the passage."""
        return self.passage.text[self.end : self.end + characters]


@dataclass(frozen=True, eq=False)
class Prose:
    """All text of a report. Words are found by an index, so that long lists of them cost little."""

    passages: tuple[Passage, ...]

    def __iter__(self) -> Iterator[Passage]:
        return iter(self.passages)

    @cached_property
    def text(self) -> str:
        """All passages, each on a line of its own."""
        return "\n".join(passage.text for passage in self.passages)

    @cached_property
    def folded(self) -> str:
        """The text in small letters, with plain apostrophes, hyphens and spaces."""
        lowered = self.text.lower()
        if len(lowered) != len(self.text):  # one letter may become two, as İ does
            lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in self.text)
        return lowered.translate(_FOLDED)

    @cached_property
    def words(self) -> Mapping[str, list[int]]:
        """Where each run of letters and digits begins in the text, by its folded form."""
        found: dict[str, list[int]] = {}
        for match in _ATOM.finditer(self.folded):
            found.setdefault(match[0], []).append(match.start())
        return found

    @cached_property
    def _starts(self) -> list[int]:
        starts, at = [], 0
        for passage in self.passages:
            starts.append(at)
            at += len(passage.text) + 1
        return starts

    def stretch(self, start: int, end: int) -> Stretch:
        """Return the stretch between two offsets in `text`."""
        index = bisect_right(self._starts, start) - 1
        before = self._starts[index]
        return Stretch(self.passages[index], start - before, end - before)

    @cached_property
    def with_digits(self) -> Prose:
        """The passages that hold a digit: few, so that rules of numbers cost little."""
        return Prose(tuple(p for p in self.passages if _DIGIT.search(p.text)))

    def spoken_in(self, *languages: str) -> Prose:
        """Return the passages in some languages, of whatever country."""
        return Prose(tuple(p for p in self.passages if p.language.partition("-")[0] in languages))

    def search(self, pattern: re.Pattern[str], language: str = "") -> Iterator[Stretch]:
        """Yield what a pattern finds; it must match no line end, since passages stand on lines.

        A group named `at` tells which part of the match is meant. With `language`, only passages
        in it are searched, of whatever country.
        """
        return self._search(pattern, self.text, language)

    def search_folded(self, pattern: re.Pattern[str], language: str = "") -> Iterator[Stretch]:
        """Yield what a pattern of small letters finds where a word begins.

        Much quicker than a pattern that ignores capitals.
        """
        for found in self._search(pattern, self.folded, language):
            if not found.before(1).isalnum():
                yield found

    def _search(self, pattern: re.Pattern[str], text: str, language: str) -> Iterator[Stretch]:
        group = "at" if "at" in pattern.groupindex else 0
        for match in pattern.finditer(text):
            stretch = self.stretch(*match.span(group))
            if speaks(stretch.passage, language):
                yield stretch

    def start_of(self, stretch: Stretch) -> int:
        """Return the offset in `text` at which a stretch begins."""
        return self._offsets[id(stretch.passage)] + stretch.start

    @cached_property
    def _offsets(self) -> Mapping[int, int]:
        return {id(p): start for p, start in zip(self.passages, self._starts, strict=True)}

    def find(self, *phrases: str, language: str = "") -> Iterator[Stretch]:
        """Yield each place of some words or phrases, in capitals or not, in reading order.

        Of two that overlap only the first is found, the longer if they begin together: `a large
        number of` is not `a number of`.
        """
        found = [place for phrase in phrases for place in self.offsets(phrase)]
        reached = 0
        for start, end in sorted(found, key=lambda place: (place[0], -place[1])):
            if start >= reached:
                reached = end
                stretch = self.stretch(start, end)
                if speaks(stretch.passage, language):
                    yield stretch

    def offsets(self, phrase: str) -> Iterator[tuple[int, int]]:
        """Yield from where to where in `text` a word or phrase stands."""
        sought = phrase.lower().translate(_FOLDED)
        first = _ATOM.search(sought)
        if first is None:
            return
        folded = self.folded
        for found in self.words.get(first[0], ()):
            start = found - first.start()
            end = start + len(sought)
            if start >= 0 and folded.startswith(sought, start) and _is_alone(folded, start, end):
                yield start, end


def speaks(passage: Passage, language: str) -> bool:
    """Tell whether a passage is in a language, of whatever country; any is in ""."""
    return not language or passage.language.split("-")[0] == language


def _is_alone(text: str, start: int, end: int) -> bool:
    """Tell whether no letter goes on before or after."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (
        (before.isalnum() and text[start].isalnum())
        or (after.isalnum() and text[end - 1].isalnum())
    )
