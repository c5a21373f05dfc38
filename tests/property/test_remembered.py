"""The law of the memory: what is remembered equals what is made anew, byte for byte."""

from __future__ import annotations

from reportgen import build, formats
from reportgen.files import Files
from reportgen.memory import Memory
from support.project import MINIMAL, Contents, project

_TRADE = "source/sections/trade.md"
_TEXT = MINIMAL[_TRADE]
_ITEMS = MINIMAL["source/items/trade.yaml"]

_SAVES: list[Contents] = [
    {},
    {_TRADE: _TEXT.replace("shipped by road", "carried by road")},
    {
        _TRADE: _TEXT.replace("\n## Power", "\n## An earlier heading\n\nWords.\n\n## Power")
        + "\nA new paragraph[^n] cites [@seed, p. 3].\n\n[^n]: With a note.\n"
    },
    {"source/items/trade.yaml": _ITEMS.replace("title: Tea", "title: Green tea")},
]
"""States of a project, one after another, as an editor saves them."""


def _made(files: Files) -> tuple[str, bytes, object]:
    report, style, document = build.check(files).value
    edition = formats.find("html").edition(document, style)
    return edition.body, edition.assets["items.json"], report.discussed.keys()


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
