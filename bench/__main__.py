"""Measure reportgen beside other tools, and write down what came of it.

    python bench [--sizes 12,109,487] [--only ID,...] [--runs N] [--typst PYTHON]
    python bench --table        print the table of the results that are written down
    python bench --guard        fail if the ratio to the work by hand has got worse (CI)
    python bench --guard --record

Results go to `bench/results.json` and, as a table, into `docs/performance.md`. Tools take turns,
so that what slows the machine slows all of them.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

import guard
import results
from scenarios import SCENARIOS, Bench


def main() -> int:
    """Read the arguments, and measure."""
    parser = argparse.ArgumentParser(prog="bench", description="Measure reportgen.")
    parser.add_argument("--sizes", default="12,109,487", help="pages of the reports")
    parser.add_argument("--only", default="", help="ids of scenarios: " + ", ".join(
        s.id for s in SCENARIOS
    ))  # fmt: skip
    parser.add_argument("--runs", type=int, default=3, help="of which the median counts")
    parser.add_argument("--typst", type=Path, help="the Python that has typst")
    parser.add_argument("--folder", type=Path, default=Path(".bench"), help="for its folder work/")
    parser.add_argument("--table", action="store_true", help="print the table, and measure nothing")
    parser.add_argument("--guard", action="store_true", help="compare with the recorded ratio")
    parser.add_argument("--record", action="store_true", help="with --guard: record it anew")
    given = parser.parse_args()
    if given.table:
        sys.stdout.write(results.table(results.load()))
        return 0
    # Reports of an earlier run have been edited, or made by another generator.
    folder = given.folder.resolve() / "work"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    bench = Bench(folder, given.typst)
    if given.guard:
        return guard.guard(bench, record=given.record)
    sizes = {int(size) for size in given.sizes.split(",")}
    only = {name for name in given.only.split(",") if name}
    chosen = [s for s in SCENARIOS if s.pages in sizes and (not only or s.id in only)]
    results.measure(bench, chosen, given.runs, memory=max(sizes) if not only else 0)
    return 0


if __name__ == "__main__":
    sys.exit(main())
