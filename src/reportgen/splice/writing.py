"""Data → YAML text in the manner of the file around it.

Never reads: what a file is like is told by `Manner`.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from reportgen.source import UNPRINTABLE
from reportgen.yamltree import stands_plain

__all__ = ["IDENTITIES", "Manner", "Written", "flow_text", "key_text", "scalar_text", "write"]

_UNSAFE = re.compile(f"{UNPRINTABLE.pattern}|\ufeff|\t")
_FOLDABLE = re.compile(r"\S+( \S+)*")
IDENTITIES = frozenset({"id", "term"})
"""Keys that say which entry of a list is meant, whatever else of it changes."""

_FEW = 5
"""Keys of a mapping that may still stand in one line by itself."""


@dataclass(frozen=True)
class Manner:
    """How a file is written: columns of a line, of a level, and before the dash of a list."""

    width: int = 100
    step: int = 2
    dash: int = 2


@dataclass(frozen=True)
class Written:
    """A value as text: what stands on the line of its key or dash, and the lines below."""

    head: str
    tail: str = ""

    def after(self, mark: str) -> str:
        """Return the text behind a `key:` or a dash."""
        return f"{mark} {self.head}{self.tail}" if self.head else f"{mark}{self.tail}"


def scalar_text(value: Any, *, flow: bool = False, quote: str = "") -> str:
    """Write a scalar in one line; `quote` is the mark that the value before it had, if any."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    text = str(value)
    safe = not _UNSAFE.search(text) and "\n" not in text
    if quote == "'" and safe:
        return "'" + text.replace("'", "''") + "'"
    if quote != '"' and safe and stands_plain(text, flow=flow):
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", quoted)


def key_text(key: str, *, flow: bool = False) -> str:
    """Write a key; one that looks like a number is read as text either way."""
    return scalar_text(key, flow=flow)


def flow_text(value: Any, quote: str = "") -> str:
    """Write a value in one line, collections in brackets."""
    if isinstance(value, dict):
        pairs = (f"{key_text(k, flow=True)}: {flow_text(v)}" for k, v in value.items())
        return f"{{{', '.join(pairs)}}}"
    if isinstance(value, list):
        return f"[{', '.join(flow_text(entry, quote) for entry in value)}]"
    return scalar_text(value, flow=True, quote=quote)


def write(
    value: Any,
    manner: Manner,
    column: int,
    used: int,
    *,
    dashed: bool = False,
    flow: bool | None = None,
    quote: str = "",
) -> Written:
    """Write a value behind a key or a dash that stands in `column`, counted from 0.

    `used` is how much of the line is taken. With `flow`, a mapping is written in braces if it fits;
    without it in lines; by default the short and flat are in braces. A text that does not fit is
    folded (`>-`).
    """
    match value:
        case dict() if value:
            return _mapping(value, manner, column, used, dashed=dashed, flow=flow)
        case list() if value:
            return _listing(value, manner, column, used, dashed=dashed, quote=quote)
        case dict() | list():
            return Written(flow_text(value))
        case str():
            return _text(value, manner, column, used, quote)
    return Written(scalar_text(value))


def _text(text: str, manner: Manner, column: int, used: int, quote: str) -> Written:
    line = scalar_text(text, quote=quote)
    too_long = used + 1 + len(line) > manner.width
    if too_long and _FOLDABLE.fullmatch(text) and not _UNSAFE.search(text):
        inner = " " * (column + manner.step)
        lines, current = [], ""
        for word in text.split(" "):
            if current and len(inner) + len(current) + 1 + len(word) > manner.width:
                lines.append(current)
                current = word
            else:
                current = f"{current} {word}" if current else word
        return Written(">-", "".join(f"\n{inner}{line}" for line in (*lines, current)))
    return Written(line)


def _fits(text: str, used: int, manner: Manner) -> bool:
    return used + 1 + len(text) <= manner.width


def _mapping(
    value: dict[str, Any],
    manner: Manner,
    column: int,
    used: int,
    *,
    dashed: bool,
    flow: bool | None,
) -> Written:
    flat = all(not isinstance(v, dict) and not _holds_mappings(v) for v in value.values())
    short = flow or (flow is None and len(value) <= _FEW and not IDENTITIES & value.keys())
    if flat and short and _fits(flow_text(value), used, manner):
        return Written(flow_text(value))
    # In a list, the first key stands on the line of the dash.
    inner = column + (2 if dashed else manner.step)
    lines = []
    for key, entry in value.items():
        mark = key_text(key) + ":"
        lines.append(write(entry, manner, inner, inner + len(mark)).after(mark))
    return _lines(lines, inner, dashed=dashed)


def _listing(
    value: list[Any], manner: Manner, column: int, used: int, *, dashed: bool, quote: str
) -> Written:
    if not _holds_mappings(value) and _fits(flow_text(value, quote), used, manner):
        return Written(flow_text(value, quote))
    inner = column + (2 if dashed else manner.dash)
    lines = [
        write(entry, manner, inner, inner + 1, dashed=True, quote=quote).after("-")
        for entry in value
    ]
    return _lines(lines, inner, dashed=dashed)


def _lines(lines: list[str], column: int, *, dashed: bool) -> Written:
    indented = f"\n{' ' * column}".join(lines)
    if not dashed:
        return Written("", f"\n{' ' * column}{indented}")
    head, line_end, tail = indented.partition("\n")
    return Written(head, line_end + tail)


def _holds_mappings(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(entry, (dict, list)) for entry in value)
