"""The paged HTML → the sections that are laid out apart.

A section is what stands between two page breaks that the style forces between parts. Where the
other parts stand, each keeps an empty place, so that a rule of the stylesheet finds the same
neighbours as in the whole report.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

import lxml.html

from reportgen.formats.pdf.paged import APART

__all__ = ["PLACE", "Parts", "Section", "cuts_of", "read_parts"]

PLACE = "data-part"
"""The attribute of a part that says which it is, while sections are made."""

_ABSENT = "display: none"
_RUNNING = (
    "position: absolute; inset: auto; width: 0; height: 0; min-width: 0; min-height: 0; margin: 0;"
    " padding: 0; border: 0; background: none; page: auto; break-before: auto; break-after: auto"
)
"""The first part takes no room where it only hands down its look to what stands in the margins."""


@dataclass(frozen=True)
class Section:
    """One section as HTML, and what is in it.

    How many notes, the anchors that its links lead to, the pictures, the letters, and each of its
    own anchors with the letters before it.
    """

    html: str
    notes: int
    links: tuple[str, ...]
    pictures: tuple[str, ...]
    letters: int
    anchors: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Parts:
    """The parts of a report in order, and the tree that held them, in which only places are left.

    `around` is the report without parts: its language and its metadata. `in_body` tells of each
    part whether it stands in the body.
    """

    parts: tuple[Any, ...]
    bare: Any
    around: str
    in_body: tuple[bool, ...]

    def skeleton(self) -> str:
        """Return the report without what its parts hold, but for the elements of the first."""
        tree = copy.deepcopy(self.bare)
        first = next(place for place in tree.iter() if place.get(PLACE) == "0")
        for child in self.parts[0]:
            first.append(copy.deepcopy(child))
            _empty(first[-1])
        return _written(tree)

    def sections(self, cuts: tuple[int, ...], running: tuple[int, ...]) -> Iterator[Section]:
        """Yield the sections that begin at the parts `cuts`.

        `running` are the places, in the first part, of what stands in the margin of every page.
        """
        for first, end in zip(cuts, [*cuts[1:], len(self.parts)], strict=True):
            yield self._section(range(first, end), running)

    def _section(self, here: range, running: tuple[int, ...]) -> Section:
        tree = copy.deepcopy(self.bare)
        read = _Reader()
        for place in [element for element in tree.iter() if element.get(PLACE)]:
            index = int(place.attrib.pop(PLACE))
            if index in here:
                part = copy.deepcopy(self.parts[index])
                read.part(part)
                place.getparent().replace(place, part)
                continue
            kept = [copy.deepcopy(self.parts[0][i]) for i in running] if index == 0 else []
            for element in kept:
                read.part(element)
            place.extend(kept)
            place.attrib.pop("id", None)
            place.set("style", _RUNNING if kept else _ABSENT)
            place.set(APART, "")
        body = tree.find("./body/main/div[@class='body']")
        if body is not None and not any(self.in_body[index] for index in here):
            body.set("style", _ABSENT)
        return Section(
            _written(tree), read.notes, tuple(read.links), tuple(read.pictures), read.letters,
            tuple(read.anchors),
        )  # fmt: skip


class _Reader:
    """Reads what is in parts."""

    def __init__(self) -> None:
        self.notes = self.letters = 0
        self.links: dict[str, None] = {}
        self.pictures: dict[str, None] = {}
        self.anchors: list[tuple[str, int]] = []

    def part(self, part: Any) -> None:
        for element in part.iter():
            self.notes += "footnote" in (element.get("class") or "").split()
            target = element.get("href") or ""
            if target.startswith("#"):
                self.links[target[1:]] = None
            if element.get("src"):
                self.pictures[unquote(element.get("src"))] = None
            if element.get("id"):
                self.anchors.append((element.get("id"), self.letters))
            self.letters += len(element.text or "") + len(element.tail or "")


def read_parts(html: str) -> Parts | None:
    """Read the parts of a page of `paged_html`; None where it is made in another way."""
    parser = lxml.html.HTMLParser(encoding="utf-8")
    tree = lxml.html.document_fromstring(html.encode(), parser=parser)
    main, head, outer = tree.find("./body/main"), tree.find("./head"), tree.find("./body")
    if main is None or head is None or outer is None or len(outer) != 1:
        return None
    places: list[tuple[Any, bool]] = []
    for child in main:
        if child.tag == "div" and child.get("class") == "body":
            places += [(part, True) for part in child]
        else:
            places.append((child, False))
    parts = tuple(part for part, _ in places)
    if not parts or any(not isinstance(part.tag, str) for part in parts):
        return None
    for index, part in enumerate(parts):
        place = part.makeelement(part.tag, dict(part.attrib))
        place.set(PLACE, str(index))
        part.getparent().replace(part, place)
        part.tail = None
    around = copy.deepcopy(tree)
    for left in around.findall("./body"):
        _empty(left)
    # No section depends on the metadata.
    _empty(head)
    return Parts(parts, tree, _written(around), tuple(inside for _, inside in places))


def cuts_of(styles: list[Mapping[str, Any]]) -> tuple[int, ...]:
    """Return the parts before which the style forces a page break, the first part among them."""
    cuts = [0]
    for index in range(1, len(styles)):
        before, here = styles[index - 1], styles[index]
        forced = {"page", "always"} & {here["before"], before["after"]}
        if forced or before["page"] != here["page"]:
            cuts.append(index)
    return tuple(cuts)


def _empty(element: Any) -> None:
    attributes = dict(element.attrib)
    element.clear()
    element.attrib.update(attributes)


def _written(tree: Any) -> str:
    text: str = lxml.html.tostring(tree, encoding="unicode", doctype="<!DOCTYPE html>")
    return text
