"""What a reader of an EPUB needs and neither EPUBCheck nor Ace asks for (E-01 to E-17).

Each rule is a function from the book to findings; the code of a finding is the name of its rule.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from reportgen.verify.archive import Parts, open_parts
from reportgen.verify.subject import Subject
from reportgen.verify.toolbox import Toolbox, Unreadable
from reportgen.verify.verdict import Finding, note

__all__ = ["NAMES", "Book", "judge_rules", "open_book"]

NAMES = {
    "c": "urn:oasis:names:tc:opendocument:xmlns:container",
    "o": "http://www.idpf.org/2007/opf",
    "d": "http://purl.org/dc/elements/1.1/",
    "x": "http://www.w3.org/1999/xhtml",
    "e": "http://www.idpf.org/2007/ops",
}
CLAIM = re.compile(r"EPUB Accessibility 1\.1 - WCAG 2\.[0-2] Level AA?A?")
_RIGHT_TO_LEFT = re.compile(r"(ar|fa|he|ps|sd|ug|ur|yi)\b")
_CONTAINER = "META-INF/container.xml"


@dataclass
class Book:
    """The parts of an EPUB that the rules look at."""

    parts: Parts
    folder: str = field(init=False)
    package: Any = field(init=False, repr=False)

    def __post_init__(self) -> None:
        named = self.find("//c:rootfile/@full-path", self.parts.xml(_CONTAINER))
        if not named:
            message = "the container names no package document"
            raise Unreadable(message)
        self.folder = posixpath.dirname(named[0])
        self.package = self.parts.xml(named[0])

    def find(self, path: str, below: Any = None) -> list[Any]:
        """Return what an XPath finds in the package document, or below an element."""
        found = (self.package if below is None else below).xpath(path, namespaces=NAMES)
        return list(found)

    def metadata(self, name: str) -> list[str]:
        """Return the values of an element or a property of the metadata."""
        path = f"//o:metadata/{name}" if ":" in name and name.startswith("d:") else (
            f"//o:metadata/o:meta[@property='{name}']"
        )  # fmt: skip
        return [(element.text or "").strip() for element in self.find(path)]

    @property
    def language(self) -> str:
        """Return the first language of the book."""
        return next(iter(self.metadata("d:language")), "")

    @property
    def right_to_left(self) -> bool:
        """Tell whether the book is read from right to left."""
        return bool(_RIGHT_TO_LEFT.match(self.language))

    @cached_property
    def pages(self) -> dict[str, Any]:
        """Return the roots of the content documents by their names, in reading order.

        The navigation document comes last, unless it is read as a page.
        """
        items = {i.get("id"): i for i in self.find("//o:item")}
        order = [items[i] for i in self.find("//o:itemref/@idref") if i in items]
        listed = dict.fromkeys([*order, *items.values()])
        names = [self.name_of(i) for i in listed if i.get("media-type") == "application/xhtml+xml"]
        return {name: self.parts.xml(name) for name in names}

    def name_of(self, item: Any) -> str:
        """Return the name of a manifest item's part."""
        return posixpath.normpath(posixpath.join(self.folder, unquote(item.get("href", ""))))


def open_book(path: Path) -> Book:
    """Open an EPUB. Raises `Unreadable`."""
    return Book(open_parts(path))


def judge_rules(subject: Subject, toolbox: Toolbox) -> Iterator[Finding]:
    """Apply every rule."""
    del toolbox
    book = open_book(subject.path)
    yield from _container(book, subject.path)
    for rule in _RULES:
        yield from rule(book)


# ---------------------------------------------------------------- the archive


def _container(book: Book, path: Path) -> Iterator[Finding]:
    """`mimetype` is the first entry, stored, so that it stands at a fixed place (E-17)."""
    head = path.read_bytes()[:58]
    if book.parts.names[:1] != ("mimetype",) or head[30:58] != b"mimetypeapplication/epub+zip":
        yield Finding("MIMETYPE", "the first entry is not the stored mimetype")


# ---------------------------------------------------------------- pages


def _titles(book: Book) -> Iterator[Finding]:
    for name, page in book.pages.items():
        title = " ".join("".join(book.find("//x:title//text()", page)).split())
        if not title or re.search(r"\.x?html$", title):
            yield Finding("TITLE", f"its title is `{title}`", name)


