"""Measurements → `results.json`, and a table of them for people."""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
import re
import statistics
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from measure import QUIET
from scenarios import LARGE, MIDDLE, OURS, SCENARIOS, TOOLS, Bench, Scenario

__all__ = ["load", "measure", "table"]

FILE = Path(__file__).with_name("results.json")
PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
BEGIN, END = "<!-- results: begin -->", "<!-- results: end -->"

GROWTH, MEMORY, MEMORY_TO_TYPST = 4.8, 450, 0.45
"""Aimed for: growth of CPU from the middle to the largest report, MB for the largest, its ratio."""


def load() -> dict[str, Any]:
    """Return what is written down."""
    written: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return written


def measure(bench: Bench, scenarios: Iterable[Scenario], runs: int, *, memory: int) -> None:
    """Measure scenarios, each tool in its turn; what is done is written down after each."""
    written = load() if FILE.exists() else {"scenarios": {}, "memory": {}}
    written["machine"] = {
        "processor": _processor(), "cores": os.cpu_count(), "system": platform.system(),
        "python": platform.python_version(),
    }  # fmt: skip
    written["versions"] = dict(_versions(bench))
    for scenario in scenarios:
        taken: dict[str, list[dict[str, float]]] = {}
        for _ in range(min(runs, scenario.rounds or runs)):
            for tool in (tool for tool in scenario.tools if tool in bench.tools):
                scenario.prepare(bench, tool)
                run = scenario.run(bench, tool)
                taken.setdefault(tool, []).append(run.plain())
                _say(f"{scenario.id}, {tool}: {run.cpu:.2f} s CPU, {run.wall:.2f} s")
        row: dict[str, Any] = {"runs": taken}
        if scenario.id.startswith("cold-pdf"):
            row["pages"] = {tool: bench.pages(scenario.pages, tool) for tool in taken}
        if scenario.id == "portfolio":
            row["by"] = "portfolio build" if bench.has_portfolios else "a build for each"
        written["scenarios"][scenario.id] = row
        _write(written)
    if memory == LARGE:
        for tool in (tool for tool in TOOLS[:3] if tool in bench.tools):
            written["memory"][tool] = bench.memory(tool)
            _say(f"memory, {tool}: {written['memory'][tool]} MB")
        _write(written)


def _write(written: Mapping[str, Any]) -> None:
    FILE.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")
    page = PAGE.read_text(encoding="utf-8")
    shown = f"{BEGIN}\n{table(written)}{END}"
    page = re.sub(f"{BEGIN}.*?{END}", lambda _: shown, page, flags=re.DOTALL)
    PAGE.write_text(page, encoding="utf-8")


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def _versions(bench: Bench) -> Iterable[tuple[str, str]]:
    yield OURS, importlib.metadata.version("reportgen")
    yield "WeasyPrint", importlib.metadata.version("weasyprint")
    yield "pypandoc_binary", importlib.metadata.version("pypandoc_binary")
    if "typst" in bench.tools:
        required = (FILE.parent / "requirements.txt").read_text(encoding="utf-8")
        yield "typst", re.findall(r"^typst==(\S+)", required, re.MULTILINE)[0]


def _processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace")
    except OSError:
        return platform.processor()
    named = re.search(r"^model name\s*: (.+)$", text, re.MULTILINE)
    return named[1].strip() if named else platform.machine()


# ---------------------------------------------------------------- the table


def table(written: Mapping[str, Any]) -> str:
    """Set what is written down in a table of Markdown, with what it was measured on."""
    lines = [
        "| | pages | reportgen | by hand | typst | to by hand | to typst |",
        "| --- | ---: | ---: | ---: | ---: | --- | --- |",
    ]
    known = [s for s in SCENARIOS if s.id in written["scenarios"]]
    for scenario in known:
        row = written["scenarios"][scenario.id]
        cells = [_times(row["runs"].get(tool)) for tool in TOOLS[:3]]
        ratios = [_ratio(row["runs"], tool, scenario.targets.get(tool)) for tool in TOOLS[1:3]]
        lines.append(_row([scenario.words, str(scenario.pages), *cells, *ratios]))
    lines += [*_growth(written), *_memory(written), "", *_remarks(written)]
    return "\n".join(lines) + "\n"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _median(runs: list[dict[str, float]], name: str) -> float:
    return statistics.median(run[name] for run in runs)


def _times(runs: list[dict[str, float]] | None) -> str:
    """Show wall and CPU seconds."""
    if not runs:
        return "–"
    return f"{_median(runs, 'wall'):.2f} s ({_median(runs, 'cpu'):.2f})"


