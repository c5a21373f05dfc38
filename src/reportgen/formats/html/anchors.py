"""A stable address for every passage, heading, item, table and figure, and a link that shows it.

A passage is a paragraph or an entry of a list; its address is its part and its place in it, such as
`trade-p3`. The links hold no text: what they show is the stylesheet's, so that neither a copy of
the text nor a search has it. They can be seen and reached where the reader points, arrives or asks
for them; otherwise they would be a stop for the keyboard, and a word for the ear, every few lines.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from reportgen.formats.html.tree import Element, add, classes, words

__all__ = ["add_anchors", "name_notes"]

HEADINGS = ("h2", "h3", "h4", "h5", "h6")
BLOCKS = {"p", "ul", "ol", "dl", "div", "table", "figure", "blockquote", "pre", "section"}
_APART = {"as-of", "table-note", "fields", "references", "data-box"}
"""Classes of what is no passage of the report's text."""


def add_anchors(
    part: Element, title: str, taken: Collection[str | None], said: Mapping[str, str]
) -> None:
    """Give a part's passages their ids, and everything with an id in it a link to itself.

    `taken` are the ids that the report has given.
    """
    home = part.get("data-part", "")
    for number, passage in enumerate(list(_passages(part)), start=1):
        name = passage.get("id")
        if name is None:
            name = f"{home}-p{number}"
            while name in taken:
                name += "-"
            passage.set("id", name)
        label = said["link_to_paragraph"].replace("{number}", str(number)).replace("{part}", title)
        _link(passage, name, label)
    for element, anchor, place in list(_places(part)):
        _link(element, anchor, said["link_to"].replace("{place}", place))


def name_notes(part: Element) -> None:
    """Give the lines that stand apart an id: those below a table, and the day of a section."""
    for line in part.iter("div"):
        kinds = classes(line)
        table = line.getprevious()
        if "id" in line.attrib or not set(kinds) & {"as-of", "table-note"}:
            continue
        if "as-of" in kinds and line.getparent() is part:
            line.set("id", f"{part.get('data-part')}-as-of")
        elif table is not None:
            inner = next(table.iter("table"), None)
            if inner is not None and "id" in inner.attrib:
                line.set("id", f"{inner.get('id')}-note")


def _passages(part: Element) -> Iterator[Element]:
    for element in part.iter("p", "li"):
        if element.tag == "li" and element.find("p") is not None:
            continue
        if element.tag == "p" and not words(element):
            continue
        if not any(_is_apart(above) for above in element.iterancestors()):
            yield element


def _is_apart(element: Element) -> bool:
    return (
        element.tag in {"table", "dd", "figcaption", "nav"}
        or bool(_APART & set(classes(element)))
        or element.get("role") == "doc-endnotes"
    )


def _places(part: Element) -> Iterator[tuple[Element, str, str]]:
    """Yield where a link can stand, to which id it leads, and what that is in words."""
    for element in part.iter(*HEADINGS, "tr", "table", "figure"):
        anchor = element.get("id")
        if not anchor:
            continue
        match element.tag:
            case "tr":
                head = element.find("th")
                if head is not None:
                    yield head, anchor, anchor
            case "table":
                # Beside the table: a link in its caption would be one more child of the table.
                frame = element.getparent()
                if frame is not None:
                    yield frame, anchor, _label(element.find("caption")) or anchor
            case "figure":
                caption = element.find("figcaption")
                if caption is not None:
                    yield caption, anchor, _label(caption) or anchor
            case _:
                yield element, anchor, words(element)


def _label(caption: Element | None) -> str:
    """Return the `Table 4` of a caption, or all of it where it has no number."""
    if caption is None:
        return ""
    label = caption.find(".//span[@class='caption-label']")
    return words(caption if label is None else label)


def _link(element: Element, anchor: str, label: str) -> None:
    """Put the link at the end of the element's own line, before any block that it holds."""
    link = add(element, "a", class_="anchor", href=f"#{anchor}", aria_label=label)
    first = next((i for i, child in enumerate(element) if child.tag in BLOCKS), None)
    if first is None or element.tag == "div":
        return
    if element.tag == "figcaption":
        element[first].append(link)
    else:
        element.insert(first, link)
