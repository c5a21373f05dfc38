"""What copying, searching and reading aloud get out of text that runs from right to left.

A font of a PDF names one text for each of its shapes. In right-to-left text a bracket is drawn with
the shape of its counterpart, and letters share shapes, so that WeasyPrint 70.0 gives the second of
them the text of the first (W-23, W-24). Here each shape that stands for another text than its font
says gets that text where it is drawn: `/ActualText` (ISO 32000-1, 14.9.4). Never changes a shape or
its place. What stays lost are joiners (W-25): no shape stands for them.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from typing import Any

from reportgen.languages import is_right_to_left

__all__ = ["actual_text"]

_PIECES = re.compile(r"<([0-9a-f]*)>")
_CODE = 4
"""Hexadecimal digits of the number of a shape."""


@contextlib.contextmanager
def actual_text(text: str) -> Iterator[None]:
    """Have the pages of `text` say what their shapes stand for, if any of it is right-to-left."""
    from weasyprint.draw import text as drawing  # noqa: PLC0415 - only where a PDF is made

    if not is_right_to_left(text):
        yield
        return
    before = drawing.draw_first_line

    def draw_first_line(stream: Any, *rest: Any) -> Any:
        return before(_Stream(stream), *rest)

    drawing.draw_first_line = draw_first_line
    try:
        yield
    finally:
        drawing.draw_first_line = before


class _Stream:
    """The stream of a page for one line of text: shapes whose text differs are marked with it."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream
        self.texts: list[tuple[str, bool]] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)

    def add_font(self, pango_font: Any) -> tuple[Any, float]:
        font, size = self.stream.add_font(pango_font)
        return _Font(font, self.texts), size

    def show_text(self, text: str) -> None:
        """Show the shapes of `text`, of which those not shown yet are the first of `texts`."""
        shown, at = "", 0
        for piece in _PIECES.finditer(text):
            shown += text[at : piece.start()]
            at = piece.end()
            codes = piece[1]
            for start in range(0, len(codes), _CODE):
                code, (meant, differs) = codes[start : start + _CODE], self.texts.pop(0)
                if not differs:
                    shown += f"<{code}>"
                    continue
                if shown:
                    self.stream.show_text(_joined(shown))
                shown = ""
                self._show_as(code, meant)
        shown += text[at:]
        if shown:
            self.stream.show_text(_joined(shown))

    def _show_as(self, code: str, meant: str) -> None:
        import pydyf  # noqa: PLC0415 - comes with WeasyPrint

        said = pydyf.Dictionary({"ActualText": pydyf.String(meant)})
        self.stream.begin_marked_content("Span", said)
        self.stream.show_text(f"<{code}>")
        self.stream.end_marked_content()


class _Font:
    """A font that is asked for the text of every shape, not only of new ones."""

    def __init__(self, font: Any, texts: list[tuple[str, bool]]) -> None:
        self.font = font
        self.to_unicode = _Texts(font.to_unicode, texts)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.font, name)


class _Texts:
    """The texts of a font's shapes; the first that a shape stands for is the one of the font."""

    def __init__(self, known: dict[int, str], texts: list[tuple[str, bool]]) -> None:
        self.known = known
        self.texts = texts

    def __contains__(self, glyph: int) -> bool:
        return False

    def __setitem__(self, glyph: int, text: str) -> None:
        first = self.known.setdefault(glyph, text)
        # A shape for two letters, such as lam-alef: PDFium would read them in the order of sight.
        joined = len(text) > 1 and is_right_to_left(text)
        self.texts.append((text, joined or first.split() != text.split()))


def _joined(shown: str) -> str:
    return shown.replace("><", "")
