"""A minimal project without a fault, and what reportgen says of it once files are laid over it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any

import pytest

from reportgen import build, pandoc
from reportgen.compose import compose
from reportgen.diagnostics import Diagnostic, Failure, Span
from reportgen.document import Document, Node
from reportgen.edition import Style
from reportgen.files import Files, MemoryFiles
from reportgen.parse import parse_report
from reportgen.report import Report
from reportgen.style import load_style

__all__ = [
    "MINIMAL",
    "PICTURE",
    "Contents",
    "bundled_style",
    "codes",
    "document_of",
    "faults",
    "findings",
    "project",
    "remembered",
    "replaced",
    "report_of",
    "style_of",
]

PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
    "0000000a49444154789c636000000002000148afa4710000000049454e44ae4260"
    "82"
)
"""A whole PNG of one dot."""

MINIMAL: Mapping[str, str] = {
    "source/report.yaml": """\
schema_version: 1
title: A small report
short_title: Small
number: RG 2026/99
slug: small-report
language: en-GB
profile: note
formats: [pdf]
summary_short: What one source says of the trade between two states.
subjects: [trade]
authors:
  - name: The editors
organisation:
  name: The press
published: "2026-11-23"
updated: "2026-11-23"
licence:
  name: CC BY 4.0
copyright: © 2026 The press
categories:
  - id: trade
    name: Trade
    prefix: TR
    groups:
      - {name: Goods, kinds: [flow], from: AAA, to: BBB}
  - id: energy
    name: Energy
    prefix: EN
  - id: culture
    name: Culture
    prefix: CU
    scope: context
sections:
  - summary
  - trade
control:
  status: published
  owner: The editors
versions:
  - {version: "1.0", date: "2026-11-23", change_level: significant, change_note: First edition.}
disclaimers: [views]
accessibility:
  standard: PDF/UA-1
  other_formats: PDF only.
  response_time: None is promised.
  contact: The editors
# lint-ok-file Q-03: one source is enough for a small report
""",
    "source/items/trade.yaml": """\
defaults:
  sources: [seed]
  as_of_not_before: "2024"
items:
  - id: TR-01
    category: trade
    kind: flow
    title: Tea
    parties: [AAA, BBB]
    direction: one-way
    from: AAA
    to: BBB
    status: active
    date: "2023-05"
    date_text: May 2023
    value: {amount: 3, unit: tonnes, qualifier: about}
    locations: [harbour]
    constraints: [CN-01]
    confidence: medium
  - id: TR-02
    category: trade
    also_in: [energy]
    kind: infrastructure
    title: Harbour road
    parties: [AAA, BBB]
    direction: two-way
    status: planned
    related: [TR-01]
    confidence: low
""",
    "source/items/energy.yaml": """\
defaults:
  sources: [seed]
  as_of_not_before: "2024"
items:
  - id: EN-01
    category: energy
    kind: agreement
    title: Power line
    parties: [AAA, BBB]
    direction: two-way
    status: agreed
    part_of: TR-02
    confidence: medium
    flags: [FL-01]
""",
    "source/items/context.yaml": """\
defaults:
  sources: [seed]
  as_of_not_before: "2024"
items:
  - id: CU-01
    category: culture
    scope: context
    kind: event
    title: Festival
    parties: [AAA]
    confidence: low
""",
    "source/timeline.yaml": """\
defaults:
  sources: [seed]
events:
  - id: EV-01
    title: The states recognise each other
    date: "1947"
    date_text: "1947"
  - id: EV-02
    title: Tea begins to flow
    item: TR-01
""",
    "source/quantities.yaml": """\
defaults:
  sources: [seed]
quantities:
  - id: QF-01
    title: Tea a year
    item: TR-01
  - id: QF-02
    title: Tea in all
    value: {amount: 5, unit: tonnes, qualifier: as-stated}
  - id: QF-03
    title: Ships planned
    value: {amount: 6, unit: ships, qualifier: as-stated}
  - id: QF-04
    title: Ships built
    value: {amount: 4, unit: ships, qualifier: as-stated}
derived:
  - id: QD-01
    title: Ships left
    formula: QF-03 - QF-04
    caution: One may have sunk since.
""",
    "source/parties.yaml": """\
parties:
  AAA: {type: state, name: Aland}
  BBB: {type: state, name: Bland}
""",
    "source/places.yaml": """\
places:
  harbour: {name: The harbour, country: AAA}
