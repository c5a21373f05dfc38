"""Commands and exit codes: the only module that prints, and the only door to click.

Never does the work itself. A command is imported when it is asked for, and what is heavy inside the
command that needs it, so that each answers at once.
"""

from __future__ import annotations

import click

from reportgen.cli.shell import Shell, show_versions

__all__ = ["main"]


_COMMANDS = {
    "build": "building.build",
    "check": "checking.check",
    "preview": "previewing.preview",
    "items": "register.items",
    "add": "adding.add",
    "import": "importing.import_file",
    "schema": "register.schema",
    "explain": "project.explain",
    "doctor": "project.doctor",
    "new": "project.new",
    "style": "styling.style",
    "release": "building.release",
    "portfolio": "portfolios.portfolio",
    "verify": "verifying.verify",
    "lsp": "editing.lsp",
    "cache": "caching.cache",
}
"""Where each command stands, the everyday ones first."""


@click.group(
    cls=Shell,
    commands_in=_COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""\b
Examples:
  reportgen new river-trade      make a small project to start from
  reportgen import article.docx  make a project of a text
  reportgen build                build the report of this folder into build/
  reportgen build --format pdf   build the PDF alone
  reportgen preview              see the report as you write it
  reportgen check --strict       look for faults and build nothing
  reportgen explain bad-date     say what a code means and how to mend it

\b
Exit codes: 0 all is well, 1 the sources have errors, 2 the command was misused,
70 reportgen itself has a bug, 130 interrupted.""",
)
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=show_versions,
    help="Show the versions of reportgen and its engines.",
)
def main() -> None:
    """Build policy reports as PDF, Word, EPUB and HTML from YAML and Markdown."""
