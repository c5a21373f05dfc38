"""Sources of the register → CSL-JSON entries for citeproc."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reportgen import dates
from reportgen.report import Reference, Report

__all__ = ["references_of"]

_TYPES = {
    "web-article": "webpage", "web": "webpage", "article": "article-journal", "book": "book",
    "report": "report", "news": "article-newspaper", "dataset": "dataset", "law": "legislation",
    "treaty": "treaty", "speech": "speech", "interview": "interview",
}  # fmt: skip


def references_of(report: Report, labels: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the sources as CSL-JSON (CSL 1.0.2); what the source does not state is left out."""
    language = report.metadata.language
    return [_entry(key, source, labels, language) for key, source in report.sources.items()]


def _entry(key: str, source: Reference, labels: Mapping[str, Any], language: str) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "id": key,
        "type": _TYPES.get(source.type, "document"),
        "title": source.title,
        "genre": source.type.replace("-", " ").capitalize(),
    }
    if source.author:
        entry["author"] = [{"literal": source.author}]
    if source.publisher:
        entry["publisher"] = source.publisher
    if source.url:
        entry["URL"] = source.url
    if source.published:
        # Words, not parts: a date is printed as precisely as it is known and no more.
        entry["issued"] = {"literal": dates.in_words(source.published, language)}
    if not (source.author or source.publisher or source.published or source.url):
        entry["note"] = labels["sentences"]["source-undated"].rstrip(".")
    return entry
