"""The register → an Excel workbook (the door to openpyxl for writing).

Every text is written as text, so that no program runs it or takes it for a date; the same register
gives the same bytes.
"""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from reportgen.amend import Column, Draft
from reportgen.archive import read_archive, write_archive
from reportgen.diagnostics import Failure, error
from reportgen.files import BUNDLED
from reportgen.parse import KINDS
from reportgen.sheets.layout import BASE, ITEMS, KEYS, LISTS, README, cells, columns, digest_of
from reportgen.sheets.reading import missing
from reportgen.sheets.table import letters

__all__ = ["items_workbook"]

LONGEST_CELL = 32_767
"""Characters; Excel cuts off what is longer (ECMA-376, limits of Excel)."""

NEW_ROWS = 200
"""Empty rows below the items that have the lists, too."""

_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_FORMULA = ("=", "+", "-", "@", "\t")
_MOMENT = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_WIDTHS = {"title": 38, "note": 44, "ambiguity": 44, "wording": 44, "parties": 20, "value_text": 28,
           "date_text": 20}  # fmt: skip
_LONG = frozenset({"title", "note", "ambiguity", "wording", "value_text", "components", "aliases"})

_LINE, _HIGHEST = 15, 409
"""Points of a line in the default font, and of the highest row that Excel has."""


def items_workbook(draft: Draft, chosen: Sequence[str], colours: Mapping[str, str]) -> bytes:
    """Make the workbook of the chosen items.

    `colours` are those of the report's style: `head`, `head-ink` and `fixed`. Raises `Failure` with
    `cell-too-long`, or `missing-extra` without openpyxl.
    """
    try:
        import openpyxl  # noqa: PLC0415 - an extra, and only where a workbook is written
    except ImportError:
        raise missing() from None
    every = cells(draft)
    said = {identity: every[identity] for identity in chosen}
    _refuse_long(draft, said)
    book = openpyxl.Workbook()
    items = book.active
    assert items is not None  # noqa: S101 - a new workbook has a sheet
    items.title = ITEMS
    look = _Look(colours)
    lists = _lists(book.create_sheet(LISTS), draft)
    _fill_items(items, said, look)
    _add_rules(items, lists, len(chosen) + 1)
    _fill_keys(book.create_sheet(KEYS), draft, look)
    _fill_readme(book.create_sheet(README), look)
    base = book.create_sheet(BASE)
    _fill_base(base, said, digest_of(every))
    book.move_sheet(LISTS, len(book.sheetnames))
    base.sheet_state = book[LISTS].sheet_state = "veryHidden"
    book.properties.creator = "reportgen"
    stream = io.BytesIO()
    book.save(stream)
    entries = read_archive(stream.getvalue())
    # openpyxl asks the clock; archives carry the first moment that they can.
    core = "docProps/core.xml"
    entries[core] = _MOMENT.sub(rb"\g<1>1980-01-01T00:00:00Z", entries[core])
    return write_archive(entries)


_Said = Mapping[str, Mapping[str, str]]
"""What the cells say, by id and column."""


class _Look:
    """The few formats of cells."""

    def __init__(self, colours: Mapping[str, str]) -> None:
        from openpyxl.styles import Alignment, Font, PatternFill  # noqa: PLC0415 - as above
        from openpyxl.styles.fonts import DEFAULT_FONT  # noqa: PLC0415 - as above

        def fill(name: str) -> Any:
            return PatternFill("solid", fgColor=colours[name].removeprefix("#"))

        self.top = Alignment(vertical="top")
        self.wrapped = Alignment(vertical="top", wrap_text=True)
        face, ink = DEFAULT_FONT.name, colours["head-ink"].removeprefix("#")
        self.strong = Font(name=face, sz=DEFAULT_FONT.sz, b=True)
        self.head_font = Font(name=face, sz=DEFAULT_FONT.sz, b=True, color=ink)
        self.head, self.fixed = fill("head"), fill("fixed")

    def heads(self, sheet: Any, names: Sequence[str], row: int = 1) -> None:
        for index, name in enumerate(names, 1):
            cell = _put(sheet, row, index, name)
            cell.font, cell.fill, cell.alignment = self.head_font, self.head, self.top


