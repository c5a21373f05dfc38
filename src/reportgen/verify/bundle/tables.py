"""The same rows in the tables of every format: the register is written once.

Rows are compared by their letters and figures, without the numbers of notes and without formulae,
which each format has its own way to show.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import lxml.html

from reportgen.languages import direction_of
from reportgen.verify.archive import open_parts
from reportgen.verify.docx.rules import Word
from reportgen.verify.epub.rules import open_book
from reportgen.verify.subject import Subject
from reportgen.verify.toolbox import Toolbox
from reportgen.verify.verdict import Finding, note

__all__ = ["Rows", "compare", "judge_tables", "read_rows"]

Rows = list[list[str]]
"""The rows of all tables in their order, each as the texts of its cells."""

_SHOWN = 5
"""How many rows of one kind are told."""


def judge_tables(subject: Subject, toolbox: Toolbox) -> Iterator[Finding]:
    """Compare the rows of the files."""
    del toolbox
    paths = list(subject.paths)
    if len(paths) > 1 and any(_is_visual(path) for path in paths):
        yield note("visual", "the letters of a PDF from right to left stand in visual order (W-25)")
        paths = [path for path in paths if not _is_visual(path)]
    yield from compare({path.suffix.removeprefix("."): read_rows(path) for path in paths})


def _is_visual(path: Path) -> bool:
    """Tell whether the letters of a file can only be read in the order in which they are drawn."""
    from reportgen.verify.pdf.tree import open_tagged  # noqa: PLC0415 - it needs an extra

    return path.suffix.lower() == ".pdf" and direction_of(open_tagged(path).language) == "rtl"


def compare(rows: Mapping[str, Rows]) -> Iterator[Finding]:
    """Find the rows that not every format has, and those that stand elsewhere."""
    forms = {kind: [_form(row) for row in table] for kind, table in rows.items()}
    first = next(iter(forms))
    yield note("rows", ", ".join(f"{kind}: {len(table)}" for kind, table in rows.items()))
    words = {_form(row): row for table in rows.values() for row in table}
    for kind in list(forms)[1:]:
        ours, theirs = Counter(forms[first]), Counter(forms[kind])
        for lacking, there, missing in ((kind, first, ours - theirs), (first, kind, theirs - ours)):
            for form in list(missing)[:_SHOWN]:
                said = f"the row “{_shown(words[form])}” of {there} is not in {lacking}"
                yield Finding("ROW", said, lacking)
            if len(missing) > _SHOWN:
                rest = len(missing) - _SHOWN
                yield Finding("ROW", f"{rest} more rows of {there} are not in {lacking}", lacking)
        if ours == theirs and forms[first] != forms[kind]:
            yield Finding(
                "ROW-ORDER", f"the rows of {kind} are in another order than in {first}", kind
            )


def _form(row: list[str]) -> tuple[str, ...]:
    return tuple(_letters(cell) for cell in row)


def _letters(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in plain if sign.isalnum())


def _shown(row: list[str]) -> str:
    words = re.sub(r"\s+", " ", " | ".join(cell.strip() for cell in row))
    return words if len(words) <= 90 else f"{words[:90]}…"  # noqa: PLR2004 - a line of a terminal


# ---------------------------------------------------------------- reading


def read_rows(path: Path) -> Rows:
    """Read the rows of every table of a file. Raises `Unreadable`."""
    return _READERS[path.suffix.lower()](path)


def _pdf(path: Path) -> Rows:
    from reportgen.verify.pdf.tree import open_tagged  # noqa: PLC0415 - it needs an extra

    without = frozenset({"Note", "FENote", "Reference", "Formula"})
    return [
        ["".join(cell.texts(without)) for cell in row.walk() if cell.role in {"TH", "TD"}]
        for row in open_tagged(path).of("TR")
    ]


def _docx(path: Path) -> Rows:
    word = Word(open_parts(path))
    return [
        [_paragraphs(word, cell) for cell in word.find("./w:tc", row)]
        for row in word.find("//w:tbl/w:tr")
    ]


def _paragraphs(word: Word, cell: Any) -> str:
    return " ".join(word.text(paragraph) for paragraph in word.find(".//w:p", cell))


def _epub(path: Path) -> Rows:
    book = open_book(path)
    return [row for page in book.pages.values() for row in _markup(page)]


def _html(path: Path) -> Rows:
    return list(_markup(lxml.html.document_fromstring(path.read_bytes())))


def _markup(page: Any) -> Iterator[list[str]]:
    for row in page.xpath("//*[local-name()='tr']"):
        cells = row.xpath("./*[local-name()='th' or local-name()='td']")
        yield ["".join(cell.xpath(_CELL_TEXT)) for cell in cells]


_CELL_TEXT = (
    ".//text()[not(ancestor::*[@role='doc-noteref' or contains(@class, 'footnote')"
    " or contains(@class, 'note-call') or local-name()='script' or local-name()='button'"
    " or local-name()='math'"
    " or @hidden])]"
)

_READERS: dict[str, Callable[[Path], Rows]] = {
    ".pdf": _pdf, ".docx": _docx, ".epub": _epub, ".html": _html, ".htm": _html,
}  # fmt: skip
