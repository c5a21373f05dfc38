"""The names of the styles of the Word file, and how a style is made.

Never says how a style looks.
"""

from __future__ import annotations

from collections.abc import Iterable

from reportgen.formats.docx.wml import Element, make

__all__ = [
    "BREAK",
    "CONTENTS_INDENTS",
    "CONTENTS_LEVELS",
    "HEADING_LIST",
    "LEVELS",
    "NUMBERED_LEVELS",
    "SIDES",
    "STATUSES",
    "UNNUMBERED_LIST",
    "style",
    "style_id",
]

STATUSES = (
    "active", "underway", "agreed", "planned", "proposed", "stalled", "ended", "unknown",
)  # fmt: skip

BREAK = "Section Break"
"""The style of a paragraph that only ends a section; one that holds words does it where it can."""

NUMBERED_LEVELS = 4
LEVELS = 6
CONTENTS_LEVELS = 3
CONTENTS_INDENTS = (0.0, 20.0, 46.0, 78.0)
"""Where the number of each level of the contents begins in points, and its words after it."""

HEADING_LIST = 1
"""The number of the list that numbers the headings (D-13)."""

UNNUMBERED_LIST = 2
"""The number of the list that prints nothing: for headings that the report does not number."""

BUILT_IN = {
    "Normal", "Body Text", "Title", "Subtitle", "Date", "caption", "header", "footer",
    "footnote text", "footnote reference", "Hyperlink", "FollowedHyperlink", "Bibliography",
    "Block Text", "List Bullet", "List Number", "List Continue", "TOC Heading", "page number",
    "table of figures",
    "Default Paragraph Font", "Normal Table", "No List",
    *(f"heading {n}" for n in range(1, LEVELS + 1)),
    *(f"toc {n}" for n in range(1, CONTENTS_LEVELS + 1)),
}  # fmt: skip


SIDES = ("top", "left", "bottom", "right")
"""The sides of a box in the order of the schema."""


def style_id(name: str) -> str:
    """Return the id of a style: its name in one word, as Word makes it."""
    known = {"Normal Table": "TableNormal", "toc": "TOC"}
    if name in known:
        return known[name]
    first, _, rest = name.partition(" ")
    if first == "toc":
        return f"TOC{rest}"
    return "".join(word[0].upper() + word[1:] for word in name.split())


def style(
    kind: str,
    name: str,
    *,
    based: str | None = "Normal",
    follow: str | None = None,
    paragraph: Iterable[Element | None] = (),
    letters: Iterable[Element] = (),
    rest: Iterable[Element] = (),
    default: bool = False,
    shown: bool = True,
) -> Element:
    """Make a style; what `follow` names is the style of the paragraph after one of this."""
    paragraph, letters = list(paragraph), list(letters)
    return make(
        "style",
        make("name", val=name),
        make("basedOn", val=style_id(based)) if based and not default else None,
        make("next", val=style_id(follow)) if follow else None,
        make("uiPriority", val=1 if shown else 99),
        make("qFormat") if shown and kind != "table" else None,
        make("pPr", *paragraph) if paragraph else None,
        make("rPr", *letters) if letters else None,
        *rest,
        type=kind,
        default=1 if default else None,
        customStyle=None if name in BUILT_IN else 1,
        styleId=style_id(name),
    )
