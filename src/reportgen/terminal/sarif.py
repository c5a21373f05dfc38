"""Diagnostics → SARIF 2.1.0 (OASIS), the form in which code scanners share their results."""

from __future__ import annotations

import importlib.metadata
import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from reportgen import __version__
from reportgen.diagnostics import Diagnostic, Note, Span
from reportgen.terminal.manual import Manual
from reportgen.terminal.view import View

__all__ = ["render_sarif"]

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)


def render_sarif(diagnostics: Sequence[Diagnostic], view: View, manual: Manual) -> str:
    """Render all diagnostics as one run; each code that occurs is a rule."""
    codes = sorted({diagnostic.code for diagnostic in diagnostics})
    driver = {
        "name": "reportgen",
        "version": __version__,
        "rules": [_rule(code, manual) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(diagnostic, codes, view) for diagnostic in diagnostics],
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _rule(code: str, manual: Manual) -> dict[str, Any]:
    rule: dict[str, Any] = {"id": code, "shortDescription": {"text": manual.summary(code)}}
    if code in manual.entries:
        text = manual.entries[code]
        rule["help"] = {"text": text, "markdown": text}
    page = _manual_page()
    if page is not None:
        rule["helpUri"] = f"{page}#{code}"
    return rule


def _manual_page() -> str | None:
    """Return the address of docs/diagnostics.md; SARIF wants an absolute one (3.49.12) or none."""
    for entry in importlib.metadata.metadata("reportgen").get_all("Project-URL") or ():
        label, _, address = entry.partition(",")
        if label.strip().lower() == "diagnostics":
            return str(address.strip())
    return None


def _result(diagnostic: Diagnostic, codes: list[str], view: View) -> dict[str, Any]:
    words = [diagnostic.message, *([f"help: {diagnostic.help}"] if diagnostic.help else [])]
    result: dict[str, Any] = {
        "ruleId": diagnostic.code,
        "ruleIndex": codes.index(diagnostic.code),
        "level": diagnostic.severity.value,
        "message": {"text": "\n".join(words)},
        "locations": [_location(diagnostic.span, view)] if diagnostic.span else [],
    }
    related = [_related(note, note.span, view) for note in diagnostic.notes if note.span]
    if related:
        result["relatedLocations"] = related
    return result


def _related(note: Note, span: Span, view: View) -> dict[str, Any]:
    return {**_location(span, view), "message": {"text": note.message}}


def _location(span: Span, view: View) -> dict[str, Any]:
    region = {
        "startLine": span.start.line,
        "startColumn": span.start.column,
        "endLine": span.end.line,
        "endColumn": span.end.column,
    }
    artifact = {"uri": quote(view.path(span))}
    return {"physicalLocation": {"artifactLocation": artifact, "region": region}}
