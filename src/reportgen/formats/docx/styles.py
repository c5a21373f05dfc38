"""Palette → the styles of the Word file: `word/styles.xml`.

Every style that the tree names is defined here, with what it is based on (D-22, PD-16); names that
Word has built in are kept, so that its outline, contents and readers know them (D-02).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reportgen.formats.docx.cover import cover_styles
from reportgen.formats.docx.gallery import latent_styles
from reportgen.formats.docx.looks import LIST_STEP, SIDE_PADDING, Palette, twips
from reportgen.formats.docx.names import (
    BREAK,
    BULLET_LIST,
    CONTENTS_INDENTS,
    CONTENTS_LEVELS,
    HEADING_LIST,
    LEVELS,
    LIST_LEVELS,
    MADE_LEVELS,
    NUMBER_LIST,
    NUMBERED_LEVELS,
    SIDES,
    STATUSES,
    UNNUMBERED_LIST,
    style,
)
from reportgen.formats.docx.wml import Element, make, serialise

__all__ = ["styles_part"]


def styles_part(palette: Palette, language: str, bidi: str, room: float) -> bytes:
    """Make `word/styles.xml` for a report in `language`.

    `bidi` is the language of right-to-left text, `room` the distance above the title in points.
    """
    root = make(
        "styles",
        _defaults(palette, language, bidi),
        latent_styles(),
        *_defaults_by_kind(palette),
        *_text(palette),
        *_headings(palette),
        *_contents(palette),
        *_tables_of(palette),
        *_lists(palette),
        *cover_styles(palette, room),
        *_boxes(palette),
        *_tables(palette),
        *_running(palette),
        *_letters(palette),
    )  # fmt: skip
    return serialise(root)


def _defaults(p: Palette, language: str, bidi: str) -> Element:
    # Size and colour stand in Normal: LibreOffice would lay these over the letters of tables.
    # Pairs are kerned from the smallest size, as on the printed pages, so that lines break alike.
    letters = [*p.letters("text"), make("kern", val=2)]
    return make(
        "docDefaults",
        make(
            "rPrDefault",
            make("rPr", *letters, make("lang", val=language, eastAsia=language, bidi=bidi)),
        ),
        make(
            "pPrDefault",
            make("pPr", make("widowControl"), p.lines(p.points("leading", "text"))),
        ),
    )


def _defaults_by_kind(p: Palette) -> Iterator[Element]:
    letters = p.letters(size=p.points("size", "text"), colour="ink")
    yield style("paragraph", "Normal", based=None, default=True, letters=letters)
    yield style("character", "Default Paragraph Font", based=None, default=True, hidden=True)
    sides = ((side, 0 if side in {"top", "bottom"} else 108) for side in SIDES)
    yield style(
        "table", "Normal Table", based=None, default=True, hidden=True,
        rest=[make(
            "tblPr", make("tblInd", w=0, type="dxa"),
            make("tblCellMar", *(make(side, w=width, type="dxa") for side, width in sides)),
        )],
    )  # fmt: skip
    yield style("numbering", "No List", based=None, default=True, hidden=True)


def _text(p: Palette) -> Iterator[Element]:
    gap = p.points("space", "paragraph")
    text, leading = p.points("size", "text"), p.points("leading", "text")
    small = p.points("size", "small")
    inset, term = twips(p.page.indent), twips(p.page.term + 8)
    body = [p.lines(leading, after=gap), make("ind", left=inset)]
    yield style("paragraph", "Body Text", paragraph=body)
    yield style(
        "paragraph", BREAK, shown=False,
        # As small as Word makes a line: it is seen by nobody and moves nothing to another page.
        paragraph=[make("spacing", before=0, after=0, line=20, lineRule="exact")],
        letters=p.letters(size=1),
    )  # fmt: skip
    yield style("paragraph", "First Paragraph", based="Body Text", follow="Body Text")
    yield style("paragraph", "Compact", based="Body Text", paragraph=[p.lines(leading, after=2)])
    yield style(
        "paragraph", "Lead", based="Body Text", follow="Body Text",
        paragraph=[p.lines(1.38, after=gap)],
        letters=p.letters(size=text * 1.22, colour="accent"),
    )  # fmt: skip
    yield style(
        "paragraph", "As Of", based="Body Text", follow="Body Text",
        paragraph=[make("keepNext"), p.lines(leading, "display", after=gap * 1.2)],
        letters=p.letters("display", small, "muted"),
    )  # fmt: skip
    quote = p.lines(leading, before=3, after=gap + 3)
    yield style(
        "paragraph", "Quote", based="Body Text", follow="Body Text",
        paragraph=[
            make("pBdr", p.border("left", "stroke", 2.25, 10)), quote,
            make("ind", left=inset + twips(18), right=twips(18)),
        ],
        letters=p.letters(italic=True),
    )  # fmt: skip
    yield style("paragraph", "Block Text", based="Quote", follow="Body Text", shown=False)
    yield style("paragraph", "No Spacing", paragraph=[p.lines(leading)])
    yield style(
        "paragraph", "Bibliography", based="Body Text",
        paragraph=[
            make("tabs", make("tab", val="left", pos=inset + twips(22))),
            make("ind", left=inset + twips(22), hanging=twips(22)),
        ],
    )  # fmt: skip
    note = [p.lines(1.35)]
    for name in ("footnote text", "endnote text", "annotation text"):
        yield style(
            "paragraph", name, paragraph=note, letters=p.letters(size=small),
            hidden=name != "footnote text",
        )  # fmt: skip
    yield style(
        "paragraph", "annotation subject", based="annotation text", follow="annotation text",
        letters=p.letters(bold=True), hidden=True,
    )  # fmt: skip
    yield style("paragraph", "Footnote Block Text", based="footnote text", shown=False)
    yield style(
        "paragraph", "Definition", based="Body Text",
        paragraph=[
            make("tabs", make("tab", val="left", pos=inset + term)),
            p.lines(leading, after=gap * 0.5),
            make("ind", left=inset + term, hanging=term),
        ],
    )  # fmt: skip


def _headings(p: Palette) -> Iterator[Element]:
    before, after = p.points("space", "heading-before"), p.points("space", "heading-after")
    text, leading = p.points("size", "text"), p.points("leading", "heading")
    sizes = [p.points("size", f"heading-{n}") for n in (1, 2, 3)] + [text] * (LEVELS - 3)
    # Word adds the distances of neighbours where CSS takes the larger of the two.
    text_below = p.points("space", "paragraph")
    lead = {1: before * 1.7, 2: before, 3: before * 0.8}
    room = {1: after * 1.6, 2: after}
    second = p.token("heading", "second") == "italic"
    for level, size in enumerate(sizes, start=1):
        yield style(
            "paragraph", f"heading {level}", follow="Body Text", hidden=level > MADE_LEVELS,
            paragraph=[
                make("keepNext"), make("keepLines"),
                _numbered(level) if level <= NUMBERED_LEVELS else None,
                *(_rule(p) if level == 1 else ()),
                p.lines(
                    leading, "heading", before=lead.get(level, before * 0.6) - text_below,
                    after=room.get(level, after * 0.7),
                ),
                make("outlineLvl", val=level - 1),
            ],
            letters=p.letters(
                "heading", size, "accent" if level <= 3 else "ink",  # noqa: PLR2004 - the token's levels
                bold=p.bold or level > 2 or None,  # noqa: PLR2004 - small headings need their weight
                italic=level > 4 or (second and level == 2) or None,  # noqa: PLR2004 - as above
            ),
        )  # fmt: skip


def _rule(p: Palette) -> Iterator[Element]:
    """Make the rule of a chapter's heading; one beside it stands inside the line."""
    width = p.points("heading", "rule-width")
    sides = {"above": ("top", 7), "below": ("bottom", 5), "beside": ("left", 10)}
    where = str(p.token("heading", "rule"))
    if where not in sides:
        return
    side, gap = sides[where]
    yield make("pBdr", p.border(side, "stroke", width, gap))
    if side == "left":
        yield make("ind", left=twips(width + gap))


