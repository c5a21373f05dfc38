"""Document → HTML for pages: notes at the foot, the title as the first heading, headers scoped."""

from __future__ import annotations

import html
import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from urllib.parse import unquote

import lxml.html

from reportgen import pandoc
from reportgen.document import (
    Document,
    Info,
    Node,
    attribute_pairs,
    div,
    plain_text,
    rewrite,
    span,
    strip_positions,
    walk,
)
from reportgen.fingerprint import fingerprint
from reportgen.formats.pdf.tables import prepare_table
from reportgen.formulae import Drawing, Formula, Unset, formulae_of
from reportgen.memory import JSON, TEXT, known, known_all

__all__ = ["APART", "paged_html", "part_formulae"]

_FRONT = {"cover", "imprint", "contents", "list-of-tables", "list-of-figures"}
"""Parts whose pages have roman numbers (P-17)."""

END = "report-end"
"""The anchor whose page number is the number of pages of the body."""

APART = "data-apart"
"""The attribute of an element that only holds the place of a part which is laid out apart."""

LONG_TITLE = 60
"""Letters of a title that needs a smaller size to leave the cover its balance."""

_DROPPED = {"notes"}
"""Parts that a format with footnotes does not have."""


FORMULAE = "formulae/"
"""Folder of the pictures of formulae."""


def paged_html(
    document: Document, drawn: Mapping[Formula, Drawing | Unset], *, opening: int = 0
) -> tuple[str, dict[str, bytes]]:
    """Return one HTML document, and the pictures of its formulae by the paths that it names.

    A section a part, in order; running matter first. A section of `opening` letters or more opens
    a page; none does where it is 0.
    """
    parts = [part for part in document.parts if part.template not in _DROPPED]
    running = [part for part in parts if part.template == "running-matter"]
    parts = [part for part in parts if part.template != "running-matter"]
    front = [part for part in parts if part.template in _FRONT]
    body = [part for part in parts if part.template not in _FRONT]
    pieces = [_Piece(part.template, part.blocks, drawn, opening) for part in [*front, *body]]
    if pieces:
        # Running elements hold from the page on which they stand, so they stand on the first.
        pieces[0] = replace(pieces[0], running=tuple(part.blocks for part in running))
    if body:
        pieces[-1] = replace(pieces[-1], last=True)
    continued = document.info.strings["table-continued"]
    written = known_all(
        "paged part", [((*piece.values(), continued), piece.objects()) for piece in pieces],
        lambda places: _written([pieces[place] for place in places], continued), TEXT,
    )  # fmt: skip
    texts = written[: len(front)]
    if body:
        texts.append("\n".join(['<div class="body">', *written[len(front) :], "</div>"]))
    page = _PAGE.format(
        head=_head(document.info), body="\n".join(texts), **_language(document.info)
    )
    return page, {_path(f): d.svg for f, d in drawn.items() if isinstance(d, Drawing)}


@dataclass(frozen=True)
class _Piece:
    """One part on its way to HTML, and all that this depends on.

    `running` is what stands in the margins of every page, which the first part brings with it; the
    `last` part holds the anchor of the end.
    """

    template: str
    blocks: Sequence[Node]
    drawn: Mapping[Formula, Drawing | Unset]
    opening: int
    running: tuple[Sequence[Node], ...] = ()
    last: bool = False

    def values(self) -> tuple[Hashable, ...]:
        shown = ((formula, _look(self.drawn[formula])) for formula in part_formulae(self.blocks))
        return (self.template, self.opening, self.last, *shown)

    def objects(self) -> tuple[Sequence[Node], ...]:
        return (self.blocks, *self.running)

    def node(self) -> Node:
        """Return the part as one Div."""
        blocks = rewrite(self.blocks, _for_pages)
        classes = ["section", "part", f"part-{self.template}"]
        if self.template == "section" and self.opening:
            long = len(plain_text(self.blocks)) >= self.opening
            classes += ["opens"] if long else []
        running = [block for blocks in self.running for block in blocks]
        section = div([*running, *blocks], *classes)
        if self.last:
            _end(section)
        whole: Node = rewrite(section, partial(_picture, self.drawn))
        return whole


