"""Edits that mend a diagnostic → quick fixes of an editor."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from lsprotocol import types

from reportgen.check import compatible
from reportgen.diagnostics import Diagnostic, Edit
from reportgen.index import Text
from reportgen.lsp.places import Places

__all__ = ["FIX_ALL", "Finding", "fixes"]

FIX_ALL = f"{types.CodeActionKind.SourceFixAll.value}.reportgen"
"""The kind of the action that mends a whole file; an editor may run it when a file is saved."""


@dataclass(frozen=True)
class Finding:
    """A diagnostic as it was found, and as it is shown."""

    found: Diagnostic
    shown: types.Diagnostic


def fixes(
    findings: Sequence[Finding],
    asked: types.CodeActionParams,
    places: Places,
    text_of: Callable[[str], Text | None],
    address: Callable[[str], str],
) -> Iterator[types.CodeAction]:
    """Yield what mends the diagnostics of one file within a range, and what mends all of them.

    The texts must be those that were checked.
    """
    only = asked.context.only
    mendable = [finding for finding in findings if finding.found.edits]

    def edit_of(edits: Iterable[Edit]) -> types.WorkspaceEdit:
        changes: dict[str, list[types.TextEdit]] = {}
        for edit in edits:
            made = types.TextEdit(
                places.range_of(edit.span, text_of(edit.span.path)), edit.text
            )  # fmt: skip
            changes.setdefault(address(edit.span.path), []).append(made)
        return types.WorkspaceEdit(changes=changes)

    if _wanted(types.CodeActionKind.QuickFix.value, only):
        for finding in mendable:
            if _meet(finding.shown.range, asked.range):
                yield types.CodeAction(
                    title=_title(finding.found),
                    kind=types.CodeActionKind.QuickFix,
                    diagnostics=[finding.shown],
                    edit=edit_of(finding.found.edits),
                    is_preferred=True,
                )
    if mendable and _wanted(FIX_ALL, only):
        yield types.CodeAction(
            title="Mend all that is safe to mend in this file",
            kind=FIX_ALL,
            edit=edit_of(chain(*compatible(f.found for f in mendable).values())),
        )


def _title(diagnostic: Diagnostic) -> str:
    """Name a fix by what it writes, or by its cure when it writes more than a few words."""
    longest = 60
    texts = [edit.text.strip() for edit in diagnostic.edits]
    if len(texts) == 1 and 0 < len(texts[0]) <= longest and "\n" not in texts[0]:
        return f"Write `{texts[0]}`"
    said = (diagnostic.help or diagnostic.message).partition("\n")[0]
    return said[:1].upper() + said[1:]


def _wanted(kind: str, only: Sequence[types.CodeActionKind | str] | None) -> bool:
    """Tell whether a kind is asked for: by itself, by one that holds it, or by asking for all."""
    if only is None:
        return kind != FIX_ALL
    asked = [one.value if isinstance(one, types.CodeActionKind) else one for one in only]
    return any(kind == one or kind.startswith(f"{one}.") for one in asked)


def _meet(one: types.Range, other: types.Range) -> bool:
    first, last = (one.start.line, one.start.character), (one.end.line, one.end.character)
    return first <= (other.end.line, other.end.character) and (
        (other.start.line, other.start.character) <= last
    )
