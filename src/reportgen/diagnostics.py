"""Faults as data: where they are, what is wrong, how to mend them.

This module never prints and never decides what happens next: `terminal` renders a diagnostic and
`cli` chooses the exit code.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Generic, Literal, TypeVar

__all__ = [
    "Diagnostic",
    "Edit",
    "Failure",
    "Note",
    "Outcome",
    "Position",
    "Severity",
    "Span",
    "Suppressed",
    "did_you_mean",
    "error",
    "exhausted",
    "fails",
    "from_plain",
    "has_errors",
    "in_plain",
    "missing_extra",
    "moved",
    "remark",
    "warning",
]

T = TypeVar("T")


@dataclass(frozen=True, order=True)
class Position:
    """A place in a text file: line and column count from 1, columns in characters."""

    line: int
    column: int


@dataclass(frozen=True, order=True)
class Span:
    """A stretch of one file, from `start` up to but not including `end`.

    `path` is relative to the project, with forward slashes; a file of a bundled style begins
    with `plain/` or `bundled/`.
    """

    path: str
    start: Position
    end: Position

    @classmethod
    def at(cls, path: str, line: int = 1, column: int = 1, *, width: int = 1) -> Span:
        """Make a span on one line, `width` characters wide."""
        return cls(path, Position(line, column), Position(line, column + width))


class Severity(StrEnum):
    """How much a diagnostic weighs.

    An error stops the build, a warning does under `--strict`, and a note never does.
    """

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True)
class Note:
    """A second place or a remark that belongs to a diagnostic."""

    message: str
    span: Span | None = None


@dataclass(frozen=True)
class Edit:
    """A change of one file: what stands in `span` becomes `text`; an empty span is an insertion."""

    span: Span
    text: str


@dataclass(frozen=True)
class Diagnostic:
    """One fault of the source.

    `code` names the fault in kebab-case and has a heading in `docs/diagnostics.md`; `message` is
    one fact in lower case without a full stop; `help` says how to mend it. `edits`, when there
    are any, mend it together without changing what the report means.
    """

    code: str
    severity: Severity
    message: str
    span: Span | None = None
    notes: tuple[Note, ...] = ()
    help: str | None = None
    edits: tuple[Edit, ...] = ()

    @property
    def sort_key(self) -> tuple[str, Position, str, str]:
        """Order diagnostics by file, then place, then code."""
        if self.span is None:
            return ("", Position(0, 0), self.code, self.message)
        return (self.span.path, self.span.start, self.code, self.message)


@dataclass(frozen=True)
class Suppressed:
    """A diagnostic that is not held against the report: an editor waived it, or it is known.

    `by` is `waiver` for a comment in the source, which stands at `span` and gives the `reason`,
    and `baseline` for the list of findings that a project had when it began to be checked.
    """

    diagnostic: Diagnostic
    by: Literal["waiver", "baseline"]
    reason: str
    span: Span | None = None


class Failure(Exception):  # noqa: N818 - the architecture's word: a stage that failed, with its faults
    """Raised by a stage that cannot go on; carries every fault that the stage found."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Keep the faults in the order of their places."""
        self.diagnostics = tuple(sorted(diagnostics, key=lambda d: d.sort_key))
        super().__init__("; ".join(f"{d.code}: {d.message}" for d in self.diagnostics))


@dataclass(frozen=True)
class Outcome(Generic[T]):
    """What a stage made, with the warnings it has to say about it."""

    value: T
    diagnostics: tuple[Diagnostic, ...] = ()


def error(
    code: str,
    message: str,
    span: Span | None = None,
    *,
    help: str | None = None,
    notes: Iterable[Note] = (),
) -> Diagnostic:
    """Make a diagnostic that stops the build."""
    return Diagnostic(code, Severity.ERROR, message, span, tuple(notes), help)


def warning(
    code: str,
    message: str,
    span: Span | None = None,
    *,
    help: str | None = None,
    notes: Iterable[Note] = (),
) -> Diagnostic:
    """Make a diagnostic that stops the build only under `--strict`."""
    return Diagnostic(code, Severity.WARNING, message, span, tuple(notes), help)


def remark(
    code: str,
    message: str,
    span: Span | None = None,
    *,
    help: str | None = None,
    notes: Iterable[Note] = (),
) -> Diagnostic:
    """Make a diagnostic that stops nothing."""
    return Diagnostic(code, Severity.NOTE, message, span, tuple(notes), help)


