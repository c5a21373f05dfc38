"""The cover of the Word file: its styles, and the section of its own that holds it (D-21).

A coloured ground is made of borders and shades of paragraphs alone: no text box, no picture and no
table, so that every program shows it and a screen reader hears nothing but the words.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator

from reportgen.document import Info
from reportgen.formats.docx.looks import POINTS_PER_MM, Palette, twips
from reportgen.formats.docx.names import SIDES, style
from reportgen.formats.docx.wml import Element, child, make, name

__all__ = ["COVER", "bleed", "cover_room", "cover_styles"]

COVER = {
    "cover-logo": "Cover Logo",
    "cover-mark": "Cover Mark",
    "cover-title": "Title",
    "cover-subtitle": "Subtitle",
    "cover-summary": "Cover Summary",
    "cover-draft": "Cover Draft",
    "cover-organisation": "Cover Organisation",
    "cover-authors": "Author",
    "cover-number": "Cover Number",
    "cover-date": "Date",
    "cover-marking": "Cover Marking",
}
"""The style of each part of the cover, by its class."""

BAR = 12.0
GAP = 31.0
"""The widest border and the widest gap between border and text that Word has, in points."""

HAIRLINE = 0.25

LETTER_WIDTH = 0.5
"""The usual width of a letter in ems."""


def cover_room(palette: Palette, info: Info) -> float:
    """Return the distance above the title in points: less where title and subtitle are long."""
    page = palette.page
    room = palette.points("cover", "drop") * POINTS_PER_MM
    if palette.style.logo is not None:
        room -= palette.points("cover", "logo-height") * POINTS_PER_MM
    for words, size in ((info.title, "title"), (info.subtitle or "", "subtitle")):
        letter = palette.points("size", size)
        lines = len(words) * letter * LETTER_WIDTH // (page.width - 2 * GAP) + 1
        room -= (lines - 1) * letter * palette.points("leading", "heading")
    return max(room, page.height / 12)


def _ground(p: Palette) -> list[Element]:
    """Make the coloured ground of a cover: paragraphs whose equal borders and shade join.

    Word fills the distances between paragraphs that share borders, shade and indents, so the
    ground needs no text box, no picture and no table. The borders reach to the edge of the page.
    """
    sides = [
        p.border(side, "cover-accent", BAR, GAP) if side == "left"
        else p.border(side, "cover", HAIRLINE, GAP)
        for side in SIDES
    ]  # fmt: skip
    shade = make("shd", val="clear", color="auto", fill=p.colour("cover"))
    return [make("pBdr", *sides), shade]


def cover_styles(p: Palette, room: float) -> Iterator[Element]:
    """Make the styles of the cover; `room` is the free distance in points that sets the title."""
    block, centred = p.on_block, p.token("cover", "layout") == "centred"
    on, accent = ("cover-ink", "cover-accent") if block else ("ink", "ink")
    facts, heading = p.points("size", "cover-facts"), p.points("leading", "heading")
    # Distances above the first paragraph of a ground are not filled: without a mark or a logo, the
    # title begins the ground, and the free room stands above the summary.
    marked = bool(p.token("cover", "mark")) or p.style.logo is not None
    above, below = (room, 0.0) if marked or not block else (0.0, room)
    ground = _ground(p) if block else []
    middle = [make("jc", val="center")] if centred else []

    def made(style_name: str, space: Element, letters: list[Element], *more: Element) -> Element:
        return style(
            "paragraph", style_name, follow="Body Text", letters=letters,
            paragraph=[space, *more, *copy.deepcopy(middle)],
        )  # fmt: skip

    def joined() -> list[Element]:
        return copy.deepcopy(ground)

    def rule(side: str, width: float, gap: float) -> list[Element]:
        return [] if block else [make("pBdr", p.border(side, "cover-accent", width, gap))]

    thin = rule("top", 0.75, 18) if centred else rule("top", 4.5, 14)
    yield made("Cover Logo", p.lines(after=12), [], *joined())
    yield made(
        "Cover Mark", p.lines(1.2, "display", before=0 if block else above * 0.6, after=14),
        p.letters(
            "display", p.points("size", "cover-mark"), "cover-accent", bold=True, caps=not centred,
            tracking=1.2,
        ),
        *joined(),
    )  # fmt: skip
    yield made(
        "Title",
        p.lines(
            heading, "heading", before=above if block else above * (0 if marked else 0.6),
            after=10,
        ),
        p.letters(
            "heading", p.points("size", "title"), "cover-ink" if block else "accent", bold=p.bold
        ),
        *(thin or joined()),
    )  # fmt: skip
    yield made(
        "Subtitle", p.lines(1.3, "display", after=22),
        p.letters("display", p.points("size", "subtitle"), accent, italic=centred or None),
        *joined(),
    )  # fmt: skip
    yield made(
        "Cover Summary", p.lines(1.42, before=below, after=0 if block else 60),
        p.letters("text", p.points("size", "cover-summary"), on),
        *(rule("bottom", 0.75, 18) if centred else joined()),
    )  # fmt: skip
    yield made(
        "Cover Draft", p.lines(1.3, "display", before=24),
        p.letters("display", p.points("size", "cover-notice"), "stalled", bold=True, tracking=1.2),
    )  # fmt: skip
    yield made(
        "Cover Organisation", p.lines(1.3, "display", before=110 if block else 40, after=2),
        p.letters("display", p.points("size", "cover-organisation"), "accent", bold=True),
    )  # fmt: skip
    yield made("Author", p.lines(1.3, "display", after=14), p.letters("display", facts, "ink"))
    for plain in ("Cover Number", "Date"):
        yield made(plain, p.lines(1.3, "display"), p.letters("display", facts, "muted"))
    yield made(
        "Cover Marking", p.lines(1.3, "display", before=14),
        p.letters("display", p.points("size", "cover-notice"), "ink", bold=True),
    )  # fmt: skip


def bleed(section: Element, *, marked: bool) -> None:
    """Set the margins so that the borders of the coloured ground end at the edge of the page."""
    margin = child(section, "pgMar")
    top = GAP if marked else 0
    widths = {"left": BAR + GAP, "right": GAP - 2, "top": top, "header": top / 3}
    for side, width in widths.items():
        margin.set(name(f"w:{side}"), str(twips(width)))