def _put(sheet: Any, row: int, column: int, text: str) -> Any:
    """Write a text as a text, whatever it begins with."""
    cell = sheet.cell(row, column)
    if text:
        cell.value = _ESCAPE.sub("_x005F_", text)
        cell.data_type = "s"
        if text.startswith(_FORMULA):
            cell.quotePrefix = True
    cell.number_format = "@"
    return cell


def _refuse_long(draft: Draft, said: _Said) -> None:
    faults = []
    for identity, texts in said.items():
        for name, text in texts.items():
            if len(_ESCAPE.sub("_x005F_", text)) > LONGEST_CELL:
                tree, way = draft.register.origins[identity]
                faults.append(
                    error("cell-too-long", f"`{name}` has {len(text):,} characters; a cell of a "
                          f"workbook holds {LONGEST_CELL:,}", tree.span((*way, name)),
                          help="export the register as CSV, or say it in fewer words")
                )  # fmt: skip
    if faults:
        raise Failure(faults)


def _fill_items(sheet: Any, said: _Said, look: _Look) -> None:
    names = [column.name for column in columns()]
    look.heads(sheet, names)
    for index, column in enumerate(columns(), 1):
        dimension = sheet.column_dimensions[letters(index)]
        dimension.width = _width(column)
        dimension.number_format = "General" if column.form == "number" else "@"
        dimension.alignment = look.wrapped if _wraps(column) else look.top
    for row, texts in enumerate(said.values(), 2):
        for index, column in enumerate(columns(), 1):
            text = texts[column.name]
            if column.form == "number" and text:
                cell = sheet.cell(row, index, float(text) if "." in text or "e" in text
                                  else int(text))  # fmt: skip
            else:
                cell = _put(sheet, row, index, text)
            cell.alignment = look.wrapped if _wraps(column) else look.top
            if column.name == "id":
                cell.fill, cell.font = look.fixed, look.strong
        _set_height(sheet, row, ((texts[c.name], _width(c)) for c in columns() if _wraps(c)))
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = f"A1:{letters(len(names))}{len(said) + 1}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A3
    sheet.print_title_rows, sheet.print_title_cols = "1:1", "A:B"


def _wraps(column: Column) -> bool:
    return column.name in _LONG or column.form not in {"text", "number"}


def _width(column: Column) -> float:
    """Return the width of a column in digits of the default font."""
    longest = max(map(len, (column.name, *column.words)))
    return _WIDTHS.get(column.name, max(11, longest + 4))


def _set_height(sheet: Any, row: int, texts: Iterable[tuple[str, float]]) -> None:
    """Make a row as high as its longest text needs: not every program does that by itself."""
    lines = max((len(textwrap.wrap(text, int(width))) for text, width in texts), default=1)
    if lines > 1:
        sheet.row_dimensions[row].height = min(lines * _LINE, _HIGHEST)


def _lists(sheet: Any, draft: Draft) -> dict[str, str]:
    """Write the closed lists, and return the range of each by the name of its column."""
    ranges = {}
    index = 0
    for column in columns():
        words = list(column.words) or list(_names(draft, column.refers))
        if column.form == "flag" or not words:
            continue
        index += 1
        _put(sheet, 1, index, column.name)
        for row, word in enumerate(words, 2):
            _put(sheet, row, index, word)
        letter = letters(index)
        ranges[column.name] = f"{LISTS}!${letter}$2:${letter}${len(words) + 1}"
    return ranges


def _names(draft: Draft, noun: str | None) -> Iterator[str]:
    if noun == "category":
        metadata = draft.register.metadata
        yield from (category.id for category in (metadata.categories if metadata else ()))
    elif noun is not None:
        yield from draft.ids(KINDS[noun])


