"""Many reports that share styles, parties, places, sources and terms → their files, and one index.

Each report is a project that could stand alone. Never prints and never asks; knows reports only by
what `build` makes of them.
"""

from __future__ import annotations

from reportgen.portfolio.building import Progress, Result, Tally, Wish, build_portfolio
from reportgen.portfolio.record import RECORD, Entry
from reportgen.portfolio.register import FORMS

__all__ = [
    "FORMS", "RECORD", "Entry", "Progress", "Result", "Tally", "Wish",
    "build_portfolio",
]  # fmt: skip
