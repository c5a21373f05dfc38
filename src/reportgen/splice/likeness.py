"""Two data → whether they are the same, and which entries of two lists continue one another."""

from __future__ import annotations

import difflib
import json
from typing import Any

from reportgen.splice.writing import IDENTITIES

__all__ = ["pairs_of", "same"]


def same(one: Any, other: Any) -> bool:
    """Tell whether two data are the same; unlike in Python, 1 is not true and 2 is not 2.0."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and bool(one == other)


def _identity(value: Any) -> str:
    """Return what makes an entry of a list the same entry when its fields change."""
    if isinstance(value, dict):
        for key in sorted(IDENTITIES):
            if isinstance(value.get(key), str):
                return f"{key} {value[key]}"
    return json.dumps(value, ensure_ascii=False)


def pairs_of(old: list[Any], new: list[Any]) -> dict[int, int]:
    """Return which entry of `old` each entry of `new` continues, in the order of both."""
    ours, theirs = [_identity(v) for v in old], [_identity(v) for v in new]
    pairs: dict[int, int] = {}
    matcher = difflib.SequenceMatcher(None, ours, theirs, autojunk=False)
    for kind, first, last, begin, end in matcher.get_opcodes():
        if kind == "equal" or (kind == "replace" and _anonymous(old[first:last], new[begin:end])):
            pairs.update(zip(range(begin, end), range(first, last), strict=False))
    return pairs


def _anonymous(*stretches: list[Any]) -> bool:
    """Tell whether no entry has an id: then one that is replaced may be changed in place."""
    return not any(
        isinstance(value, dict) and any(key in value for key in IDENTITIES)
        for stretch in stretches
        for value in stretch
    )
