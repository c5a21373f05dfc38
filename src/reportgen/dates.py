"""EDTF text → bounds, and dates in words.

Dates follow the Extended Date/Time Format, levels 0 and 1 (ISO 8601-2:2019); nothing here ever
makes a date narrower than it was written. The only door to edtf.
"""

from __future__ import annotations

import calendar
import datetime as dt
import functools
import re
import warnings

__all__ = ["bounds", "in_words", "is_day", "is_language", "timestamp"]

_DATE = re.compile(
    r"(?!0000)(?:[0-9]{4}(?:-[0-9]{2}){0,2}|[0-9]{4}-(?:[0-9]{2}|XX)-XX|[0-9]{4}-XX"
    r"|[0-9]{3}X|[0-9]{2}XX)[~?%]?"
)
_OPEN = {"", ".."}
_SEASON = re.compile(r"[0-9]{4}-(2[1-9]|3[0-9]|4[01])(?![0-9])")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PLAIN = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?[~?%]?")

_Bounds = tuple[tuple[int, int, int], tuple[int, int, int]]


@functools.cache
def bounds(text: str) -> _Bounds:
    """Return the first and the last day that an EDTF date covers, each as (year, month, day).

    An open end is year 0 or 9999. Raises `ValueError` with the reason when `text` is no EDTF date
    of level 0 or 1, names a season (rule R-42) or runs backwards.
    """
    ends = text.split("/")
    dated = [end for end in ends if _DATE.fullmatch(end)]
    opened = [end for end in ends if end in _OPEN]
    if not dated or len(ends) > 2 or len(dated) + len(opened) < len(ends):  # noqa: PLR2004 - an interval has two ends
        message = "it is no EDTF date"
        raise ValueError(message)
    if any(_SEASON.match(end) for end in ends):
        message = "season codes are not used: 21 would mean spring"
        raise ValueError(message)
    start = (0, 1, 1) if ends[0] in _OPEN else _single(ends[0])[0]
    end = (9999, 12, 31) if ends[-1] in _OPEN else _single(ends[-1])[1]
    if start > end:
        message = "it ends before it begins"
        raise ValueError(message)
    return start, end


def _single(text: str) -> _Bounds:
    plain = _PLAIN.fullmatch(text)
    try:
        return _calendar(*plain.groups()) if plain else _by_library(text)
    except ValueError:
        message = "there is no such day"
        raise ValueError(message) from None


def _calendar(year: str, month: str | None, day: str | None) -> _Bounds:
    """Return the bounds of a year, a month or a day: nearly all dates, and what edtf says of them.

    A grammar is not needed for these, and edtf's costs a quarter of a second to build.
    """
    first, last = int(month or 1), int(month or 12)
    if day is not None:
        only = dt.date(int(year), first, int(day))
        return (only.year, only.month, only.day), (only.year, only.month, only.day)
    end = dt.date(int(year), last, calendar.monthrange(int(year), last)[1])
    return (end.year, first, 1), (end.year, end.month, end.day)


def _by_library(text: str) -> _Bounds:
    with warnings.catch_warnings():
        # edtf 5.0.2 names two results alike in its grammar, which pyparsing 3.2 warns of.
        warnings.simplefilter("ignore")
        from edtf import EDTFParseException, parse_edtf  # noqa: PLC0415 - 0.1 s, only when needed

        try:
            parsed = parse_edtf(text)
            low, high = parsed.lower_strict(), parsed.upper_strict()
        except (EDTFParseException, AttributeError, TypeError) as fault:
            raise ValueError(text) from fault
    first, last = (low[0], low[1], low[2]), (high[0], high[1], high[2])
    dt.date(max(first[0], 1), first[1], first[2])
    dt.date(max(last[0], 1), last[1], last[2])
    return first, last


def is_day(text: str) -> bool:
    """Tell whether `text` is one day of the Gregorian calendar, as `2026-11-23`."""
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return _DAY.fullmatch(text) is not None


def in_words(text: str, language: str) -> str:
    """Write an EDTF date in words of `language` (BCP 47), as precise as it is: `May 2023`."""
    from babel.dates import format_date, format_skeleton  # noqa: PLC0415 - only when needed

    locale = language.replace("-", "_")
    if "/" in text:
        first, last = (
            in_words(p, language) if p not in {"", ".."} else "" for p in text.split("/")
        )
        return (
            f"{first} to {last}" if first and last else f"from {first}" if first else f"to {last}"
        )
    bare = text.rstrip("~?%")
    about = "about " if text[-1] in "~%" else ""
    uncertain = " (uncertain)" if text[-1] in "?%" else ""
    parts = [int(part) for part in bare.split("-")] if "X" not in bare else []
    match parts:
        case [year, month, day]:
            words = format_date(dt.date(year, month, day), "d MMMM y", locale=locale)
        case [year, month]:
            words = format_skeleton("yMMMM", dt.datetime(year, month, 1), locale=locale)  # noqa: DTZ001 - a calendar month has no zone
        case _:
            words = bare
    return f"{about}{words}{uncertain}"


def is_language(tag: str) -> bool:
    """Tell whether dates can be printed in the language `tag` (BCP 47, as CLDR knows it)."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - only when needed

    try:
        Locale.parse(tag.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return False
    return True


def timestamp(day: str) -> int:
    """Return the seconds since 1970 of midnight UTC on `day`, for `SOURCE_DATE_EPOCH`."""
    moment = dt.datetime.fromisoformat(day).replace(tzinfo=dt.UTC)
    return int(moment.timestamp())
