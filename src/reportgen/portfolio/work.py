"""One report of a portfolio as a pure call: its files and what is wanted → all that comes of it.

What is made depends on nothing else, so that it may be made in any process of any machine.
"""

from __future__ import annotations

import os
import posixpath
import sys
import time
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from reportgen.build import build
from reportgen.diagnostics import Diagnostic, Failure, error, exhausted, moved
from reportgen.edition import Artifact
from reportgen.export import in_order, items_csv, items_json
from reportgen.files import Files
from reportgen.memory import Watched
from reportgen.parse import SHAREABLE
from reportgen.portfolio.rows import Filled, Row
from reportgen.report import Report

__all__ = ["ITEMS_CSV", "ITEMS_JSON", "Facts", "Made", "Order", "failed", "make", "placed"]

ITEMS_CSV, ITEMS_JSON = "items.csv", "items.json"
"""What every report has beside its editions: its register, as in a release."""


@dataclass(frozen=True)
class Order:
    """What is to be made: the report's name, the folder of its files, its row, and how."""

    name: str
    folder: str
    row: Row | None = None
    formats: tuple[str, ...] = ()
    strict: bool = False


@dataclass(frozen=True)
class Facts:
    """What a portfolio says of a report."""

    title: str = ""
    subtitle: str = ""
    number: str = ""
    slug: str = ""
    language: str = ""
    updated: str = ""
    status: str = ""
    summary: str = ""
    subjects: tuple[str, ...] = ()
    items: int = 0


@dataclass(frozen=True)
class Cost:
    """What a report took: seconds, those of processors, and the most memory of its process so far.

    `memory` is in bytes, and 0 where the system does not tell.
    """

    seconds: float = 0.0
    cpu: float = 0.0
    memory: int = 0


@dataclass(frozen=True)
class Made:
    """What came of an order.

    Without artifacts it has failed, and `diagnostics` say why. `looked` is every question that was
    asked of the files, with its answer; `shared` are the entries of each shared file that the
    report uses. Paths are the report's own, those of `diagnostics` the portfolio's. `unkept` is
    what there is to say of the cache.
    """

    name: str
    artifacts: tuple[Artifact, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    looked: Mapping[tuple[str, str], object] = field(default_factory=dict)
    shared: Mapping[str, Sequence[str]] = field(default_factory=dict)
    facts: Facts = field(default_factory=Facts)
    cost: Cost = field(default_factory=Cost)
    unkept: tuple[Diagnostic, ...] = ()


def make(order: Order, files: Files) -> Made:
    """Build one report. Never raises: whatever goes wrong is a diagnostic of that report."""
    begun = _spent()
    watched = Watched(files)
    filled = Filled(watched, order.row) if order.row is not None else None
    try:
        built = build(filled or watched, order.formats, strict=order.strict, beside=False)
        report = built.report
        items = in_order(report)
        artifacts = (
            *built.artifacts,
            Artifact(ITEMS_CSV, items_csv(report, items)),
            Artifact(ITEMS_JSON, items_json(items)),
        )
        said, shared, facts = built.diagnostics, shared_of(report), facts_of(report)
    except Failure as failure:
        artifacts, said, shared, facts = (), failure.diagnostics, {}, Facts()
    except Exception as fault:  # noqa: BLE001 - one report never stops the others
        artifacts, said, shared, facts = (), (exhausted(fault) or _own_bug(fault),), {}, Facts()
    if filled is not None:
        said = filled.traced(said)
    return Made(
        order.name,
        artifacts,
        placed(said, order.folder),
        dict(watched.looked),
        shared,
        facts,
        _cost(begun),
    )


def _spent() -> tuple[float, float]:
    """Return the time, and that of processors which this process and those it ran have used."""
    used = os.times()
    return time.perf_counter(), used.user + used.system + used.children_user + used.children_system


def _cost(begun: tuple[float, float]) -> Cost:
    seconds, cpu = (now - then for now, then in zip(_spent(), begun, strict=True))
    return Cost(round(seconds, 3), round(cpu, 3), _peak())


def _peak() -> int:
    if sys.platform == "win32":
        return 0
    import resource  # noqa: PLC0415 - where there is one

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def failed(order: Order, fault: Diagnostic) -> Made:
    """Return what came of an order that nobody could carry out."""
    return Made(order.name, diagnostics=(fault,))


def placed(diagnostics: Sequence[Diagnostic], folder: str) -> tuple[Diagnostic, ...]:
    """Return diagnostics with the paths of the portfolio; those of a bundled style stay."""

    def path(of: str) -> str:
        inside = of.startswith(("source/", "styles/", "../"))
        return posixpath.normpath(f"{folder}/{of}") if inside else of

    return tuple(moved(diagnostic, path) for diagnostic in diagnostics)


def _own_bug(fault: Exception) -> Diagnostic:
    last = traceback.extract_tb(fault.__traceback__)[-1]
    said = " ".join(f"{type(fault).__name__}: {fault}".split()).removesuffix(":")
    return error(
        "report-not-made",
        f"reportgen has met a bug of its own ({said[:300]}, {last.name}:{last.lineno})",
        help="please report it on the project's issue tracker",
    )


def shared_of(report: Report) -> dict[str, tuple[str, ...]]:
    """Return which entries of each shared file the report uses."""
    entries: dict[str, tuple[str, ...]] = {}
    for kind in SHAREABLE:
        found = getattr(report, kind)
        names = [term.term for term in found] if kind == "terms" else list(found)
        entries[kind] = tuple(
            name for name in names if report.origins[name][0].source.path.startswith("../")
        )
    return entries


def facts_of(report: Report) -> Facts:
    meta = report.metadata
    return Facts(
        title=meta.title,
        subtitle=meta.subtitle or "",
        number=meta.number,
        slug=meta.slug,
        language=meta.language,
        updated=meta.updated,
        status=meta.control.status,
        summary=meta.summary_short,
        subjects=meta.subjects,
        items=len(report.items),
    )
