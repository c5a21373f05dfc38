"""A trace of spans → a table of where the time went, and a file for a viewer of traces.

The file follows the Trace Event Format (complete events, `"ph": "X"`), which Perfetto and
speedscope open.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from reportgen.terminal.tables import align
from reportgen.timing import Span

__all__ = ["render_timings", "trace_events"]

_DEEPEST = 3
"""Levels that the table shows; the file has all."""

_LEAST = 0.005
"""The share of the whole that a row below the first level must have to be shown."""


@dataclass
class _Row:
    """All spans of one name in one place: how many, and what they took together."""

    count: int = 0
    wall: int = 0
    cpu: int = 0
    below: dict[str, _Row] = field(default_factory=dict)


def render_timings(spans: Sequence[Span]) -> str:
    """Set stages, wall time, CPU time and share of the wall time in a table.

    The first span is the whole. What other processes did meanwhile stands below it, each under the
    name of its own first span; its CPU is also in the stage that waited for it.
    """
    whole = spans[0]
    rows: list[tuple[str, ...]] = [("", "Wall", "CPU", "Share")]
    rows += _rows(_tree(s for s in spans[1:] if _lane(s) == _lane(whole)).below, whole.wall, 0)
    rows.append(("all", _seconds(whole.wall), _seconds(whole.cpu), "100 %"))
    beside = [s for s in spans if _lane(s) != _lane(whole)]
    if beside:
        rows.append(("beside it",))
    lanes = {lane: _tree(s for s in beside if _lane(s) == lane) for lane in map(_lane, beside)}
    # Threads come and go: what all of them did counts.
    threads = _joined(tree for lane, tree in lanes.items() if lane[0] == whole.process)
    forks = [tree for lane, tree in lanes.items() if lane[0] != whole.process]
    for tree in (threads, *forks):
        rows += _rows(tree.below, whole.wall, 1)
    return align(rows, right=(1, 2, 3))


def _tree(spans: Iterable[Span]) -> _Row:
    """Join the spans of one thread by name, each below the one that it lies in."""
    root = _Row()
    path: list[tuple[int, _Row]] = []
    for one in spans:
        while path and one.begun >= path[-1][0]:
            path.pop()
        row = (path[-1][1] if path else root).below.setdefault(one.name, _Row())
        row.count, row.wall, row.cpu = row.count + 1, row.wall + one.wall, row.cpu + one.cpu
        path.append((one.begun + one.wall, row))
    return root


def _joined(trees: Iterable[_Row]) -> _Row:
    """Join rows of one name in several trees."""
    whole = _Row()
    for tree in trees:
        whole.count, whole.wall = whole.count + tree.count, whole.wall + tree.wall
        whole.cpu += tree.cpu
        for name, row in tree.below.items():
            whole.below[name] = _joined([whole.below.get(name, _Row()), row])
    return whole


def _rows(below: dict[str, _Row], whole: int, depth: int) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for name, row in below.items():
        share = row.wall / whole if whole else 0
        if depth and share < _LEAST:
            continue
        times = f" ×{row.count}" if row.count > 1 else ""
        rows.append((f"{'  ' * depth}{name}{times}", _seconds(row.wall), _seconds(row.cpu),
                     f"{100 * share:.0f} %"))  # fmt: skip
        if depth + 1 < _DEEPEST:
            rows += _rows(row.below, whole, depth + 1)
    return rows


def trace_events(spans: Sequence[Span]) -> bytes:
    """Write spans as a JSON object of trace events; times are in microseconds from the first."""
    start = spans[0].begun
    events: list[dict[str, object]] = []
    for number, process in enumerate(dict.fromkeys(s.process for s in spans)):
        first = next(s for s in spans if s.process == process)
        told = [
            ("process_name", {"name": first.name}),
            ("process_sort_index", {"sort_index": number}),
        ]
        events += [
            {"ph": "M", "name": name, "pid": process, "tid": first.thread, "args": args}
            for name, args in told
        ]
    events += [
        {
            "ph": "X",
            "name": f"{s.name} {s.details['of']}" if "of" in s.details else s.name,
            "cat": "reportgen",
            "pid": s.process,
            "tid": s.thread,
            "ts": (s.begun - start) / 1000,
            "dur": s.wall / 1000,
            "tdur": s.cpu / 1000,
            **({"args": s.details} if s.details else {}),
        }
        for s in spans
    ]
    document = {"traceEvents": events, "displayTimeUnit": "ms"}
    return json.dumps(document, separators=(",", ":")).encode()


def _lane(one: Span) -> tuple[int, int]:
    return one.process, one.thread


def _seconds(nanoseconds: int) -> str:
    return f"{nanoseconds / 1e9:.2f} s"
