"""What must not be overlooked: that a report is a draft, and to whom it may go.

Stands at both ends of the page, at the top of the screen whatever is read, and on every sheet of
paper (MK-2, MK-5).
"""

from __future__ import annotations

import re

from reportgen.document import Info
from reportgen.formats.html.tree import Element, add

__all__ = ["mark", "marking_rule", "marks"]


def marks(info: Info) -> list[str]:
    """Return the words of the marking; none for a report that is out and for everyone."""
    draft = [info.strings["draft"]] if info.status == "draft" else []
    return draft + ([info.marking] if info.marking else [])


def mark(place: Element, info: Info) -> None:
    """Say the marks in a line of their own, left to right and kept from translation (MK-7)."""
    said = marks(info)
    if said:
        line = add(place, "p", class_="marking")
        for word in said:
            add(line, "strong", word, dir="ltr", translate="no").tail = " "


def marking_rule(info: Info) -> str:
    """Return the rule that prints the marks in the margin of every sheet."""
    said = marks(info)
    if not said:
        return ""
    # What would end the string of the stylesheet is left out of it.
    words = re.sub(r'["\\\n]', "", " · ".join(said))
    return f'\n@page {{ @top-center {{ content: "{words}"; font: 600 10pt sans-serif; }} }}\n'
