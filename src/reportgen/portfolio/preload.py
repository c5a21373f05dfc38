"""Loads the engines and uses none: those who make reports are split off a process that has them.

What is missing here is told by the report that needs it.
"""

from __future__ import annotations

import contextlib
import importlib

from reportgen import formats
from reportgen.portfolio import work

__all__ = ["work"]

for _name in ("weasyprint", "babel.numbers", "brotli", "uharfbuzz", "lxml.etree", "lxml.html"):
    with contextlib.suppress(Exception):
        importlib.import_module(_name)
for _name in formats.names():
    formats.find(_name)
