"""The register as a spreadsheet, and back.

The workbook holds what it was made of, so that a change in a cell is told from one that the
register has seen meanwhile. Never writes a file and never asks.
"""

from __future__ import annotations

from reportgen.sheets.changes import EntryChange, FieldChange, Merge, merge
from reportgen.sheets.mapping import is_ours, mapped, proposal, read_mapping
from reportgen.sheets.reading import read_table
from reportgen.sheets.table import Cell, Table
from reportgen.sheets.workbook import items_workbook

__all__ = [
    "Cell",
    "EntryChange",
    "FieldChange",
    "Merge",
    "Table",
    "is_ours",
    "items_workbook",
    "mapped",
    "merge",
    "proposal",
    "read_mapping",
    "read_table",
]
