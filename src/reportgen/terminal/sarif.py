"""Diagnostics → SARIF 2.1.0 (OASIS), the form in which code scanners share their results."""

from __future__ import annotations

import importlib.metadata
import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from reportgen import __version__
from reportgen.check import number_of, rules
from reportgen.diagnostics import Diagnostic, Note, Span, Suppressed
from reportgen.terminal.manual import Manual
from reportgen.terminal.view import View

__all__ = ["render_sarif"]

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)


def render_sarif(
    diagnostics: Sequence[Diagnostic],
    view: View,
    manual: Manual,
    suppressed: Sequence[Suppressed] = (),
) -> str:
    """Render all diagnostics as one run; each code that occurs is a rule.

    What is not held against the report is a result with `suppressions` (3.27.23).
    """
    everything = [*diagnostics, *(one.diagnostic for one in suppressed)]
    codes = sorted({diagnostic.code for diagnostic in everything})
    driver = {
        "name": "reportgen",
        "version": __version__,
        "rules": [_rule(code, manual) for code in codes],
    }
    results = [_result(diagnostic, codes, view) for diagnostic in diagnostics]
    results += [
        {**_result(one.diagnostic, codes, view), "suppressions": [_suppression(one, view)]}
        for one in suppressed
    ]
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": results,
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
    if code in rules():
        rule["defaultConfiguration"] = {"level": rules()[code].level.value}
    number = number_of(code)
    if number is not None:
        rule["properties"] = {"tags": [number]}
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
    if diagnostic.edits:
        result["fixes"] = [_fix(diagnostic, view)]
    return result


def _fix(diagnostic: Diagnostic, view: View) -> dict[str, Any]:
    """Return the edits as one fix, with the changes of each file together (3.55)."""
    changes: dict[str, list[dict[str, Any]]] = {}
    for edit in diagnostic.edits:
        changes.setdefault(quote(view.path(edit.span)), []).append({
            "deletedRegion": _region(edit.span),
            "insertedContent": {"text": edit.text},
        })
    return {
        "artifactChanges": [
            {"artifactLocation": {"uri": uri}, "replacements": replacements}
            for uri, replacements in changes.items()
        ]
    }


def _suppression(one: Suppressed, view: View) -> dict[str, Any]:
    kind = "inSource" if one.by == "waiver" else "external"
    suppression: dict[str, Any] = {"kind": kind, "justification": one.reason}
    if one.span is not None:
        suppression["location"] = _location(one.span, view)
    return suppression


def _related(note: Note, span: Span, view: View) -> dict[str, Any]:
    return {**_location(span, view), "message": {"text": note.message}}


def _location(span: Span, view: View) -> dict[str, Any]:
    artifact = {"uri": quote(view.path(span))}
    return {"physicalLocation": {"artifactLocation": artifact, "region": _region(span)}}


def _region(span: Span) -> dict[str, int]:
    return {
        "startLine": span.start.line,
        "startColumn": span.start.column,
        "endLine": span.end.line,
        "endColumn": span.end.column,
    }
