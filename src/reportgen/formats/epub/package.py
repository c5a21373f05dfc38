"""Info and content → the package document: metadata, reading order (MX-1, E-02 to E-06, E-11).

What pandoc wrote of metadata is replaced: it drops what it does not know and claims what it has
not looked at (PE-02, PE-03, PE-07, PE-12).
"""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from lxml import etree

from reportgen.access import Access, access, is_described
from reportgen.document import Info, Node, walk
from reportgen.formats.epub.pages import is_paged
from reportgen.formats.epub.tree import DC, OPF, PACKAGE, Element, drop, only

__all__ = ["conforms", "package", "package_metadata"]

IDENTIFIER = "identifier"
CLAIM = "EPUB Accessibility 1.1 - WCAG 2.2 Level AA"


@dataclass(frozen=True)
class _Metadata:
    """The `metadata` element while it is filled."""

    root: Element

    def core(self, name: str, words: str | None, anchor: str = "") -> None:
        """Add an element of Dublin Core, if there is something to say."""
        if words:
            element = etree.SubElement(self.root, DC + name)
            element.text = words
            if anchor:
                element.set("id", anchor)

    def meta(self, name: str, words: str | None, *, of: str = "", **attributes: str) -> None:
        """Add a property of the book, or of the element with the id `of`."""
        if words:
            element = etree.SubElement(self.root, f"{OPF}meta", {"property": name, **attributes})
            element.text = words
            if of:
                element.set("refines", f"#{of}")

    def link(self, relation: str, address: str, *, of: str) -> None:
        """Add what stands elsewhere about the element with the id `of`."""
        pairs = {"rel": relation, "href": address, "refines": f"#{of}"}
        etree.SubElement(self.root, f"{OPF}link", pairs)


def package_metadata(info: Info, blocks: Sequence[Node]) -> Element:
    """Return the `metadata` element of the package document; `blocks` are the whole book."""
    names = {"dc": DC[1:-1], "opf": OPF[1:-1]}
    metadata = _Metadata(etree.Element(f"{OPF}metadata", nsmap=names))
    core, meta = metadata.core, metadata.meta
    # Stable over editions and builds (RP-03); the number of the report comes second.
    core("identifier", info.identifier, IDENTIFIER)
    core("identifier", info.number, "number")
    core("title", info.title, "title")
    meta("title-type", "main", of="title")
    core("title", info.subtitle, "subtitle")
    meta("title-type", info.subtitle and "subtitle", of="subtitle")
    for place, author in enumerate(info.authors, start=1):
        core("creator", author, f"creator-{place}")
        meta("role", "aut", of=f"creator-{place}", scheme="marc:relators")
        meta("display-seq", str(place), of=f"creator-{place}")
    core("publisher", info.publisher)
    core("date", info.published)
    core("language", info.language)
    core("description", info.description)
    for subject in info.subjects:
        core("subject", subject)
    # The marking belongs to the rights (MK-4).
    core("rights", f"{info.marking}. {info.rights}" if info.marking else info.rights)
    meta("dcterms:license", info.licence_url)
    meta("dcterms:modified", f"{info.updated}T00:00:00Z")
    meta("schema:version", info.version)
    if is_paged(blocks):
        # The pages are those of the PDF, which bears the identifier of the report (E-06).
        core("source", info.identifier)
        meta("pageBreakSource", info.identifier)
    # The cover is a picture.
    offered = access(walk(blocks), info, "epub", cover=True, paged=is_paged(blocks))
    for name, words in _access(offered):
        meta(name, words)
    evaluation = info.evaluations.get("epub")
    if evaluation and conforms(info, blocks):
        meta("dcterms:conformsTo", CLAIM, id="conformance")
        meta("a11y:certifiedBy", evaluation.by, of="conformance", id="certifier")
        meta("dcterms:date", evaluation.date, of="certifier")
        if evaluation.report:
            metadata.link("a11y:certifierReport", evaluation.report, of="certifier")
    return metadata.root


def package(
    root: Element,
    metadata: Element,
    without_properties: Collection[str],
    left_out: Collection[str],
    info: Info,
) -> Element:
    """Put the metadata in and set the reading order.

    The page of contents stands in that order where the report has it, so the navigation does not.
    """
    folder = posixpath.dirname(PACKAGE)
    drop(root, "prefix")
    root.set("unique-identifier", IDENTIFIER)
    root.set("dir", info.direction)
    root.replace(only(root, f"{OPF}metadata"), metadata)
    for guide in root.findall(f"{OPF}guide"):
        root.remove(guide)
    manifest, spine = only(root, f"{OPF}manifest"), only(root, f"{OPF}spine")
    for item in manifest.findall(f"{OPF}item"):
        name = posixpath.join(folder, item.get("href", ""))
        if name in left_out:
            manifest.remove(item)
        elif name in without_properties:
            drop(item, "properties")
    drop(spine, "toc")
    if info.direction == "rtl":
        spine.set("page-progression-direction", "rtl")  # PE-05
    for entry in spine.findall(f"{OPF}itemref"):
        if entry.get("idref") == "nav":
            spine.remove(entry)
    etree.indent(root)
    return root


def conforms(info: Info, blocks: Sequence[Node]) -> bool:
    """Tell whether the book may say that it meets WCAG 2.2 AA (E-04).

    A claim is for what was checked, and by someone: the source records who evaluated the EPUB of
    this version. Even then a report that is not published claims nothing, nor one in which a
    picture lacks its description or a table its caption or header.
    """
    evaluated = info.status == "published" and "epub" in info.evaluations
    return evaluated and all(_accessible(node) for node in walk(blocks))


def _accessible(node: Node) -> bool:
    match node["t"]:
        case "Image":
            return is_described(node)
        case "Table":
            _, (_, caption), _, (_, head), *_ = node["c"]
            return bool(caption) and bool(head)
        case _:
            return True


def _access(offered: Access) -> list[tuple[str, str]]:
    """Say by which senses the book is read, and what helps with it (E-02, E-03, E-15)."""
    return [
        *(("schema:accessMode", mode) for mode in offered.modes),
        *(("schema:accessModeSufficient", ",".join(modes)) for modes in offered.sufficient),
        *(("schema:accessibilityFeature", feature) for feature in offered.features),
        *(("schema:accessibilityHazard", hazard) for hazard in offered.hazards),
        ("schema:accessibilitySummary", offered.summary),
    ]
