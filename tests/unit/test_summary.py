"""The tables as values; the acceptance counts are those of the publishing rules, section 9."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from reportgen.report import Item, Report
from reportgen.summary import ItemsTable, Summary, count, records, summarise
from support.bundled import understood
from support.project import MINIMAL, Contents, project, replaced, report_of


@pytest.fixture(scope="module")
def report() -> Report:
    return understood()[0]


@pytest.fixture(scope="module")
def summary(report: Report) -> Summary:
    return summarise(report)


@pytest.fixture(scope="module")
def core(report: Report) -> list[Item]:
    return [item for item in report.items.values() if item.scope == "core"]


def summary_of(changes: Contents | None = None) -> Summary:
    """Summarise the minimal project with changes."""
    return summarise(report_of(project(changes)))


def table_of(summary: Summary, key: str) -> ItemsTable:
    (table,) = [table for table in summary.tables if table.key == key]
    return table


def ids(table: ItemsTable) -> list[str]:
    return [row.item.id for row in table.rows]


# ------------------------------------------------------------ acceptance: the bundled report

STATUS_TABLE = {
    "trade": {"active": 13, "underway": 1, "proposed": 2, None: 2},
    "energy": {"active": 2, "proposed": 1, "stalled": 1},
    "security": {"active": 5, "underway": 2, "agreed": 1, None: 4},
}
STATUS_TOTAL = {"active": 20, "underway": 3, "agreed": 1, "proposed": 3, "stalled": 1, None: 6}


@pytest.mark.parametrize("key", STATUS_TABLE)
def test_the_items_of_a_category_are_counted_by_status(summary: Summary, key: str) -> None:
    assert table_of(summary, key).counts == STATUS_TABLE[key]


@pytest.mark.parametrize(("key", "total"), [("trade", 18), ("energy", 4), ("security", 12)])
def test_a_category_has_its_number_of_items(summary: Summary, key: str, total: int) -> None:
    assert table_of(summary, key).total == total


def test_the_overview_repeats_the_counts_and_adds_them_up(summary: Summary) -> None:
    rows = [(category and category.id, dict(counts)) for category, counts in summary.overview.rows]
    assert rows == [*STATUS_TABLE.items(), (None, STATUS_TOTAL)]


def test_the_overview_has_a_column_for_each_status_that_occurs(summary: Summary) -> None:
    assert summary.overview.statuses == tuple(STATUS_TOTAL)


def test_there_are_thirty_four_core_items(core: list[Item]) -> None:
    assert len(core) == 34


def test_core_items_are_counted_by_direction(core: list[Item]) -> None:
    ways = Counter((item.direction, item.origin, item.destination) for item in core)
    assert ways == {
        ("one-way", "IRN", "PAK"): 8,
        ("one-way", "PAK", "IRN"): 6,
        ("two-way", None, None): 16,
        (None, None, None): 4,
    }


def test_core_items_are_counted_by_confidence(core: list[Item]) -> None:
    assert Counter(item.confidence for item in core) == {"medium": 23, "low": 11}


def test_core_items_are_counted_by_kind(core: list[Item]) -> None:
    assert Counter(item.kind for item in core) == {
        "flow": 12, "infrastructure": 6, "threat": 3, "policy": 2, "agreement": 2, "operation": 2,
        "talks": 2, "statistic": 1, "target": 1, "programme": 1, "offer": 1, "event": 1,
    }  # fmt: skip


def test_twenty_eight_core_items_have_a_life_cycle(core: list[Item]) -> None:
    without = {"statistic", "target", "threat", "event"}
    assert sum(item.kind not in without for item in core) == 28


def test_fifteen_items_are_wider_context(summary: Summary) -> None:
    assert summary.context is not None
    numbers = Counter(row.item.category for row in summary.context.rows)
    assert numbers == {"security": 4, "diplomacy": 7, "culture": 4}


def test_cross_listed_items_are_those_that_concern_two_categories(core: list[Item]) -> None:
    crossed = {item.id: item.also_in for item in core if item.also_in}
    assert crossed == {
        "TR-15": ("security",), "TR-16": ("security",),
        "EN-01": ("trade",), "EN-02": ("trade",), "SE-12": ("trade",),
    }  # fmt: skip


def test_a_cross_listed_item_is_listed_in_both_tables_and_counted_in_one(summary: Summary) -> None:
    listed = {
        key: [row.item.id for row in table_of(summary, key).rows if not row.counted]
        for key in STATUS_TABLE
    }
    assert listed == {
        "trade": ["EN-01", "EN-02", "SE-12"], "energy": [], "security": ["TR-15", "TR-16"],
    }  # fmt: skip


def test_every_core_item_is_counted_once(summary: Summary, core: list[Item]) -> None:
    counted = [row.item.id for table in summary.tables for row in table.rows if row.counted]
    assert sorted(counted) == sorted(item.id for item in core)


def test_trade_comes_in_four_groups(summary: Summary) -> None:
    groups = [
        [row.item.id for row in rows if row.counted]
        for _, rows in table_of(summary, "trade").groups
    ]
    numbers = [f"TR-{number:02}" for number in range(1, 19)]
    assert groups == [numbers[:3], numbers[3:7], numbers[7:13], numbers[13:], []]


def test_five_events_have_a_place_in_time_in_their_order(summary: Summary) -> None:
    assert [event.id for event in summary.dated] == [f"EV-{n:02}" for n in range(1, 6)]


def test_twelve_events_have_none(summary: Summary) -> None:
    assert [event.id for event in summary.undated] == [f"UE-{n:02}" for n in range(1, 13)]


def test_exactly_three_dates_are_in_the_register(report: Report) -> None:
    dates = {item.date for item in report.items.values()}
    dates |= {event.date for event in report.events.values()}
    assert dates - {None} == {"1947", "2023-05", "2024"}


def test_ten_figures_are_stated_and_one_is_derived(report: Report, summary: Summary) -> None:
    assert [figure.id for figure in summary.figures] == [f"QF-{n:02}" for n in range(1, 11)]
    assert list(report.derived) == ["QD-01"]


def test_the_derived_figure_is_five(report: Report) -> None:
    value = report.value_of("QD-01")
    assert value is not None
    assert (value.amount, value.qualifier) == (5, "derived")


def test_there_is_one_figure_of_money_and_it_has_no_year(report: Report) -> None:
    values = [report.value_of(identity) for identity in (*report.items, *report.quantities)]
    money = {(v.amount, v.scale, v.currency, v.per, v.year) for v in values if v and v.currency}
    assert money == {(2, "billion", "USD", "year", None)}


def test_there_are_five_constraints(report: Report) -> None:
    assert list(report.constraints) == [f"CN-{n:02}" for n in range(1, 6)]


def test_there_are_twenty_eight_flags_of_three_weights(report: Report) -> None:
    assert Counter(flag.severity for flag in report.flags.values()) == {
        "error": 8, "warning": 11, "info": 9,
    }  # fmt: skip


def test_the_flags_of_each_weight_are_those_of_the_rules(report: Report) -> None:
    def numbers(weight: str) -> list[int]:
        return [int(f.id[-2:]) for f in report.flags.values() if f.severity == weight]

    assert numbers("error") == [1, 2, 4, 6, 7, 10, 11, 18]
    assert numbers("warning") == [3, 5, 8, 9, 12, 13, 15, 16, 19, 20, 28]


def test_every_flag_of_weight_error_is_answered(report: Report) -> None:
    assert [f.id for f in report.flags.values() if f.severity == "error" and not f.answer] == []


def test_everything_rests_on_the_one_source(report: Report) -> None:
    assert {source.key for item in report.items.values() for source in item.sources} == {"seed"}


@pytest.mark.parametrize(
    ("key", "number"),
    [("core", 34), ("context", 15), ("flags", 28), ("flags.error", 8), ("trade", 18),
     ("trade.active", 13), ("core.flow", 12), ("core.none", 6), ("core.medium", 23),
     ("core.high", 0), ("core.stance", 0), ("culture", 4), ("security", 12)],
)  # fmt: skip
def test_prose_can_count_what_the_register_holds(report: Report, key: str, number: int) -> None:
    assert count(report, key) == number


@pytest.mark.parametrize("key", ["", "trad", "trade.actve", "flags.eror", "core.trade", ".active"])
def test_what_cannot_be_counted_has_no_number(report: Report, key: str) -> None:
    assert count(report, key) is None


def test_the_register_has_a_record_for_each_item(report: Report) -> None:
    found = list(records(report))
    assert [record["id"] for record in found] == list(report.items)
    assert len({tuple(record) for record in found}) == 1


# ------------------------------------------------------------ rules: the minimal project


def test_rows_come_in_groups_and_then_by_number() -> None:
    more = "".join(
        f"""\
  - id: TR-{number}
    category: trade
    kind: flow
    title: Goods {number}
    parties: [AAA, BBB]
    direction: one-way
    from: AAA
    to: BBB
    status: active
    confidence: low
