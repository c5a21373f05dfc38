"""`style`: what styles there are, how one looks, and its reference document for Word."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from reportgen.cli.reporting import (
    Reporting,
    find_project,
    project_argument,
    reporting_options,
    write_files,
)
from reportgen.cli.shell import ERRORS, FINE, shown

if TYPE_CHECKING:  # the models cost 0.2 s
    from reportgen.files import Files

__all__ = ["style"]

_name = click.option(
    "--style", "-s", "name", metavar="NAME",
    help="The style.  [default: that of report.yaml, else plain]",
)  # fmt: skip


@click.group(
    epilog="""\b
Examples:
  reportgen style list
  reportgen style preview --style institute --output preview.html
  reportgen style docx-template --output reference.docx"""
)
def style() -> None:
    """List styles, show one in all formats, or write its Word template."""


@style.command(name="list")
@project_argument
@reporting_options
def list_(project: Path, reporting: Reporting) -> int:
    """List the styles that the report can name: the project's own and the bundled ones."""
    from reportgen.diagnostics import Failure
    from reportgen.files import project_files
    from reportgen.style import list_styles
    from reportgen.terminal import align

    folder = find_project(project)
    files = project_files(folder)
    try:
        entries = list_styles(files)
    except Failure as failure:
        return reporting.faults(failure.diagnostics, files, folder)
    rows = [
        (entry.name, "bundled" if entry.bundled else shown(folder / entry.folder), entry.about)
        for entry in entries
    ]
    click.echo(align(rows), nl=False)
    return FINE


@style.command(name="docx-template")
@project_argument
@_name
@click.option(
    "--output", "-o", required=True, type=click.Path(dir_okay=False, path_type=Path),
    help="File to write.",
)  # fmt: skip
@reporting_options
def docx_template(project: Path, name: str | None, output: Path, reporting: Reporting) -> int:
    """Write the reference document of a style for a designer.

    The file shows every style of the Word edition by its name: open it in Word to see what there
    is, and write what is to change into style.yaml.
    """
    from reportgen import specimen as drawing
    from reportgen.diagnostics import Failure
    from reportgen.files import project_files

    folder = find_project(project)
    files = project_files(folder)
    try:
        chosen = _chosen(files, name)
        with reporting.progress() as progress:
            progress("docx")
            made = drawing.template_of(files, chosen)
    except Failure as failure:
        return reporting.faults(failure.diagnostics, files, folder)
    if not write_files(output.parent, {output.name: made.value}, reporting):
        return ERRORS
    reporting.result(f"Wrote {shown(output)}, the reference document of the style {chosen}.")
    return reporting.faults(made.diagnostics, files, folder)


@style.command()
@project_argument
@_name
@click.option(
    "--output", "-o", required=True, type=click.Path(path_type=Path),
    help="HTML file to write, or a folder for it.",
)  # fmt: skip
@reporting_options
def preview(project: Path, name: str | None, output: Path, reporting: Reporting) -> int:
    """Show every element of a style in every format on one page.

    Builds a small specimen and puts pictures of its pages beside each other: PDF, Word by
    LibreOffice, EPUB and HTML by a Chromium browser. What cannot be drawn here is said on the page
    and as a warning.
    """
    from reportgen import specimen as drawing
    from reportgen.diagnostics import Failure
    from reportgen.files import project_files

    folder = find_project(project)
    files = project_files(folder)
    try:
        chosen = _chosen(files, name)
        with reporting.progress() as progress:
            made = drawing.draw(files, chosen, progress)
    except Failure as failure:
        return reporting.faults(failure.diagnostics, files, folder)
    file = output if output.suffix else output / f"{chosen}.html"
    if not write_files(file.parent, {file.name: made.value}, reporting):
        return ERRORS
    code = reporting.faults(made.diagnostics, files, folder)
    reporting.result(f"Wrote {shown(file)}, which shows the style {chosen}.")
    return code


def _chosen(files: Files, name: str | None) -> str:
    """Return the style that was asked for, or the report's own."""
    from reportgen.diagnostics import did_you_mean
    from reportgen.style import named_style, style_names

    chosen = name or named_style(files)
    names = style_names(files)
    if chosen not in names:
        message = f"there is no style {chosen!r}; {did_you_mean(chosen, names)}"
        raise click.BadParameter(message, param_hint="--style")
    return chosen
