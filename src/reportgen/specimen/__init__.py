"""A style on one page: the specimen in every format, as pictures beside each other.

Pictures are made by the programs that readers use: a browser for HTML and EPUB, LibreOffice for
Word. What a machine lacks is said on the page and in a warning; nothing is left out in silence.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from reportgen import build, formats
from reportgen.diagnostics import Diagnostic, Outcome
from reportgen.edition import Artifact
from reportgen.files import Files
from reportgen.formats.docx import template
from reportgen.specimen.page import Column, page
from reportgen.specimen.pictures import (
    Shown,
    Unseen,
    book_pictures,
    office_pictures,
    page_pictures,
    web_pictures,
)
from reportgen.specimen.specimen import Specimen

__all__ = ["Specimen", "draw", "template_of"]

Progress = Callable[[str], None]
"""Told the name of each stage as it begins."""

_DRAWN: dict[str, tuple[str, Callable[[bytes, Path], list[Shown]]]] = {
    "pdf": ("PDF", page_pictures),
    "docx": ("Word", office_pictures),
    "epub": ("EPUB", book_pictures),
    "html": ("HTML", web_pictures),
}
"""What a column is headed, and what draws it."""


@dataclass(frozen=True)
class _Drawn:
    columns: list[Column] = field(default_factory=list)
    problems: list[Diagnostic] = field(default_factory=list)


def draw(files: Files, style: str, progress: Progress = lambda _: None) -> Outcome[bytes]:
    """Make one page that shows every element of a style in every format.

    Raises `Failure` with the faults of the style; what could not be drawn is a warning.
    """
    specimen = Specimen(files, style)
    tokens = build.check(specimen).value[1].tokens
    wanted = sorted(formats.names(), key=list(_DRAWN).index)
    made = build.build(specimen, wanted, progress=progress)
    drawn = _draw(made.artifacts, progress)
    problems = (*made.diagnostics, *drawn.problems)
    return Outcome(page(style, tokens, drawn.columns), problems)


def template_of(files: Files, style: str) -> Outcome[bytes]:
    """Make the reference document of a style: every style of the Word file by name."""
    _, loaded, document = build.check(Specimen(files, style)).value
    return template.reference_document(document, loaded)


def _draw(artifacts: Iterable[Artifact], progress: Progress) -> _Drawn:
    drawn = _Drawn()
    with tempfile.TemporaryDirectory(prefix="reportgen-specimen-") as name:
        for artifact in artifacts:
            kind = artifact.name.rpartition(".")[2]
            title, draw = _DRAWN[kind]
            progress(f"pictures-{kind}")
            folder = Path(name) / kind
            folder.mkdir()
            try:
                drawn.columns.append(Column(title, tuple(draw(artifact.data, folder)), ""))
            except Unseen as fault:
                drawn.columns.append(Column(title, (), fault.diagnostic.message))
                drawn.problems.append(fault.diagnostic)
    return drawn
