from collections.abc import Mapping
from typing import Any

import pytest

from reportgen.report import Event, Item, Value
from reportgen.style import load_style
from reportgen.wording import Wording, typographic
from support.persian import persian
from support.project import project, report_of, style_of

NO_BREAK = "\u00a0"


@pytest.fixture(scope="module")
def wording() -> Wording:
    files = project()
    return Wording(report_of(files), style_of(files).labels)


def item(**fields: Any) -> Item:
    """Make an item that has the least that it can have, and `fields`."""
    least: Mapping[str, Any] = {
        "id": "TR-01", "category": "trade", "kind": "flow", "title": "Tea", "parties": ["AAA"],
        "confidence": "low",
    }  # fmt: skip
    return Item.model_validate({**least, **fields})


def value(**fields: Any) -> Value:
    return Value.model_validate(fields)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ('He said "yes".', "He said “yes”."),
        ("'Western' sanctions", "‘Western’ sanctions"),
        ("Iran's and the states'", "Iran’s and the states’"),
        ("(\"a\" and 'b')", "(“a” and ‘b’)"),
        ("\"'a' b\"", "“‘a’ b”"),
        ("a -- b", "a – b"),
        ("a --- b", "a — b"),
        ("wait...", "wait…"),
        ("not stated: ..", "not stated: .."),
        ("the '90s", "the ‘90s"),
        ("a-b", "a-b"),
        ("", ""),
    ],
)
def test_typing_becomes_typography(typed: str, printed: str) -> None:
    assert typographic(typed) == printed


# ------------------------------------------------------------ directions


def test_a_two_way_item_goes_both_ways(wording: Wording) -> None:
    assert wording.direction(item(direction="two-way")) == "Both ways"


def test_a_one_way_item_goes_from_one_party_to_the_other(wording: Wording) -> None:
    one_way = item(**{"direction": "one-way", "from": "BBB", "to": "AAA"})
    assert wording.direction(one_way) == "Bland to Aland"


def test_a_direction_that_the_source_leaves_out_is_two_dots(wording: Wording) -> None:
    assert wording.direction(item()) == ".."


@pytest.mark.parametrize("kind", ["statistic", "target", "threat", "event", "stance"])
def test_a_kind_without_life_cycle_has_no_direction(wording: Wording, kind: str) -> None:
    assert wording.direction(item(kind=kind)) == wording.not_applicable


# ------------------------------------------------------------ dates


def test_a_date_is_printed_in_the_words_of_the_source(wording: Wording) -> None:
    assert wording.when(item(date="2024-01/2024-04", date_text="early 2024")) == "early 2024"


def test_an_exact_date_needs_no_words_of_the_source(wording: Wording) -> None:
    assert wording.when(item(date="2024-02-29")) == "29 February 2024"


def test_a_missing_date_is_two_dots(wording: Wording) -> None:
    assert wording.when(item()) == ".."


def test_an_event_takes_its_date_from_its_item(wording: Wording) -> None:
    event = Event.model_validate({"id": "EV-02", "title": "Tea", "item": "TR-01"})
    assert wording.when(event) == "May 2023"


def test_an_undated_event_does_not_take_the_date_of_its_item(wording: Wording) -> None:
    event = Event.model_validate({"id": "EV-2", "title": "T", "item": "TR-01", "undated": True}
                                 | {"id": "EV-02"})  # fmt: skip
    assert wording.when(event) == ".."


def test_an_as_of_line_says_the_day(wording: Wording) -> None:
    assert wording.as_of("2026-11-23", "2024") == "As of 23 November 2026"


def test_an_as_of_line_without_a_day_says_the_bound(wording: Wording) -> None:
    line: str = wording.labels["as-of"]["not-before"]
    assert wording.as_of(None, "2024-05") == line.format(date="May 2024")


def test_an_as_of_line_without_day_and_bound_says_nothing(wording: Wording) -> None:
    assert wording.as_of(None, None) is None


# ------------------------------------------------------------ values


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"amount": 3, "unit": "tonnes", "qualifier": "as-stated"}, "3 tonnes"),
        ({"amount": 3, "unit": "tonnes", "qualifier": "about"}, "about 3 tonnes"),
        ({"amount": 3, "unit": "tonnes", "qualifier": "at-least"}, "at least 3 tonnes"),
        ({"amount": 3, "unit": "tonnes", "qualifier": "exact"}, "exactly 3 tonnes"),
        ({"amount": 1947, "unit": "year", "qualifier": "as-stated"}, "1947"),
        ({"amount": 12345.5, "unit": "km", "qualifier": "over"}, "over 12,345.5 km"),
        ({"amount": 1, "currency": "USD", "year": "2023", "qualifier": "as-stated"},
         "1 US dollar (2023)"),
        ({"amount": 2, "scale": "billion", "currency": "USD", "per": "year", "qualifier": "about"},
         "about 2 billion US dollars a year (year not stated)"),
        ({"amount": 4, "unit": "tonnes", "qualifier": "derived"}, "4 tonnes (derived)"),
        ({"qualifier": "vague", "text": "large parts"}, "‘large parts’ (no figure given)"),
        ({"amount": 1, "qualifier": "superlative", "text": "the first"}, "‘the first’"),
        ({"qualifier": "about"}, ".."),
    ],
)  # fmt: skip
def test_a_value_in_words_says_what_the_source_says(
    wording: Wording, fields: dict[str, Any], words: str
) -> None:
    assert wording.value(value(**fields)).replace(NO_BREAK, " ") == words


def test_a_missing_value_is_two_dots(wording: Wording) -> None:
    assert wording.value(None) == ".."


def test_marks_can_be_left_out_in_prose(wording: Wording) -> None:
    money = value(amount=2, currency="USD", qualifier="about")
    assert wording.value(money, marks=False).replace(NO_BREAK, " ") == "about 2 US dollars"


def test_a_number_keeps_together_with_what_it_counts(wording: Wording) -> None:
    money = value(amount=2, scale="billion", currency="USD", qualifier="about")
    assert f"2{NO_BREAK}billion" in wording.value(money)


def test_the_sign_of_a_number_stays_before_it_where_lines_run_from_right_to_left() -> None:
    files = persian()
    words = Wording(report_of(files), load_style(files, "persian", "fa").labels)
    fall = value(amount=-5.8, unit="%", qualifier="as-stated")
    assert words.value(fall) == f"\u200e-5.8{NO_BREAK}%"
    rise = value(amount=5.8, unit="%", qualifier="as-stated")
    assert words.value(rise) == f"5.8{NO_BREAK}%"


# ------------------------------------------------------------ words


def test_a_status_is_the_word_of_the_style(wording: Wording) -> None:
    assert wording.status(item(status="underway")) == "Underway"


def test_an_item_without_status_has_none_to_print(wording: Wording) -> None:
    assert wording.status(item(kind="threat")) == wording.not_applicable


@pytest.mark.parametrize(
    ("names", "joined"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_names_are_joined_as_in_a_sentence(wording: Wording, names: list[str], joined: str) -> None:
    assert wording.enumerate(names) == joined
