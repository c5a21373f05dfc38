"""A renamed project is as sound as before, and its report the same but for the name."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from reportgen import build
from reportgen.files import MemoryFiles
from reportgen.index import Index, Kind, read_index
from support.bundled import ROOT, understood
from support.names import NAMES, files_of, fresh, named, renamed
from support.project import faults, remembered

pytestmark = [pytest.mark.slow, pytest.mark.judge]


@pytest.fixture(scope="module", autouse=True)
def _pandoc_once() -> Iterator[None]:
    with remembered():
        yield


def test_a_project_is_sound_whatever_is_renamed() -> None:
    index = read_index(MemoryFiles(NAMES))
    before = [(fault.code, fault.message) for fault in faults(files_of(NAMES))]
    assert [code for code, _ in before] == []
    for definition in index.definitions:
        if not definition.made:
            after = renamed(NAMES, index, definition, fresh(index, definition))
            assert [str(f) for f in faults(files_of(after))] == [], definition


def bundled() -> dict[str, str]:
    """Return the texts of the bundled report and of its style."""
    found = {}
    for path in sorted([*ROOT.glob("source/**/*"), *ROOT.glob("styles/**/*")]):
        if path.is_file() and path.suffix in {".yaml", ".md", ".css", ".j2", ".csl"}:
            found[path.relative_to(ROOT).as_posix()] = path.read_text(encoding="utf-8")
    return found


@pytest.fixture(scope="module")
def contents() -> dict[str, str]:
    return bundled()


@pytest.fixture(scope="module")
def index(contents: dict[str, str]) -> Index:
    return read_index(MemoryFiles(contents))


@pytest.mark.parametrize(
    ("kind", "key", "new"),
    [
        (Kind.ITEM, "TR-18", "TR-77"),
        (Kind.EVENT, "EV-04", "EV-77"),
        (Kind.FLAG, "FL-28", "FL-77"),
        (Kind.CONSTRAINT, "CN-05", "CN-77"),
        (Kind.PARTY, "PAK", "PKX"),
        (Kind.PLACE, "gwadar", "gwadar-port"),
        (Kind.SOURCE, "seed", "seed-article"),
        (Kind.CATEGORY, "energy", "energies"),
        (Kind.SECTION, "recent", "lately"),
    ],
)
def test_the_bundled_report_is_the_same_but_for_the_name(
    contents: dict[str, str], index: Index, kind: Kind, key: str, new: str
) -> None:
    after = renamed(contents, index, named(index, kind, key), new)
    document = build.check(MemoryFiles(after)).value[2]
    old = json.dumps([part.blocks for part in understood()[2].parts])
    assert json.dumps([part.blocks for part in document.parts]).replace(new, key) == old
    again = read_index(MemoryFiles(after), index.readings)
    assert renamed(after, again, named(again, kind, new), key) == contents


def test_names_of_the_bundled_report_can_be_renamed_and_back(
    contents: dict[str, str], index: Index
) -> None:
    # Every seventh: each runs pandoc over all that it changes.
    for definition in [d for d in index.definitions if not d.made][::7]:
        after = renamed(contents, index, definition, fresh(index, definition))
        again = read_index(MemoryFiles(after), index.readings)
        back = named(again, definition.kind, fresh(index, definition))
        assert renamed(after, again, back, definition.key) == contents, definition
