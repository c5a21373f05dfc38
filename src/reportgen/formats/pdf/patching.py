"""Functions of a library, replaced for a while."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

__all__ = ["patched"]


@contextlib.contextmanager
def patched(changes: list[tuple[Any, str, Any]]) -> Iterator[None]:
    """Put other functions in the place of some, each named by its holder, while the block runs."""
    before = [(holder, name, getattr(holder, name)) for holder, name, _ in changes]
    try:
        for holder, name, function in changes:
            setattr(holder, name, function)
        yield
    finally:
        for holder, name, function in before:
            setattr(holder, name, function)
