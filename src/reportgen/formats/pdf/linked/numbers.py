"""Page numbers that are printed before they are known: how they are drawn, and how filled in.

While a section is laid out, the number of a page is an `Awaited`. In the text it is a guess between
marks that no font shows. Where that text is drawn, a `Hole` is left on the page: its words, and all
figures that a number could need, as the font has them. The linker fills it, and moves it where
figures differ in width.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

__all__ = ["OWN", "TOTAL", "Awaited", "Hole", "Numbers", "Uncovered", "fill"]

OWN = ""
"""What is awaited is the number of the page itself."""
TOTAL = "\x00pages"
"""What is awaited is how many pages there are."""

_MARK, _ZERO, _ONE = "\u2063", "\u2061", "\u2062"
"""Invisible separator, function application, invisible times: no font draws them."""
_AWAITED = re.compile(f"{_MARK}([{_ZERO}{_ONE}]+){_MARK}([^{_MARK}]*){_MARK}")

_LETTERS = {
    "decimal": "0123456789",
    "lower-roman": "ivxlcdm",
    "upper-roman": "IVXLCDM",
}
"""The letters of each kind of numeral that can be filled in."""

GUESS = 2
"""Figures of a page number of which nothing is known yet."""


class Uncovered(Exception):  # noqa: N818 - it says what a section has, not that something is wrong
    """A section has what the linker does not cover; the message says what."""


class Awaited(int):
    """The number of a page that is not known yet: of the page of an anchor, or `OWN`, `TOTAL`."""

    target: str

    def __new__(cls, target: str) -> Self:
        """Await the number of the page of `target`."""
        made = super().__new__(cls, 1)
        made.target = target
        return made

    def __deepcopy__(self, _: Any) -> Awaited:
        """Return itself: it never changes."""
        return self


@dataclass(frozen=True)
class Hole:
    """A text with awaited numbers, where it is drawn.

    Each of `pieces` is what shows fixed words, or the number of a kind of numeral and target, with
    its guess. `part` is how much of a difference in width the text moves back: 0 where it begins in
    its place, 1 where it ends there; in running text (`fixed`), the guess must be as long as what
    is filled in.
    """

    x: float
    y: float
    part: float
    fixed: bool
    pieces: tuple[Any, ...]

    def plain(self) -> dict[str, Any]:
        """Return the hole as data."""
        return {
            "x": self.x, "y": self.y, "part": self.part, "fixed": self.fixed,
            "pieces": list(self.pieces),
        }  # fmt: skip


@dataclass
class Numbers:
    """The numbers that one section awaits, and the letters to fill them in with."""

    guesses: Mapping[str, int]
    awaited: list[tuple[str, str]] = field(default_factory=list)
    alphabets: dict[str, dict[str, tuple[str, float]]] = field(default_factory=dict)

    def text(self, number: Awaited, kind: str) -> str:
        """Return the guess of a number between its marks."""
        if kind not in _LETTERS:
            message = f"page numbers as {kind}"
            raise Uncovered(message)
        if (number.target, kind) not in self.awaited:
            self.awaited.append((number.target, kind))
        index = self.awaited.index((number.target, kind))
        name = f"{index:b}".replace("0", _ZERO).replace("1", _ONE)
        letters = self.guesses.get(number.target, GUESS)
        return f"{_MARK}{name}{_MARK}{_LETTERS[kind][0] * letters}{_MARK}"

    def draw(self, stream: Any, box: Any, part_of: Callable[[Any], float | None]) -> bool:
        """Leave a hole for a text box with awaited numbers; tell whether it has any.

        `part_of` gives the part of the hole, None in running text.
        """
        if _MARK not in box.text:
            return False
        style, part = box.style, part_of(box)
        if style["text_decoration_line"] not in ("none", set(), frozenset()):
            message = "a line under a page number"
            raise Uncovered(message)
        box.pango_layout.reactivate(style)
        pen = _Pen(stream, box)
        pieces: list[Any] = []
        last = 0
        for found in _AWAITED.finditer(box.text):
            if found.start() > last:
                pieces.append(pen.words(box.text[last : found.start()])[0])
            last = found.end()
            name = found[1].replace(_ZERO, "0").replace(_ONE, "1")
            target, kind = self.awaited[int(name, 2)]
            alphabet = f"{pen.face()}/{kind}"
            if alphabet not in self.alphabets:
                self.alphabets[alphabet] = {c: pen.words(c) for c in _LETTERS[kind]}
            pieces.append([target, kind, alphabet, found[2]])
        if last < len(box.text):
            pieces.append(pen.words(box.text[last:])[0])
        box.pango_layout.set_text(box.text)
        box.pango_layout.deactivate()
        if any(_MARK in piece for piece in pieces if isinstance(piece, str)):
            message = "a page number parted over two lines"
            raise Uncovered(message)
        stream.set_color(style["color"])
        stream.stream.append(
            Hole(
                box.position_x, box.position_y + box.baseline,
                0.5 if part is None else part, part is None, tuple(pieces),
            )
        )  # fmt: skip
        return True


class _Pen:
    """Draws short texts in the manner of one box, beside its page."""

    def __init__(self, stream: Any, box: Any) -> None:
        self.stream = stream
        self.box = box

    def face(self) -> str:
        """Name the look of the letters."""
        shown, width = self.words("0")
        return f"{shown}/{width:.4f}"

    def words(self, text: str) -> tuple[str, float]:
        """Return the operators that show a text from where the last one ended, and its width."""
        from weasyprint.draw.text import draw_first_line  # noqa: PLC0415 - only where pages are made
        from weasyprint.matrix import Matrix  # noqa: PLC0415
        from weasyprint.text.line_break import line_size  # noqa: PLC0415

        beside = self.stream.clone(compress=False)
        box = self.box.copy()
        box.text = text
        box.pango_layout.set_text(text)
        line, _ = box.pango_layout.get_first_line()
        width, _ = line_size(line, box.style)
        if draw_first_line(beside, box, "clip", "none", Matrix()):
            message = "a picture in a page number"
            raise Uncovered(message)
        shown = b"\n".join(
            item if isinstance(item, bytes) else str(item).encode() for item in beside.stream[1:]
        )
        if not text.strip():
            size = box.style["font_size"]
            shown = f"[{-width / size * 1000:.3f}] TJ".encode()
        return shown.decode("latin-1"), float(width)


def fill(
    hole: Mapping[str, Any], alphabets: Mapping[str, Any], said: Callable[[str, str], str]
) -> str:
    """Return the operators that draw a hole; `said` gives a number by its target and kind."""
    shown, more = [], 0.0
    for piece in hole["pieces"]:
        if isinstance(piece, str):
            shown.append(piece)
            continue
        target, kind, alphabet, guess = piece
        letters = alphabets[alphabet]
        number = said(target, kind)
        shown += [letters[letter][0] for letter in number]
        more += sum(letters[letter][1] for letter in number)
        more -= sum(letters[letter][1] for letter in guess)
    x = hole["x"] - hole["part"] * more
    return "\n".join(["BT", f"1 0 0 -1 {x:.6f} {hole['y']:.6f} Tm", *shown, "ET"])
