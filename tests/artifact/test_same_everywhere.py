"""The bundled report, read back out of each format: the same words, tables and ways everywhere."""

from __future__ import annotations

import difflib
import io
import itertools
import posixpath
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, ClassVar

import pdfplumber
import pikepdf
import pytest
from lxml import etree

from reportgen.archive import read_archive
from reportgen.document import Document, plain_text, walk
from reportgen.formats.docx.bookmarks import bookmark, hidden
from reportgen.report import Item, Report
from reportgen.summary import ItemsTable, Row, summarise
from reportgen.wording import Wording, typographic
from support.bundled import understood

FORMATS = ("pdf", "docx", "epub")
TOTALS = {"trade": 18, "energy": 4, "security": 12, "context": 15}
OVERVIEW = [
    ["Category", "Active", "Underway", "Agreed", "Proposed", "Stalled", "No status", "Total"],
    ["Trade", "13", "1", "0", "2", "0", "2", "18"],
    ["Energy", "2", "0", "0", "1", "1", "0", "4"],
    ["Security", "5", "2", "1", "0", "0", "4", "12"],
    ["Total", "20", "3", "1", "3", "1", "6", "34"],
]
FOOTERS = {
    "trade": "18 items: 13 active, 1 underway, 2 proposed, 2 without a status. "
    "Also listed, but counted in another table: EN-01, EN-02, SE-12.",
    "energy": "4 items: 2 active, 1 proposed, 1 stalled.",
    "security": "12 items: 5 active, 2 underway, 1 agreed, 4 without a status.",
    "context": "15 items: 7 active, 1 unknown, 7 without a status.",
}

in_each_format = pytest.mark.parametrize("format", FORMATS)
for_each_table = pytest.mark.parametrize("key", TOTALS)


# ---------------------------------------------------------------- what is read out of a file


@dataclass(frozen=True)
class Block:
    """A heading, caption, cell or other run of words; `level` is that of a heading."""

    kind: str
    words: str
    level: int = 0


@dataclass
class Cell:
    """A cell of a table; `heads` says what it names: `column`, `row` or nothing."""

    heads: str = ""
    merged: bool = False
    links: list[str] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    @property
    def words(self) -> str:
        return " ".join(self.pieces)


@dataclass
class Table:
    """A table, its caption, and the block that stands before the place `end` of the blocks."""

    caption: str = ""
    rows: list[list[Cell]] = field(default_factory=list)
    end: int = 0


def normal(words: str) -> str:
    """Set aside what only says where a line may end."""
    seen = re.sub("[\u00ad\u200b\u2060]", "", unicodedata.normalize("NFC", words))
    return " ".join(seen.split())


class Reading:
    """What a reader meets in one file, in order; what is made by the program is left out.

    Left out of `blocks` are the contents (in `contents`), the list of tables (in
    `captions_listed`), the notes (in `notes`) and their marks.
    `anchors` maps the name of each place to the words that stand there.
    """

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.tables: list[Table] = []
        self.contents: list[str] = []
        self.captions_listed: list[str] = []
        self.notes: list[str] = []
        self.anchors: dict[str, str] = {}
        self._cell: Cell | None = None

    def add(self, words: str, kind: str = "text", level: int = 0) -> None:
        """Add a block, unless it has no words; in a table it belongs to the cell begun last."""
        words = normal(words)
        if not words:
            return
        if self._cell is not None:
            self._cell.pieces.append(words)
            kind = "cell"
        elif kind == "caption" and self.tables and not self.tables[-1].rows:
            self.tables[-1].caption = words
        self.blocks.append(Block(kind, words, level))

    def table(self, key: str, captions: Mapping[str, str]) -> Table:
        """Return the table with the caption of `key`, whatever its number."""
        (found,) = [t for t in self.tables if t.caption.partition(". ")[2] == captions[key]]
        return found

    def after(self, table: Table) -> str:
        """Return the words of the block after a table."""
        return self.blocks[table.end].words


