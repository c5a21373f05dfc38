"""Document → one HTML page, beside the files that it names.

The page is whole without its script: that adds controls to what is there. Never changes a word of
the report or the order of its parts: the cover and the imprint are the page's header, the contents
its navigation, and all else its main text.
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from functools import partial

from babel import Locale
from lxml import etree

from reportgen import pandoc
from reportgen.access import telling
from reportgen.document import (
    Document,
    Info,
    Node,
    Part,
    attributes,
    plain_text,
    rewrite,
    strip_positions,
    walk,
)
from reportgen.edition import Style
from reportgen.formats.html.anchors import add_anchors, name_notes
from reportgen.formats.html.contents import navigation
from reportgen.formats.html.head import head
from reportgen.formats.html.marking import mark, marks
from reportgen.formats.html.notes import Written, assembled, place_notes, taken_apart
from reportgen.formats.html.palette import dark, light
from reportgen.formats.html.tables import finish_tables
from reportgen.formats.html.tree import Element, add, classes, drop, fragment, markup
from reportgen.formulae import MATHML, finish_mathml
from reportgen.memory import known, known_all, same

__all__ = ["SCRIPT", "SHEET", "page"]

SHEET = "html.css"
SCRIPT = "html.js"

MAIN = "page-text"
TOP = "page-top"
"""Ids of the page itself; those of the report are the report's."""

_PAGE = """<!DOCTYPE html>
<html lang="{language}" dir="{direction}">
<head>
{head}
</head>
{body}
</html>
"""

_FACTS = {"cover-organisation", "cover-authors", "cover-number", "cover-date"}


def page(document: Document, style: Style) -> str:
    """Return the page; it names `html.css`, `html.js`, the figures and the data by their paths."""
    info = document.info
    words = info.strings
    nodes = [
        node
        for part in document.parts
        for node in known("telling", None, (part.blocks,), partial(_telling, part))
    ]
    colours = (light(style.tokens)["cover"], dark(style.tokens)["cover"])
    return _PAGE.format(
        language=html.escape(info.language),
        direction=info.direction,
        head=head(info, nodes, colours, SHEET),
        body=markup(_body(document, words)),
    )


def _telling(part: Part) -> list[Node]:
    return telling(walk(part.blocks))


_UNSHOWN = {"running-matter", "list-of-tables", "list-of-figures"}
"""Parts that a page without pages does without: lists by page would only part title and summary."""


def _body(document: Document, words: Mapping[str, str]) -> Element:
    info = document.info
    shown = [part for part in document.parts if part.template not in _UNSHOWN]
    parts = _parts(shown, info, words)
    body = etree.Element("body", {"id": TOP})
    add(body, "a", words["skip_to_text"], class_="skip-link", href=f"#{MAIN}")
    if marks(info):
        body.set("class", "marked")
    header = add(body, "header", class_="masthead")
    mark(header, info)
    _offer_languages(header, info)
    layout = add(body, "div", class_="layout")
    main = etree.Element("main", {"id": MAIN, "tabindex": "-1"})
    contents = None
    for part in parts:
        match part.get("data-template"):
            case "cover" | "imprint":
                header.append(part)
            case "contents":
                contents = part
            case _:
                main.append(part)
    layout.append(navigation(contents, [*main.iterfind("section")], words))
    layout.append(main)
    footer = add(body, "footer", class_="page-foot")
    mark(footer, info)
    for line in _running_foot(document.parts):
        add(footer, "p", line)
    _offer_data(document, main, footer, words)
    add(add(footer, "p"), "a", words["back_to_top"], href=f"#{TOP}")
    _tools(body, words)
    add(body, "script", "", src=SCRIPT)
    etree.strip_attributes(body, "data-part", "data-template")
    return body


def _offer_languages(header: Element, info: Info) -> None:
    """Lead to the report in other languages, each by its own name for itself (H-03)."""
    if not info.translations:
        return
    nav = add(header, "nav", class_="languages", aria_label=info.strings["translations"])
    listing = add(nav, "ul")
    for other in info.translations:
        locale = Locale.parse(other.language, sep="-")
        spoken = {"lang": other.language, "hreflang": other.language}
        link = add(add(listing, "li"), "a", href=other.url, dir=locale.text_direction, **spoken)
        link.text = locale.get_display_name() or other.language
        link.set("title", other.title)


def _parts(parts: list[Part], info: Info, words: Mapping[str, str]) -> list[Element]:
    """Have pandoc write the parts, and finish each."""
    values = (info.language, info.epoch)
    said = same(dict(words))
    written = known_all(
        "page part",
        [((part.template, part.id, part.title, values), (part.blocks, said)) for part in parts],
        lambda places: _written([parts[place] for place in places], info, words),
    )
    tree = assembled(written)
    place_notes(tree, words)
    for part, section in zip(parts, tree, strict=False):
        if part.template == "notes":
            _finish(part, section, info, words)
    # What is left stands outside the parts: notes of a document without a part for them.
    return list(tree)


def _written(parts: list[Part], info: Info, words: Mapping[str, str]) -> list[Written]:
    """Have pandoc write some parts, and finish all of them but the notes."""
    blocks = [_section(part) for part in parts]
    answer = pandoc.write(
        strip_positions(blocks), "html5",
        arguments=["--wrap=none", "--mathml", "--syntax-highlighting=none"], epoch=info.epoch,
    )  # fmt: skip
    tree = fragment(answer.value.decode())
    for formula in tree.iter(f"{MATHML}math"):
        finish_mathml(formula)
        line = formula.getparent()
        if formula.get("display") == "block" and line is not None:
            line.set("class", " ".join([*classes(line), "formula-line"]))
    for caption in tree.iter("figcaption"):
        drop(caption, "aria-hidden")  # PH-04
    written = taken_apart(tree)
    for part, one in zip(parts, written, strict=True):
        if part.template != "notes":
            _finish(part, one.section, info, words)
    return written


