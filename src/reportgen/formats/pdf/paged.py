"""Document → HTML for pages: notes at the foot, the title as the first heading, headers scoped."""

from __future__ import annotations

import html
import re

import lxml.html

from reportgen import pandoc
from reportgen.document import Document, Info, Node, Part, div, rewrite, span, strip_positions, walk

__all__ = ["paged_html"]

_FRONT = {"cover", "imprint", "contents"}
"""Parts whose pages have roman numbers (P-17)."""

END = "report-end"
"""The anchor whose page number is the number of pages of the body."""

_DROPPED = {"notes"}
"""Parts that a format with footnotes does not have."""


def paged_html(document: Document) -> str:
    """Return one HTML document: a section a part, in order; running matter first."""
    parts = [part for part in document.parts if part.template not in _DROPPED]
    running = [part for part in parts if part.template == "running-matter"]
    body_parts = [part for part in parts if part.template != "running-matter"]
    blocks = [_section(part) for part in body_parts]
    if blocks:
        # Running elements hold from the page on which they stand, so they stand on the first.
        blocks[0]["c"][1] = [b for part in running for b in part.blocks] + blocks[0]["c"][1]
    front = [b for part, b in zip(body_parts, blocks, strict=True) if part.template in _FRONT]
    body = [b for part, b in zip(body_parts, blocks, strict=True) if part.template not in _FRONT]
    if body:
        body.append({"t": "Plain", "c": [span([], id=END)]})
    blocks = [*front, div(body, "body")]
    written = pandoc.write(
        strip_positions(blocks), "html5",
        arguments=["--wrap=none", "--no-highlight"], epoch=document.info.epoch,
    )  # fmt: skip
    text = _tidy(written.value.decode())
    return _PAGE.format(head=_head(document.info), body=text, **_language(document.info))


_PAGE = """<!DOCTYPE html>
<html lang="{language}" dir="{direction}">
<head>
{head}
</head>
<body>
{body}
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


def _section(part: Part) -> Node:
    blocks = rewrite(list(part.blocks), _for_pages)
    classes = ["section", "part", f"part-{part.template}"]
    return {"t": "Div", "c": [["", classes, []], blocks]}


def _for_pages(node: Node) -> list[Node] | None:
    match node["t"]:
        case "Header":
            # The title of the report is the only first-level heading (C-04, W-15); HTML and PDF
            # have six levels.
            return [{"t": "Header", "c": [min(node["c"][0] + 1, 6), *node["c"][1:]]}]
        case "Div" if "cover-title" in node["c"][0][1]:
            inlines = node["c"][1][0]["c"]
            return [{"t": "Header", "c": [1, ["", ["cover-title"], []], inlines]}]
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


def _tidy(body: str) -> str:
    """Give header cells their scope, and take away what pandoc adds for browsers."""
    tree = lxml.html.fragment_fromstring(body, create_parent="main")
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
    for element in tree.iter("figcaption"):
        element.attrib.pop("aria-hidden", None)
    text: str = lxml.html.tostring(tree, encoding="unicode")
    return re.sub(r"\n{3,}", "\n\n", text)