class Pdf(Reading):
    """Reads the structure tree of a PDF, as assistive technology does."""

    inline: ClassVar = {"/Span", "/Link", "/Code", "/Quote", "/Em", "/Strong"}

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.file = pikepdf.open(io.BytesIO(data))
        with pdfplumber.open(io.BytesIO(data)) as opened:
            self.chars = [page.chars for page in opened.pages]
        self.pages: dict[Any, int] = {p.objgen: n for n, p in enumerate(self.file.pages)}
        self.marks: dict[tuple[int, int], list[dict[str, Any]]] = {}
        for number, chars in enumerate(self.chars):
            last: list[dict[str, Any]] = []
            for char in chars:
                if char["mcid"] is not None:
                    last = self.marks.setdefault((number, char["mcid"]), [])
                    last.append(char)
                elif (char["tag"], char["text"]) == ("Span", "-"):
                    # A hyphen of ours, whose /ActualText pdfplumber does not read.
                    last.append({**char, "text": "\u00ad"})
        self.line: list[tuple[int, int]] = []
        self.gaps: list[str] = []
        self.visit(self.file.Root.StructTreeRoot.K[0], None, ("text", 0))
        self.without_space = tuple(self.gaps)
        self.anchors = dict(self.places())

    def visit(self, element: Any, page: Any, block: tuple[str, int]) -> None:
        """Read an element that stands in a block of some kind and level."""
        page, role = element.get("/Pg", page), str(element.S)
        if role == "/Note":
            self.notes.append(self.words(list(self.contents_of(element, page))))
        elif role == "/TOC":
            self.visit_contents(element, page)
        elif role in self.inline:
            self.visit_kids(element, page, block)
        elif role != "/Reference" and not self.is_list_mark(element):
            self.flush(block)
            own = self.begin(element, role)
            self.visit_kids(element, page, own)
            self.flush(own)
            self.end(role)

    def is_list_mark(self, element: Any) -> bool:
        """Tell whether an element is a bullet or a number; the label of a definition is a term."""
        numbering = element.P.P.get("/A", {}).get("/ListNumbering") if "/P" in element.P else None
        return str(element.S) == "/Lbl" and str(numbering) != "/None"

    def begin(self, element: Any, role: str) -> tuple[str, int]:
        """Open a table, a row or a cell; return the kind and level of what the element holds."""
        if role == "/Table":
            self.tables.append(Table())
        elif role == "/TR":
            self.tables[-1].rows.append([])
        elif role in {"/TH", "/TD"}:
            attributes = element.get("/A", {})
            heads = str(attributes.get("/Scope", "")).removeprefix("/").lower()
            merged = "/ColSpan" in attributes or "/RowSpan" in attributes
            self._cell = Cell(heads, merged=merged)
            self.tables[-1].rows[-1].append(self._cell)
        if role == "/Caption":
            return "caption", 0
        heading = re.fullmatch(r"/H([2-6])", role)
        return ("heading", int(heading[1]) - 1) if heading else ("text", 0)

    def end(self, role: str) -> None:
        if role in {"/TH", "/TD"}:
            self._cell = None
        elif role == "/Table":
            self.tables[-1].end = len(self.blocks)

    def visit_kids(self, element: Any, page: Any, block: tuple[str, int]) -> None:
        for kid in listed(element.get("/K")):
            if isinstance(kid, int):
                self.line.append((self.pages[page.objgen], kid))
            elif "/MCID" in kid:
                self.line.append((self.pages[kid.get("/Pg", page).objgen], int(kid.MCID)))
            elif "/S" in kid:
                self.visit(kid, page, block)
            elif self._cell is not None:
                self._cell.links.append(str(kid.Obj.get("/Dest") or kid.Obj.A.get("/D", "")))

    def visit_contents(self, element: Any, page: Any) -> None:
        """Read the entries of the contents without the number of their page, which comes last."""
        if self.blocks and self.blocks[-1].kind == "heading":
            self.blocks.pop()
        for entry in self.below(element, "/TOCI"):
            (reference,) = [k for k in entry.K if str(k.S) == "/Reference"]
            marks = list(self.contents_of(reference, entry.get("/Pg", page)))
            words = self.words(marks[:-1])
            listed = self.captions_listed if words.startswith("Table ") else self.contents
            listed.append(words)

    def below(self, element: Any, role: str) -> Iterator[Any]:
        for kid in listed(element.get("/K")):
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                if str(kid.S) == role:
                    yield kid
                yield from self.below(kid, role)

    def contents_of(self, element: Any, page: Any) -> Iterator[tuple[int, int]]:
        """Yield the marked contents below an element, without labels."""
        page = element.get("/Pg", page)
        for kid in listed(element.get("/K")):
            if isinstance(kid, int):
                yield self.pages[page.objgen], kid
            elif "/MCID" in kid:
                yield self.pages[kid.get("/Pg", page).objgen], int(kid.MCID)
            elif "/S" in kid and str(kid.S) != "/Lbl":
                yield from self.contents_of(kid, page)

    def flush(self, block: tuple[str, int]) -> None:
        self.add(self.words(self.line), *block)
        self.line = []

    def words(self, marks: list[tuple[int, int]]) -> str:
        """Join marked contents as a reading program does."""
        return self.joined(char for mark in marks for char in self.marks.get(mark, []))

    def joined(self, chars: Iterable[dict[str, Any]]) -> str:
        """Join letters; the space at which a line ends is not in the file.

        Nor are those that stand alone between two elements: they are seen by the gap.
        """
        words = ""
        last: dict[str, Any] | None = None
        for char in chars:
            if last is not None and not words.endswith(" ") and char["text"] != " ":
                size = max(char["size"], last["size"])
                if last["page_number"] != char["page_number"] or (
                    abs(char["bottom"] - last["bottom"]) > size / 2
                ):
                    words += "" if re.search(r"\S[-–—/\u00ad]$", words) else " "
                    words = words.replace("\u00ad", "")
                elif char["x0"] - last["x1"] > size / 8:
                    self.gaps.append(words[-12:] + "|" + char["text"])
                    words += " "
            words += char["text"]
            last = char
        return normal(words)

    def places(self) -> Iterator[tuple[str, str]]:
        """Yield the named places, each with the two or three lines that are printed there."""
        for name, target in pikepdf.NameTree(self.file.Root.Names.Dests).items():
            place = target if isinstance(target, pikepdf.Array) else target.D
            number = self.pages[place[0].objgen]
            top = float(self.file.pages[number].mediabox[3]) - float(place[3])
            chars = (c for c in self.chars[number] if top - 2 <= c["top"] < top + 30)
            yield str(name), self.joined(chars)