def _numbered(level: int) -> Element:
    ilvl = make("ilvl", val=level - 1) if level > 1 else None
    return make("numPr", ilvl, make("numId", val=HEADING_LIST))


def _contents(p: Palette) -> Iterator[Element]:
    yield style(
        "paragraph", "TOC Heading", based="heading 1", follow="Body Text",
        # It would be numbered and list itself otherwise (D-13).
        paragraph=[
            make("pageBreakBefore"), make("numPr", make("numId", val=UNNUMBERED_LIST)),
            make("spacing", before=0), make("outlineLvl", val=9),
        ],
    )  # fmt: skip
    # Lists of tables and figures follow the contents on their page.
    off = make("pageBreakBefore", val="0")
    before = make("spacing", before=twips(p.points("space", "heading-before")))
    yield style("paragraph", "List Heading", based="TOC Heading", follow="Body Text",
                paragraph=[off, before])  # fmt: skip
    size, end = p.points("size", "contents"), twips(p.page.line)
    for level, indent in zip(range(1, CONTENTS_LEVELS + 1), CONTENTS_INDENTS, strict=False):
        yield style(
            "paragraph", f"toc {level}", based="Normal", follow="Normal",
            paragraph=[
                make("tabs", make("tab", val="right", leader="dot", pos=end)),
                p.lines(1.2, "display", before=2.4 if level == 1 else 1.1, after=0.6),
                make("ind", left=twips(indent)),
            ],
            letters=p.letters(
                "display", size * (1 if level == 1 else 0.91),
                "accent" if level == 1 else "ink", bold=True if level == 1 else None,
            ),
        )  # fmt: skip


