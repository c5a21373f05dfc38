"""A web page → Manuscript: the article alone, without what surrounds it on the page.

Scripts never run and nothing is fetched. What is left out is listed with its words and its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree, html

from reportgen.document import Node, plain_text
from reportgen.intake.gallery import Gallery
from reportgen.intake.manuscript import Block, Manuscript, Record
from reportgen.intake.plain import day_of
from reportgen.intake.trees import Fitter, read_tree, refuse_wide, too_deep

__all__ = ["declared_encoding", "read_fragment", "read_page"]

_READER = "html-native_divs"
_CODE = {"script", "style", "noscript", "template", "link", "meta", "base"}
_EMBEDDED = {
    "iframe",
    "object",
    "embed",
    "applet",
    "svg",
    "canvas",
    "video",
    "audio",
    "map",
    "portal",
}
_AROUND = {"nav": "navigation", "aside": "beside the text", "footer": "foot of the page",
           "form": "a form", "button": "a button", "input": "a form", "select": "a form",
           "textarea": "a form", "dialog": "a dialogue"}  # fmt: skip
_ROLES = {"navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alert"}
_NAMES = {
    "share", "sharing", "social", "sharedaddy", "addtoany", "cookie", "cookies", "consent", "gdpr",
    "newsletter", "subscribe", "subscription", "related", "breadcrumb", "breadcrumbs", "sidebar",
    "comments", "advert", "advertisement", "ads", "promo", "popup", "pagination", "pager", "jp",
    "navigation", "menu", "skip",
}  # fmt: skip
"""Words in the class or id of an element that is no part of the text."""

_WITHIN_WORDS = {
    "a",
    "abbr",
    "b",
    "em",
    "font",
    "i",
    "mark",
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "u",
}

_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,40})", re.IGNORECASE
)
_HEAD_BYTES = 4096
_FIRST_WORDS = 60
_SITE = re.compile(r"\s+[|–—·»-]\s+[^|–—·»]{2,40}$")


def declared_encoding(data: bytes) -> str | None:
    """Return the encoding that a page declares (HTML, 13.2.3.2: within its first bytes)."""
    match = _CHARSET.search(data[:_HEAD_BYTES])
    return match[1].decode() if match else None


def read_page(text: str, name: str, gallery: Gallery, record: Record) -> tuple[Manuscript, str]:
    """Read a page whose characters are clean; return all of its words as well.

    Raises `Failure` with `prose-too-deep` or `table-too-wide`.
    """
    root = _tree(text, name)
    found = Manuscript([], language=_language(root))
    _take_metadata(root, found)
    headings = root.findall(".//h1")
    body = root.find("body")
    held = "" if body is None else _words(body)
    if body is not None:
        _refuse_wide_tables(body, name)
        _clean(body, record)
        main = _main(body)
        if main is not None:
            _drop_around(body, main, record)
    lines = _lines(root)
    _, nodes = read_tree(etree.tostring(root, encoding="unicode", method="html"), _READER, name)
    fitter = Fitter(name, record, gallery.open)
    for node in nodes:
        fitter.line = lines.get(_key(plain_text(node)))
        found.blocks += [Block(made, fitter.line) for made in fitter.blocks([node])]
    if len(headings) == 1:
        found.title = None  # the only <h1> is the title, and heads the blocks
    return found, held


def read_fragment(markup: str, line: int | None, name: str, record: Record) -> list[Node]:
    """Read the raw HTML that begins on a line of a Markdown file."""
    if not markup.strip():
        return []
    root = _tree(f"<html><body>{markup}</body></html>", name)
    body = root.find("body")
    if body is None:
        return []
    _refuse_wide_tables(body, name, (line or 1) - 1)
    _clean(body, record)
    return read_tree(etree.tostring(root, encoding="unicode", method="html"), _READER, name)[1]


def _tree(text: str, name: str) -> html.HtmlElement:
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_pis=True, huge_tree=False)
    root: html.HtmlElement = html.document_fromstring(text.encode() or b"<p></p>", parser=parser)
    if any("depth" in entry.message.lower() for entry in parser.error_log):
        raise too_deep(name)
    return root


def _refuse_wide_tables(body: html.HtmlElement, name: str, above: int = 0) -> None:
    """Refuse what pandoc would lay out cell by cell until nothing is left of the memory."""
    for row in body.iter("tr"):
        spans = (re.match(r"\s*(\d{1,9})", cell.get("colspan") or "") for cell in row)
        columns = sum(max(int(span[1]), 1) if span else 1 for span in spans)
        refuse_wide(columns, name, above + (row.sourceline or 1))


def _language(root: html.HtmlElement) -> str | None:
    said: str | None = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang")
    return said


def _take_metadata(root: html.HtmlElement, found: Manuscript) -> None:
    said: dict[str, str] = {}
    for meta in root.iter("meta"):
        key = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        said.setdefault(key.lower(), (meta.get("content") or "").strip())
    title = root.findtext("head/title") or ""
    found.title = said.get("og:title") or _SITE.sub("", " ".join(title.split())) or None
    author = said.get("author") or said.get("article:author") or said.get("dc.creator") or ""
    if author and not author.startswith("http"):
        found.authors = tuple(part.strip() for part in author.split(";") if part.strip())
    for key in ("article:published_time", "date", "dc.date", "datepublished", "pubdate"):
        found.date = found.date or day_of(said.get(key, ""))


# ---------------------------------------------------------------- what is not the text


def _clean(body: html.HtmlElement, record: Record) -> None:
    """Take away what no reader reads, and what is there for the website."""
    whole = len(_words(body).split())
    for element in list(body.iter()):
        if element.getparent() is None and element is not body:
            continue
        why = _why(element, whole)
        if why is None or element is body or not _inside(element, body):
            continue
        words = "" if why.endswith("code") else _words(element)
        record.drop(words, element.sourceline, why)
        element.drop_tree()


def _inside(element: html.HtmlElement, body: html.HtmlElement) -> bool:
    return any(ancestor is body for ancestor in element.iterancestors())


def _why(element: html.HtmlElement, whole: int) -> str | None:
    """Return why an element is none of the text."""
    tag = element.tag
    if tag is etree.Comment:
        return "comments in the page's code"
    if not isinstance(tag, str):
        return None
    if tag in _CODE:
        return f"<{tag}>: the page's code"
    if tag in _EMBEDDED:
        return f"<{tag}>: what no page can print"
    if tag in _AROUND:
        return f"web page: {_AROUND[tag]}"
    if element.get("role") in _ROLES:
        return f"web page: {element.get('role')}"
    if element.get("hidden") is not None or _HIDDEN.search(element.get("style") or ""):
        return "hidden text"
    names = set(re.split(r"[^a-z]+", f"{element.get('class', '')} {element.get('id', '')}".lower()))
    if names & _NAMES and len(_words(element).split()) * 2 < whole:
        return f"web page: {min(names & _NAMES)}"
    return None


def _main(body: html.HtmlElement) -> html.HtmlElement | None:
    """Return the element that holds the article, where the page names a single one."""
    for path in (".//main", ".//*[@role='main']", ".//article"):
        found = body.xpath(path)
        if len(found) == 1 and _words(found[0]):
            return found[0]
    return None


def _drop_around(body: html.HtmlElement, main: html.HtmlElement, record: Record) -> None:
    """Take away what stands beside the article, at every level above it."""
    for ancestor in [main, *main.iterancestors()]:
        if ancestor is body or ancestor.getparent() is None:
            break
        for sibling in list(ancestor.getparent()):
            if sibling is not ancestor:
                words = _words(sibling)
                if words:
                    record.drop(words, sibling.sourceline, "web page: outside the article")
                sibling.tail = None if not (sibling.tail or "").strip() else sibling.tail
                sibling.drop_tree()


def _words(element: html.HtmlElement) -> str:
    return " ".join("".join(_texts(element)).split())


def _texts(element: html.HtmlElement) -> Iterator[str]:
    if element.tag is etree.Comment:
        yield element.text or ""
        return
    walker = etree.iterwalk(element, events=("start", "end", "comment", "pi"))
    for event, inner in walker:
        gap = "" if inner.tag in _WITHIN_WORDS else " "
        if event == "start" and inner.tag in _CODE:
            walker.skip_subtree()
        elif event == "start":
            yield gap
            yield inner.text or ""
        else:
            yield gap if event == "end" else ""
            yield (inner.tail or "") if inner is not element else ""


# ---------------------------------------------------------------- lines


def _lines(root: html.HtmlElement) -> dict[str, int]:
    """Return the lines of elements by the first of their words: pandoc tells none."""
    lines: dict[str, int] = {}
    for element in root.iter(
        "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "blockquote", "pre"
    ):
        words = _key(" ".join(element.itertext()))
        if words and element.sourceline:
            lines.setdefault(words, element.sourceline)
    return lines


def _key(words: str) -> str:
    return re.sub(r"[\W_]+", "", words)[:_FIRST_WORDS]