@cache
def names_of_bookmarks() -> dict[str, str]:
    named = (
        (n["c"][1] if n["t"] == "Header" else n["c"][0])[0]
        for n in walk(understood()[2].blocks())
        if n["t"] in {"Header", "Div", "Span", "Link", "Table", "Figure", "CodeBlock"}
    )
    anchors = [*named, *understood()[0].items]
    return {hidden(bookmark(name)): name for name in anchors if name}


def anchor_of(mark: str) -> str:
    """Return the anchor whose bookmark this is, or the bookmark itself."""
    return names_of_bookmarks().get(mark, mark)


class Docx(Reading):
    """Reads the text of a Word file; headings get the numbers that Word will count."""

    w: ClassVar = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

    def __init__(self, data: bytes) -> None:
        super().__init__()
        files = read_archive(data)
        self.counts = [0] * 9
        root = etree.fromstring(files["word/document.xml"])
        for element in root[0]:
            self.visit(element)
        notes = etree.fromstring(files["word/footnotes.xml"])
        by_number = {self.get(note, "id"): note for note in notes}
        for call in root.iter(f"{self.w}footnoteReference"):
            self.notes.append(normal(self.words(by_number[self.get(call, "id")])))
        for start in root.iter(f"{self.w}bookmarkStart"):
            paragraph = next(start.iterancestors(f"{self.w}p"))
            self.anchors[anchor_of(self.get(start, "name"))] = normal(self.words(paragraph))

    def get(self, element: Any, name: str) -> str:
        return str(element.get(f"{self.w}{name}", ""))

    def value(self, element: Any, path: str) -> str:
        found = element.find(path, {"w": self.w[1:-1]})
        return "" if found is None else self.get(found, "val")

    def words(self, element: Any) -> str:
        shown = {"t": "", "tab": "\t", "br": " ", "noBreakHyphen": "-"}
        signs = {f"{self.w}{name}": sign for name, sign in shown.items()}
        runs = (e for run in element.iter(f"{self.w}r") for e in run if e.tag in signs)
        return "".join(signs[e.tag] or e.text or "" for e in runs)

    def visit(self, element: Any) -> None:
        match element.tag.removeprefix(self.w):
            case "p":
                self.paragraph(element)
            case "tbl":
                self.visit_table(element)
            case "sdt":
                for entry in element.iter(f"{self.w}p"):
                    if self.value(entry, "w:pPr/w:pStyle").startswith("TOC") and (
                        "PAGEREF" in "".join(map(str, entry.itertext()))
                    ):
                        words, _, page = self.words(entry).rpartition("\t")
                        assert page.isdecimal(), page
                        self.contents.append(normal(words))

    def paragraph(self, element: Any) -> None:
        style = self.value(element, "w:pPr/w:pStyle")
        if heading := re.fullmatch(r"Heading(\d)", style):
            level = int(heading[1])
            self.add(self.number(element, level) + self.words(element), "heading", level)
        elif style in {"TableCaption", "ImageCaption"}:
            self.add(self.words(element), "caption")
        elif style in {"ListHeading", "TableofFigures"}:
            pass  # Word's own lists, by page
        elif style == "Definition":
            term, _, definition = self.words(element).partition("\t")
            self.add(term)
            self.add(definition)
        elif element.find("w:pPr/w:sectPr", {"w": self.w[1:-1]}) is None or self.words(element):
            self.add(self.words(element))

    def number(self, element: Any, level: int) -> str:
        """Count a heading as Word does; a list of its own takes one out of the count."""
        if self.value(element, "w:pPr/w:numPr/w:numId"):
            return ""
        counts = [*self.counts[: level - 1], self.counts[level - 1] + 1]
        self.counts = counts + [0] * (9 - level)
        return ".".join(map(str, counts)) + " "

    def visit_table(self, element: Any) -> None:
        table = Table(self.blocks[-1].words)
        self.tables.append(table)
        names = {"w": self.w[1:-1]}
        look = element.find("w:tblPr/w:tblLook", names)
        for row in element.iterfind("w:tr", names):
            head = row.find("w:trPr/w:tblHeader", names) is not None
            table.rows.append([])
            for place, cell in enumerate(row.iterfind("w:tc", names)):
                names_row = place == 0 and self.get(look, "firstColumn") == "1"
                spans = ("w:tcPr/w:gridSpan", "w:tcPr/w:vMerge", "w:tcPr/w:hMerge")
                self._cell = Cell(
                    "column" if head else "row" if names_row else "",
                    merged=any(cell.find(span, names) is not None for span in spans),
                    links=[
                        anchor_of(self.get(h, "anchor")) for h in cell.iter(f"{self.w}hyperlink")
                    ],
                )
                table.rows[-1].append(self._cell)
                for inner in cell.iterfind("w:p", names):
                    self.paragraph(inner)
        self._cell = None
        table.end = len(self.blocks)


