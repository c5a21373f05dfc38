"""The walk through two data, old and wanted, and the splices that lead from one to the other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from reportgen.diagnostics import Diagnostic, Failure, Span, error
from reportgen.source import Path, spliced
from reportgen.splice.likeness import pairs_of, same
from reportgen.splice.places import PlacedText
from reportgen.splice.writing import IDENTITIES, flow_text, key_text, scalar_text, write

__all__ = ["Edit", "refused", "too_much"]

_RULED = re.compile(r"\s*#\s*[-=~*_─]{3,}")
"""A comment that is drawn as a line heads a group; it does not belong to the entry below it."""


def refused(path: str, at: Span) -> Failure:
    """Say that a file is written in a form that cannot be edited in place."""
    return Failure([
        error(
            "cannot-splice",
            f"`{path}` is written in a way that cannot be changed in place",
            at,
            help="make the change by hand, or write what stands here in lines: `key: value`",
        )
    ])


def too_much(path: str, at: Span, fault: Diagnostic) -> Failure:
    """Say that a file would hold more than can be read, by what was found when it was tried."""
    message = f"`{path}` would be more than can be read: {fault.message}"
    return Failure([error(fault.code, message, at, help="say it in fewer words, or in several")])


@dataclass
class Edit(PlacedText):
    """A text while it is edited: the splices as (start, end, new text)."""

    splices: list[tuple[int, int, str]] = field(default_factory=list)

    # ------------------------------------------------------------ the walk

    def change(self, way: Path, wanted: Any) -> None:
        """Make the value at `way` be `wanted`, with as few splices as it takes."""
        value = self.at(way)
        if same(value, wanted):
            return
        if isinstance(value, dict) and isinstance(wanted, dict):
            kept = [key for key in wanted if key in value]
            if kept and not self.outgrows(way, wanted):
                self.change_mapping(way, value, wanted, kept)
                return
        elif isinstance(value, list) and isinstance(wanted, list):
            pairs = pairs_of(value, wanted)
            if pairs and not self.outgrows(way, wanted):
                self.change_list(way, value, wanted, pairs)
                return
        self.replace(way, wanted)

    def change_mapping(
        self, way: Path, value: dict[str, Any], wanted: dict[str, Any], kept: list[str]
    ) -> None:
        """Change the values of the keys that stay, take out and insert the others."""
        old = list(value)
        for key in old:
            place = self.tree.keys[(*way, key)].start
            if self.lines[place.line - 1][: place.column - 1].rstrip().endswith("?"):
                raise self.refusal((*way, key))  # an explicit key, `? a`
        for key in kept:
            self.change((*way, key), wanted[key])
        self.remove(way, old, [key for key in old if key not in wanted])
        last: str | None = None
        new: dict[str | None, list[str]] = {}
        for key in wanted:
            if key in value:
                last = key
            else:
                new.setdefault(last, []).append(key)
        for before, keys in new.items():
            pairs = [(key, wanted[key]) for key in keys]
            self.insert(way, None if before is None else (*way, before), (*way, kept[0]), pairs)

    def change_list(
        self, way: Path, value: list[Any], wanted: list[Any], pairs: dict[int, int]
    ) -> None:
        """Change the entries that stay, take out and insert the others."""
        for new_index, old_index in pairs.items():
            self.change((*way, old_index), wanted[new_index])
        kept = set(pairs.values())
        old = list(range(len(value)))
        self.remove(way, old, [index for index in old if index not in kept])
        last: int | None = None
        new: dict[int | None, list[int]] = {}
        for index in range(len(wanted)):
            if index in pairs:
                last = pairs[index]
            else:
                new.setdefault(last, []).append(index)
        for before, indexes in new.items():
            entries = [(None, wanted[index]) for index in indexes]
            self.insert(way, None if before is None else (*way, before), (*way, min(kept)), entries)

    def outgrows(self, way: Path, wanted: Any) -> bool:
        """Tell whether a collection in brackets, which fits its line now, no longer would."""
        if not way or not self.is_flow(way) or self.within_flow(way):
            return False
        begin, end = self.start(way), self.end(way)
        inside = self.text[begin:end]
        if "\n" in inside or len(self.lines[self.line_of(begin)]) > self.manner.width:
            return False
        return self.column(begin) + len(flow_text(wanted)) > self.manner.width

    def within_flow(self, way: Path) -> bool:
        """Tell whether a value stands inside brackets or braces."""
        return any(self.is_flow(way[:depth]) for depth in range(len(way)))

    # ------------------------------------------------------------ splices

    def splice(self, start: int, end: int, text: str) -> None:
        """Remember to put `text` in the place of what stands from `start` to `end`."""
        self.splices.append((start, end, text))

    def replace(self, way: Path, wanted: Any) -> None:
        """Write a value anew, in the quotes of the one before it where they fit."""
        begin, end = self.start(way), self.end(way)
        quote = self.text[begin : begin + 1]
        quote = quote if quote in {"'", '"'} and begin < end else ""
        if self.within_flow(way):
            new = flow_text(wanted, quote) if not isinstance(wanted, str) else scalar_text(
                wanted, flow=True, quote=quote
            )  # fmt: skip
            bare = begin == end
            colon = "" if self.text[:begin].rstrip().endswith(":") else ":"
            self.splice(begin, end, f"{colon} {new}" if bare else new)
            return
        if not way:
            raise self.refusal(way)
        mark = self.mark_end(way)
        column = self.column(self.head(way))
        flow = None if not isinstance(wanted, dict) else False if self.in_lines(way) else None
        made = write(
            wanted, self.manner, column, self.column(mark), dashed=isinstance(way[-1], int),
            flow=flow, quote=quote,
        )  # fmt: skip
        if self.line_of(begin) == self.line_of(mark) and not self.is_block_text(way):
            # What stands behind the value on its last line is a comment, and stays.
            gap = "" if begin > mark else " "
            if made.head:
                self.splice(begin, end, gap + made.head)
            else:
                self.splice(mark, end, "")
            if made.tail:
                here = self.line_end(end)
                self.splice(here, here, made.tail)
            return
        header = self.text[mark : self.line_end(mark)]
        remark = re.search(r"(?:^|\s)#.*$", header)
        said = f"  {remark[0].strip()}" if remark else ""
        if not self.is_block_text(way):
            end = self.line_end(end)
        self.splice(mark, end, f" {made.head}{said}{made.tail}" if made.head else said + made.tail)

    def in_lines(self, way: Path) -> bool:
        """Tell whether a value is a mapping in lines."""
        value = self.at(way)
        return isinstance(value, dict) and bool(value) and not self.is_flow(way)

    def refusal(self, way: Path) -> Failure:
        """Say that the value at `way` cannot be edited in place."""
        return refused(self.path, self.tree.key_span(way))

    def remove(self, way: Path, old: list[Any], gone: list[Any]) -> None:
        """Take keys or entries out; at least one stays."""
        if self.is_flow(way):
            first = next(step for step in old if step not in gone)
            for index, step in enumerate(old):
                if step in gone and index < old.index(first):
                    self.splice(self.head((*way, step)), self.head((*way, old[index + 1])), "")
                elif step in gone:
                    self.splice(self.end((*way, old[index - 1])), self.end((*way, step)), "")
            return
        for step in gone:
            self.remove_lines(way, old, step)

    def remove_lines(self, way: Path, old: list[Any], step: Any) -> None:
        """Take out the lines of a key or an entry, with the comments that belong to it."""
        begin = self.head((*way, step))
        first, last = self.line_of(begin), self.line_of(self.end((*way, step)))
        column = self.column(begin)
        last = self.own_remarks(last, column)
        if self.lines[first][:column].strip():
            # The first key behind a dash: the dash stays.
            following = (*way, old[old.index(step) + 1])
            after = self.head(following)
            between = self.text[self.line_end(self.end((*way, step))) : after]
            if "#" in between:
                self.splice(len(self.text[:begin].rstrip(" ")), self.starts[last + 1] - 1, "")
            else:
                self.splice(begin, after, "")
            return
        if isinstance(step, int):
            first, last = self.with_surroundings(way, step, first, last)
        if last + 1 < len(self.lines):
            self.splice(self.starts[first], self.starts[last + 1], "")
        else:
            # The file ends here without a line end; it still does.
            self.splice(max(self.starts[first] - 1, 0), len(self.text), "")

    def with_surroundings(self, way: Path, step: int, first: int, last: int) -> tuple[int, int]:
        """Take to an entry the comments right above it, and the empty lines on one side."""
        column = self.column(self.dash((*way, step)))
        floor = self.line_of(self.end((*way, step - 1))) + 1 if step else (
            self.line_of(self.mark_end(way)) + 1 if way else 0
        )  # fmt: skip
        top = first
        while top > floor and self.is_remark(top - 1, column):
            top -= 1
        if top == floor or not self.lines[top - 1].strip():
            first = top
        below = last
        while below + 1 < len(self.lines) - 1 and not self.lines[below + 1].strip():
            below += 1
        is_last = step == len(self.at(way)) - 1
        if not is_last:
            return first, below
        while first > floor and not self.lines[first - 1].strip():
            first -= 1
        return first, last

    def is_remark(self, line: int, column: int) -> bool:
        """Tell whether a line is a comment in `column` that belongs to what is below it."""
        text = self.lines[line]
        return text[:column].strip() == "" and text[column : column + 1] == "#" and not (
            _RULED.match(text)
        )  # fmt: skip

    def own_remarks(self, line: int, column: int) -> int:
        """Return the last of the comment lines below `line` that are indented under `column`."""
        while line + 1 < len(self.lines):
            text = self.lines[line + 1]
            inner = text.lstrip(" ")
            if not inner.startswith("#") or len(text) - len(inner) <= column:
                break
            line += 1
        return line

    def insert(
        self, way: Path, before: Path | None, first: Path, entries: Sequence[tuple[str | None, Any]]
    ) -> None:
        """Insert keys or entries after `before`, or in front of `first`, the first that stays."""
        if self.is_flow(way):
            quote = self.common_quote(way)
            new = [
                flow_text(value, quote) if key is None
                else f"{key_text(key, flow=True)}: {flow_text(value)}"
                for key, value in entries
            ]  # fmt: skip
            if before is not None:
                here = self.end(before)
                self.splice(here, here, "".join(f", {text}" for text in new))
            else:
                here = self.head(first)
                self.splice(here, here, "".join(f"{text}, " for text in new))
            return
        neighbour = before or first
        begin = self.head(neighbour)
        column = self.column(begin)
        blocks = [self.block(key, value, column, neighbour) for key, value in entries]
        gap = self.gap(way)
        margin = " " * column
        if before is not None:
            line = self.own_remarks(self.line_of(self.end(before)), column)
            here = self.starts[line] + len(self.lines[line])
            self.splice(here, here, "".join(f"{gap}\n{margin}{block}" for block in blocks))
        elif self.lines[self.line_of(begin)][:column].strip():
            self.splice(begin, begin, "".join(f"{block}{gap}\n{margin}" for block in blocks))
        else:
            line = self.line_of(begin)
            while line > 0 and self.is_remark(line - 1, column):
                line -= 1
            here = self.starts[line]
            self.splice(here, here, "".join(f"{margin}{block}\n{gap}" for block in blocks))

    def block(self, key: str | None, value: Any, column: int, neighbour: Path) -> str:
        """Write a key with its value, or an entry with its dash, like its neighbour."""
        way = neighbour[:-1]
        steps: list[Any] = list(range(len(self.at(way)))) if key is None else list(self.at(way))
        in_lines = [self.in_lines((*way, step)) for step in steps if self.at((*way, step))]
        identified = isinstance(value, dict) and any(name in value for name in IDENTITIES)
        flow = False if all(in_lines) and (in_lines or identified) else None
        if key is None:
            quote = self.common_quote(way)
            made = write(
                value, self.manner, column, column + 1, dashed=True, flow=flow, quote=quote
            )
            return made.after("-")
        mark = key_text(key) + ":"
        made = write(value, self.manner, column, column + len(mark), flow=flow)
        return made.after(mark)

    def common_quote(self, way: Path) -> str:
        """Return the quotation mark of every text in a list, when they all have the same."""
        value = self.at(way)
        if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
            return ""
        marks = {self.text[self.start((*way, i))] for i in range(len(value)) if value[i]}
        [mark] = marks if len(marks) == 1 else [""]
        return mark if mark in {"'", '"'} else ""

    def gap(self, way: Path) -> str:
        """Return the empty line that stands between entries, when one does."""
        value = self.at(way)
        if not isinstance(value, list):
            return ""
        if len(value) == 1:
            return "\n" if isinstance(value[0], dict) and "id" in value[0] else ""
        line = self.line_of(self.end((*way, len(value) - 2))) + 1
        until = self.line_of(self.head((*way, len(value) - 1)))
        return "\n" if any(not self.lines[i].strip() for i in range(line, until)) else ""

    # ------------------------------------------------------------ the end

    def spliced(self) -> bytes:
        r"""Return the bytes with all splices made; the other bytes, `\r` among them, stay."""
        self.move_out_of_what_goes()
        return spliced(self.data, self.splices)

    def move_out_of_what_goes(self) -> None:
        """Let what comes after lines that are taken out come after the last line that stays."""
        gone = [(start, end) for start, end, text in self.splices if not text]
        for number, (here, end, text) in enumerate(self.splices):
            if here < end:
                continue
            place = here
            while around := next((s for s, e in gone if s < place < e), None):
                place = around - 1 if self.text[around - 1] == "\n" else around
            self.splices[number] = (place, place, text)

    def first_change(self) -> Span:
        """Return the place of the first splice."""
        first = min((start for start, _, _ in self.splices), default=0)
        return self.tree.source.span(first, first + 1)
