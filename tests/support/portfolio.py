"""Portfolios of small reports on the disk, and who makes them without an engine."""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping
from pathlib import Path
from typing import Any

from reportgen.diagnostics import Failure
from reportgen.edition import Artifact
from reportgen.export import in_order, items_csv, items_json
from reportgen.files import DiskFiles, SharingFiles
from reportgen.memory import Watched
from reportgen.parse import parse_report
from reportgen.portfolio.building import Makers
from reportgen.portfolio.rows import Filled
from reportgen.portfolio.work import Made, Order, facts_of, placed, shared_of
from support.project import MINIMAL

__all__ = ["SHARED", "STATED", "filled_in", "portfolio", "reading", "record", "report_files"]

STATED = """\
schema_version: 1
title: Briefs on river trade
publisher: The River Institute
language: en-GB
"""
SHARED = {
    "parties": """\
parties:
  AAA: {type: state, name: Aland}
  BBB: {type: state, name: Bland}
  CCC: {type: state, name: Cland}
""",
    "sources": """\
sources:
  seed: {title: The only article, cite_as: the article, type: article, published: "2024-02"}
  other: {title: Another article, cite_as: the other, type: article}
""",
}
"""Files of the register that all reports share."""


def filled_in(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files below a folder."""
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data.encode() if isinstance(data, str) else data)
    return folder


def report_files(name: str, folder: str = "reports") -> dict[str, str]:
    """Return the minimal report under a name, without what is shared."""
    number = "RG 2026/99"
    own = {path: text for path, text in MINIMAL.items() if Path(path).stem not in SHARED}
    own["source/report.yaml"] = (
        own["source/report.yaml"].replace("small-report", name).replace(number, f"RG {name}")
    )
    return {f"{folder}/{name}/{path}": text for path, text in own.items()}


def portfolio(folder: Path, *names: str, stated: str = STATED) -> Path:
    """Make a portfolio of minimal reports."""
    files = {"portfolio.yaml": stated}
    files |= {f"shared/{name}.yaml": text for name, text in SHARED.items()}
    for name in names:
        files |= report_files(name)
    return filled_in(folder, files)


def reading(home: Path, made: list[str]) -> Makers:
    """Return makers that only read a report, and note of which they were asked."""

    def make(order: Order) -> Made:
        made.append(order.name)
        files = SharingFiles(DiskFiles(home / order.folder), DiskFiles(home))
        watched = Watched(files)
        filled = Filled(watched, order.row) if order.row else None
        try:
            report = parse_report(filled or watched).value
        except Failure as failure:
            said = filled.traced(failure.diagnostics) if filled else failure.diagnostics
            return Made(order.name, diagnostics=placed(said, order.folder))
        items = in_order(report)
        artifacts = (
            Artifact(f"{report.metadata.slug}.html", report.metadata.title.encode()),
            Artifact("items.csv", items_csv(report, items)),
            Artifact("items.json", items_json(items)),
        )
        looked = dict(watched.looked)
        return Made(order.name, artifacts, (), looked, shared_of(report), facts_of(report))

    def makers(orders: list[Order]) -> Generator[Made]:
        for order in orders:
            yield make(order)

    return makers


def record(home: Path) -> dict[str, Any]:
    """Return what `portfolio.json` says."""
    said: dict[str, Any] = json.loads((home / "build/portfolio.json").read_text(encoding="utf-8"))
    return said
