"""What a PDF says of itself: its claims of PDF/A-3a and PDF/UA-1, and its metadata.

Written after ISO 16684-1 (XMP), ISO 19005-3 (PDF/A-3), ISO 14289-1 (PDF/UA-1) and the metadata
crosswalk MX-1. WeasyPrint can make one claim only, and its packet lacks language, rights and
identifier (W-20).
"""

from __future__ import annotations

import html

from reportgen.document import Info

__all__ = ["xmp_packet"]

_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
  xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
  xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
  xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"
  xmlns:xmp="http://ns.adobe.com/xap/1.0/"
  xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"
  xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/">
<pdfaid:part>3</pdfaid:part>
<pdfaid:conformance>A</pdfaid:conformance>
<pdfuaid:part>1</pdfuaid:part>
{properties}
</rdf:Description>
<rdf:Description rdf:about=""
  xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
  xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
  xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 to which the file conforms</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>
"""


def xmp_packet(info: Info, title: str, producer: str) -> bytes:
    """Return the packet; `title` and `producer` must equal those of the document information."""
    properties = [
        _language_alternative("dc:title", title),
        _array("dc:creator", "Seq", info.authors),
        _language_alternative("dc:description", info.description),
        _array("dc:subject", "Bag", info.subjects),
        _array("dc:publisher", "Bag", [info.publisher]),
        _array("dc:language", "Bag", [info.language]),
        _array("dc:date", "Seq", [info.published]),
        _language_alternative("dc:rights", info.terms),
        _simple("dc:identifier", info.identifier),
        _array("dc:type", "Bag", ["Report"]),
        _simple("dc:format", "application/pdf"),
        _simple("pdf:Producer", producer),
        _simple("pdf:Keywords", ", ".join(info.subjects)),
        _simple("xmp:CreatorTool", "reportgen"),
        _simple("xmp:CreateDate", f"{info.published}T00:00:00Z"),
        _simple("xmp:ModifyDate", f"{info.updated}T00:00:00Z"),
        _simple("xmp:MetadataDate", f"{info.updated}T00:00:00Z"),
        _simple("xmpMM:DocumentID", info.identifier),
        _simple("xmpMM:VersionID", info.version),
        _simple("xmpRights:Marked", "True"),
        _simple("xmpRights:WebStatement", info.licence_url) if info.licence_url else "",
    ]
    return _PACKET.format(properties="\n".join(p for p in properties if p)).encode()


def _simple(name: str, value: str) -> str:
    return f"<{name}>{html.escape(value)}</{name}>"


def _array(name: str, kind: str, values: list[str] | tuple[str, ...]) -> str:
    entries = "".join(f"<rdf:li>{html.escape(value)}</rdf:li>" for value in values)
    return f"<{name}><rdf:{kind}>{entries}</rdf:{kind}></{name}>"


def _language_alternative(name: str, value: str) -> str:
    entry = f'<rdf:li xml:lang="x-default">{html.escape(value)}</rdf:li>'
    return f"<{name}><rdf:Alt>{entry}</rdf:Alt></{name}>"
