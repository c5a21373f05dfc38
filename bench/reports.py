"""Reports of a given size, the same for the same seed: as source of reportgen, and as Markdown.

Both say the same: the same prose, tables, charts, notes, citations and links. What reportgen adds
by itself (title page, publication details, register) is its own affair, and its own time.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from stress.pictures import chart  # noqa: E402 - below its path
from stress.words import Words  # noqa: E402 - as above

__all__ = ["SIZES", "Report", "Size", "edited", "generate", "write"]

SOURCES = 30
HEADED, LISTED = 6, 9
"""A heading before every sixth paragraph, a list after every ninth."""

Files = Mapping[str, str | bytes]


@dataclass(frozen=True)
class Size:
    """How much of each there is; the pages are those that come of it, about."""

    pages: int
    sections: int
    tables: int
    charts: int
    notes: int
    paragraphs: int


SIZES = {
    size.pages: size
    for size in (
        Size(12, 4, 3, 1, 6, 30),
        Size(109, 16, 23, 14, 90, 400),
        Size(487, 42, 141, 61, 462, 1740),
    )
}


@dataclass(frozen=True)
class Report:
    """One report in both forms: files by their paths."""

    source: Files
    """A project of reportgen."""
    plain: Files
    """`report.md` for pandoc, with its references, its citation style and its charts."""


@dataclass(frozen=True)
class _Section:
    id: str
    title: str
    body: str
    """Markdown in which `<tbl:ID>`, `<fig:ID>` and `<sec:ID>` stand for references."""


def generate(size: Size, seed: int = 1) -> Report:
    """Make a report."""
    words = Words(seed)
    title = words.name()
    sections = list(_sections(size, words))
    references = {
        f"source-{n}": {"title": words.name(), "author": f"Author {n}", "year": str(1990 + n)}
        for n in range(1, SOURCES + 1)
    }
    charts = {f"figures/figure-{n}.png": chart(1000 * seed + n) for n in range(1, size.charts + 1)}
    csl = (ROOT / "src/reportgen/plain/citations.csl").read_text(encoding="utf-8")
    plain = {
        "report.md": _plain(title, sections),
        "references.json": json.dumps([_csl(key, value) for key, value in references.items()]),
        "citations.csl": csl,
        **charts,
    }
    source = {
        "source/report.yaml": json.dumps(_metadata(title, sections, seed), indent=1),
        "source/sources.yaml": json.dumps({"sources": {
            key: {"title": one["title"], "cite_as": one["author"], "type": "report",
                  "author": one["author"], "publisher": "The press", "published": one["year"]}
            for key, one in references.items()
        }}, indent=1),
        "source/parties.yaml": json.dumps({"parties": {"AAA": {"type": "state", "name": "Aland"}}}),
        "source/items/trade.yaml": json.dumps({"items": [{
            "id": "TR-01", "category": "trade", "kind": "policy", "title": words.name(),
            "parties": ["AAA"], "status": "active", "date": "2024", "date_text": "2024",
            "sources": ["source-1"], "confidence": "high", "as_of_not_before": "2024",
            "ambiguity": "The source names no direction.",
        }]}),
        **{f"source/sections/{s.id}.md": _section_file(s, n) for n, s in enumerate(sections)},
        **{f"source/{name}": data for name, data in charts.items()},
    }  # fmt: skip
    return Report(source, plain)


def edited(text: str) -> str:
    """Return a text of Markdown with another word in the middle one of its paragraphs."""
    places = [m.end() for m in re.finditer(r"^[A-Z][^\n|]+\.(?=\n\n)", text, re.MULTILINE)]
    at = places[len(places) // 2]
    return f"{text[:at]} Changed.{text[at:]}"


def write(folder: Path, files: Files) -> None:
    """Write files into a folder."""
    for path, data in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data if isinstance(data, bytes) else data.encode())


# ---------------------------------------------------------------- what both say


def _sections(size: Size, words: Words) -> Iterator[_Section]:
    ids = ["summary", *(f"chapter-{n}" for n in range(1, size.sections))]
    titles = ["Summary", *(words.name() for _ in ids[1:])]
    made = dict.fromkeys(("table", "chart", "note"), 0)
    for number, (id_, title) in enumerate(zip(ids, titles, strict=True)):

        def due(kind: str, whole: int, number: int = number) -> range:
            """Return the numbers of what falls to this section."""
            begin = made[kind]
            made[kind] = whole * (number + 1) // size.sections
            return range(begin + 1, made[kind] + 1)

        count = size.paragraphs * (number + 1) // size.sections
        count -= size.paragraphs * number // size.sections
        others = [other for other in ids if other != id_]
        body = _body(
            words, count, due("table", size.tables), due("chart", size.charts),
            due("note", size.notes), others,
        )  # fmt: skip
        yield _Section(id_, title, body)


def _body(
    words: Words, count: int, tables: range, charts: range, notes: range, others: list[str]
) -> str:
    blocks: list[str] = []
    waiting = [
        *(("table", n) for n in tables), *(("chart", n) for n in charts),
        *(("note", n) for n in notes),
    ]  # fmt: skip
    words.chance.shuffle(waiting)
    ends: list[str] = []
    for number in range(count):
        if number % HEADED == HEADED // 2:
            blocks.append(f"## {words.name()}")
        text = words.paragraph()
        if number % 3 == 0:
            text += f" {words.sentence()[:-1]} [@source-{words.number(1, SOURCES)}]."
        if number % 5 == 0:
            text += f" See <sec:{words.chance.choice(others)}>."
        # As many of them with each paragraph as leaves none over.
        for kind, n in waiting[
            len(waiting) * number // count : len(waiting) * (number + 1) // count
        ]:
            if kind == "note":
                text += f" {words.sentence()}[^note-{n}]"
                ends.append(f"[^note-{n}]: {words.paragraph(1, 3)}")
            elif kind == "table":
                text += f" <tbl:table-{n}> shows more."
                blocks.append(_table(words, n))
            else:
                text += f" <fig:figure-{n}> shows this."
                alt = "A line that rises and falls over twelve years"
                blocks.append(
                    f'![{words.name()}](figures/figure-{n}.png){{#figure-{n} alt="{alt}"}}'
                )
        blocks.append(text)
        if number % LISTED == LISTED // 2:
            blocks.append("\n".join(f"- {words.sentence()}" for _ in range(words.number(3, 6))))
    return "\n\n".join([*blocks, *ends]) + "\n"


def _table(words: Words, number: int) -> str:
    rows = [
        f"| {1990 + row} | {words.name()} | {words.number(1, 99999):,} | {words.number(1, 99)} % |"
        for row in range(words.number(5, 12))
    ]
    lines = ["| Year | Measure | Tonnes | Share |", "| --- | --- | ---: | ---: |", *rows]
    return "\n".join([
        *lines,
        "",
        f"Table: {words.name()} by year [@source-{words.number(1, SOURCES)}] {{#table-{number}}}",
    ])


# ---------------------------------------------------------------- for reportgen


def _section_file(section: _Section, number: int) -> str:
    head = [
        "---", f"id: {section.id}", f"title: {section.title}",
        f"template: {'summary' if section.id == 'summary' else 'section'}",
        "sources: [source-1]", 'as_of: "2024-01-01"', *(["items: [TR-01]"] if number == 1 else []),
        "---",
    ]  # fmt: skip
    body = re.sub(r"<(\w+):([\w-]+)>", r"[@\1:\2]", section.body)
    if number == 1:
        body = f"The register has [@id:TR-01].\n\n{body}"
    return "\n".join([*head, "", body])


def _metadata(title: str, sections: list[_Section], seed: int) -> dict[str, object]:
    return {
        "schema_version": 1,
        "title": title,
        "short_title": title,
        "number": f"BN {seed}",
        "slug": "report" if seed == 1 else f"report-{seed}",
        "language": "en-GB",
        "profile": "note",
        "include": ["contents"],
        "formats": ["pdf", "docx", "epub", "html"],
        "summary_short": "Generated words, to see how long a report takes.",
        "subjects": ["length"],
        "authors": [{"name": "The editors"}],
        "organisation": {"name": "The press", "contact": "press@example.org",
                         "statement": "The press prints what it is given."},
        "published": "2026-11-20",
        "updated": "2026-11-23",
        "licence": {"name": "CC BY 4.0", "spdx": "CC-BY-4.0",
                    "url": "https://creativecommons.org/licenses/by/4.0/"},
        "copyright": "© 2026 The press",
        "categories": [{"id": "trade", "name": "Trade", "prefix": "TR"}],
        "sections": [section.id for section in sections],
        "control": {"status": "published", "owner": "The editors"},
        "versions": [{"version": "1.0", "date": "2026-11-23", "change_level": "significant",
                      "change_note": "First edition."}],
        "disclaimers": ["views"],
        "accessibility": {"standard": "PDF/UA-1", "other_formats": "PDF, Word, EPUB and HTML.",
                          "response_time": "Ten days.", "contact": "press@example.org"},
    }  # fmt: skip


# ---------------------------------------------------------------- for pandoc


def _plain(title: str, sections: list[_Section]) -> str:
    titles = {section.id: section.title for section in sections}

    def link(match: re.Match[str]) -> str:
        kind, id_ = match[1], match[2]
        number = id_.rpartition("-")[2]
        words = {"tbl": f"Table {number}", "fig": f"Figure {number}"}.get(kind, titles.get(id_, ""))
        return f"[{words}](#{id_})"

    head = [
        "---", f"title: {title}", "author: The editors", "date: 23 November 2026", "lang: en-GB",
        "bibliography: references.json", "csl: citations.csl", "link-citations: true", "---",
    ]  # fmt: skip
    parts = ["\n".join(head)]
    for section in sections:
        body = re.sub(r"<(\w+):([\w-]+)>", link, section.body)
        # A table is led to by the division around it, which every version of pandoc knows.
        body = re.sub(
            r"((?:^\|[^\n]*\n)+\nTable: [^\n]*?) \{#([\w-]+)\}", r"::: {#\2}\n\1\n:::", body,
            flags=re.MULTILINE,
        )  # fmt: skip
        parts.append(f"# {section.title} {{#{section.id}}}\n\n{body}")
    return "\n\n".join([*parts, "# Sources\n\n::: {#refs}\n:::\n"])


def _csl(key: str, source: Mapping[str, str]) -> dict[str, object]:
    return {
        "id": key, "type": "report", "title": source["title"], "publisher": "The press",
        "author": [{"literal": source["author"]}],
        "issued": {"date-parts": [[int(source["year"])]]},
    }  # fmt: skip
