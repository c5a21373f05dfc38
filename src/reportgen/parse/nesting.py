"""Markdown of a section → its first fault of nesting, found before pandoc reads the text.

pandoc's time grows with the square of the depth, and whoever walks its tree needs a stack as deep
as the tree. No report nests nearly as deep as is allowed here; what does is an accident or an
attack. Never judges what the text means.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from reportgen.diagnostics import Diagnostic, Span, error
from reportgen.document import Node, is_attributes, is_token

__all__ = ["deep_text", "deep_tree"]

DEEPEST = 60
"""Levels of quotations, lists, divisions, emphasis and brackets."""

DEEPEST_TREE = 300
"""Levels of pandoc's JSON; a list in a list takes six."""

MOST_OPEN = 400
"""Brackets without their other half on one line, or marks of emphasis in one run."""

LONGEST_PARAGRAPH = 20_000
"""Characters of a paragraph: some three thousand words, where 120 are many (Q-40)."""

LARGEST_NOTES = 200_000
"""Characters of all notes, each counted as often as it is used."""

_DIV = re.compile(r"\s*:{3,}(?P<rest>.*)")
_RULE = re.compile(r"\s*([*_-]\s*){3,}")
_RUN = re.compile(rf"([*_~^])\1{{{MOST_OPEN},}}")
_MARK = re.compile(r"\\.|(?P<run>[*_~^]+)|(?P<quote>[\"'])|(?P<bracket>[\[\]])", re.DOTALL)
_BLOCK = re.compile(r"[\s>]*(?:$|[|#]|(?:[-*+:]|\d+[.)])\s|:::|```|~~~)")
"""How a line begins that does not carry a paragraph on."""
_NOTE = re.compile(r" {0,3}\[\^(?P<label>[^\]\s]+)\]:")
_USE = re.compile(r"\[\^([^\]\s]+)\]")


def deep_text(path: str, above: int, body: str) -> Diagnostic | None:
    """Return the fault of the first place where a text nests deeper than anyone should follow.

    `above` is the number of lines of the file that come before the text.
    """
    lines = body.split("\n")
    found = [line for line in (_deep_line(lines), _deep_div(lines), _deep_marks(lines)) if line]
    if not found:
        return _endless_notes(path, above, lines) or _long_paragraph(path, above, lines)
    return error(
        "prose-too-deep", f"nested deeper than {DEEPEST} levels", Span.at(path, above + min(found)),
        help="say it with fewer levels",
    )  # fmt: skip


def _long_paragraph(path: str, above: int, lines: list[str]) -> Diagnostic | None:
    """Find a paragraph so long that pandoc, whose time grows with its square, would never end."""
    first, length = 1, 0
    for number, line in enumerate(lines, 1):
        if _BLOCK.match(line):
            first, length = number, 0
        length += len(line)
        if length > LONGEST_PARAGRAPH:
            return error(
                "paragraph-too-long", f"a paragraph of more than {LONGEST_PARAGRAPH:,} characters",
                Span.at(path, above + first), help="part it by empty lines",
            )  # fmt: skip
        if not line.strip():
            first = number + 1
    return None


def _deep_line(lines: list[str]) -> int | None:
    """Find a line that opens too many quotations or lists, or holds too many marks."""
    for number, line in enumerate(lines, 1):
        marks = re.match(r"[\s>*+-]*", line)
        nested = sum(character in ">*+-" for character in marks[0]) if marks else 0
        indent = len(line) - len(line.lstrip(" "))
        deep = (nested > DEEPEST or _RUN.search(line)) and not _RULE.fullmatch(line)
        unclosed = max(line.count("[") - line.count("]"), line.count("(") - line.count(")"))
        if deep or indent > DEEPEST * 4 or unclosed > MOST_OPEN:
            return number
    return None


def _deep_div(lines: list[str]) -> int | None:
    """Find the fence that opens one division too many inside others."""
    depth = 0
    for number, line in enumerate(lines, 1):
        fence = _DIV.match(line)
        if fence is not None:
            depth = depth + 1 if fence["rest"].strip(": \t") else max(depth - 1, 0)
            if depth > DEEPEST:
                return number
    return None


def _deep_marks(lines: list[str]) -> int | None:
    """Find the line that opens one pair of marks too many inside others.

    Follows the delimiter runs of CommonMark 0.31, section 6.2, closely enough to count pairs.
    """
    start, paragraph = 1, []
    for number, line in enumerate([*lines, ""], 1):
        if line.strip():
            paragraph.append(line)
            continue
        words = "\n".join(paragraph)
        offset = _deep_pair(words)
        if offset is not None:
            return start + words.count("\n", 0, offset)
        start, paragraph = number + 1, []
    return None