class Epub(Reading):
    """Reads the chapters of a book in the order of its spine."""

    h: ClassVar = "{http://www.w3.org/1999/xhtml}"
    opf: ClassVar = "{http://www.idpf.org/2007/opf}"
    own_line: ClassVar = {
        "address", "blockquote", "body", "caption", "dd", "div", "dl", "dt", "figcaption", "figure",
        "h1", "h2", "h3", "h4", "h5", "h6", "li", "ol", "p", "pre", "section", "table", "tbody",
        "td", "th", "thead", "tr", "ul",
    }  # fmt: skip

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.files = read_archive(data)
        self.line: list[str] = []
        package = etree.fromstring(self.files["EPUB/content.opf"])
        paths = {i.get("id"): i.get("href") for i in package.iter(f"{self.opf}item")}
        for reference in package.iter(f"{self.opf}itemref"):
            path = f"EPUB/{paths[reference.get('idref')]}"
            page = etree.fromstring(self.files[path])
            (body,) = page.iter(f"{self.h}body")
            self.find_anchors(body, path)
            self.chapter(body, path)

    def find_anchors(self, body: Any, path: str) -> None:
        for element in body.iter(f"{self.h}*"):
            if "id" in element.attrib:
                block = element
                while block.tag.removeprefix(self.h) not in self.own_line:
                    block = block.getparent()
                words = normal("".join(block.itertext()))
                self.anchors[f"{path}#{element.get('id')}"] = words

    def chapter(self, body: Any, path: str) -> None:
        kind = body[0].get("class", "")
        if "part-contents" in kind:
            self.contents = [normal("".join(a.itertext())) for a in body.iter(f"{self.h}a")]
        elif "part-list-of-tables" in kind:
            self.captions_listed = [normal("".join(a.itertext())) for a in body.iter(f"{self.h}a")]
        elif "part-notes" in kind:
            for note in body.iter(f"{self.h}li"):
                for back in note.iter(f"{self.h}a"):
                    if back.get("class") == "note-back":
                        back.text = ""
                self.notes.append(normal("".join(note.itertext())))
        else:
            self.path = path
            self.visit(body, ("text", 0))

    def visit(self, element: Any, block: tuple[str, int]) -> None:
        tag = element.tag.removeprefix(self.h) if isinstance(element.tag, str) else ""
        if tag in {"", "head"} or element.get("class") == "note-call":
            return
        own = block
        if tag in self.own_line:
            self.flush(block)
            own = self.begin(tag, element)
        elif tag == "br":
            self.line.append(" ")
        elif tag == "a" and self._cell is not None:
            target = posixpath.join(posixpath.dirname(self.path), element.get("href", ""))
            here = element.get("href", "").startswith("#")
            self._cell.links.append(self.path + element.get("href") if here else target)
        self.line.append(element.text or "")
        for child in element:
            self.visit(child, own)
            self.line.append(child.tail or "")
        if tag in self.own_line:
            self.flush(own)
            self.end(tag)

    def begin(self, tag: str, element: Any) -> tuple[str, int]:
        if tag == "table":
            self.tables.append(Table())
        elif tag == "tr":
            self.tables[-1].rows.append([])
        elif tag in {"th", "td"}:
            scope = element.get("scope", "")
            merged = "colspan" in element.attrib or "rowspan" in element.attrib
            self._cell = Cell({"col": "column"}.get(scope, scope), merged=merged)
            self.tables[-1].rows[-1].append(self._cell)
        if tag in {"caption", "figcaption"}:
            return "caption", 0
        title = tag == "h1" and "part-cover" in element.getparent().get("class", "")
        heading = re.fullmatch(r"h(\d)", tag)
        return ("heading", int(heading[1])) if heading and not title else ("text", 0)

    def end(self, tag: str) -> None:
        if tag in {"th", "td"}:
            self._cell = None
        elif tag == "table":
            self.tables[-1].end = len(self.blocks)

    def flush(self, block: tuple[str, int]) -> None:
        self.add("".join(self.line), *block)
        self.line = []


