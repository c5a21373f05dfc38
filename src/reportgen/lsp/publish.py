"""Diagnostics of reportgen → diagnostics of the Language Server Protocol, and their cures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from lsprotocol import types
from pygls import uris

from reportgen.diagnostics import Diagnostic, Severity, Span
from reportgen.index import Text
from reportgen.lsp.fixes import Finding
from reportgen.lsp.places import Places
from reportgen.lsp.project import Project
from reportgen.terminal import manual_file

__all__ = ["Page", "as_diagnostic", "pages", "uri_of"]

_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.NOTE: types.DiagnosticSeverity.Information,
}

Page = tuple[Finding, ...]
"""What was found in one file."""


def pages(
    project: Project, diagnostics: Iterable[Diagnostic], places: Places
) -> Mapping[str, Page]:
    """Sort diagnostics by the path of their file."""
    texts: dict[str, Text | None] = {}

    def text_of(path: str) -> Text | None:
        if path not in texts:
            texts[path] = project.text(path)
        return texts[path]

    found: dict[str, list[Finding]] = {}
    for diagnostic in diagnostics:
        span = project.place(diagnostic)
        notes = [
            types.DiagnosticRelatedInformation(
                types.Location(
                    uri_of(project.location(note.span.path)),
                    places.range_of(note.span, text_of(note.span.path)),
                ),
                note.message,
            )
            for note in diagnostic.notes
            if note.span is not None
        ]
        made = as_diagnostic(diagnostic, span, places, text_of(span.path), notes)
        found.setdefault(span.path, []).append(Finding(diagnostic, made))
    return {path: tuple(on_page) for path, on_page in found.items()}


def as_diagnostic(
    diagnostic: Diagnostic,
    span: Span,
    places: Places,
    text: Text | None,
    notes: Iterable[types.DiagnosticRelatedInformation] = (),
) -> types.Diagnostic:
    """Return one diagnostic as an editor shows it: what is wrong, remarks, and the cure."""
    said = [diagnostic.message]
    said += [note.message for note in diagnostic.notes if note.span is None]
    said += [diagnostic.help] if diagnostic.help else []
    manual = manual_file()
    return types.Diagnostic(
        range=places.range_of(span, text),
        message="\n".join(said),
        severity=_SEVERITIES[diagnostic.severity],
        code=diagnostic.code,
        code_description=types.CodeDescription(f"{uri_of(manual)}#{diagnostic.code}")
        if manual
        else None,
        source="reportgen",
        related_information=list(notes) or None,
    )


def uri_of(path: Path) -> str:
    """Return the address of a file."""
    return uris.from_fs_path(str(path)) or ""