def part_formulae(blocks: Sequence[Node]) -> list[Formula]:
    """Return what `formulae_of` does; it is remembered."""
    said = known(
        "formulae", None, (blocks,),
        lambda: [[formula.tex, formula.displayed] for formula in formulae_of(blocks)], JSON,
    )  # fmt: skip
    return [Formula(tex, displayed) for tex, displayed in said]


_AT_ONCE = 8
"""Parts that are written by one process: the trees of all would fill the memory."""


def _written(pieces: list[_Piece], continued: str) -> list[str]:
    """Have pandoc write some parts, and tidy each."""
    if len(pieces) > _AT_ONCE:
        return _written(pieces[:_AT_ONCE], continued) + _written(pieces[_AT_ONCE:], continued)
    blocks = [piece.node() for piece in pieces]
    answer = pandoc.write(
        strip_positions(blocks), "html5", arguments=["--wrap=none", "--no-highlight"]
    )
    tree = lxml.html.fragment_fromstring(answer.value.decode(), create_parent="main")
    return [_tidy(element, continued) for element in tree]


_PAGE = """<!DOCTYPE html>
<html lang="{language}" dir="{direction}">
<head>
{head}
</head>
<body>
<main>{body}
</main>
</body>
</html>
"""


def _language(info: Info) -> dict[str, str]:
    return {"language": info.language, "direction": info.direction}


def _head(info: Info) -> str:
    """Return the metadata that WeasyPrint copies into the file's properties (P-03, P-18)."""
    title = f"{info.title}: {info.subtitle}" if info.subtitle else info.title
    entries = [
        ("author", author) for author in info.authors
    ] + [
        ("description", info.description),
        ("keywords", ", ".join(info.subjects)),
        ("generator", "reportgen"),
        ("dcterms.created", info.published),
        ("dcterms.modified", info.updated),
    ]  # fmt: skip
    lines = ['<meta charset="utf-8">', f"<title>{html.escape(title)}</title>"]
    lines += [f'<meta name="{name}" content="{html.escape(content)}">' for name, content in entries]
    return "\n".join(lines)


def _end(block: Node) -> None:
    """Put the anchor of the end into the last block: on its page, landscape or not."""
    inner = block["c"][1]
    if inner and inner[-1]["t"] == "Div" and "landscape" in inner[-1]["c"][0][1]:
        _end(inner[-1])
    else:
        inner.append({"t": "Plain", "c": [span([], id=END)]})


def _for_pages(node: Node) -> list[Node] | None:
    match node["t"]:
        case "Header":
            # The title of the report is the only first-level heading (C-04, W-15); HTML and PDF
            # have six levels.
            return [{"t": "Header", "c": [min(node["c"][0] + 1, 6), *node["c"][1:]]}]
        case "Div" if "cover-title" in node["c"][0][1]:
            inlines = node["c"][1][0]["c"]
            classes = ["cover-title"]
            if len(plain_text(inlines)) > LONG_TITLE:
                classes.append("long")
            return [{"t": "Header", "c": [1, ["", classes, []], inlines]}]
        case "Note":
            return [span(_one_run(node["c"]), "footnote")]
        case "Para" | "Plain":
            return [{"t": node["t"], "c": _spaces_inside(node["c"])}]
        case "BulletList":
            return [{"t": "BulletList", "c": [_tight(entry) for entry in node["c"]]}]
        case "OrderedList":
            marks, entries = node["c"]
            return [{"t": "OrderedList", "c": [marks, [_tight(entry) for entry in entries]]}]
        case _:
            return None


def _picture(drawn: Mapping[Formula, Drawing | Unset], node: Node) -> list[Node] | None:
    """Show a formula as a picture on the line of the text, as large as the text is (P-28)."""
    if node["t"] == "Span" and "alt" in (said := attribute_pairs(node)):
        return _say(node, said["alt"])
    if node["t"] != "Math":
        return None
    (formula,) = formulae_of(node)
    drawing = drawn[formula]
    if isinstance(drawing, Unset):
        return None  # which `bad-maths` has reported
    classes = ["formula", "displayed"] if formula.displayed else ["formula"]
    pairs = [["alt", formula.tex], ["style", _look(drawing)]]
    return [{"t": "Image", "c": [["", classes, pairs], [], [_path(formula), ""]]}]


