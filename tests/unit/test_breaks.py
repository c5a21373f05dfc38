"""Where a table may break over pages: groups stay together, no row stands alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reportgen.breaks import LONG, TALL, breaks_of, lines_of

GROUPS = st.lists(st.lists(st.integers(1, LONG + 5), min_size=1, max_size=9), min_size=1)


def test_a_short_table_stands_on_one_page() -> None:
    assert breaks_of([[1, 2], [1]]).whole
    assert not breaks_of([[1] * 7]).whole
    assert not breaks_of([[12, 13]]).whole


def test_small_groups_are_parted_only_between_them() -> None:
    assert breaks_of([[1] * 4, [1] * 4]).kept == {0, 1, 2, 4, 5, 6}


def test_of_a_large_group_two_rows_stay_at_each_end() -> None:
    assert breaks_of([[1] * 8]).kept == {0, 5, 6}


def test_a_tall_row_stays_with_no_other_and_a_long_one_is_parted() -> None:
    breaks = breaks_of([[TALL + 1, LONG + 1, 1, 1]])
    assert breaks.kept == {2}
    assert breaks.parted == {1}


@given(GROUPS)
def test_the_last_row_stays_with_none(groups: list[list[int]]) -> None:
    assert sum(map(len, groups)) - 1 not in breaks_of(groups).kept


def test_a_row_has_the_lines_of_its_longest_cell() -> None:
    assert lines_of([100, 10], [0.5, 0.5]) == 2
    assert lines_of([], []) == 1
