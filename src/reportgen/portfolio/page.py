"""What was made → `index.html`: one page with every report and every item, and a search over both.

The page is whole without its script, which only hides what does not match. No request leaves it but
those that a reader makes by following a link.
"""

from __future__ import annotations

import html
import string
import urllib.parse
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from babel.numbers import format_decimal

from reportgen import dates, formats
from reportgen.edition import Style
from reportgen.files import BUNDLED, DiskFiles, Files
from reportgen.formats.html.fold import fold
from reportgen.formats.html.fonts import font_faces
from reportgen.formats.html.palette import colour_rules
from reportgen.glyphs import needed_fonts
from reportgen.languages import direction_of
from reportgen.portfolio.record import Entry
from reportgen.portfolio.register import items_of
from reportgen.report import Portfolio

__all__ = ["INDEX", "index_page"]

INDEX = "index.html"
SHEET, SCRIPT = "portfolio.css", "portfolio.js"

MOST_ITEMS = 20_000
"""Items that the page lists; one with more would take a browser too long to open."""

_MEGABYTE = 1_000_000
_POLICY = (
    "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'; "
    "script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
)
"""As on the web page of a report: nothing is loaded from any host."""


def index_page(
    portfolio: Portfolio,
    style: Style,
    entries: Sequence[Entry],
    output: Files,
    data: Mapping[str, int],
) -> bytes:
    """Return the page; `data` are the files of the register of all reports with their sizes."""
    page = _Page(portfolio, style.labels, entries)
    body = "\n".join(page.lines(output, data))
    sheet = style.sheets.get(SHEET, "")
    shown = body + sheet + string.printable
    characters = {character for character in shown if character.isprintable()}
    look = font_faces(needed_fonts(style, characters), characters)
    look += colour_rules(style.tokens) + sheet
    script = DiskFiles(BUNDLED).read(f"plain/{SCRIPT}")
    return fold(body + "\n", {SHEET: look.encode(), SCRIPT: script})