def _add_rules(sheet: Any, ranges: Mapping[str, str], last: int) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415 - as above

    for index, column in enumerate(columns(), 1):
        letter = letters(index)
        several = column.form in {"list", "sources"}
        if column.name == "id":
            rule = DataValidation("custom", formula1="FALSE", allow_blank=True)
            rule.error = "Ids are never changed. Leave the id of a new row empty."
            rule.errorTitle, rule.showErrorMessage = "An id stays", True
        elif column.name in ranges:
            rule = DataValidation("list", formula1=ranges[column.name], allow_blank=True)
            rule.error = "Choose a value of the list."
            rule.errorTitle = column.name
            rule.showErrorMessage = not several
        elif column.form == "number":
            rule = DataValidation("decimal", operator="between", formula1="-1E15", formula2="1E15",
                                  allow_blank=True)  # fmt: skip
            rule.error, rule.showErrorMessage = "Write a number.", True
        else:
            continue
        said = _prompt(column, several=several)
        if said:
            rule.promptTitle, rule.prompt, rule.showInputMessage = column.name, said, True
        rule.add(f"{letter}2:{letter}{last + NEW_ROWS}")
        sheet.add_data_validation(rule)


def _prompt(column: Column, *, several: bool) -> str:
    if several:
        return "Several values have a semicolon between them."
    return "Left empty in a new row." if column.name == "id" else column.about


def _fill_keys(sheet: Any, draft: Draft, look: _Look) -> None:
    heads = ("kind", "key", "name")
    look.heads(sheet, heads)
    row = 1
    for noun in ("category", *KINDS):
        if noun == "item":
            continue
        for key in _names(draft, noun):
            row += 1
            if noun == "category":
                name = draft.category(key).name
            else:
                fields = ("name", "title", "text")
                entry = draft.entry(KINDS[noun], key)
                name = next((str(entry[f]) for f in fields if f in entry), "")
            for index, text in enumerate((noun, key, " ".join(name.split())), 1):
                _put(sheet, row, index, text).alignment = look.wrapped
            _set_height(sheet, row, [(name, 90)])
    for letter, width in zip("ABC", (12, 22, 90), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToHeight = 0
    sheet.print_title_rows = "1:1"
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:C{row}"


def _fill_readme(sheet: Any, look: _Look) -> None:
    row = 0
    guide = (BUNDLED / "sheets" / "readme.txt").read_text(encoding="utf-8")
    for paragraph in guide.strip().split("\n\n"):
        head, text = paragraph.split("\n", 1)
        row += 1
        _put(sheet, row, 1, head).font = look.strong
        sheet.cell(row, 1).alignment = look.top
        _put(sheet, row, 2, text).alignment = look.wrapped
        _set_height(sheet, row, [(text, 100)])
    row += 1
    look.heads(sheet, ("Column", "What it holds"), row + 1)
    row += 1
    for column in columns():
        row += 1
        _put(sheet, row, 1, column.name).alignment = look.top
        _put(sheet, row, 2, _about(column)).alignment = look.wrapped
        _set_height(sheet, row, [(_about(column), 100)])
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 22, 100
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToHeight = 0


def _about(column: Column) -> str:
    parts = [column.about]
    if column.words:
        parts.append(f"One of: {', '.join(column.words)}.")
    if column.refers:
        several = column.form in {"list", "sources"}
        parts.append(f"{'Keys' if several else 'The key'} of kind {column.refers}.")
    if column.form == "number":
        parts.append("A number.")
    if column.form in {"list", "sources", "names"}:
        parts.append("Several values, with a semicolon between them.")
    if column.required:
        parts.append("Always filled in.")
    return " ".join(part for part in parts if part)


def _fill_base(sheet: Any, said: _Said, digest: str) -> None:
    """Write what the cells said, so that a later change of the register is told from one here."""
    names = [column.name for column in columns()]
    rows = [("digest", digest), names, *([texts[n] for n in names] for texts in said.values())]
    for row, texts in enumerate(rows, 1):
        for index, text in enumerate(texts, 1):
            if text:
                _put(sheet, row, index, text)
