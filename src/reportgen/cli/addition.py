"""How every `add` ends: checked, shown, asked for, written, and what is still to do said."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reportgen.cli.amending import changed_lines, checked, settle
from reportgen.cli.reporting import Reporting, open_project
from reportgen.cli.shell import ERRORS, FINE, USAGE, shown

if TYPE_CHECKING:  # the models cost 0.2 s
    from reportgen.amend import Draft
    from reportgen.diagnostics import Diagnostic, Span
    from reportgen.files import Files

__all__ = ["Addition", "key_for", "option", "project_option"]


def project_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the option of the project that it adds to."""
    return click.option(
        "--project",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        default=".",
        help="Project to add to.  [default: this folder]",
    )(command)


def key_for(kind: str, said: Mapping[str, str]) -> str:
    """Propose a key for an entry of which something is known."""
    name = said.get("name") or said.get("cite_as") or said.get("title") or kind
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40]


def option(name: str) -> str:
    """Return the option that gives a field."""
    return f"--{name.replace('_', '-')}"


class Addition:
    """What every `add` does with its draft.

    `identity` and `path` say what is added and in which file, `todo` what is left to its author;
    `field_at` names the field that a fault of the amended project is in, if it is in what is added,
    with "" for the whole of it.
    """

    def __init__(self, folder: Path, reporting: Reporting, *, yes: bool, dry_run: bool) -> None:
        """Add to the project in `folder`."""
        self.folder, self.reporting = folder, reporting
        self.yes, self.dry_run = yes, dry_run
        self.asked = False
        self.identity, self.path, self.todo = "", "", ""
        self.field_at: Callable[[Diagnostic, Files], str | None] = lambda *_: None

    def run(self, change: Callable[[Draft], dict[str, bytes]]) -> int:
        """Carry `change` out on a draft of the project, which it may amend; return an exit code.

        It returns the other files that it makes.
        """
        from reportgen.amend import Draft
        from reportgen.diagnostics import Failure, has_errors
        from reportgen.files import PatchedFiles

        files = open_project(self.folder, self.reporting)
        if files is None:
            return USAGE
        try:
            draft = Draft(files)
            contents = {**change(draft), **draft.contents()}
        except Failure as failure:
            return self.reporting.faults(failure.diagnostics, files, self.folder)
        amended = PatchedFiles(files, contents)
        with self.reporting.progress() as progress:
            progress("check")
            said = checked(amended)
        new = self.path if not files.exists(self.path) else None
        mine = [
            p for p in said
            if has_errors([p]) or f"`{self.identity}`" in p.message
            or (p.span is not None and p.span.path == new)
        ]  # fmt: skip
        if has_errors(mine):
            unwritten = [
                self._of_today(p, contents, files, amended) for p in mine if has_errors([p])
            ]
            self.reporting.faults(unwritten, files, self.folder)
            self.reporting.remark("\n".join(changed_lines(contents, files)))
            self.reporting.remark("Nothing was written; the lines above would have been.")
            return ERRORS
        place = self._place(contents, files)
        if self.asked and not self.dry_run:
            for line in changed_lines(contents, files):
                click.echo(line)
        ended = settle(
            contents, files, self.folder, self.reporting, yes=self.yes, dry_run=self.dry_run,
            sure=not self.asked,
        )  # fmt: skip
        if ended is not None:
            return ended
        self.reporting.result(f"Added {self.identity}: {place}")
        if self.todo:
            self.reporting.remark(f"To do: {self.todo}")
        return self.reporting.faults(mine, amended, self.folder) if mine else FINE

    def _of_today(
        self, fault: Diagnostic, contents: Mapping[str, bytes], files: Files, amended: Files
    ) -> Diagnostic:
        """Say a fault of the amended project with what the user gave, and places that there are."""
        from dataclasses import replace

        field = self.field_at(fault, amended)
        name = field and (field if self.asked else option(field))
        return replace(
            fault,
            message=f"{name}: {fault.message}" if name else fault.message,
            span=None if field is not None else _place_of_today(fault.span, contents, files),
            notes=tuple(
                replace(note, span=_place_of_today(note.span, contents, files))
                for note in fault.notes
            ),
            edits=(),
        )

    def _place(self, contents: Mapping[str, bytes], files: Files) -> str:
        """Return the file and line of what is added, as an editor opens it."""
        new = contents[self.path].decode("utf-8-sig").splitlines()
        old = _lines(files, self.path)
        first = _alike(old, new)
        named = (n for n, line in enumerate(new[first:], first + 1) if self.identity in line)
        return f"{shown(self.folder / self.path)}:{next(named, first + 1)}"


def _lines(files: Files, path: str) -> list[str]:
    return files.read(path).decode("utf-8-sig").splitlines() if files.exists(path) else []


def _alike(one: list[str], other: list[str]) -> int:
    """Return how many lines two texts begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(one), len(other)))


def _place_of_today(span: Span | None, contents: Mapping[str, bytes], files: Files) -> Span | None:
    """Return where a place of an amended file is now; None for one in the lines that are new."""
    from dataclasses import replace

    if span is None or span.path not in contents:
        return span
    old, new = _lines(files, span.path), contents[span.path].decode("utf-8-sig").splitlines()
    before = _alike(old, new)
    behind = len(new) - min(_alike(old[::-1], new[::-1]), len(old) - before)
    if span.start.line <= before:
        return span
    if span.start.line <= behind:
        return None
    moved = (replace(at, line=at.line - len(new) + len(old)) for at in (span.start, span.end))
    return type(span)(span.path, *moved)
