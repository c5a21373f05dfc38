"""A project + changes to its register → the bytes of the files that change, before any is written.

Entries are spliced into their files; nothing else of a file moves. Never writes and never checks:
the caller has the amended project checked as a whole and writes it then.
"""

from __future__ import annotations

from reportgen.amend.columns import Column, cell_of, columns_of, data_of, with_field
from reportgen.amend.draft import Draft, model_of
from reportgen.amend.located import Located, Place
from reportgen.amend.sections import add_figure, add_section, listed

__all__ = [
    "Column",
    "Draft",
    "Located",
    "Place",
    "add_figure",
    "add_section",
    "cell_of",
    "columns_of",
    "data_of",
    "listed",
    "model_of",
    "with_field",
]
