import pytest

from reportgen.dates import bounds, in_words, is_day, timestamp

OPEN_START, OPEN_END = (0, 1, 1), (9999, 12, 31)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("1947", (1947, 1, 1), (1947, 12, 31)),
        ("2023-05", (2023, 5, 1), (2023, 5, 31)),
        ("2024-02", (2024, 2, 1), (2024, 2, 29)),
        ("2024-02-29", (2024, 2, 29), (2024, 2, 29)),
        ("2024~", (2024, 1, 1), (2024, 12, 31)),
        ("2024?", (2024, 1, 1), (2024, 12, 31)),
        ("2024-05%", (2024, 5, 1), (2024, 5, 31)),
        ("201X", (2010, 1, 1), (2019, 12, 31)),
        ("20XX", (2000, 1, 1), (2099, 12, 31)),
        ("2023-XX", (2023, 1, 1), (2023, 12, 31)),
        ("2023-05-XX", (2023, 5, 1), (2023, 5, 31)),
        ("2024-01/2024-04", (2024, 1, 1), (2024, 4, 30)),
        ("2024-01/2024-01", (2024, 1, 1), (2024, 1, 31)),
        ("2023-05/..", (2023, 5, 1), OPEN_END),
        ("2023-05/", (2023, 5, 1), OPEN_END),
        ("../1947", OPEN_START, (1947, 12, 31)),
        ("/1947", OPEN_START, (1947, 12, 31)),
    ],
)
def test_a_date_covers_its_days(
    text: str, first: tuple[int, int, int], last: tuple[int, int, int]
) -> None:
    assert bounds(text) == (first, last)


@pytest.mark.parametrize(
    "text",
    ["", "May 2023", "2023-5", "23-05", "2023-05-1", "2023/05/01/", "1947/1948/1949", "/", "../..",
     "..", "-0044", "0000", "0000-05", "~1947", "1947-~05", "2023-05//2023-06", "XXXX", "2XXX",
     "156X-12", "Y170000002", "2023-05-01T10:00", "\uff12\uff10\uff12\uff13", "2023 ", "2023~~",
     "{1947,1948}"],
)  # fmt: skip
def test_what_is_no_date_of_level_0_or_1_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no EDTF date"):
        bounds(text)


@pytest.mark.parametrize(
    "text",
    ["2023-00", "2023-13", "2023-02-29", "2023-04-31", "2023-01-00", "1900-02-29", "2023-99"],
)
def test_a_day_or_month_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no such day"):
        bounds(text)


@pytest.mark.parametrize("text", ["2023-21", "2023-24", "2023-41", "2023-21~", "2022/2023-22"])
def test_a_season_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="season"):
        bounds(text)


@pytest.mark.parametrize("text", ["2024/2023", "2024-04/2024-01", "2024-02-02/2024-02-01"])
def test_a_range_that_runs_backwards_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="ends before it begins"):
        bounds(text)


@pytest.mark.parametrize("text", ["2026-11-23", "2024-02-29", "0001-01-01"])
def test_a_day_is_year_month_and_day(text: str) -> None:
    assert is_day(text)


@pytest.mark.parametrize(
    "text", ["2026", "2026-11", "20261123", "2026-W47-1", "2026-327", "2023-02-29", "2026-11-23~",
             "", "23 November 2026", "2026-11-23T00:00:00"],
)  # fmt: skip
def test_anything_else_is_no_day(text: str) -> None:
    assert not is_day(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1947", "1947"),
        ("2023-05", "May 2023"),
        ("2026-11-23", "23 November 2026"),
        ("2024~", "about 2024"),
        ("2024?", "2024 (uncertain)"),
        ("2024-05%", "about May 2024 (uncertain)"),
        ("2024-01/2024-04", "January 2024 to April 2024"),
        ("2023-05/..", "from May 2023"),
        ("../2023-05", "to May 2023"),
    ],
)
def test_a_date_in_words_is_as_precise_as_it_is_written(text: str, words: str) -> None:
    assert in_words(text, "en-GB") == words


def test_the_words_are_those_of_the_language() -> None:
    assert [in_words("2026-11-23", language) for language in ("de", "fr")] == [
        "23 November 2026",
        "23 novembre 2026",
    ]


def test_a_moment_is_midnight_utc_whatever_the_machine_thinks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    assert [timestamp("1970-01-01"), timestamp("2026-11-23")] == [0, 1_795_392_000]
