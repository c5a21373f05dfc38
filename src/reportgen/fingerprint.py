"""A digest of what a value says, whatever kind of value it is."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import fields, is_dataclass
from typing import Any

__all__ = ["fingerprint"]


def fingerprint(value: Any) -> str:
    """Return the SHA-256 digest of a value in hexadecimal.

    A value is text, bytes, a number, None, a sequence, a set, a mapping or a dataclass of such
    values. Two have the same fingerprint only if they say the same; the order of a mapping and
    whether a sequence is a list or a tuple say nothing. Raises `TypeError` for anything else.
    """
    said = hashlib.sha256()
    _tell(said, value)
    return said.hexdigest()


def _tell(said: hashlib._Hash, value: Any) -> None:
    """Add a value to a digest, each piece with its kind and length, so that no two run together."""
    match value:
        case str() | bytes():
            text = isinstance(value, str)
            data = value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value
            said.update(b"%c%d:" % (b"s" if text else b"b", len(data)))
            said.update(data)
        case None | bool() | int() | float():
            said.update(f"{type(value).__name__} {value!r};".encode())
        case list() | tuple():
            said.update(b"l%d:" % len(value))
            for one in value:
                _tell(said, one)
        case Mapping():
            said.update(b"m%d:" % len(value))
            for key in sorted(value, key=fingerprint):
                _tell(said, [key, value[key]])
        case AbstractSet():
            said.update(b"f")
            _tell(said, sorted(map(fingerprint, value)))
        case _ if is_dataclass(value):
            said.update(f"d{type(value).__qualname__}:".encode())
            _tell(said, [getattr(value, part.name) for part in fields(value)])
        case _:
            message = f"a {type(value).__name__} has no fingerprint"
            raise TypeError(message)
