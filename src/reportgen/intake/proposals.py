"""Sections → candidate items for the register, for an editor to accept one by one.

Category, kind and parties are guesses, by the words of `guesses.yaml` and CLDR's names of states.
Nothing here reaches the register by itself: the file lies outside `source/`, and nothing reads it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from reportgen.document import Node, plain_text
from reportgen.files import BUNDLED, DiskFiles
from reportgen.intake.dividing import Division
from reportgen.source import read_source
from reportgen.yamltree import parse_yaml, quoted

__all__ = ["Proposal", "proposals", "proposals_file"]

_LONGEST_TITLE = 90
_USUAL = 2
_SENTENCE = re.compile(r"(?<=[.!?])(?<!\b[A-Z]\.)(?<!\bNo\.)(?<!\bDr\.)\s+(?=[\"'“‘(]?[A-Z0-9])")
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_TO = r"(?: ?[–-] ?| (?:to|and|until) )"
_DAY = (
    rf"(?:(?:\d{{1,2}}{_TO})?\d{{1,2}} )?(?:(?:{_MONTHS}){_TO})?(?:{_MONTHS}) (?:19|20)\d\d"
    r"|(?:early|mid|late)[- ](?:19|20)\d\d|(?:19|20)\d\d"
)
_DATE = re.compile(
    rf"\b(?:(?:since|before|after|until|by) )?(?:{_DAY})(?:{_TO}(?:{_DAY}|\d\d))?\b", re.IGNORECASE
)
"""A date as far as its words go: half of a span would be narrower than the source (R-41)."""
_MENTION = re.compile(r"\d|\b[A-Z]{3,}\b")


@dataclass(frozen=True)
class Proposal:
    """A sentence that looks like a fact: what it would be, and where it stands."""

    category: str
    kind: str
    title: str
    sentence: str
    section: str
    line: int | None
    parties: tuple[str, ...]
    origin: str | None = None
    destination: str | None = None
    date_text: str | None = None


@dataclass(frozen=True)
class _Line:
    words: str
    entry: bool
    lead: str
    line: int | None


@cache
def _guesses() -> dict[str, Any]:
    data: dict[str, Any] = parse_yaml(read_source(DiskFiles(BUNDLED), "intake/guesses.yaml")).data
    return data


@cache
def states() -> Mapping[str, tuple[str, str]]:
    """Return the longer and the shorter code of each state by its English name (ISO 3166-1)."""
    from babel import Locale  # noqa: PLC0415 - 50 ms, only for an import
    from babel.core import get_global  # noqa: PLC0415

    longer = {
        two[0]: three for three, two in sorted(get_global("territory_aliases").items())
        if len(three) == 3 and three.isalpha() and len(two) == 1  # noqa: PLR2004 - alpha-3
    }  # fmt: skip
    names = Locale("en").territories
    return {
        name: (longer[code], code)
        for code, name in names.items()
        if code.isalpha() and code in longer
    }


def proposals(sections: Iterable[Division]) -> list[Proposal]:
    """Return the candidates in the order of the text."""
    given = list(sections)
    made: dict[str, Proposal] = {}
    named: Counter[str] = Counter()
    for section in given:
        for line in _lines(section):
            named.update(_parties(line.words))
            proposal = _proposal(section, line)
            if proposal is not None:
                made.setdefault(proposal.sentence, proposal)
    # What names nobody is, most likely, between those whom the text is about.
    usual = tuple(sorted(code for code, _ in named.most_common(_USUAL)))
    return [replace(p, parties=p.parties or usual) for p in made.values()]


def _lines(section: Division) -> Iterator[_Line]:
    """Yield the entries of lists and the sentences of paragraphs."""
    lead = ""
    for block in section.blocks:
        node = block.node
        if node["t"] == "Para":
            words = plain_text(node)
            lead = words if words.endswith(":") else ""
            for sentence in [] if lead else _SENTENCE.split(words):
                yield _Line(sentence, entry=False, lead="", line=block.line)
        elif node["t"] in {"BulletList", "OrderedList"}:
            entries: list[list[Node]] = node["c"] if node["t"] == "BulletList" else node["c"][1]
            lines = block.entries or (block.line,) * len(entries)
            for entry, line in zip(entries, lines, strict=False):
                yield _Line(plain_text(entry[:1]), entry=True, lead=lead, line=line)
        elif node["t"] == "Header":
            lead = ""


def _proposal(section: Division, line: _Line) -> Proposal | None:
    words = line.words
    about = {
        name: 2 * _count(words, keys) + _count(f"{line.lead} {section.title}", keys)
        for name, keys in _guesses()["categories"].items()
    }
    category = max(about, key=lambda name: about[name])
    certain = _count(words, _guesses()["categories"][category])
    if not about[category] or (not line.entry and not (certain and _MENTION.search(words))):
        return None
    flow = next(
        (m for p in _guesses()["flow"] if (m := re.fullmatch(p, line.lead, re.IGNORECASE))), None
    )
    named = _parties(words) or _parties(line.lead)
    origin = destination = None
    if flow:
        origin, destination = (next(iter(_parties(flow[end])), None) for end in ("from", "to"))
        named = tuple(dict.fromkeys(filter(None, (origin, destination, *named))))
    kinds = _guesses()["kinds"]
    kind = (
        "flow" if flow else next((k for k, keys in kinds.items() if _count(words, keys)), "stance")
    )
    date = _DATE.search(words)
    return Proposal(
        category, kind, _title(words), words, section.title, line.line, named, origin, destination,
        date[0] if date else None,
    )  # fmt: skip


def _count(words: str, keys: Iterable[str]) -> int:
    """Count the different words of a list that a text has."""
    return len({found.lower() for found in _pattern(tuple(keys)).findall(words)})


@cache
def _pattern(keys: tuple[str, ...]) -> re.Pattern[str]:
    longer_first = sorted(keys, key=len, reverse=True)
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(map(re.escape, longer_first))})", re.IGNORECASE)


def _parties(words: str) -> tuple[str, ...]:
    known = states()
    return tuple(dict.fromkeys(known[name][0] for name in _names().findall(words)))


@cache
def _names() -> re.Pattern[str]:
    """Return a pattern of the names of all states, the longer first."""
    names = sorted(states(), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)")


def _title(words: str) -> str:
    short = re.sub(r"\s*\([^)]*\)", "", words).rstrip(".;:")
    if len(short) <= _LONGEST_TITLE:
        return short
    return f"{short[: short.rfind(' ', 0, _LONGEST_TITLE - 1)].rstrip(',')}…"


# ---------------------------------------------------------------- the file

_HEAD = """\
# Candidate items, guessed from the imported text. Nothing reads this file.
#
# To accept one: move it to source/items/<category>.yaml, read its sentence again, correct what was
# guessed, and say as of when it holds (`as_of:`), how far it has come (`status:`) and between whom
# (`direction:`). Its parties are listed first; they go to source/parties.yaml. Delete the rest.
# `reportgen check` says what is missing.
"""


def proposals_file(made: Iterable[Proposal], prefixes: Mapping[str, str], original: str) -> str:
    """Write the candidates in the form of the register."""
    given = list(made)
    lines = [_HEAD]
    named = {code for proposal in given for code in proposal.parties}
    lines.append("parties:" if named else "parties: {}")
    for name, (code, two) in sorted(states().items()):
        if code in named:
            lines.append(f"  {code}: {{type: state, name: {quoted(name)}, iso2: {quoted(two)}}}")
    lines += ["", "items:" if given else "items: []"]
    counts = dict.fromkeys(prefixes, 0)
    for proposal in given:
        counts[proposal.category] += 1
        place = f", line {proposal.line}" if proposal.line else ""
        lines += [
            f"  - id: {prefixes[proposal.category]}-{counts[proposal.category]:02}",
            f"    category: {proposal.category}      # a guess",
            f"    kind: {proposal.kind}      # a guess",
            f"    title: {quoted(proposal.title)}",
            f"    parties: [{', '.join(proposal.parties)}]",
        ]
        if proposal.origin and proposal.destination:
            lines += [
                "    direction: one-way",
                f"    from: {proposal.origin}",
                f"    to: {proposal.destination}",
            ]
        if proposal.date_text:
            lines.append(f"    date_text: {quoted(proposal.date_text)}")
        lines += [
            "    confidence: low",
            '    ambiguity: "TODO: status and direction, or that the source is silent on them"',
            f"    sources: [{original}]",
            f"    at: [{quoted(proposal.section + place)}]",
            f"    wording: {quoted(proposal.sentence)}",
            "",
        ]
    return "\n".join(lines).rstrip("\n") + "\n"
