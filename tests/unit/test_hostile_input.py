"""What a project on the disk may hold by accident or malice ends in diagnostics, and soon."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reportgen.files import DiskFiles
from support.project import MINIMAL, codes

SOON = 2.0
"""Seconds of work until the diagnostics are there, with those of pandoc."""

NEVER = 60
"""Seconds by the clock after which a test that waits for something gives up."""

FRONT_MATTER = "---\nid: trade\ntitle: Trade\n---\n\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The minimal project on the disk."""
    for path, text in MINIMAL.items():
        target = tmp_path / "project" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return tmp_path / "project"


@pytest.fixture(autouse=True)
def _nothing_waits_for_ever() -> Iterator[None]:
    def give_up(_signal: int, _frame: object) -> None:
        pytest.fail("it waits for ever")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(NEVER)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def worked() -> float:
    """Return the seconds that this process and those it ran have worked."""
    return sum(os.times()[:4])


def said_soon(folder: Path) -> list[str]:
    """Return the codes of what is said of the project, which must come soon."""
    start = worked()
    said = codes(DiskFiles(folder))
    assert worked() - start < SOON
    return said


def with_places(folder: Path, text: str) -> Path:
    (folder / "source/places.yaml").write_text(text, encoding="utf-8")
    return folder


def with_prose(folder: Path, text: str) -> Path:
    (folder / "source/sections/trade.md").write_text(FRONT_MATTER + text, encoding="utf-8")
    return folder


# ------------------------------------------------------------ YAML


def test_a_yaml_alias_bomb_is_refused(folder: Path) -> None:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 30)]
    assert said_soon(with_places(folder, "\n".join(rows))) == ["yaml-alias"]


def test_ten_thousand_levels_of_brackets_are_refused(folder: Path) -> None:
    text = "places: " + "[" * 9_900 + "]" * 9_900
    assert said_soon(with_places(folder, text)) == ["yaml-too-deep"]


def test_ten_thousand_levels_of_braces_are_refused(folder: Path) -> None:
    text = "places: " + "{a: " * 4_900
    assert said_soon(with_places(folder, text)) == ["yaml-too-deep"]


def test_ten_thousand_levels_of_indentation_are_refused(folder: Path) -> None:
    text = "\n".join(" " * n + "a:" for n in range(2_500))
    assert said_soon(with_places(folder, text)) == ["yaml-too-deep"]


def test_ten_thousand_levels_of_hyphens_are_refused(folder: Path) -> None:
    assert said_soon(with_places(folder, "- " * 9_990)) == ["yaml-too-deep"]


def test_a_yaml_file_of_very_many_values_is_refused(folder: Path) -> None:
    assert said_soon(with_places(folder, "places:\n" + "- a\n" * 55_000)) == ["yaml-too-large"]


def test_very_many_keys_that_are_not_known_are_all_reported(folder: Path) -> None:
    text = "places: {}\n" + "".join(f"k{n}: 1\n" for n in range(1_000))
    said = said_soon(with_places(folder, text))
    assert said.count("unknown-key") == 1_000


def test_a_line_of_ten_megabytes_is_refused(folder: Path) -> None:
    assert said_soon(with_places(folder, "places: " + "x" * 10_000_000)) == ["file-too-large"]


def test_a_line_of_four_megabytes_is_refused(folder: Path) -> None:
    assert said_soon(with_places(folder, "places: " + "x" * 4_000_000)) == ["line-too-long"]


def test_a_file_of_random_bytes_is_refused(folder: Path) -> None:
    (folder / "source/places.yaml").write_bytes(bytes(range(256)) * 64)
    assert said_soon(folder) == ["wrong-encoding"]


# ------------------------------------------------------------ prose

DEEP_PROSE: dict[str, str] = {
    "quotations on one line": ">" * 10_000 + " a",
    "brackets that are never closed": "[" * 10_000,
    "brackets inside brackets": "[" * 9_000 + "]" * 9_000,
    "spans inside spans, a line each": "[\n" * 10_000 + "a" + "]{.b}\n" * 10_000,
    "stars in one run": "*" * 10_000 + "a",
    "stars around a word": "*" * 9_000 + "a" + "*" * 9_000,
    "emphases inside emphases, a line each": "**a\n" * 10_000 + "b**\n" * 10_000,
    "underscores inside underscores": "_a\n" * 10_000 + "b_\n" * 10_000,
    "struck out inside struck out": "~~a\n" * 10_000 + "b~~\n" * 10_000,
    "quotation marks inside quotation marks": "\"a 'b\n" * 10_000 + "b' a\"\n" * 10_000,
    "images inside images": "![\n" * 10_000 + "a" + "](b)\n" * 10_000,
    "lists, deeper a line": "\n".join("  " * n + "- a" for n in range(1_000)),
    "lists on one line": "- " * 9_000 + "a",
    "divisions that are never closed": "::: a\n" * 10_000,
    "parentheses": "[a](" + "(" * 9_000,
}


