"""Info → the head of the page: what browsers, catalogues, previews and reference managers read."""

from __future__ import annotations

import html
import json
from collections.abc import Collection, Iterable
from typing import Any

from reportgen.access import Access, access
from reportgen.document import Info, Node

__all__ = ["PREVIEW_LENGTH", "head", "linked_data"]

PREVIEW_LENGTH = 200
"""Characters of a description after which previews cut it off, in the middle of a word."""

_POLICY = (
    "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'; "
    "script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
)
"""What the page may load: nothing from any host.

Inline by word, not by digest: nothing in the page comes from elsewhere, and digests would lock out
the reader's own stylesheets and the checkers that work inside the page.
"""

_PUBLIC = {None, "TLP:CLEAR"}


def head(
    info: Info,
    nodes: Collection[Node],
    colours: tuple[str, str],
    sheet: str,
) -> str:
    """Return the content of `head`; `nodes` are those of the whole report.

    `colours` are those of a browser's own bars on a light and on a dark screen; `sheet` names the
    stylesheet.
    """
    title = f"{info.title}: {info.subtitle}" if info.subtitle else info.title
    lines = [
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{html.escape(title)}</title>",
        *(_meta("name", name, content) for name, content in _plain(info)),
        *(_meta("name", name, content) for name, content in _scholarly(info)),
        *(_meta("property", name, content) for name, content in _preview(info)),
        *(
            f'<meta name="theme-color" media="(prefers-color-scheme: {scheme})" content="{colour}">'
            for scheme, colour in zip(("light", "dark"), colours, strict=True)
        ),
        f'<link rel="icon" href="{_icon(colours[0])}">',
    ]
    lines += _links(info)
    data = json.dumps(linked_data(info, nodes), ensure_ascii=False, indent=1)
    # Nothing in the data may end the element that holds it.
    data = data.replace("<", "\\u003c")
    lines.append(f'<script type="application/ld+json">\n{data}\n</script>')
    lines.append(f'<link rel="stylesheet" href="{sheet}">')
    return "\n".join(lines)


def _links(info: Info) -> Iterable[str]:
    """Yield where the terms, the published page and the translations are (H-03)."""
    if info.licence_url:
        yield f'<link rel="license" href="{html.escape(info.licence_url)}">'
    if info.url:
        yield f'<link rel="canonical" href="{html.escape(info.url)}">'
    for other in info.translations:
        where = f'hreflang="{other.language}" href="{html.escape(other.url)}"'
        yield f'<link rel="alternate" {where} title="{html.escape(other.title)}">'


def _meta(kind: str, name: str, content: str) -> str:
    return f'<meta {kind}="{name}" content="{html.escape(content)}">'


def _plain(info: Info) -> Iterable[tuple[str, str]]:
    yield from (("author", author) for author in info.authors)
    yield "description", info.description
    yield "keywords", ", ".join(info.subjects)
    yield "generator", "reportgen"
    yield "color-scheme", "light dark"
    yield "referrer", "no-referrer"
    # A report number is no telephone number.
    yield "format-detection", "telephone=no"
    if info.status in {"draft", "review", "withdrawn"} or info.marking not in _PUBLIC:
        yield "robots", "noindex"
    yield "dcterms.created", info.published
    yield "dcterms.modified", info.updated
    yield "dcterms.rights", _rights(info)


def _scholarly(info: Info) -> Iterable[tuple[str, str]]:
    """Yield what Zotero, Google Scholar and their like look for."""
    yield "citation_title", f"{info.title}: {info.subtitle}" if info.subtitle else info.title
    yield from (("citation_author", author) for author in info.authors)
    yield "citation_publication_date", info.published.replace("-", "/")
    yield "citation_technical_report_institution", info.publisher
    yield "citation_technical_report_number", info.number
    yield "citation_language", info.language
    if info.doi:
        yield "citation_doi", info.doi
    if info.url:
        yield "citation_public_url", info.url


