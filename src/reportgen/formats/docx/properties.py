"""Info → the properties of the file: what Word, a search engine and a catalogue see (D-01, D-10).

Times are the report's own days at midnight UTC; neither the clock nor the login is ever asked.
"""

from __future__ import annotations

from typing import Any

from lxml import etree

from reportgen.document import Info
from reportgen.formats.docx.wml import serialise

__all__ = ["app_part", "core_part", "custom_part"]

CP = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
DC = "http://purl.org/dc/elements/1.1/"
TERMS = "http://purl.org/dc/terms/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
EXTENDED = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
USER_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
"""The set of properties that a user may define; its numbers begin at 2."""


def core_part(info: Info, category: str) -> bytes:
    """Make `docProps/core.xml`."""
    root = etree.Element(
        f"{{{CP}}}coreProperties", nsmap={"cp": CP, "dc": DC, "dcterms": TERMS, "xsi": XSI}
    )
    fields = [
        (DC, "title", info.title),
        (DC, "subject", info.subtitle or info.description),
        (DC, "creator", "; ".join(info.authors) or info.publisher),
        (CP, "keywords", "; ".join(info.subjects)),
        (DC, "description", info.description),
        (CP, "lastModifiedBy", info.publisher),
        (CP, "category", category),
        (CP, "contentStatus", info.status),
        (DC, "identifier", info.identifier),
        (DC, "language", info.language),
        (CP, "version", info.version),
        (TERMS, "created", f"{info.published}T00:00:00Z"),
        (TERMS, "modified", f"{info.updated}T00:00:00Z"),
    ]
    for space, tag, words in fields:
        if words:
            entry = etree.SubElement(root, f"{{{space}}}{tag}")
            entry.text = words
            if space == TERMS:
                entry.set(f"{{{XSI}}}type", "dcterms:W3CDTF")
    return serialise(root)


def app_part(info: Info) -> bytes:
    """Make `docProps/app.xml`."""
    nsmap: Any = {None: EXTENDED}
    root = etree.Element(f"{{{EXTENDED}}}Properties", nsmap=nsmap)
    for tag, words in (
        ("Application", "reportgen"),
        ("DocSecurity", "0"),
        ("ScaleCrop", "false"),
        ("Company", info.publisher),
        ("LinksUpToDate", "false"),
        ("SharedDoc", "false"),
        ("HyperlinksChanged", "false"),
    ):
        etree.SubElement(root, f"{{{EXTENDED}}}{tag}").text = words
    return serialise(root)


def custom_part(info: Info) -> bytes:
    """Make `docProps/custom.xml`.

    Its names are read by programs, and by fields such as `DOCPROPERTY "Report number"`: they are
    the same in every language, as those of the other two parts are.
    """
    nsmap: Any = {None: CUSTOM, "vt": TYPES}
    root = etree.Element(f"{{{CUSTOM}}}Properties", nsmap=nsmap)
    fields = {
        "Report number": info.number,
        "Version": info.version,
        "Status": info.status,
        "Marking": info.marking,
        "Publisher": info.publisher,
        "Published": info.published,
        "Updated": info.updated,
        "Licence": info.licence_url,
        "Rights": info.terms,
        "DOI": info.doi,
        "Identifier": info.identifier,
    }
    present = [(label, words) for label, words in fields.items() if words]
    for number, (label, words) in enumerate(present, start=2):
        entry = etree.SubElement(root, f"{{{CUSTOM}}}property")
        entry.set("fmtid", USER_FORMAT)
        entry.set("pid", str(number))
        entry.set("name", label)
        etree.SubElement(entry, f"{{{TYPES}}}lpwstr").text = words
    return serialise(root)