def _path(formula: Formula) -> str:
    return f"{FORMULAE}{fingerprint(formula)[:16]}.svg"


def _look(drawing: Drawing | Unset) -> str:
    """Return the size of a picture as a style."""
    if isinstance(drawing, Unset):
        return ""
    return (
        f"width:{drawing.width:.3f}em;height:{drawing.height:.3f}em;"
        f"vertical-align:{-drawing.depth:.3f}em"
    )


def _say(node: Node, alternative: str) -> list[Node]:
    """Give a formula the words that its author has for it."""
    (identity, classes, pairs), inlines = node["c"]
    for image in inlines:
        if image["t"] == "Image":
            kept = [pair for pair in image["c"][0][2] if pair[0] != "alt"]
            image["c"][0] = [*image["c"][0][:2], [["alt", alternative], *kept]]
    pairs = [pair for pair in pairs if pair[0] != "alt"]
    return [{"t": "Span", "c": [[identity, classes, pairs], inlines]}]


def _one_run(blocks: list[Node]) -> list[Node]:
    """Join all text of a note, whatever blocks it stands in: a footnote area holds one run."""
    run: list[Node] = []
    for block in walk(blocks):
        if block["t"] in {"Para", "Plain", "Header"}:
            inlines = block["c"][2] if block["t"] == "Header" else block["c"]
            run += [{"t": "LineBreak"}] if run else []
            run += inlines
        elif block["t"] == "CodeBlock":
            run += [{"t": "LineBreak"}] if run else []
            run.append({"t": "Code", "c": block["c"]})
    return run


def _spaces_inside(inlines: list[Node]) -> list[Node]:
    """Move a space that stands between two elements into one of them.

    WeasyPrint draws no text for a box of white space alone, so a reader of the text layer would
    find the words run together.
    """
    result: list[Node] = []
    for index, node in enumerate(inlines):
        after = inlines[index + 1] if index + 1 < len(inlines) else None
        if node["t"] == "Space" and result and after is not None and after["t"] != "Str":
            before = result[-1]
            if before["t"] in _HOLDERS:
                result[-1] = {**before, "c": [*before["c"][:1], [*before["c"][1], node],
                                              *before["c"][2:]]}  # fmt: skip
                continue
        result.append(node)
    return result


_HOLDERS = {"Span", "Link", "Cite", "Quoted"}
"""Inlines whose content is the second of their parts."""

_NUMERALS = {
    "a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman",
}  # fmt: skip
"""What CSS calls the numerals of an HTML list."""


def _tight(entry: list[Node]) -> list[Node]:
    """Make the text of a list entry tight: loose entries lose their LBody (W-02)."""
    return [
        {"t": "Plain", "c": block["c"]} if block["t"] == "Para" and index == 0 else block
        for index, block in enumerate(entry)
    ]


def _tidy(tree: Any, continued: str) -> str:
    """Give header cells their scope, tables their breaks, and take away what browsers need."""
    for cell in tree.iter("th"):
        row = cell.getparent()
        in_head = row is not None and row.getparent() is not None and row.getparent().tag == "thead"
        cell.set("scope", "col" if in_head else "row")
    for listing in tree.iter("ol"):
        # WeasyPrint leaves both attributes of HTML to the stylesheet.
        first = int(listing.get("start") or 1) - 1
        kind = _NUMERALS.get(listing.get("type") or "1", "decimal")
        listing.set("style", f"list-style-type: {kind}; counter-reset: list-item {first}")
    for element in tree.iter("table", "tr", "th", "td", "colgroup"):
        style = element.get("style")
        if element.tag == "table" and style is not None:
            del element.attrib["style"]
    for table in tree.iter("table"):
        prepare_table(table, continued)
    for element in tree.iter("figcaption"):
        element.attrib.pop("aria-hidden", None)
    text: str = lxml.html.tostring(tree, encoding="unicode", with_tail=False)
    # An anchor in other letters than Latin is named as it is, or no page number is found for it.
    text = re.sub(r'(?<= href="#)[^"]*%[^"]*', lambda m: html.escape(unquote(m[0])), text)
    return re.sub(r"\n{3,}", "\n\n", text)
