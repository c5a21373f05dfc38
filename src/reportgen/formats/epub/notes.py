"""Notes in the text → a list at the end, with a way there and a way back (E-09, PE-10).

pandoc would put the notes of each chapter below it, without a way back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from reportgen.document import Node, Part, attributes, div, para, rewrite

__all__ = ["BACK_MARK", "collect_notes"]

BACK_MARK = "↑"


def collect_notes(parts: tuple[Part, ...], words: Mapping[str, str]) -> tuple[Part, ...]:
    """Give the notes numbers in reading order and fill the part `notes` with them.

    A document without that part keeps its notes as they are.
    """
    if all(part.template != "notes" for part in parts):
        return parts
    notes: list[list[Node]] = []

    def change(node: Node) -> list[Node] | None:
        if node["t"] != "Note":
            return None
        notes.append(node["c"])
        return [_call(len(notes))]

    called = [replace(p, blocks=tuple(rewrite(list(p.blocks), change))) for p in parts]
    listed = [_note(number, blocks, words) for number, blocks in enumerate(notes, start=1)]
    style = [1, {"t": "Decimal"}, {"t": "Period"}]
    filled = {"t": "OrderedList", "c": [style, listed]}
    return tuple(
        replace(p, blocks=(*p.blocks, filled)) if p.template == "notes" and notes else p
        for p in called
    )


def _link(inline: Node, target: str, attr: list[Any]) -> Node:
    return {"t": "Link", "c": [attr, [inline], [f"#{target}", ""]]}


def _call(number: int) -> Node:
    raised = {"t": "Superscript", "c": [{"t": "Str", "c": str(number)}]}
    meaning = {"epub:type": "noteref", "role": "doc-noteref"}
    attr = attributes(f"note-call-{number}", ["note-call"], **meaning)
    return _link(raised, f"note-{number}", attr)


def _note(number: int, blocks: list[Node], words: Mapping[str, str]) -> list[Node]:
    label = f"{words['note']} {number}: {words['back_to_note']}"
    attr = attributes("", ["note-back"], role="doc-backlink", aria_label=label)
    back = _link({"t": "Str", "c": BACK_MARK}, f"note-call-{number}", attr)
    if blocks and blocks[-1]["t"] in {"Para", "Plain"}:
        last = blocks[-1]
        closing = {"t": last["t"], "c": [*last["c"], {"t": "Str", "c": "\u00a0"}, back]}
        content = [*blocks[:-1], closing]
    else:
        content = [*blocks, para([back])]
    # An element of a list cannot carry an anchor in pandoc's tree; a Div in it can.
    return [div(content, "note", id=f"note-{number}", **{"epub:type": "endnote"})]
