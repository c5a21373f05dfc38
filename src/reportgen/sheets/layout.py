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


def cells(draft: Draft, identity: str) -> dict[str, str]:
    """Return what each column says of an item, with what the defaults of its file say."""
    entry = draft.entry("items", identity)
    merged: Mapping[str, object] = {
        **draft.defaults(draft.path_of("items", identity)), **entry
    }  # fmt: skip
    return {column.name: cell_of(column, merged) for column in columns()}


def digest_of(draft: Draft) -> str:
    """Return the digest of all that the sheets say of the register."""
    said = {identity: cells(draft, identity) for identity in draft.ids("items")}
    return digest(json.dumps(said, ensure_ascii=False, sort_keys=True).encode())
