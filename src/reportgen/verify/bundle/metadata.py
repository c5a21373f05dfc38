"""The same metadata in every format, and all of it (C-01, C-02, C-15).

Each format is read by its own standard: XMP and the document information of a PDF, the core and
custom properties of a Word file, the package document of an EPUB, the head of an HTML page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import lxml.html
from lxml import etree

from reportgen.verify.archive import open_parts
from reportgen.verify.docx.rules import NAMES as WORD_NAMES
from reportgen.verify.epub.rules import open_book
from reportgen.verify.subject import Subject
from reportgen.verify.toolbox import Toolbox, Unreadable
from reportgen.verify.verdict import Finding

__all__ = ["Facts", "compare", "judge_metadata", "read_facts"]

Facts = dict[str, tuple[str, ...]]
"""What one file says of itself, by the names of Dublin Core; a name that is absent is not said."""

COMPLETE = {
    "title": "title", "creator": "author", "publisher": "publisher",
    "issued": "day of publication", "modified": "day of change", "language": "language",
    "description": "description", "subject": "subject", "identifier": "identifier",
    "rights": "rights",
}  # fmt: skip
"""What every format has to say (C-15), and what it is called in a finding."""


def judge_metadata(subject: Subject, toolbox: Toolbox) -> Iterator[Finding]:
    """Compare what the files say of themselves."""
    del toolbox
    facts = {path.suffix.removeprefix("."): read_facts(path) for path in subject.paths}
    yield from compare(facts)


def compare(facts: Mapping[str, Facts]) -> Iterator[Finding]:
    """Find what a file leaves out and where two files disagree; the first file sets the measure."""
    for kind, said in facts.items():
        for name, words in COMPLETE.items():
            if not any(said.get(name, ())):
                yield Finding("INCOMPLETE", f"it does not say its {words}", kind)
    for name, words in COMPLETE.items():
        given = {kind: said[name] for kind, said in facts.items() if any(said.get(name, ()))}
        if name == "title":
            given = _main_titles(facts, given)
        first = next(iter(given), "")
        for kind, values in given.items():
            if _form(name, values) != _form(name, given[first]):
                ours, theirs = _shown(given[first]), _shown(values)
                message = f"the {words} is “{ours}” in {first} and “{theirs}” in {kind}"
                yield Finding("DIFFERENT", message, kind)


def _main_titles(
    facts: Mapping[str, Facts], titles: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    """Take the subtitle off the titles that have it: a PDF has one field for both."""
    subtitles = {subtitle for said in facts.values() for subtitle in said.get("subtitle", ())}
    return {
        kind: tuple(_without_subtitle(title, subtitles) for title in given[:1])
        for kind, given in titles.items()
    }


def _without_subtitle(title: str, subtitles: set[str]) -> str:
    for subtitle in subtitles:
        title = title.removesuffix(f": {subtitle}")
    return title


def _form(name: str, values: tuple[str, ...]) -> object:
    """Return what is compared: days without their time, subjects without their order."""
    words = [" ".join(value.split()) for value in values]
    if name in {"issued", "modified"}:
        return {word[:10] for word in words}
    if name in {"language", "identifier", "creator", "publisher", "rights"}:
        return words[:1] if name in {"language", "identifier", "rights"} else words
    return sorted(words)


def _shown(values: tuple[str, ...]) -> str:
    return "; ".join(values)[:100]


# ---------------------------------------------------------------- reading


def read_facts(path: Path) -> Facts:
    """Read what a file says of itself. Raises `Unreadable`."""
    return _READERS[path.suffix.lower()](path)


_XMP = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "xmp": "http://ns.adobe.com/xap/1.0/",
}
_XMP_PATHS = {
    "title": "dc:title", "creator": "dc:creator", "publisher": "dc:publisher",
    "issued": "xmp:CreateDate", "modified": "xmp:ModifyDate", "language": "dc:language",
    "description": "dc:description", "subject": "dc:subject", "identifier": "dc:identifier",
    "rights": "dc:rights", "type": "dc:type",
}  # fmt: skip


def _pdf(path: Path) -> Facts:
    import pikepdf  # noqa: PLC0415 - an extra: who has it not hears so from the judge

    try:
        with pikepdf.open(path) as pdf:
            root: Any = etree.fromstring(pdf.Root.Metadata.read_bytes())
            catalogue = str(pdf.Root.get("/Lang", ""))
    except (pikepdf.PdfError, AttributeError, etree.XMLSyntaxError, OSError) as fault:
        message = f"{path.name} has no metadata that can be read: {fault}"
        raise Unreadable(message) from None
    facts = {
        name: _texts(root.xpath(f"//rdf:Description/{tag}", namespaces=_XMP))
        for name, tag in _XMP_PATHS.items()
    }
    # The language that readers go by is the catalogue's.
    return {**facts, "language": (catalogue,) if catalogue else ()}


def _texts(elements: list[Any]) -> tuple[str, ...]:
    found = []
    for element in elements:
        entries = element.xpath(".//rdf:li", namespaces=_XMP) or [element]
        found += ["".join(entry.itertext()).strip() for entry in entries]
    return tuple(text for text in found if text)


def _docx(path: Path) -> Facts:
    parts = open_parts(path)
    core = parts.xml("docProps/core.xml")
    custom: dict[str, str] = {}
    if "docProps/custom.xml" in parts:
        for entry in parts.xml("docProps/custom.xml"):
            custom[entry.get("name", "").lower()] = "".join(entry.itertext()).strip()

    def said(tag: str) -> tuple[str, ...]:
        found = core.xpath(f"./{tag}/text()", namespaces=WORD_NAMES)
        return tuple(str(text).strip() for text in found if str(text).strip())

    def parted(tag: str) -> tuple[str, ...]:
        return tuple(word.strip() for text in said(tag) for word in text.split(";"))

    return {
        "title": said("dc:title"), "subtitle": said("dc:subject"), "creator": parted("dc:creator"),
        "publisher": _given(custom.get("publisher")), "issued": said("dcterms:created"),
        "modified": said("dcterms:modified"), "language": said("dc:language"),
        "description": said("dc:description"), "subject": parted("cp:keywords"),
        "identifier": said("dc:identifier"), "rights": _given(custom.get("rights")),
    }  # fmt: skip


def _epub(path: Path) -> Facts:
    book = open_book(path)
    titles = {element.get("id"): (element.text or "").strip()
              for element in book.find("//o:metadata/d:title")}  # fmt: skip
    kinds = {(element.get("refines") or "").removeprefix("#"): element.text
             for element in book.find("//o:meta[@property='title-type']")}  # fmt: skip
    return {
        "title": tuple(t for key, t in titles.items() if kinds.get(key, "main") == "main"),
        "subtitle": tuple(t for key, t in titles.items() if kinds.get(key) == "subtitle"),
        "creator": tuple(book.metadata("d:creator")),
        "publisher": tuple(book.metadata("d:publisher")),
        "issued": tuple(book.metadata("d:date")),
        "modified": tuple(book.metadata("dcterms:modified")),
        "language": tuple(book.metadata("d:language")),
        "description": tuple(book.metadata("d:description")),
        "subject": tuple(book.metadata("d:subject")),
        "identifier": tuple(book.metadata("d:identifier")),
        "rights": tuple(book.metadata("d:rights")),
    }


def _html(path: Path) -> Facts:
    try:
        page: Any = lxml.html.document_fromstring(path.read_bytes())
    except (OSError, etree.ParserError) as fault:
        message = f"{path.name} cannot be read: {fault}"
        raise Unreadable(message) from None
    named: dict[str, list[str]] = {}
    for entry in page.xpath("//meta[@content]"):
        key = str(entry.get("name") or entry.get("property") or "").lower()
        named.setdefault(re.sub(r"^(dc|dcterms)[.:]", "", key), []).append(entry.get("content"))
    data = _linked_data(page)
    return {
        "title": _given(data.get("name") or data.get("headline") or page.findtext(".//title")),
        "subtitle": _given(data.get("alternativeHeadline")),
        "creator": _given(data.get("author")) or tuple(named.get("author", ())),
        "publisher": _given(data.get("publisher")) or tuple(named.get("publisher", ())),
        "issued": _given(data.get("datePublished")) or tuple(named.get("issued", ())),
        "modified": _given(data.get("dateModified")) or tuple(named.get("modified", ())),
        "language": _given(page.get("lang")),
        "description": _given(data.get("description")) or tuple(named.get("description", ())),
        "subject": _given(data.get("keywords")) or tuple(named.get("subject", ())),
        "identifier": _given(data.get("identifier")) or tuple(named.get("identifier", ())),
        # The marking belongs to the rights (MK-4); the notice of copyright has none.
        "rights": tuple(named.get("rights", ())) or _given(data.get("copyrightNotice")),
    }


def _linked_data(page: Any) -> dict[str, Any]:
    """Return the JSON-LD of the page that is a Report (H-05)."""
    for script in page.xpath("//script[@type='application/ld+json']/text()"):
        try:
            data = json.loads(script)
        except ValueError:
            continue
        for node in data.get("@graph", [data]) if isinstance(data, dict) else data:
            if isinstance(node, dict) and "Report" in str(node.get("@type")):
                return node
    return {}


def _given(value: Any) -> tuple[str, ...]:
    """Return a value of JSON-LD or of an attribute as texts; names stand for persons."""
    values = value if isinstance(value, list) else [value]
    texts = (v.get("name") or v.get("value") if isinstance(v, dict) else v for v in values)
    return tuple(" ".join(str(text).split()) for text in texts if text)


_READERS: dict[str, Callable[[Path], Facts]] = {
    ".pdf": _pdf, ".docx": _docx, ".epub": _epub, ".html": _html, ".htm": _html,
}  # fmt: skip
