"""YAML text + the data that it shall hold → the same text with only those places changed.

Comments, quotes, order, indentation, line ends, byte order mark and the end of the file stay as
they are: text is spliced by the places that `yamltree` gives, and nothing is written anew that has
not changed. Never decides what the data are.
"""

from __future__ import annotations

from typing import Any

from reportgen.diagnostics import Failure
from reportgen.files import MemoryFiles
from reportgen.source import read_source
from reportgen.splice.editing import Edit, refused, too_much
from reportgen.splice.likeness import same
from reportgen.splice.writing import Manner, key_text, write
from reportgen.yamltree import parse_yaml

_OF_WHAT_IS_SAID = {"line-too-long", "file-too-large", "yaml-too-large", "yaml-too-deep"}
"""Faults of what a file shall hold, not of the form in which it was written."""

__all__ = ["fresh", "rewrite", "same"]


def rewrite(data: bytes, path: str, wanted: dict[str, Any]) -> bytes:
    """Return the bytes of the YAML file `path` after it has been made to say `wanted`.

    A new key comes after the one that is before it in `wanted`, a new entry of a list after its
    neighbour there. Entries of lists are the same when they have the same `id` or `term`. Raises
    `Failure` as `yamltree` does, with `line-too-long` and the like where it would say more than can
    be read, or with `cannot-splice` for the few forms of YAML that cannot be edited in place.
    """
    edited = Edit(data, path)
    edited.change((), wanted)
    result = edited.spliced()
    try:
        holds = parse_yaml(read_source(MemoryFiles({path: result}), path)).data
    except Failure as failure:
        holds = None
        grown = [d for d in failure.diagnostics if d.code in _OF_WHAT_IS_SAID]
        if grown:
            raise too_much(path, edited.first_change(), grown[0]) from None
    if not same(holds, wanted):
        raise refused(path, edited.first_change())
    return result


def fresh(data: dict[str, Any]) -> str:
    """Write a file that is not there yet."""
    lines = []
    for key, value in data.items():
        mark = key_text(key) + ":"
        lines.append(write(value, Manner(), 0, len(mark), flow=False).after(mark) + "\n")
    return "".join(lines)
