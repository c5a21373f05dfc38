"""docs/checks.md lists every editorial rule with its number, its level and its cases."""

from __future__ import annotations

import re
from pathlib import Path

from reportgen.check import BUILT_IN, rules

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
ROWS = {
    cells[0]: cells
    for line in PAGE.splitlines()
    if len(cells := [cell.strip() for cell in line.strip("|").split(" | ")]) == 4
    and cells[0] != "number"
}


def codes(number: str) -> dict[str, str]:
    """Return the codes of a row with what is said of each."""
    return dict(re.findall(r"`([a-z-]+)` ([EWN](?: \(build\))?)", ROWS[number][2]))


def test_every_number_is_answered() -> None:
    assert {f"Q-{number:02}" for number in range(1, 46)} <= set(ROWS)


def test_every_rule_stands_in_the_row_of_its_number_with_its_level() -> None:
    wanted = {
        (rule.number or "none", code): rule.level.value[0].upper() for code, rule in rules().items()
    }
    listed = {
        (number, code): said for number in ROWS for code, said in codes(number).items()
        if "build" not in said
    }  # fmt: skip
    assert listed == wanted


def test_every_code_of_a_build_that_has_a_number_stands_in_its_row() -> None:
    listed = {code: n for n in ROWS for code, said in codes(n).items() if "build" in said}
    assert listed == dict(BUILT_IN)


def test_the_cases_that_a_row_names_show_its_codes() -> None:
    for number, (_, _, _, cases) in ROWS.items():
        names = [name for name in cases.split(", ") if "/" in name]
        said = "".join(
            (ROOT / "tests" / "cases" / f"{name}.md").read_text(encoding="utf-8") for name in names
        )
        own = [code for code, level in codes(number).items() if "build" not in level]
        assert [code for code in own if f"[{code}]" not in said] == [], number
