"""A report of some 200 pages with a hundred tables, the same every time it is made."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from stress.pictures import chart
from stress.words import Words

__all__ = ["long_report"]

CATEGORIES = {
    "trade": ("Trade", "TR"), "energy": ("Energy", "EN"), "transport": ("Transport", "TP"),
    "water": ("Water", "WA"), "research": ("Research", "RE"),
}  # fmt: skip
ITEMS = 40
"""Items of each category."""

SECTIONS = 20
TABLES = 4
"""Tables of each section; the register makes some thirty more."""

KINDS = ("flow", "infrastructure", "programme", "agreement", "talks", "policy")
STATUSES = ("active", "underway", "agreed", "planned", "proposed", "stalled", "ended")


def long_report() -> dict[str, str | bytes]:
    """Return the files of the project."""
    files: dict[str, Any] = {
        "source/report.yaml": _metadata(),
        "source/parties.yaml": {
            "parties": {
                "AAA": {"type": "state", "name": "Aland"},
                "BBB": {"type": "state", "name": "Bland"},
                "CCC": {"type": "organisation", "name": "The river commission"},
            }
        },
        "source/places.yaml": {
            "places": {f"place-{n}": {"name": f"Crossing {n}", "country": "AAA"} for n in range(12)}
        },
        "source/sources.yaml": {"sources": dict(_sources())},
        "source/constraints.yaml": {"constraints": list(_constraints())},
        "source/timeline.yaml": {"defaults": {"sources": ["source-1"]}, "events": list(_events())},
        "source/quantities.yaml": {
            "defaults": {"sources": ["source-2"]},
            "quantities": list(_quantities()),
        },
        "source/terms.yaml": {
            "terms": [
                {"term": "Joint register", "acronym": "JR", "definition": "What both sides list."},
                {"term": "Harbour", "definition": "Where ships lie."},
            ]
        },
    }
    for key in CATEGORIES:
        files[f"source/items/{key}.yaml"] = {
            "defaults": {"sources": ["source-1"], "as_of_not_before": "2024"},
            "items": list(_items(key)),
        }
    # JSON is YAML, and needs no library to be written.
    texts = {path: json.dumps(data, indent=1) for path, data in files.items()}
    prose = {f"source/sections/{name}.md": text for name, text in _prose()}
    figures = {f"source/figures/figure-{n}.png": chart(n) for n in range(1, SECTIONS + 1)}
    return {**texts, **prose, **figures}


def _metadata() -> dict[str, Any]:
    named = [f"chapter-{n}" for n in range(1, SECTIONS + 1)]
    return {
        "schema_version": 1,
        "title": "A long report of many tables",
        "short_title": "Long report",
        "number": "RG 2026/02",
        "slug": "long",
        "language": "en-GB",
        "profile": "briefing",
        "include": ["contents", "conventions", "constraints", "acronyms", "glossary"],
        "formats": ["pdf", "docx", "epub", "html"],
        "summary_short": "Two hundred pages of generated words, to see what length does.",
        "subjects": ["length"],
        "authors": [{"name": "The editors"}],
        "organisation": {"name": "The press", "contact": "press@example.org",
                         "statement": "The press prints what it is given."},
        "published": "2026-11-20",
        "updated": "2026-11-23",
        "licence": {"name": "CC BY 4.0", "spdx": "CC-BY-4.0",
                    "url": "https://creativecommons.org/licenses/by/4.0/"},
        "copyright": "© 2026 The press",
        "categories": [
            {"id": key, "name": name, "prefix": prefix,
             "groups": [{"name": "Flows", "kinds": ["flow"]},
                        {"name": "Works", "kinds": ["infrastructure", "programme"]},
                        {"name": "Papers", "kinds": ["agreement", "talks", "policy"]}]}
            for key, (name, prefix) in CATEGORIES.items()
        ],
        "sections": ["summary", "findings", *named],
        "control": {"status": "published", "owner": "The editors"},
        "versions": [{"version": "1.0", "date": "2026-11-23", "change_level": "significant",
                      "change_note": "First edition."}],
        "disclaimers": ["views"],
        "accessibility": {"standard": "PDF/UA-1", "other_formats": "PDF, Word, EPUB and HTML.",
                          "response_time": "Ten days.", "contact": "press@example.org"},
    }  # fmt: skip


# ---------------------------------------------------------------- the register


def _sources() -> Iterator[tuple[str, dict[str, Any]]]:
    words = Words(1)
    for number in range(1, 31):
        yield f"source-{number}", {
            "title": words.name(), "cite_as": f"Author {number}", "type": "report",
            "author": f"Author {number}", "publisher": "The press", "published": str(1990 + number),
        }  # fmt: skip


def _constraints() -> Iterator[dict[str, Any]]:
    words = Words(2)
    for number in range(1, 9):
        yield {"id": f"CN-{number:02}", "title": words.name(), "imposed_by": "BBB",
               "labels_in_source": [{"label": words.noun(), "at": f"{number}:1"}]}  # fmt: skip


def _items(category: str) -> Iterator[dict[str, Any]]:
    prefix = CATEGORIES[category][1]
    words = Words(sum(map(ord, category)))
    for number in range(1, ITEMS + 1):
        origin, destination = words.chance.sample(["AAA", "BBB"], 2)
        one_way = words.chance.random() < 0.5
        year = str(words.number(1990, 2024))
        yield {
            "id": f"{prefix}-{number:02}", "category": category, "kind": words.one_of(KINDS),
            "title": words.name(), "parties": ["AAA", "BBB"], "status": words.one_of(STATUSES),
            **({"direction": "one-way", "from": origin, "to": destination}
               if one_way else {"direction": "two-way"}),
            "date": year, "date_text": year,
            "value": {"amount": words.number(2, 900), "unit": "tonnes", "per": "year",
                      "qualifier": words.one_of(("about", "exact", "at-least"))},
            "locations": [f"place-{words.number(0, 11)}"],
            "constraints": [f"CN-{words.number(1, 8):02}"],
            "confidence": words.one_of(("high", "medium", "low")),
            "ambiguity": words.clause(),
        }  # fmt: skip


def _events() -> Iterator[dict[str, Any]]:
    words = Words(3)
    for number in range(1, 61):
        year = str(1960 + number)
        yield {"id": f"EV-{number:02}", "title": words.name(), "date": year, "date_text": year}


def _quantities() -> Iterator[dict[str, Any]]:
    words = Words(4)
    for number in range(1, 41):
        yield {"id": f"QF-{number:02}", "title": words.name(),
               "value": {"amount": words.number(1, 5000), "unit": "tonnes",
                         "qualifier": "as-stated"}}  # fmt: skip


# ---------------------------------------------------------------- the prose

_REGISTER = tuple(
    f"{prefix}-{number:02}" for _, prefix in CATEGORIES.values() for number in range(1, ITEMS + 1)
)


def _prose() -> Iterator[tuple[str, str]]:
    words = Words(5)
    yield (
        "summary",
        (
            "---\nid: summary\ntitle: Summary\ntemplate: summary\n---\n\n"
            f"{words.paragraph()} ([@id:TR-01]).\n\n{words.paragraph()} [@source-1]\n"
        ),
    )
    findings = "".join(f"{n}. {words.sentence()[:-1]} ([@id:EN-{n:02}]).\n" for n in range(1, 6))
    yield (
        "findings",
        f"---\nid: findings\ntitle: Key findings\ntemplate: key-findings\n---\n\n{findings}",
    )
    for number in range(1, SECTIONS + 1):
        yield f"chapter-{number}", _chapter(number)


def _chapter(number: int) -> str:
    words = Words(100 + number)
    discussed = _REGISTER[number - 1 :: SECTIONS]
    named = ", ".join(f"[@id:{item}]" for item in discussed)
    head = (
        f"---\nid: chapter-{number}\ntitle: {words.name()}\nsources: [source-{number}]\n"
        f"items: [{', '.join(discussed[:4])}]\n---\n"
    )
    parts = [
        f"{words.paragraph()} Of the register, this chapter discusses {named}.",
    ]
    for table in range(1, TABLES + 1):
        parts += [f"## {words.name()}", *_passage(words, number, table)]
        parts += _table(words, number, table)
        if table == 2:
            parts.append(
                f"![{words.name()}](figures/figure-{number}.png)"
                f'{{#figure-{number} alt="A line that rises and falls over twelve years"}}'
            )
            parts.append(f"[@fig:figure-{number}] shows this. {words.paragraph()}")
    notes = (f"[^{number}-{table}]: {words.paragraph(1, 3)}" for table in range(1, TABLES + 1))
    return "\n\n".join([head, *parts, *notes]) + "\n"


def _passage(words: Words, number: int, table: int) -> Iterator[str]:
    yield f"{words.paragraph()}[^{number}-{table}] {words.paragraph()}"
    yield f"### {words.name()}"
    yield (
        f"{words.paragraph()} *{words.sentence()}* [@source-{words.number(1, 30)}] "
        f"See [@tbl:table-{number}-{table}] and [@item:{words.one_of(_REGISTER)}]."
    )
    yield "\n".join(f"- {words.sentence()}" for _ in range(words.number(3, 6)))
    yield f"{words.paragraph()} **{words.name()}** {words.paragraph()}"
    yield f"> {words.paragraph(2, 4)}"
    yield words.paragraph(5, 9)


def _table(words: Words, number: int, table: int) -> Iterator[str]:
    head = "| Year | Measure | Tonnes | Share | Remark |\n| --- | --- | ---: | ---: | --- |"
    rows = (
        f"| {1990 + row} | {words.name()} | {words.number(1, 99999):,} | {words.number(1, 99)} % "
        f"| {words.clause()} |"
        for row in range(words.number(5, 12))
    )
    yield "\n".join([head, *rows])
    yield f"Table: {words.name()} by year {{#table-{number}-{table}}}"
