"""`lsp`: what an editor runs in the background."""

from __future__ import annotations

from pathlib import Path

import click

from reportgen.cli.reporting import Reporting
from reportgen.cli.shell import ERRORS, FINE

__all__ = ["lsp"]


@click.command(
    epilog="""\b
Example, for Neovim:
  vim.lsp.config('reportgen', {cmd = {'reportgen', 'lsp'}, filetypes = {'yaml', 'markdown'}})
  vim.lsp.enable('reportgen')"""
)
@click.option("--stdio", is_flag=True, help="Accepted for editors that pass it; nothing else is.")
def lsp(*, stdio: bool) -> int:
    """Serve an editor: faults as you type, completion, renaming.

    Speaks the Language Server Protocol on standard input and output. Your editor starts it: the
    guide says how, under "In your editor". Needs the extra reportgen[lsp].
    """
    del stdio
    from reportgen.diagnostics import Failure
    from reportgen.files import DiskFiles
    from reportgen.lsp import serve

    try:
        ended = serve()
    except Failure as failure:
        here = Path()
        return Reporting().faults(failure.diagnostics, DiskFiles(here), here)
    return FINE if ended else ERRORS
