"""The contents of the page: one list, beside the text on a wide screen, folded on a narrow one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from reportgen.formats.html.tree import Element, add, words

__all__ = ["navigation"]

SWITCH = "page-anchors"
"""The id of the box that shows the links beside the paragraphs."""


def navigation(own: Element | None, parts: Sequence[Element], said: Mapping[str, str]) -> Element:
    """Return the `nav` of the page, out of the part `contents` or else out of the headings.

    It is a `details` that stays folded on a narrow screen; the stylesheet, or for older browsers
    the script, opens it on a wide one.
    """
    heading = None if own is None else own.find("h2")
    listing = None if own is None else own.find("div[@class='contents']")
    holder = parts[0] if own is None else own
    nav = holder.makeelement("nav", {"class": "side"})
    if own is not None:
        nav.set("data-part", own.get("data-part", ""))
    box = add(nav, "details", class_="contents-box")
    summary = add(box, "summary")
    if heading is None:
        heading = add(summary, "h2", said["contents"], id="contents")
    heading.tail = None
    summary.append(heading)
    nav.set("aria-labelledby", heading.get("id", "contents"))
    # The script says here which section is being read.
    add(summary, "span", class_="here", aria_hidden="true")
    if listing is None:
        listing = _listing(nav, parts)
    else:
        _complete(listing, parts)
    box.append(listing)
    switch = add(box, "p", class_="switch")
    label = add(switch, "label")
    add(label, "input", type="checkbox", id=SWITCH).tail = f" {said['paragraph_links']}"
    return nav


def _complete(listing: Element, parts: Iterable[Element]) -> None:
    """Enter the parts that the contents of the other formats have no page for, such as the notes.

    Without an entry a reader who has arrived there would be told to be in the part before.
    """
    entries = {link.get("href"): link for link in listing.iter("a")}
    last: Element | None = None
    for part in parts:
        heading = part.find("h2")
        if heading is None or "id" not in heading.attrib:
            continue
        link = entries.get(f"#{heading.get('id')}")
        own = next((li for li in link.iterancestors("li")), None) if link is not None else None
        if own is None and last is not None:
            outer = last.getparent()
            if outer is not None:
                own = _entry(outer, heading)
                last.addnext(own)
        last = own if own is not None else last


def _listing(nav: Element, parts: Iterable[Element]) -> Element:
    frame = nav.makeelement("div", {"class": "contents"})
    outer = add(frame, "ul")
    for part in parts:
        heading = part.find("h2")
        if heading is None or "id" not in heading.attrib:
            continue
        entry = _entry(outer, heading)
        below = [h for h in part.findall("h3") if "id" in h.attrib]
        inner = add(entry, "ul") if below else entry
        for heading in below:
            _entry(inner, heading)
    return frame


def _entry(listing: Element, heading: Element) -> Element:
    entry = add(listing, "li")
    add(entry, "a", words(heading), class_="toc-entry", href=f"#{heading.get('id')}")
    return entry
