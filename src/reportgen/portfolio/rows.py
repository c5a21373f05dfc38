"""A template and a table → reports: a value of the row in the place of each `{{ row.column }}`.

A value is only ever text. In YAML it becomes a quoted scalar, so that it can begin nothing; in
Markdown it is escaped, so that it prints as it is. It is put in once: a value that holds `{{` is
not looked at again. Every line of a template stays where it is, so that faults have places there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from reportgen.diagnostics import (
    Diagnostic,
    Failure,
    Note,
    Position,
    Span,
    did_you_mean,
    error,
    warning,
)
from reportgen.document import attribute_pairs, position_of, walk
from reportgen.files import DiskFiles, Files
from reportgen.fingerprint import fingerprint
from reportgen.pandoc import read_markdown
from reportgen.parse import FRONT_MATTER
from reportgen.portfolio.tables import read_rows
from reportgen.report import Generated
from reportgen.sheets import Table
from reportgen.source import UNPRINTABLE, Path, Source, Tree, read_source
from reportgen.yamltree import parse_yaml

__all__ = ["Filled", "Row", "rows_of"]

_PLACEHOLDER = re.compile(
    r"""\{\{\s*(?:
        row\.(?P<name>[A-Za-z_][A-Za-z0-9_]*)
      | row\[(?P<quote>["'])(?P<words>[^"'\n]+)(?P=quote)\]
      | report\.(?P<own>name|slug)
    )\s*\}\}""",
    re.VERBOSE,
)
_OPENING = re.compile(r"\{\{[^}\n]*(?:\}\})?")
_STAND_IN = "\ue000"
"""Stands in the place of every character of a placeholder while YAML is read: its places stay."""

_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,17})(\.[0-9]+)?")
_WORDS = {"": "null", "true": "true", "false": "false"}
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])")
_MARKUP = frozenset("\\`*_{}[]()#+!|<>~^$@&:=\"'")
"""What means something in Markdown wherever it stands."""


@dataclass(frozen=True)
class Row:
    """A row of a table, the report that it makes, and where it stands."""

    name: str
    values: Mapping[str, str]
    span: Span

    @property
    def path(self) -> str:
        """The table that the row is of."""
        return self.span.path

    @cached_property
    def digest(self) -> str:
        """The digest of what the row says, wherever it stands."""
        return fingerprint([self.name, dict(self.values)])

    def value(self, found: re.Match[str]) -> str:
        """Return what a placeholder stands for; those of a checked template are all known."""
        if found["own"]:
            return self.name if found["own"] == "name" else self.name.casefold().replace("_", "-")
        return self.values.get(found["name"] or found["words"], "")


def rows_of(
    files: DiskFiles, generated: Generated, tree: Tree, place: Path, problems: list[Diagnostic]
) -> Iterator[Row]:
    """Yield the rows of a table as the reports that they make, and report every fault of it.

    The template is looked at once, for all rows.
    """
    try:
        table = read_rows(files, generated.table, generated.sheet)
    except Failure as failure:
        at = tree.span((*place, "table"))
        problems += [
            replace(fault, span=at) if fault.code in _NOT_THERE else fault
            for fault in failure.diagnostics
        ]
        return
    heads = list(table.heads)
    at = tree.span((*place, "name"))
    problems += _unknown(generated.name, heads, lambda _start, _end: at)
    problems += _template_faults(files, f"templates/{generated.template}", heads)
    problems += _unprintable(table)
    problems += [
        warning(
            "wrong-encoding",
            f"`{table.path}`: {said}",
            Span.at(table.path),
            help="save the table as UTF-8",
        )
        for said in table.remarks
    ]
    for cells in table.rows:
        values = {head: cell.text for head, cell in cells.items()}
        span = next(iter(cells.values())).span
        unnamed = Row("", values, Span.at(generated.table, span.start.line))
        name = _PLACEHOLDER.sub(unnamed.value, generated.name)
        yield replace(unnamed, name=" ".join(name.split()))


_NOT_THERE = {"missing-file", "path-outside-project", "not-a-file", "missing-extra"}


def _unprintable(table: Table) -> Iterator[Diagnostic]:
    for cells in table.rows:
        for cell in cells.values():
            if UNPRINTABLE.search(cell.text.replace("\r", "\n")):
                yield cell.fault(
                    "control-character", "the cell holds a control character", "remove it"
                )


def _template_faults(files: DiskFiles, folder: str, heads: list[str]) -> Iterator[Diagnostic]:
    """Report the placeholders of a template that no column answers, each once."""
    below = ("source", "source/items", "source/sections")
    for path in (path for one in below for path in files.paths(f"{folder}/{one}")):
        if path.endswith(_FILLED):
            try:
                source = read_source(files, path)
            except Failure:
                continue  # which every report of it says
            yield from _unknown(source.text, heads, source.span)
            if path.endswith(".md"):
                yield from _in_code(source)


def _in_code(source: Source) -> Iterator[Diagnostic]:
    """Report placeholders in code, in which no character of a value could be escaped."""
    head = FRONT_MATTER.match(source.text)
    start = head.end() if head is not None else 0
    found = [*_PLACEHOLDER.finditer(source.text, start)]
    if not found:
        return
    body = "\n" * source.text.count("\n", 0, start) + source.text[start:]
    try:
        tree = read_markdown(body, positions=True)
    except (Failure, RecursionError):
        return  # which every report of it says
    for node in walk(tree):
        if node["t"] not in {"Code", "CodeBlock"}:
            continue
        span = position_of(source.path, attribute_pairs(node).get("data-pos"))
        if span is None:
            continue
        first, last = source.offset(span.start), source.offset(span.end)
        for one in found:
            if first <= one.start() < last:
                yield error(
                    "unknown-placeholder", "a placeholder stands in code, which prints no value",
                    source.span(*one.span()), help="take it out of the backquotes",
                )  # fmt: skip


_FILLED = (".yaml", ".md")


def _unknown(text: str, heads: list[str], at: Callable[[int, int], Span]) -> Iterator[Diagnostic]:
    for opening in _OPENING.finditer(text):
        found = _PLACEHOLDER.match(text, opening.start())
        if found is None:
            yield error(
                "unknown-placeholder", f"`{opening[0][:80]}` is no placeholder",
                at(*opening.span()),
                help='write `{{ row.column }}`, `{{ row["A column"] }}`, `{{ report.name }}` or '
                "`{{ report.slug }}`",
            )  # fmt: skip
        elif not found["own"] and _column(found) not in heads:
            yield error(
                "unknown-placeholder", f"the table has no column `{_column(found)}`",
                at(*found.span()), help=did_you_mean(_column(found), heads),
            )  # fmt: skip


def _column(found: re.Match[str]) -> str:
    return found["name"] or found["words"] or ""


# ---------------------------------------------------------------- filling

_Splice = tuple[int, int, str]
"""From where to where of a template, and what comes there."""


class Filled:
    """The files of a template as those of one report: filled with the values of a row."""

    def __init__(self, files: Files, row: Row) -> None:
        """Read through to `files`, the template's own."""
        self._files = files
        self._row = row
        self._made: dict[str, tuple[Source, list[_Splice], Source]] = {}
        self.root = getattr(files, "root", None)

    def read(self, path: str) -> bytes:
        """Return the bytes of `path`, filled if it is text of the report.

        Raises what `Files.read` raises, and the faults of a template that is no YAML.
        """
        data = self._files.read(path)
        if not (path.startswith("source/") and path.endswith(_FILLED) and b"{{" in data):
            return data
        try:
            source = read_source(self._files, path)
        except Failure:
            return data  # whoever reads it says the same
        splices = [*_splices(source, self._row)]
        text = _spliced(source.text, splices)
        self._made[path] = (source, splices, Source(path, text, ""))
        return text.encode()

    def exists(self, path: str) -> bool:
        """Tell whether `path` is there."""
        return self._files.exists(path)

    def paths(self, folder: str) -> tuple[str, ...]:
        """List the files directly in `folder`."""
        return self._files.paths(folder)

    def traced(self, diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
        """Return diagnostics with their places in the template, each naming the row."""
        row = Note(
            "in the report of this row", replace(self._row.span, path=f"../../{self._row.path}")
        )
        return tuple(
            replace(
                fault,
                span=fault.span and self._place(fault.span),
                notes=(
                    *(replace(n, span=n.span and self._place(n.span)) for n in fault.notes),
                    row,
                ),
                edits=(),  # of the filled text, which nobody can mend
            )
            for fault in diagnostics
        )

    def _place(self, span: Span) -> Span:
        if span.path not in self._made:
            return span
        source, splices, filled = self._made[span.path]

        def back(at: Position, *, end: bool) -> int:
            return _offset_before(splices, filled.offset(at), end=end)

        return source.span(back(span.start, end=False), back(span.end, end=True))


def _splices(source: Source, row: Row) -> Iterator[_Splice]:
    """Yield what a row changes in a file, from its beginning to its end."""
    if source.path.endswith(".yaml"):
        yield from _in_yaml(source, row, 0, len(source.text))
        return
    head = FRONT_MATTER.match(source.text)
    body = 0
    if head is not None:
        yield from _in_yaml(source, row, *head.span("yaml"))
        body = head.end()
    for found in _PLACEHOLDER.finditer(source.text, body):
        yield (*found.span(), _as_text(row.value(found)))


def _as_text(value: str) -> str:
    """Return Markdown that prints a value and nothing else, in text, in titles and in attributes.

    A character reference is never markup (CommonMark 0.31, section 2.5), and unlike a backslash it
    is read in the value of an attribute, too.
    """
    words = _APOSTROPHE.sub("\N{RIGHT SINGLE QUOTATION MARK}", re.sub(r"\s+", " ", value))
    head = re.match(r"[0-9A-Za-z]+\.", words)
    stop = head.end() - 1 if head else -1
    return "".join(
        f"&#{ord(c)};" if c in _MARKUP or i == stop or (i == 0 and c in "-.") else c
        for i, c in enumerate(words)
    )


def _in_yaml(source: Source, row: Row, start: int, end: int) -> Iterator[_Splice]:
    """Yield the scalars of a stretch of YAML that hold placeholders, written anew."""
    text = source.text[start:end]
    found = [*_PLACEHOLDER.finditer(text)]
    standing = _PLACEHOLDER.sub(lambda one: _STAND_IN * len(one[0]), text)
    above = source.text.count("\n", 0, start)
    tree = parse_yaml(Source(source.path, standing, ""), lines_above=above)
    whole = Source(source.path, source.text[:start] + standing, "")
    for key, span, value in sorted(_scalars(tree), key=lambda scalar: scalar[1]):
        first, last = whole.offset(span.start), whole.offset(span.end)
        inside = [one for one in found if first <= one.start() + start < last]
        if not inside:
            continue
        words, at = value, 0
        for one in inside:
            at = words.index(_STAND_IN * len(one[0]), at)
            words = words[:at] + row.value(one) + words[at + len(one[0]) :]
            at += len(row.value(one))
        alone = last - first == len(inside[0][0]) and not key
        # Every line after it stays where it is.
        lines = "\n" * source.text.count("\n", first, last)
        yield first, last, _scalar(words, plain=alone) + lines


def _scalars(tree: Tree) -> Iterator[tuple[bool, Span, str]]:
    """Yield every key and every text of a tree: whether it is a key, its place and its words."""
    for path, span in tree.keys.items():
        yield True, span, str(path[-1])
    for path, span in tree.values.items():
        value = tree.data
        for step in path:
            value = value[step]
        if isinstance(value, str):
            yield False, span, value


def _scalar(words: str, *, plain: bool) -> str:
    """Write a scalar; one that is a placeholder without quotes may become a number or nothing."""
    if plain and words in _WORDS:
        return _WORDS[words]
    if plain and _NUMBER.fullmatch(words):
        return words
    return json.dumps(words, ensure_ascii=False)  # which YAML 1.2.2 reads, section 1.3


def _spliced(text: str, splices: Sequence[_Splice]) -> str:
    made, done = [], 0
    for start, end, words in splices:
        made += [text[done:start], words]
        done = end
    return "".join((*made, text[done:]))


def _offset_before(splices: Sequence[_Splice], offset: int, *, end: bool) -> int:
    """Return where an offset of the filled text was in the template.

    What was filled in counts as the whole of the placeholder.
    """
    grown = 0
    for start, last, words in splices:
        if offset < start + grown or (end and offset == start + grown):
            break
        if offset < start + grown + len(words) or (end and offset == start + grown + len(words)):
            return last if end else start
        grown += len(words) - (last - start)
    return offset - grown