def _tables_of(p: Palette) -> Iterator[Element]:
    """Make the style of the lists of tables and figures (D-14)."""
    yield style(
        "paragraph", "table of figures", follow="Normal",
        paragraph=[
            make("tabs", make("tab", val="right", leader="dot", pos=twips(p.page.line))),
            p.lines(1.2, "display", before=1.1, after=0.6),
        ],
        letters=p.letters("display", p.points("size", "contents") * 0.91, "ink"),
    )  # fmt: skip


def _lists(p: Palette) -> Iterator[Element]:
    gap = p.points("space", "paragraph") * 0.4
    leading = p.points("leading", "text")
    kinds = (("Bullet", BULLET_LIST), ("Number", NUMBER_LIST), ("Continue", None))
    for kind, number in kinds:
        for level in range(1, LIST_LEVELS + 1):
            ilvl = make("ilvl", val=level - 1) if level > 1 else None
            # With the list in the style, choosing the style is enough to make a list.
            list_ = make("numPr", ilvl, make("numId", val=number)) if number else make(
                "ind", left=twips(p.page.indent + LIST_STEP * level)
            )  # fmt: skip
            yield style(
                "paragraph", f"List {kind}" + (f" {level}" if level > 1 else ""),
                based="Body Text", paragraph=[list_, p.lines(leading, after=gap)],
                shown=level == 1,
            )  # fmt: skip
    step = make("ind", left=twips(p.page.indent + LIST_STEP))
    yield style(
        "paragraph", "List Paragraph", based="Body Text",
        paragraph=[p.lines(leading, after=gap), step],
    )  # fmt: skip


