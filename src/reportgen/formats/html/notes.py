"""Notes below the page → the part `notes`, each with a way back in words (PH-01).

A part keeps its own notes, so that one that did not change need not be written again when another
one gets a note: their numbers are set when the page is put together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from reportgen.formats.html.tree import Element

__all__ = ["Written", "assembled", "place_notes", "taken_apart"]


@dataclass(frozen=True)
class Written:
    """One part as pandoc wrote it: its section, its notes, and the number of the first of them.

    `frame` is the empty list that pandoc would put notes into.
    """

    section: Element
    notes: tuple[Element, ...]
    first: int
    frame: Element | None


def taken_apart(written: Element) -> list[Written]:
    """Return the parts that pandoc wrote together, each with its notes."""
    frame = written.find("./section[@id='footnotes']")
    notes = [] if frame is None else list(frame.iterfind("./ol/li"))
    for note in notes:
        # An element that leaves its parent takes along what stands after it.
        listing = note.getparent()
        if listing is not None:
            listing.remove(note)
    parts = []
    count = 0
    for section in [part for part in written if part is not frame]:
        calls = sum(1 for _ in _calls(section))
        own = tuple(notes[count : count + calls])
        parts.append(Written(section, own, count + 1, frame if own else None))
        count += calls
    return parts


def assembled(parts: Iterable[Written]) -> Element:
    """Put copies of the parts together, with all their notes in one list after them."""
    whole = etree.Element("div")
    frame: Element | None = None
    count = 0
    for part in parts:
        section, notes = deepcopy(part.section), [deepcopy(note) for note in part.notes]
        if part.first != count + 1:
            _renumber(section, notes, count + 1 - part.first)
        count += len(notes)
        whole.append(section)
        if notes:
            if frame is None:
                frame = deepcopy(part.frame)
            listing = None if frame is None else frame.find("ol")
            if listing is not None:
                listing.extend(notes)
    if frame is not None:
        whole.append(frame)
    return whole


def _calls(section: Element) -> Iterable[Element]:
    return (link for link in section.iter("a") if link.get("role") == "doc-noteref")


def _renumber(section: Element, notes: Iterable[Element], by: int) -> None:
    for call in _calls(section):
        number = int(call.get("id", "").removeprefix("fnref")) + by
        call.set("id", f"fnref{number}")
        call.set("href", f"#fn{number}")
        for mark in call.iter("sup"):
            mark.text = str(number)
    for note in notes:
        number = int(note.get("id", "").removeprefix("fn")) + by
        note.set("id", f"fn{number}")
        for link in note.iter("a"):
            if link.get("role") == "doc-backlink":
                link.set("href", f"#fnref{number}")


def place_notes(written: Element, words: Mapping[str, str]) -> None:
    """Move the list that pandoc wrote to the part that has a heading for it.

    Without that part the list stays where it is, and does not pass for a section.
    """
    below = written.find("./section[@id='footnotes']")
    if below is None:
        return
    for rule in below.findall("hr"):
        below.remove(rule)
    for link in below.iter("a"):
        if link.get("role") == "doc-backlink":
            number = link.get("href", "").removeprefix("#fnref")
            link.set("aria-label", f"{words['note']} {number}: {words['back_to_note']}")
            link.text = "↑"
    home = written.find("./section[@data-template='notes']")
    if home is None:
        below.tag = "div"
        return
    home.extend(below)
    home.set("role", "doc-endnotes")
    written.remove(below)
