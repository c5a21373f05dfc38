"""`preview`: the report, live in the browser."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reportgen.cli.reporting import (
    Reporting,
    find_project,
    open_project,
    project_argument,
    reporting_options,
)
from reportgen.cli.shell import ERRORS, FINE, USAGE

if TYPE_CHECKING:  # the models cost 0.2 s
    from reportgen.live.desk import Look

__all__ = ["preview"]


@click.command(
    epilog="""\b
Examples:
  reportgen preview
  reportgen preview ../river-trade --no-open --port 8000
  reportgen preview --editor idea
  reportgen preview --editor 'vscode://file/{file}:{line}:{column}'"""
)
@project_argument
@click.option("--open/--no-open", "opens", default=True, help="Open the browser.  [default: open]")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    help="Port of this machine; 0 finds a free one.",
)
@click.option(
    "--editor", "-e", metavar="NAME|LINK",
    help="Editor for links: its name, or a link with {file}, {line} and {column}.  "
    "[default: REPORTGEN_EDITOR, else the one that is installed]",
)  # fmt: skip
@reporting_options
def preview(
    project: Path, *, opens: bool, port: int, editor: str | None, reporting: Reporting
) -> int:
    """Show the report in the browser, and each change as it is saved.

    The page is the HTML edition itself; the PDF follows behind it. Faults stand over the last good
    page until they are mended. Double click on a passage opens its line in your editor. Only this
    machine can see the preview, and nothing is written. Ctrl-C ends it.
    """
    from reportgen import live
    from reportgen.diagnostics import Failure

    chosen = editor or live.default_editor()
    template = live.template_of(chosen)
    if template is None:
        known = ", ".join(live.EDITORS)
        message = f"{chosen!r} is neither an editor ({known}) nor a link with {{file}}"
        raise click.BadParameter(message, param_hint="--editor")
    folder = find_project(project)
    files = open_project(folder, reporting)
    if files is None:
        return USAGE
    missing = live.missing_libraries()
    if missing:
        reporting.faults(missing, files, folder)
        return ERRORS
    try:
        listening = live.listen(port)
    except Failure as failure:
        reporting.faults(failure.diagnostics, files, folder)
        return ERRORS

    def ready() -> None:
        reporting.result(f"The report is at {listening.address}")
        reporting.remark("Ctrl-C ends the preview.")
        if opens:
            import threading
            import webbrowser

            # Some browsers return only when they are closed.
            threading.Thread(target=webbrowser.open, args=(listening.address,), daemon=True).start()

    live.serve(
        folder, template, listening,
        ready=ready, say=lambda look, paths: reporting.remark(_line(look, paths)),
    )  # fmt: skip
    reporting.remark("The preview has ended.")
    return FINE


def _line(look: Look, paths: tuple[str, ...]) -> str:
    """Say on one line what changed, what came of it, and in which time."""
    from reportgen.files import ENDINGS
    from reportgen.terminal import closing_line

    # What an editor writes beside the file, and takes away again, has no ending of a source.
    named = [path for path in paths if "/." not in path and Path(path).suffix in ENDINGS]
    what = named[0] if named else "the project"
    if len(named) > 1:
        what += f" and {len(named) - 1} more"
    said = closing_line(look.diagnostics)
    outcome = "seen" if look.good else "not to be shown yet"
    outcome += f", {said}" if said else ""
    return f"{time.strftime('%H:%M:%S')}  {what}: {outcome}  {look.milliseconds} ms"
