"""The words that rules know: those of a language, those of codespell, those of the project.

The only door to codespell, of which the dictionaries alone are read.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from reportgen.files import digest
from reportgen.prose import Prose, Stretch
from reportgen.report import Report
from reportgen.source import Source
from reportgen.yamltree import parse_yaml

ENGLISH = "en"

AMERICAN = frozenset({"en-US", "en-CA", "en-PH"})
"""The kinds of English that spell and date as in the United States."""

__all__ = [
    "AMERICAN",
    "ENGLISH",
    "Names",
    "Phrases",
    "british_to_american",
    "common_words",
    "correction",
    "misspellings",
    "words_of",
]


@cache
def words_of(language: str) -> Mapping[str, Any]:
    """Return the word lists of a language, by the names that they have in `words/en.yaml`."""
    path = Path(__file__).with_name("words") / f"{language}.yaml"
    data = path.read_bytes()
    tree = parse_yaml(Source(f"words/{path.name}", data.decode(), digest(data)))
    lists: Mapping[str, Any] = tree.data
    return lists


def _dictionary(name: str) -> str:
    spec = find_spec("codespell_lib")
    assert spec is not None  # noqa: S101 - it is a dependency
    assert spec.submodule_search_locations  # noqa: S101 - a package has a folder
    path = Path(spec.submodule_search_locations[0]) / "data" / name
    return path.read_text(encoding="utf-8")


@cache
def _common() -> str:
    return "\n" + _dictionary("dictionary.txt")


@cache
def misspellings() -> frozenset[str]:
    """Return the words that codespell knows as misspelt; some 65,000, read in 30 ms, once."""
    return frozenset(re.findall(r"\n([^\n]*?)->", _common()))


@cache
def common_words() -> frozenset[str]:
    """Return the words in small letters that codespell's corrections lead to."""
    right = (line.partition("->")[2].split(",") for line in _common().split("\n"))
    return frozenset(word.strip() for words in right for word in words if word.islower())


@cache
def correction(word: str) -> tuple[str, ...]:
    """Return what codespell proposes for a misspelt word; its remarks are left out."""
    start = _common().index(f"\n{word}->") + len(word) + 3
    proposed = _common()[start : _common().find("\n", start)]
    words = [piece.strip() for piece in proposed.split(",")]
    return tuple(piece for piece in words if re.fullmatch(r"[\w' -]+", piece))


@cache
def british_to_american() -> Mapping[str, str]:
    """Return the American spelling of each British one that codespell knows."""
    lines = _dictionary("dictionary_en-GB_to_en-US.txt").splitlines()
    pairs = (line.partition("->") for line in lines)
    return {british: american.split(",")[0] for british, _, american in pairs}


@dataclass(frozen=True)
class Phrases:
    """Some words and phrases, wherever they stand in the prose."""

    prose: Prose
    phrases: frozenset[str]

    @cached_property
    def _places(self) -> tuple[list[int], list[int]]:
        """Where they begin and end, in order, overlapping ones joined."""
        starts: list[int] = []
        ends: list[int] = []
        for start, end in sorted(p for phrase in self.phrases for p in self.prose.offsets(phrase)):
            if ends and start < ends[-1]:
                ends[-1] = max(ends[-1], end)
            else:
                starts.append(start)
                ends.append(end)
        return starts, ends

    def hold(self, stretch: Stretch) -> bool:
        """Tell whether a stretch is one of them, or part of one."""
        starts, ends = self._places
        start = self.prose.start_of(stretch)
        index = bisect_right(starts, start) - 1
        return index >= 0 and start + (stretch.end - stretch.start) <= ends[index]


class Names(Phrases):
    """The terms of the house and the names in the register, in small letters."""

    def __init__(self, report: Report, prose: Prose) -> None:
        """Gather them from the terms, the parties, the places and the aliases of items."""
        names = [term.term for term in report.terms]
        names += [term.acronym for term in report.terms if term.acronym]
        names += [party.name for party in report.parties.values()]
        names += [place.name for place in report.places.values()]
        names += [p.acronym for p in report.parties.values() if p.acronym]
        names += [alias for item in report.items.values() for alias in item.aliases]
        super().__init__(prose, frozenset(name.lower() for name in names))

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word of a name."""
        return frozenset(word for name in self.phrases for word in re.findall(r"[^\W_]+", name))
