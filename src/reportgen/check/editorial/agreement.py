"""Whether the prose says what the register says: its numbers and its dates (Q-06, Q-10, Q-11).

A sentence is compared with an entry only when it refers to it and to no other that could be meant;
what it quotes is left alone.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from reportgen import dates
from reportgen.check.rules import Finding, Manuscript, editorial
from reportgen.diagnostics import Note, Severity
from reportgen.prose import Kind, Stretch
from reportgen.report import Event, Item, Report, Value
from reportgen.report.fields import SCALES

_RUNNING = frozenset({Kind.PARAGRAPH, Kind.ENTRY, Kind.NOTE, Kind.CAPTION})
_SMALL = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
          "twelve")  # fmt: skip
_AMOUNT = rf"(?P<amount>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|{'|'.join(_SMALL)})"
_SCALE = r"(?: (?P<scale>thousand|million|billion|bn|m))?"
_SHORT_SCALES = {"bn": "billion", "m": "million"}
_MONEY = {
    "USD": ("US dollars", "US dollar", "dollars", "USD", "US$", "$"),
    "EUR": ("euros", "euro", "EUR", "€"),
    "GBP": ("pounds", "pound", "GBP", "£"),
}
"""How prose names a currency; any other only by its code."""


@editorial("number-differs", "Q-06", Severity.ERROR)
def number_differs(manuscript: Manuscript) -> Iterator[Finding]:
    """A number beside a reference to an item is that of the register, when the unit is the same."""
    report = manuscript.report
    for sentence, keys in _referring(manuscript, report.items):
        values = [v for key in keys for v in _values_of(report, key)]
        for unit in {_unit(value) for value in values} - {None}:
            amounts = {_amount(v) for v in values if _unit(v) == unit} - {None}
            for found, amount in _numbers(sentence, str(unit)):
                if amounts and amount not in amounts:
                    yield Finding(
                        f"`{found.text}` is not what the register has for {_listed(keys)}",
                        found.span, f"the register says {_shown(amounts, str(unit))}: correct "
                        "the one that is wrong, or refer to it with [@value:...]",
                        tuple(_origins(report, keys)),
                    )  # fmt: skip


def _referring(
    manuscript: Manuscript, entries: Iterable[str]
) -> Iterator[tuple[Stretch, list[str]]]:
    """Yield the report's own sentences that refer to entries, with the ids of those."""
    known = set(entries)
    for passage in manuscript.prose:
        if passage.kind in _RUNNING and any(r.key in known for r in passage.references):
            for sentence in passage.sentences:
                keys = [r.key for r in sentence.references if r.key in known and r.kind != "cite"]
                if keys:
                    yield sentence, list(dict.fromkeys(keys))


def _values_of(report: Report, key: str) -> Iterator[Value]:
    """Yield every value that the register has for an item."""
    values = [report.items[key].value]
    values += [q.value for q in report.quantities.values() if q.item == key]
    yield from (value for value in values if value is not None)


def _unit(value: Value) -> str | None:
    return value.currency or (value.unit.removesuffix("s") if value.unit else None)


def _amount(value: Value) -> Decimal | None:
    return None if value.amount is None else Decimal(str(value.amount)) * SCALES[value.scale]


@cache
def _pattern(unit: str) -> re.Pattern[str]:
    """Return what finds numbers of a unit: `2 billion US dollars`, `$2 billion`, `3 tonnes`."""
    names = _MONEY.get(unit, (unit,) if unit.isupper() else (f"{unit}s", unit))
    words = "|".join(re.escape(name) for name in names)
    after = rf"{_AMOUNT}{_SCALE}[ -](?:{words})(?![\w-])"
    signs = "|".join(re.escape(name) for name in names if not name.islower())
    before = rf"(?:{signs}) ?{_AMOUNT}{_SCALE}".replace("(?P<", "(?P<sign_") if signs else ""
    return re.compile(rf"(?<![\w.,-])(?:{after}{'|' + before if before else ''})", re.IGNORECASE)


