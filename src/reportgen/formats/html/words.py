"""The words of the page's own controls, in the language of the report.

They come from the style's label file; what it lacks is said in English.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["interface_words"]

_ENGLISH = {
    "accessibility_summary": (
        "Headings, landmarks, lists, tables with header cells, notes with ways back, and a table "
        "of contents give access to everything by structure. Everything is there as text."
    ),
    "all": "All",
    "back_to_note": "Back to the text",
    "back_to_top": "Back to the top",
    "contents": "Contents",
    "data": "Data",
    "draft": "DRAFT",
    "link_to": "Link to {place}",
    "link_to_paragraph": "Link to paragraph {number} of {part}",
    "no_rows": "No row matches.",
    "note": "Note",
    "original_order": "Order of the report",
    "paragraph_links": "Show a link beside each paragraph",
    "register": "The register of items of this report",
    "rows_shown": "{shown} of {total} rows",
    "search_rows": "Search",
    "show_all_rows": "Show all",
    "skip_to_text": "Skip to the text",
    "sort_by": "Sort by",
}


def interface_words(strings: Mapping[str, str]) -> dict[str, str]:
    """Return every word that the page itself says, by key."""
    return {**_ENGLISH, **strings}