def _finish(part: Part, section: Element, info: Info, words: Mapping[str, str]) -> None:
    section.set("class", f"part part-{part.template}")
    heading = section.find("h2")
    if heading is not None and "id" in section.attrib:
        # pandoc gives a section the id of its heading, which is where readers land.
        heading.set("id", section.get("id", ""))
        drop(section, "id")
    if part.template == "cover":
        _gather_facts(section)
        return
    if part.template == "contents":
        return
    if part.template == "imprint":
        _pair_fields(section)
    finish_tables(section, info)
    name_notes(section)
    add_anchors(section, _title(part), words)


def _title(part: Part) -> str:
    first = part.blocks[0] if part.blocks else None
    if first is not None and first["t"] == "Header":
        return plain_text(first["c"][2])
    return part.title or part.id


def _section(part: Part) -> Node:
    """Wrap a part; without a heading it does not pass for a section (H-08)."""
    headed = bool(part.blocks) and part.blocks[0]["t"] == "Header"
    kinds = [*(["section"] if headed else []), "part", f"part-{part.template}"]
    pairs = {"data_part": part.id, "data_template": part.template}
    blocks = rewrite(list(part.blocks), _for_a_page)
    return {"t": "Div", "c": [attributes("", kinds, **pairs), blocks]}


def _for_a_page(node: Node) -> list[Node] | None:
    match node["t"]:
        case "Header":
            # The title of the report is the only first-level heading (C-04).
            return [{"t": "Header", "c": [node["c"][0] + 1, *node["c"][1:]]}]
        case "Div" if "cover-title" in node["c"][0][1]:
            inlines = node["c"][1][0]["c"]
            return [{"t": "Header", "c": [1, ["", ["cover-title"], []], inlines]}]
        case "Image" if "decorative" in node["c"][0][1]:
            anchor, kinds, pairs = node["c"][0]
            kept = [pair for pair in pairs if pair[0] != "alt"]
            silent = [anchor, kinds, [*kept, ["alt", ""]]]
            return [{"t": "Image", "c": [silent, [], node["c"][2]]}]
        case _:
            return None


def _gather_facts(cover: Element) -> None:
    """Put the lines at the foot of the cover into one group, which the stylesheet sets as a row."""
    lines = [line for line in cover if _FACTS & set(classes(line))]
    if lines:
        facts = lines[0].makeelement("div", {"class": "cover-facts"})
        lines[0].addprevious(facts)
        facts.extend(lines)


def _pair_fields(imprint: Element) -> None:
    """Hold each term and its definitions together, so that the pairs can stand in columns."""
    for listing in imprint.iter("dl"):
        pair = None
        for element in list(listing):
            if element.tag == "dt" or pair is None:
                pair = listing.makeelement("div")
                element.addprevious(pair)
            pair.append(element)


def _running_foot(parts: tuple[Part, ...]) -> Iterator[str]:
    """Yield the lines that other editions print at the foot of every page."""
    for part in parts:
        if part.template == "running-matter":
            for block in part.blocks:
                if block["t"] == "Div" and "running-foot" in block["c"][0][1]:
                    yield plain_text(block)


def _offer_data(
    document: Document, main: Element, footer: Element, words: Mapping[str, str]
) -> None:
    """Offer the register as files: below the heading of the tables made of it, or in the footer."""
    if not document.data:
        return
    tables = main.find("section[@data-template='summary-tables']")
    box = etree.Element("div", {"class": "data-box"})
    text = add(box, "p")
    add(text, "strong", words["data"]).tail = f" {words['register']} "
    for name in sorted(document.data):
        kind = name.rpartition(".")[2].upper()
        size = f"{kind}, {max(1, round(len(document.data[name]) / 1000))} kB"
        saved = f"{document.info.slug}-{name}"
        add(text, "a", size, class_="data-file", href=name, download=saved).tail = " "
    if tables is None:
        footer.append(box)
        return
    place = tables.find("h2")
    following = None if place is None else place.getnext()
    if following is not None and following.tag == "p":
        place = following
    if place is None:
        tables.insert(0, box)
    else:
        place.addnext(box)


def _tools(body: Element, words: Mapping[str, str]) -> None:
    """Leave the pattern of the controls above tables; the script makes them of it."""
    pattern = add(body, "template", id="page-tools")
    tools = add(pattern, "div", class_="tools", role="group")
    for kind, label in (("search", "search_rows"), ("choice", None), ("order", "sort_by")):
        field = add(tools, "label", class_=f"tool tool-{kind}")
        add(field, "span", "" if label is None else words[label])
        if kind == "search":
            add(field, "input", type="search", autocomplete="off", spellcheck="false")
        else:
            first = words["all"] if kind == "choice" else words["original_order"]
            add(add(field, "select"), "option", first, value="")
    add(tools, "button", words["show_all_rows"], type="button", class_="tool-reset")
    count = add(tools, "p", class_="tool-count", role="status")
    count.set("data-words", words["rows_shown"])
    count.set("data-none", words["no_rows"])
    # Only to be heard: who sees the table sees the arrow in its header.
    order = add(tools, "p", class_="tool-sorted", role="status")
    order.set("data-words", words["sorted_by"])
    order.set("data-none", words["original_order"])
    for direction in ("ascending", "descending"):
        order.set(f"data-{direction}", words[direction])