def _numbers(sentence: Stretch, unit: str) -> Iterator[tuple[Stretch, Decimal]]:
    passage = sentence.passage
    text = re.sub(r"[\u00a0\u202f]", " ", passage.text)
    for match in _pattern(unit).finditer(text, sentence.start, sentence.end):
        found = Stretch(passage, *match.span())
        groups = match.groupdict()
        amount = groups["amount"] or groups.get("sign_amount") or ""
        scale = (groups["scale"] or groups.get("sign_scale") or "").lower()
        if amount and not found.is_quoted:
            number = (
                Decimal(_SMALL.index(amount.lower()) + 1) if amount.lower() in _SMALL
                else Decimal(amount.replace(",", ""))
            )  # fmt: skip
            yield found, number * SCALES[_SHORT_SCALES.get(scale, scale) or None]


def _shown(amounts: Iterable[Decimal | None], unit: str) -> str:
    numbers = sorted(amount for amount in amounts if amount is not None)
    return " or ".join(f"{number.normalize():,f} {unit}" for number in numbers)


def _listed(keys: Iterable[str]) -> str:
    return " and ".join(f"`{key}`" for key in keys)


def _origins(report: Report, keys: Iterable[str]) -> Iterator[Note]:
    for key in keys:
        yield Note("the entry stands here", report.span(key, "id"))


# ------------------------------------------------------------ dates

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
           "October", "November", "December")  # fmt: skip
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})"
_DATE = re.compile(
    rf"(?:(?P<weekday>{'|'.join(_WEEKDAYS)}),? (?:the )?)?"
    rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?)?\b{_MONTH}(?: (?P<late>\d{{1,2}}),)?"
    r" (?P<year>[12]\d{3})\b"
)


@dataclass(frozen=True)
class Dated:
    """A month or a day that the prose names."""

    stretch: Stretch
    first: tuple[int, int, int]
    last: tuple[int, int, int]
    weekday: str | None


def _dates(stretch: Stretch) -> Iterator[Dated]:
    """Yield the months and days with their year that stand in a stretch, in English."""
    text = re.sub(r"[\u00a0\u202f]", " ", stretch.passage.text)
    for match in _DATE.finditer(text, stretch.start, stretch.end):
        day = match["day"] or match["late"]
        month = f"{match['year']}-{_MONTHS.index(match['month']) + 1:02}"
        written = f"{month}-{int(day):02}" if day else month
        try:
            first, last = dates.bounds(written)
        except ValueError:
            continue
        found = Stretch(stretch.passage, *match.span())
        yield Dated(found, first, last, match["weekday"])


@editorial("narrowed-date", "Q-10", Severity.ERROR)
def narrowed_date(manuscript: Manuscript) -> Iterator[Finding]:
    """Nothing is known more exactly in the prose than in the register (R-41)."""
    report = manuscript.report
    dated: dict[str, Item | Event] = {**report.items, **report.events}
    for sentence, keys in _referring(manuscript, dated):
        entries = [dated[key] for key in keys if dated[key].date]
        if len(entries) != 1:
            continue
        entry = entries[0]
        low, high = dates.bounds(str(entry.date))
        for found in _dates(sentence):
            inside = low <= found.first and found.last <= high
            if inside and (found.first, found.last) != (low, high) and not found.stretch.is_quoted:
                words = _words(entry)
                yield Finding(
                    f"`{found.stretch.text}` is narrower than the date of `{entry.id}`",
                    found.stretch.span, f"write no more than the register knows, {words}, or "
                    f"refer to it with [@date:{entry.id}]",
                    tuple(_origins(report, [entry.id])),
                )  # fmt: skip


def _words(entry: Item | Event) -> str:
    return f"`{entry.date_text or entry.date}`"


@editorial("wrong-weekday", "Q-11", Severity.ERROR)
def wrong_weekday(manuscript: Manuscript) -> Iterator[Finding]:
    """The day of the week is that of the date."""
    for found in manuscript.prose.search(_DATE):
        for date in _dates(found):
            if date.weekday is None or date.first != date.last:
                continue
            right = _WEEKDAYS[dt.date(*date.first).weekday()]
            if right != date.weekday and not found.is_quoted:
                yield Finding(
                    f"`{found.text}` was a {right}", found.span,
                    "correct the day of the week or the date",
                )  # fmt: skip
