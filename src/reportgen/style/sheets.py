"""Filled stylesheets → what they would read from elsewhere.

Never fills a stylesheet; that is the business of `templates`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from reportgen.diagnostics import Diagnostic, Span, error
from reportgen.source import Source

__all__ = ["remote_references"]


def remote_references(source: Source, rendered: str) -> Iterator[Diagnostic]:
    """Report what a filled stylesheet would read from elsewhere.

    Comments and escapes are those of CSS Syntax Level 3, section 4.3; `data:` URLs are part of the
    sheet.
    """
    plain = _ESCAPE.sub(_unescaped, _COMMENT.sub(" ", rendered))
    blanked = _COMMENT.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), source.text)
    at = 0
    for match in _REFERENCE.finditer(plain):
        target = (match["imported"] or match["read"] or "").strip("\"' ")
        remote = match["imported"] is not None or target.startswith("//")
        scheme = re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", target)
        if not remote and (scheme is None or scheme[0].lower() == "data:"):
            continue
        found = blanked.find(target, at)
        at = found + 1 if found >= 0 else at
        yield error(
            "remote-stylesheet", f"the stylesheet reads `{target[:80]}` from elsewhere",
            source.span(found, found + len(target)) if found >= 0 else Span.at(source.path),
            help="write its rules here; pictures and fonts belong to the source and the style",
        )  # fmt: skip


def _unescaped(match: re.Match[str]) -> str:
    point = int(match[1], 16)
    return chr(point) if 0 < point <= sys.maxunicode else "\ufffd"


_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})\s?")
_REFERENCE = re.compile(
    r"@import\s*(?:url\()?(?P<imported>[^;)]*)"
    r"|\b(?:url|src|image|image-set)\(\s*(?P<read>\"[^\"]*\"|'[^']*'|[^)\s]*)",
    re.IGNORECASE,
)
