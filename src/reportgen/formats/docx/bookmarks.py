"""The bookmarks of the Word file: where they stand, what they are called, how they are numbered.

Every block and item has one, hidden from the reader's list (a leading `_`), with the same name in
every build: what comes back from a review is found by it (D-24).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from itertools import count

from reportgen.formats.docx.wml import Element, make, name, value

__all__ = [
    "END",
    "bookmark",
    "hidden",
    "hide_bookmarks",
    "mark_end",
    "number_ids",
    "place_bookmarks",
]

PREFIX = "rg_"
LONGEST = 39
"""Letters of a name, with one to spare for the `_` that hides it: Word allows 40."""


END = "rg_report_end"
"""The bookmark at the end of the text: its page is the number of pages of the text."""


def bookmark(anchor: str) -> str:
    """Return the name of the bookmark of an anchor: letters, digits and `_`, one for each anchor.

    It is not hidden yet: pandoc changes a name that begins with `_` (PD-21).
    """
    made = PREFIX + anchor.replace("-", "_")
    if len(made) <= LONGEST and re.fullmatch(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*", anchor):
        return made
    digest = hashlib.sha256(anchor.encode()).hexdigest()[:8]
    return f"{re.sub(r'[^A-Za-z0-9]', '_', made)[: LONGEST - 9]}_{digest}"


def hidden(name_: str | None) -> str:
    """Return a name as it stands in the finished file."""
    return f"_{name_}" if (name_ or "").startswith(PREFIX) else name_ or ""


def hide_bookmarks(root: Element) -> None:
    """Keep our bookmarks out of the list that Word shows, and let links follow."""
    for tag, attribute in (("w:bookmarkStart", "w:name"), ("w:hyperlink", "w:anchor")):
        for element in root.iter(name(tag)):
            given = value(element, attribute)
            if given:
                element.set(name(attribute), hidden(given))


def place_bookmarks(root: Element) -> None:
    """Move bookmarks that stand between paragraphs to the start of the paragraph they lead to.

    pandoc lets the bookmark of a section run to the next heading (PD-10); one that begins and ends
    in its own paragraph survives cutting and pasting.
    """
    paragraphs = name("w:p")
    for start in list(root.iter(name("w:bookmarkStart"))):
        if any(ancestor.tag == paragraphs for ancestor in start.iterancestors()):
            continue
        number = value(start, "w:id")
        target = next(_after(start), None)
        ends = (e for e in root.iter(name("w:bookmarkEnd")) if value(e, "w:id") == number)
        end = next(ends, None)
        if target is None or end is None:
            continue
        place = _first_place(target)
        target.insert(place, start)
        target.insert(place + 1, end)


def _after(element: Element) -> Iterator[Element]:
    for following in element.itersiblings():
        yield from following.iter(name("w:p"))


def _first_place(paragraph: Element) -> int:
    """Return the place after the properties and bookmarks that stand there already."""
    skipped = {name("w:pPr"), name("w:bookmarkStart"), name("w:bookmarkEnd")}
    place = 0
    while place < len(paragraph) and paragraph[place].tag in skipped:
        place += 1
    return place


def mark_end(root: Element) -> None:
    """Put the bookmark `END` at the end of the last paragraph."""
    paragraphs = root.findall(f"{name('w:body')}/{name('w:p')}")
    if paragraphs:
        paragraphs[-1].append(make("bookmarkStart", id=END, name=END))
        paragraphs[-1].append(make("bookmarkEnd", id=END))


def number_ids(roots: Sequence[Element]) -> None:
    """Number bookmarks and drawings from 1, each once (D-24)."""
    numbers = count(1)
    given: dict[str | None, str] = {}
    for root in roots:
        given.clear()
        for start in root.iter(name("w:bookmarkStart")):
            given[value(start, "w:id")] = str(next(numbers))
            start.set(name("w:id"), given[value(start, "w:id")])
        for end in root.iter(name("w:bookmarkEnd")):
            end.set(name("w:id"), given[value(end, "w:id")])
    drawings = count(1)
    for root in roots:
        for drawing in root.iter(name("wp:docPr"), name("pic:cNvPr")):
            drawing.set("id", str(next(drawings)))
