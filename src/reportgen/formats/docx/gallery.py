"""What Word itself says of its built-in styles: their order and visibility in its style gallery.

The values are those that Word writes into every new file (`w:latentStyles`, ECMA-376 part 1,
17.7.4.5). Never says how a style looks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reportgen.formats.docx.wml import Element, make

__all__ = ["COUNT", "Latent", "built_in", "latent_styles"]

COUNT = 376
"""How many built-in styles Word 2016 and later know."""


@dataclass(frozen=True)
class Latent:
    """How a built-in style stands in the gallery.

    `priority` orders the list, `quick` puts the style into the gallery, `hidden` keeps it out of
    the recommended ones and `on_use` lets it in as soon as it is used.
    """

    priority: int = 99
    quick: bool = False
    hidden: bool = False
    on_use: bool = False


_UNUSED = Latent(hidden=True, on_use=True)

_KNOWN: dict[str, Latent] = {
    "Normal": Latent(0, quick=True),
    "heading 1": Latent(9, quick=True),
    **{f"heading {n}": Latent(9, quick=True, hidden=True, on_use=True) for n in range(2, 10)},
    **{f"toc {n}": Latent(39, hidden=True, on_use=True) for n in range(1, 10)},
    "caption": Latent(35, quick=True, hidden=True, on_use=True),
    "Title": Latent(10, quick=True),
    "Default Paragraph Font": Latent(1, hidden=True, on_use=True),
    "Subtitle": Latent(11, quick=True),
    "Strong": Latent(22, quick=True),
    "Emphasis": Latent(20, quick=True),
    "Table Grid": Latent(39),
    "Placeholder Text": Latent(hidden=True),
    "No Spacing": Latent(1, quick=True),
    "Revision": Latent(hidden=True),
    "List Paragraph": Latent(34, quick=True),
    "Quote": Latent(29, quick=True),
    "Intense Quote": Latent(30, quick=True),
    "Subtle Emphasis": Latent(19, quick=True),
    "Intense Emphasis": Latent(21, quick=True),
    "Subtle Reference": Latent(31, quick=True),
    "Intense Reference": Latent(32, quick=True),
    "Book Title": Latent(33, quick=True),
    "Bibliography": Latent(37, hidden=True, on_use=True),
    "TOC Heading": Latent(39, quick=True, hidden=True, on_use=True),
    **{f"Plain Table {n}": Latent(40 + n) for n in range(1, 6)},
    "Grid Table Light": Latent(40),
}

_PLAIN = """
Normal Indent|footnote text|annotation text|header|footer|index heading|table of figures|
envelope address|envelope return|footnote reference|annotation reference|line number|page number|
endnote reference|endnote text|table of authorities|macro|toa heading|List|List Bullet|List Number|
List 2|List 3|List 4|List 5|List Bullet 2|List Bullet 3|List Bullet 4|List Bullet 5|List Number 2|
List Number 3|List Number 4|List Number 5|Closing|Signature|Body Text|Body Text Indent|
List Continue|List Continue 2|List Continue 3|List Continue 4|List Continue 5|Message Header|
Salutation|Date|Body Text First Indent|Body Text First Indent 2|Note Heading|Body Text 2|
Body Text 3|Body Text Indent 2|Body Text Indent 3|Block Text|Hyperlink|FollowedHyperlink|
Document Map|Plain Text|E-mail Signature|HTML Top of Form|HTML Bottom of Form|Normal (Web)|
HTML Acronym|HTML Address|HTML Cite|HTML Code|HTML Definition|HTML Keyboard|HTML Preformatted|
HTML Sample|HTML Typewriter|HTML Variable|Normal Table|annotation subject|No List|Outline List 1|
Outline List 2|Outline List 3|Table Simple 1|Table Simple 2|Table Simple 3|Table Classic 1|
Table Classic 2|Table Classic 3|Table Classic 4|Table Colorful 1|Table Colorful 2|Table Colorful 3|
Table Columns 1|Table Columns 2|Table Columns 3|Table Columns 4|Table Columns 5|Table Grid 1|
Table Grid 2|Table Grid 3|Table Grid 4|Table Grid 5|Table Grid 6|Table Grid 7|Table Grid 8|
Table List 1|Table List 2|Table List 3|Table List 4|Table List 5|Table List 6|Table List 7|
Table List 8|Table 3D effects 1|Table 3D effects 2|Table 3D effects 3|Table Contemporary|
Table Elegant|Table Professional|Table Subtle 1|Table Subtle 2|Table Web 1|Table Web 2|Table Web 3|
Balloon Text|Table Theme|Mention|Smart Hyperlink|Hashtag|Unresolved Mention|Smart Link|
index 1|index 2|index 3|index 4|index 5|index 6|index 7|index 8|index 9
"""

_SHADED = (
    "Light Shading", "Light List", "Light Grid", "Medium Shading 1", "Medium Shading 2",
    "Medium List 1", "Medium List 2", "Medium Grid 1", "Medium Grid 2", "Medium Grid 3",
    "Dark List", "Colorful Shading", "Colorful List", "Colorful Grid",
)  # fmt: skip
_RULED = (
    "Table 1 Light", "Table 2", "Table 3", "Table 4", "Table 5 Dark", "Table 6 Colorful",
    "Table 7 Colorful",
)  # fmt: skip


def _all() -> Iterator[tuple[str, Latent]]:
    yield from _KNOWN.items()
    yield from ((name.strip(), _UNUSED) for name in _PLAIN.replace("\n", "").split("|"))
    kinds = [(name, 60 + n) for n, name in enumerate(_SHADED)]
    kinds += [(f"{kind} {name}", 46 + n) for kind in ("Grid", "List")
              for n, name in enumerate(_RULED)]  # fmt: skip
    for name, priority in kinds:
        for accent in ("", *(f" Accent {n}" for n in range(1, 7))):
            yield name + accent, Latent(priority)


_ALL = dict(_all())


def built_in(name: str) -> Latent | None:
    """Return what Word says of a style; None when it is none of Word's own."""
    return _ALL.get(name)


def latent_styles() -> Element:
    """Make `w:latentStyles`: what Word shows of the styles that the file does not define."""
    return make(
        "latentStyles",
        *(_exception(name, latent) for name, latent in _ALL.items() if latent != Latent()),
        defLockedState=0, defUIPriority=99, defSemiHidden=0, defUnhideWhenUsed=0, defQFormat=0,
        count=COUNT,
    )  # fmt: skip


def _exception(name: str, latent: Latent) -> Element:
    def flag(given: bool) -> int | None:  # noqa: FBT001 - one of three flags of the schema
        return 1 if given else None

    return make(
        "lsdException",
        name=name,
        semiHidden=flag(latent.hidden),
        uiPriority=latent.priority if latent.priority != Latent().priority else None,
        unhideWhenUsed=flag(latent.on_use),
        qFormat=flag(latent.quick),
    )
