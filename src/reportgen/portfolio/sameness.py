"""What reports of a portfolio have in common and must not; and what is said of several at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from reportgen.diagnostics import Diagnostic, Failure, Note, Span, error
from reportgen.files import Files
from reportgen.portfolio.members import Member
from reportgen.portfolio.record import Entry
from reportgen.source import read_source
from reportgen.yamltree import parse_yaml

__all__ = ["merged", "used_twice"]

_MOST_NAMED = 3


def used_twice(
    files: Files, entries: Iterable[Entry], members: Mapping[str, Member]
) -> Iterator[Diagnostic]:
    """Report every number and every slug that more than one report has."""
    known = [entry for entry in entries if entry.artifacts]
    for key in ("number", "slug"):
        users: dict[str, list[Member]] = defaultdict(list)
        for entry in known:
            users[getattr(entry.facts, key)].append(members[entry.name])
        for value, found in users.items():
            if len(found) > 1:
                first, *others = found
                shown = others[:_MOST_NAMED]
                notes = [
                    Note(f"`{one.name}` has it, too", _place(files, one, key)) for one in shown
                ]
                if len(others) > len(shown):
                    notes.append(Note(f"and {len(others) - len(shown):,} more have it"))
                yield error(
                    "duplicate-report",
                    f"{len(found):,} reports have the {key} `{value}`",
                    _place(files, first, key),
                    notes=notes,
                    help=f"give each report a {key} of its own",
                )


def _place(files: Files, member: Member, key: str) -> Span:
    """Return where a report says its number or slug; of one made of a row, the row."""
    if member.row is not None:
        return member.row.span
    path = f"{member.folder}/source/report.yaml"
    try:
        return parse_yaml(read_source(files, path)).span((key,))
    except Failure:
        return Span.at(path)


def merged(
    said: Mapping[str, Sequence[Diagnostic]], members: Mapping[str, Member]
) -> dict[str, tuple[Diagnostic, ...]]:
    """Say once what is found at one place of a template or a shared file in several reports.

    It is said of the first report, with how many others it concerns.
    """
    users: dict[tuple[object, ...], list[str]] = defaultdict(list)
    for name, diagnostics in said.items():
        for key in dict.fromkeys(_common(fault, members[name]) for fault in diagnostics):
            users[key].append(name)
    found: dict[str, tuple[Diagnostic, ...]] = {}
    for name, diagnostics in said.items():
        kept = []
        for fault in diagnostics:
            first, *others = users[_common(fault, members[name])]
            if name == first:
                kept.append(_with(fault, others))
        found[name] = tuple(kept)
    return found


def _common(fault: Diagnostic, member: Member) -> tuple[object, ...]:
    """Return what is the same of a fault that several reports have in common."""
    if fault.span is None:
        return (member.name, fault)
    if member.row is not None and fault.span.path.startswith(f"{member.folder}/"):
        return (fault.code, fault.span)
    return (fault,)


def _with(fault: Diagnostic, others: Sequence[str]) -> Diagnostic:
    if not others:
        return fault
    words = f"the same in {len(others):,} more reports, such as `{others[0]}`"
    if len(others) == 1:
        words = f"the same in `{others[0]}`"
    return replace(fault, notes=(*fault.notes, Note(words)))
