"""The hyphens that parting a word adds: drawn as they are, but soft ones in the text layer.

A reader that meets U+00AD at the end of a line joins the word again (ISO 32000-1, 14.8.2.2.3);
WeasyPrint writes them as if the author had.
"""

from __future__ import annotations

import re
from collections.abc import Container
from typing import Any

import pydyf

__all__ = ["PARTED", "soften"]

PARTED = "-\u2060"
"""What `hyphenate-character` adds; the unseen word joiner tells it from an author's hyphen."""

_SHOWN = re.compile(
    rb"\[(?P<before>.*<(?:[0-9a-f]{4})*)(?P<glyph>[0-9a-f]{4})>(?P<after>(?:[^<>]|<>)*)\] TJ"
)
"""The glyphs that an operator shows, with the kerning between them."""


def soften(stream: Any, wanted: Container[int]) -> None:
    """Give the last glyph of each marked content in `wanted` a soft hyphen as its text."""
    operators: list[Any] = []
    last: int | None = None
    inside = False
    for operator in stream.stream:
        operators.append(operator)
        if isinstance(operator, dict) and "MCID" in operator:
            inside, last = operator["MCID"] in wanted, None
        elif inside and isinstance(operator, bytes) and operator.endswith(b" TJ"):
            last = len(operators) - 1
        elif inside and operator == b"EMC":
            inside = False
            if last is not None and (shown := _SHOWN.fullmatch(operators[last])):
                operators[last : last + 1] = [
                    b"[" + shown["before"] + b">] TJ",
                    "/Span", pydyf.Dictionary({"ActualText": pydyf.String("\u00ad")}), b"BDC",
                    b"[<" + shown["glyph"] + b">" + shown["after"] + b"] TJ", b"EMC",
                ]  # fmt: skip
    stream.stream[:] = operators
