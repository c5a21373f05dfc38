"""What each page is called and what stands on it, for the PDF and for editions that name pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

__all__ = ["Labels", "PageFacts", "facts_of", "numeral"]

_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
          (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


ROOM = 20.0
"""The room at the foot of a page left early, in CSS pixels: at least a line of text."""


@dataclass(frozen=True)
class PageFacts:
    """What one page holds: its name in the stylesheet, and its anchors in order.

    `room` is the height that its text leaves free, in CSS pixels; `tops` are the anchors that
    stand above all its text.
    """

    name: str
    anchors: tuple[str, ...]
    room: float
    tops: tuple[str, ...]

    def plain(self) -> dict[str, Any]:
        """Return the facts as data."""
        return {
            "name": self.name, "anchors": self.anchors, "room": self.room, "tops": self.tops,
        }  # fmt: skip


def facts_of(document: Any) -> Iterator[PageFacts]:
    """Read the pages of a document that WeasyPrint laid out."""
    for page in document.pages:
        box = page._page_box  # noqa: SLF001 - no public name
        top = min(_edges(_text(box)), default=(0.0, 0.0))[0]
        places = {anchor: y for anchor, (_, y, *_) in page.anchors.items()} | _tables(box)
        tops = tuple(anchor for anchor in page.anchors if places[anchor] <= top)
        yield PageFacts(str(box.page_type.name), tuple(page.anchors), _room(box), tops)


@dataclass(frozen=True)
class Labels:
    """The pages in order: how many come before the body, and the anchors on each.

    `openings` are the anchors that open a page after one that was left early.
    """

    front: int
    anchors: tuple[tuple[str, ...], ...]
    openings: frozenset[str] = frozenset()

    @classmethod
    def of(cls, pages: Iterable[PageFacts]) -> Labels:
        """Read what the pages hold.

        The body begins with the first page whose name in the stylesheet is that of the body.
        """
        pages = tuple(pages)
        names = [page.name for page in pages]
        front = names.index("body") if "body" in names else len(names)
        seen: set[str] = set()
        openings = []
        for index, page in enumerate(pages):
            if index > front and pages[index - 1].room >= ROOM:
                openings += [anchor for anchor in page.tops if anchor not in seen]
            seen.update(page.anchors)
        return cls(front, tuple(page.anchors for page in pages), frozenset(openings))

    def label(self, index: int) -> str:
        """Return what is printed on a page: roman before the body, 1 on its first page (P-17)."""
        number = self.number(index)
        return str(number) if index >= self.front else numeral(number, "lower-roman")

    def number(self, index: int) -> int:
        """Return the number of a page: 1 on the first of all, and again on that of the body."""
        return index - self.front + 1 if index >= self.front else index + 1

    def pages(self) -> dict[str, str]:
        """Return the label of the page on which each anchor stands first."""
        found: dict[str, str] = {}
        for index, anchors in enumerate(self.anchors):
            for anchor in anchors:
                found.setdefault(anchor, self.label(index))
        return found

    def page_breaks(self) -> tuple[tuple[str, str], ...]:
        """Return each page's label with the first anchor that begins on it, or none."""
        seen: set[str] = set()
        breaks = []
        for index, anchors in enumerate(self.anchors):
            first = next((anchor for anchor in anchors if anchor not in seen), "")
            breaks.append((self.label(index), first))
            seen.update(anchors)
        return tuple(breaks)

    def tree(self) -> Any:
        """Return the number tree of page labels (ISO 32000-1, 12.4.2)."""
        import pydyf  # noqa: PLC0415 - comes with WeasyPrint

        numbers = pydyf.Array()
        if self.front:
            numbers += [0, pydyf.Dictionary({"S": "/r", "St": 1})]
        if self.front < len(self.anchors):
            numbers += [self.front, pydyf.Dictionary({"S": "/D", "St": 1})]
        return pydyf.Dictionary({"Nums": numbers})


def _room(page: Any) -> float:
    """Return the height that the text of a page leaves free above its notes, in CSS pixels."""
    areas = [child for child in page.children if child.element_tag == "@footnote"]
    notes = sum(area.margin_height() for area in areas if area.children)
    bottom = max((bottom for _, bottom in _edges(_text(page))), default=0.0)
    return float(page.content_box_y() + page.height - notes - bottom)


def _tables(page: Any) -> dict[str, float]:
    """Return the upper edge of each table by its anchor, which stands below the caption."""
    stack = list(page.children)
    found: dict[str, float] = {}
    while stack:
        box = stack.pop()
        stack += getattr(box, "children", ())
        if getattr(box, "is_table_wrapper", False):
            anchors = (child.style["anchor"] for child in box.children)
            found |= {a: min(_edges([box]), default=(0.0, 0.0))[0] for a in anchors if a}
    return found


def _text(page: Any) -> list[Any]:
    return [child for child in page.children if child.element_tag == "html"]


def _edges(boxes: Iterable[Any]) -> Iterator[tuple[float, float]]:
    """Yield the upper and lower edge of each line and picture in these boxes."""
    stack = list(boxes)
    while stack:
        box = stack.pop()
        children = getattr(box, "children", ())
        if not box.is_in_normal_flow():
            continue
        if children and type(box).__name__ != "LineBox":
            stack += children
        elif children or type(box).__name__.endswith("ReplacedBox"):
            yield float(box.position_y), float(box.position_y + box.margin_height())


def numeral(number: int, kind: str) -> str:
    """Return a number as CSS writes it: `decimal`, `lower-roman` or `upper-roman`."""
    if kind == "decimal":
        return str(number)
    letters = ""
    for value, sign in _ROMAN:
        letters += sign * (number // value)
        number %= value
    return letters.upper() if kind == "upper-roman" else letters