def listed(kids: Any) -> list[Any]:
    if kids is None:
        return []
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


READERS = {"pdf": Pdf, "docx": Docx, "epub": Epub}

Everything = Mapping[str, Reading]


@pytest.fixture(scope="module")
def readings(bundled: Mapping[str, bytes]) -> Everything:
    return {format: READERS[format](bundled[format]) for format in FORMATS}


# ---------------------------------------------------------------- what the register says


class Register:
    """What the summary and the wording make of the register, as words."""

    def __init__(self, report: Report, labels: Mapping[str, Any]) -> None:
        self.report, self.labels = report, labels
        self.wording = Wording(report, labels)
        summary = summarise(report)
        assert summary.context is not None
        self.tables = {made.key: made for made in (*summary.tables, summary.context)}
        names = {m.key: m.category.name for m in summary.tables if m.category}
        patterns = labels["captions"]
        self.captions = {key: patterns["items"].format(category=n) for key, n in names.items()}
        self.captions |= {key: patterns[key] for key in ("context", "overview")}

    def items(self, key: str) -> list[Item]:
        return [row.item for row in self.tables[key].rows if row.counted]

    def row(self, row: Row) -> list[str]:
        item, wording = row.item, self.wording
        value = self.value(item)
        words = [
            self.first_cell(row), wording.direction(item), wording.status(item),
            wording.when(item), value or wording.missing, self.source(item),
        ]  # fmt: skip
        return [normal(cell) for cell in words]

    def first_cell(self, row: Row) -> str:
        item, title = row.item, typographic(row.item.title)
        if not row.counted:
            return f"{title} see {item.id}, counted under {item.category.title()}"
        return f"{title} {item.id} · {self.labels['kind'][item.kind]}"

    def value(self, item: Item) -> str:
        value = self.wording.value(item.value) if item.value else ""
        limits = f" Limits: {', '.join(item.constraints)}" if item.constraints else ""
        return f"{value[:1].upper()}{value[1:]}{limits}"

    def source(self, item: Item) -> str:
        """Return the citation of the one source, with the sections that the register names."""
        sections = list(dict.fromkeys(place.partition(":")[0] for place in item.at))
        numbers = [s for s in sections if s.isdigit()]
        places = [self.labels["locators"].get(s, s) for s in sections if not s.isdigit()]
        if numbers:
            places.insert(0, f"{'sec.' if len(numbers) == 1 else 'secs.'} {', '.join(numbers)}")
        return f"[{', '.join(['1', *places])}]"


