"""The order of keys in the entries of the register."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from reportgen.check.rules import Finding, Manuscript, editorial
from reportgen.diagnostics import Edit, Position, Severity, Span
from reportgen.parse.validate import keys_of
from reportgen.report import Event, Item, Quantity
from reportgen.source import Path, Tree

_MODELS: Mapping[str, type[BaseModel]] = {"items": Item, "events": Event, "quantities": Quantity}


@editorial("key-order", None, Severity.NOTE)
def key_order(manuscript: Manuscript) -> Iterator[Finding]:
    """Entries of a kind are read side by side, so their keys stand in one order."""
    for tree in manuscript.report.trees.values():
        for kind, model in _MODELS.items():
            entries = tree.data.get(kind)
            for index, entry in enumerate(entries if isinstance(entries, list) else ()):
                order = {key: number for number, key in enumerate(keys_of(model))}
                wanted = sorted(entry, key=lambda key: order.get(key, len(order)))
                if list(entry) != wanted:
                    path: Path = (kind, index)
                    first = next(a for a, b in zip(entry, wanted, strict=True) if a != b)
                    yield Finding(
                        f"`{first}` stands before `{wanted[list(entry).index(first)]}`",
                        tree.key_span((*path, first)),
                        f"write the keys in the order of the guide: {', '.join(wanted)}",
                        edits=_reordered(tree, path, entry, wanted),
                    )


def _reordered(
    tree: Tree, path: Path, entry: Mapping[str, Any], wanted: list[str]
) -> tuple[Edit, ...]:
    """Return the edit that sorts the keys of a block; none where a comment stands between them."""
    lines = tree.source.text.split("\n")
    starts = [tree.key_span((*path, key)).start for key in entry]
    indents = {start.column for start in starts}
    numbers = [start.line for start in starts]
    end = _last_line(tree, path)
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


def _last_line(tree: Tree, path: Path) -> int:
    """Return the line on which the last value of an entry ends."""
    ends = [
        span.end for way, span in tree.values.items() if way[: len(path)] == path and way != path
    ]
    return max(end.line if end.column > 1 else end.line - 1 for end in ends)
