"""Functions of a library, replaced for a while."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from typing import Any

__all__ = ["everywhere", "patched"]


@contextlib.contextmanager
def patched(changes: list[tuple[Any, str, Any]]) -> Iterator[None]:
    """Put other functions in the place of some, each named by its holder, while the block runs."""
    # As it lies there: what a class returns for a static method is a mere function.
    before = [(holder, name, vars(holder)[name]) for holder, name, _ in changes]
    try:
        for holder, name, function in changes:
            setattr(holder, name, function)
        yield
    finally:
        for holder, name, function in before:
            setattr(holder, name, function)


def everywhere(function: Callable[..., Any], other: Any) -> list[tuple[Any, str, Any]]:
    """Return the changes that replace a function in every module of its library that names it."""
    library = function.__module__.partition(".")[0]
    return [
        (module, name, other)
        for path, module in list(sys.modules.items())
        if path.partition(".")[0] == library
        for name, held in list(vars(module).items())
        if held is function
    ]