@pytest.fixture(scope="module")
def register() -> Register:
    report, style, _ = understood()
    return Register(report, style.labels)


def told(row: list[Cell]) -> list[str]:
    """Return the words of a row without the way back, which is a matter of its own."""
    first, *rest = (cell.words for cell in row)
    return [re.sub(r" · section [\d.]+$", "", first), *rest]


def counted(made: ItemsTable) -> list[bool]:
    return [row.counted for row in made.rows]


# ---------------------------------------------------------------- the tables of the register


@in_each_format
@for_each_table
def test_each_counted_row_says_what_the_register_says(
    readings: Everything, register: Register, format: str, key: str
) -> None:
    made = register.tables[key]
    _, *rows = readings[format].table(key, register.captions).rows
    printed = [told(cells) for cells, counts in zip(rows, counted(made), strict=True) if counts]
    assert printed == [register.row(row) for row in made.rows if row.counted]


@in_each_format
@for_each_table
def test_each_cross_listed_row_points_to_where_it_is_counted(
    readings: Everything, register: Register, format: str, key: str
) -> None:
    made = register.tables[key]
    _, *rows = readings[format].table(key, register.captions).rows
    printed = [told(cells) for cells, counts in zip(rows, counted(made), strict=True) if not counts]
    assert printed == [register.row(row) for row in made.rows if not row.counted]


@in_each_format
@for_each_table
def test_a_table_has_as_many_rows_with_a_number_as_the_acceptance_list(
    readings: Everything, register: Register, format: str, key: str
) -> None:
    _, *rows = readings[format].table(key, register.captions).rows
    numbered = [row for row in rows if re.search(r" [A-Z]{2}-\d\d · ", row[0].words)]
    assert len(numbered) == TOTALS[key]


