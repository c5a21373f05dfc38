"""The smallest pages that show something, laid out and opened again."""

from __future__ import annotations

import functools
import io
from collections.abc import Iterator
from typing import Any

import pdfplumber
import pikepdf

from reportgen.document import Document, Info, Node, Part
from reportgen.edition import Edition, Style
from reportgen.files import MemoryFiles
from reportgen.formats import pdf
from reportgen.style import load_style

__all__ = [
    "FILLER",
    "INFO",
    "document",
    "elements",
    "kids",
    "laid_out",
    "opened",
    "page",
    "style",
    "texts",
    "written",
]

INFO = Info(
    title="A report", subtitle=None, short_title="A report", number="RG 1", slug="a-report",
    language="en-GB", direction="ltr", authors=("An editor", "Another"), publisher="The press",
    published="2026-11-23", updated="2026-11-24", updated_words="24 November 2026", version="1.0",
    description="A & B", subjects=("trade", "energy"), rights="© The press", licence_url=None,
    marking=None, status="published", identifier="urn:uuid:00000000-0000-0000-0000-000000000001",
    epoch=1_795_478_400, strings={"table-continued": "{label}, continued"},
)  # fmt: skip
FILLER = "Words that fill a line of the page and go on to the next one. "


@functools.cache
def style() -> Style:
    return load_style(MemoryFiles({}), "plain", "en-GB")


def page(body: str) -> str:
    head = '<html lang="en-GB"><head><title>A report</title></head>'
    return f'<!DOCTYPE html>{head}<body>{body}<span id="report-end"></span></body></html>'


@functools.cache
def laid_out(body: str, assets: tuple[tuple[str, bytes], ...] = ()) -> bytes:
    outcome = pdf.render(Edition("pdf", INFO, page(body), style(), dict(assets)))
    assert outcome.diagnostics == ()
    return outcome.value


@functools.cache
def opened(body: str, assets: tuple[tuple[str, bytes], ...] = ()) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(laid_out(body, assets)))


def kids(element: Any) -> list[Any]:
    entries = element.get("/K", [])
    return list(entries) if isinstance(entries, pikepdf.Array) else [entries]


def elements(file: pikepdf.Pdf, role: str) -> list[Any]:
    def walk(element: Any) -> Iterator[Any]:
        yield element
        for kid in kids(element):
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                yield from walk(kid)

    root = file.Root.StructTreeRoot
    return [e for e in walk(root.K[0]) if str(e.S) == f"/{role}"]


def texts(data: bytes) -> list[str]:
    """Return the text of each page."""
    with pdfplumber.open(io.BytesIO(data)) as file:
        return [page.extract_text() for page in file.pages]


def document(*blocks: Node, template: str = "section") -> Document:
    """Make a document of one part."""
    return Document(INFO, (Part(template, "one", None, blocks),))


def written(made: Document) -> bytes:
    """Lay out a document, of which nothing may be complained."""
    outcome = pdf.render(pdf.edition(made, style()))
    assert outcome.diagnostics == ()
    return outcome.value
