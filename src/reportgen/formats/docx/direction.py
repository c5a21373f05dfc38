"""Direction and language of the Word file: what runs from right to left, said as Word reads it.

Word has a mark each for a paragraph, a run, a table and a section; pandoc sets the first two for
its own text, and loses a paragraph's style with them (D-16, D-17, PD-01 to PD-03).
"""

from __future__ import annotations

from collections.abc import Iterable

from reportgen.formats.docx.wml import (
    Element,
    child,
    find,
    find_all,
    make,
    name,
    tidy,
    value,
    words,
)
from reportgen.languages import direction_of, with_region

__all__ = ["finish_directions", "finish_languages", "mirror", "note_directions", "stress"]

OFF = "0"


def note_directions(root: Element, *, right_to_left: bool) -> None:
    """Make the directions that pandoc wrote last: keep styles, and say aloud what stays as it is.

    In a report from right to left, what pandoc left unmarked is a passage from left to right; what
    later passes add is not.
    """
    for paragraph in root.iter(name("w:p")):
        properties = find(paragraph, "w:pPr")
        turned = properties is not None and find(properties, "w:bidi") is not None
        if properties is not None and turned and find(properties, "w:pStyle") is None:
            properties.insert(0, make("pStyle", val="BodyText"))
        if not right_to_left:
            continue
        if not turned and find(paragraph, ".//w:t") is not None:
            child(paragraph, "pPr", first=True).append(make("bidi", val=OFF))
            tidy(child(paragraph, "pPr"))
        for run in paragraph.iter(name("w:r")):
            if find(run, "w:rPr/w:rtl") is None and words(run).strip():
                _turn(run, OFF)


def finish_languages(root: Element) -> None:
    """Let right-to-left passages name their language where Word looks for it, with its country."""
    for language in list(root.iter(name("w:lang"))):
        code = value(language)
        if code and direction_of(code) == "ltr":
            language.set(name("w:val"), with_region(code))
        elif code:
            del language.attrib[name("w:val")]
            language.set(name("w:bidi"), with_region(code))
            run = language.getparent()
            if run is not None and find(run, "w:rtl") is None:
                run.append(make("rtl"))
                tidy(run)


def finish_directions(roots: Iterable[Element]) -> None:
    """Turn every paragraph and run of a report from right to left that says nothing else."""
    for root in roots:
        for paragraph in root.iter(name("w:p")):
            properties = child(paragraph, "pPr", first=True)
            if find(properties, "w:bidi") is None:
                properties.append(make("bidi"))
                tidy(properties)
            for run in find_all(paragraph, ".//w:r"):
                if find(run, "w:rPr/w:rtl") is None:
                    _turn(run, None)


def _turn(run: Element, flag: str | None) -> None:
    properties = child(run, "rPr", first=True)
    properties.append(make("rtl", val=flag))
    tidy(properties)


def mirror(roots: Iterable[Element]) -> None:
    """Let what stands at one side of a page stand at the other: Word turns text, not these."""
    sides = {"left": "right", "right": "left"}
    for root in roots:
        for borders in root.iter(name("w:pBdr")):
            for border in borders:
                side = str(border.tag).rpartition("}")[2]
                border.tag = name(f"w:{sides.get(side, side)}")
            borders[:] = sorted(borders, key=lambda b: _SIDES.index(str(b.tag)))
        for margins in root.iter(name("w:pgMar")):
            left, right = (str(value(margins, f"w:{side}")) for side in sides)
            margins.set(name("w:left"), right)
            margins.set(name("w:right"), left)


_SIDES = [name(f"w:{side}") for side in ("top", "left", "bottom", "right", "between", "bar")]
"""In the order of the schema."""


def stress(root: Element) -> None:
    """Let emphasis be weight where text runs from right to left: its scripts have no italics."""
    for turned in list(root.iter(name("w:rtl"))):
        properties = turned.getparent()
        if properties is None or value(turned) == OFF or find(properties, "w:iCs") is None:
            continue
        for tag in ("i", "iCs"):
            slanted = find(properties, f"w:{tag}")
            if slanted is not None:
                properties.remove(slanted)
        for tag in ("b", "bCs"):
            child(properties, tag)
        tidy(properties)