@in_each_format
def test_a_row_that_is_counted_elsewhere_stands_in_the_table_of_trade(
    readings: Everything, register: Register, format: str
) -> None:
    rows = readings[format].table("trade", register.captions).rows
    pointing = [m[1] for row in rows if (m := re.search(r" see (\S+), counted", row[0].words))]
    assert pointing == ["EN-01", "EN-02", "SE-12"]


@in_each_format
def test_the_overview_gives_the_counts_of_the_acceptance_list(
    readings: Everything, register: Register, format: str
) -> None:
    rows = readings[format].table("overview", register.captions).rows
    assert [[cell.words for cell in row] for row in rows] == OVERVIEW


@in_each_format
@for_each_table
def test_the_counts_stand_under_a_table(
    readings: Everything, register: Register, format: str, key: str
) -> None:
    reading = readings[format]
    footer = reading.after(reading.table(key, register.captions))
    assert footer.startswith(FOOTERS[key] + " ")


@in_each_format
@for_each_table
def test_the_columns_of_a_table_have_their_names(
    readings: Everything, register: Register, format: str, key: str
) -> None:
    head, *_ = readings[format].table(key, register.captions).rows
    names = ["Item", "Direction", "Status", "When", "Value or limits", "Source"]
    assert [cell.words for cell in head] == names


# ---------------------------------------------------------------- the form of every table


@in_each_format
def test_the_first_row_of_a_table_names_its_columns(readings: Everything, format: str) -> None:
    wrong = [
        table.caption
        for table in readings[format].tables
        if {cell.heads for cell in table.rows[0]} != {"column"}
    ]
    assert wrong == []


@in_each_format
def test_the_first_cell_of_a_row_names_it_and_no_other_does(
    readings: Everything, format: str
) -> None:
    wrong = [
        row[0].words
        for table in readings[format].tables
        for row in table.rows[1:]
        if [cell.heads for cell in row] != ["row"] + [""] * (len(row) - 1)
    ]
    assert wrong == []


@in_each_format
def test_no_cell_is_empty(readings: Everything, format: str) -> None:
    empty = [
        f"{table.caption}, row {number}"
        for table in readings[format].tables
        for number, row in enumerate(table.rows)
        if not all(cell.words for cell in row)
    ]
    assert empty == []


@in_each_format
def test_no_cell_is_merged(readings: Everything, format: str) -> None:
    merged = [
        cell.words
        for table in readings[format].tables
        for cell in itertools.chain(*table.rows)
        if cell.merged
    ]
    assert merged == []


@in_each_format
def test_every_row_of_a_table_has_a_cell_for_each_column(readings: Everything, format: str) -> None:
    uneven = [t.caption for t in readings[format].tables if len({len(row) for row in t.rows}) != 1]
    assert uneven == []


# ---------------------------------------------------------------- the same words


def without_own_parts(document: Document) -> list[Any]:
    """Return the blocks of what every format prints in the same way."""
    own = {"cover", "running-matter", "contents", "list-of-tables", "notes"}
    parts = (part for part in document.parts if part.template not in own)
    return [block for part in parts for block in part.blocks]


def flowing(reading: Reading) -> list[str]:
    """Return kind and words of each block; the number of a source is one with what it numbers."""
    blocks: list[str] = []
    for block in reading.blocks:
        if blocks and re.fullmatch(r"text: \[\d+\]", blocks[-1]):
            blocks[-1] += f" {block.words}"
        else:
            blocks.append(f"{block.kind}: {block.words}")
    return blocks


@pytest.mark.parametrize("format", ["pdf", "docx"])
def test_the_words_are_those_of_the_epub_in_the_same_order(
    readings: Everything, format: str
) -> None:
    lines = difflib.unified_diff(
        flowing(readings["epub"]), flowing(readings[format]), "epub", format, lineterm="", n=0
    )
    assert list(lines) == []


@in_each_format
def test_the_headings_are_those_of_the_document_with_their_numbers_and_levels(
    readings: Everything, format: str
) -> None:
    found = [n for n in walk(without_own_parts(understood()[2])) if n["t"] == "Header"]
    headings = [(b.level, b.words) for b in readings[format].blocks if b.kind == "heading"]
    assert headings == [(n["c"][0], normal(plain_text(n["c"][2]))) for n in found]


