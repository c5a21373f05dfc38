"""Passages in another language: that they name it, and by a tag that programs know (C-03)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from reportgen.languages import direction_of, is_right_to_left

__all__ = ["Passages"]

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")

Fault = tuple[str, str, str]
"""Code, message and how to mend it."""


class Passages:
    """Watches the marks of language while prose is read.

    A report that runs from right to left is full of Latin names, which need no mark to be read.
    """

    def __init__(self, language: object) -> None:
        self._unmarked = isinstance(language, str) and direction_of(language) == "ltr"

    @contextmanager
    def within(self, pairs: Mapping[str, str]) -> Iterator[None]:
        """Watch what is inside a node with these attributes."""
        before = self._unmarked
        self._unmarked = before and "lang" not in pairs
        try:
            yield
        finally:
            # What was found is found: one unmarked passage a section is told.
            self._unmarked = before and (self._unmarked or "lang" in pairs)

    def faults(self, pairs: Mapping[str, str]) -> Iterator[Fault]:
        """Yield what is wrong with the marks of a node."""
        tag, direction = pairs.get("lang"), pairs.get("dir", "ltr")
        if tag is not None and not _LANGUAGE.fullmatch(tag):
            yield (
                "unknown-language", f"`{tag}` is not a language tag",
                "write a tag of BCP 47, such as `fa`, `ur-PK` or `de-AT`",
            )  # fmt: skip
        if direction not in {"ltr", "rtl"}:
            yield (
                "bad-value", f"`{direction}` is not a direction",
                "write `ltr` or `rtl`, or the language alone, from which the direction follows",
            )  # fmt: skip

    def is_unmarked(self, words: str) -> bool:
        """Tell whether words are the first of a section that lack the mark of their language."""
        if self._unmarked and is_right_to_left(words):
            self._unmarked = False
            return True
        return False
