"""How every command ends that changes the source: checked, shown, asked for, written whole."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reportgen.cli.reporting import Reporting, write_files
from reportgen.cli.shell import ERRORS, FINE, shown

if TYPE_CHECKING:  # the models cost 0.2 s
    from reportgen.diagnostics import Diagnostic
    from reportgen.files import Files

__all__ = ["asks", "changed_lines", "checked", "difference", "named", "settle", "writing_options"]


def writing_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of what changes the source: `yes` and `dry_run`."""
    for option in (
        click.option(
            "--dry-run", "--diff", "dry_run", is_flag=True,
            help="Show the lines that would change, and write nothing.",
        ),
        click.option("--yes", "-y", is_flag=True, help="Write without asking."),
    ):  # fmt: skip
        command = option(command)
    return command


def asks() -> bool:
    """Tell whether there is someone to ask."""
    return sys.stdin.isatty()


def checked(amended: Files) -> tuple[Diagnostic, ...]:
    """Read, check and compose the project as it would be, and return all that is said of it."""
    from reportgen import build
    from reportgen.diagnostics import Failure

    try:
        return build.check(amended).diagnostics
    except Failure as failure:
        return failure.diagnostics


def settle(
    contents: Mapping[str, bytes],
    files: Files,
    folder: Path,
    reporting: Reporting,
    *,
    yes: bool,
    dry_run: bool,
    sure: bool,
) -> int | None:
    """Show the changed lines when they are wanted, ask unless told, and write all files or none.

    Returns an exit code when nothing was written; `sure` says that nobody need be asked.
    """
    if dry_run:
        for line in changed_lines(contents, files):
            reporting.result(line)
        reporting.remark("Nothing was written.")
        return FINE
    if not yes and not sure:
        if not asks():
            message = "there is nobody to ask: give --yes to write, or --dry-run to look"
            raise click.UsageError(message)
        if not click.confirm("Write this?", default=True):
            reporting.remark("Nothing was written.")
            return FINE
    return None if write_files(folder, contents, reporting) else ERRORS


def changed_lines(contents: Mapping[str, bytes], files: Files) -> Iterator[str]:
    """Yield the changed lines of files as a terminal shows them."""
    from reportgen.terminal import visible

    yield from (visible(line.rstrip("\r")) for line in difference(contents, files))


def difference(contents: Mapping[str, bytes], files: Files) -> Iterator[str]:
    """Yield what changes in files as `patch` reads it, without line ends; a picture is named."""
    for path, data in contents.items():
        if b"\0" in data:
            yield f"new file {path}, {len(data):,} bytes"
            continue
        there = files.exists(path)
        old = _lines(files.read(path)) if there else []
        before = f"a/{path}" if there else "/dev/null"
        yield from difflib.unified_diff(old, _lines(data), before, f"b/{path}", lineterm="")


def _lines(data: bytes) -> list[str]:
    return data.decode().removesuffix("\n").split("\n")


def named(paths: Mapping[str, bytes], folder: Path) -> str:
    """Name files as the reader sees them."""
    return ", ".join(shown(folder / path) for path in paths)
