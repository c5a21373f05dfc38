from __future__ import annotations

import pytest

from reportgen.languages import direction_of, with_region


@pytest.mark.parametrize(
    "tag", ["fa", "ur", "ur-PK", "ar", "he", "ps", "FA", "az-Arab", "pa-Arab-PK"]
)
def test_a_language_of_a_right_to_left_script_runs_from_right_to_left(tag: str) -> None:
    assert direction_of(tag) == "rtl"


@pytest.mark.parametrize("tag", ["en", "en-GB", "de", "ur-Latn", "fa-Latn-IR", "ru", "zh-Hans"])
def test_any_other_language_runs_from_left_to_right(tag: str) -> None:
    assert direction_of(tag) == "ltr"


@pytest.mark.parametrize(("tag", "full"), [
    ("fa", "fa-IR"), ("ur", "ur-PK"), ("de", "de-DE"), ("en-GB", "en-GB"), ("es-419", "es-419"),
    ("zh-Hans", "zh-Hans"), ("xx", "xx"),
])  # fmt: skip
def test_a_language_gets_the_country_where_most_speak_it(tag: str, full: str) -> None:
    assert with_region(tag) == full