@pytest.mark.parametrize("text", DEEP_PROSE.values(), ids=DEEP_PROSE.keys())
def test_prose_that_nests_ten_thousand_times_is_refused(folder: Path, text: str) -> None:
    assert said_soon(with_prose(folder, text)) == ["prose-too-deep"]


def test_notes_that_multiply_are_refused(folder: Path) -> None:
    notes = "".join(f"[^{n}]: " + f"[^{n + 1}]" * 10 + "\n\n" for n in range(30))
    assert said_soon(with_prose(folder, f"A.[^0]\n\n{notes}[^30]: b\n")) == ["nested-note"]


def test_a_long_note_that_is_used_very_often_is_refused(folder: Path) -> None:
    text = "a[^1]\n" * 10_000 + "\n[^1]: " + "b " * 5_000
    assert said_soon(with_prose(folder, text)) == ["repeated-note"]


def test_very_many_references_of_one_paragraph_are_read(folder: Path) -> None:
    text = "[@id:TR-01] and [@id:TR-99]\n" * 500
    assert said_soon(with_prose(folder, text)).count("unknown-item") == 500


# ------------------------------------------------------------ files


def in_place_of(folder: Path, path: str, make: Callable[[Path], None]) -> list[str]:
    """Put something else in the place of a file and return what is said."""
    target = folder / path
    target.unlink()
    make(target)
    return said_soon(folder)


@pytest.mark.parametrize("path", ["source/places.yaml", "source/report.yaml"])
def test_a_link_out_of_the_project_is_refused(folder: Path, path: str) -> None:
    secret = folder.parent / "secret.yaml"
    secret.write_text("secret: 1", encoding="utf-8")
    said = in_place_of(folder, path, lambda target: target.symlink_to(secret))
    assert "path-outside-project" in said


def test_a_section_that_is_a_link_out_of_the_project_is_refused(folder: Path) -> None:
    secret = folder.parent / "secret.md"
    secret.write_text(FRONT_MATTER + "Secret.", encoding="utf-8")
    said = in_place_of(folder, "source/sections/trade.md", lambda target: target.symlink_to(secret))
    assert said == ["path-outside-project"]


def test_a_figure_that_is_a_link_out_of_the_project_is_refused(folder: Path) -> None:
    secret = folder.parent / "secret.png"
    secret.write_bytes(b"\x89PNG\r\n\x1a\n")
    (folder / "source/figures").mkdir()
    (folder / "source/figures/a.png").symlink_to(secret)
    with_prose(folder, '![A](figures/a.png){alt="b"}')
    assert said_soon(folder) == ["path-outside-project"]


def test_a_link_inside_the_project_is_read(folder: Path) -> None:
    target = folder / "source/places.yaml"
    target.rename(folder / "shared.yaml")
    target.symlink_to(folder / "shared.yaml")
    assert said_soon(folder) == []


def test_links_in_a_circle_are_missing_files(folder: Path) -> None:
    said = in_place_of(
        folder, "source/parties.yaml", lambda target: target.symlink_to("parties.yaml")
    )
    assert "missing-file" in said


@pytest.mark.parametrize(
    "path",
    ["source/parties.yaml", "source/report.yaml", "source/terms.yaml", "source/items/trade.yaml",
     "source/sections/trade.md"],
)  # fmt: skip
def test_a_pipe_in_the_place_of_a_file_is_refused(folder: Path, path: str) -> None:
    assert "not-a-file" in in_place_of(folder, path, os.mkfifo)


def test_a_pipe_in_the_place_of_a_figure_is_refused(folder: Path) -> None:
    (folder / "source/figures").mkdir()
    os.mkfifo(folder / "source/figures/a.png")
    with_prose(folder, '![A](figures/a.png){alt="b"}')
    assert said_soon(folder) == ["not-a-file"]


@pytest.mark.parametrize(
    "path",
    ["source/parties.yaml", "source/report.yaml", "source/terms.yaml", "source/items/trade.yaml",
     "source/sections/trade.md"],
)  # fmt: skip
def test_a_folder_in_the_place_of_a_file_is_refused(folder: Path, path: str) -> None:
    assert "not-a-file" in in_place_of(folder, path, Path.mkdir)


def test_a_file_in_the_place_of_a_folder_leaves_the_sections_missing(folder: Path) -> None:
    for section in (folder / "source/sections").iterdir():
        section.unlink()
    (folder / "source/sections").rmdir()
    (folder / "source/sections").write_text("x", encoding="utf-8")
    assert said_soon(folder) == ["missing-section", "missing-section"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_refused(folder: Path) -> None:
    (folder / "source/parties.yaml").chmod(0)
    assert "unreadable-file" in said_soon(folder)


def test_an_image_of_a_gigabyte_is_refused_unread(folder: Path) -> None:
    (folder / "source/figures").mkdir()
    with (folder / "source/figures/a.png").open("wb") as stream:
        stream.truncate(1 << 30)
    with_prose(folder, '![A](figures/a.png){alt="b"}')
    assert said_soon(folder) == ["file-too-large"]
