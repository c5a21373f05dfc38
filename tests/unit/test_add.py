"""`reportgen add` and `reportgen import`: what they ask, write and refuse."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, get_args

import click
import openpyxl
import pytest
from click.testing import CliRunner, Result

from reportgen.cli import main
from reportgen.cli.adding import add, section
from reportgen.report.fields import SectionTemplate
from reportgen.starter import make_project, starter_files
from support.project import MINIMAL, PICTURE, remembered

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module", autouse=True)
def _pandoc_runs_once_a_text() -> Iterator[None]:
    with remembered():
        yield


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for path, text in MINIMAL.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def _asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reportgen.cli.adding.asks", lambda: True)
    monkeypatch.setattr("reportgen.cli.entries.asks", lambda: True)
    monkeypatch.setattr("reportgen.cli.amending.asks", lambda: True)


def run(*arguments: str, **options: Any) -> Result:
    return CliRunner().invoke(main, list(arguments), **options)


def changed(here: Path) -> list[str]:
    return sorted(
        path.relative_to(here).as_posix()
        for path in here.rglob("*")
        if path.is_file()
        and MINIMAL.get(path.relative_to(here).as_posix(), "").encode() != path.read_bytes()
    )


ITEM = ("add", "item", "--title", "Salt", "--category", "trade", "--kind", "event", "--parties",
        "AAA", "--parties", "BBB", "--confidence", "low")  # fmt: skip


def test_an_item_is_added_with_its_place_and_what_is_still_to_do(here: Path) -> None:
    result = run(*ITEM)
    assert result.exit_code == 0
    line = MINIMAL["source/items/trade.yaml"].count("\n") + 1
    assert result.stdout == f"Added TR-03: source/items/trade.yaml:{line}\n"
    assert "item-not-discussed" in result.stderr
    assert changed(here) == ["source/items/trade.yaml"]
    assert (
        (here / "source/items/trade.yaml")
        .read_text(encoding="utf-8")
        .endswith("""\
  - id: TR-03
    category: trade
    kind: event
    title: Salt
    parties: [AAA, BBB]
    confidence: low
