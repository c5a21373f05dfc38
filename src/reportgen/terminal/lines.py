"""Diagnostics → a line each, for editors and for the annotations of GitHub; and → JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from reportgen.diagnostics import Diagnostic, Edit, Severity, Span, Suppressed
from reportgen.terminal.view import View, visible

__all__ = ["render_github", "render_json", "render_short", "render_waived"]


def render_short(diagnostics: Iterable[Diagnostic], view: View) -> str:
    """Render each diagnostic as `path:line:column: error[code]: message`."""
    return "".join(_short(diagnostic, view) for diagnostic in diagnostics)


def _short(diagnostic: Diagnostic, view: View) -> str:
    span = diagnostic.span
    place = f"{view.path(span)}:{span.start.line}:{span.start.column}: " if span else ""
    message = " ".join(diagnostic.message.split())
    return visible(f"{place}{diagnostic.severity}[{diagnostic.code}]: {message}") + "\n"


def render_waived(waived: Iterable[Suppressed], view: View) -> str:
    """Render what is waived as `path:line:column: waived[code]: message (reason)`, a line each."""
    lines = []
    for one in waived:
        short = _short(one.diagnostic, view).rstrip("\n")
        short = short.replace(f"{one.diagnostic.severity}[", "waived[", 1)
        lines.append(visible(f"{short} ({one.reason})") + "\n")
    return "".join(lines)


def render_json(
    diagnostics: Iterable[Diagnostic], view: View, suppressed: Iterable[Suppressed] = ()
) -> str:
    """Render all diagnostics as one JSON array of objects that all have the same keys.

    Lines and columns count from 1, columns in characters; the end is exclusive. What has no place
    has null for it. `rule` is the number of the editorial rule. What is not held against the report
    comes last, with who says so and why under `suppressed`.
    """
    entries = [_entry(diagnostic, view, None) for diagnostic in diagnostics]
    entries += [_entry(one.diagnostic, view, one) for one in suppressed]
    return json.dumps(entries, ensure_ascii=False, indent=2) + "\n"


def _entry(diagnostic: Diagnostic, view: View, suppressed: Suppressed | None) -> dict[str, Any]:
    from reportgen.check import number_of  # noqa: PLC0415 - heavy, and for documents alone

    return {
        "code": diagnostic.code,
        "rule": number_of(diagnostic.code),
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        **_place(diagnostic.span, view),
        "help": diagnostic.help,
        "notes": [
            {"message": note.message, **_place(note.span, view)} for note in diagnostic.notes
        ],
        "edits": [_edit(edit, view) for edit in diagnostic.edits],
        "suppressed": suppressed and {
            "by": suppressed.by, "reason": suppressed.reason, **_place(suppressed.span, view),
        },
    }  # fmt: skip


def _edit(edit: Edit, view: View) -> dict[str, Any]:
    return {**_place(edit.span, view), "text": edit.text}


def _place(span: Span | None, view: View) -> dict[str, Any]:
    return {
        "path": view.path(span) if span else None,
        "line": span.start.line if span else None,
        "column": span.start.column if span else None,
        "end_line": span.end.line if span else None,
        "end_column": span.end.column if span else None,
    }


def render_github(diagnostics: Iterable[Diagnostic], view: View) -> str:
    """Render each diagnostic as a workflow command of GitHub Actions, which annotates the line."""
    return "".join(_github(diagnostic, view) for diagnostic in diagnostics)


def _github(diagnostic: Diagnostic, view: View) -> str:
    command = "notice" if diagnostic.severity is Severity.NOTE else diagnostic.severity.value
    properties: dict[str, object] = {}
    span = diagnostic.span
    if span is not None:
        properties |= {
            "file": view.path(span),
            "line": span.start.line,
            "endLine": span.end.line,
            "col": span.start.column,
        }
        if span.end.line == span.start.line:
            # Columns that span lines are refused there.
            properties["endColumn"] = span.end.column
    properties["title"] = diagnostic.code
    listed = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    words = [diagnostic.message, *(f"note: {note.message}" for note in diagnostic.notes)]
    words += [f"help: {diagnostic.help}"] if diagnostic.help else []
    return f"::{command} {listed}::{_message(chr(10).join(words))}\n"


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
