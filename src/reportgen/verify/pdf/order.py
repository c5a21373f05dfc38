"""The text of the structure tree, in its order, against the source (C-12, P-25).

Compares letters and figures alone, so that line breaks, hyphens and spaces make no difference.
What the layout adds (numbers, labels, page numbers) may stand between; what the source has and the
tree has not, or has elsewhere, is a finding.
"""

from __future__ import annotations

import bisect
import difflib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import lxml.html

from reportgen.languages import direction_of
from reportgen.verify.pdf.tree import open_tagged
from reportgen.verify.subject import Subject
from reportgen.verify.toolbox import NotJudged, Toolbox
from reportgen.verify.verdict import Finding, note

__all__ = ["Lost", "judge_order", "lost_passages", "source_text"]

SHARE = 0.999
"""The least share of the source's letters that stand in order."""

PASSAGE = 12
"""Letters in a row that make a passage: to lose one is a finding, however long the report."""

_ANCHORS = (16, 8, 4)
"""Lengths of the stretches by which the two texts are aligned, one after the other."""

_LARGEST = 250_000
"""Product of the lengths up to which what no anchor aligns is compared letter by letter."""

_Stretch = tuple[int, int]

_LETTER = re.compile(r"[0-9A-Za-z\u00c0-\u024f]")
_UNREAD = (
    "//head|//script|//style|//*[@hidden]|//*[local-name()='math']"
    "|//*[contains(concat(' ', @class), ' running-')]|//tr[@class='continued']"
)
"""What of the source is not content of the pages: running and repeated heads are artifacts."""


def judge_order(subject: Subject, toolbox: Toolbox) -> Iterator[Finding]:
    """Look for text that the tree has lost or has in another place."""
    del toolbox
    if subject.source is None:
        message = "it compares with the source: give the project"
        raise NotJudged(message)
    tagged = open_tagged(subject.path)
    if direction_of(tagged.language) == "rtl":
        message = "the order inside right-to-left lines is visual in this engine (W-25)"
        raise NotJudged(message)
    source = source_text(subject.source.html)
    wanted = _squeezed(source)
    lost = list(lost_passages(source, "".join(tagged.top.texts())))
    share = 1 - sum(passage.letters for passage in lost) / max(len(wanted), 1)
    yield note("share", f"{share:.4%} of {len(wanted):,} letters of the source stand in order")
    passages = [passage for passage in lost if passage.letters >= PASSAGE]
    for passage in passages:
        yield Finding("ORDER", f"lost, or not in its place: “{_short(passage.text)}”")
    if share < SHARE and not passages:
        some = ", ".join(f"“{_short(passage.text)}”" for passage in lost[:6])
        yield Finding("ORDER", f"only {share:.2%} of the letters stand in order; lost: {some}")


def source_text(html: str) -> str:
    """Return the text of an HTML document that must be in the pages, in its order."""
    document: Any = lxml.html.document_fromstring(html)
    for element in document.xpath(_UNREAD):
        element.drop_tree()
    for element in document.iter("br", "p", "li", "td", "th", "dt", "dd", "caption", "div"):
        # Only for whoever reads the finding: letters are compared without the spaces.
        element.tail = f" {element.tail or ''}"
    text: str = document.text_content()
    return text


@dataclass(frozen=True)
class Lost:
    """A stretch of the source that the other text lacks, as it is written there."""

    text: str
    letters: int


def lost_passages(source: str, other: str) -> Iterator[Lost]:
    """Yield what of `source` is not in `other`, or is not in the same order there."""
    places = _places(source)
    wanted, there = _squeezed(source), _squeezed(other)
    for start, end in _joined(_uncovered(wanted, there)):
        first, last = _whole_words(source, places[start], places[end - 1] + 1)
        yield Lost(source[first:last], end - start)


def _uncovered(wanted: str, there: str, sizes: tuple[int, ...] = _ANCHORS) -> list[_Stretch]:
    """Return the stretches of `wanted` without a counterpart in its place.

    What lies between two anchors is aligned by shorter ones, which need to be unique only there.
    """
    if wanted in there:
        return []
    if not there or not sizes:
        return _compared(wanted, there)
    anchors = _anchors(wanted, there, sizes[0])
    found: list[_Stretch] = []
    left = right = 0
    for i, j in [*anchors, (len(wanted), len(there))]:
        if i > left:
            sizes_left = sizes if anchors else sizes[1:]
            inner = _uncovered(wanted[left:i], there[min(right, j) : j], sizes_left)
            found += [(left + start, left + end) for start, end in inner]
        left, right = max(left, i + sizes[0]), max(right, j + sizes[0])
    return found


def _compared(wanted: str, there: str) -> list[_Stretch]:
    """Compare letter by letter, where that does not take for ever."""
    if not there or len(wanted) * len(there) > _LARGEST:
        return [(0, len(wanted))]
    blocks = difflib.SequenceMatcher(None, wanted, there, autojunk=False).get_matching_blocks()
    ends = [0, *(block.a + block.size for block in blocks)]
    return [
        (end, block.a) for end, block in zip(ends, blocks, strict=False) if block.a > end
    ]  # fmt: skip


def _anchors(wanted: str, there: str, size: int) -> list[tuple[int, int]]:
    """Return the longest chain of stretches that both texts have once, in order in both."""
    mine, theirs = _once(wanted, size), _once(there, size)
    pairs = [(i, theirs[piece]) for piece, i in mine.items() if piece in theirs]
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for index, (_, j) in enumerate(pairs):
        at = bisect.bisect_left(ends, j)
        before.append(last[at - 1] if at else -1)
        ends[at : at + 1] = [j]
        last[at : at + 1] = [index]
    chain = []
    index = last[-1] if last else -1
    while index >= 0:
        chain.append(pairs[index])
        index = before[index]
    return chain[::-1]


def _once(text: str, size: int) -> dict[str, int]:
    """Return the stretches that occur once, with their places, in order."""
    found: dict[str, int] = {}
    again = set()
    for at in range(len(text) - size + 1):
        piece = text[at : at + size]
        if found.setdefault(piece, at) != at:
            again.add(piece)
    return {piece: at for piece, at in found.items() if piece not in again}


def _joined(stretches: Iterable[_Stretch]) -> list[_Stretch]:
    """Join stretches with a letter or two between them: a diff finds those by chance."""
    joined: list[_Stretch] = []
    for start, end in stretches:
        if joined and start - joined[-1][1] <= 2:  # noqa: PLR2004 - said above
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a stretch to the words that it is part of, for whoever reads of it."""
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return start, end


def _squeezed(text: str) -> str:
    """Keep the letters and figures of left-to-right text, in small letters."""
    return "".join(_LETTER.findall(unicodedata.normalize("NFKC", text))).casefold()


def _places(text: str) -> list[int]:
    """Return where in `text` each letter of its squeezed form stands."""
    return [at for at, sign in enumerate(text) for _ in _squeezed(sign)]


def _short(text: str, longest: int = 90) -> str:
    words = " ".join(text.split())
    return words if len(words) <= longest else f"{words[:longest]}…"
