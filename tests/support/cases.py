"""Cases in Markdown: a heading names the test, fenced blocks change files and say what comes.

The first word after a fence says what the block does, the second names a file of the project:

    ```diff source/places.yaml   changes lines of the minimal project's file: a line that begins
                                 with `-` goes, one with `+` comes, one with a space stays; a block
                                 that only adds lines adds them at the end; `@@` parts two changes
    ```yaml source/places.yaml   any other word: the block is the whole file
    ```delete                    each line names a file to take away
    ```expect                    what reportgen says, in the order of places; empty for nothing

In a whole file `«3 words»` stands for the words three times, `«U+0000»` for a character,
`«byte FF»` for a byte that is no character, and `«picture»` for a picture of one dot.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from reportgen.diagnostics import Diagnostic, Failure, Span
from reportgen.files import BUNDLED, DiskFiles, Files, is_bundled
from support.project import MINIMAL, PICTURE

__all__ = ["Case", "read_cases", "rewrite_case", "shown"]

_FENCE = re.compile(r"(?P<ticks>`{3,})(?P<info>[^`]*)")
_HEADING = re.compile(r"## (?P<name>.+)")
_STAND_IN = re.compile(
    r"«(?:(?P<times>\d+) (?P<words>[^»]+)|U\+(?P<point>[0-9A-F]{4,6})"
    r"|byte (?P<byte>[0-9A-F]{2})|picture)»"
)
_WIDEST = 110


@dataclass
class Case:
    """One test: what is changed in the minimal project, and what is said of it."""

    name: str
    path: Path
    changes: dict[str, bytes | None] = field(default_factory=dict)
    expected: str | None = None


@dataclass
class _Block:
    info: list[str]
    lines: list[str]
    start: int
    """Number of lines of the file before the first line of the block."""


def read_cases(path: Path) -> list[Case]:
    """Read all cases of a file. Raises `ValueError` when the file does not keep to the format."""
    cases: list[Case] = []
    for item in _items(path.read_text(encoding="utf-8")):
        if isinstance(item, str):
            if item in {case.name for case in cases}:
                message = f"{path.name}: two cases are called {item!r}"
                raise ValueError(message)
            cases.append(Case(item, path))
        elif not cases:
            message = f"{path.name}: a block stands before the first heading"
            raise ValueError(message)
        else:
            _take(cases[-1], item)
    silent = [case.name for case in cases if case.expected is None]
    if silent:
        message = f"{path.name}: no `expect` block in {silent}"
        raise ValueError(message)
    return cases


def _items(text: str) -> Iterator[str | _Block]:
    """Yield headings and fenced blocks in their order."""
    block: _Block | None = None
    ticks = ""
    for number, line in enumerate(text.split("\n"), 1):
        fence = _FENCE.fullmatch(line)
        if block is not None:
            if line == ticks:
                yield block
                block = None
            else:
                block.lines.append(line)
        elif fence:
            ticks = fence["ticks"]
            block = _Block(fence["info"].strip().split(maxsplit=1), [], number)
        elif heading := _HEADING.fullmatch(line):
            yield heading["name"]
    if block is not None:
        message = f"line {block.start}: the block is never closed"
        raise ValueError(message)


def _take(case: Case, block: _Block) -> None:
    match block.info:
        case ["expect"] if case.expected is None:
            case.expected = "".join(f"{line}\n" for line in block.lines)
        case ["delete"]:
            case.changes |= dict.fromkeys(block.lines)
        case ["diff", path]:
            before = case.changes.get(path)
            text = MINIMAL[path] if before is None else before.decode()
            case.changes[path] = _patched(text, block.lines).encode()
        case [_, path] if path not in case.changes:
            case.changes[path] = _filled("".join(f"{line}\n" for line in block.lines))
        case _:
            message = f"{case.path.name}, {case.name!r}: what is ```{block.info}?"
            raise ValueError(message)


def _patched(text: str, lines: list[str]) -> str:
    for hunk in "\n".join(lines).split("\n@@\n"):
        changes = hunk.split("\n")
        if any(line[:1] not in {"-", "+", " "} for line in changes):
            message = f"a line of a diff begins with `-`, `+` or a space: {hunk}"
            raise ValueError(message)
        old = "".join(f"{line[1:]}\n" for line in changes if line[0] in "- ")
        new = "".join(f"{line[1:]}\n" for line in changes if line[0] in "+ ")
        if not old:
            text += new
            continue
        at = f"\n{text}".count(f"\n{old}")
        if at != 1:
            message = f"these lines stand {at} times in the file:\n{old}"
            raise ValueError(message)
        text = f"\n{text}".replace(f"\n{old}", f"\n{new}")[1:]
    return text


def _filled(text: str) -> bytes:
    data, at = b"", 0
    for match in _STAND_IN.finditer(text):
        data += text[at : match.start()].encode()
        if match["times"]:
            data += match["words"].encode() * int(match["times"])
        elif match[0] == "«picture»":
            data += PICTURE
        elif match["point"]:
            data += chr(int(match["point"], 16)).encode()
        else:
            data += bytes.fromhex(match["byte"])
        at = match.end()
    return data + text[at:].encode()


def rewrite_case(case: Case, said: str) -> None:
    """Put what is said now into the `expect` block of the case."""
    text = case.path.read_text(encoding="utf-8")
    lines, name = text.split("\n"), ""
    for item in _items(text):
        if isinstance(item, str):
            name = item
        elif name == case.name and item.info == ["expect"]:
            lines[item.start : item.start + len(item.lines)] = said.split("\n")[:-1]
            case.path.write_text("\n".join(lines), encoding="utf-8")
            return


# ------------------------------------------------------------ what is said, as text


def shown(files: Files, faults: Iterable[Diagnostic]) -> str:
    """Write diagnostics with the line of the source and everything that they say."""
    return "".join(f"{line}\n" for fault in faults for line in _fault(files, fault))


def _fault(files: Files, fault: Diagnostic) -> Iterator[str]:
    said = f"{fault.severity}[{fault.code}]: {fault.message}"
    yield f"{_place(fault.span)}: {said}" if fault.span else said
    if fault.span:
        yield from _excerpt(files, fault.span)
    for note in fault.notes:
        place = f"{_place(note.span)}: " if note.span else ""
        yield f"  note: {place}{note.message}"
    if fault.help:
        yield f"  help: {fault.help}"


def _place(span: Span) -> str:
    return f"{span.path}:{span.start.line}:{span.start.column}"


def _excerpt(files: Files, span: Span) -> Iterator[str]:
    """Yield the line of the source and a mark under the span; `>` where it goes on below."""
    line = _line(files, span)
    if not line.strip() or len(line) > _WIDEST or not line.isprintable():
        return
    yield f"  | {line}"
    goes_on = span.end.line > span.start.line
    end = len(line) + 1 if goes_on else span.end.column
    mark = "^" * max(end - span.start.column, 1) + (">" if goes_on else "")
    yield f"  | {' ' * (span.start.column - 1)}{mark}"


def _line(files: Files, span: Span) -> str:
    home = DiskFiles(BUNDLED) if is_bundled(span.path) else files
    try:
        text = home.read(span.path).decode("utf-8-sig", "replace")
    except Failure:
        return ""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return lines[span.start.line - 1] if span.start.line <= len(lines) else ""
