"""A guard for CI: how reportgen compares with the work by hand must not get worse.

Both make the PDF of the smallest report in the same run, by turns, and the least CPU time of each
counts: noise only ever adds to it. So the ratio is that of the programs, whatever the machine.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from scenarios import OURS, SMALL, Bench

__all__ = ["guard"]

FILE = Path(__file__).with_name("ratio.json")
RUNS = 4
WORSE = 1.25


def guard(bench: Bench, *, record: bool) -> int:
    """Measure the ratio; say it, and return 1 if it is too far above the recorded one."""
    least = dict.fromkeys((OURS, "by hand"), float("inf"))
    for _ in range(RUNS):
        for tool in least:
            least[tool] = min(least[tool], bench.build(SMALL, ("pdf",), tool).cpu)
    ratio = round(least[OURS] / least["by hand"], 3)
    if record:
        FILE.write_text(json.dumps({"cpu of reportgen / by hand": ratio}) + "\n", encoding="utf-8")
    (recorded,) = json.loads(FILE.read_text(encoding="utf-8")).values()
    sys.stdout.write(
        f"PDF of {SMALL} pages: {least[OURS]:.2f} s CPU, by hand {least['by hand']:.2f} s; "
        f"ratio {ratio:.2f}, recorded {recorded:.2f}\n"
    )
    if ratio <= recorded * WORSE:
        return 0
    sys.stdout.write(
        f"The ratio is more than {round(100 * (WORSE - 1))} % above the recorded one. Find what "
        "made it slower (reportgen build --timings), or record it: python bench --guard --record\n"
    )
    return 1
