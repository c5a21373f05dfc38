"""Values of the register → words of one language.

Never adds to what the register says: a figure without a year is printed as such, and a quantity
that the source gives in words only stays in words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from reportgen import dates
from reportgen.languages import direction_of
from reportgen.report import KINDS_WITHOUT_LIFE_CYCLE, Event, Item, Report, Value

__all__ = ["Wording", "typographic"]

NO_BREAK = "\u00a0"
LEFT_TO_RIGHT = "\u200e"
"""The mark that keeps a sign on the left of its number in a line from right to left (W-28)."""


def typographic(words: str) -> str:
    """Return `words` with curly quotes, dashes and ellipses, as pandoc's `smart` makes them."""
    words = words.replace("---", "—").replace("--", "–")
    words = re.sub(r"(?<!\.)\.\.\.(?!\.)", "…", words)
    words = re.sub(r"(^|[\s(\[–—“‘])\"", r"\1“", words)
    words = words.replace('"', "”")
    words = re.sub(r"(^|[\s(\[–—“])'(?=\S)", r"\1‘", words)
    return words.replace("'", "’")


class Wording:
    """The words of a style's labels applied to the values of one report."""

    def __init__(self, report: Report, labels: Mapping[str, Any]) -> None:
        """Print in the language of `report` with the words of `labels`."""
        self.report = report
        self.labels = labels
        self.language = report.metadata.language

    @property
    def missing(self) -> str:
        """The mark for what the source does not say (S-07)."""
        return str(self.labels["words"]["missing"])

    @property
    def not_applicable(self) -> str:
        """The mark for a column that does not apply to a kind of item."""
        return str(self.labels["words"]["not-applicable"])

    def day(self, text: str) -> str:
        """Return an EDTF date in words: `23 November 2026`."""
        return dates.in_words(text, self.language)

    def party(self, key: str) -> str:
        """Return the name of a party."""
        return self.report.parties[key].name

    def direction(self, item: Item) -> str:
        """Return `Both ways`, `Iran to Pakistan`, or the mark for none."""
        if item.direction == "two-way":
            return str(self.labels["words"]["two-way"])
        if item.origin and item.destination:
            pattern: str = self.labels["words"]["one-way"]
            return pattern.format(
                origin=self.party(item.origin), destination=self.party(item.destination)
            )
        return self.not_applicable if item.kind in KINDS_WITHOUT_LIFE_CYCLE else self.missing

    def status(self, item: Item) -> str:
        """Return the status word, or the mark for a kind that has none."""
        if item.status is not None:
            return str(self.labels["status"][item.status]["word"])
        return self.not_applicable

    def when(self, entry: Item | Event) -> str:
        """Return the date in the source's words, or the mark for none; never narrower (R-41)."""
        if isinstance(entry, Event) and entry.item and not entry.undated:
            return self.when(self.report.items[entry.item])
        if entry.date_text:
            return typographic(entry.date_text)
        if entry.date:
            return self.day(entry.date)
        return self.missing

    def value(self, value: Value | None, *, marks: bool = True) -> str:
        """Return a quantity in words: `about 2 billion US dollars a year`.

        With `marks`, what is missing or unusual is said in brackets: no year, no figure, derived.
        """
        if value is None:
            return self.missing
        words = self.labels["words"]
        remarks: list[str] = []
        if value.amount is None or value.qualifier in {"vague", "superlative"}:
            text = self.quoted(value.text) if value.text else self.missing
            if value.qualifier == "vague":
                remarks.append(words["no-figure"])
        else:
            text = self._amount(value)
            if value.currency and value.year is None:
                remarks.append(words["year-not-stated"])
            if value.qualifier == "derived":
                remarks.append(words["derived"])
        if value.year:
            remarks.append(value.year)
        return f"{text} ({'; '.join(remarks)})" if marks and remarks else text

    def quoted(self, words: str) -> str:
        """Return words of the source in the quotation marks of the language."""
        marks = self.labels["words"]
        return f"{marks['quotation-open']}{typographic(words)}{marks['quotation-close']}"

    def _amount(self, value: Value) -> str:
        from babel.numbers import format_decimal, get_currency_name  # noqa: PLC0415 - when needed

        assert value.amount is not None  # noqa: S101 - the caller looked
        locale = self.language.replace("-", "_")
        if value.unit == "year":
            return str(value.amount)
        # Never rounded: a fact keeps every digit that the source gives.
        number = format_decimal(value.amount, locale=locale, decimal_quantization=False)
        if value.amount < 0 and direction_of(self.language) == "rtl":
            number = f"{LEFT_TO_RIGHT}{number}"
        pieces = [number]
        if value.scale:
            pieces.append(value.scale)
        if value.currency:
            count = value.amount if value.scale is None else 2
            pieces.append(get_currency_name(value.currency, count=count, locale=locale))
        elif value.unit:
            pieces.append(value.unit)
        text = NO_BREAK.join(pieces[:2]) + "".join(f" {p}" for p in pieces[2:])
        if value.per:
            text += f" {self.labels['per'].get(value.per, value.per)}"
        plain = {"as-stated", "derived", "range"}
        if value.qualifier not in plain:
            text = f"{self.labels['qualifier'][value.qualifier]['word']} {text}"
        return text

    def as_of(
        self, day: str | None, not_before: str | None, *, undated: bool = False
    ) -> str | None:
        """Return the as-of line of a section or entry; `undated` says that its sources are."""
        if day is not None:
            return str(self.labels["as-of"]["day"]).format(date=self.day(day))
        if not_before is not None:
            label = "undated" if undated else "not-before"
            return str(self.labels["as-of"][label]).format(date=self.day(not_before))
        return None

    def enumerate(self, names: list[str]) -> str:
        """Join names as a sentence does: `a, b and c`."""
        if len(names) < 2:  # noqa: PLR2004 - a list of one needs no joining
            return "".join(names)
        return f"{', '.join(names[:-1])} {self.labels['words']['and']} {names[-1]}"
