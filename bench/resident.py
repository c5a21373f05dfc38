"""A resident process: build, edit a paragraph, build again; what the last build takes.

    python bench/resident.py PROJECT SECTION

Prints CPU and wall seconds as JSON. It is what a preview does at each save: the memory stays open.
"""

from __future__ import annotations

import gc
import json
import resource
import sys
import time
from pathlib import Path

from reports import edited

from reportgen import build as builder
from reportgen.cache import open_cache
from reportgen.cli.shell import GARBAGE
from reportgen.files import write_changed
from reportgen.memory import Memory


def main(project: str, section: str) -> None:
    """Build three times, with an edit before the second and the third."""
    gc.set_threshold(*GARBAGE)  # as every command does
    folder = Path(project)
    memory = Memory(open_cache())
    file = folder / "source" / "sections" / f"{section}.md"
    for number in range(3):
        if number:
            file.write_text(edited(file.read_text(encoding="utf-8")), encoding="utf-8")
        cpu, wall = _cpu(), time.perf_counter()
        with memory.open():
            made = builder.build(builder.open_project(folder), ("pdf",))
        write_changed(folder / "out", {a.name: a.data for a in made.artifacts})
        taken = {"cpu": _cpu() - cpu, "wall": time.perf_counter() - wall}
    sys.stdout.write(json.dumps(taken))


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


if __name__ == "__main__":
    main(*sys.argv[1:])
