"""Notes below the page → the part `notes`, each with a way back in words (PH-01)."""

from __future__ import annotations

from collections.abc import Mapping

from reportgen.formats.html.tree import Element

__all__ = ["place_notes"]


def place_notes(written: Element, words: Mapping[str, str]) -> None:
    """Move the list that pandoc wrote to the part that has a heading for it.

    Without that part the list stays where it is, and does not pass for a section.
    """
    below = written.find("./section[@id='footnotes']")
    if below is None:
        return
    for rule in below.findall("hr"):
        below.remove(rule)
    for link in below.iter("a"):
        if link.get("role") == "doc-backlink":
            number = link.get("href", "").removeprefix("#fnref")
            link.set("aria-label", f"{words['note']} {number}: {words['back_to_note']}")
            link.text = "↑"
    home = written.find("./section[@data-template='notes']")
    if home is None:
        below.tag = "div"
        return
    home.extend(below)
    home.set("role", "doc-endnotes")
    written.remove(below)
