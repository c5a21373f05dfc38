"""Broken copies of an EPUB, one fault each."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from typing import Any

from lxml import etree

from mutants.making import Make, Mutants, need, nothing
from reportgen.archive import read_archive, write_archive

__all__ = ["EPUB"]

EPUB = Mutants()

NAMES = {
    "o": "http://www.idpf.org/2007/opf",
    "d": "http://purl.org/dc/elements/1.1/",
    "x": "http://www.w3.org/1999/xhtml",
    "e": "http://www.idpf.org/2007/ops",
}
X, OPS = f"{{{NAMES['x']}}}", f"{{{NAMES['e']}}}"
CHECK, ACE, RULES = "epubcheck", "ace", "epub-rules"
Parts = dict[str, bytes]
Change = Callable[[Any], None]


def archived(change: Callable[[Parts], None]) -> Make:
    """Make a mutant by changing the parts of the archive."""

    def make(data: bytes) -> bytes:
        parts = read_archive(data)
        before = dict(parts)
        change(parts)
        if parts == before:
            nothing(f"what {change.__name__} changes")
        return write_archive(parts)

    make.__name__ = change.__name__
    return make


def package_name(parts: Parts) -> str:
    found = re.search(rb'full-path="([^"]+)"', parts["META-INF/container.xml"])
    return found[1].decode() if found else nothing("package document")


def listed(parts: Parts) -> tuple[list[str], str]:
    """Return the names of the pages and of the navigation document."""
    name = package_name(parts)
    pages, navigation = [], ""
    for item in etree.fromstring(parts[name]).iter(f"{{{NAMES['o']}}}item"):
        target = posixpath.join(posixpath.dirname(name), item.get("href", ""))
        if item.get("properties") == "nav":
            navigation = target
        elif item.get("media-type") == "application/xhtml+xml":
            pages.append(target)
    return pages, navigation


def changed(parts: Parts, name: str, change: Change) -> bool:
    root = etree.fromstring(parts[name])
    before = etree.tostring(root)
    change(root)
    if etree.tostring(root) == before:
        return False
    # From the tree, not the element: so it keeps its document type.
    tree: Any = root.getroottree()
    parts[name] = etree.tostring(tree, encoding="utf-8", xml_declaration=True)
    return True


def package(change: Change) -> Make:
    """Make a mutant by changing the package document."""

    def in_package(parts: Parts) -> None:
        changed(parts, package_name(parts), change)

    in_package.__name__ = change.__name__
    return archived(in_package)


def page(change: Change) -> Make:
    """Make a mutant by changing the first page that has what the change looks for."""

    def in_a_page(parts: Parts) -> None:
        any(changed(parts, name, change) for name in listed(parts)[0])

    in_a_page.__name__ = change.__name__
    return archived(in_a_page)


def pages(change: Change) -> Make:
    """Make a mutant by changing every page."""

    def in_every_page(parts: Parts) -> None:
        for name in listed(parts)[0]:
            changed(parts, name, change)

    in_every_page.__name__ = change.__name__
    return archived(in_every_page)


def navigation(change: Change) -> Make:
    """Make a mutant by changing the navigation document."""

    def in_navigation(parts: Parts) -> None:
        changed(parts, listed(parts)[1], change)

    in_navigation.__name__ = change.__name__
    return archived(in_navigation)


def find(below: Any, path: str) -> list[Any]:
    return list(below.xpath(path, namespaces=NAMES))


def one(below: Any, path: str) -> Iterator[Any]:
    yield from find(below, path)[:1]


def remove(below: Any, path: str) -> None:
    for element in find(below, path):
        element.getparent().remove(element)


# ---------------------------------------------------------------- the package


@EPUB.caught_by(CHECK, "metadata:INCOMPLETE")
@package
def no_language(root: Any) -> None:
    remove(root, "//d:language")


@EPUB.caught_by(CHECK, "metadata:INCOMPLETE")
@package
def no_day_of_change(root: Any) -> None:
    remove(root, "//o:meta[@property='dcterms:modified']")


@EPUB.caught_by("metadata:DIFFERENT")
@package
def another_day_of_publication(root: Any) -> None:
    for day in one(root, "//d:date"):
        day.text = "2001-01-01"


@EPUB.caught_by(ACE, f"{RULES}:ACCESS", f"{RULES}:SUMMARY")
@package
def nothing_said_of_access(root: Any) -> None:
    remove(root, "//o:meta[starts-with(@property, 'schema:access')]")


@EPUB.caught_by(f"{RULES}:SUMMARY")
@package
def no_summary_of_access(root: Any) -> None:
    remove(root, "//o:meta[@property='schema:accessibilitySummary']")


@EPUB.caught_by(f"{RULES}:ACCESSMODE")
@package
def pictures_denied(root: Any) -> None:
    remove(root, "//o:meta[@property='schema:accessMode'][.='visual']")


@EPUB.caught_by(f"{RULES}:CONFORMS")
@package
def claim_in_free_words(root: Any) -> None:
    for claim in one(root, "//o:meta[@property='dcterms:conformsTo']"):
        claim.text = "accessible to everyone"


@EPUB.caught_by(f"{RULES}:CONFORMS")
@package
def claim_that_nobody_certifies(root: Any) -> None:
    remove(root, "//o:meta[@property='a11y:certifiedBy']")


@EPUB.caught_by(f"{RULES}:COVER")
@package
def no_cover(root: Any) -> None:
    for item in find(root, "//o:item[@properties='cover-image']"):
        del item.attrib["properties"]


@EPUB.caught_by(f"{RULES}:PUBLISHER", "metadata:INCOMPLETE")
@package
def no_publisher(root: Any) -> None:
    remove(root, "//d:publisher")


@EPUB.caught_by(f"{RULES}:SPINE-RTL", f"{RULES}:DIR")
@package
def persian_from_left_to_right(root: Any) -> None:
    for language in one(root, "//d:language"):
        language.text = "fa"


# ---------------------------------------------------------------- the archive


@EPUB.caught_by(CHECK)
@archived
def picture_missing(parts: Parts) -> None:
    del parts[need((name for name in parts if name.endswith(".png")), "picture")]


@EPUB.caught_by(CHECK, f"{RULES}:MIMETYPE")
def mimetype_last(data: bytes) -> bytes:
    parts = read_archive(data)
    mimetype = parts.pop("mimetype")
    return write_archive({**parts, "mimetype": mimetype})


@EPUB.caught_by(f"{RULES}:MIMETYPE")
def mimetype_compressed(data: bytes) -> bytes:
    return write_archive(read_archive(data), stored=())


@EPUB.caught_by(CHECK, f"{RULES}:unreadable", "metadata:unreadable", "tables:unreadable")
def cut_off(data: bytes) -> bytes:
    return data[: len(data) // 2]


@EPUB.caught_by("same-bytes:PART")
@package
def another_identifier(root: Any) -> None:
    for identifier in one(root, "//d:identifier"):
        identifier.text = "urn:uuid:00000000-0000-4000-8000-000000000000"


# ---------------------------------------------------------------- navigation


@EPUB.caught_by(CHECK)
@navigation
def contents_entry_to_nowhere(root: Any) -> None:
    for link in one(root, "//x:nav[@e:type='toc']//x:a"):
        link.set("href", "text/nowhere.xhtml")


@EPUB.caught_by(f"{RULES}:LANDMARK")
@navigation
def no_landmark_of_the_text(root: Any) -> None:
    for link in one(root, "//x:nav[@e:type='landmarks']//x:a[@e:type='bodymatter']"):
        link.getparent().getparent().remove(link.getparent())


@EPUB.caught_by(f"{RULES}:NAV-TITLE")
@archived
def contents_headed_with_the_title(parts: Parts) -> None:
    titles = find(etree.fromstring(parts[package_name(parts)]), "//d:title/text()")

    def head(root: Any) -> None:
        for heading in find(root, "//x:nav[@e:type='toc']/*[self::x:h1|self::x:h2]"):
            heading.text = str(titles[0])

    changed(parts, listed(parts)[1], head)


@EPUB.caught_by(f"{RULES}:PAGE-LIST")
@navigation
def page_breaks_that_nothing_lists(root: Any) -> None:
    remove(root, "//x:nav[@e:type='page-list']")


# ---------------------------------------------------------------- pages


@EPUB.caught_by(CHECK)
@page
def link_to_no_place(root: Any) -> None:
    for link in one(root, "//x:a[contains(@href, '.xhtml#')]"):
        link.set("href", f"{link.get('href').partition('#')[0]}#nowhere")


@EPUB.caught_by(CHECK)
@page
def block_in_a_paragraph(root: Any) -> None:
    for paragraph in one(root, "//x:p"):
        etree.SubElement(paragraph, f"{X}div").text = "a block"


@EPUB.caught_by(CHECK)
@page
def two_elements_with_one_id(root: Any) -> None:
    named = find(root, "//x:body//*[@id]")
    if len(named) > 1:
        named[1].set("id", named[0].get("id"))


@EPUB.caught_by(ACE)
@page
def page_without_language(root: Any) -> None:
    for name in ("lang", "{http://www.w3.org/XML/1998/namespace}lang"):
        root.attrib.pop(name, None)


@EPUB.caught_by(ACE)
@page
def language_that_is_none(root: Any) -> None:
    for passage in one(root, "//x:body//*[@lang]"):
        passage.set("lang", "zzq9")


@EPUB.caught_by(ACE)
@page
def no_alt(root: Any) -> None:
    for picture in one(root, "//x:img[@alt]"):
        del picture.attrib["alt"]


@EPUB.caught_by(ACE)
@page
def link_without_words(root: Any) -> None:
    for link in one(root, "//x:a[starts-with(@href, 'http')]"):
        link.text = None
        link[:] = []


@EPUB.caught_by(ACE)
@page
def heading_skips_a_level(root: Any) -> None:
    for heading in one(root, "//x:h2"):
        heading.tag = f"{X}h5"


@EPUB.caught_by(f"{RULES}:TITLE")
@page
def page_called_after_its_file(root: Any) -> None:
    for title in one(root, "//x:title"):
        title.text = "ch001.xhtml"


@EPUB.caught_by(f"{RULES}:TH")
@pages
def tables_without_header_cells(root: Any) -> None:
    for cell in find(root, "//x:th"):
        cell.tag = f"{X}td"
        cell.attrib.pop("scope", None)


@EPUB.caught_by(f"{RULES}:TH-SCOPE")
@page
def header_cell_without_scope(root: Any) -> None:
    for cell in one(root, "//x:th[@scope]"):
        del cell.attrib["scope"]


@EPUB.caught_by(f"{RULES}:CAPTION")
@page
def table_without_caption(root: Any) -> None:
    for caption in one(root, "//x:caption"):
        caption.getparent().remove(caption)


@EPUB.caught_by(f"{RULES}:BACKLINK")
@page
def note_without_a_way_back(root: Any) -> None:
    for link in find(root, "//x:a[@role='doc-backlink']"):
        del link.attrib["role"]


@EPUB.caught_by("tables:ROW")
@page
def row_lost(root: Any) -> None:
    for row in one(root, "//x:tbody/x:tr[2]"):
        row.getparent().remove(row)


@EPUB.caught_by("tables:ROW-ORDER")
@page
def rows_in_another_order(root: Any) -> None:
    for row in one(root, "//x:tbody/x:tr[2]"):
        row.getparent().insert(0, row)


# ---------------------------------------------------------------- legal


@EPUB.legal
@package
def manifest_in_another_order(root: Any) -> None:
    for manifest in one(root, "//o:manifest"):
        manifest.append(manifest[0])


@EPUB.legal
@page
def a_paragraph_more(root: Any) -> None:
    for paragraph in one(root, "//x:p"):
        another = etree.Element(f"{X}p")
        another.text = "Another paragraph."
        paragraph.addnext(another)
