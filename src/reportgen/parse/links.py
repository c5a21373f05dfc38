"""Every name that one entry uses for another must lead somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from reportgen.diagnostics import Diagnostic, did_you_mean, error
from reportgen.parse.register import Register
from reportgen.report import Section
from reportgen.source import Path, Tree

__all__ = ["FIELDS", "KINDS", "check_links", "names_at"]

FIELDS: dict[str, dict[str, str]] = {
    "items": {
        "category": "category", "also_in": "category", "parties": "party", "from": "party",
        "to": "party", "targets": "party", "locations": "place", "constraints": "constraint",
        "part_of": "item", "related": "item", "flags": "flag", "sources": "source",
    },
    "events": {"item": "item", "parties": "party", "sources": "source"},
    "quantities": {"item": "item", "sources": "source"},
    "places": {"country": "party"},
    "parties": {"owner": "party", "state": "party"},
    "constraints": {"imposed_by": "party"},
}  # fmt: skip
"""For each kind of entry, the fields that name other entries, and what they name."""

KINDS: dict[str, str] = {
    "party": "parties", "place": "places", "constraint": "constraints", "item": "items",
    "flag": "flags", "source": "sources",
}  # fmt: skip
"""The kind of entry that each of these nouns stands for; a category is none of the register."""


def check_links(register: Register, sections: list[Section], problems: list[Diagnostic]) -> None:
    """Report every name in the register and in the sections' heads that leads nowhere."""
    for kind, fields in FIELDS.items():
        for identity in sorted(register.ids(kind)):
            tree, path = register.origins[identity]
            for field, noun in fields.items():
                _check(register, tree, (*path, field), noun, problems)
    for read in register.trees:
        _check(register, read, ("defaults", "sources"), "source", problems)
    _check_derived(register, problems)
    _check_groups(register, problems)
    for section in sections:
        _check(register, section.tree, ("sources",), "source", problems)
        if isinstance(section.head.items, str):
            _check(register, section.tree, ("items",), "category", problems)
        else:
            _check(register, section.tree, ("items",), "item", problems)


def _check_groups(register: Register, problems: list[Diagnostic]) -> None:
    """Report the parties of the groups of rows in report.yaml that do not exist."""
    if register.metadata_tree is not None and register.metadata is not None:
        for index, category in enumerate(register.metadata.categories):
            for number in range(len(category.groups)):
                for end in ("from", "to"):
                    path = ("categories", index, "groups", number, end)
                    _check(register, register.metadata_tree, path, "party", problems)


def _known(register: Register, noun: str) -> Iterable[str] | None:
    """Return the names that may be used, or None when not all of them could be read."""
    if noun == "category":
        return [c.id for c in register.metadata.categories] if register.metadata else None
    kind = KINDS[noun]
    return None if kind in register.incomplete else register.ids(kind)


def _check(
    register: Register, tree: Tree, path: Path, noun: str, problems: list[Diagnostic]
) -> None:
    known = _known(register, noun)
    if known is None:
        return
    for way, name in names_at(tree, path):
        at = tree.span(way)
        if name not in known and at not in {fault.span for fault in problems}:
            article = "an" if noun == "item" else "a"
            problems.append(
                error(
                    f"unknown-{noun}",
                    f"`{name}` is not {article} {noun}",
                    at,
                    help=did_you_mean(name, known),
                )
            )


def names_at(tree: Tree, path: Path) -> Iterator[tuple[Path, str]]:
    """Yield the names that the value at `path` holds: text, a list, or mappings with `key`."""
    value: Any = tree.data
    for step in path:
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return
    entries = enumerate(value) if isinstance(value, list) else [(None, value)]
    for index, entry in entries:
        way = path if index is None else (*path, index)
        if isinstance(entry, str):
            yield way, entry
        elif isinstance(entry, dict) and isinstance(entry.get("key"), str):
            yield (*way, "key"), entry["key"]


def _check_derived(register: Register, problems: list[Diagnostic]) -> None:
    quantities = register.ids("quantities")
    for identity, derived in register.of("derived").items():
        tree, path = register.origins[identity]
        for operand in re.findall(r"[A-Z]+-[0-9]+", derived.formula):
            if register.lacks(operand, "quantities"):
                at = tree.span((*path, "formula"))
                mend = did_you_mean(operand, quantities)
                fault = error("unknown-quantity", f"`{operand}` is not a quantity", at, help=mend)
                problems.append(fault)
