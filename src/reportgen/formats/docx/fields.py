"""Fields of Word: what it counts and looks up itself, with the words to show until it does.

A field here is always a row of runs: what reads a file without computing it finds their text.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Sequence

from reportgen.formats.docx.bookmarks import hidden
from reportgen.formats.docx.plan import Heading
from reportgen.formats.docx.wml import Element, find, find_all, make, name, value, words

__all__ = ["field", "finish_captions", "finish_references", "run"]

CAPTIONS = {"TableCaption", "ImageCaption"}
LABEL = re.compile(r"(?P<word>\D*?)(?P<space>\s*)(?P<number>\d+)")


def run(text: str) -> Element:
    """Make a run of plain text."""
    return make("r", make("t", text, xml__space="preserve"))


def field(instruction: str, *result: Element) -> list[Element]:
    """Make the runs of a field; `result` is what it shows until it is computed."""
    instructed = make("r", make("instrText", f" {instruction} ", xml__space="preserve"))
    marks = [make("r", make("fldChar", fldCharType=kind)) for kind in ("begin", "separate", "end")]
    look = find(result[0], "w:rPr") if result else None
    if look is not None:
        for made in (instructed, *marks):
            # Word and LibreOffice take the look of what they compute from different runs.
            made.insert(0, copy.deepcopy(look))
    return [marks[0], instructed, marks[1], *result, marks[2]]


def finish_captions(root: Element) -> None:
    """Let Word count tables and figures, and let references to them follow (D-11, D-12).

    The number of each stays the report's own: where Word would count otherwise, it is told.
    """
    targets: dict[str, tuple[str, str]] = {}
    counted: dict[str, int] = {}
    number = 0
    for paragraph in root.iter(name("w:p")):
        if value(find(paragraph, "w:pPr/w:pStyle")) not in CAPTIONS:
            continue
        labels = [r for r in find_all(paragraph, "w:r") if _is_label(r)]
        match = LABEL.fullmatch(words(labels[0])) if len(labels) == 1 else None
        if match is None:
            continue
        number += 1
        mark = f"_Ref{number:08}"
        for anchor in _anchors(paragraph):
            targets[anchor] = (mark, match[0])
        _count(labels[0], match, mark, counted)
    for hyperlink in list(root.iter(name("w:hyperlink"))):
        mark, shown = targets.get(value(hyperlink, "w:anchor") or "", ("", ""))
        if mark and words(hyperlink) == shown:
            _refer(hyperlink, mark)


def finish_references(root: Element, headings: Sequence[Heading], label: str) -> None:
    """Let references to numbered sections follow the number that Word gives them (D-12).

    A reference that leads elsewhere, to the place that discusses an item, stays a link round it.
    """
    numbered = {heading.number: heading.id for heading in headings if heading.number}
    targets = {value(s, "w:name"): s for s in root.iter(name("w:bookmarkStart"))}
    told = re.compile(rf"{re.escape(label)}\s(?P<number>[\d.]+)")
    for hyperlink in list(root.iter(name("w:hyperlink"))):
        match = told.fullmatch(words(hyperlink))
        heading = numbered.get(match["number"]) if match else None
        runs = find_all(hyperlink, "w:r")
        if match is None or heading not in targets or len(runs) != 1:
            continue
        before = _like(runs[0], match[0][: match.start("number")])
        shown = _like(runs[0], match["number"])
        leads = value(hyperlink, "w:anchor") == heading
        pieces = [before, *field(f"REF {hidden(heading)} \\r" + leads * " \\h", shown)]
        parent = hyperlink.getparent()
        if leads and parent is not None:
            place = parent.index(hyperlink)
            parent[place : place + 1] = pieces
        else:
            hyperlink[:] = pieces


def _anchors(caption: Element) -> list[str]:
    """Return the anchors of what a caption names; that of a figure stands at its picture."""
    before = caption.getprevious()
    places = [caption]
    if before is not None and value(find(before, "w:pPr/w:pStyle")) == "CaptionedFigure":
        places.append(before)
    starts = (start for place in places for start in find_all(place, "w:bookmarkStart"))
    return [value(start, "w:name") or "" for start in starts]


def _is_label(element: Element) -> bool:
    return value(find(element, "w:rPr/w:rStyle")) == "CaptionLabel"


def _count(label: Element, match: re.Match[str], mark: str, counted: dict[str, int]) -> None:
    """Replace the label of a caption by its word and a counting field, inside a bookmark."""
    parent = label.getparent()
    if parent is None:
        return
    series = re.sub(r"\W+", "_", match["word"].strip()) or "Caption"
    number = int(match["number"])
    expected = counted.get(series, 0) + 1
    counted[series] = number
    reset = "" if number == expected else f" \\r {number}"
    pieces = [
        make("bookmarkStart", id=mark, name=mark),
        *([_like(label, match["word"] + match["space"])] if match["word"] else []),
        *field(f"SEQ {series} \\* ARABIC{reset}", _like(label, match["number"])),
        make("bookmarkEnd", id=mark),
    ]
    place = parent.index(label)
    parent[place : place + 1] = pieces


def _like(pattern: Element, text: str) -> Element:
    """Make a run of text that looks like another."""
    made, look = run(text), find(pattern, "w:rPr")
    if look is not None:
        made.insert(0, copy.deepcopy(look))
    return made


def _refer(hyperlink: Element, mark: str) -> None:
    """Replace a link by a reference field that shows the same words."""
    parent = hyperlink.getparent()
    if parent is None:
        return
    shown: Sequence[Element] = find_all(hyperlink, "w:r")
    place = parent.index(hyperlink)
    # Without MERGEFORMAT, Word would copy the letters of the caption, too.
    parent[place : place + 1] = field(f"REF {mark} \\h \\* MERGEFORMAT", *shown)
