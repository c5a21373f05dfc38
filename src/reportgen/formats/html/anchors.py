"""A stable address for every passage, heading, item, table and figure, and a link that shows it.

The passages are those of `compose.passages`. The links hold no text: what they show is the
stylesheet's, so that neither a copy of the text nor a search has it. They can be seen and reached
where the reader points, arrives or asks for them; otherwise they would be a stop for the keyboard,
and a word for the ear, every few lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from reportgen.formats.html.tree import Element, add, classes, words

__all__ = ["add_anchors", "name_notes"]

HEADINGS = ("h2", "h3", "h4", "h5", "h6")
BLOCKS = {"p", "ul", "ol", "dl", "div", "table", "figure", "blockquote", "pre", "section"}


def add_anchors(part: Element, title: str, said: Mapping[str, str]) -> None:
    """Give everything with an id in a part, its passages among it, a link to itself."""
    for number, passage in enumerate(list(_passages(part)), start=1):
        label = said["link_to_paragraph"].replace("{number}", str(number)).replace("{part}", title)
        _link(passage, passage.get("id", ""), label)
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
    """Yield the passages, each with the id that the empty span at its start carried."""
    for mark in list(part.iter("span")):
        passage = mark.getparent()
        if "passage" not in classes(mark) or passage is None:
            continue
        passage.set("id", mark.get("id", ""))
        passage.text = (passage.text or "") + (mark.tail or "")
        passage.remove(mark)
        yield passage


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
