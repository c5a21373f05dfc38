"""The HTML edition: one file that holds all it needs, for any screen and for paper.

The edition's body is a page beside the files that it names; rendering folds them in. No request
leaves the page, and without script nothing of the report is missing (H-01).
"""

from __future__ import annotations

import string

from reportgen.diagnostics import Outcome
from reportgen.document import Document
from reportgen.edition import Edition, Style
from reportgen.files import BUNDLED, DiskFiles
from reportgen.formats.html.fold import fold
from reportgen.formats.html.fonts import font_faces
from reportgen.formats.html.marking import marking_rule
from reportgen.formats.html.page import SCRIPT, SHEET, page
from reportgen.formats.html.palette import colour_rules
from reportgen.glyphs import needed_fonts
from reportgen.timing import timed

__all__ = ["edition", "names_pages", "render", "suffix"]

suffix = ".html"
names_pages = False


@timed("edition")
def edition(document: Document, style: Style) -> Edition:
    """Make the page of a document; its assets are the figures and the register by their paths."""
    script = DiskFiles(BUNDLED).read(f"plain/{SCRIPT}")
    assets = {**document.figures, **document.data, SCRIPT: script}
    body = page(document, style)
    return Edition("html", document.info, body, style, assets)


def render(edition: Edition) -> Outcome[bytes]:
    """Fold the fonts, the stylesheet, the script, the figures and the data into the page."""
    style = edition.style
    sheet = style.sheets.get(SHEET, "")
    shown = edition.body + sheet + string.printable
    characters = {character for character in set(shown) if character.isprintable()}
    look = font_faces(needed_fonts(style, characters), characters)
    look += colour_rules(style.tokens) + sheet + marking_rule(edition.info)
    return Outcome(fold(edition.body, {**edition.assets, SHEET: look.encode()}))
