"""The editorial rules, a module a subject, found by their file names; adding one edits no list."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache

from reportgen.check.rules import EDITORIAL, Rule

__all__ = ["rules"]


@cache
def rules() -> Mapping[str, Rule]:
    """Return every editorial rule by its code, in the order of their numbers."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    return dict(sorted(EDITORIAL.items(), key=lambda pair: (pair[1].number or "", pair[0])))
