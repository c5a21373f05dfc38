"""Commands and exit codes: the only module that prints, and the only door to click.

Never does the work itself. What is heavy is imported inside the command that needs it, so that
`reportgen --help` answers at once.
"""

from __future__ import annotations

import click

from reportgen.cli.adding import add
from reportgen.cli.building import build, release
from reportgen.cli.caching import cache
from reportgen.cli.checking import check
from reportgen.cli.editing import lsp
from reportgen.cli.importing import import_file
from reportgen.cli.portfolios import portfolio
from reportgen.cli.previewing import preview
from reportgen.cli.project import doctor, explain, new
from reportgen.cli.register import items, schema
from reportgen.cli.shell import Shell, show_versions
from reportgen.cli.styling import style
from reportgen.cli.verifying import verify

__all__ = ["main"]


@click.group(
    cls=Shell,
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


for _command in (
    build,
    check,
    preview,
    items,
    add,
    import_file,
    schema,
    explain,
    doctor,
    new,
    style,
    release,
    portfolio,
    verify,
    lsp,
    cache,
):
    main.add_command(_command)
