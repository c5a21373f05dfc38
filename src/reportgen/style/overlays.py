"""One mapping of a style laid over another, which names all the keys that there are."""

from __future__ import annotations

import json
import string
from collections.abc import Mapping
from typing import Any

from reportgen.diagnostics import Diagnostic, did_you_mean, error
from reportgen.source import Tree

__all__ = ["ZERO", "lay_over"]

_FREE = {("font",), ("disclaimers",)}
"""Mappings to which a style may add entries of its own."""

ZERO: set[tuple[str | int, ...]] = {("page", "indent"), ("page", "opening"), ("table", "frame")}
"""Numbers that may be 0."""


def lay_over(
    base: Mapping[str, Any],
    top: Mapping[str, Any],
    tree: Tree,
    path: tuple[str | int, ...],
    code: str,
    problems: list[Diagnostic],
) -> dict[str, Any]:
    """Lay one mapping over another; a key that the base does not have is a fault."""
    merged = dict(base)
    for key, value in top.items():
        way = (*path, key)
        if key not in base and path not in _FREE:
            noun = "style token" if code == "unknown-style-token" else "label"
            problems.append(
                error(code, f"`{'.'.join(str(p) for p in way)}` is not a {noun}",
                      tree.key_span(way), help=did_you_mean(key, base))
            )  # fmt: skip
        elif isinstance(base.get(key), Mapping):
            if isinstance(value, Mapping):
                merged[key] = lay_over(base[key], value, tree, way, code, problems)
            else:
                problems.append(
                    error("wrong-type", f"`{key}` must be a mapping", tree.span(way),
                          help="write its tokens below it")
                )  # fmt: skip
        elif key in base and not _alike(base[key], value, zero=way in ZERO):
            problems.append(
                error("bad-style-token" if code == "unknown-style-token" else "wrong-type",
                      f"`{key}` must be like {_shown(base[key])}, not {_shown(value)}",
                      tree.span(way), help="use the same kind of value")
            )  # fmt: skip
        elif code == "unknown-label" and not _fits(value, base.get(key)):
            problems.append(
                error("bad-label", f"`{key}` does not have the placeholders of {_shown(base[key])}",
                      tree.span(way), help="write the same names in braces, and no other braces")
            )  # fmt: skip
        else:
            merged[key] = value
    return merged


def _fits(new: object, old: object) -> bool:
    """Tell whether a label has no other placeholders than the one that it replaces."""
    if not isinstance(new, str) or not isinstance(old, str):
        return old is None
    names = _placeholders(new)
    return names is not None and names <= (_placeholders(old) or set())


def _shown(value: object) -> str:
    return f"`{value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}`"


def _alike(old: object, new: object, *, zero: bool) -> bool:
    if isinstance(old, bool) or isinstance(new, bool):
        return isinstance(old, bool) and isinstance(new, bool)
    if isinstance(old, (int, float)):
        return isinstance(new, (int, float)) and (new > 0 or (zero and new == 0))
    return isinstance(new, type(old))


def _placeholders(words: str) -> set[str] | None:
    """Return the names in braces of a label, or None when its braces do not fit together."""
    try:
        return {name for _, name, _, _ in string.Formatter().parse(words) if name is not None}
    except ValueError:
        return None
