"""Edits → the files as they are once mended; no other byte changes.

Line ends, a byte order mark and everything outside the spans of the edits stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from reportgen.diagnostics import Diagnostic, Edit
from reportgen.files import Files
from reportgen.source import read_source, spliced

__all__ = ["compatible", "mended_files"]


def mended_files(files: Files, found: Iterable[Diagnostic]) -> Mapping[str, bytes]:
    """Carry out the edits of the diagnostics and return the new bytes of each file that changes.

    What is not `compatible` the next check finds again.
    """
    edits = compatible(found)
    return {path: _mended(files, path, made) for path, made in edits.items()}


def compatible(found: Iterable[Diagnostic]) -> Mapping[str, list[Edit]]:
    """Return the edits of each file that can be made at once, in the order of the diagnostics.

    Of two diagnostics whose edits overlap, only the first is mended.
    """
    by_path: dict[str, list[Edit]] = {}
    for fault in sorted(found, key=lambda d: d.sort_key):
        if not any(
            _overlap(edit, done) for edit in fault.edits
            for done in by_path.get(edit.span.path, ())
        ):  # fmt: skip
            for edit in fault.edits:
                by_path.setdefault(edit.span.path, []).append(edit)
    return by_path


def _overlap(one: Edit, other: Edit) -> bool:
    first, second = one.span, other.span
    return first == second or (first.start < second.end and second.start < first.end)


def _mended(files: Files, path: str, edits: Iterable[Edit]) -> bytes:
    source = read_source(files, path)
    places = (
        (source.offset(edit.span.start), source.offset(edit.span.end), edit.text) for edit in edits
    )
    return spliced(files.read(path), places)
