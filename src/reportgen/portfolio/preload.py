"""Loads the engines and uses none: those who make reports are split off a process that has them.

What is missing here is told by the report that needs it.
"""

from __future__ import annotations

import contextlib
import importlib

from reportgen import formats
from reportgen.formats.pdf.loading import load_weasyprint
from reportgen.portfolio import work

__all__ = ["work"]

with contextlib.suppress(Exception):
    load_weasyprint()
for _name in (
    "reportgen.formats.pdf.linked.making", "reportgen.formats.pdf.quick", "babel.numbers",
    "brotli", "uharfbuzz", "lxml.etree", "lxml.html",
):  # fmt: skip
    with contextlib.suppress(Exception):
        importlib.import_module(_name)
for _name in formats.names():
    formats.find(_name)
