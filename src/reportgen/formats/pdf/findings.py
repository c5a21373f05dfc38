"""Faults of laid out pages: as data, which says nothing of the pages before, and as diagnostics."""

from __future__ import annotations

from reportgen.diagnostics import Diagnostic, error

__all__ = ["LOST_NOTE", "Finding", "diagnosed"]

Finding = tuple[str, str, int]
"""The code of a fault, the words that it is about, and the place of its page, counted from 0."""

LOST_NOTE = "lost-note"


def diagnosed(finding: Finding, before: int = 0) -> Diagnostic:
    """Return the diagnostic of a finding; `before` is how many pages come before the first one."""
    code, words, place = finding
    page = place + before + 1
    if code == LOST_NOTE:
        return error(
            "lost-note", f"the note “{words}” is on no page",
            help="shorten the note, or the notes beside it, or move it into the text",
        )  # fmt: skip
    if code == "note-too-long":
        return error(
            "note-too-long", f"the note “{words}” does not fit at the foot of page {page}",
            help="shorten it, or move it into the text or an annex",
        )  # fmt: skip
    return error(
        "text-outside-page", f"“{words}” leaves page {page}",
        help="write it so that a line can break, or give it more room",
    )  # fmt: skip
