"""YAML text → the offsets of keys, dashes, values and their ends, and the manner of the file.

Never changes anything.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from typing import Any

from reportgen.files import MemoryFiles
from reportgen.source import Path, Tree, read_source
from reportgen.splice.writing import Manner
from reportgen.yamltree import parse_yaml

__all__ = ["PlacedText"]

_NARROW, _WIDE = 80, 100
"""Columns: the longest line of a file says how long a new one may be, within these bounds."""


@dataclass
class PlacedText:
    r"""The text of a file with `\n` for every line end, and where each part of its data stands."""

    data: bytes
    path: str

    def __post_init__(self) -> None:
        source = read_source(MemoryFiles({self.path: self.data}), self.path)
        self.tree: Tree = parse_yaml(source)
        self.text, self.lines, self.starts = source.text, source.lines, source.starts
        self.manner = self.find_manner()

    # ------------------------------------------------------------ what the file is like

    def find_manner(self) -> Manner:
        """Find out how the file is indented and how long its lines are."""
        steps: Counter[int] = Counter()
        dashes: Counter[int] = Counter()
        for way, span in self.tree.values.items():
            parent = self.tree.keys.get(way)
            if parent is None or span.start.line == parent.start.line or self.is_flow(way):
                continue
            value = self.at(way)
            found = span.start.column - parent.start.column
            if isinstance(value, dict):
                steps[found] += 1
            elif isinstance(value, list):
                dashes[found] += 1
        step = steps.most_common(1)[0][0] if steps else 2
        dash = dashes.most_common(1)[0][0] if dashes else 2
        longest = max(map(len, self.lines))
        return Manner(min(max(longest, _NARROW), _WIDE), step, dash)

    def at(self, way: Path) -> Any:
        """Return the value at `way`."""
        value = self.tree.data
        for step in way:
            value = value[step]
        return value

    def start(self, way: Path) -> int:
        """Return the offset where a value begins."""
        return self.tree.source.offset(self.tree.values[way].start)

    def is_flow(self, way: Path) -> bool:
        """Tell whether a value is a collection in brackets or braces."""
        return isinstance(self.at(way), (dict, list)) and self.text[self.start(way)] in "{["

    def is_block_text(self, way: Path) -> bool:
        """Tell whether a value is a text below its key, behind `|` or `>`."""
        begin = self.start(way)
        return isinstance(self.at(way), str) and self.text[begin : begin + 1] in {"|", ">"}

    def line_of(self, offset: int) -> int:
        """Return the index of the line that an offset lies in."""
        return bisect_right(self.starts, offset) - 1

    def line_end(self, offset: int) -> int:
        """Return the offset of the end of the line that an offset lies in."""
        found = self.text.find("\n", offset)
        return len(self.text) if found < 0 else found

    def end(self, way: Path) -> int:
        """Return the offset behind the last character of a value, without comments."""
        value = self.at(way)
        if isinstance(value, dict) and value and not self.is_flow(way):
            return self.end((*way, list(value)[-1]))
        if isinstance(value, list) and value and not self.is_flow(way):
            return self.end((*way, len(value) - 1))
        if self.is_block_text(way):
            return self.end_of_block_text(way)
        return self.tree.source.offset(self.tree.values[way].end)

    def end_of_block_text(self, way: Path) -> int:
        """Return the offset behind a text below its key; empty lines count if it has `+`."""
        span = self.tree.values[way]
        first, last = span.start.line - 1, span.end.line - 1
        if span.end.column == 1:
            last -= 1
        header = self.lines[first][span.start.column - 1 :].partition("#")[0]
        if "+" not in header:  # else the empty lines are part of the text
            while last > first and not self.lines[last].strip():
                last -= 1
        return self.starts[max(first, last)] + len(self.lines[max(first, last)])

    def dash(self, way: Path) -> int:
        """Return the offset of the dash of an entry of a list in lines."""
        column = self.tree.values[way[:-1]].start.column - 1
        line = self.tree.values[way].start.line - 1
        while self.lines[line][column : column + 1] != "-" or (
            self.lines[line].lstrip().startswith("#")
        ):
            line -= 1
        return self.starts[line] + column

    def head(self, way: Path) -> int:
        """Return the offset where a key with its value, or an entry with its dash, begins."""
        if isinstance(way[-1], str):
            return self.tree.source.offset(self.tree.keys[way].start)
        return self.start(way) if self.is_flow(way[:-1]) else self.dash(way)

    def mark_end(self, way: Path) -> int:
        """Return the offset behind the colon or the dash that a value stands after."""
        if isinstance(way[-1], int):
            return self.dash(way) + 1
        return self.text.index(":", self.tree.source.offset(self.tree.keys[way].end)) + 1

    def column(self, offset: int) -> int:
        """Return the column of an offset, counted from 0."""
        return offset - self.starts[self.line_of(offset)]
