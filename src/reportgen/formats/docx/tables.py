"""Tables of the Word file after pandoc: header rows, whole rows, groups, words to be heard.

pandoc marks the header row; all else that Word and screen readers use is set here (D-03).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate

from reportgen.formats.docx.body import style_of
from reportgen.formats.docx.looks import SIDE_PADDING, Palette, twips
from reportgen.formats.docx.plan import Sheet
from reportgen.formats.docx.wml import Element, child, find, find_all, make, name, space, tidy

__all__ = ["finish_tables"]

LETTER_WIDTH = 0.57
"""The width of a letter in ems, with some to spare for words in capitals or bold."""

TEXT = {"BodyText", "FirstParagraph", "Compact", "ListBullet", "ListNumber", "ListContinue"}

EMU_PER_TWIP = 635
"""English metric units, in which pictures are measured, in a twentieth of a point."""

FULL_WIDTH = 5000
"""All of the line, in fiftieths of a percent."""


def finish_tables(
    root: Element, sheets: Sequence[Sheet], palette: Palette, *, right_to_left: bool
) -> None:
    """Finish every table of the text."""
    for table, sheet in zip(root.iter(name("w:tbl")), sheets, strict=True):
        _properties(table, sheet, palette, right_to_left=right_to_left)
        columns = widths(sheet, palette)
        _columns(table, columns)
        _fit_pictures(table, columns, palette)
        rows = find_all(table, "w:tr")
        heads = [row for row in rows if find(row, "w:trPr/w:tblHeader") is not None]
        for index, row in enumerate(rows, -len(heads)):
            _row(row, head=index < 0, whole=index not in sheet.breaks.parted)
            if index < 0 or index in sheet.breaks.kept:
                _keep(row)
        for row in _group_starts(rows[len(heads) :], sheet):
            _rule_above(row, palette)
        _close_up(table)
        _room_below(table, palette)
        caption = table.getprevious()
        if sheet.fresh and caption is not None and style_of(caption) == "TableCaption":
            properties = child(caption, "pPr", first=True)
            properties.append(make("pageBreakBefore"))
            tidy(properties)


def widths(sheet: Sheet, palette: Palette) -> list[int]:
    """Return the widths of the columns in twips: their shares, but no word broken.

    A column that is too narrow for its longest word takes what it lacks from those with room.
    """
    size = palette.points("size", "table")
    padding = 2 * palette.points("space", "cell") * SIDE_PADDING
    line = palette.page.turned_line if sheet.wide else palette.page.line
    wide = [share * line for share in sheet.shares]
    least = [letters * size * LETTER_WIDTH + padding for letters in sheet.longest]
    lack = sum(max(need - width, 0) for width, need in zip(wide, least, strict=True))
    room = sum(max(width - need, 0) for width, need in zip(wide, least, strict=True))
    given = min(lack / room, 1) if room else 0
    fair = min(room / lack, 1) if lack else 0
    made = [
        width - (width - need) * given if width > need else width + (need - width) * fair
        for width, need in zip(wide, least, strict=True)
    ]
    return [twips(width) for width in made]


def _columns(table: Element, columns: Sequence[int]) -> None:
    grid = child(table, "tblGrid")
    grid[:] = [make("gridCol", w=width) for width in columns]
    for row in find_all(table, "w:tr"):
        for cell, width in zip(find_all(row, "w:tc"), columns, strict=True):
            properties = child(cell, "tcPr", first=True)
            properties.append(make("tcW", w=width, type="dxa"))
            tidy(properties)


def _fit_pictures(table: Element, columns: Sequence[int], palette: Palette) -> None:
    """Make the pictures of a table no wider than their cells: Word would cut them off."""
    padding = 2 * palette.points("space", "cell") * SIDE_PADDING
    for row in find_all(table, "w:tr"):
        for cell, width in zip(find_all(row, "w:tc"), columns, strict=True):
            room = (width - twips(padding)) * EMU_PER_TWIP
            for inline in cell.iter(name("wp:inline")):
                _shrink(inline, room)


def _shrink(inline: Element, room: int) -> None:
    for extent in inline.iter(name("wp:extent"), name("a:ext")):
        if extent.get("cx") is not None and int(extent.get("cx", 0)) > room:
            extent.set("cy", str(int(extent.get("cy", 0)) * room // int(extent.get("cx", 0))))
            extent.set("cx", str(room))


def _properties(table: Element, sheet: Sheet, palette: Palette, *, right_to_left: bool) -> None:
    properties = child(table, "tblPr", first=True)
    for tag in ("tblW", "tblLook", "tblLayout", "tblCaption", "tblDescription", "tblInd", "jc"):
        old = find(properties, f"w:{tag}")
        if old is not None:
            properties.remove(old)
    banded = bool(palette.token("table", "banded"))
    look = 0x0020 | (0x0080 if sheet.row_heads else 0) | (0 if banded else 0x0200) | 0x0400
    properties.extend([
        make("tblW", w=FULL_WIDTH, type="pct"),
        make("tblLayout", type="fixed"),
        make(
            "tblLook", val=f"{look:04X}", firstRow=1, lastRow=0,
            firstColumn=1 if sheet.row_heads else 0, lastColumn=0,
            noHBand=0 if banded else 1, noVBand=1,
        ),
        *([make("tblCaption", val=sheet.caption)] if sheet.caption else []),
        make("tblDescription", val=", ".join(sheet.columns)),
    ])  # fmt: skip
    if right_to_left:
        # The columns run as the reader reads (D-16, PD-02).
        properties.append(make("bidiVisual"))
    tidy(properties)


def _row(row: Element, *, head: bool, whole: bool) -> None:
    """Keep a row whole on its page and, if it heads the table, repeat it on each."""
    properties = find(row, "w:trPr")
    if properties is None:
        properties = make("trPr")
        row.insert(0, properties)
    properties[:] = [make(tag) for tag, so in (("cantSplit", whole), ("tblHeader", head)) if so]


def _keep(row: Element) -> None:
    """Keep a row on the page of the next one."""
    for paragraph in row.iter(name("w:p")):
        properties = child(paragraph, "pPr", first=True)
        properties.append(make("keepNext"))
        tidy(properties)


def _group_starts(rows: Sequence[Element], sheet: Sheet) -> Iterator[Element]:
    for start in list(accumulate(sheet.groups))[:-1]:
        yield rows[start]


def _rule_above(row: Element, palette: Palette) -> None:
    for cell in find_all(row, "w:tc"):
        properties = child(cell, "tcPr", first=True)
        properties.append(make("tcBorders", palette.border("top", "accent", 1)))
        tidy(properties)


def _close_up(table: Element) -> None:
    """Take away the empty paragraph by which pandoc parts two tables: a caption does so (D-08)."""
    follower, holder = table.getnext(), table.getparent()
    if holder is None or follower is None or follower.tag != name("w:p") or len(follower):
        return
    after = follower.getnext()
    if after is not None and after.tag == name("w:p"):
        holder.remove(follower)


def _room_below(table: Element, palette: Palette) -> None:
    """Keep text that follows at once away from the table; notes and headings see to themselves."""
    follower = table.getnext()
    if follower is None or follower.tag != name("w:p") or style_of(follower) not in TEXT:
        return
    space(follower, before=twips(palette.points("space", "table-below")))
