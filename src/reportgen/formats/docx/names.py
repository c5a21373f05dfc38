"""The names of the styles of the Word file, and how a style is made.

Never says how a style looks.
"""

from __future__ import annotations

from collections.abc import Iterable

from reportgen.formats.docx.gallery import Latent, built_in
from reportgen.formats.docx.wml import Element, make

__all__ = [
    "BREAK",
    "BULLET_LIST",
    "CONTENTS_INDENTS",
    "CONTENTS_LEVELS",
    "HEADING_LIST",
    "LEVELS",
    "LIST_LEVELS",
    "MADE_LEVELS",
    "NUMBERED_LEVELS",
    "NUMBER_LIST",
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
LEVELS = 9
CONTENTS_LEVELS = 3
MADE_LEVELS = 6
"""Down to this level a report has headings; the others are Word's, for who writes on."""

OWN_PRIORITY = 12
"""Where the gallery shows the styles that are not Word's own: after titles and headings."""

CONTENTS_INDENTS = (0.0, 20.0, 46.0, 78.0)
"""Where the number of each level of the contents begins in points, and its words after it."""

HEADING_LIST = 1
"""The number of the list that numbers the headings (D-13)."""

UNNUMBERED_LIST = 2
"""The number of the list that prints nothing: for headings that the report does not number."""

BULLET_LIST, NUMBER_LIST = 3, 4
"""The numbers of the lists behind `List Bullet` and `List Number`: what their style alone makes."""

LIST_LEVELS = 3

IDS = {
    "Normal Table": "TableNormal",
    "table of figures": "TableofFigures",
    "annotation text": "CommentText",
    "annotation reference": "CommentReference",
    "annotation subject": "CommentSubject",
}
"""Ids that Word does not make of the name."""

QUICK = {
    "Body Text", "caption", "Hyperlink", "List Bullet", "List Continue", "List Number",
    "TOC Heading",
}  # fmt: skip
"""Styles of which a report is made: its gallery shows them though Word's own does not."""

SIDES = ("top", "left", "bottom", "right")
"""The sides of a box in the order of the schema."""


def style_id(name: str) -> str:
    """Return the id of a style as Word makes it: its name in one word."""
    if name in IDS:
        return IDS[name]
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
    hidden: bool = False,
) -> Element:
    """Make a style; what `follow` names is the style of the paragraph after one of this.

    One that is not `shown` stays out of the gallery, and one that is `hidden` out of the list of
    styles, too, until someone uses it. Of Word's own styles, Word says where they stand.
    """
    paragraph, letters = list(paragraph), list(letters)
    latent = built_in(name)
    own = latent or Latent(OWN_PRIORITY if shown else 99, quick=shown)
    quick = (own.quick or name in QUICK) and shown and not hidden
    return make(
        "style",
        make("name", val=name),
        make("basedOn", val=style_id(based)) if based and not default else None,
        make("next", val=style_id(follow)) if follow else None,
        make("uiPriority", val=own.priority),
        make("semiHidden") if hidden else None,
        make("unhideWhenUsed") if hidden or own.on_use else None,
        make("qFormat") if quick and kind != "table" else None,
        make("pPr", *paragraph) if paragraph else None,
        make("rPr", *letters) if letters else None,
        *rest,
        type=kind,
        default=1 if default else None,
        customStyle=None if latent else 1,
        styleId=style_id(name),
    )