class _Page:
    """The lines of the page, from its first to its last."""

    def __init__(
        self, portfolio: Portfolio, labels: Mapping[str, Any], entries: Sequence[Entry]
    ) -> None:
        self.portfolio = portfolio
        self.labels = labels
        self.words: Mapping[str, str] = labels["portfolio"]
        self.entries = entries
        self.total = sum(entry.facts.items for entry in entries)
        self.with_items = self.total <= MOST_ITEMS

    def lines(self, output: Files, data: Mapping[str, int]) -> Iterator[str]:
        language, words = self.portfolio.language, self.words
        title = html.escape(self.portfolio.title)
        yield "<!DOCTYPE html>"
        yield f'<html lang="{html.escape(language)}" dir="{direction_of(language)}">'
        yield "<head>"
        yield '<meta charset="utf-8">'
        yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
        yield f"<title>{title}</title>"
        if self.portfolio.about:
            yield f'<meta name="description" content="{html.escape(self.portfolio.about)}">'
        yield f'<link rel="stylesheet" href="{SHEET}">'
        yield "</head>"
        yield "<body>"
        skip = self.said(self.labels["words"]["skip_to_text"])
        yield f'<a class="skip-link" href="#reports">{skip}</a>'
        yield '<header class="masthead">'
        yield f'<p class="publisher">{html.escape(self.portfolio.publisher)}</p>'
        yield f"<h1>{title}</h1>"
        if self.portfolio.about:
            yield f'<p class="about">{html.escape(self.portfolio.about)}</p>'
        yield f'<p class="facts">{"".join(f"<span>{fact}</span> " for fact in self.facts())}</p>'
        yield "</header>"
        yield '<main id="reports" tabindex="-1">'
        yield (
            f'<form class="search" role="search" hidden data-found="{html.escape(words["found"])}">'
        )
        yield f'<label for="search">{self.said(words["search"])}</label>'
        yield '<input id="search" type="search" autocomplete="off" spellcheck="false">'
        yield f'<button type="button" hidden>{self.said(words["clear"])}</button>'
        yield '<p class="tally" role="status"></p>'
        yield "</form>"
        yield f'<h2 class="visually-hidden">{self.said(words["list"])}</h2>'
        if not self.with_items:
            many = words["many"].format(limit=self.number(MOST_ITEMS))
            yield f'<p class="remark">{self.said(many)}</p>'
        yield '<ul class="reports">'
        for entry in self.entries:
            yield from self.report(entry, output)
        yield "</ul>"
        yield f'<p class="nothing" hidden>{self.said(words["nothing"])}</p>'
        yield "</main>"
        yield '<footer class="page-foot">'
        yield f"<h2>{self.said(words['data'])}</h2>"
        yield f"<ul>{''.join(self.file('', name, size) for name, size in data.items())}</ul>"
        yield "</footer>"
        yield f'<script src="{SCRIPT}"></script>'
        yield "</body>"
        yield "</html>"

    def facts(self) -> Iterator[str]:
        yield self.counted("report", len(self.entries))
        yield self.counted("item", self.total)
        days = [entry.facts.updated for entry in self.entries if entry.facts.updated]
        if days:
            yield self.said(self.words["last"].format(date=self.day(max(days))))

    def report(self, entry: Entry, output: Files) -> Iterator[str]:
        facts, words = entry.facts, self.words
        title = html.escape(facts.title or entry.name)
        editions = {
            name: is_["size"] for name, is_ in entry.artifacts.items() if name.endswith(_endings())
        }
        first = next((n for n in sorted(editions, key=lambda n: not n.endswith(".html"))), None)
        link = f'<a href="{_address(entry.name, first)}">{title}</a>' if first else title
        language = facts.language or self.portfolio.language
        marked = "" if language == self.portfolio.language else (
            f' lang="{html.escape(language)}" dir="{direction_of(language)}"'
        )  # fmt: skip
        yield f'<li class="report" id="{html.escape(entry.name)}"{marked}>'
        yield f"<div><h3>{link}</h3>"
        if facts.subtitle:
            yield f'<p class="subtitle">{html.escape(facts.subtitle)}</p>'
        about = [html.escape(facts.number)] if facts.number else []
        if facts.updated:
            about.append(self.said(words["updated"].format(date=self.day(facts.updated))))
        about += [html.escape(", ".join(facts.subjects))] if facts.subjects else []
        yield f'<p class="meta">{"".join(f"<span>{one}</span> " for one in about)}</p>'
        if facts.summary:
            yield f'<p class="summary">{html.escape(facts.summary)}</p>'
        yield "</div>"
        if entry.status == "failed":
            said = words["stale"] if editions else words["failed"]
            yield f'<p class="warning">{self.said(said)}</p>'
        if editions:
            files = (self.file(entry.name, name, size) for name, size in editions.items())
            yield f'<ul class="files">{"".join(files)}</ul>'
        if self.with_items:
            yield from self.items(
                entry, output, next((n for n in editions if n.endswith(".html")), None)
            )
        yield "</li>"

    def items(self, entry: Entry, output: Files, page: str | None) -> Iterator[str]:
        items = items_of(entry, output)
        if not items:
            return
        yield f"<details><summary>{self.counted('item', len(items))}</summary>"
        yield '<ul class="items">'
        for item in items:
            title = html.escape(str(item["title"]))
            if page is not None:
                title = f'<a href="{_address(entry.name, page)}#{item["id"]}">{title}</a>'
            status = item.get("status")
            state = self.labels["status"][status]["word"] if status else ""
            when = item.get("date_text") or ""
            said = ", ".join(html.escape(str(one)) for one in (state, when) if one)
            yield (
                f'<li><span class="id">{html.escape(item["id"])}</span> <span>{title}</span> '
                f'<span class="state">{said}</span></li>'
            )
        yield "</ul></details>"

    def file(self, folder: str, name: str, size: int) -> str:
        ending = name.rpartition(".")[2]
        said = self.words["read"] if folder and ending == "html" else (
            self.words["download"].format(format=ending.upper(), size=self.size(size))
        )  # fmt: skip
        return f'<li><a href="{_address(folder, name)}">{self.said(said)}</a></li>'

    def counted(self, noun: str, number: int) -> str:
        if number == 1:
            return self.said(self.words[noun])
        return self.said(self.words[f"{noun}s"].format(count=self.number(number)))

    def number(self, number: float) -> str:
        return str(format_decimal(number, locale=self.portfolio.language.replace("-", "_")))

    def size(self, size: int) -> str:
        if size >= _MEGABYTE:
            return self.words["megabytes"].format(number=self.number(round(size / _MEGABYTE, 1)))
        return self.words["kilobytes"].format(number=self.number(max(round(size / 1000), 1)))

    def day(self, day: str) -> str:
        return dates.in_words(day, self.portfolio.language)

    @staticmethod
    def said(words: str) -> str:
        return html.escape(words)


@cache
def _endings() -> tuple[str, ...]:
    return tuple(formats.find(name).suffix for name in formats.names())


def _address(folder: str, name: str | None) -> str:
    return urllib.parse.quote(f"{folder}/{name}" if folder else str(name))