""")
    )


def test_a_dry_run_shows_the_lines_and_writes_nothing(here: Path) -> None:
    result = run(*ITEM, "--dry-run")
    assert "+  - id: TR-03\n" in result.stdout
    assert (result.exit_code, changed(here)) == (0, [])


def test_what_is_needed_and_not_given_is_named(here: Path) -> None:
    result = run("add", "item", "--title", "Salt")
    assert result.exit_code == 2
    assert "--category, --kind, --parties, --confidence" in result.stderr
    assert changed(here) == []


def test_a_category_that_is_none_is_misuse(here: Path) -> None:
    result = run(*(word.replace("trade", "trad") for word in ITEM))
    assert (result.exit_code, changed(here)) == (2, [])


def test_an_entry_with_faults_is_not_written(here: Path) -> None:
    result = run(*ITEM, "--parties", "CCC", "--date", "May 2023")
    assert result.exit_code == 1
    assert "error[unknown-party]" in result.stderr
    assert "error[bad-date]" in result.stderr
    assert changed(here) == []


@pytest.mark.usefixtures("here")
def test_a_fault_names_the_option_and_no_line_that_is_not_there() -> None:
    said = run(*ITEM, "--parties", "CCC", "--date", "May 2023").stderr
    assert "error[unknown-party]: --parties: `CCC` is not a party" in said
    assert "error[bad-date]: --date: `May 2023` is not a date" in said
    assert "-->" not in said
    assert "+    date: May 2023\n" in said


def test_a_key_of_another_form_is_refused_by_its_option(here: Path) -> None:
    result = run("add", "source", "--key", "../x", "--title", "X", "--cite-as", "x", "--type", "b")
    assert (result.exit_code, changed(here)) == (1, [])
    assert "error[bad-value]: --key: `../x` does not have the form" in result.stderr


def test_words_longer_than_a_line_are_refused_as_that(here: Path) -> None:
    result = run("add", "term", "--term", "x" * 21_000)
    assert (result.exit_code, changed(here)) == (1, [])
    assert (
        "error[line-too-long]: `source/terms.yaml` would be more than can be read" in result.stderr
    )


@pytest.mark.usefixtures("here")
def test_a_fault_of_the_whole_entry_blames_no_option() -> None:
    said = run(*(word.replace("event", "flow") for word in ITEM)).stderr
    assert "error[missing-ambiguity]: `TR-03` has no status" in said
    assert "-->" not in said


def test_a_fault_that_was_there_before_keeps_its_line(here: Path) -> None:
    path = here / "source/items/trade.yaml"
    lines = path.read_text(encoding="utf-8").replace("as_of_not_before", "as_of_not_befor")
    path.write_text(lines, encoding="utf-8")
    assert "source/items/trade.yaml:3:3" in run(*ITEM).stderr


def test_a_fault_behind_the_new_entry_is_shown_at_its_line_of_today(here: Path) -> None:
    path = here / "source/sections/trade.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{text}\nSee [@item:TR-77].\n", encoding="utf-8")
    line = text.count("\n") + 2
    said = run("add", "item", *ITEM[2:], "--message-format", "short").stderr
    assert f"source/sections/trade.md:{line}:5: error[unknown-item]" in said


@pytest.mark.usefixtures("_asked")
def test_a_fault_of_an_answer_names_the_question(here: Path) -> None:
    answers = ["state", "Cland", "cl", "", "CCC"]
    said = run("add", "party", input="\n".join(answers) + "\n").stderr
    assert "error[bad-value]: iso2: `cl` does not have the form" in said
    assert "write two capitals, such as `IR`" in said
    assert changed(here) == []


def test_a_fault_of_a_new_section_names_its_option(here: Path) -> None:
    result = run("add", "section", "--id", "a b", "--title", "Water", "--items", "trad")
    assert (result.exit_code, changed(here)) == (1, [])
    assert "error[bad-value]: --id: `a b` does not have the form" in result.stderr
    assert "source/sections/a b.md:" not in result.stderr


GUIDE = (ROOT / "docs" / "guide.md").read_text(encoding="utf-8")
SHOWN = re.compile(r"^ +reportgen (add \S+ .*--.*)$", re.MULTILINE)
CHAPTER = GUIDE.partition("\n## Add an entry\n")[2].partition("\n## ")[0]
"""The chapter of the guide whose commands add something."""


@pytest.mark.parametrize(
    "command",
    dict.fromkeys(SHOWN.findall(CHAPTER) + SHOWN.findall(add.epilog or "")),
)
def test_what_guide_and_help_show_can_be_done_in_a_new_project(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_project(tmp_path / "river-trade", starter_files("river-trade", "River trade", {}))
    monkeypatch.chdir(tmp_path / "river-trade")
    Path("map.png").write_bytes(PICTURE)
    result = run(*shlex.split(command), "--dry-run")
    assert (result.exit_code, result.stdout != "") == (0, True), result.stderr


@pytest.mark.parametrize(
    ("arguments", "path", "line"),
    [
        ("party --key CCC --type state --name Cland", "parties",
         "  CCC: {type: state, name: Cland}"),
        ("place --key quay --name Quay --country AAA", "places",
         "  quay: {name: Quay, country: AAA}"),
        ("term --term Zoll --definition Toll", "terms", "  - term: Zoll\n    definition: Toll"),
        ("source --key b --title B --cite-as b --type book --published 2024", "sources",
         '  b:\n    title: B\n    cite_as: b\n    type: book\n    published: "2024"'),
        ("quantity --title Quays --amount 3 --unit quays --qualifier about", "quantities",
         "  - id: QF-05\n    title: Quays\n    value: {amount: 3, unit: quays, qualifier: about}"),
    ],
)  # fmt: skip
def test_other_entries_are_added_in_their_files(
    arguments: str, path: str, line: str, here: Path
) -> None:
    result = run("add", *arguments.split())
    assert (result.exit_code, changed(here)) == (0, [f"source/{path}.yaml"])
    assert f"\n{line}\n" in (here / f"source/{path}.yaml").read_text(encoding="utf-8")


@pytest.mark.usefixtures("_asked")
def test_someone_at_a_terminal_is_asked_for_what_is_needed(here: Path) -> None:
    answers = ["Salt", "trad", "trade", "flow", "AAA; BBB", "one-way", "AAA", "BBB", "active", "",
               "", "low", "", "y"]  # fmt: skip
    result = run("add", "item", input="\n".join(answers) + "\n")
    assert "trad is not known; did you mean `trade`?" in result.stderr
    assert "+  - id: TR-03" in result.stdout
    text = (here / "source/items/trade.yaml").read_text(encoding="utf-8")
    assert "    direction: one-way\n    from: AAA\n    to: BBB\n    status: active\n" in text[-160:]


@pytest.mark.usefixtures("_asked")
def test_someone_who_says_no_gets_nothing_written(here: Path) -> None:
    answers = ["state", "Cland", "", "", "CCC", "n"]
    assert run("add", "party", input="\n".join(answers) + "\n").exit_code == 0
    assert changed(here) == []


def test_a_section_is_added_after_the_one_named(here: Path) -> None:
    result = run("add", "section", "--id", "water", "--title", "Water", "--after", "summary")
    assert (result.exit_code, changed(here)) == (
        0, ["source/report.yaml", "source/sections/water.md"],
    )  # fmt: skip


def test_a_figure_is_copied_and_shown(here: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    picture = tmp_path_factory.mktemp("elsewhere") / "My map.png"
    picture.write_bytes(PICTURE)
    result = run("add", "figure", str(picture), "--section", "trade", "--caption", "A map",
                 "--alt", "Two states")  # fmt: skip
    assert (result.exit_code, changed(here)) == (
        0, ["source/figures/My-map.png", "source/sections/trade.md"],
    )  # fmt: skip


def test_a_figure_that_is_no_picture_is_not_copied(here: Path) -> None:
    (here / "a.png").write_text("no picture", encoding="utf-8")
    result = run("add", "figure", "a.png", "--section", "trade", "--caption", "A", "--alt", "B")
    assert (result.exit_code, changed(here)) == (1, ["a.png"])


def test_a_figure_without_a_text_for_those_who_do_not_see_it_is_misuse(here: Path) -> None:
    (here / "a.png").write_bytes(PICTURE)
    result = run("add", "figure", "a.png", "--section", "trade", "--caption", "A")
    assert (result.exit_code, changed(here)) == (2, ["a.png"])
    assert "--alt" in result.stderr


# ---------------------------------------------------------------- import


def edit(path: Path, column: str, value: str) -> None:
    book = openpyxl.load_workbook(path)
    sheet = book["Items"]
    heads = {cell.value: index for index, cell in enumerate(sheet[1], 1)}
    sheet.cell(2, heads[column]).value = value
    book.save(path)


@cache
def workbook() -> bytes:
    assert run("items", "--output", "register.xlsx").exit_code == 0
    return Path("register.xlsx").read_bytes()


def exported(here: Path) -> Path:
    """Put the workbook of the minimal project into the folder; it is made once."""
    (here / "register.xlsx").write_bytes(workbook())
    return here / "register.xlsx"


def test_a_workbook_that_was_not_edited_changes_nothing(here: Path) -> None:
    exported(here)
    result = run("import", "register.xlsx", "--yes")
    assert (result.exit_code, changed(here)) == (0, ["register.xlsx"])
    assert "nothing to change" in result.stdout


def test_an_edited_workbook_is_shown_and_written(here: Path) -> None:
    edit(exported(here), "status", "ended")
    result = run("import", "register.xlsx", "--yes")
    assert result.stdout.splitlines() == [
        "TR-01  Tea", "    status  active → ended", "1 changed item",
        "Written: source/items/trade.yaml",
    ]  # fmt: skip
    text = (here / "source/items/trade.yaml").read_text(encoding="utf-8")
    assert text == MINIMAL["source/items/trade.yaml"].replace("status: active", "status: ended")


def test_an_import_without_anyone_to_ask_needs_a_word(here: Path) -> None:
    edit(exported(here), "status", "ended")
    result = run("import", "register.xlsx")
    assert (result.exit_code, changed(here)) == (2, ["register.xlsx"])
    assert "--yes" in result.stderr


def test_a_wrong_cell_is_named_and_nothing_is_written(here: Path) -> None:
    edit(exported(here), "status", "ongoing")
    result = run("import", "register.xlsx", "--yes")
    assert (result.exit_code, changed(here)) == (1, ["register.xlsx"])
    assert "error[unknown-status]: Items!F2: `ongoing` is not a status" in result.stderr
    assert "register.xlsx:2:6" in result.stderr


def test_foreign_columns_ask_for_a_mapping(here: Path) -> None:
    (here / "f.csv").write_text("Title;Kind\nSalt;event\n", encoding="utf-8")
    result = run("import", "f.csv")
    assert (result.exit_code, "--map" in result.stderr) == (2, True)


def test_a_mapping_that_is_missing_is_proposed(here: Path) -> None:
    (here / "f.csv").write_text("Title;Kind;Parties\nSalt;event;AAA\n", encoding="utf-8")
    assert run("import", "f.csv", "--map", "m.yaml").exit_code == 1
    text = (here / "m.yaml").read_text(encoding="utf-8")
    assert "  Title: title\n  Kind: kind\n  Parties: parties\n" in text
    (here / "m.yaml").write_text(
        text.replace("  category: trade", "  category: trade\n  confidence: low"), encoding="utf-8"
    )
    result = run("import", "f.csv", "--map", "m.yaml", "--yes")
    assert (result.exit_code, result.stdout.splitlines()[0]) == (0, "new: TR-03  Salt")
    again = run("import", "f.csv", "--map", "m.yaml", "--yes")
    assert "nothing to change" in again.stdout


def test_a_section_of_every_kind_can_be_added() -> None:
    kind = next(option for option in section.params if option.name == "template")
    assert isinstance(kind.type, click.Choice)
    assert sorted(kind.type.choices) == sorted(get_args(SectionTemplate))
