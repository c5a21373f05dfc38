"""Document → Edition → Word file: pandoc's text, Word's own styles, contents, notes and numbers.

The styles come from the tokens of the style alone; nothing is taken from a machine.
"""

from __future__ import annotations

import json

from reportgen import pandoc
from reportgen.diagnostics import Outcome
from reportgen.document import Document, Node, attributes, rewrite
from reportgen.edition import Edition, Style
from reportgen.formats.docx.bookmarks import END, bookmark
from reportgen.formats.docx.finish import finish
from reportgen.formats.docx.looks import Palette
from reportgen.formats.docx.plan import plan
from reportgen.formats.docx.reference import Running, reference, word_styles
from reportgen.formats.docx.tree import dress, running_text
from reportgen.timing import timed

__all__ = ["edition", "names_pages", "render", "suffix"]

suffix = ".docx"
names_pages = True


@timed("edition")
def edition(document: Document, style: Style) -> Edition:
    """Make the tree in Word's terms; what it has no place for travels as its metadata."""
    running = {name: running_text(document, name) for name in ("running-head", "running-foot")}
    pages = {bookmark(anchor): label for anchor, label in document.pages.items()}
    meta: dict[str, Node] = {
        **{name: _string(words) for name, words in running.items()},
        "pages": {"t": "MetaMap", "c": {name: _string(pages[name]) for name in sorted(pages)}},
    }
    body = pandoc.as_json(_sized(dress(document), style), meta)
    return Edition("docx", document.info, body, style, document.figures)


def _string(words: str) -> dict[str, str]:
    return {"t": "MetaString", "c": words}


def _sized(blocks: list[Node], style: Style) -> list[Node]:
    """Give the logo the size that the style asks for, as wide as its own proportions make it."""
    logo = style.logo
    if logo is None:
        return blocks

    def change(node: Node) -> list[Node] | None:
        if node["t"] != "Image" or "logo" not in node["c"][0][1]:
            return None
        high = float(style.tokens["cover"]["logo-height"])
        size = {"height": f"{high:g}mm", "width": f"{high * logo.width / logo.height:.2f}mm"}
        return [{"t": "Image", "c": [attributes(classes=["logo"], **size), *node["c"][1:]]}]

    sized: list[Node] = rewrite(blocks, change)
    return sized


def render(edition: Edition) -> Outcome[bytes]:
    """Let pandoc write the text, and finish what it leaves undone."""
    tree = json.loads(edition.body)
    palette, info = Palette(edition.style), edition.info
    head, foot = (tree["meta"][name]["c"] for name in ("running-head", "running-foot"))
    pages = {name: label["c"] for name, label in tree["meta"]["pages"]["c"].items()}
    running = Running(head, foot, info.marking, pages.get(END, ""))
    styles = word_styles(palette, info)
    written = pandoc.write(
        tree["blocks"],
        "docx",
        metadata={"lang": {"t": "MetaString", "c": info.language}}
        | ({"dir": {"t": "MetaString", "c": "rtl"}} if info.direction == "rtl" else {}),
        arguments=["--reference-doc={folder}/reference.docx", "--syntax-highlighting=none"],
        files={
            **edition.assets,
            "reference.docx": reference(palette, info, running, styles),
        },
        epoch=info.epoch,
    )
    data = finish(written.value, plan(tree["blocks"], pages), palette, info, styles)
    return Outcome(data, written.diagnostics)
