"""Paragraphs that only look like a list → real lists (Q-35).

A mark is a dot, a dash, an emoji or a number at the beginning of a paragraph. What one paragraph
alone could mean otherwise, such as a dash before a spoken word, needs another beside it, or a line
above that ends in a colon.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from reportgen.document import Node, bullet_list, plain_text
from reportgen.intake.manuscript import Block, Record

__all__ = ["number_of", "with_lists"]

_SURE = "•‣◦▪▫●○■□◆◇►▶▸➢➤✓✔✗✦⁃∙·"
"""Marks that stand before an entry of a list and nowhere else."""

_UNSURE = "–—-*+»>"
_NUMBER = re.compile(r"\(?(?P<number>\d{1,3}|[a-z])[.)]")
_HELD = re.compile("(?P<mark>[^\u00a0]{1,4})\u00a0+(?P<words>[^\u00a0].*)")
"""A mark that a no-break space holds to the first word."""

_FIRST_SYMBOL = 0x2190
"""The arrows; the symbols below, such as ©, belong to words."""

_VARIATION = "\ufe0f\u200d"
_LONE = 2


@dataclass(frozen=True)
class _Entry:
    """A paragraph without its mark."""

    block: Block
    inlines: list[Node]
    number: int | None
    sure: bool


def with_lists(blocks: Sequence[Block], record: Record) -> list[Block]:
    """Return the blocks with each run of marked paragraphs as one list."""
    blocks = [piece for block in blocks for piece in _lines_apart(block)]
    result: list[Block] = []
    index = 0
    while index < len(blocks):
        run = _run(blocks, index)
        before = result[-1].node if result else None
        if run and (len(run) >= _LONE or run[0].sure or _announces(before)):
            made = _ordered(run) if run[0].number is not None else _bullets(run)
            result.append(replace(run[0].block, node=made, entries=_lines(run)))
            what = "numbered paragraphs" if run[0].number is not None else "fake bullets"
            record.change(f"{what} made entries of lists", len(run))
            index += len(run)
        else:
            result.append(blocks[index])
            index += 1
    return result


def _lines_apart(block: Block) -> list[Block]:
    """Take a paragraph apart at each line that begins with a sure mark."""
    if block.node["t"] != "Para":
        return [block]
    inlines = block.node["c"]
    cuts = [
        index for index, node in enumerate(inlines[:-1])
        if node["t"] in {"SoftBreak", "LineBreak"} and inlines[index + 1]["t"] == "Str"
        and inlines[index + 1]["c"][0] in _SURE
    ]  # fmt: skip
    starts, ends = [0, *(cut + 1 for cut in cuts)], [*cuts, len(inlines)]
    return [
        replace(block, node={"t": "Para", "c": inlines[start:end]})
        for start, end in zip(starts, ends, strict=True)
    ]


def number_of(words: str) -> int | None:
    """Return the number with which a paragraph begins, as in `2) Rice` or `(b) Meat`."""
    match = _NUMBER.fullmatch(words.partition(" ")[0])
    if match is None or " " not in words:
        return None
    number = match["number"]
    return int(number) if number.isdigit() else ord(number) - ord("a") + 1


def _announces(node: Node | None) -> bool:
    return node is not None and node["t"] == "Para" and plain_text(node).endswith((":", "："))


def _run(blocks: Sequence[Block], start: int) -> list[_Entry]:
    """Return the marked paragraphs that follow one another from `start` on."""
    run: list[_Entry] = []
    for index in range(start, len(blocks)):
        entry = _entry(blocks[index])
        numbered = entry is not None and entry.number is not None
        if entry is None or (run and numbered != (run[0].number is not None)):
            break
        if run and numbered and entry.number != (run[-1].number or 0) + 1:
            break
        run.append(entry)
    return run if not run or run[0].number is None or len(run) >= _LONE else []


def _entry(block: Block) -> _Entry | None:
    if block.node["t"] != "Para" or not block.node["c"]:
        return None
    first, *rest = block.node["c"]
    if first["t"] != "Str":
        return None
    word: str = first["c"]
    held = _HELD.fullmatch(word)
    if held:
        word = held["mark"]
        rest = [{"t": "Space"}, {"t": "Str", "c": held["words"]}, *rest]
    spaced = bool(rest) and rest[0]["t"] in {"Space", "SoftBreak"}
    number = number_of(f"{word} ") if spaced else None
    if number is not None:
        return _Entry(block, rest[1:], number, sure=False)
    mark = word.rstrip(_VARIATION)
    if spaced and mark and (all(map(_is_mark, mark)) or not mark.strip("\u00a0")):
        return _Entry(block, rest[1:], None, sure=mark[0] in _SURE)
    if word[0] in _SURE or (word[0] == "\u00a0" and word.strip("\u00a0")):
        bare = word.lstrip(f"{_SURE}\u00a0")
        return _Entry(block, [{"t": "Str", "c": bare}, *rest], None, sure=word[0] in _SURE)
    return None


def _is_mark(character: str) -> bool:
    if character in _SURE or character in _UNSURE:
        return True
    return ord(character) >= _FIRST_SYMBOL and unicodedata.category(character) in {"So", "Sk"}


def _bullets(run: Sequence[_Entry]) -> Node:
    return _nested(run, bullet_list)


def _ordered(run: Sequence[_Entry]) -> Node:
    style = [run[0].number or 1, {"t": "Decimal"}, {"t": "Period"}]
    return {"t": "OrderedList", "c": [style, [[_plain(entry)] for entry in run]]}


def _plain(entry: _Entry) -> Node:
    return {"t": "Plain", "c": entry.inlines}


def _lines(run: Sequence[_Entry]) -> tuple[int | None, ...]:
    """Return the lines of the entries on the first level."""
    top = run[0].block.indent + 1
    return tuple(entry.block.line for entry in run if entry.block.indent <= top)


def _nested(run: Sequence[_Entry], make: Callable[[list[list[Node]]], Node]) -> Node:
    """Make a list of the run; what is set in deeper than its first entry is a list inside it."""
    top = run[0].block.indent
    entries: list[list[Node]] = []
    index = 0
    while index < len(run):
        deeper = index
        while deeper < len(run) and run[deeper].block.indent > top + 1:
            deeper += 1
        if deeper > index and entries:
            entries[-1].append(_nested(run[index:deeper], make))
            index = deeper
        else:
            entries.append([_plain(run[index])])
            index += 1
    return make(entries)