def _ratio(runs: Mapping[str, list[dict[str, float]]], tool: str, target: float | None) -> str:
    """Show the ratio of wall and CPU seconds, what was aimed for, and whether that is reached."""
    if not runs.get(tool) or not runs.get(OURS):
        return "–"
    wall, cpu = (_median(runs[OURS], name) / _median(runs[tool], name) for name in ("wall", "cpu"))
    shown = f"{wall:.2f} ({cpu:.2f})"
    if target is None:
        return shown
    loud = max(_median(runs[one], "others") for one in (OURS, tool)) > QUIET
    return f"{shown}, ≤ {target:.2f}: {_verdict(wall, cpu, target, loud=loud)}"


def _verdict(wall: float, cpu: float, target: float, *, loud: bool) -> str:
    """Judge by the wall time; where others were at work, nothing is called good by it."""
    if not loud:
        return "met" if wall <= target else "**not met**"
    return "**not met**" if min(wall, cpu) > target else "not judged"


def _growth(written: Mapping[str, Any]) -> Iterable[str]:
    rows = [written["scenarios"].get(f"cold-pdf-{pages}") for pages in (MIDDLE, LARGE)]
    if None in rows:
        return
    grown = {
        tool: _median(rows[1]["runs"][tool], "cpu") / _median(rows[0]["runs"][tool], "cpu")
        for tool in TOOLS[:3]
        if all(tool in row["runs"] for row in rows)
    }
    cells = [f"{grown[tool]:.1f} times" if tool in grown else "–" for tool in TOOLS[:3]]
    # CPU time hardly depends on what others do.
    reached = "met" if grown[OURS] <= GROWTH else "**not met**"
    yield _row([f"growth of CPU time, aimed for: ≤ {GROWTH}", f"{MIDDLE} to {LARGE}", *cells,
                reached, ""])  # fmt: skip


def _memory(written: Mapping[str, Any]) -> Iterable[str]:
    held = written["memory"]
    if OURS not in held:
        return
    cells = [f"{held[tool]:,} MB" if tool in held else "–" for tool in TOOLS[:3]]
    reached = "met" if held[OURS] <= MEMORY else "**not met**"
    ratio = ""
    if "typst" in held:
        compared = held[OURS] / held["typst"]
        ratio = f"{compared:.2f}, ≤ {MEMORY_TO_TYPST}: " + (
            "met" if compared <= MEMORY_TO_TYPST else "**not met**"
        )
    yield _row([f"peak memory, aimed for: ≤ {MEMORY} MB", str(LARGE), *cells, reached, ratio])


def _remarks(written: Mapping[str, Any]) -> Iterable[str]:
    machine = written["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in written["versions"].items())
    runs = [run for row in written["scenarios"].values() for tool in row["runs"].values()
            for run in tool]  # fmt: skip
    counts = sorted({len(t) for row in written["scenarios"].values() for t in row["runs"].values()})
    others = statistics.median(run["others"] for run in runs)
    place = f"{machine['processor']}, {machine['system']}, Python {machine['python']}"
    yield (
        f"Measured on {machine['cores']} cores ({place}) with {versions}. Wall seconds, CPU "
        f"seconds in brackets; median of {' or '.join(map(str, counts))} "
        f"{'run' if counts == [1] else 'runs'}. Others kept {others:.1f} cores busy meanwhile; "
        f"where it was more than {QUIET}, no wall time is called good (“not judged”)."
    )
    pages = {
        tool: [
            str(row["pages"][tool])
            for row in written["scenarios"].values()
            if tool in row.get("pages", {})
        ]
        for tool in TOOLS
    }
    yield ""
    yield "Pages that came of it: " + "; ".join(
        f"{tool} {', '.join(counted)}" for tool, counted in pages.items() if counted
    ) + "."  # fmt: skip
    printed = [
        f"{s.pages} pages {_times(written['scenarios'][s.id]['runs']['chromium'])}"
        for s in SCENARIOS
        if "chromium" in written["scenarios"].get(s.id, {}).get("runs", {})
    ]
    if printed:
        yield ""
        yield (
            "Chromium, printing the page made by hand, without notes at the foot and without page "
            f"numbers in the contents: {', '.join(printed)}."
        )
    many = written["scenarios"].get("portfolio")
    if many:
        yield ""
        yield f"The portfolio: reportgen by {many['by']}, the others by `xargs -P`."
