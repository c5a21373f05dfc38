"""What a command says and where: data and results to stdout, everything else to stderr."""

from __future__ import annotations

import functools
import os
import posixpath
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from reportgen.cli.shell import ERRORS, FINE

if TYPE_CHECKING:  # what they import is for commands that have something to say
    from reportgen.diagnostics import Diagnostic, Suppressed
    from reportgen.files import Files
    from reportgen.terminal import MessageFormat

__all__ = [
    "Reporting",
    "find_project",
    "open_project",
    "project_argument",
    "reporting_options",
    "say_data",
    "write_files",
]

MESSAGE_FORMATS = ("full", "short", "json", "github", "sarif")
_TO_STDOUT = {"json", "github", "sarif"}
_DOCUMENTS = {"json", "sarif"}
_STAGES = {
    "import": "Reading the text",
    "read": "Reading the source",
    "check": "Checking the facts",
    "compose": "Composing the report",
    "pdf": "Laying out the PDF",
    "docx": "Writing the Word file",
    "epub": "Making the EPUB",
    "pictures-pdf": "Drawing the pages of the PDF",
    "pictures-docx": "Drawing the pages of the Word file",
    "pictures-epub": "Drawing the parts of the EPUB",
    "pictures-html": "Drawing the web page",
}


@dataclass(frozen=True)
class Reporting:
    """How much a command says, and in which form."""

    look: str = "full"
    colour: str = "auto"
    quiet: bool = False
    verbose: bool = False
    strict: bool = False

    def faults(
        self,
        diagnostics: Sequence[Diagnostic],
        files: Files,
        folder: Path,
        suppressed: Sequence[Suppressed] = (),
    ) -> int:
        """Show diagnostics with the lines of their files; return the exit code they call for.

        `suppressed` are listed with their reasons, unless the command is to be quiet, and call for
        no code.
        """
        if not diagnostics and not suppressed and self.look not in _DOCUMENTS:
            return FINE
        import shutil

        from reportgen import terminal
        from reportgen.diagnostics import fails

        to_stdout = self.look in _TO_STDOUT
        suppressed = () if self.quiet and not to_stdout else suppressed
        stream = sys.stdout if to_stdout else sys.stderr
        columns = shutil.get_terminal_size((110, 24)).columns if stream.isatty() else 110
        view = terminal.View(
            files, _as_seen(folder), colour=not to_stdout and self._coloured(stream),
            width=max(columns - 10, 40),
        )  # fmt: skip
        text = terminal.render(diagnostics, cast("MessageFormat", self.look), view, suppressed)
        if to_stdout:
            say_data(text)
        else:
            click.echo(text, err=True, nl=False, color=view.colour)
            if diagnostics or suppressed:
                click.echo(terminal.closing_line(diagnostics, suppressed), err=True)
        return ERRORS if fails(diagnostics, strict=self.strict) else FINE

    def heading(self, name: str) -> None:
        """Say of which report the diagnostics are that follow."""
        bold = self._coloured(sys.stderr)
        words = click.style(name, bold=True) if bold else name
        click.echo(f"\n{words}\n{'=' * len(name)}\n", err=True, color=bold)

    def result(self, text: str) -> None:
        """Say what came of the command; beside a document on stdout, on stderr."""
        if not self.quiet:
            click.echo(text, err=self.look in _DOCUMENTS)

    def remark(self, text: str) -> None:
        """Say something that is no result, on stderr."""
        if not self.quiet:
            click.echo(text, err=True)

    def _coloured(self, stream: Any) -> bool:
        if self.colour != "auto":
            return self.colour == "always"
        plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
        return not plain and bool(stream.isatty())

    @contextmanager
    def counting(self) -> Iterator[Callable[[str], None]]:
        """Tell the reader in words how far a long work is, on one line that is gone in the end."""
        if sys.stderr.isatty() and not self.quiet:
            line = _Line({}, counts=False)
            try:
                yield line.say
            finally:
                line.clear()
        else:
            yield lambda words: click.echo(words, err=True) if self.verbose else None

    @contextmanager
    def progress(
        self, expected: Mapping[str, float] | None = None
    ) -> Iterator[Callable[[str], None]]:
        """Tell the reader which stage is at work, on one line that is gone in the end.

        `expected` are the seconds that each stage took the last time: with them, it tells how long
        all is still likely to take.
        """
        if sys.stderr.isatty() and not self.quiet:
            line = _Line(expected or {})
            try:
                yield line.stage
            finally:
                line.clear()
        elif self.verbose:
            yield lambda stage: click.echo(_words(stage), err=True)
        else:
            yield lambda _stage: None