def _preview(info: Info) -> Iterable[tuple[str, str]]:
    """Yield Open Graph data.

    There is no `og:image`: who makes a preview fetches the picture by its address, and a file that
    holds all it needs knows of none; nobody takes a picture out of a `data:` address.
    """
    short = _short(info.description)
    yield "og:type", "article"
    yield "og:title", info.title
    yield "og:description", f"{info.subtitle}. {short}" if info.subtitle else short
    yield "og:site_name", info.publisher
    if info.url:
        yield "og:url", info.url
    yield "og:locale", _locale(info.language)
    yield from (("og:locale:alternate", _locale(t.language)) for t in info.translations)
    yield "article:published_time", info.published
    yield "article:modified_time", info.updated
    yield from (("article:tag", subject) for subject in info.subjects)
    yield "twitter:card", "summary"
    yield "twitter:title", info.title
    yield "twitter:description", short


def _locale(language: str) -> str:
    """Return language and territory as previews want them: `fa_IR`, also where a tag has one."""
    from babel.core import get_global  # noqa: PLC0415 - only where a page is made

    tag, *rest = language.split("-")
    territories = [part for part in rest if len(part) == 2]  # noqa: PLR2004 - ISO 3166
    likely = str(get_global("likely_subtags").get(tag, tag)).split("_")
    return f"{tag}_{territories[0] if territories else likely[-1]}" if len(likely) > 1 else tag


def _short(text: str) -> str:
    if len(text) <= PREVIEW_LENGTH:
        return text
    return text[:PREVIEW_LENGTH].rpartition(" ")[0].rstrip(",;:") + "…"


def _icon(colour: str) -> str:
    """Return a sheet of paper in the style's colour; without one, browsers ask the host for it."""
    code = colour.replace("#", "%23")
    return (
        "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E"
        f"%3Crect width='16' height='16' rx='3' fill='{code}'/%3E"
        "%3Cpath d='M4 5h8M4 8h8M4 11h5' stroke='white' stroke-width='1.5'/%3E%3C/svg%3E"
    ).replace(" ", "%20")


def _rights(info: Info) -> str:
    # The marking belongs to the rights (MK-4).
    return f"{info.marking}. {info.rights}" if info.marking else info.rights


def linked_data(info: Info, nodes: Collection[Node]) -> dict[str, Any]:
    """Return the report as schema.org describes one (H-05).

    Authors have no type: the report does not say who of them is a person. The publisher is an
    organisation by its field. The other formats are left out: their addresses are not known here.
    """
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Report",
        "@id": info.identifier,
        "identifier": info.identifier,
        "name": info.title,
        "headline": info.title,
        "alternativeHeadline": info.subtitle,
        "reportNumber": info.number,
        "version": info.version,
        "creativeWorkStatus": info.status,
        "datePublished": info.published,
        "dateModified": info.updated,
        "author": [{"name": author} for author in info.authors],
        "publisher": {"@type": "Organization", "name": info.publisher},
        "inLanguage": info.language,
        "url": info.url,
        "sameAs": info.doi and f"https://doi.org/{info.doi}",
        "license": info.licence_url,
        "isAccessibleForFree": _is_free(info),
        "copyrightNotice": info.terms,
        "conditionsOfAccess": info.marking,
        "description": info.description,
        "about": [{"@type": "Thing", "name": subject} for subject in info.subjects],
        "keywords": list(info.subjects),
        "workTranslation": [
            {"@type": "Report", "inLanguage": t.language, "name": t.title, "url": t.url}
            for t in info.translations
        ],
        "encodingFormat": "text/html",
        **_access(access(nodes, info, "html")),
    }
    return {key: value for key, value in data.items() if value}


def _is_free(info: Info) -> bool:
    """Tell whether the terms themselves say that nobody has to pay; else nothing is said of it."""
    return bool(info.licence_url) and "//creativecommons.org/" in str(info.licence_url)


def _access(offered: Access) -> dict[str, Any]:
    """Say by which senses the page is read, and what helps with it: what is there, no more."""
    return {
        "accessMode": list(offered.modes),
        "accessModeSufficient": [
            {"@type": "ItemList", "itemListElement": list(modes)} for modes in offered.sufficient
        ],
        "accessibilityFeature": list(offered.features),
        "accessibilityHazard": list(offered.hazards),
        "accessibilityControl": ["fullKeyboardControl", "fullMouseControl", "fullTouchControl"],
        "accessibilitySummary": offered.summary,
    }
