"""Manuscript: a foreign text as it was read, before it is divided into sections.

It never knows in which format it came, nor how a project is laid out.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from reportgen.document import Node

__all__ = ["Block", "Dropped", "Manuscript", "Record"]


@dataclass(frozen=True)
class Block:
    """One block of pandoc's tree, and the line of the file where it begins, if that is known.

    `indent` counts the columns by which a plain text sets the block in; `entries` are the lines of
    the entries of a list.
    """

    node: Node
    line: int | None = None
    indent: int = 0
    entries: tuple[int | None, ...] = ()


@dataclass(frozen=True, order=True)
class Dropped:
    """Something of the file that the project does not hold: its words, its line, and why."""

    line: int | None
    words: str
    why: str


@dataclass
class Record:
    """What was done to a text on its way: what was left out, what was changed how often."""

    dropped: list[Dropped] = field(default_factory=list)
    changed: Counter[str] = field(default_factory=Counter)
    remarks: list[str] = field(default_factory=list)

    def drop(self, words: str, line: int | None, why: str) -> None:
        """Note that `words` are left out."""
        self.dropped.append(Dropped(line, " ".join(words.split()), why))

    def change(self, what: str, times: int = 1) -> None:
        """Note that something was changed."""
        self.changed[what] += times

    def remark(self, words: str) -> None:
        """Note what the editor should know, once."""
        if words not in self.remarks:
            self.remarks.append(words)


@dataclass
class Manuscript:
    """Title, authors, date and language as far as the file says; blocks; pictures by target.

    One that is `titled` has its title in the text itself, before the blocks.
    """

    blocks: list[Block]
    title: str | None = None
    authors: tuple[str, ...] = ()
    date: str | None = None
    language: str | None = None
    pictures: dict[str, bytes] = field(default_factory=dict)
    titled: bool = False
