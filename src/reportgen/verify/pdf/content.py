"""Content streams → the text and the pictures of each marked content.

Decodes text as a reader does that follows ISO 32000-1, 9.10: by /ActualText, else by /ToUnicode.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pikepdf

__all__ = ["Box", "Mark", "Reader"]

Box = tuple[float, float, float, float]
"""Left, bottom, right and top in the units of the page."""

Matrix = tuple[float, float, float, float, float, float]

_UNIT: Matrix = (1, 0, 0, 1, 0, 0)
_DEEPEST = 8
"""How many forms may stand inside one another."""


@dataclass
class Mark:
    """One marked content: what it says, and where it draws pictures."""

    pieces: list[str] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)

    @cached_property
    def text(self) -> str:
        """Return the text as one; marks are read only after their page is."""
        return "".join(self.pieces)


@dataclass
class _Open:
    """A marked content that has begun and not ended."""

    mark: Mark | None
    replaced: bool


class Reader:
    """Reads the pages of one file; what fonts map to is worked out once."""

    def __init__(self) -> None:
        self._fonts: dict[tuple[int, int], _Font] = {}

    def marks(self, page: pikepdf.Page) -> dict[int, Mark]:
        """Return the marked contents of a page by their numbers."""
        found: dict[int, Mark] = {}
        _Stream(self, page.get("/Resources", {}), _UNIT, found).follow(page)
        return found

    def font(self, resources: Any, name: Any) -> _Font | None:
        """Return a font by the name that a stream gives it."""
        font = resources.get("/Font", {}).get(name)
        if font is None:
            return None
        if font.objgen not in self._fonts or font.objgen == (0, 0):
            self._fonts[font.objgen] = _Font(font)
        return self._fonts[font.objgen]


@dataclass
class _Stream:
    """A page or a form while its operators are followed; `around` are the marks it stands in."""

    reader: Reader
    resources: Any
    matrix: Matrix
    found: dict[int, Mark]
    around: tuple[_Open, ...] = ()
    depth: int = 0
    font: _Font | None = None
    marks: list[_Open] = field(default_factory=list)
    kept: list[tuple[Matrix, _Font | None]] = field(default_factory=list)

    @property
    def mark(self) -> Mark | None:
        """Return the marked content that something drawn now belongs to."""
        opened = reversed((*self.around, *self.marks))
        return next((entry.mark for entry in opened if entry.mark is not None), None)

    @property
    def replaced(self) -> bool:
        """Tell whether an /ActualText stands for what is shown now."""
        return any(entry.replaced for entry in (*self.around, *self.marks))

    def follow(self, stream: Any) -> None:
        for step in pikepdf.parse_content_stream(stream):
            self.step(str(step.operator), step.operands)

    def step(self, operator: str, operands: Any) -> None:
        match operator:
            case "Tj" | "TJ" | "'" | '"':
                self.show(operands[-1])
            case "Tf":
                self.font = self.reader.font(self.resources, operands[0])
            case "BDC" | "BMC":
                self.marks.append(self.opened(operands))
            case "EMC":
                del self.marks[-1:]
            case "q":
                self.kept.append((self.matrix, self.font))
            case "Q" if self.kept:
                self.matrix, self.font = self.kept.pop()
            case "cm":
                self.matrix = _times(_numbers(operands), self.matrix)
            case "Do" if self.depth < _DEEPEST:
                self.draw(self.resources.get("/XObject", {}).get(operands[0]))

    def show(self, shown: Any) -> None:
        mark = self.mark
        if mark is None or self.font is None or self.replaced:
            return
        parts = shown if isinstance(shown, pikepdf.Array) else [shown]
        mark.pieces += [self.font.text(bytes(p)) for p in parts if isinstance(p, pikepdf.String)]

    def draw(self, drawn: Any) -> None:
        kind = drawn.get("/Subtype") if drawn is not None else None
        if kind == "/Image" and self.mark is not None:
            self.mark.pictures.append(_bounds((0, 0, 1, 1), self.matrix))
        elif kind == "/Form":
            matrix = _times(_numbers(drawn.get("/Matrix", _UNIT)), self.matrix)
            resources, around = drawn.get("/Resources", self.resources), (*self.around, *self.marks)
            form = _Stream(self.reader, resources, matrix, self.found, around, self.depth + 1)
            form.follow(drawn)

    def opened(self, operands: Any) -> _Open:
        """Begin a marked content; its text is what /ActualText says, where that is given."""
        properties = operands[1] if len(operands) > 1 else None
        if isinstance(properties, pikepdf.Name):
            properties = self.resources.get("/Properties", {}).get(properties)
        if not isinstance(properties, pikepdf.Dictionary):
            return _Open(None, replaced=False)
        number = properties.get("/MCID")
        mark = self.found.setdefault(int(number), Mark()) if number is not None else None
        instead, holder = properties.get("/ActualText"), mark or self.mark
        if instead is not None and holder is not None and not self.replaced:
            holder.pieces.append(str(instead))
        return _Open(mark, replaced=instead is not None)


# ---------------------------------------------------------------- geometry


def _numbers(values: Iterable[Any]) -> Matrix:
    a, b, c, d, e, f = (float(value) for value in values)
    return (a, b, c, d, e, f)


def _times(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return (
        a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j,
        e * g + f * i + k, e * h + f * j + m,
    )  # fmt: skip


def _bounds(box: Box, matrix: Matrix) -> Box:
    a, b, c, d, e, f = matrix
    corners = [(x, y) for x in box[::2] for y in box[1::2]]
    xs = [a * x + c * y + e for x, y in corners]
    ys = [b * x + d * y + f for x, y in corners]
    return (min(xs), min(ys), max(xs), max(ys))


# ---------------------------------------------------------------- fonts

_BLOCK = re.compile(rb"begin(bfchar|bfrange)(.*?)end\1", re.DOTALL)
_PAIR = re.compile(rb"<([0-9A-Fa-f\s]+)>\s*<([0-9A-Fa-f\s]*)>")
_RANGE = re.compile(
    rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(?:<([0-9A-Fa-f]*)>|\[(.*?)\])", re.DOTALL
)


class _Font:
    """What the codes of one font stand for."""

    def __init__(self, font: Any) -> None:
        self.width = 2 if font.get("/Subtype") == "/Type0" else 1
        stream = font.get("/ToUnicode")
        readable = isinstance(stream, pikepdf.Stream)
        self.letters: Mapping[int, str] = (
            dict(_mapping(stream.read_bytes())) if readable else {}
        )  # fmt: skip

    def text(self, shown: bytes) -> str:
        codes = (
            int.from_bytes(shown[at : at + self.width], "big")
            for at in range(0, len(shown), self.width)
        )
        return "".join(self.letters.get(code, "") for code in codes)


def _mapping(cmap: bytes) -> Iterator[tuple[int, str]]:
    """Read a ToUnicode CMap (Adobe Technical Note 5411)."""
    for kind, block in _BLOCK.findall(cmap):
        if kind == b"bfchar":
            yield from ((int(code, 16), _letters(text)) for code, text in _PAIR.findall(block))
            continue
        for first, last, start, listed in _RANGE.findall(block):
            low, high = int(first, 16), int(last, 16)
            if listed:
                texts = re.findall(rb"<([0-9A-Fa-f]*)>", listed)
                yield from ((low + i, _letters(text)) for i, text in enumerate(texts))
            elif start:
                text = _letters(start)
                ends = range(high - low + 1)
                yield from ((low + i, text[:-1] + chr(ord(text[-1]) + i)) for i in ends if text)


def _letters(digits: bytes) -> str:
    return bytes.fromhex(digits.decode()).decode("utf-16-be", "replace")
