"""The contents of the Word file: Word's own field, filled in before anyone opens it (D-14, PD-06).

The page numbers are those of the printed edition, which the styles follow closely, so that Word
need not ask its reader whether to update the fields (D-15).
"""

from __future__ import annotations

import re

from reportgen.formats.docx.body import style_of
from reportgen.formats.docx.fields import field, run
from reportgen.formats.docx.looks import twips
from reportgen.formats.docx.names import CONTENTS_INDENTS, style_id
from reportgen.formats.docx.plan import Plan
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

ENTRY = re.compile(r"TOC[1-9]")
LISTED = style_id("table of figures")
"""The style of the entries of lists of tables and figures."""


def finish_contents(root: Element, plan: Plan) -> None:
    """Make the entries of the contents, and of the lists after it, fields that Word can renew.

    Each shows the number of the printed page until Word counts its own.
    """
    paragraphs = list(root.iter(name("w:p")))
    anchors = {
        value(start, "w:name"): p for p in paragraphs for start in find_all(p, "w:bookmarkStart")
    }
    entries: dict[str, list[Element]] = {}
    for paragraph in paragraphs:
        style = style_of(paragraph) or ""
        hyperlink = find(paragraph, "w:hyperlink")
        if hyperlink is None or not (ENTRY.fullmatch(style) or style == LISTED):
            continue
        anchor = value(hyperlink, "w:anchor") or ""
        target = anchors.get(anchor)
        if target is None:
            continue
        kind = "contents" if style != LISTED else _series(target)
        entries.setdefault(kind, []).append(paragraph)
        _plain_letters(hyperlink)
        if ENTRY.fullmatch(style) and find(hyperlink, "w:r/w:tab") is not None:
            _number_tab(paragraph, int(style[-1]))
        mark = f"_Toc{sum(map(len, entries.values())):08}"
        _bookmark(target, mark)
        hyperlink.set(name("w:anchor"), mark)
        page = run(plan.pages.get(anchor, ""))
        hyperlink.extend([make("r", make("tab")), *field(f"PAGEREF {mark} \\h", page)])
    for kind, listed in entries.items():
        if kind == "contents":
            depth = max(int((style_of(entry) or "")[-1]) for entry in listed)
            _make_field(listed, f'TOC \\o "1-{depth}" \\h \\z \\u')
            _control(listed)
        else:
            _make_field(listed, f'TOC \\h \\z \\c "{kind}"')


def _series(caption: Element) -> str:
    """Return the name under which Word counts a caption."""
    instructions = "".join(words_.text or "" for words_ in caption.iter(name("w:instrText")))
    match = re.search(r"SEQ (\S+)", instructions)
    return match[1] if match else ""


def _number_tab(entry: Element, level: int) -> None:
    """Let the words after a number begin in line; an entry without one must not stop there."""
    stop = make("tab", val="left", pos=twips(CONTENTS_INDENTS[level]))
    properties = child(entry, "pPr", first=True)
    properties.append(make("tabs", stop))
    tidy(properties)


def _plain_letters(hyperlink: Element) -> None:
    """Let the style of the entry decide: a list of links need not look like links."""
    for letters in find_all(hyperlink, "w:r"):
        properties = find(letters, "w:rPr")
        if properties is not None:
            letters.remove(properties)


def _bookmark(heading: Element, mark: str) -> None:
    """Put a bookmark round the words of a heading, under a name that a field can hold (D-24)."""
    place = 1 if find(heading, "w:pPr") is not None else 0
    number = f"toc{mark}"
    heading.insert(place, make("bookmarkStart", id=number, name=mark))
    heading.append(make("bookmarkEnd", id=number))


def _make_field(entries: list[Element], instruction: str) -> None:
    """Put the marks of a field round the words of its entries."""
    begin, instructed, separate, end = field(instruction)
    place = 1 if find(entries[0], "w:pPr") is not None else 0
    entries[0][place:place] = [begin, instructed, separate]
    entries[-1].append(end)


def _control(entries: list[Element]) -> None:
    """Put heading and entries into one content control, by which Word offers to renew them."""
    first = entries[0]
    before = first.getprevious()
    content = make("sdtContent")
    gallery = make("docPartGallery", val="Table of Contents")
    control = make(
        "sdt", make("sdtPr", make("docPartObj", gallery, make("docPartUnique"))), content
    )
    first.addprevious(control)
    content.extend(entries)
    if before is not None and style_of(before) == "TOCHeading":
        content.insert(0, before)
