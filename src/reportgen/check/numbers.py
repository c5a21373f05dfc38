"""The numbers of the editorial rules, also of codes that every build finds."""

from __future__ import annotations

from collections.abc import Mapping

from reportgen.check.editorial import rules

__all__ = ["BUILT_IN", "codes_of", "number_of", "waivable"]

BUILT_IN: Mapping[str, str] = {
    "bad-date": "Q-11",
    "bad-formula": "Q-16",
    "duplicate-anchor": "Q-33",
    "empty-heading": "Q-30",
    "heading-level-skipped": "Q-30",
    "item-not-discussed": "Q-05",
    "key-findings-count": "Q-34",
    "missing-alt-text": "Q-31",
    "missing-as-of": "Q-07",
    "missing-caption": "Q-32",
    "missing-currency": "Q-14",
    "missing-part": "Q-34",
    "missing-section": "Q-34",
    "missing-source": "Q-02",
    "missing-year": "Q-14",
    "placeholder-text": "Q-42",
    "restricted-marking": "Q-41",
    "reversed-dates": "Q-11",
    "too-long": "Q-34",
    "unknown-anchor": "Q-33",
    "unknown-currency": "Q-14",
    "unknown-item": "Q-05",
    "unknown-marking": "Q-41",
    "unknown-reference": "Q-33",
    "unknown-source": "Q-02",
    "unlisted-section": "Q-34",
    "unready-status": "Q-42",
}
"""Codes that the stages of a build find, with the number of the editorial rule that they hold."""

_WARNINGS = {"open-flag", "void-evaluation", "unquoted-year", "unmarked-language"}
"""What a build warns of without an editorial number, and an editor may let stand."""


def number_of(code: str) -> str | None:
    """Return the number of a code among the editorial rules; None when it has none."""
    rule = rules().get(code)
    return rule.number if rule else BUILT_IN.get(code)


def codes_of(number: str) -> list[str]:
    """Return the codes that have a number among the editorial rules, sorted."""
    return sorted(code for code in {*rules(), *BUILT_IN} if number_of(code) == number)


def waivable() -> frozenset[str]:
    """Return the codes and numbers that a waiver may name."""
    named = {*rules(), *BUILT_IN, *_WARNINGS}
    return frozenset(named | {number for code in named if (number := number_of(code))})
