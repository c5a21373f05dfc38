"""A stylesheet → why its pages cannot be laid out section by section, and what a section must know.

What the linker covers is what the bundled styles use and what follows the same rules. Where a
style counts or repeats something over the whole report in another way, all pages are laid out in
one run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import tinycss2

__all__ = ["Coverage", "covered"]

_COUNTERS = {"counter-reset", "counter-increment", "counter-set"}
_BREAKS = {"break-before", "break-after", "page-break-before", "page-break-after"}
_SIDES = {"left", "right", "recto", "verso"}
_PAGE_COUNTERS = {"page", "pages"}
BODY_START = ":nth(1 of body)"
"""The one place where the number of a page may be set: the first page of the body is 1 (P-17)."""


@dataclass(frozen=True)
class Coverage:
    """Why one run must lay out all pages, and what else follows from the stylesheet.

    `sides` says that left and right pages differ, `in_text` that running text has page numbers.
    """

    reasons: tuple[str, ...]
    sides: bool
    in_text: bool


def covered(sheet: str) -> Coverage:
    """Read a stylesheet."""
    reader = _Reader()
    reader.rules(tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True))
    return Coverage(tuple(dict.fromkeys(reader.reasons)), reader.sides, reader.in_text)


class _Reader:
    def __init__(self) -> None:
        self.reasons: list[str] = []
        self.sides = False
        self.in_text = False

    def rules(self, rules: Iterable[Any], page: str | None = None) -> None:
        """Read rules; `page` is the selector of the page rule that they stand in."""
        for rule in rules:
            if rule.type == "at-rule" and rule.lower_at_keyword == "page":
                self.page_selector(tinycss2.serialize(rule.prelude).strip())
                self.block(rule.content or (), tinycss2.serialize(rule.prelude).strip())
            elif rule.type == "at-rule" and rule.lower_at_keyword == "import":
                self.reasons.append("@import")
            elif rule.type in {"at-rule", "qualified-rule"}:
                self.block(rule.content or (), page)

    def block(self, content: Iterable[Any], page: str | None) -> None:
        entries = tinycss2.parse_blocks_contents(
            list(content), skip_comments=True, skip_whitespace=True
        )
        declarations = [entry for entry in entries if entry.type == "declaration"]
        absolute = any(
            d.lower_name == "position" and "absolute" in _words(d.value) for d in declarations
        )
        for declaration in declarations:
            self.declaration(declaration, page, absolute=absolute)
        self.rules((entry for entry in entries if entry.type != "declaration"), page)

    def page_selector(self, selector: str) -> None:
        for one in selector.split(","):
            name, colon, pseudo = one.strip().partition(":")
            if not colon or (not name and f":{pseudo}" == BODY_START):
                continue
            if pseudo in {"left", "right"}:
                self.sides = True
            else:
                self.reasons.append(f"@page {one.strip()}")

    def declaration(self, declaration: Any, page: str | None, *, absolute: bool) -> None:
        name, words = declaration.lower_name, _words(declaration.value)
        text = f"{name}: {tinycss2.serialize(declaration.value).strip()}"
        if page is not None and BODY_START in page:
            if (name, words) != ("counter-reset", ["page"]):
                self.reasons.append(f"@page {BODY_START} with {name}")
            return
        if name in _COUNTERS and set(words) - {"list-item", "none"}:
            self.reasons.append(text)
        if name in _BREAKS and set(words) & _SIDES:
            self.reasons.append(text)
        if name == "position" and "fixed" in words:
            self.reasons.append(text)
        for function in _functions(declaration.value):
            self.function(function, text, page=page, absolute=absolute)
            if name in {"string-set", "bookmark-label"} and (
                function.lower_name.startswith("target-")
                or _PAGE_COUNTERS & set(_words(function.arguments))
            ):
                self.reasons.append(text)

    def function(self, function: Any, text: str, *, page: str | None, absolute: bool) -> None:
        name, words = function.lower_name, _words(function.arguments)
        if name in {"target-counters", "target-text", "note"}:
            self.reasons.append(text)
        elif name == "target-counter":
            if "page" not in words:
                self.reasons.append(text)
            elif page is None and not absolute:
                self.in_text = True
        elif name in {"counter", "counters"} and _PAGE_COUNTERS & set(words) and page is None:
            self.reasons.append(text)


def _words(tokens: Iterable[Any]) -> list[str]:
    return [token.lower_value for token in tokens if token.type == "ident"]


def _functions(tokens: Iterable[Any]) -> Iterator[Any]:
    for token in tokens:
        if token.type == "function":
            yield token
            yield from _functions(token.arguments)