""",
    "source/constraints.yaml": """\
constraints:
  - id: CN-01
    title: Tolls
    imposed_by: BBB
""",
    "source/sources.yaml": """\
sources:
  seed:
    title: The only article
    cite_as: the article
    type: article
    published: "2024-02"
    publisher: The press
""",
    "source/terms.yaml": """\
terms:
  - term: Customs union
    acronym: CUN
    definition: States without tolls between them.
""",
    "source/flags.yaml": """\
flags:
  - id: FL-01
    severity: warning
    type: vague
    text: Who agreed is not said.
    answer: The report leaves it open.
""",
    "source/sections/summary.md": """\
---
id: summary
title: Summary
template: summary
---

Tea ([@id:TR-01]) and power ([@id:EN-01]) cross the border [@seed].
""",
    "source/sections/trade.md": """\
---
id: trade
title: Trade
items: trade
---

[@item:TR-01] is shipped by road ([@id:TR-02]), and [@value:TR-01] of it.

## Power and culture

A power line was agreed ([@id:EN-01]). A festival is held ([@id:CU-01]).
""",
}
"""A project of the profile `note`, with every file of the register, that gives no diagnostic."""

Contents = Mapping[str, str | bytes | None]


def project(changes: Contents | None = None) -> MemoryFiles:
    """Return the minimal project with `changes` laid over it; None takes a file away."""
    contents = {**MINIMAL, **(changes or {})}
    return MemoryFiles({path: data for path, data in contents.items() if data is not None})


def replaced(path: str, old: str, new: str) -> dict[str, str]:
    """Return the change that puts `new` in the place of `old`, which must stand once in `path`."""
    text = MINIMAL[path]
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
    return {path: text.replace(old, new)}


def faults(files: Files) -> tuple[Diagnostic, ...]:
    """Read, check and compose a project and return everything that is said about it, in order."""
    try:
        said = build.check(files).diagnostics
    except Failure as failure:
        said = failure.diagnostics
    return tuple(sorted(said, key=lambda d: d.sort_key))


def findings(files: Files) -> tuple[Diagnostic, ...]:
    """Return everything that is said of a project by the structural and the editorial rules."""
    try:
        said = build.lint(files).diagnostics
    except Failure as failure:
        said = failure.diagnostics
    return tuple(sorted(said, key=lambda d: d.sort_key))


def codes(files: Files) -> list[str]:
    """Return the codes of all faults of a project, in the order of their places."""
    return [fault.code for fault in faults(files)]


def report_of(files: Files) -> Report:
    """Return the report of a project without errors."""
    return parse_report(files).value


@cache
def bundled_style() -> Style:
    """Return the bundled style in English."""
    return load_style(MemoryFiles({}), "plain", "en-GB")


def style_of(files: Files, name: str = "plain") -> Style:
    """Return a style of a project in English."""
    return bundled_style() if name == "plain" else load_style(files, name, "en-GB")


def document_of(files: Files) -> Document:
    """Return the whole document of a project without errors."""
    report = report_of(files)
    return compose(report, style_of(files, report.metadata.style)).value


@contextmanager
def remembered() -> Iterator[None]:
    """Run pandoc once for every text and load the bundled style once: cases share most of them."""
    real_read, real_cite = pandoc.read_markdown, pandoc.cite

    @cache
    def read(markdown: str, positions: bool) -> str:  # noqa: FBT001 - a key of the cache
        return json.dumps(real_read(markdown, positions=positions))

    @cache
    def cite(blocks: str, references: str, csl: str) -> str:
        return json.dumps(real_cite(json.loads(blocks), json.loads(references), csl))

    def read_markdown(markdown: str, *, positions: bool = False) -> list[Node]:
        blocks: list[Node] = json.loads(read(markdown, positions))
        return blocks

    def cite_blocks(blocks: list[Node], references: Any, csl: str) -> list[Node]:
        resolved: list[Node] = json.loads(cite(json.dumps(blocks), json.dumps(references), csl))
        return resolved

    def load(files: Files, name: str, language: str, asked_at: Span | None = None) -> Style:
        if (name, language) == ("plain", "en-GB"):
            return bundled_style()
        return load_style(files, name, language, asked_at)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pandoc, "read_markdown", read_markdown)
        patch.setattr(pandoc, "cite", cite_blocks)
        patch.setattr("reportgen.build.load_style", load)
        yield
