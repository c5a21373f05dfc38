"""What a listener needs of the structure tree and no conformance checker asks for (P-16 to P-28).

Each rule is a function from the file to findings; the code of a finding is the name of its rule.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import lxml.html
import pikepdf

from reportgen.verify.pdf.content import Box
from reportgen.verify.pdf.links import LINK_RULES
from reportgen.verify.pdf.tree import Element, Tagged, attribute, open_tagged
from reportgen.verify.subject import Source, Subject
from reportgen.verify.toolbox import Toolbox
from reportgen.verify.verdict import Finding, note

__all__ = ["judge_structure"]

_MANY_CONTENTS = 12
"""More marked contents than this in one link are leader dots, read out one by one (W-08)."""

_TOLERANCE = 3.0
"""Points by which a figure's box may differ from the picture drawn."""

_FEW_PAGES = 3
"""Up to this many pages a file is read without bookmarks."""

_BOOKMARKED = 3
"""Headings have bookmarks down to this level, or to a deeper one."""

_FILE_NAME = re.compile(r"[\w-]+\.(png|jpe?g|gif|svg|tiff?|webp|pdf)", re.IGNORECASE)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_RIGHT_TO_LEFT = re.compile(r"(ar|fa|he|ps|sd|ug|ur|yi)\b")


def judge_structure(subject: Subject, toolbox: Toolbox) -> Iterator[Finding]:
    """Hold the tree against itself and, where the source is known, against the source."""
    del toolbox
    tagged = open_tagged(subject.path)
    for rule in (*_RULES, *LINK_RULES):
        yield from rule(tagged)
    if subject.source is None:
        yield note("no-source", "counts and languages were not compared: no project was given")
    else:
        yield from _against_source(tagged, subject.source)


# ---------------------------------------------------------------- the tree by itself


def _nested_links(tagged: Tagged) -> Iterator[Finding]:
    for link in tagged.of("Link"):
        inner = sum(element.role == "Link" for element in link.walk()) - 1
        if inner:
            yield Finding("LINK-NESTED", f"a link holds {inner} more", _object(link))


def _leaders(tagged: Tagged) -> Iterator[Finding]:
    for link in tagged.of("Link"):
        if link.contents > _MANY_CONTENTS:
            said = f"a link has {link.contents} contents: leader dots are read out one by one"
            yield Finding("LEADER", said, _object(link))


def _orphans(tagged: Tagged) -> Iterator[Finding]:
    """Running heads that are tagged hang outside the tree (P-22, W-09)."""
    rows = tagged.tree.get("/ParentTree", {}).get("/Nums", [])
    owners = [owner for row in list(rows)[1::2] for owner in _each(row)]
    lost = sum("/S" in o and not tagged.reached(o) for o in owners)
    if lost:
        yield Finding("ORPHAN", f"{lost} contents belong to elements outside the tree", count=lost)


def _each(row: Any) -> Iterator[Any]:
    for owner in list(row) if isinstance(row, pikepdf.Array) else [row]:
        if isinstance(owner, pikepdf.Dictionary):
            yield owner


def _identifiers(tagged: Tagged) -> Iterator[Finding]:
    named = [element for element in tagged.elements if "/ID" in element.object]
    if named and "/IDTree" not in tagged.tree:
        yield Finding("IDTREE", f"{len(named)} elements have an /ID, but there is no /IDTree")


def _tables(tagged: Tagged) -> Iterator[Finding]:
    for table in tagged.of("Table"):
        heads = [element for element in table.walk() if element.role == "TH"]
        without = sum(attribute(head, "/Scope") is None for head in heads)
        if not heads:
            yield Finding("TABLE-NO-TH", "a table has no header cell", _object(table))
        elif without:
            said = f"{without} of {len(heads)} header cells have no /Scope"
            yield Finding("TH-SCOPE", said, _object(table))


def _figures(tagged: Tagged) -> Iterator[Finding]:
    """The box of a figure surrounds the picture drawn, in the units of the page (P-23, W-12)."""
    for figure in tagged.of("Figure"):
        given = attribute(figure, "/BBox")
        drawn = figure.pictures
        if given is None or not drawn:
            continue
        box = tuple(float(value) for value in given)
        if max(abs(a - b) for a, b in zip(box, _around(drawn), strict=True)) > _TOLERANCE:
            shown = [[round(v) for v in b] for b in (box, _around(drawn))]
            said = f"the box {shown[0]} of a figure is not that of its picture {shown[1]}"
            yield Finding("FIG-BBOX", said, _object(figure))


def _around(boxes: list[Box]) -> Box:
    left, bottom, right, top = zip(*boxes, strict=True)
    return (min(left), min(bottom), max(right), max(top))


def _descriptions(tagged: Tagged) -> Iterator[Finding]:
    """A figure is described in words, not by the name of its file (C-05)."""
    for figure in tagged.of("Figure", "Formula"):
        words = str(figure.object.get("/Alt", figure.object.get("/ActualText", ""))).strip()
        if not words:
            yield Finding("ALT", f"a {figure.role.lower()} has no description", _object(figure))
        elif _FILE_NAME.fullmatch(words):
            said = f"a {figure.role.lower()} is described by the name of a file: {words}"
            yield Finding("ALT", said, _object(figure))


def _language_tags(tagged: Tagged) -> Iterator[Finding]:
    """Every language is a tag that a voice can be chosen by (C-02, BCP 47)."""
    said = {str(e.object.Lang) for e in tagged.elements if "/Lang" in e.object}
    for language in sorted({tagged.language, *said}):
        if not _LANGUAGE.fullmatch(language):
            yield Finding("LANG-TAG", f"`{language}` is no language tag")


