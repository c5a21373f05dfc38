"""What a report uses of the entries that a portfolio shares: it takes over those and no others.

A party, a place or a source is used where a field or a citation names it, a term where the text has
its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from reportgen.files import SHARED
from reportgen.parse.links import FIELDS, KINDS, names_at
from reportgen.parse.register import SHAREABLE, Register
from reportgen.report import Section, Term

__all__ = ["used_terms", "without_unused"]


def without_unused(register: Register, sections: Iterable[Section]) -> Register:
    """Return the register without the shared entries that the report does not use."""
    shared = {
        identity
        for kind in SHAREABLE
        for identity in register.of(kind)
        if _is_shared(register, identity)
    }
    if not shared:
        return register
    sections = list(sections)
    own = [tree.source.text for tree in register.trees if not tree.source.path.startswith(SHARED)]
    texts = [*own, *(section.source.text for section in sections)]
    used = {("terms", name) for name in used_terms(register.of("terms"), texts)}
    waiting = [*_named_by_report(register, sections)]
    while waiting:
        kind, identity = named = waiting.pop()
        if named not in used:
            used.add(named)
            if identity in shared:
                waiting += _named_by(register, kind, identity)
    left = {identity for kind, identity in used if kind in SHAREABLE}
    unused = shared - left
    entries = {
        kind: {key: entry for key, entry in found.items() if key not in unused}
        for kind, found in register.entries.items()
    }
    origins = {key: place for key, place in register.origins.items() if key not in unused}
    return replace(register, entries=entries, origins=origins)


def used_terms(terms: Mapping[str, Term], texts: Iterable[str]) -> list[str]:
    """Return which terms stand in some texts: as they are, in the plural, short, or as avoided."""
    plain = " ".join(" ".join(text.split()) for text in texts)
    folded = plain.casefold()

    def stands(term: Term) -> bool:
        if term.acronym and re.search(rf"(?<!\w){re.escape(term.acronym)}(?!\w)", plain):
            return True
        forms = (" ".join(form.split()).casefold() for form in (term.term, *term.avoid))
        return any(
            form in folded and re.search(rf"(?<!\w){re.escape(form)}", folded) for form in forms
        )

    return [name for name, term in terms.items() if stands(term)]


def _is_shared(register: Register, identity: str) -> bool:
    return register.origins[identity][0].source.path.startswith(f"{SHARED}/")


def _named_by_report(register: Register, sections: Iterable[Section]) -> Iterator[tuple[str, str]]:
    """Yield what the report's own entries, groups, defaults and sections name."""
    for kind in FIELDS:
        for identity in register.of(kind):
            if not _is_shared(register, identity):
                yield from _named_by(register, kind, identity)
    for tree in register.trees:
        yield from (("sources", name) for _, name in names_at(tree, ("defaults", "sources")))
    yield from _named_by_groups(register)
    for section in sections:
        yield from (("sources", source.key) for source in section.head.sources)
        yield from (("sources", key) for key in section.cited)


def _named_by_groups(register: Register) -> Iterator[tuple[str, str]]:
    """Yield the parties of the groups of rows in report.yaml."""
    for category in register.metadata.categories if register.metadata else ():
        for group in category.groups:
            yield from (("parties", end) for end in (group.origin, group.destination) if end)


def _named_by(register: Register, kind: str, identity: str) -> Iterator[tuple[str, str]]:
    tree, path = register.origins[identity]
    for field, noun in FIELDS.get(kind, {}).items():
        if noun in KINDS:
            yield from ((KINDS[noun], name) for _, name in names_at(tree, (*path, field)))