class _Line:
    """A line of stderr that says what is under way, for how long and how many seconds are left."""

    def __init__(self, expected: Mapping[str, float], *, counts: bool = True) -> None:
        self.words = ""
        self.expected = dict(expected)
        self.at_work = 0.0
        self.begun = time.monotonic()
        self.counts = counts
        self.over = threading.Event()
        self.lock = threading.Lock()
        threading.Thread(target=self.run, daemon=True).start()

    def stage(self, name: str) -> None:
        self.at_work = self.expected.pop(name, 0.0)
        self.say(_words(name))

    def say(self, words: str) -> None:
        with self.lock:
            self.words, self.begun = words, time.monotonic()
            self.draw()

    def run(self) -> None:
        while not self.over.wait(0.5):
            with self.lock:
                self.draw()

    def draw(self) -> None:
        seconds = int(time.monotonic() - self.begun)
        if self.words and not self.over.is_set():
            passed = f" {seconds} s" if seconds else ""
            left = round(sum(self.expected.values()) + max(self.at_work - seconds, 0))
            if passed and left:
                passed += f", about {left} s left"
            told = f"{self.words} ...{passed}" if self.counts else self.words
            click.echo(f"\r\x1b[K{told}", err=True, nl=False, color=True)

    def clear(self) -> None:
        with self.lock:
            self.over.set()
            click.echo("\r\x1b[K", err=True, nl=False, color=True)


def _words(stage: str) -> str:
    return _STAGES.get(stage, f"Making the {stage.upper()}")


def _as_seen(folder: Path) -> str:
    """Return a folder as seen from the reader's own, with forward slashes; empty for the same."""
    try:
        relative = os.path.relpath(folder)
    except ValueError:
        relative = str(folder)
    return "" if relative == "." else posixpath.join(*Path(relative).parts)


def say_data(data: str | bytes) -> None:
    """Write data to stdout as UTF-8, whatever the reader's locale; lines end as they are."""
    click.echo(data.encode() if isinstance(data, str) else data, nl=False)


def project_argument(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the argument PROJECT: the folder that holds `source/`."""
    return click.argument(
        "project",
        default=".",
        metavar="[PROJECT]",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
    )(command)


def find_project(folder: Path) -> Path:
    """Return the folder of the project: `folder` itself, or its parent if it is `source/`."""
    inside = (folder / "report.yaml").is_file() and not (folder / "source").is_dir()
    return folder.resolve().parent if inside and folder.resolve().name == "source" else folder


def open_project(folder: Path, reporting: Reporting) -> Files | None:
    """Open the project in `folder`; where there is none, say so."""
    from reportgen import files
    from reportgen.diagnostics import Failure

    try:
        return files.open_project(folder)
    except Failure as failure:
        reporting.faults(failure.diagnostics, files.DiskFiles(folder), folder)
        return None


def write_files(folder: Path, contents: Mapping[str, bytes], reporting: Reporting) -> bool:
    """Write files whole into `folder`; where that fails, say why."""
    from reportgen.diagnostics import Failure
    from reportgen.files import DiskFiles, write_whole

    try:
        write_whole(folder, contents)
    except Failure as failure:
        reporting.faults(failure.diagnostics, DiskFiles(folder), folder)
        return False
    return True


def reporting_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options on what it says, as one `reporting`."""

    @functools.wraps(command)
    def gathered(
        *args: Any,
        message_format: str,
        color: str,
        quiet: bool,
        verbose: bool,
        strict: bool = False,
        **others: Any,
    ) -> Any:
        reporting = Reporting(message_format, color, quiet, verbose, strict)
        return command(*args, reporting=reporting, **others)

    options = (
        click.option(
            "--message-format",
            type=click.Choice(MESSAGE_FORMATS),
            default="full",
            show_default=True,
            help="Form of the faults; json, github and sarif go to standard output.",
        ),
        click.option(
            "--color",
            type=click.Choice(("auto", "always", "never")),
            default="auto",
            help="Colours: by default on a terminal, unless NO_COLOR is set.",
        ),
        click.option("--quiet", "-q", is_flag=True, help="Say nothing but faults."),
        click.option("--verbose", "-v", is_flag=True, help="Name each stage, also in a pipe."),
    )
    for option in reversed(options):
        gathered = option(gathered)
    return gathered