def missing_extra(what: str, extra: str, packages: Iterable[str]) -> Diagnostic:
    """Say that `what` needs packages that only an extra of reportgen brings."""
    names = list(packages)
    are = "is" if len(names) == 1 else "are"
    return error(
        "missing-extra",
        f"{what} needs {' and '.join(names)}, which {are} not installed",
        help=f"run `pip install 'reportgen[{extra}]'`",
    )


_EXHAUSTED = {
    getattr(errno, name, 0)
    for name in ("EDQUOT", "EFBIG", "EMFILE", "ENFILE", "ENOMEM", "ENOSPC", "EROFS")
} - {0}


def exhausted(fault: Exception) -> Diagnostic | None:
    """Say that the machine has no room, memory or files left; None for any other fault."""
    if isinstance(fault, MemoryError):
        what = "memory has run out"
    elif isinstance(fault, OSError) and fault.errno in _EXHAUSTED:
        where = f"`{fault.filename}`: " if fault.filename else ""
        what = f"{where}{fault.strerror}"
    else:
        return None
    return error(
        "machine-exhausted",
        f"this machine has not what the command needs: {what}",
        help="make room, on the disk for temporary files too (TMPDIR), or raise the limits of the "
        "user",
    )


def moved(diagnostic: Diagnostic, to: Callable[[str], str]) -> Diagnostic:
    """Return the diagnostic as seen from another folder: `to` gives each path its new form."""

    def at(span: Span) -> Span:
        return replace(span, path=to(span.path))

    return replace(
        diagnostic,
        span=diagnostic.span and at(diagnostic.span),
        notes=tuple(replace(note, span=note.span and at(note.span)) for note in diagnostic.notes),
        edits=tuple(replace(edit, span=at(edit.span)) for edit in diagnostic.edits),
    )


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Tell whether any of the diagnostics stops the build."""
    return any(d.severity is Severity.ERROR for d in diagnostics)


def fails(diagnostics: Iterable[Diagnostic], *, strict: bool) -> bool:
    """Tell whether the diagnostics stop the work: with `strict`, warnings do as errors do."""
    stopping = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    return any(d.severity in stopping for d in diagnostics)


def in_plain(diagnostics: Iterable[Diagnostic]) -> list[list[Any]]:
    """Return diagnostics as lists of text and numbers, from which `from_plain` makes them again."""
    return [
        [
            d.code, d.severity.value, d.message, _plain_span(d.span),
            [[note.message, _plain_span(note.span)] for note in d.notes],
            d.help,
            [[_plain_span(edit.span), edit.text] for edit in d.edits],
        ]
        for d in diagnostics
    ]  # fmt: skip


def from_plain(plain: Iterable[list[Any]]) -> tuple[Diagnostic, ...]:
    """Make diagnostics of what `in_plain` returned."""
    return tuple(
        Diagnostic(
            code, Severity(severity), message, _span_of(span),
            tuple(Note(words, _span_of(place)) for words, place in notes),
            help,
            tuple(Edit(_sure(_span_of(place)), text) for place, text in edits),
        )
        for code, severity, message, span, notes, help, edits in plain
    )  # fmt: skip


def _plain_span(span: Span | None) -> list[Any] | None:
    if span is None:
        return None
    return [span.path, span.start.line, span.start.column, span.end.line, span.end.column]


def _span_of(plain: list[Any] | None) -> Span | None:
    if plain is None:
        return None
    path, line, column, last, end = plain
    return Span(path, Position(line, column), Position(last, end))


def _sure(span: Span | None) -> Span:
    assert span is not None  # noqa: S101 - an edit always has a place
    return span


def did_you_mean(word: str, known: Iterable[str], *, noun: str = "one") -> str:
    """Say which known word was probably meant, and list them all when they are few."""
    import difflib  # noqa: PLC0415 - only where something is wrong

    names = sorted(known)
    close = difflib.get_close_matches(word.casefold(), [n.casefold() for n in names], n=1)
    guess = next((n for n in names if close and n.casefold() == close[0]), None)
    few = 16
    listing = f"{noun} of: {', '.join(names)}" if names and len(names) <= few else ""
    if guess and listing:
        return f"did you mean `{guess}`? {listing}"
    if guess:
        return f"did you mean `{guess}`?"
    if names:
        return listing or f"none of the {len(names)} known is like it"
    return "none is known yet"
