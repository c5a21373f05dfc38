"""The good files: the repository's own report, with a few things that it happens not to have."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw

from reportgen import build, formats
from reportgen.files import DiskFiles, Files
from reportgen.verify import Source, source_of

__all__ = ["Base", "build_base"]

ROOT = Path(__file__).parents[2]
REPORT = "source/report.yaml"
SECTION = "source/sections/outlook.md"
FIGURE = "figures/rising.png"
ADDED = """
![A line that rises](figures/rising.png){alt="A line rises from the left edge to the right edge"}

The phrase [raison d’être]{lang=fr} is French, and [this page](https://example.org/) is elsewhere.

1. A first step.
2. A second step.
"""


EVALUATED = """accessibility:
  evaluations:
    - {format: epub, version: "1.0", by: An auditor, date: "2026-11-23", method: By hand}
"""


@dataclass(frozen=True)
class Base:
    """The good files by their kind, and what their source says."""

    files: Mapping[str, bytes]
    source: Source


class _Added:
    """Files with others laid over them."""

    def __init__(self, files: Files, added: Mapping[str, bytes]) -> None:
        self.files = files
        self.added = added

    def read(self, path: str) -> bytes:
        return self.added[path] if path in self.added else self.files.read(path)

    def exists(self, path: str) -> bool:
        return path in self.added or self.files.exists(path)

    def paths(self, folder: str) -> tuple[str, ...]:
        inside = (path for path in self.added if path.rpartition("/")[0] == folder)
        return tuple(sorted({*self.files.paths(folder), *inside}))


def build_base() -> Base:
    """Build the report in every format that there is."""
    files = DiskFiles(ROOT)
    text = files.read(SECTION).decode() + ADDED
    evaluated = files.read(REPORT).decode().replace("accessibility:\n", EVALUATED, 1)
    added = _Added(files, {
        REPORT: evaluated.encode(), SECTION: text.encode(), f"source/{FIGURE}": _figure(),
    })  # fmt: skip
    made = build.build(added, formats.names())
    _, style, document = build.check(added).value
    kinds = {artifact.name.rpartition(".")[2]: artifact.data for artifact in made.artifacts}
    return Base(kinds, source_of(document, style))


def _figure() -> bytes:
    image = Image.new("RGB", (640, 320), "white")
    ImageDraw.Draw(image).line([(10, 310), (630, 10)], fill="navy", width=6)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()
