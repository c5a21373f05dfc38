"""References and citations in prose, which pandoc's dialect lacks: `[@kind:key]`, `[@source]`."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from reportgen.diagnostics import did_you_mean
from reportgen.document import Node
from reportgen.parse.faults import Faults
from reportgen.parse.tokens import MARKUP, is_plain, join_places, tokens_of

__all__ = ["REFERENCE_KINDS", "Names", "References"]

REFERENCE_KINDS = ("id", "item", "value", "date", "status", "count", "sec", "tbl", "fig")
"""What may stand before the colon in `[@kind:key]`; without a colon it is a citation."""

_REGISTERED = {
    "id": ("items",), "item": ("items",), "status": ("items",), "date": ("items", "events"),
    "value": ("items", "quantities", "derived"),
}  # fmt: skip
"""For each kind of reference to the register, the kinds of entries that it may name."""

_REFERENCE = re.compile(r"\[@(?P<body>[^\[\]]+)\]")


class Names(Protocol):
    """What a register tells of its names."""

    def lacks(self, key: str, *names: str) -> bool:
        """Tell whether no entry of these kinds can be meant by `key`."""

    def ids(self, *names: str) -> set[str]:
        """Return the ids of all entries of some kinds."""


@dataclass(frozen=True)
class References:
    """Resolves what the prose names, and reports what the register does not have."""

    register: Names
    faults: Faults

    def resolve(self, inlines: list[Node], *, top: bool) -> Iterator[Node]:
        """Turn `[@kind:key]` into reference spans and `[@source, p. 3]` into citations.

        `top` tells that the inlines are those of a paragraph, whose first word has a capital.
        """
        tokens = list(tokens_of(inlines))
        words = "".join(said for _, said, _ in tokens)
        starts: list[int] = []
        length = 0
        for _, said, _ in tokens:
            starts.append(length)
            length += len(said)
        at = 0
        for match in _REFERENCE.finditer(words):
            first, last = bisect_left(starts, match.start()), bisect_left(starts, match.end()) - 1
            if first < at or starts[first] != match.start() or not is_plain(tokens[first]):
                continue
            yield from (node for node, _, _ in tokens[at:first])
            place = join_places(tokens[first][2], tokens[last][2])
            before = words[max(match.start() - 2, 0) : match.start()]
            initial = top and bool(re.fullmatch(r"|\s|[.!?]\s", before))
            yield self._reference(match["body"], place, initial=initial)
            at = last + 1
        yield from (node for node, _, _ in tokens[at:])

    def _reference(self, body: str, place: str | None, *, initial: bool) -> Node:
        kind, colon, key = body.partition(":")
        kind, key = kind.strip(), key.strip()
        pairs = [["kind", kind], ["key", key]]
        pairs += [["initial", "1"]] if initial else []
        pairs += [["data-pos", place]] if place else []
        if MARKUP in body:
            self.faults.error(
                "unknown-reference", "a reference holds markup, or a word between colons", place,
                "write what stands in the brackets in plain characters",
            )  # fmt: skip
            return {"t": "Span", "c": [["", ["reference"], pairs], []]}
        if colon and kind in REFERENCE_KINDS:
            self._check_key(kind, key, place)
            return {"t": "Span", "c": [["", ["reference"], pairs], []]}
        if colon and re.fullmatch(r"[a-z]+", kind):
            self.faults.error(
                "unknown-reference",
                f"`{kind}` is not a kind of reference",
                place,
                did_you_mean(kind, REFERENCE_KINDS),
            )
            return {"t": "Span", "c": [["", ["reference"], pairs], []]}
        citations = [self._citation(part, place) for part in body.split(";")]
        original = [{"t": "Str", "c": f"[@{body}]"}]
        cite: Node = {"t": "Cite", "c": [citations, original]}
        if place is None:
            return cite
        return {"t": "Span", "c": [["", [], [["wrapper", "1"], ["data-pos", place]]], [cite]]}

    def _check_key(self, kind: str, key: str, place: str | None) -> None:
        """Report a reference to something that the register does not have."""
        names = _REGISTERED.get(kind)
        if names and self.register.lacks(key, *names):
            self.faults.error(
                "unknown-item",
                f"`{key}` is not in the register",
                place,
                did_you_mean(key, self.register.ids(*names)),
            )

    def _citation(self, part: str, place: str | None) -> Node:
        key, _, locator = part.strip().lstrip("@").partition(",")
        key = key.strip()
        if self.register.lacks(key, "sources"):
            self.faults.error(
                "unknown-source",
                f"`{key}` is not a source of `sources.yaml`",
                place,
                did_you_mean(key, self.register.ids("sources")),
            )
        suffix: list[Node] = []
        if locator.strip():
            for word in f", {locator.strip()}".split(" "):
                suffix += [{"t": "Space"}] if suffix else []
                suffix.append({"t": "Str", "c": word})
        return {
            "citationId": key,
            "citationPrefix": [],
            "citationSuffix": suffix,
            "citationMode": {"t": "NormalCitation"},
            "citationNoteNum": 0,
            "citationHash": 0,
        }
