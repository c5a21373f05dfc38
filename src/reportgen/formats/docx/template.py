"""Document and style → the reference document: every style of the Word file by name.

What a designer opens to see what there is. Made of a finished Word file, so that its lists, fonts,
theme and settings are those of a report.
"""

from __future__ import annotations

from collections.abc import Iterator

from reportgen.archive import read_archive, write_archive
from reportgen.diagnostics import Outcome
from reportgen.document import Document
from reportgen.edition import Style
from reportgen.formats.docx import edition, render
from reportgen.formats.docx.bookmarks import hide_bookmarks, mark_end, number_ids
from reportgen.formats.docx.wml import Element, child, find, find_all, make, parse, serialise, value

__all__ = ["reference_document"]

DOCUMENT = "word/document.xml"
LEFT_OUT = {"Marking", "Header", "Footer"}
"""Styles that the header and the footer show."""

COLUMNS, ROWS = 3, 4


def reference_document(document: Document, style: Style) -> Outcome[bytes]:
    """Make the file; its sample words are the report's own description."""
    made = render(edition(document, style))
    entries = read_archive(made.value)
    root, styles = parse(entries[DOCUMENT]), parse(entries["word/styles.xml"])
    body = child(root, "body")
    section = body[-1]
    body[:] = [*_samples(styles, document.info.description), section]
    # The footer asks for the page of the end.
    mark_end(root)
    hide_bookmarks(root)
    number_ids([root])
    entries[DOCUMENT] = serialise(root)
    # Nothing in the samples leads anywhere, and no picture is shown.
    links = parse(entries["word/_rels/document.xml.rels"])
    for link in list(links):
        picture = str(link.get("Type")).endswith("/image")
        if picture:
            entries.pop(f"word/{link.get('Target')}", None)
        if picture or str(link.get("Type")).endswith("/hyperlink"):
            links.remove(link)
    entries["word/_rels/document.xml.rels"] = serialise(links)
    return Outcome(write_archive(entries), made.diagnostics)


def _samples(styles: Element, words: str) -> Iterator[Element]:
    """Yield a paragraph in each paragraph style, words in each letter style, the tables."""
    named = {"paragraph": list[Element](), "character": list[Element](), "table": list[Element]()}
    for style in find_all(styles, "w:style"):
        named.get(value(style, "w:type") or "", []).append(style)
    for style in named["paragraph"]:
        if _id(style) not in LEFT_OUT:
            yield _paragraph(_id(style), _run(f"{_name(style)}. {words}"))
    for style in named["character"]:
        if find(style, "w:semiHidden") is None:
            yield _paragraph("BodyText", _run(_name(style), _id(style)), _run(f" {words}"))
    for style in named["table"]:
        if find(style, "w:semiHidden") is None:
            yield _paragraph("TableCaption", _run(_name(style)))
            yield _table(_id(style))
            # Two tables without a paragraph between them would become one.
            yield _paragraph("TableNote", _run(words))


def _id(style: Element) -> str:
    return value(style, "w:styleId") or ""


def _name(style: Element) -> str:
    return value(find(style, "w:name")) or ""


def _paragraph(style: str, *content: Element) -> Element:
    return make("p", make("pPr", make("pStyle", val=style)), *content)


def _run(words: str, style: str | None = None) -> Element:
    look = make("rPr", make("rStyle", val=style)) if style else None
    return make("r", look, make("t", words))


def _table(style: str) -> Element:
    """Make a table with every condition of its look turned on."""
    rows = []
    for row in range(ROWS):
        cells = []
        for column in range(COLUMNS):
            kind = "TableHead" if row == 0 else "TableRowHead" if column == 0 else "TableText"
            cells.append(
                make(
                    "tc", make("tcPr", make("tcW", w=5000 // COLUMNS, type="pct")),
                    _paragraph(kind, _run(kind)),
                )
            )  # fmt: skip
        head = make("tblHeader") if row == 0 else None
        rows.append(make("tr", make("trPr", make("cantSplit"), head), *cells))
    return make(
        "tbl",
        make(
            "tblPr", make("tblStyle", val=style), make("tblW", w=5000, type="pct"),
            make(
                "tblLook", val="0460", firstRow=1, lastRow=1, firstColumn=0, lastColumn=0,
                noHBand=0, noVBand=1,
            ),
        ),
        make("tblGrid", *(make("gridCol", w=3000) for _ in range(COLUMNS))),
        *rows,
    )  # fmt: skip