def _directions(book: Book) -> Iterator[Finding]:
    """The spine and every page say that they run from right to left (E-07, E-16)."""
    if not book.right_to_left:
        return
    if book.find("//o:spine[not(@page-progression-direction='rtl')]"):
        yield Finding("SPINE-RTL", f"the language is {book.language}, the pages turn to the right")
    for name, page in book.pages.items():
        if not book.find("/x:html[@dir='rtl']|/x:html/x:body[@dir='rtl']", page):
            yield Finding("DIR", "it does not say that it runs from right to left", name)


def _tables(book: Book) -> Iterator[Finding]:
    for name, page in book.pages.items():
        for table in book.find("//x:table", page):
            heads = book.find(".//x:th", table)
            if not heads:
                yield Finding("TH", "a table has no header cell", name)
            elif any(not head.get("scope") and not head.get("id") for head in heads):
                yield Finding("TH-SCOPE", "a header cell has no scope", name)
            if not book.find("./x:caption", table):
                yield Finding("CAPTION", "a table has no caption", name)


_NOTES = "//*[@e:type='footnote' or @e:type='endnote' or @role='doc-footnote']"


def _notes(book: Book) -> Iterator[Finding]:
    for name, page in book.pages.items():
        notes = book.find(_NOTES, page)
        lost = [n for n in notes if not book.find(".//x:a[@role='doc-backlink']", n)]
        if lost:
            yield Finding("BACKLINK", f"{len(lost)} notes have no way back", name)


def _navigation(book: Book) -> Iterator[Finding]:
    names = [book.name_of(i) for i in book.find("//o:item[contains(@properties, 'nav')]")]
    for name in names:
        page = book.pages[name]
        if not book.find("//x:nav[@e:type='landmarks']//x:a[@e:type='bodymatter']", page):
            yield Finding("LANDMARK", "no landmark says where the text begins", name)
        heading = "".join(
            book.find("//x:nav[@e:type='toc']/*[self::x:h1|self::x:h2]//text()", page)
        )
        if heading and heading in book.metadata("d:title"):
            yield Finding("NAV-TITLE", "the contents are headed with the title of the book", name)


# ---------------------------------------------------------------- metadata


def _access(book: Book) -> Iterator[Finding]:
    """What is said of access is there, and agrees with what is in the book (E-02 to E-05)."""
    pictures = any(
        book.find("//x:img|//*[local-name()='svg']", page) for page in book.pages.values()
    )
    if pictures and "visual" not in book.metadata("schema:accessMode"):
        yield Finding("ACCESSMODE", "there are pictures, but `visual` is no mode of access")
    for name in ("accessMode", "accessibilityFeature", "accessibilityHazard"):
        if not any(book.metadata(f"schema:{name}")):
            yield Finding("ACCESS", f"the metadata lacks schema:{name}")
    if not any(book.metadata("schema:accessibilitySummary")):
        yield Finding("SUMMARY", "the metadata lacks schema:accessibilitySummary")
    claims = book.metadata("dcterms:conformsTo")
    claims += book.find("//o:link[@rel='dcterms:conformsTo']/@href")
    if not claims:
        yield note("CONFORMS", "it claims no conformance, so none was held against it")
    for claim in claims:
        if not CLAIM.fullmatch(claim) and not claim.startswith("http"):
            yield Finding("CONFORMS", f"`{claim}` is no claim that a shop knows")
    if claims and not any(book.metadata("a11y:certifiedBy")):
        yield Finding("CONFORMS", "nobody certifies the claim (a11y:certifiedBy)")


def _pages(book: Book) -> Iterator[Finding]:
    """A page list says of which pages it is (E-06)."""
    marked = any(
        book.find("//*[@e:type='pagebreak' or @role='doc-pagebreak']", page)
        for page in book.pages.values()
    )
    listed = any(book.find("//x:nav[@e:type='page-list']", page) for page in book.pages.values())
    if marked != listed:
        yield Finding("PAGE-LIST", "there are page breaks or a page list, but not both")
    source = book.metadata("pageBreakSource") or book.metadata("dcterms:source")
    if listed and not any(source or book.metadata("d:source")):
        yield Finding("PAGE-LIST", "nothing says of which edition the pages are")


def _shop(book: Book) -> Iterator[Finding]:
    if not book.find("//o:item[contains(@properties, 'cover-image')]"):
        yield Finding("COVER", "there is no cover")
    if not any(book.metadata("d:publisher")):
        yield Finding("PUBLISHER", "no publisher is named")


_RULES: tuple[Callable[[Book], Iterator[Finding]], ...] = (
    _titles, _directions, _tables, _notes, _navigation, _access, _pages, _shop,
)  # fmt: skip
