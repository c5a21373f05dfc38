"""What is asked of the layout of a section: values alone, so that a memory can keep the answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

__all__ = ["Asked"]

_ANCHOR = re.compile(r'<section id="([^"]*)"')


@dataclass(frozen=True)
class Asked:
    """All that the pages of a section depend on, besides the style and the pictures.

    `pictures` are the names of those that it shows. `rules` are added to the stylesheet;
    `first_note` is how many notes come before. `on_left` says that the first page is a left one.
    `guesses` are how many figures page numbers in the text have, by their anchors, and `strings`
    what the sections before have left to the running heads.
    """

    html: str
    pictures: tuple[str, ...] = ()
    rules: str = ""
    first_note: int = 0
    on_left: bool = False
    guesses: tuple[tuple[str, int], ...] = ()
    strings: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        """Name the section by its first anchor, for those who look where the time goes."""
        found = _ANCHOR.search(self.html)
        return found[1] if found else "section"

    def values(self) -> tuple[Any, ...]:
        """Return them as a memory compares them."""
        return (
            self.html, self.rules, self.first_note, self.on_left, self.guesses, self.strings,
        )  # fmt: skip
