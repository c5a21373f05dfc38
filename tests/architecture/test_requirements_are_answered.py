"""docs/requirements.md answers each requirement once, and names nothing that is not there."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

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


def test_a_row_says_what_holds_it_or_that_it_is_not_met() -> None:
    silent = [
        identity for identity, (asked, met, held) in ROWS.items()
        if not (asked and met and (held or "**Not met.**" in met))
    ]  # fmt: skip
    assert silent == []


def test_every_file_that_a_row_names_exists() -> None:
    folders = [ROOT / folder for folder in ("src/reportgen", "tests", ".")]
    lost = [name for name in FILES if not any((folder / name).exists() for folder in folders)]
    assert FILES
    assert lost == []


def test_every_test_that_a_row_names_exists() -> None:
    there = {
        f"{path.relative_to(ROOT / 'tests').as_posix()}::{name}"
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)\(", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert TESTS
    assert set(TESTS) - there == set()


def test_every_judge_and_code_that_a_row_names_exists() -> None:
    sources = (ROOT / "src" / "reportgen" / "verify").rglob("*.py")
    text = "".join(source.read_text(encoding="utf-8") for source in sources)
    judges = {known.name for known in JUDGES}
    parts = [name.partition(":") for name in SAID]
    assert parts
    assert {judge for judge, _, _ in parts} - judges == set()
    assert [code for _, _, code in parts if code and f'"{code}"' not in text] == []
