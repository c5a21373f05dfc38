"""Prose of neutral words that says nothing of anything: the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterator

__all__ = ["Words"]

_NOUNS = (
    "account", "agreement", "amount", "annex", "answer", "basis", "border", "bridge", "cargo",
    "category", "change", "channel", "clause", "column", "committee", "comparison", "condition",
    "container", "contract", "council", "crossing", "customs", "date", "delay", "delivery",
    "direction", "district", "document", "estimate", "exchange", "facility", "figure", "finding",
    "forecast", "freight", "harbour", "increase", "index", "inspection", "interval", "item",
    "journey", "letter", "level", "licence", "limit", "list", "market", "measure", "method",
    "minute", "month", "note", "office", "opinion", "origin", "paragraph", "passage", "payment",
    "period", "permit", "place", "plan", "port", "price", "procedure", "project", "proposal",
    "purpose", "quarter", "question", "railway", "range", "rate", "reading", "record", "region",
    "register", "report", "request", "result", "review", "road", "route", "rule", "sample",
    "schedule", "season", "section", "series", "service", "share", "shipment", "side", "source",
    "stage", "statement", "station", "storage", "summary", "supply", "survey", "system", "table",
    "tariff", "term", "text", "timetable", "tonne", "total", "transfer", "transport", "treaty",
    "trend", "unit", "valley", "value", "vessel", "volume", "warehouse", "week", "wording", "year",
)  # fmt: skip
_VERBS = (
    "accompanies", "affects", "allows", "answers", "applies", "arrives", "bears", "begins",
    "belongs", "carries", "changes", "closes", "concerns", "confirms", "contains", "continues",
    "counts", "covers", "crosses", "depends", "describes", "differs", "explains", "follows",
    "grows", "holds", "includes", "increases", "leaves", "limits", "lists", "matches", "meets",
    "mentions", "moves", "names", "needs", "opens", "orders", "passes", "precedes", "prepares",
    "reaches", "records", "remains", "repeats", "replaces", "requires", "returns", "shows",
    "states", "supports", "takes", "turns", "uses", "varies", "waits",
)  # fmt: skip
_QUALITIES = (
    "annual", "average", "brief", "broad", "central", "clear", "common", "complete", "concise",
    "current", "customary", "different", "early", "eastern", "equal", "exact", "final",
    "following", "formal", "former", "frequent", "full", "general", "joint", "larger", "later",
    "local", "long", "lower", "main", "minor", "monthly", "narrow", "new", "northern", "open",
    "ordinary", "original", "partial", "plain", "previous", "principal", "recent", "regular",
    "relevant", "second", "separate", "several", "short", "similar", "simple", "small",
    "southern", "steady", "subsequent", "temporary", "third", "usual", "various", "weekly",
    "western", "whole",
)  # fmt: skip
_JOINTS = ("and", "but", "while", "because", "although", "so that", "before", "after", "where")


class Words:
    """A source of words, sentences and paragraphs."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - no secret hangs on it

    def noun(self) -> str:
        return self.chance.choice(_NOUNS)

    def name(self) -> str:
        """Return a short title such as `Eastern freight schedule`."""
        words = (self.chance.choice(_QUALITIES), self.noun(), self.noun())
        return " ".join(words).capitalize()

    def number(self, low: int, high: int) -> int:
        return self.chance.randint(low, high)

    def one_of(self, choices: tuple[str, ...]) -> str:
        return self.chance.choice(choices)

    def clause(self) -> str:
        parts = ["the", self.noun(), self.chance.choice(_VERBS), "the"]
        if self.chance.random() < 0.6:
            parts.append(self.chance.choice(_QUALITIES))
        parts.append(self.noun())
        if self.chance.random() < 0.5:
            parts += ["of the", self.chance.choice(_QUALITIES), self.noun()]
        return " ".join(parts)

    def sentence(self) -> str:
        clauses = [self.clause() for _ in range(self.number(1, 3))]
        joined = clauses[0]
        for clause in clauses[1:]:
            joined += f", {self.chance.choice(_JOINTS)} {clause}"
        return f"{joined[0].upper()}{joined[1:]}."

    def sentences(self, least: int, most: int) -> Iterator[str]:
        return (self.sentence() for _ in range(self.number(least, most)))

    def paragraph(self, least: int = 3, most: int = 7) -> str:
        return " ".join(self.sentences(least, most))
