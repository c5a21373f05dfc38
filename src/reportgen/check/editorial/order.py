"""The order of keys in the entries of the register."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from pydantic import BaseModel

from reportgen.check.rules import Finding, Manuscript, editorial
from reportgen.diagnostics import Edit, Position, Severity, Span
from reportgen.parse import keys_of
from reportgen.report import Event, Item, Quantity
from reportgen.report.entries import Sourced
from reportgen.source import Path, Tree

_REMARKS = frozenset({"confidence", "review_by", "note", "ambiguity", "at"})
_MODELS: Mapping[str, type[BaseModel]] = {"items": Item, "events": Event, "quantities": Quantity}


@editorial("key-order", None, Severity.NOTE)
def key_order(manuscript: Manuscript) -> Iterator[Finding]:
    """Entries of a kind are read side by side, so their keys stand in one order."""
    for tree in manuscript.report.trees.values():
        for kind, model in _MODELS.items():
            entries = tree.data.get(kind)
            for index, entry in enumerate(entries if isinstance(entries, list) else ()):
                order = _order(model)
                wanted = sorted(entry, key=lambda key: order.get(key, len(order)))
                if list(entry) != wanted:
                    path: Path = (kind, index)
                    first = next(a for a, b in zip(entry, wanted, strict=True) if a != b)
                    yield Finding(
                        f"`{first}` stands before `{wanted[list(entry).index(first)]}`",
                        tree.key_span((*path, first)),
                        f"write them in this order: {', '.join(wanted)}",
                        edits=_reordered(tree, path, entry, wanted),
                    )


@cache
def _order(model: type[BaseModel]) -> Mapping[str, int]:
    """Return the place of each key: those of the model, with what all entries share after them.

    What is said of the entry itself, and not of its matter, comes last: how sure it is, remarks.
    """
    shared = keys_of(Sourced)
    own = [key for key in keys_of(model) if key not in shared]
    first = next((i for i, key in enumerate(own) if key in _REMARKS), len(own))
    return {key: place for place, key in enumerate([*own[:first], *shared, *own[first:]])}


def _reordered(
    tree: Tree, path: Path, entry: Mapping[str, Any], wanted: list[str]
) -> tuple[Edit, ...]:
    """Return the edit that sorts the keys of a block; none where a comment stands between them."""
    lines = tree.source.lines
    starts = [tree.key_span((*path, key)).start for key in entry]
    indents = {start.column for start in starts}
    numbers = [start.line for start in starts]
    end = _last_line(tree, path, lines)
    if len(indents) > 1 or len(set(numbers)) < len(numbers):
        return ()  # {written: in, braces: ...}
    column = indents.pop()
    limits = [*numbers[1:], end + 1]
    pieces = {}
    for key, first, below in zip(entry, numbers, limits, strict=True):
        piece = lines[first - 1 : below - 1]
        if any(not line.strip() or line.lstrip().startswith("#") for line in piece):
            return ()
        pieces[key] = "\n".join([piece[0][column - 1 :], *piece[1:]])
    text = ("\n" + " " * (column - 1)).join(pieces[key] for key in wanted)
    whole = Span(
        tree.source.path, Position(numbers[0], column), Position(end, len(lines[end - 1]) + 1)
    )
    return (Edit(whole, text),)


def _last_line(tree: Tree, path: Path, lines: list[str]) -> int:
    """Return the line on which the last value of an entry ends; YAML counts the gap below to it."""
    ends = [
        span.end for way, span in tree.values.items() if way[: len(path)] == path and way != path
    ]
    last = max(end.line if end.column > 1 else end.line - 1 for end in ends)
    margin = tree.values[path].start.column - 1
    while not lines[last - 1].strip() or _is_remark(lines[last - 1], margin):
        last -= 1
    return last


def _is_remark(line: str, margin: int) -> bool:
    """Tell whether a line is a comment left of an entry, so that it is no text of a value."""
    return line.lstrip().startswith("#") and len(line) - len(line.lstrip()) < margin
