"""docs/requirements.md answers each requirement once, and names nothing that is not there."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from reportgen.verify.registry import JUDGES

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "requirements.md").read_text(encoding="utf-8")

GROUPS = {
    "C": 18, "P": 29, "A": 5, "D": 26, "E": 18, "H": 8, "O": 1, "RP": 6, "W": 30, "PE": 12,
    "PD": 24, "PH": 4,
}  # fmt: skip
"""How many requirements each group has; they are numbered from 01."""

IDS = [f"{group}-{number:02}" for group, last in GROUPS.items() for number in range(1, last + 1)]

ROWS = {
    cells[0]: cells[1:]
    for cells in (
        [cell.strip() for cell in line.strip("|\n").split(" | ")] for line in PAGE.splitlines()
    )
    if re.fullmatch(r"[A-Z]+-[0-9]{2}", cells[0])
}
"""The rows by their id: what is asked, how it is met, what holds it."""


def named(kind: str) -> list[str]:
    """Return what stands in backticks in the rows, of one kind."""
    return sorted(set(re.findall(kind, "\n".join(" | ".join(row) for row in ROWS.values()))))


FILES = named(r"`([\w./-]+(?:/|\.(?:py|css|md|toml|lock)))`")
TESTS = named(r"`([\w/]+\.py::\w+)`")
SAID = named(r"judge `([\w-]+(?::[\w-]+)?)`")


def test_each_requirement_has_exactly_one_row() -> None:
    begun = Counter(re.findall(r"^\| ?([A-Z]+-[0-9]+) \|", PAGE, re.MULTILINE))
    assert begun == Counter(IDS)


@pytest.mark.parametrize("identity", IDS)
def test_a_row_says_what_holds_it_or_that_it_is_not_met(identity: str) -> None:
    asked, met, held = ROWS[identity]
    assert asked
    assert met
    assert held or "**Not met.**" in met


@pytest.mark.parametrize("name", FILES)
def test_every_file_that_a_row_names_exists(name: str) -> None:
    assert any((ROOT / folder / name).exists() for folder in ("src/reportgen", "tests", "."))


@pytest.mark.parametrize("name", TESTS)
def test_every_test_that_a_row_names_exists(name: str) -> None:
    file, _, function = name.partition("::")
    text = (ROOT / "tests" / file).read_text(encoding="utf-8")
    assert re.search(rf"^def {function}\(", text, re.MULTILINE)


@pytest.mark.parametrize("name", SAID)
def test_every_judge_and_code_that_a_row_names_exists(name: str) -> None:
    judge, _, code = name.partition(":")
    assert judge in {known.name for known in JUDGES}
    sources = (ROOT / "src" / "reportgen" / "verify").rglob("*.py")
    assert any(f'"{code}"' in source.read_text(encoding="utf-8") for source in sources) or not code
