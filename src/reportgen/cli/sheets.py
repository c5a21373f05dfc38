"""A spreadsheet into the register: what it changes is shown before it is written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reportgen.cli.amending import checked, named, settle
from reportgen.cli.reporting import (
    Reporting,
    find_project,
    open_project,
    write_files,
)
from reportgen.cli.shell import ERRORS, FINE, USAGE, shown

if TYPE_CHECKING:  # the models cost 0.2 s
    from reportgen.amend import Draft
    from reportgen.files import Files
    from reportgen.sheets import EntryChange, Merge, Table

__all__ = ["SHEETS", "import_sheet"]

SHEETS = (".csv", ".tsv", ".xlsx", ".xlsm")
"""The endings of files that `import_sheet` takes."""

_LONG = 60
"""Characters of a value that still stands beside the one before it."""


def import_sheet(
    file: Path,
    project: Path,
    mapping: Path | None,
    reporting: Reporting,
    *,
    yes: bool,
    dry_run: bool,
) -> int:
    """Merge a CSV file or an Excel workbook into the register of a project."""
    from reportgen.amend import Draft
    from reportgen.diagnostics import Failure, has_errors
    from reportgen.files import PatchedFiles
    from reportgen.sheets import merge

    folder = find_project(project)
    files = open_project(folder, reporting)
    if files is None:
        return USAGE
    path = Path(os.path.relpath(file, folder)).as_posix()
    seen: Files = files
    try:
        data = _bytes(file)
        # The lines of a text file are shown beside its faults.
        seen = PatchedFiles(files, {path: data})
        draft = Draft(files)
        table = _table(path, data, mapping, draft, reporting)
        if table is None:
            return ERRORS
        merged = merge(table, draft)
        contents = draft.contents()
    except Failure as failure:
        return reporting.faults(failure.diagnostics, seen, folder)
    for remark in merged.remarks:
        reporting.remark(f"{shown(file)}: {remark}")
    if not contents:
        reporting.result(f"{shown(file)} says what the register says: nothing to change")
        return FINE
    amended = PatchedFiles(files, contents)
    with reporting.progress() as progress:
        progress("check")
        said = merged.at_cells(checked(amended), amended)
    changed = [p for p in said if has_errors([p]) or (p.span and p.span.path == path)]
    if changed:
        reporting.faults(changed, PatchedFiles(seen, contents), folder)
    if has_errors(changed):
        reporting.remark("Nothing was written.")
        return ERRORS
    reporting.result("\n".join(_described(merged)))
    ended = settle(contents, files, folder, reporting, yes=yes, dry_run=dry_run, sure=False)
    if ended is not None:
        return ended
    reporting.result(f"Written: {named(contents, folder)}")
    return FINE


def _bytes(file: Path) -> bytes:
    from reportgen.files import DiskFiles

    return DiskFiles(file.parent).read(file.name)


def _table(
    path: str, data: bytes, mapping: Path | None, draft: Draft, reporting: Reporting
) -> Table | None:
    """Read the file, through a mapping when there is one; propose a mapping where it is missing."""
    from reportgen.files import DiskFiles
    from reportgen.sheets import is_ours, mapped, proposal, read_mapping, read_table

    if mapping is not None and mapping.exists():
        meaning = read_mapping(DiskFiles(mapping.parent), mapping.name)
        return mapped(read_table(path, data, meaning.sheet), meaning)
    table = read_table(path, data)
    if mapping is not None:
        text = proposal(table, draft).encode()
        if write_files(mapping.parent, {mapping.name: text}, reporting):
            reporting.remark(
                f"{shown(mapping)} was not there: a mapping is proposed in it. Look through it, "
                "then run this command again."
            )
        return None
    if not is_ours(table):
        message = (
            f"the columns of {path} are not those of the register ({', '.join(table.heads)}): give "
            "--map FILE, which is proposed where it is not there yet"
        )
        raise click.UsageError(message)
    return table


def _described(merged: Merge) -> Iterator[str]:
    """Say what changes, item by item, and count it at the end."""
    from reportgen.terminal import counted, visible

    for change in merged.changes:
        mark = "" if change.kind == "changed" else f"{change.kind}: "
        yield visible(f"{mark}{change.id}  {change.title}")
        yield from map(visible, _fields(change))
    kinds = [change.kind for change in merged.changes]
    counts = [
        counted(kinds.count(kind), f"{kind} item")
        for kind in ("changed", "new", "removed") if kind in kinds
    ]  # fmt: skip
    yield f"{', '.join(counts)}"


def _fields(change: EntryChange) -> Iterator[str]:
    width = max((len(field.column) for field in change.fields), default=0)
    for field in change.fields:
        name = f"    {field.column:{width}}  "
        before, after = field.before or "(empty)", field.after or "(empty)"
        if change.kind == "new":
            yield f"{name}{after}"
        elif len(before) + len(after) <= _LONG:
            yield f"{name}{before} → {after}"
        else:
            yield f"{name}{before}"
            yield f"    {'':{width}}  → {after}"
