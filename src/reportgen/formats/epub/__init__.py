"""Document → EPUB 3: one file a part, notes at the end, written by pandoc and then mended.

The edition's body is pandoc's JSON as text. Never sets text: what a reading system shows is decided
there, within what the stylesheet proposes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import Any

from reportgen import pandoc
from reportgen.archive import read_archive, write_archive
from reportgen.diagnostics import Outcome
from reportgen.document import Document, Info, strip_positions, walk
from reportgen.edition import Edition, Style
from reportgen.fingerprint import fingerprint
from reportgen.formats.epub.cover import draw_cover
from reportgen.formats.epub.finish import finish
from reportgen.formats.epub.fonts import embedded_fonts, font_faces
from reportgen.formats.epub.notes import collect_notes
from reportgen.formats.epub.package import package_metadata
from reportgen.formats.epub.pages import mark_pages
from reportgen.formats.epub.parts import book
from reportgen.glyphs import needed_fonts
from reportgen.memory import BYTES, known
from reportgen.timing import timed

__all__ = ["edition", "names_pages", "render", "suffix"]

suffix = ".epub"
names_pages = True

SHEET = "epub.css"
WORK = "work/"
"""Folder of what this module hands to pandoc besides the figures of the report."""

DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
    "0000000a49444154789c636000000002000148afa4710000000049454e44ae426082"
)
"""A PNG of one dot in the place of the cover: pandoc would look at each of its four million."""


@timed("edition")
def edition(document: Document, style: Style) -> Edition:
    """Make the blocks of the book and name its pictures."""
    parts = tuple(
        replace(part, blocks=tuple(strip_positions(list(part.blocks)))) for part in document.parts
    )
    blocks = book(collect_notes(parts, document.info.strings), document.info)
    blocks = mark_pages(blocks, document.page_breaks)
    named = {node["c"][2][0] for node in walk(blocks) if node["t"] == "Image"}
    return Edition(
        format="epub",
        info=document.info,
        body=pandoc.as_json(blocks),
        style=style,
        assets={path: data for path, data in document.figures.items() if path in named},
    )


def render(edition: Edition) -> Outcome[bytes]:
    """Write the book with pandoc and mend it."""
    info, style = edition.info, edition.style
    blocks = json.loads(edition.body)["blocks"]
    metadata = package_metadata(info, blocks)
    characters = _characters(edition)
    fonts = embedded_fonts(needed_fonts(style, characters), characters)
    own = {
        "cover.png": DOT,
        SHEET: (font_faces(fonts) + style.sheets.get(SHEET, "")).encode(),
        **{f"fonts/{font.name}": font.data for font in fonts},
    }
    written = pandoc.write(
        blocks,
        "epub3",
        metadata=_pandoc_metadata(info),
        arguments=_arguments(own),
        files={**edition.assets, **{WORK + name: data for name, data in own.items()}},
        epoch=info.epoch,
    )
    cover = known("cover", fingerprint((info, style)), (), partial(draw_cover, info, style), BYTES)
    files = finish(read_archive(written.value), info, metadata, cover)
    return Outcome(write_archive(files), written.diagnostics)


def _arguments(own: Iterable[str]) -> list[str]:
    here = "{folder}/" + WORK
    return [
        "--split-level=1",
        "--mathml",
        "--syntax-highlighting=none",  # PE-11
        # The cover part is the title page.
        "--epub-title-page=false",
        f"--epub-cover-image={here}cover.png",
        f"--css={here}{SHEET}",
        *(f"--epub-embed-font={here}{name}" for name in own if name.startswith("fonts/")),
    ]


def _pandoc_metadata(info: Info) -> dict[str, Any]:
    """Return what pandoc needs for the pages; the package gets its metadata from `package`."""
    words = {"title": info.title, "lang": info.language, "identifier": info.identifier}
    return {key: {"t": "MetaString", "c": value} for key, value in words.items()}


def _characters(edition: Edition) -> set[str]:
    """Return every character that the book may show, among them all of ASCII."""
    info = edition.info
    shown = [edition.body, info.title, *info.strings.values(), *map(chr, range(0x20, 0x7F))]
    return {character for character in set[str]().union(*shown) if character >= " "}
