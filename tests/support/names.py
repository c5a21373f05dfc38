"""A project with names of every kind, and what becomes of its files when one is renamed."""

from __future__ import annotations

from collections.abc import Mapping

from reportgen.files import MemoryFiles
from reportgen.index import Definition, Index, Kind, Renaming, Space, rename
from support.project import MINIMAL, PICTURE

__all__ = ["NAMES", "applied", "files_of", "fresh", "named", "renamed"]

NAMES: Mapping[str, str] = {
    **MINIMAL,
    "source/sections/trade.md": """\
---
id: trade
title: Trade
sources: [{key: seed, locator: p. 3}, "seed"]
items: trade
---

[@item:TR-01] is shipped by road ([@id:TR-02]), and [@value:TR-01] of it since
[@date:EV-01] [@seed, p. 3; @seed, p. 5]. É [@count:trade.active] of [@count:core], as
[@tbl:trade], [@tbl:panel-trade], [@tbl:volume] and [@fig:ships] say. [The road](#TR-02){.road},
and [again][road].

## Power and culture

A power line was agreed ([@id:EN-01]); see [@sec:trade] and [@sec:trade-power-and-culture],
[here](#trade-power-and-culture), [there](#tbl-volume), [this](#register-trade).
A\tfestival\t[@id:CU-01]. `[@id:TR-01]` is code, TR-01 a word.
[@status:TR\\-01] is escaped, as \\[@id:TR-01] is.

| Year | Volume |
| --- | --- |
| 2023 | [@id:TR-01] |

Table: Volume by year {#volume .landscape}

![Ships](figures/ships.png){#ships alt="A ship"}

[road]: #TR-02
""",
    "source/flags.yaml": """\
# FL-01 is the first.
flags:
  - id: FL-01
    severity: warning
    type: vague
    text: Who agreed on EN-01 is not said.
    answer: 'The report leaves it open (see "FL-01").'
""",
}  # fmt: skip
"""The minimal project with a use of every kind, but without the bytes of its figure."""


def named(index: Index, kind: Kind, key: str) -> Definition:
    """Return the definition of a name that there is."""
    return next(d for d in index.definitions if d.kind is kind and d.key == key)


def fresh(index: Index, definition: Definition) -> str:
    """Return a name for it that is not in use."""
    match definition.kind:
        case Kind.TERM:
            return "Union of customs"
        case Kind.PARTY | Kind.PLACE | Kind.SOURCE | Kind.CATEGORY | Kind.SECTION | Kind.TABLE | (
            Kind.FIGURE
        ):  # fmt: skip
            return "zz-quite-new"
        case _:
            prefix = definition.key.partition("-")[0]
            numbers = (f"{prefix}-{number}" for number in range(90, 200))
            return next(n for n in numbers if index.find(Space.REGISTER, n) is None)


def applied(renaming: Renaming, contents: Mapping[str, str]) -> dict[str, str]:
    """Return the files after a renaming, as an editor would leave them."""
    after = dict(contents)
    for path, edits in renaming.edits.items():
        lines = after[path].split("\n")
        for edit in reversed(edits):
            start, end = edit.span.start, edit.span.end
            assert start.line == end.line
            line = lines[start.line - 1]
            lines[start.line - 1] = line[: start.column - 1] + edit.text + line[end.column - 1 :]
        after[path] = "\n".join(lines)
    for old, new in renaming.files.items():
        after[new] = after.pop(old)
    return after


def renamed(
    contents: Mapping[str, str], index: Index, definition: Definition, new: str
) -> dict[str, str]:
    """Return the files after a name has got another word."""
    return applied(rename(index, definition, new), contents)


def files_of(contents: Mapping[str, str]) -> MemoryFiles:
    """Return the files, with the figure that the prose shows."""
    return MemoryFiles({**contents, "source/figures/ships.png": PICTURE})