def _direction(tagged: Tagged) -> Iterator[Finding]:
    preferences = tagged.root.get("/ViewerPreferences", {})
    wanted = _RIGHT_TO_LEFT.match(tagged.language)
    if wanted and str(preferences.get("/Direction", "")) != "/R2L":
        yield Finding("R2L", f"the language is {tagged.language}, but nothing says /Direction /R2L")


def _headings(tagged: Tagged) -> Iterator[Finding]:
    before = 0
    for heading in _headed(tagged):
        level = int(heading.role[1])
        if level > before + 1:
            said = f"a heading of level {level} follows one of level {before}"
            yield Finding("HEADING-SKIP", said, _object(heading))
        before = level
    first = sum(heading.role == "H1" for heading in _headed(tagged))
    if first > 1:
        yield Finding("MANY-H1", f"{first} headings of the first level: title and chapters")


def _bookmarks(tagged: Tagged) -> Iterator[Finding]:
    bookmarks = sum(1 for _ in _outline(tagged.root.get("/Outlines")))
    levels = Counter(int(heading.role[1]) for heading in _headed(tagged))
    allowed = {
        sum(levels[level] for level in levels if level <= deepest)
        for deepest in range(_BOOKMARKED, 7)
    }
    if not bookmarks and len(tagged.pages) > _FEW_PAGES:
        yield Finding("NO-OUTLINE", f"{len(tagged.pages)} pages have no bookmarks")
    elif bookmarks and bookmarks not in allowed:
        said = f"{bookmarks} bookmarks, but {levels.total()} headings"
        yield Finding("OUTLINE-COUNT", said)


def _outline(parent: Any) -> Iterator[Any]:
    entry = parent.get("/First") if parent is not None else None
    while entry is not None:
        yield entry
        yield from _outline(entry)
        entry = entry.get("/Next")


def _headed(tagged: Tagged) -> list[Element]:
    return tagged.of("H1", "H2", "H3", "H4", "H5", "H6")


_RULES: tuple[Callable[[Tagged], Iterator[Finding]], ...] = (
    _nested_links, _leaders, _orphans, _identifiers, _tables, _figures, _descriptions,
    _language_tags, _direction, _headings, _bookmarks,
)  # fmt: skip


# ---------------------------------------------------------------- the tree and the source


def _against_source(tagged: Tagged, source: Source) -> Iterator[Finding]:
    html: Any = lxml.html.document_fromstring(source.html)
    for code, noun, path, roles in _COUNTED:
        wanted, there = len(html.xpath(path)), len(tagged.of(*roles))
        if wanted != there:
            yield Finding(code, f"the source has {wanted} {noun}, the PDF {there}")
    for code, noun, path, roles in _NEEDED:
        if html.xpath(path) and not tagged.of(*roles):
            yield Finding(code, f"the source has {noun}, but no element says so")
    yield from _languages(tagged, html)
    yield from _attached(tagged, source)


_HEADINGS = "//body//*[self::h1 or self::h2 or self::h3 or self::h4 or self::h5 or self::h6]"
_NOTES = "//*[contains(@class, 'footnote') or @role='doc-footnote' or @role='doc-endnotes']"
_CONTENTS = "(//nav|//div[contains(concat(' ', @class, ' '), ' contents ')])"
_LISTS = (
    "//body//*[self::ul or self::ol or self::dl][not(ancestor::nav)]"
    "[not(ancestor::div[contains(concat(' ', @class, ' '), ' contents ')])]"
)
_Rule = tuple[str, str, str, tuple[str, ...]]
"""Code, noun, where the source has it, and the roles that it has in the PDF."""

_COUNTED: tuple[_Rule, ...] = (
    ("HEADING-COUNT", "headings", _HEADINGS, ("H1", "H2", "H3", "H4", "H5", "H6")),
    ("TABLE-COUNT", "tables", "//body//table", ("Table",)),
    ("LIST-COUNT", "lists", _LISTS, ("L",)),
)
_NEEDED: tuple[_Rule, ...] = (
    ("NOTE", "notes", _NOTES, ("Note", "FENote")),
    ("FORMULA", "formulae", "//*[local-name()='math']", ("Formula",)),
    ("TOC", "a table of contents", _CONTENTS, ("TOC", "TOCI")),
)


def _languages(tagged: Tagged, html: Any) -> Iterator[Finding]:
    """Passages in another language say so (C-03, P-24)."""
    main = _tongue(tagged.language)
    wanted = {_tongue(language) for language in html.xpath("//body//@lang")} - {main}
    there = {_tongue(str(e.object.Lang)) for e in tagged.elements if "/Lang" in e.object}
    for language in sorted(wanted - there):
        yield Finding("LANG", f"the source has text in `{language}`, but no element says so")


def _tongue(language: str) -> str:
    return language.partition("-")[0].lower()


def _attached(tagged: Tagged, source: Source) -> Iterator[Finding]:
    """The register travels inside the file, and says what it is to it (A-03)."""
    files = {str(f.get("/UF", "")): str(f.get("/AFRelationship", "")) for f in _associated(tagged)}
    for name in source.attached:
        if name not in files:
            yield Finding("ATTACHED", f"`{name}` is not attached")
        elif files[name] in {"", "/Unspecified"}:
            yield Finding("ATTACHED", f"`{name}` is attached without its relationship")


def _associated(tagged: Tagged) -> Iterator[Any]:
    yield from tagged.root.get("/AF", [])


def _object(element: Element) -> str:
    return f"object {element.number}"
