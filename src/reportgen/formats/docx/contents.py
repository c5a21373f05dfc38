"""The contents of the Word file: Word's own field, filled in before anyone opens it (D-14, PD-06).

Page numbers are the reading program's to compute: the file asks for it when it is opened (D-15).
"""

from __future__ import annotations

import re

from reportgen.formats.docx.body import style_of
from reportgen.formats.docx.fields import field
from reportgen.formats.docx.looks import twips
from reportgen.formats.docx.names import CONTENTS_INDENTS
from reportgen.formats.docx.wml import (
    Element,
    child,
    find,
    find_all,
    make,
    name,
    tidy,
    value,
)

__all__ = ["finish_contents"]

ENTRY = re.compile(r"TOC([1-9])")


def finish_contents(root: Element) -> None:
    """Wrap the heading and the entries of the contents in the field that Word can renew."""
    paragraphs = list(root.iter(name("w:p")))
    entries = [p for p in paragraphs if ENTRY.fullmatch(style_of(p) or "")]
    if not entries:
        return
    anchors = {
        value(start, "w:name"): p for p in paragraphs for start in find_all(p, "w:bookmarkStart")
    }
    levels = set()
    for number, entry in enumerate(entries, start=1):
        level = int((style_of(entry) or "")[-1])
        levels.add(level)
        hyperlink = find(entry, "w:hyperlink")
        target = anchors.get(value(hyperlink, "w:anchor"))
        if hyperlink is not None and target is not None:
            _plain_letters(hyperlink)
            if find(hyperlink, "w:r/w:tab") is not None:
                _number_tab(entry, level)
            mark = f"_Toc{number:08}"
            _bookmark(target, mark)
            hyperlink.set(name("w:anchor"), mark)
            hyperlink.extend([make("r", make("tab")), *field(f"PAGEREF {mark} \\h")])
    _wrap(entries, max(levels))


def _number_tab(entry: Element, level: int) -> None:
    """Let the words after a number begin in line; an entry without one must not stop there."""
    stop = make("tab", val="left", pos=twips(CONTENTS_INDENTS[level]))
    properties = child(entry, "pPr", first=True)
    properties.append(make("tabs", stop))
    tidy(properties)


def _plain_letters(hyperlink: Element) -> None:
    """Let the style of the entry decide: a list of links need not look like links."""
    for run in find_all(hyperlink, "w:r"):
        properties = find(run, "w:rPr")
        if properties is not None:
            run.remove(properties)


def _bookmark(heading: Element, mark: str) -> None:
    """Put a bookmark round the words of a heading, under a name that a field can hold (D-24)."""
    place = 1 if find(heading, "w:pPr") is not None else 0
    number = f"toc{mark}"
    heading.insert(place, make("bookmarkStart", id=number, name=mark))
    heading.append(make("bookmarkEnd", id=number))


def _wrap(entries: list[Element], depth: int) -> None:
    """Put heading and entries into one content control, the field's marks into the entries."""
    begin, instruction, separate, end = field(f'TOC \\o "1-{depth}" \\h \\z \\u')
    place = 1 if find(entries[0], "w:pPr") is not None else 0
    entries[0][place:place] = [begin, instruction, separate]
    entries[-1].append(end)
    first = entries[0]
    before = first.getprevious()
    if before is not None and style_of(before) == "TOCHeading":
        first = before
    gallery = make("docPartGallery", val="Table of Contents")
    content = make("sdtContent")
    control = make(
        "sdt", make("sdtPr", make("docPartObj", gallery, make("docPartUnique"))), content
    )
    first.addprevious(control)
    content.extend([first, *entries] if first is not entries[0] else entries)
