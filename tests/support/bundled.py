"""The report of this repository, read and composed once a run."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from reportgen.build import check
from reportgen.document import Document
from reportgen.edition import Style
from reportgen.files import DiskFiles
from reportgen.report import Report

__all__ = ["ROOT", "understood"]

ROOT = Path(__file__).parents[2]


@cache
def understood() -> tuple[Report, Style, Document]:
    """Return report, style and document of the bundled report."""
    return check(DiskFiles(ROOT)).value
