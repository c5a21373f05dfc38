"""How the workbook of the register is laid out: its sheets, and the order of the columns."""

from __future__ import annotations

import json
from collections.abc import Mapping

from reportgen.amend import Column, Draft, cell_of, columns_of, model_of
from reportgen.files import digest

__all__ = ["BASE", "ITEMS", "KEYS", "LISTS", "README", "cells", "columns", "digest_of"]

ITEMS, README, KEYS, LISTS, BASE = "Items", "Read me", "Keys", "Lists", "Base"

_FIRST = ("id", "title", "category", "scope", "kind", "status", "direction", "parties", "from",
          "to", "targets", "date", "date_text")  # fmt: skip
"""The columns that a reader looks for; the others follow in the order of the model."""


def columns() -> tuple[Column, ...]:
    """Return the columns of an item in the order of the sheet."""
    every = {column.name: column for column in columns_of("items", model_of("items"))}
    return tuple(every[name] for name in dict.fromkeys((*_FIRST, *every)))


def cells(draft: Draft) -> dict[str, dict[str, str]]:
    """Return what each column says of each item, with what the defaults of its file say."""
    shown = columns()
    return {
        identity: {column.name: cell_of(column, {**defaults, **entry}) for column in shown}
        for identity, entry, defaults in draft.entries("items")
    }


def digest_of(said: Mapping[str, Mapping[str, str]]) -> str:
    """Return the digest of all that the cells say of the register."""
    return digest(json.dumps(said, ensure_ascii=False, sort_keys=True).encode())