@in_each_format
def test_the_tables_are_those_of_the_document_in_the_same_order(
    readings: Everything, format: str
) -> None:
    found = [n for n in walk(understood()[2].blocks()) if n["t"] == "Table"]
    captions = [table.caption for table in readings[format].tables]
    assert captions == [normal(plain_text(n["c"][1][1])) for n in found]


@in_each_format
def test_the_contents_name_headings_of_the_report_in_their_order(
    readings: Everything, format: str
) -> None:
    entries = [entry for entry in readings[format].contents if entry != "Notes"]
    shallow = [b.words for b in readings[format].blocks if b.kind == "heading" and b.level < 3]
    assert entries == [words for words in shallow if words in entries]


@pytest.mark.parametrize("format", ["pdf", "docx"])
def test_the_contents_are_those_of_the_epub_but_for_its_list_of_notes(
    readings: Everything, format: str
) -> None:
    wanted = [entry for entry in readings["epub"].contents if entry != "Notes"]
    assert readings[format].contents == wanted


@in_each_format
def test_the_notes_are_those_of_the_document(readings: Everything, format: str) -> None:
    found = [n for n in walk(understood()[2].blocks()) if n["t"] == "Note"]
    assert readings[format].notes == [normal(plain_text(n["c"])) for n in found]


def test_words_on_a_line_of_the_pdf_are_parted_by_spaces(readings: Everything) -> None:
    reading = readings["pdf"]
    assert isinstance(reading, Pdf)
    assert reading.without_space == ()


# ---------------------------------------------------------------- the ways through the report


def place(reading: Reading, anchor: str) -> str:
    """Return the words at an anchor, in whatever file of the report it stands."""
    (words,) = [w for name, w in reading.anchors.items() if name.rpartition("#")[2] == anchor]
    return words


@in_each_format
def test_each_item_has_an_anchor_at_its_row(readings: Everything, format: str) -> None:
    items = understood()[0].items
    wrong = [
        item.id
        for item in items.values()
        if not place(readings[format], item.id).startswith(normal(typographic(item.title)))
    ]
    assert (len(items), wrong) == (49, [])


@in_each_format
@for_each_table
def test_each_row_leads_back_to_words_that_name_its_item(
    readings: Everything, register: Register, format: str, key: str
) -> None:
    reading, made = readings[format], register.tables[key]
    _, *rows = reading.table(key, register.captions).rows
    wrong = []
    for row, cells in zip(made.rows, rows, strict=True):
        led = [reading.anchors.get(link, "nowhere") for link in cells[0].links]
        if len(led) != 1 or row.item.id not in led[0]:
            wrong.append((row.item.id, led))
    assert wrong == []


@in_each_format
@for_each_table
def test_each_counted_row_leads_to_where_its_item_is_discussed_first(
    readings: Everything, register: Register, format: str, key: str
) -> None:
    made = register.tables[key]
    _, *rows = readings[format].table(key, register.captions).rows
    backs = [c[0].links for c, counts in zip(rows, counted(made), strict=True) if counts]
    wanted = [[f"in-{item.id}"] for item in register.items(key)]
    assert [[link.rpartition("#")[2] for link in links] for links in backs] == wanted


@in_each_format
def test_no_link_in_a_table_leads_nowhere(readings: Everything, format: str) -> None:
    reading = readings[format]
    links = {
        link
        for table in reading.tables
        for cell in itertools.chain(*table.rows)
        for link in cell.links
    }
    assert links - reading.anchors.keys() == set()


@pytest.mark.parametrize("format", ["pdf", "epub"])
def test_the_list_of_tables_names_each_by_its_caption(readings: Everything, format: str) -> None:
    captions = [table.caption.replace(". ", " ", 1) for table in readings[format].tables]
    assert readings[format].captions_listed == captions
