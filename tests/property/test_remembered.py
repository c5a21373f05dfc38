"""The law of the memory: what is remembered equals what is made anew, byte for byte."""

from __future__ import annotations

from pathlib import Path

from reportgen import build, formats
from reportgen.cache.shelf import Cache
from reportgen.cache.store import FolderStore
from reportgen.files import Files
from reportgen.memory import Memory
from support.project import MINIMAL, Contents, project

_TRADE = "source/sections/trade.md"
_TEXT = MINIMAL[_TRADE]
_CONTEXT = "source/items/context.yaml"
_SUMMARY = "source/sections/summary.md"
_SHORT = MINIMAL[_SUMMARY]
_ITEMS = MINIMAL["source/items/trade.yaml"]

_SAVES: list[Contents] = [
    {},
    {_TRADE: _TEXT.replace("shipped by road", "carried by road")},
    {
        _TRADE: _TEXT.replace("\n## Power", "\n## An earlier heading\n\nWords.\n\n## Power")
        + "\nA new paragraph[^n] cites [@seed, p. 3].\n\n[^n]: With a note.\n"
    },
    {"source/items/trade.yaml": _ITEMS.replace("title: Tea", "title: Green tea")},
    {_SUMMARY: _SHORT + "\nIt is told in [@sec:trade-power-and-culture].\n"},
    {
        _CONTEXT: MINIMAL[_CONTEXT].replace("CU-01", "CU-02"),
        _TRADE: _TEXT.replace("CU-01", "CU-02"),
    },
    {
        _SUMMARY: _SHORT + "\nIt is told in [@sec:trade-power-and-culture].\n",
        _TRADE: _TEXT.replace("\n## Power", "\n## An earlier heading\n\nWords.\n\n## Power"),
    },
]
"""States of a project, one after another, as an editor saves them."""

_RENAMED = 5
"""The state in which an item has got another id."""


def _made(files: Files) -> tuple[str, bytes, object]:
    report, style, document = build.check(files).value
    edition = formats.find("html").edition(document, style)
    return edition.body, edition.assets["items.json"], report.discussed.keys()


def _pages(files: Files) -> str:
    _, style, document = build.check(files).value
    return formats.printed().edition(document, style).body


def test_every_state_is_made_from_the_shelf_as_if_there_were_none(tmp_path: Path) -> None:
    counted: list[dict[str, tuple[int, int]]] = []
    for changes in [*_SAVES, _SAVES[0]]:
        cache = Cache(FolderStore(tmp_path, 10**8), "engine")
        with Memory(cache, lasting=False).open():
            pages = _pages(project(changes))
        counted.append({call: (c.found, c.made) for call, c in cache.counts.items()})
        assert pages == _pages(project(changes))
    sections = len([path for path in MINIMAL if path.startswith("source/sections/")])
    # Of the words of one section nothing of another follows: no tree of it is even unpacked.
    assert counted[1]["section"] == (sections - 1, 1)
    assert counted[1]["paged part"][1] == 1
    # An entry of another name is told to those sections that name it.
    assert counted[_RENAMED]["section"] == (sections - 1, 1)
    assert all(made == 0 for _, made in counted[len(_SAVES)].values())
    assert counted[len(_SAVES)]["read"] == (1, 0)  # the templates


def test_every_state_of_a_project_is_made_as_if_nothing_were_remembered() -> None:
    memory = Memory()
    made: dict[int, set[str]] = {}
    for number, changes in enumerate(_SAVES):
        before = set(memory.kept)
        with memory.open():
            remembered = _made(project(changes))
        made[number] = {call for call, *_ in set(memory.kept) - before}
        assert remembered == _made(project(changes))
    # What a save leaves as it was costs no call of pandoc, and no reading of a file.
    assert made[1] >= {"read", "section", "page part"}
    assert not made[1] & {"register", "style", "cite"}
