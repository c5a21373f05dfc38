"""Manuscript → sections by heading, each with a name for its file.

What stands before the first heading is the introduction. Never drops a block.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from reportgen.compose.parts import GENERATED
from reportgen.document import header, para, plain_text, text, walk
from reportgen.intake.headings import Casing
from reportgen.intake.manuscript import Block, Manuscript, Record

__all__ = ["Division", "divided"]

_DEEPEST = 4
"""The deepest heading of a section; its title is the first level (Q-30)."""

_MOST_ABOVE = 2
_LONGEST_TITLE, _LONGEST_SUBTITLE, _LONGEST_HEADING, _LONGEST_NAME = 150, 200, 120, 50
_SUMMARY = re.compile(r"(?:executive )?summary|abstract", re.IGNORECASE)
_NO_NAMES = {"true", "false", "null"}
"""Words that YAML does not take for text."""

_PROSE = {"Para", "BulletList", "OrderedList", "BlockQuote"}


@dataclass(frozen=True)
class Division:
    """A section on its way to a file: its name there, title, template, blocks and first line."""

    name: str
    title: str
    template: str
    blocks: tuple[Block, ...]
    line: int | None = None


@dataclass
class _Open:
    title: str
    line: int | None
    headed: bool = False
    blocks: list[Block] = field(default_factory=list)


def divided(
    found: Manuscript, record: Record, words: Mapping[str, str], *, english: bool
) -> tuple[str | None, str | None, list[Division]]:
    """Return title, subtitle and sections of a text.

    `words` are those that a text without headings needs: the title of its introduction.
    """
    blocks = list(found.blocks)
    title = found.title
    if not found.titled:
        title, blocks = _title(found.title, blocks, record)
    prose = (plain_text(block.node) for block in blocks if block.node["t"] in _PROSE)
    casing = Casing(prose, words["end_names"].split())

    def cased(heading: str) -> str:
        made = casing.sentence(heading) if english else heading
        if made != heading:
            record.change("headings put into sentence case")
        return made

    subtitle = None
    if title is not None:
        title, subtitle = _split_title(cased(title), casing, english=english)
    parts = list(_parts(blocks, cased, words["introduction"], title))
    return title, subtitle, _named(parts)


def _title(said: str | None, blocks: list[Block], record: Record) -> tuple[str | None, list[Block]]:
    """Take the title from the first heading, if no other heading is on its level."""
    heads = [(at, b.node["c"][0]) for at, b in enumerate(blocks) if b.node["t"] == "Header"]
    if len(heads) > 1:
        at, level = heads[0]
        words = plain_text(blocks[at].node)
        lone = all(level < other for _, other in heads[1:])
        # Little stands above a title: the name of a series, a date.
        if lone and at <= _MOST_ABOVE and (said in {None, words} or level == 1):
            if said and said.casefold() != words.casefold():
                record.drop(said, None, "the title in the file's properties; the text has another")
            return words, [*blocks[:at], *blocks[at + 1 :]]
    if said and blocks and plain_text(blocks[0].node).casefold() == said.casefold():
        return said, blocks[1:]
    return said, blocks


def _split_title(title: str, casing: Casing, *, english: bool) -> tuple[str, str | None]:
    """Return title and subtitle: what follows a colon, or is too long for a title."""
    head, colon, rest = title.partition(": ")
    if colon and rest and len(rest) <= _LONGEST_SUBTITLE and len(head) <= _LONGEST_TITLE:
        # Sentence case begins anew in a subtitle.
        tail = casing.sentence(rest) if english else rest
        return head, tail[:1].upper() + tail[1:]
    if len(title) > _LONGEST_TITLE:
        cut = title.rfind(" ", 0, _LONGEST_TITLE)
        at = cut if cut > 0 else _LONGEST_TITLE
        return title[:at].strip(), title[at:].strip()[:_LONGEST_SUBTITLE]
    return title, None


def _parts(
    blocks: list[Block], cased: Callable[[str], str], introduction: str, title: str | None
) -> Iterator[_Open]:
    """Yield the sections in order."""
    levels = [block.node["c"][0] for block in blocks if block.node["t"] == "Header"]
    top = min(levels, default=1)
    part = _Open(
        introduction if levels else (title or introduction), blocks[0].line if blocks else None
    )
    depth = 1
    for block in blocks:
        node = block.node
        if node["t"] != "Header":
            part.blocks.append(block)
            continue
        words = cased(plain_text(node))
        notes = [inner for inner in walk(node["c"][2]) if inner["t"] == "Note"]
        if node["c"][0] == top:
            if part.blocks or part.headed:
                yield part
            part, depth = _Open(words, block.line, headed=True), 1
            if len(words) > _LONGEST_HEADING:
                cut = words.rfind(" ", 0, _LONGEST_HEADING - 1)
                part.title = f"{words[: cut if cut > 0 else _LONGEST_HEADING - 1]}…"
                part.blocks.append(replace(block, node=para([{"t": "Strong", "c": text(words)}])))
        else:
            depth = min(node["c"][0] - top + 1, depth + 1, _DEEPEST)
            part.blocks.append(replace(block, node=header(depth, words)))
        part.blocks += [replace(block, node=inner) for note in notes for inner in note["c"]]
    if part.blocks or part.headed:
        yield part


def _named(parts: Iterable[_Open]) -> list[Division]:
    """Give each section the name of its file, and the summary its template."""
    taken: set[str] = set()
    made: list[Division] = []
    for number, part in enumerate(parts, 1):
        summary = _SUMMARY.fullmatch(part.title) and "summary" not in taken
        name = "summary" if summary else _slug(part.title) or f"section-{number}"
        if name in GENERATED or (name == "summary" and not summary):
            name = f"{name}-text"
        stem, again = name, 2
        while name in taken:
            name, again = f"{stem}-{again}", again + 1
        taken.add(name)
        template = "summary" if summary else "section"
        made.append(Division(name, part.title, template, tuple(part.blocks), part.line))
    return made


def _slug(title: str) -> str:
    """Return a title as the name of a file: `Trade and economic cooperation` → `trade-and-...`."""
    ascii_letters = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_letters.lower()).strip("-")
    if slug[:1].isdigit() or slug in _NO_NAMES:
        slug = f"section-{slug}"
    if len(slug) <= _LONGEST_NAME:
        return slug
    return slug[
        : slug.rfind("-", 0, _LONGEST_NAME) if "-" in slug[:_LONGEST_NAME] else _LONGEST_NAME
    ]
