"""Plain text → Manuscript: what its author meant by empty lines, short lines, numbers and dots.

A heading is a short line without a final stop that stands alone before a paragraph, a line that is
underlined, or a numbered one. Never drops a word: whatever it does not understand is a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from reportgen import dates
from reportgen.document import header, para
from reportgen.intake.lists import number_of
from reportgen.intake.manuscript import Block, Manuscript, Record

__all__ = ["day_of", "read_plain", "taken_over"]

_WRAPPED = 100
"""Characters: a text with longer lines keeps each paragraph on one."""

_LONGEST_HEADING, _MOST_WORDS = 100, 14
_LONGEST_COLON_HEADING = 6
_LONGEST_TITLE = 150
_SHORT_WORD = 3
_WIDE_GAP = 2
"""Empty lines that set a section off where its paragraphs are set off by one."""

_NUMBERED = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2})*)[.)]?\s+(?P<words>\S.*)")
_NAMED = re.compile(r"(?:chapter|section|part|annex|appendix)\s+(?:\d+|[IVX]+)\b.*", re.IGNORECASE)
_MARK = re.compile(r"\W\S?\s")
_UNDERLINE = re.compile(r"(?P<mark>[=~^-])(?P=mark){2,}\s*")
_RULE = re.compile(r"\s*(?:[*_=~-]\s*){3,}")
_BYLINE = re.compile(
    r"(?:written |posted )?by:?\s+(?P<names>[^.,;:]{2,}(?:,[^.;:]+)*)", re.IGNORECASE
)
_DATED = re.compile(r"(?:published|posted|updated|date)?\s*(?:on|:)?\s*(?P<day>.+)", re.IGNORECASE)
_AND = re.compile(r"\s*(?:,|;|\band\b|&)\s*")
_OF_ITS_OWN = re.compile(
    r"(?:introduction|background|conclusions?|concluding remarks|(?:executive )?summary|abstract"
    r"|references|bibliography|sources|notes|acknowledge?ments|foreword|preface|methodology"
    r"|recommendations|outlook|appendix|annex)",
    re.IGNORECASE,
)
"""Headings of sections that authors leave without a number among numbered ones."""


@dataclass(frozen=True)
class _Piece:
    """A paragraph, an entry or a heading: its words, and how it stands among the others."""

    words: str
    line: int
    indent: int = 0
    gap: int = 1
    alone: bool = True
    underline: str = ""


def read_plain(text: str, record: Record) -> Manuscript:
    """Read a plain text whose characters are clean."""
    pieces = _pieces(text)
    found = Manuscript([])
    pieces = _take_head(pieces, found, record)
    numbered = any(_level_of_number(pieces, i) for i in range(len(pieces)))
    wide = any(p.gap >= _WIDE_GAP for i, p in enumerate(pieces) if _level_of_number(pieces, i))
    for index, piece in enumerate(pieces):
        level = _level(pieces, index, numbered=numbered, wide=wide)
        node = header(level, _heading_words(piece, record)) if level else para(piece.words)
        found.blocks.append(Block(node, piece.line, piece.indent))
    tabs = [
        line for line, words in enumerate(text.split("\n"), 1) if re.search(r"\S {3,}\S", words)
    ]
    if tabs:
        record.remark(
            f"line {tabs[0]} looks like columns set with spaces or tabs; make it a table by hand"
        )
    return found


def _pieces(text: str) -> list[_Piece]:
    lines = text.split("\n")
    wrapped = max(map(len, lines)) <= _WRAPPED
    pieces: list[_Piece] = []
    gap, fresh = _WIDE_GAP, True
    for number, line in enumerate(lines, 1):
        words = line.strip(" ")
        bare = " ".join(line.split())
        if not bare:
            gap, fresh = (1 if fresh is False else gap + 1), True
            continue
        mark = _UNDERLINE.fullmatch(bare)
        if mark and pieces and not fresh and len(pieces[-1].words) <= _LONGEST_HEADING:
            pieces[-1] = replace(pieces[-1], underline=mark["mark"])
            continue
        if _RULE.fullmatch(bare):
            fresh = True
            continue
        begins = fresh or not wrapped or _begins(words) or bool(pieces[-1].underline)
        if begins or (pieces and _heads(pieces[-1])):
            if pieces and not fresh and wrapped and not _heads(pieces[-1]):
                pieces[-1] = replace(pieces[-1], alone=False)
            spaces = len(line) - len(line.lstrip(" "))
            # No-break spaces in front stay: they are the mark of an entry.
            inner = re.sub(r"[ \t]+", " ", words)
            pieces.append(_Piece(inner, number, spaces, gap if fresh else 0))
        else:
            pieces[-1] = replace(pieces[-1], words=f"{pieces[-1].words} {bare}", alone=False)
        gap, fresh = 0, False
    return pieces


def _begins(words: str) -> bool:
    """Tell whether a line inside a paragraph begins an entry of a list."""
    return bool(_MARK.match(words)) or number_of(words) is not None


def _heads(piece: _Piece) -> bool:
    """Tell whether a line with others right below it is a heading by its number alone."""
    match = _NUMBERED.fullmatch(piece.words)
    return (
        piece.alone and match is not None and _is_short(piece.words) and match["words"][0].isupper()
        and ("." in match["number"] or "." in piece.words.partition(" ")[0])
        and len(piece.words) < _WRAPPED // 2
    )  # fmt: skip


def _is_short(words: str) -> bool:
    return (
        len(words) <= _LONGEST_HEADING and len(words.split()) <= _MOST_WORDS
        and not words.endswith((".", "!", "?", ";", ",", ":", "…", "۔", "؟", "،"))
    )  # fmt: skip


def _level_of_number(pieces: Sequence[_Piece], index: int) -> int:
    """Return the level that the number of a heading tells, or 0 for none."""
    words = pieces[index].words
    match = _NUMBERED.fullmatch(words)
    if match is None or not _is_short(words) or not pieces[index].alone:
        return 0
    if number_of(words) is not None and "." not in match["number"]:
        around = [
            p.words for p in (*pieces[max(index - 1, 0) : index], *pieces[index + 1 : index + 2])
        ]
        own = number_of(words) or 0
        if any(number_of(w) in {own - 1, own + 1} for w in around):
            return 0
    elif "." not in match["number"]:
        return 0  # `3 apples a day`: a number without its stop begins a sentence, or an entry
    return match["number"].count(".") + 1


def _level(pieces: Sequence[_Piece], index: int, *, numbered: bool, wide: bool) -> int:
    """Return the level of the heading that a piece is, or 0 for a paragraph."""
    piece = pieces[index]
    if piece.underline and _is_short(piece.words.rstrip(":")):
        return 1 if piece.underline == "=" else 2
    by_number = _level_of_number(pieces, index)
    if by_number:
        return by_number
    if not piece.alone or _begins(piece.words) or index + 1 == len(pieces):
        return 0
    if _is_subheading(piece.words):
        return 2
    if not _is_short(piece.words) or not _opens(piece.words):
        return 0
    after = pieces[index + 1].words
    prose = not _is_short(after) or _begins(after) or _is_subheading(after)
    if not prose and not _level_of_number(pieces, index + 1):
        return 0  # a row of short lines is an address or a poem
    if not numbered or _OF_ITS_OWN.fullmatch(piece.words) or _NAMED.fullmatch(piece.words):
        return 1
    return 1 if wide and piece.gap >= _WIDE_GAP else 2


def _opens(words: str) -> bool:
    """Tell whether a line begins as a heading does: with a capital, a digit, or no case at all."""
    letter = next((character for character in words if character.isalnum()), "")
    return bool(letter) and not letter.islower()


def _is_subheading(words: str) -> bool:
    """Tell whether `Key Trade Initiatives:` is a heading: few words, each with a capital."""
    if not words.endswith(":"):
        return False
    names = words[:-1].split()
    weighty = [word for word in names if len(word) > _SHORT_WORD]
    return (
        len(names) > 1 and len(names) <= _LONGEST_COLON_HEADING and len(weighty) > 1
        and all(word[0].isupper() for word in weighty)
    )  # fmt: skip


def _heading_words(piece: _Piece, record: Record) -> str:
    match = _NUMBERED.fullmatch(piece.words)
    if match:
        number = piece.words[: match.start("words")]
        record.drop(number, piece.line, "numbers of headings, which the report counts itself")
    return (match["words"] if match else piece.words).rstrip(":").strip()


def _take_head(pieces: list[_Piece], found: Manuscript, record: Record) -> list[_Piece]:
    """Take title, authors and date from the top of the text; return what is left."""
    if len(pieces) < _WIDE_GAP or not _is_title(pieces):
        return pieces
    found.title, found.titled = pieces[0].words, True
    at = 1
    while at < len(pieces) - 1 and pieces[at].alone and at <= _SHORT_WORD:
        if not taken_over(pieces[at].words, pieces[at].line, found, record):
            break
        at += 1
    return pieces[at:]


def taken_over(words: str, line: int | None, found: Manuscript, record: Record) -> bool:
    """Take authors or date from a line that says nothing else; tell whether it did."""
    if len(words) > _LONGEST_HEADING:
        return False
    byline, day = _BYLINE.fullmatch(words), day_of(words)
    names = tuple(filter(None, _AND.split(byline["names"]))) if byline else ()
    if names and found.authors in {(), names}:
        found.authors = names
        record.drop(words, line, "a byline, now `authors` in report.yaml")
    elif day and found.date in {None, day}:
        found.date = day
        record.drop(words, line, "a date, now `published` in report.yaml")
    else:
        return False
    return True


def _is_title(pieces: Sequence[_Piece]) -> bool:
    first = pieces[0]
    return (
        first.alone and not _begins(first.words) and not _level_of_number(pieces, 0)
        and len(first.words) <= _LONGEST_TITLE and _opens(first.words)
        and not first.words.endswith((".", ";", ",", ":", "!", "۔"))
        and not _OF_ITS_OWN.fullmatch(first.words)
    )  # fmt: skip


def day_of(words: str) -> str | None:
    """Return the day that a line names and nothing else: `Published on 5 May 2024`."""
    match = _DATED.fullmatch(words.strip())
    day = match["day"].rstrip(".") if match else ""
    iso = re.fullmatch(r"(\d{4}-\d\d-\d\d)(?:[T ].*)?", day, re.ASCII)
    parts = re.fullmatch(r"(?:(\d{1,2})\.? ([^\W\d]+)|([^\W\d]+) (\d{1,2})),? (\d{4})", day)
    month = _months().get((parts[2] or parts[3]).casefold()) if parts else None
    if iso:
        found = iso[1]
    elif parts and month:
        found = f"{int(parts[5]):04}-{month:02}-{int(parts[1] or parts[4]):02}"
    else:
        return None
    return found if dates.is_day(found) else None


@cache
def _months() -> dict[str, int]:
    from babel.dates import get_month_names  # noqa: PLC0415 - 50 ms, only for a line with a date

    return {
        name.rstrip(".").casefold(): number
        for width in ("wide", "abbreviated")
        for number, name in get_month_names(width, locale="en").items()
    }  # fmt: skip
