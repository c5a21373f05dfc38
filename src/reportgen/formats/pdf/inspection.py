"""The pages as WeasyPrint laid them out → what of the report is not on them.

WeasyPrint says nothing when a note has no room, or when a word leaves the page.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from reportgen.formats.pdf.findings import Finding

__all__ = ["inspect"]

TOLERANCE = 1.0
"""CSS pixels by which rounding may set a box beside its page."""

_SHOWN = 40


def inspect(pages: list[Any]) -> Iterator[Finding]:
    """Find notes that are on no page or higher than one, and words outside their page."""
    noted: set[Any] = set()
    for number, page in enumerate(page._page_box for page in pages):  # noqa: SLF001
        top = page.content_box_y()
        for child in page.children:
            if isinstance(child, boxes.FootnoteAreaBox):
                noted |= {note.element for note in child.children}
                if child.position_y < top - TOLERANCE:
                    longest = max(child.children, key=lambda note: float(note.margin_height()))
                    yield "note-too-long", _start(longest.element), number
        outside = _outside(page)
        if outside is not None:
            yield "text-outside-page", outside, number
    root = next((c.element for c in pages[0]._page_box.children if c.element is not None), None)  # noqa: SLF001
    for element in root.iter() if root is not None else ():
        if "footnote" in (element.get("class") or "").split() and element not in noted:
            yield "lost-note", _start(element), 0


def _outside(page: Any) -> str | None:
    """Return the first words that leave the page on a side."""
    for box in _texts(page):
        left, right = box.position_x, box.position_x + box.width
        above, below = box.position_y, box.position_y + box.height
        if (
            min(left, above) < -TOLERANCE
            or right > page.margin_width() + TOLERANCE
            or below > page.margin_height() + TOLERANCE
        ) and box.text.strip():
            return str(box.text[:_SHOWN])
    return None


def _texts(box: Any) -> Iterator[Any]:
    if isinstance(box, AbsolutePlaceholder):
        box = box._box  # noqa: SLF001 - the placeholder has no other way to what it holds
    if isinstance(box, boxes.TextBox):
        yield box
    for child in getattr(box, "children", ()):
        yield from _texts(child)


def _start(element: Any) -> str:
    words = " ".join("".join(element.itertext()).split())
    return words if len(words) <= _SHOWN else f"{words[:_SHOWN]}…"
