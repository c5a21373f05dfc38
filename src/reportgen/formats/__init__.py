"""The formats, one module each, found by their file names; adding one edits no list."""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING, cast

from reportgen.diagnostics import Failure, did_you_mean, error

if TYPE_CHECKING:  # what it imports is for a build that has something to do
    from reportgen.edition import Format, Printed

__all__ = ["PRINTED", "find", "names", "printed"]

PRINTED = "pdf"
"""The format whose pages the others name."""


def names() -> tuple[str, ...]:
    """List the formats that reportgen can make, sorted."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


def find(name: str) -> Format:
    """Return the format called `name`. Raises `Failure` with `unknown-format`."""
    if name not in names():
        raise Failure([
            error("unknown-format", f"`{name}` is not a format", help=did_you_mean(name, names()))
        ])
    return cast("Format", importlib.import_module(f"reportgen.formats.{name}"))


def printed() -> Printed:
    """Return the format whose pages the others name."""
    return cast("Printed", find(PRINTED))
