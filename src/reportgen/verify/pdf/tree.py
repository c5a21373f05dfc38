"""A PDF → its structure tree with the text of each element, as assistive technology meets it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pikepdf

from reportgen.verify.pdf.content import Box, Mark, Reader
from reportgen.verify.toolbox import Unreadable

__all__ = ["Element", "Tagged", "attribute", "open_tagged"]


@dataclass
class Element:
    """One structure element; `role` is its standard type, after the role map.

    `contents` counts the marked contents directly below it. `kids` are elements and the texts of
    marked contents, in order.
    """

    role: str
    object: Any = field(repr=False)
    kids: list[Element | str] = field(default_factory=list, repr=False)
    contents: int = 0
    pictures: list[Box] = field(default_factory=list, repr=False)

    @property
    def number(self) -> int:
        """Return the number of the object, by which the element is found in the file."""
        return int(self.object.objgen[0])

    def walk(self) -> Iterator[Element]:
        """Yield the element and all below it, in reading order."""
        yield self
        for kid in self.kids:
            if isinstance(kid, Element):
                yield from kid.walk()

    def below(self) -> list[Element]:
        """Return the elements directly below, in reading order."""
        return [kid for kid in self.kids if isinstance(kid, Element)]

    def texts(self, without: frozenset[str] = frozenset()) -> Iterator[str]:
        """Yield the texts in reading order, but for those below elements of some roles."""
        for kid in self.kids:
            if isinstance(kid, str):
                yield kid
            elif kid.role not in without:
                yield from kid.texts(without)


class Tagged:
    """A tagged PDF that was read once: elements in reading order, and the pages' own objects."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self.pdf = pdf
        self.root: Any = pdf.Root
        self.tree: Any = pdf.Root.get("/StructTreeRoot")
        self.pages = {page.objgen: index for index, page in enumerate(pdf.pages)}
        self._reader = Reader()
        self._marks: dict[int, dict[int, Mark]] = {}
        self._seen: set[tuple[int, int]] = set()

    @cached_property
    def top(self) -> Element:
        """Return the root of the tree as an element of its own."""
        top = Element("StructTreeRoot", self.tree)
        self._fill(top, None)
        return top

    @cached_property
    def elements(self) -> list[Element]:
        """Return every element of the tree in reading order."""
        return [e for e in self.top.walk() if e is not self.top]

    @property
    def language(self) -> str:
        """Return the language of the whole file; empty when it is not said."""
        return str(self.root.get("/Lang", ""))

    def reached(self, element: Any) -> bool:
        """Tell whether an object of the file is part of the tree."""
        return bool(self.elements) and element.objgen in self._seen

    def of(self, *roles: str) -> list[Element]:
        """Return the elements of some roles in reading order."""
        return [e for e in self.elements if e.role in roles]

    def annotations(self) -> Iterator[tuple[int, Any]]:
        """Yield every link annotation with the number of its page, counted from 1."""
        for number, page in enumerate(self.pdf.pages, start=1):
            for annotation in page.get("/Annots", []):
                if annotation.get("/Subtype") == "/Link":
                    yield number, annotation

    # ------------------------------------------------------------ reading the tree

    def _fill(self, element: Element, page: Any) -> None:
        page = element.object.get("/Pg", page)
        for kid in _listed(element.object.get("/K")):
            if isinstance(kid, int):
                self._take(element, page, int(kid))
            elif not isinstance(kid, pikepdf.Dictionary):
                continue
            elif "/S" in kid:
                if kid.objgen != (0, 0):
                    if kid.objgen in self._seen:
                        continue
                    self._seen.add(kid.objgen)
                below = Element(self._role(str(kid.S)), kid)
                element.kids.append(below)
                self._fill(below, page)
            elif "/MCID" in kid:
                self._take(element, kid.get("/Pg", page), int(kid.MCID))

    def _take(self, element: Element, page: Any, number: int) -> None:
        element.contents += 1
        mark = self._mark(page, number)
        if mark is not None:
            element.kids.append(mark.text)
            element.pictures += mark.pictures

    def _mark(self, page: Any, number: int) -> Mark | None:
        index = self.pages.get(page.objgen) if page is not None else None
        if index is None:
            return None
        if index not in self._marks:
            self._marks[index] = self._reader.marks(self.pdf.pages[index])
        return self._marks[index].get(number)

    def _role(self, name: str) -> str:
        roles = self.tree.get("/RoleMap", {})
        for _ in range(8):
            if name not in roles:
                break
            name = str(roles[name])
        return name.removeprefix("/")


def _listed(kids: Any) -> list[Any]:
    if kids is None:
        return []
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def attribute(element: Element, name: str) -> Any:
    """Return an attribute of a structure element, whichever of its attribute objects has it."""
    for holder in _listed(element.object.get("/A")):
        if isinstance(holder, pikepdf.Dictionary) and name in holder:
            return holder[name]
    return None


def open_tagged(path: Path) -> Tagged:
    """Open a PDF that has a structure tree. Raises `Unreadable`."""
    try:
        pdf = pikepdf.open(path)
    except (pikepdf.PdfError, OSError) as fault:
        message = f"it cannot be opened: {fault}"
        raise Unreadable(message) from None
    if "/StructTreeRoot" not in pdf.Root:
        message = "it has no structure tree"
        raise Unreadable(message)
    return Tagged(pdf)