def _deep_pair(words: str) -> int | None:
    """Return the offset of the opening mark of the pair that lies too deep."""
    opened: list[tuple[str, int]] = []
    waiting: dict[str, int] = {}
    pairs: list[tuple[int, int]] = []
    for mark, offset, opens, closes in _marks(words):
        if closes and waiting.get(mark):
            while True:
                top, at = opened.pop()
                waiting[top] -= 1
                if top == mark:
                    break
            pairs.append((at, offset))
        elif opens:
            opened.append((mark, offset))
            waiting[mark] = waiting.get(mark, 0) + 1
    ends: list[int] = []
    for at, end in sorted(pairs, key=lambda pair: (pair[0], -pair[1])):
        while ends and ends[-1] <= at:
            ends.pop()
        ends.append(end)
        if len(ends) > DEEPEST:
            return at
    return None


def _marks(words: str) -> Iterator[tuple[str, int, bool, bool]]:
    """Yield each mark once a level: its kind, its offset, and whether it can open and close."""
    for match in _MARK.finditer(words):
        before = words[match.start() - 1 : match.start()]
        after = words[match.end() : match.end() + 1]
        if match["bracket"]:
            yield "[", match.start(), match["bracket"] == "[", match["bracket"] == "]"
        elif match["run"] or match["quote"]:
            levels = -(-len(match[0]) // 2)
            for _ in range(min(levels, DEEPEST + 1)):
                yield match[0][0], match.start(), bool(after.strip()), bool(before.strip())


def _endless_notes(path: str, above: int, lines: list[str]) -> Diagnostic | None:
    """Find the note that stands inside another, or is used so often that it fills the report."""
    notes: dict[str, tuple[int, list[str]]] = {}
    current: str | None = None
    outside: list[str] = []
    for number, line in enumerate(lines, 1):
        opening = _NOTE.match(line)
        if opening:
            current = opening["label"]
            notes.setdefault(current, (number, []))
            line = line[opening.end() :]  # noqa: PLW2901 - the rest is the note's first line
        elif line[:1].strip() and not lines[number - 2].strip():
            current = None  # after an empty line only indented ones belong to a note
        if current is None:
            outside.append(line)
            continue
        notes[current][1].append(line)
        if _USE.search(line):
            return error(
                "nested-note", f"the note `{current}` holds a note", Span.at(path, above + number),
                help="take it out of the note, or write it into the note's own words",
            )  # fmt: skip
    total = 0
    for label in _USE.findall("\n".join(outside)):
        if label in notes:
            number, text = notes[label]
            total += sum(map(len, text))
            if total > LARGEST_NOTES:
                return error(
                    "repeated-note", f"the note `{label}` is used too often",
                    Span.at(path, above + number),
                    help="say it once in the text, and refer to it from the other places",
                )  # fmt: skip
    return None


def deep_tree(blocks: list[Node]) -> str | None:
    """Return the `data-pos` of the first node that lies too deep, or None; "" for no place."""
    if _is_shallow(blocks):
        return None
    stack: list[tuple[Any, int, str]] = [(blocks, 0, "")]
    while stack:
        node, depth, place = stack.pop()
        if depth > DEEPEST_TREE:
            return place
        inner: Iterable[Any] = ()
        if isinstance(node, dict):
            inner = node.values()
        elif isinstance(node, list):
            inner = node
            pairs = node[0][2] if node and is_attributes(node[0]) else []
            place = dict(map(tuple, pairs)).get("data-pos", place)
        stack.extend((child, depth + 1, place) for child in inner)
    return None


def _is_shallow(blocks: list[Node]) -> bool:
    """Tell at little cost that no node lies too deep, which is so of every report but an attack.

    Words in their wrappers, most of a tree, are not looked into.
    """
    level: list[Any] = [blocks]
    for _ in range(DEEPEST_TREE - _DEPTH_OF_A_TOKEN):
        inner = [node.values() if type(node) is dict else node for node in level]
        level = [
            child for nodes in inner for child in nodes
            if child and (type(child) is list or (type(child) is dict and not _is_leaf(child)))
        ]  # fmt: skip
        if not level:
            return True
    return False


_DEPTH_OF_A_TOKEN = 5


def _is_leaf(node: Node) -> bool:
    kind = node.get("t")
    return kind == "Str" or kind == "Space" or (kind == "Span" and is_token(node))  # noqa: PLR1714 - without a set it is quicker
