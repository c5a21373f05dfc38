"""How every command begins and ends: exit codes, interruptions, closed pipes and our own bugs."""

from __future__ import annotations

import gc
import io
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import click

__all__ = ["BUG", "ERRORS", "FINE", "INTERRUPTED", "USAGE", "Shell", "show_versions", "shown"]

FINE, ERRORS, USAGE, BUG, INTERRUPTED = 0, 1, 2, 70, 130
"""Exit codes; 70 is EX_SOFTWARE of sysexits.h, and 130 what a shell says of Ctrl-C."""

_CLOSED_PIPE = 141
"""What a shell says of a program that wrote to a reader who had left."""


GARBAGE = (200_000, 50, 100)
"""How many new objects bring on a search for garbage, and how many searches a longer one.

A report is trees of small objects that live until it is made: Python's own numbers search them
again and again, for an eighth of the time of a build.
"""


class Shell(click.Group):
    """A group whose commands return their exit code, and which ends calmly whatever happens."""

    def __init__(
        self, name: str | None = None, *, commands_in: Mapping[str, str], **options: Any
    ) -> None:
        """Know of each command its name, and where in `reportgen.cli` it stands."""
        super().__init__(name, commands={n: click.Command(n) for n in commands_in}, **options)
        self.commands_in = commands_in

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List the commands in their given order: the everyday ones first."""
        del ctx
        return list(self.commands_in)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command when it is asked for."""
        del ctx
        if cmd_name not in self.commands_in:
            return None
        module, _, name = self.commands_in[cmd_name].rpartition(".")
        command: click.Command = getattr(import_module(f"reportgen.cli.{module}"), name)
        return command

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,  # noqa: FBT001, FBT002 - click's own signature
        **extra: Any,
    ) -> Any:
        """Run a command and, unless told otherwise, exit with its code."""

        def run() -> Any:
            return super(Shell, self).main(
                args, prog_name, complete_var, standalone_mode=False, **extra
            )

        if not standalone_mode:
            return run()
        _open_what_is_closed()
        _leave_tidily()
        gc.set_threshold(*GARBAGE)
        # Looking for pydantic's plugins reads the metadata of every package that is installed.
        os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
        sys.exit(_exit_code(run))

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a reader who closed the pipe has had enough, which is no fault."""
        try:
            code = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            # What is left in the buffers has nowhere to go; without this Python would complain.
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            return _CLOSED_PIPE
        return code


def _open_what_is_closed() -> None:
    """Give a command that was started without standard files ones that go nowhere.

    Else Python has none of them, and the first file that is opened gets what is printed.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # which takes the lowest number that is free: this one
        if getattr(sys, name) is None:
            mode = "w" if number else "r"
            setattr(sys, name, os.fdopen(number, mode, encoding="utf-8", closefd=False))


def _leave_tidily() -> None:
    """Let who ends the command, or closes its terminal, have it end its processes and tidy up.

    Without that, what it has started would go on, and its temporary files would stay.
    """
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _leave)


def _leave(number: int, frame: object) -> None:
    del frame
    raise SystemExit(128 + number)  # as a shell says it


def _exit_code(run: Callable[[], Any]) -> int:
    """Run a command and turn whatever comes of it into an exit code."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A name of a file that the reader's locale cannot write is no reason to stop.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        code = run()
    except click.ClickException as fault:
        fault.show()
        return fault.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted.", err=True)
        return INTERRUPTED
    except Exception as fault:  # noqa: BLE001 - the last resort: a calm line for a bug of ours
        return _own_bug(fault)
    return code if isinstance(code, int) else FINE


def _own_bug(fault: Exception) -> int:
    from reportgen.diagnostics import exhausted

    lacking = exhausted(fault)
    if lacking is not None and os.environ.get("REPORTGEN_DEBUG") != "1":
        click.echo(f"error[{lacking.code}]: {lacking.message}\n  = help: {lacking.help}", err=True)
        return ERRORS
    if os.environ.get("REPORTGEN_DEBUG") == "1":
        import traceback

        traceback.print_exception(fault)
    said = " ".join(f"{type(fault).__name__}: {fault}".split()).removesuffix(":")
    click.echo(
        f"reportgen has met a bug of its own ({said}). Please report it on the project's issue "
        "tracker; REPORTGEN_DEBUG=1 shows where it happened.",
        err=True,
    )
    return BUG


def show_versions(ctx: click.Context, parameter: click.Parameter, asked: bool) -> None:  # noqa: FBT001 - click's own signature of a callback
    """Print the versions that a result depends on, and leave."""
    del parameter
    if not asked or ctx.resilient_parsing:
        return
    import importlib.metadata
    import platform

    from reportgen import __version__, pandoc
    from reportgen.diagnostics import Failure

    try:
        converter = pandoc.version()
    except Failure:
        converter = "not found (see reportgen doctor)"
    try:
        layout = importlib.metadata.version("weasyprint")
    except importlib.metadata.PackageNotFoundError:
        layout = "not found (see reportgen doctor)"
    click.echo(f"reportgen {__version__}")
    click.echo(f"pandoc {converter}")
    click.echo(f"WeasyPrint {layout}")
    click.echo(f"Python {platform.python_version()}")
    ctx.exit()


def shown(path: str | Path) -> str:
    """Return a path as seen from the reader's folder, when it lies below it."""
    try:
        relative = os.path.relpath(path)
    except ValueError:
        return str(path)
    return str(path) if relative.startswith("..") and Path(path).is_absolute() else relative
