"""What a reader of a Word file needs and no schema asks for (D-01 to D-25).

Each rule is a function from the file to findings; the code of a finding is the name of its rule.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from reportgen.verify.archive import Parts, open_parts
from reportgen.verify.subject import Subject
from reportgen.verify.toolbox import Toolbox
from reportgen.verify.verdict import Finding

__all__ = ["NAMES", "Word", "judge_rules", "open_word"]

NAMES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "adec": "http://schemas.microsoft.com/office/drawing/2017/decorative",
    "dc": "http://purl.org/dc/elements/1.1/",
    "cp": "http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
    "dcterms": "http://purl.org/dc/terms/",
}
_W = f"{{{NAMES['w']}}}"
_RIGHT_TO_LEFT = re.compile(r"(ar|fa|he|ps|sd|ug|ur|yi)\b")
_RTL_LETTER = re.compile("[\u0590-\u08ff]")
_FILE_NAME = re.compile(r"[\w-]+\.(png|jpe?g|gif|svg|emf|wmf|tiff?)", re.IGNORECASE)
_FIELD = re.compile(r"\s*(REF|PAGEREF|NOTEREF)\s+\"?([^\s\"\\]+)")
_CORE = (
    "dc:title", "dc:creator", "dc:subject", "dc:description", "dc:language", "cp:keywords",
    "dcterms:created", "dcterms:modified",
)  # fmt: skip


@dataclass
class Word:
    """The parts of a Word file that the rules look at."""

    parts: Parts
    document: Any = field(init=False, repr=False)
    styles: Any = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.document = self.parts.xml("word/document.xml")
        self.styles = self.parts.xml("word/styles.xml")

    @cached_property
    def bookmarks(self) -> Counter[str]:
        """Count the names of the bookmarks, in the text and in its notes."""
        roots = [self.document]
        if "word/footnotes.xml" in self.parts:
            roots.append(self.parts.xml("word/footnotes.xml"))
        found = (mark for root in roots for mark in self.find("//w:bookmarkStart", root))
        return Counter(_value(mark, "name") for mark in found)

    @cached_property
    def style_names(self) -> dict[str, str]:
        """Return the names of the styles, as Word shows them, by their ids."""
        return {
            _value(style, "styleId"): _value(name, "val").lower()
            for style in self.find("//w:style", self.styles)
            for name in self.find("./w:name", style)
        }

    def find(self, path: str, below: Any = None) -> list[Any]:
        """Return what an XPath finds in the document, or below an element."""
        found = (self.document if below is None else below).xpath(path, namespaces=NAMES)
        return list(found)

    def text(self, below: Any) -> str:
        """Return the text of an element; a hyphen that does not break is one."""
        pieces = self.find(".//w:t | .//w:noBreakHyphen", below)
        return "".join("-" if "Hyphen" in piece.tag else piece.text or "" for piece in pieces)


def open_word(subject: Subject) -> Word:
    """Open a Word file. Raises `Unreadable`."""
    return Word(open_parts(subject.path))


def judge_rules(subject: Subject, toolbox: Toolbox) -> Iterator[Finding]:
    """Apply every rule."""
    del toolbox
    word = open_word(subject)
    for rule in _RULES:
        yield from rule(word)


# ---------------------------------------------------------------- pictures and tables


def _pictures(word: Word) -> Iterator[Finding]:
    for picture in word.find("//wp:docPr"):
        words = (picture.get("descr") or "").strip()
        if word.find(".//adec:decorative[@val='1']", picture):
            continue
        if not words:
            yield Finding("ALT", f"picture {picture.get('id')} has no description")
        elif _FILE_NAME.fullmatch(words):
            yield Finding("ALT", f"picture {picture.get('id')} is described by a file: {words}")
    counts = Counter(picture.get("id") for picture in word.find("//wp:docPr"))
    for number, count in counts.items():
        if count > 1:
            yield Finding("DOCPR-ID", f"{count} drawings have the id {number}")


def _tables(word: Word) -> Iterator[Finding]:
    for number, table in enumerate(word.find("//w:tbl"), start=1):
        place = f"table {number}"
        if not word.find("./w:tr/w:trPr/w:tblHeader", table):
            yield Finding("TBL-HEADER", "no row is repeated as a header", place)
        if not word.find("./w:tblPr/w:tblCaption|./w:tblPr/w:tblDescription", table):
            yield Finding("TBL-ALT", "it has neither title nor description", place)
        turned = word.find("./w:tblPr/w:bidiVisual", table)
        if _is_right_to_left(word.text(table)) and not turned:
            yield Finding("TBL-RTL", "its columns run left to right, its text does not", place)


# ---------------------------------------------------------------- links and fields


def _anchors(word: Word) -> Iterator[Finding]:
    for link in word.find("//w:hyperlink[@w:anchor]"):
        anchor = _value(link, "anchor")
        if anchor not in word.bookmarks:
            yield Finding("ANCHOR", f"a link leads to the bookmark `{anchor}`, which is not there")
    for name, count in word.bookmarks.items():
        if count > 1:
            yield Finding("BOOKMARK", f"{count} bookmarks are called `{name}`")
        if ":" in name:
            yield Finding("BOOKMARK", f"Word allows no colon in the bookmark `{name}`")


def _fields(word: Word) -> Iterator[Finding]:
    """Every REF, PAGEREF and NOTEREF names a bookmark that is there (D-12, D-14)."""
    simple = [_value(entry, "instr") for entry in word.find("//w:fldSimple")]
    complex_ = ["".join(word.find(".//w:instrText/text()", p)) for p in word.find("//w:p")]
    names = {name for text in (*simple, *complex_) for _, name in _FIELD.findall(text)}
    for name in sorted(names - set(word.bookmarks)):
        yield Finding("FIELD", f"a field refers to the bookmark `{name}`, which is not there")
    dirty = word.find("//w:fldChar[@w:dirty]|//w:fldSimple[@w:dirty]")
    if dirty:
        said = f"Word updates {len(dirty)} fields at once, and may ask before it does"
        yield Finding("UPDATE", said)
    if word.find("//w:updateFields[not(@w:val='false')]", word.parts.xml("word/settings.xml")):
        yield Finding("UPDATE", "Word asks whether to update the fields (w:updateFields)")


def _contents(word: Word) -> Iterator[Finding]:
    entries = {
        style for style, name in word.style_names.items()
        if re.fullmatch(r"toc \d|table of figures", name)
    }  # fmt: skip
    for block in word.find("//w:sdt[.//w:docPartGallery[@w:val='Table of Contents']]"):
        used = {_value(style, "val") for style in word.find(".//w:pPr/w:pStyle", block)}
        if not used & entries:
            yield Finding("TOC-EMPTY", "the contents are empty until Word refreshes them")


# ---------------------------------------------------------------- headings, language, direction


def _headings(word: Word) -> Iterator[Finding]:
    before = 0
    for paragraph in word.find("//w:body//w:p[w:pPr/w:pStyle]"):
        style = _value(word.find("./w:pPr/w:pStyle", paragraph)[0], "val")
        heading = re.fullmatch("heading ([1-9])", word.style_names.get(style, ""))
        if heading:
            level = int(heading[1])
            if level > before + 1:
                said = f"a heading of level {level} follows one of level {before}"
                yield Finding("HEADING-SKIP", said, word.text(paragraph)[:40])
            before = level


def _is_right_to_left(text: str) -> bool:
    """Tell whether most of a text is; a name in another script does not turn what is around it."""
    return len(_RTL_LETTER.findall(text)) * 2 > len(text)


def _right_to_left(word: Word) -> Iterator[Finding]:
    for paragraph in word.find("//w:body//w:p"):
        text = word.text(paragraph)
        if not _is_right_to_left(text):
            continue
        if not word.find("./w:pPr/w:bidi", paragraph):
            yield Finding("PARA-RTL", "its text is right to left, it is not", text[:30])
        for language in word.find(".//w:r/w:rPr[w:rtl]/w:lang[not(@w:bidi)]", paragraph)[:1]:
            said = f"Word reads w:bidi here, not w:val={_value(language, 'val')}"
            yield Finding("LANG-BIDI", said, text[:30])


def _language(word: Word) -> Iterator[Finding]:
    given = word.find("//w:docDefaults//w:lang", word.styles)
    if not given:
        yield Finding("LANG", "no language is set")
        return
    main, bidi = _value(given[0], "val"), _value(given[0], "bidi")
    if _RIGHT_TO_LEFT.match(main) and main.partition("-")[0] != bidi.partition("-")[0]:
        yield Finding("LANG-DEFAULT", f"the language is {main}, but w:bidi says `{bidi}`")


# ---------------------------------------------------------------- settings and properties


def _sections(word: Word) -> Iterator[Finding]:
    sections = word.find("//w:sectPr")
    if not sections or any(not word.find("./w:pgSz", section) for section in sections):
        yield Finding("PAGE-SIZE", "a section leaves the size of its pages to the program")
    if word.find("//w:sectPr/w:footnotePr/w:numRestart[@w:val='eachSect']"):
        yield Finding("FOOTNOTE-RESTART", "notes begin at 1 again at every section")


def _settings(word: Word) -> Iterator[Finding]:
    settings = word.parts.xml("word/settings.xml")
    if not word.find("//w:compatSetting[@w:name='compatibilityMode'][@w:val>=15]", settings):
        yield Finding("COMPAT", "Word opens the file in Compatibility Mode")


def _properties(word: Word) -> Iterator[Finding]:
    core = word.parts.xml("docProps/core.xml")
    for name in _CORE:
        if not any((e.text or "").strip() for e in core.xpath(f"./{name}", namespaces=NAMES)):
            yield Finding("META", f"the property {name} is missing")


_RULES: tuple[Callable[[Word], Iterator[Finding]], ...] = (
    _pictures, _tables, _anchors, _fields, _contents, _headings, _right_to_left, _language,
    _sections, _settings, _properties,
)  # fmt: skip


def _value(element: Any, name: str) -> str:
    return str(element.get(f"{_W}{name}", ""))
