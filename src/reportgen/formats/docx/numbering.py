"""The lists of the Word file: the one that numbers the headings, and the look of all others.

Never decides which heading is numbered; that is the tree's business.
"""

from __future__ import annotations

from reportgen.formats.docx.looks import LIST_STEP, Palette, twips
from reportgen.formats.docx.names import (
    BULLET_LIST,
    HEADING_LIST,
    LIST_LEVELS,
    NUMBER_LIST,
    NUMBERED_LEVELS,
    UNNUMBERED_LIST,
    style_id,
)
from reportgen.formats.docx.wml import Element, find, find_all, make, name, value

__all__ = ["finish_numbering", "list_kinds"]

BULLETS = ("•", "–")


def finish_numbering(numbering: Element, palette: Palette) -> None:
    """Add the list of headings (D-13) and give pandoc's lists the look of the style."""
    for abstract in find_all(numbering, "w:abstractNum"):
        # pandoc makes these of the first number of a list, with eight digits at most.
        for identity in (*find_all(abstract, "w:nsid"), *find_all(abstract, "w:tmpl")):
            identity.set(name("w:val"), (value(identity) or "")[-8:])
        for level in find_all(abstract, "w:lvl"):
            _restyle(level, palette)
    numbering[:0] = [
        _headings(),
        _unnumbered(),
        _of_style("List Bullet", BULLET_LIST, palette),
        _of_style("List Number", NUMBER_LIST, palette),
    ]
    after = find_all(numbering, "w:abstractNum")[-1]
    for number in (NUMBER_LIST, BULLET_LIST, UNNUMBERED_LIST, HEADING_LIST):
        after.addnext(make("num", make("abstractNumId", val=number), numId=number))


def list_kinds(numbering: Element) -> dict[str, str]:
    """Return `bullet`, `number` or `continue` by the number of each list."""
    kinds: dict[str, str] = {}
    for abstract in find_all(numbering, "w:abstractNum"):
        first = find(abstract, "w:lvl")
        kind = "continue"
        if first is not None and (value(find(first, "w:lvlText")) or "").strip():
            bullet = value(find(first, "w:numFmt")) == "bullet"
            kind = "bullet" if bullet else "number"
        kinds[value(abstract, "w:abstractNumId") or ""] = kind
    return {
        value(num, "w:numId") or "": kinds[value(find(num, "w:abstractNumId")) or ""]
        for num in find_all(numbering, "w:num")
    }


def _restyle(level: Element, palette: Palette) -> None:
    depth = int(value(level, "w:ilvl") or 0)
    mark = find(level, "w:lvlText")
    bullet = value(find(level, "w:numFmt")) == "bullet"
    blank = not (value(mark) or "").strip()
    if bullet and not blank and mark is not None:
        # A letter of the text face, not of Symbol, which no other machine may have.
        mark.set(mark.keys()[0], BULLETS[depth % len(BULLETS)])
    for old in ("w:pPr", "w:rPr"):
        found = find(level, old)
        if found is not None:
            level.remove(found)
    left = twips(palette.page.indent + LIST_STEP * (depth + 1))
    level.append(make("pPr", make("ind", left=left, hanging=0 if blank else twips(LIST_STEP))))
    level.append(make("rPr", *palette.letters("text", colour="accent", bold=not bullet)))


def _headings() -> Element:
    levels = [
        make(
            "lvl",
            make("start", val=1),
            make("numFmt", val="decimal"),
            make("pStyle", val=f"Heading{depth}"),
            make("suff", val="space"),
            make("lvlText", val=".".join(f"%{n}" for n in range(1, depth + 1))),
            make("lvlJc", val="left"),
            make("pPr", make("ind", left=0, firstLine=0)),
            ilvl=depth - 1,
        )
        for depth in range(1, NUMBERED_LEVELS + 1)
    ]
    return make(
        "abstractNum",
        make("nsid", val="4E756D31"),
        make("multiLevelType", val="multilevel"),
        *levels,
        abstractNumId=HEADING_LIST,
    )


def _unnumbered() -> Element:
    """Make a list without numbers; validators take a list number of 0 for a lost one."""
    levels = [
        make(
            "lvl",
            make("start", val=1),
            make("numFmt", val="none"),
            make("suff", val="nothing"),
            make("lvlText", val=""),
            make("lvlJc", val="left"),
            make("pPr", make("ind", left=0, firstLine=0)),
            ilvl=depth,
        )
        for depth in range(NUMBERED_LEVELS)
    ]
    return make(
        "abstractNum",
        make("nsid", val="4E756D32"),
        make("multiLevelType", val="multilevel"),
        *levels,
        abstractNumId=UNNUMBERED_LIST,
    )


def _of_style(kind: str, number: int, palette: Palette) -> Element:
    """Make the list behind a style: who chooses the style in Word has the list."""
    levels = []
    for depth in range(LIST_LEVELS):
        bullet = kind == "List Bullet"
        level = make(
            "lvl",
            make("start", val=1),
            make("numFmt", val="bullet" if bullet else ("decimal", "lowerLetter")[depth % 2]),
            make("pStyle", val=style_id(kind + (f" {depth + 1}" if depth else ""))),
            make("lvlText", val="•" if bullet else f"%{depth + 1}."),
            make("lvlJc", val="left"),
            ilvl=depth,
        )
        _restyle(level, palette)
        levels.append(level)
    return make(
        "abstractNum",
        make("nsid", val=f"4E756D{0x30 + number:X}"),
        make("multiLevelType", val="multilevel"),
        *levels,
        abstractNumId=number,
    )
