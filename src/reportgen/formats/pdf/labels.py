"""What each page is called and what stands on it, for the PDF and for editions that name pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

__all__ = ["Labels"]

_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
          (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


@dataclass(frozen=True)
class Labels:
    """The pages in order: how many come before the body, and the anchors on each."""

    front: int
    anchors: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, document: Any) -> Labels:
        """Read the pages of a document that WeasyPrint laid out.

        The body begins with the first page whose name in the stylesheet is that of the body.
        """
        names = [page._page_box.page_type.name for page in document.pages]  # noqa: SLF001 - no public name
        front = names.index("body") if "body" in names else len(names)
        return cls(front, tuple(tuple(page.anchors) for page in document.pages))

    def label(self, index: int) -> str:
        """Return what is printed on a page: roman before the body, 1 on its first page (P-17)."""
        return str(index - self.front + 1) if index >= self.front else _roman(index + 1)

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


def _roman(number: int) -> str:
    letters = ""
    for value, sign in _ROMAN:
        letters += sign * (number // value)
        number %= value
    return letters