def _boxes(p: Palette) -> Iterator[Element]:
    small, text = p.points("size", "small"), p.points("size", "text")
    soft = make("shd", val="clear", color="auto", fill=p.colour("accent-soft"))
    sides = [
        p.border("top", "accent-soft", 0.5, 8), p.border("left", "stroke", 3, 9),
        p.border("bottom", "accent-soft", 0.5, 8), p.border("right", "accent-soft", 0.5, 6),
    ]  # fmt: skip
    yield style(
        "paragraph", "Judgement", based="Body Text", follow="Body Text",
        paragraph=[
            make("keepLines"), make("pBdr", *sides), soft,
            p.lines(p.points("leading", "text"), after=p.points("space", "paragraph")),
            make("ind", left=twips(p.page.indent + 12), right=twips(8)),
        ],
        letters=p.letters(size=text - 0.5),
    )  # fmt: skip
    yield style(
        "paragraph", "Intense Quote", based="Judgement", follow="Body Text",
        letters=p.letters(colour="accent"),
    )  # fmt: skip
    around = [p.border(side, "accent-soft", 0.5, 8) for side in ("top", "left", "bottom", "right")]
    yield style(
        "paragraph", "Source Code", based="Body Text",
        paragraph=[
            make("keepLines"), make("pBdr", *around), soft,
            p.lines(1.3, "display", after=p.points("space", "paragraph")),
            make("ind", left=twips(p.page.indent + 8), right=twips(8)),
        ],
        letters=p.letters("display", text - 0.5),
    )  # fmt: skip
    caption = p.letters("display", p.points("size", "table") * 1.12, "ink")
    yield style(
        "paragraph", "caption", letters=caption,
        paragraph=[make("keepLines"), p.lines(1.25, "display", before=4, after=4)],
    )  # fmt: skip
    yield style(
        "paragraph", "Table Caption", based="caption",
        paragraph=[
            make("keepNext"),
            p.lines(
                p.points("leading", "table"), "display",
                before=p.points("space", "table"), after=4.5,
            ),
        ],
    )  # fmt: skip
    yield style(
        "paragraph", "Image Caption", based="caption",
        paragraph=[p.lines(1.25, "display", before=2, after=p.points("space", "table"))],
    )  # fmt: skip
    figure = [p.lines(before=6, after=4)]
    yield style("paragraph", "Figure", paragraph=figure)
    yield style("paragraph", "Captioned Figure", based="Figure", paragraph=[make("keepNext")])
    yield style(
        "paragraph", "Table Note", based="Body Text", follow="Body Text",
        paragraph=[
            p.lines(
                1.35, "display", before=p.points("space", "table-below"),
                after=p.points("space", "table"),
            ),
            make("ind", left=0),
        ],
        letters=p.letters("display", small * 0.94, "muted"),
    )  # fmt: skip


def _tables(p: Palette) -> Iterator[Element]:
    size, leading = p.points("size", "table"), p.points("leading", "table")
    padding = p.points("space", "cell")
    paddings = (padding, padding * SIDE_PADDING) * 2
    cells = [make(s, w=twips(w), type="dxa") for s, w in zip(SIDES, paddings, strict=True)]
    letters = p.letters("display", size)
    # The small line below a title is as high as any other, as in the other formats.
    at_least = make("spacing", before=0, after=0, line=twips(size * leading), lineRule="atLeast")
    yield style("paragraph", "Table Text", letters=letters, paragraph=[at_least])
    ink = str(p.token("table", "head-ink"))
    yield style("paragraph", "Table Head", based="Table Text", paragraph=[make("keepNext")],
                letters=p.letters(colour=ink))  # fmt: skip
    yield style("paragraph", "Table Row Head", based="Table Text")
    rule = p.token("table", "rule")
    lines = {"horizontal": ("insideH",), "grid": ("insideH", "insideV"), "none": ()}[str(rule)]
    frame = p.points("table", "frame")
    ends = {"top", "bottom"} | ({"left", "right"} if rule == "grid" else set())
    borders = [
        p.border(side, "rule" if rule == "grid" else "stroke", 0.5 if rule == "grid" else frame)
        for side in SIDES if side in ends and (frame or rule == "grid")
    ]  # fmt: skip
    yield style(
        "table", "Table", based="Normal Table",
        rest=[
            make(
                "tblPr",
                make("tblStyleRowBandSize", val=1),
                make("tblStyleColBandSize", val=1),
                make("tblInd", w=0, type="dxa"),
                make("tblBorders", *borders, *(p.border(side, "rule", 0.5) for side in lines)),
                make("tblCellMar", *cells),
            ),
            *_conditions(p, ink),
        ],
    )  # fmt: skip
    grid = [p.border(side, "rule", 0.5) for side in (*SIDES, "insideH", "insideV")]
    yield style(
        "table", "Table Grid", based="Normal Table",
        rest=[make("tblPr", make("tblInd", w=0, type="dxa"), make("tblBorders", *grid))],
    )  # fmt: skip


