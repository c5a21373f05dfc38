"""Waivers: findings that the editor has looked at and lets stand, in place and with a reason.

In Markdown a waiver is a comment, `<!-- lint-ok Q-17: reason -->`, in YAML it is
`# lint-ok Q-07: reason`. At the end of a line it holds for that line; alone on its line, for the
block or the entry below it. `lint-ok-file` holds for the whole file. A waiver names rules by code
or by number.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from reportgen.check.numbers import number_of
from reportgen.check.places import blocks_within
from reportgen.diagnostics import (
    Diagnostic,
    Position,
    Span,
    Suppressed,
    did_you_mean,
    error,
    warning,
)
from reportgen.document import attribute_pairs, position_of
from reportgen.files import SHARED
from reportgen.report import Report, Section
from reportgen.source import Tree

__all__ = ["Judged", "apply_waivers"]

_MARKDOWN = re.compile(r"<!--\s*(?P<text>lint-ok.*?)-->", re.DOTALL)
_YAML = re.compile(r"(?:^|(?<=\s))#[ \t]*(?P<text>lint-ok.*)")
_WAIVER = re.compile(
    r"lint-ok(?P<whole>-file)?\s+(?P<rules>[\w-]+(?:\s*,\s*[\w-]+)*)\s*:\s*(?P<reason>\S.*)",
    re.DOTALL,
)
_MARK = "lint-ok"


def without_waivers(line: str) -> str:
    """Return a line of a source file without the waivers on it, which are no part of its text."""
    return _YAML.sub("", _MARKDOWN.sub("", line))


_LAST = 10**9
"""A line after the last of any file."""


@dataclass(frozen=True)
class Waiver:
    """One waiver: where it is written, what it lets stand, why, and for which lines it holds."""

    span: Span
    rules: tuple[str, ...]
    reason: str
    first: int
    last: int

    def rule_for(self, fault: Diagnostic) -> str | None:
        """Return the name by which the waiver lets a diagnostic stand, if it does."""
        at = fault.span
        if at is None or at.path != self.span.path or not self.first <= at.start.line <= self.last:
            return None
        names = {fault.code, number_of(fault.code)}
        return next((rule for rule in self.rules if rule in names), None)


@dataclass(frozen=True)
class Judged:
    """What waivers make of the diagnostics: those that stand open, those that are waived.

    `faults` are those of the waivers themselves: `waiver-without-reason`, `unknown-check` and
    `unused-waiver`.
    """

    open: tuple[Diagnostic, ...]
    waived: tuple[Suppressed, ...]
    faults: tuple[Diagnostic, ...]


def apply_waivers(report: Report, found: Iterable[Diagnostic], known: Collection[str]) -> Judged:
    """Part the diagnostics by the waivers; `known` are the names of the rules that can be waived.

    An error that a build finds can not: no format could be made of the report.
    """
    open_: list[Diagnostic] = []
    waived: list[Suppressed] = []
    read = list(_waivers(report))
    waivers = [waiver for waiver in read if isinstance(waiver, Waiver)]
    faults = [fault for fault in read if isinstance(fault, Diagnostic)]
    used: set[tuple[Span, str]] = set()
    for fault in found:
        matches = [(w, rule) for w in waivers if (rule := w.rule_for(fault)) and rule in known]
        used |= {(waiver.span, rule) for waiver, rule in matches}
        if matches:
            waiver = matches[0][0]
            waived.append(Suppressed(fault, "waiver", waiver.reason, waiver.span))
        else:
            open_.append(fault)
    for waiver in waivers:
        for rule in waiver.rules:
            if rule not in known:
                faults.append(
                    error(
                        "unknown-check", f"`{rule}` is no rule that can be waived", waiver.span,
                        help=did_you_mean(rule, known),
                    )
                )  # fmt: skip
            elif (waiver.span, rule) not in used and not waiver.span.path.startswith(SHARED):
                faults.append(
                    warning(
                        "unused-waiver", f"nothing here is against `{rule}`", waiver.span,
                        help="take the waiver away; what it let stand has been mended",
                    )
                )  # fmt: skip
    return Judged(tuple(open_), tuple(waived), tuple(faults))


def _waivers(report: Report) -> Iterator[Waiver | Diagnostic]:
    for tree in report.trees.values():
        yield from _yaml_waivers(tree)
    for section in report.sections:
        yield from _markdown_waivers(section)


def _markdown_waivers(section: Section) -> Iterator[Waiver | Diagnostic]:
    lines = section.source.lines
    ends = _ends_of_blocks(section) if section.comments else {}
    begins = sorted(ends)
    for comment in section.comments:
        match = _MARKDOWN.fullmatch(comment.text)
        if match is None:
            continue
        start, end = comment.span.start, comment.span.end
        if lines[start.line - 1][: start.column - 1].strip(" \t>"):
            first, last = start.line, start.line
        else:
            # pandoc counts the line end to a block.
            below = end.line if end.column == 1 else end.line + 1
            first, last = start.line, _end_from(below, begins, ends)
        width = len(match[0].split("\n")[0])
        span = Span.at(section.path, start.line, start.column, width=width)
        yield _read(match["text"], span, first, last)


def _ends_of_blocks(section: Section) -> Mapping[int, int]:
    """Return for each line on which a block begins the last line of the outermost of them."""
    found: dict[int, int] = {}
    for node in blocks_within(section.blocks):
        place = position_of(section.path, attribute_pairs(node).get("data-pos"))
        if place is not None:
            _extend(found, place.start.line, place.end)
    return found


def _extend(ends: dict[int, int], begin: int, end: Position) -> None:
    line = end.line if end.column > 1 else end.line - 1
    ends[begin] = max(ends.get(begin, begin), line)


def _end_from(line: int, begins: Sequence[int], ends: Mapping[int, int]) -> int:
    """Return the end of what is the first to begin on `line` or below; `line`, if nothing is."""
    at = bisect_left(begins, line)
    return ends[begins[at]] if at < len(begins) else line


def _yaml_waivers(tree: Tree) -> Iterator[Waiver | Diagnostic]:
    source = tree.source
    if _MARK not in source.text:
        return
    scalars = sorted(
        (span.start, span.end) for path, span in tree.values.items() if not _holds_more(tree, path)
    )
    above = _lines_above(tree)
    ends = _ends_of_entries(tree)
    begins = sorted(ends)
    for number, written in enumerate(source.text.split("\n"), 1 + above):
        match = _YAML.search(written)
        if match is None:
            continue
        at = Position(number, match.start() + 1)
        before = bisect_right(scalars, at, key=lambda scalar: scalar[0])
        if before and at < scalars[before - 1][1]:
            continue  # the text of a value
        alone = not written[: match.start()].strip()
        last = max(number, _end_from(number + 1, begins, ends) if alone else number)
        span = Span(source.path, at, Position(number, len(written.rstrip()) + 1))
        yield _read(match["text"], span, number, last)


def _lines_above(tree: Tree) -> int:
    """Return how many lines of the file come before the YAML: one, for the head of a section."""
    return 1 if tree.source.path.endswith(".md") else 0


def _holds_more(tree: Tree, path: tuple[str | int, ...]) -> bool:
    value = tree.data
    for step in path:
        value = value[step]
    return isinstance(value, (dict, list))


def _ends_of_entries(tree: Tree) -> Mapping[int, int]:
    """Return for each line on which a key or an entry of a list begins the last line of it."""
    begins = {path: span.start.line for path, span in tree.keys.items()}
    begins |= {
        path: span.start.line
        for path, span in tree.values.items()
        if path and isinstance(path[-1], int)
    }
    found: dict[int, int] = {line: line for line in begins.values()}
    for way, span in tree.values.items():
        # The end of a block is that of its last scalar: YAML counts what stands between to it.
        if not _holds_more(tree, way):
            for length in range(1, len(way) + 1):
                if way[:length] in begins:
                    _extend(found, begins[way[:length]], span.end)
    return found


def _read(text: str, span: Span, first: int, last: int) -> Waiver | Diagnostic:
    match = _WAIVER.fullmatch(text.rstrip())
    if match is None:
        return warning(
            "waiver-without-reason", "the waiver does not say which rule it waives, and why", span,
            help="write `lint-ok Q-17: ` and the reason, for whoever reads the report of checks",
        )  # fmt: skip
    rules = tuple(dict.fromkeys(re.split(r"\s*,\s*", match["rules"])))
    reason = " ".join(match["reason"].split())
    if match["whole"]:
        first, last = 1, _LAST
    return Waiver(span, rules, reason, first, last)