"""
        for number in ("100", "10", "09")
    )
    trade = {"source/items/trade.yaml": MINIMAL["source/items/trade.yaml"] + more}
    table = table_of(summary_of(trade), "trade")
    assert ids(table) == ["TR-01", "TR-09", "TR-10", "TR-100", "TR-02"]


def test_a_group_takes_only_the_direction_that_it_names() -> None:
    turned = replaced(
        "source/report.yaml", "kinds: [flow], from: AAA, to: BBB", "kinds: [flow], from: BBB"
    )
    assert [name for name, _ in table_of(summary_of(turned), "trade").groups] == [""]


def test_an_item_that_no_group_takes_stands_after_the_groups() -> None:
    groups = [(name, [r.item.id for r in rows]) for name, rows in
              table_of(summary_of(), "trade").groups]  # fmt: skip
    assert groups == [("Goods", ["TR-01"]), ("", ["TR-02"])]


def test_a_cross_listed_item_stands_last_and_is_not_counted() -> None:
    table = table_of(summary_of(), "energy")
    assert [(row.item.id, row.counted) for row in table.rows] == [("EN-01", True), ("TR-02", False)]
    assert table.total == 1


def test_a_report_without_wider_context_has_no_table_for_it() -> None:
    prose = replaced("source/sections/trade.md", " A festival is held ([@id:CU-01]).", "")
    assert summary_of({**prose, "source/items/context.yaml": None}).context is None


def test_statuses_come_in_the_order_of_a_life() -> None:
    planned_first = replaced("source/items/trade.yaml", "status: active", "status: ended")
    assert list(table_of(summary_of(planned_first), "trade").counts) == ["planned", "ended"]


def _timeline(*entries: str) -> Iterator[str]:
    yield "defaults:\n  sources: [seed]\nevents:\n"
    for number, entry in enumerate(entries, 1):
        yield f"  - {{id: EV-{number:02}, title: Event, date_text: then, {entry}}}\n"


def test_events_come_by_the_first_day_on_which_they_can_fall() -> None:
    timeline = "".join(
        _timeline('date: "2024~"', 'date: "2023-05-02"', 'date: "2023-05"', 'not_before: "2023-05"',
                  'not_after: "2023-05"', 'not_before: "2025"', 'date: "../2020"')
    )  # fmt: skip
    summary = summary_of({"source/timeline.yaml": timeline})
    assert [e.id for e in summary.dated] == [
        "EV-07", "EV-05", "EV-03", "EV-04", "EV-02", "EV-01", "EV-06",
    ]  # fmt: skip


def test_flags_that_are_only_notes_are_in_no_table() -> None:
    noted = replaced("source/flags.yaml", "severity: warning", "severity: info")
    assert summary_of(noted).flags == ()