def _conditions(p: Palette, ink: str) -> Iterator[Element]:
    """Make what the look of a table turns on and off: header row, first column, total, bands.

    Boldness stands here alone and in no style of a cell's words: where two styles are bold, Word
    takes the letters for plain (17.7.3).
    """
    head = p.colour(str(p.token("table", "head-ground")))
    yield _condition("firstRow", head, p.letters(bold=True, colour=ink))
    total = make("tcBorders", p.border("top", "stroke", 1))
    yield _condition("lastRow", None, p.letters(bold=True), total)
    yield _condition("firstCol", None, p.letters(colour="ink"))
    yield _condition("lastCol", None, p.letters(bold=True))
    # Rows are counted from the first below the header; it is the second that is shaded. Without
    # bands in the style, the table still has them to offer, and its look leaves them off.
    yield _condition("band2Horz", p.colour("band"))


def _condition(
    where: str, fill: str | None, letters: Sequence[Element] = (), *cell: Element
) -> Element:
    shade = make("shd", val="clear", color="auto", fill=fill) if fill else None
    properties = make("tcPr", *cell, shade) if cell or shade is not None else None
    return make(
        "tblStylePr", make("rPr", *letters) if letters else None, properties, type=where
    )  # fmt: skip


def _running(p: Palette) -> Iterator[Element]:
    tabs = make("tabs", make("tab", val="right", pos=twips(p.page.line)))
    for name, side in (("header", "bottom"), ("footer", "top")):
        yield style(
            "paragraph", name,
            paragraph=[
                make("pBdr", p.border(side, "rule", 0.5, 4)),
                make("tabs", *tabs), p.lines(1.2, "display"),
            ],
            letters=p.letters("display", p.points("size", "small"), "muted"),
        )  # fmt: skip
        tabs = make("tabs", make("tab", val="right", pos=twips(p.page.line)))
    yield style(
        "paragraph", "Marking", shown=False,
        paragraph=[p.lines(1.2, "display"), make("jc", val="center")],
        letters=p.letters("display", p.points("size", "small") + 0.5, "ink", bold=True),
    )  # fmt: skip


def _letters(p: Palette) -> Iterator[Element]:
    base = "Default Paragraph Font"

    def made(name: str, *letters: Element, shown: bool = True, hidden: bool = False) -> Element:
        return style(
            "character", name, based=base, letters=letters, shown=shown, hidden=hidden
        )  # fmt: skip

    def underline(colour: str) -> list[Element]:
        return [make("u", val="single", color=p.colour(colour))]

    def raised(name: str) -> Element:
        return made(name, make("vertAlign", val="superscript"), hidden=name != "footnote reference")

    yield made("Strong", *p.letters(bold=True))
    yield made("Emphasis", *p.letters(italic=True))
    yield made("Hyperlink", *p.letters(colour="link"), *underline("rule"))
    yield made("FollowedHyperlink", *p.letters(colour="link"), *underline("rule"), hidden=True)
    yield raised("footnote reference")
    yield raised("endnote reference")
    yield made("annotation reference", *p.letters(size=p.points("size", "small")), hidden=True)
    yield made("page number", hidden=True)
    yield made("Caption Label", *p.letters(colour="accent", bold=True))
    yield made("Section Number", shown=False)
    yield made(
        "Definition Term",
        *p.letters("display", p.points("size", "text") - 0.5, "accent", bold=True),
    )
    yield made("Item Title", *p.letters(bold=True))
    link = p.letters(colour="link", bold=True)
    yield made("Item Title Link", *link, *underline("rule"), shown=False)
    small = p.points("size", "table") - 0.5
    yield made("Item Meta", *p.letters(size=small, colour="muted"))
    quiet = p.letters(size=small, colour="link")
    yield made("Item Meta Link", *quiet, *underline("rule"), shown=False)
    on_head = str(p.token("table", "head-ink"))
    yield made("Table Head Link", *p.letters(colour=on_head), *underline(on_head), shown=False)
    yield made("Verbatim Char", *p.letters("display"), shown=False)
    for status in STATUSES:
        yield made(f"Status {status.title()}", *p.letters(colour=status, bold=True), shown=False)
