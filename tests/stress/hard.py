"""What is hard to set on a page: width, depth, length and number, in one report."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

from stress.pictures import every_picture
from stress.words import Words

__all__ = ["hard"]

FOLDER = Path(__file__).parent / "hard"
LETTERS = "pneumonoultramicroscopicsilicovolcanoconiosis"
"""What words are made of that have no place to break; 120 letters of it make one."""

SECTIONS = (
    "summary", "tables", "lists", "words", "many-notes", "pictures", "headings", "mathematics",
    "bare", "annex",
)  # fmt: skip
"""Those with a file beside this one are written there, the others below."""

NOTES = 150
COLUMNS = 14


def hard() -> dict[str, str | bytes]:
    """Return the files of the project."""
    files: dict[str, str | bytes] = {
        "source/sections/summary.md": _summary(),
        "source/sections/tables.md": "\n\n".join(_tables()) + "\n",
        "source/sections/many-notes.md": "\n\n".join(_notes()) + "\n",
        **_register(),
    }
    word = (LETTERS * 3)[:120]
    metadata = (FOLDER / "report.yaml").read_text(encoding="utf-8")
    files["source/report.yaml"] = metadata.replace("«sections»", ", ".join(SECTIONS))
    for name in SECTIONS:
        path = FOLDER / f"{name}.md"
        if path.exists():
            text = path.read_text(encoding="utf-8").replace("«letters»", word)
            files[f"source/sections/{name}.md"] = text
    shown = "".join(text for text in files.values() if isinstance(text, str))
    pictures = every_picture().items()
    used = {f"source/figures/{n}": data for n, data in pictures if f"figures/{n}" in shown}
    return {**files, **used}


def _summary() -> str:
    return (
        "---\nid: summary\ntitle: Summary\ntemplate: summary\n---\n\n"
        "What is hard is below ([@id:TR-01], [@id:TR-02], [@id:EN-01]) [@first].\n"
    )


def _register() -> dict[str, str]:
    long = Words(11)
    title = (
        "An item whose title has as many letters as a title of an item may have, which is ninety"
    )
    common = {"parties": ["AAA", "BBB"], "direction": "two-way", "confidence": "low"}
    trade = [
        {**common, "id": "TR-01", "category": "trade", "kind": "flow", "title": title[:90],
         "status": "active", "note": long.paragraph(4, 4), "ambiguity": long.paragraph(3, 3),
         "date": "2023-05", "date_text": "some time in the early summer of the year 2023, or so",
         "value": {"amount": 1234567.89, "scale": "million", "currency": "USD", "year": "2023",
                   "per": "year", "qualifier": "at-least",
                   "text": "well over a million millions"}},
        {**common, "id": "TR-02", "category": "trade", "kind": "infrastructure",
         "title": "pneumonoultramicroscopicsilicovolcanoconiosispneumonoultramicroscopicsilicovolc",
         "status": "planned"},
    ]  # fmt: skip
    energy = [{**common, "id": "EN-01", "category": "energy", "kind": "agreement", "title": "Power",
               "status": "agreed"}]  # fmt: skip
    name = "The Joint Commission of Both Sides for Everything That Concerns Both of Them Together"
    data = {
        "items/trade": {"defaults": {"sources": ["first"], "as_of_not_before": "2024"},
                        "items": trade},
        "items/energy": {"defaults": {"sources": ["first"], "as_of_not_before": "2024"},
                         "items": energy},
        "parties": {"parties": {"AAA": {"type": "state", "name": "Aland"},
                                "BBB": {"type": "organisation", "name": name}}},
        "sources": {"sources": {"first": {
            "title": long.paragraph(2, 2), "cite_as": "Author 2024", "type": "report",
            "author": "Anne Author", "published": "2024",
            "url": "https://example.org/" + "/".join(long.noun() for _ in range(24)),
        }}},
    }  # fmt: skip
    return {f"source/{path}.yaml": json.dumps(value, indent=1) for path, value in data.items()}


# ---------------------------------------------------------------- wide tables


def _tables() -> Iterator[str]:
    words = Words(12)
    yield "---\nid: tables\ntitle: Wide tables\n---"
    yield words.paragraph()
    yield "## Many narrow columns"
    yield from _wide(words, COLUMNS, lambda: str(words.number(1, 9999)), "narrow")
    yield "## Many columns of words, on a page of their own"
    yield "::: landscape"
    yield from _wide(words, 12, words.name, "of-words")
    yield ":::"
    yield "## Addresses and long words"
    rows = "\n".join(
        f"| <https://example.org/{words.noun()}/{words.noun()}/{words.noun()}.html?year={year}> "
        f"| {LETTERS} | {words.clause()} | `{words.noun()}_{words.noun()}_{words.noun()}` |"
        for year in range(2019, 2025)
    )
    yield f"| Address | Word | Words | Code |\n| --- | --- | --- | --- |\n{rows}"
    yield "Table: Addresses and long words in cells {#addresses}"
    yield "## One cell that is longer than a page"
    long = words.paragraph(90, 90)
    yield f"| Year | Remark |\n| --- | --- |\n| 2023 | {long} |\n| 2024 | Short. |"
    yield "Table: A cell that is longer than a page {#long-cell}"
    yield "## Many rows"
    many = "\n".join(f"| {n} | {words.name()} | {words.number(1, 999)} |" for n in range(1, 181))
    yield f"| No. | Name | Tonnes |\n| ---: | --- | ---: |\n{many}"
    yield "Table: A hundred and eighty rows {#many-rows}"


def _wide(words: Words, columns: int, cell: Callable[[], str], id: str) -> Iterator[str]:
    head = [f"{words.noun().capitalize()} {number}" for number in range(1, columns + 1)]
    rows = [head, ["---"] * columns, *([cell() for _ in head] for _ in range(8))]
    yield "\n".join(f"| {' | '.join(row)} |" for row in rows)
    yield f"Table: A table of {columns} columns {{#{id}}}"


# ---------------------------------------------------------------- notes


def _notes() -> Iterator[str]:
    words = Words(13)
    yield "---\nid: many-notes\ntitle: Many notes\n---"
    number = 0
    while number < NOTES:
        many = min(words.number(1, 7), NOTES - number)
        calls = [f"{words.sentence()}[^{number + step}]" for step in range(1, many + 1)]
        yield " ".join(calls)
        number += many
    for note in range(1, NOTES + 1):
        # Every twentieth takes many lines, every tenth has several blocks.
        text = words.paragraph(4, 5) if note % 20 == 0 else words.paragraph(1, 2)
        blocks = (
            f"\n\n    {words.paragraph(1, 2)}\n\n    - {words.sentence()}\n    - {words.sentence()}"
        )
        yield f"[^{note}]: {text}{blocks if note % 10 == 5 else ''}"
