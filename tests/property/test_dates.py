"""No date is ever printed or counted more narrowly than it is written."""

from __future__ import annotations

import datetime as dt
import re

from hypothesis import given
from hypothesis import strategies as st

from reportgen import dates
from reportgen.dates import bounds, in_words, is_day
from support.law import DEAR_LAW

MONTHS = [dt.date(2024, month, 1).strftime("%B") for month in range(1, 13)]

DAYS = st.dates(min_value=dt.date(1, 1, 1)).map(dt.date.isoformat)
DATES = st.builds(
    "{}{}".format,
    st.one_of(
        DAYS,
        DAYS.map(lambda day: day[:7]),
        DAYS.map(lambda day: day[:4]),
        DAYS.map(lambda day: f"{day[:7]}-XX"),
        DAYS.map(lambda day: f"{day[:4]}-XX"),
        DAYS.filter(lambda day: day > "0010").map(lambda day: f"{day[:3]}X"),
        DAYS.filter(lambda day: day > "0100").map(lambda day: f"{day[:2]}XX"),
    ),
    st.sampled_from(["", "~", "?", "%"]),
)
ENDS = st.one_of(DATES, st.sampled_from(["", ".."]))
RANGES = st.builds("{}/{}".format, ENDS, ENDS)
ANYTHING = st.text("0123456789X~?%./-+:TZY ", max_size=22)


def _bounds(text: str) -> tuple[tuple[int, int, int], tuple[int, int, int]] | None:
    try:
        return bounds(text)
    except ValueError:
        return None


@DEAR_LAW
@given(DATES)
def test_every_form_of_a_date_is_read(text: str) -> None:
    assert _bounds(text) is not None


@DEAR_LAW
@given(st.one_of(DATES, RANGES, ANYTHING))
def test_a_date_does_not_end_before_it_begins(text: str) -> None:
    found = _bounds(text)
    assert found is None or found[0] <= found[1]


CALENDAR = st.builds(
    "{:04}{}{}".format,
    st.integers(1, 9999),
    st.one_of(
        st.just(""),
        st.builds("-{:02}".format, st.integers(0, 20)),
        st.builds("-{:02}-{:02}".format, st.integers(0, 13), st.integers(0, 32)),
    ),
    st.sampled_from(["", "~", "?", "%"]),
)


@DEAR_LAW
@given(st.one_of(CALENDAR, DAYS))
def test_a_plain_date_covers_what_edtf_says_that_it_covers(text: str) -> None:
    try:
        said: object = dates._by_library(text)
    except ValueError:
        said = None
    assert _bounds(text) == said


@DEAR_LAW
@given(DATES, DATES)
def test_a_range_covers_what_its_ends_cover(first: str, last: str) -> None:
    found = _bounds(f"{first}/{last}")
    assert found in {None, (bounds(first)[0], bounds(last)[1])}


@DEAR_LAW
@given(DAYS)
def test_a_day_covers_itself_alone(day: str) -> None:
    parts = tuple(int(part) for part in day.split("-"))
    assert bounds(day) == (parts, parts)
    assert is_day(day)


@DEAR_LAW
@given(st.one_of(DATES, RANGES, ANYTHING))
def test_whatever_is_a_date_can_be_said_in_words(text: str) -> None:
    if _bounds(text) is not None:
        assert in_words(text, "en-GB").strip()


@DEAR_LAW
@given(st.one_of(DATES, RANGES))
def test_a_date_without_a_month_is_said_without_one(text: str) -> None:
    if _bounds(text) is None or re.search(r"\d{4}-\d\d", text):
        return
    words = in_words(text, "en-GB")
    assert not [month for month in MONTHS if month in words]


@DEAR_LAW
@given(DAYS)
def test_a_month_is_said_without_a_day(day: str) -> None:
    year, month = day[:4], int(day[5:7])
    assert in_words(day[:7], "en-GB") == f"{MONTHS[month - 1]} {int(year)}"


@DEAR_LAW
@given(DATES)
def test_doubt_about_a_date_is_said(text: str) -> None:
    words = in_words(text, "en-GB")
    assert ("about" in words) == text.endswith(("~", "%"))
    assert ("uncertain" in words) == text.endswith(("?", "%"))
