"""Money, units and quantities as the text writes them (Q-14, Q-15, Q-17)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from reportgen.check.rules import Finding, Manuscript, editorial
from reportgen.check.vocabulary import words_of
from reportgen.check.wording import ENGLISH, has_date, is_own, own_words, patterns
from reportgen.diagnostics import Edit, Note, Severity
from reportgen.prose import Kind, Stretch

_AMOUNT = r"\d(?:[\d.,]*\d)?(?:[ \u00a0](?:thousand|million|billion|trillion|bn|mn|m|k)\b)?"
_BARE = re.compile(rf"(?<![A-Za-z$])\$[ \u00a0]?{_AMOUNT}")
_SIGN = re.compile(rf"(?:[A-Z]{{1,3}})?[$€£¥₹₨﷼][ \u00a0]?{_AMOUNT}")
_CODE = re.compile(rf"\b(?P<code>[A-Z]{{3}})[ \u00a0]?{_AMOUNT}")
_PERCENT = {
    "%": re.compile(r"\d(?P<at>%)"),
    " %": re.compile(r"\d(?P<at>[ \u00a0\u202f]%)"),
    "per cent": re.compile(r"\d(?P<at>[ \u00a0]per cent\b)"),
    "percent": re.compile(r"\d(?P<at>[ \u00a0]percent\b)"),
}
_NO_BREAK = "\u00a0"


@editorial("bare-currency-sign", "Q-14", Severity.WARNING)
def bare_currency_sign(manuscript: Manuscript) -> Iterator[Finding]:
    """A dollar sign alone is one of twenty currencies."""
    for found in manuscript.prose.with_digits.search(_BARE):
        if is_own(found):
            yield Finding(
                f"`{found.text}` does not say whose dollars", found.span,
                "write `US$` or the code of ISO 4217 (`USD`), or refer to the item: "
                "`[@value:...]`",
            )  # fmt: skip


@editorial("money-without-year", "Q-14", Severity.WARNING)
def money_without_year(manuscript: Manuscript) -> Iterator[Finding]:
    """An amount of money is one of some year."""
    for found in (*_signs(manuscript), *_codes(manuscript)):
        if found.passage.section is not None and not has_date(found.passage.whole):
            yield Finding(
                f"`{found.text}` is the money of no year", found.span,
                "give the year in the paragraph, or say that the source does not state it",
            )  # fmt: skip


@editorial("mixed-currency-style", "Q-14", Severity.WARNING)
def mixed_currency_style(manuscript: Manuscript) -> Iterator[Finding]:
    """Money is written with signs or with codes, not now so and now so."""
    for found, other in _fewer([_signs(manuscript), _codes(manuscript)]):
        yield Finding(
            f"`{found.text}` and `{other.text}` write money in two ways", found.span,
            "use signs or codes throughout",
            notes=(Note("the other way", other.span),),
        )  # fmt: skip


def _signs(manuscript: Manuscript) -> list[Stretch]:
    return [s for s in manuscript.prose.with_digits.search(_SIGN) if is_own(s)]


def _codes(manuscript: Manuscript) -> list[Stretch]:
    """Return the amounts with a code of ISO 4217 before them."""
    found = [s for s in manuscript.prose.with_digits.search(_CODE) if is_own(s)]
    if not found:
        return []
    from babel.numbers import list_currencies  # noqa: PLC0415 - 10 ms, only for a text with codes

    known = list_currencies()
    return [s for s in found if s.text[:3] in known]


def _fewer(groups: Iterable[Sequence[Stretch]]) -> Iterator[tuple[Stretch, Stretch]]:
    """Yield what is written in all ways but the commonest, each with an example of that one."""
    used = sorted((group for group in groups if group), key=len, reverse=True)
    for group in used[1:]:
        for found in group:
            yield found, used[0][0]


@editorial("mixed-scale-words", "Q-15", Severity.NOTE)
def mixed_scale_words(manuscript: Manuscript) -> Iterator[Finding]:
    """One word for a thousand millions, and not three."""
    for family in words_of(ENGLISH)["scale_families"]:
        groups = [
            [
                s
                for s in manuscript.prose.with_digits.search(
                    re.compile(rf"\d[ \u00a0]?(?P<at>{word})\b"), ENGLISH
                )
                if is_own(s)
            ]
            for word in family
        ]
        for found, other in _fewer(groups):
            yield Finding(
                f"`{found.text}` stands beside `{other.text}`", found.span,
                f"write `{other.text}` throughout",
                notes=(Note(f"`{other.text}` here", other.span),),
            )  # fmt: skip


@editorial("mixed-unit-spelling", "Q-15", Severity.NOTE)
def mixed_unit_spelling(manuscript: Manuscript) -> Iterator[Finding]:
    """A unit is a symbol or a word, throughout."""
    for ways in words_of(ENGLISH)["units"]:
        groups = [[s for s in own_words(manuscript, *way) if _counts(s)] for way in ways]
        for found, other in _fewer(groups):
            yield Finding(
                f"`{found.text}` stands beside `{other.text}`", found.span,
                "use the symbol or the word throughout",
                notes=(Note(f"`{other.text}` here", other.span),),
            )  # fmt: skip


def _counts(unit: Stretch) -> bool:
    return bool(re.search(r"\d[ \u00a0-]?$", unit.before(2)))


@editorial("mixed-percent-style", "Q-15", Severity.NOTE)
def mixed_percent_style(manuscript: Manuscript) -> Iterator[Finding]:
    """Per cent is written in one way."""
    groups = [
        [s for s in manuscript.prose.with_digits.search(pattern, ENGLISH) if is_own(s)]
        for pattern in _PERCENT.values()
    ]
    for found, other in _fewer(groups):
        yield Finding(
            f"`{found.text.strip()}` stands beside `{_shown(other)}`", found.span,
            f"write it as in `{_shown(other)}` throughout",
            notes=(Note(f"`{_shown(other)}` here", other.span),),
        )  # fmt: skip


def _shown(percent: Stretch) -> str:
    number = re.search(r"[\d.,]+$", percent.before(12))
    return (number[0] if number else "") + percent.text


@editorial("missing-no-break-space", "Q-15", Severity.NOTE)
def missing_no_break_space(manuscript: Manuscript) -> Iterator[Finding]:
    """No line ends between a number and its unit."""
    for found in manuscript.prose.with_digits.search(_unit_after_number(), ENGLISH):
        if not is_own(found) or found.passage.kind in {Kind.ALTERNATIVE, Kind.FIELD, Kind.TITLE}:
            continue
        shown = _around(found)
        edits = (Edit(found.span, _NO_BREAK),) if found.is_literal else ()
        yield Finding(
            f"a line may end inside `{shown}`", found.span,
            "put a no-break space (U+00A0) between number and unit", edits=edits,
        )  # fmt: skip


@cache
def _unit_after_number() -> re.Pattern[str]:
    units = "|".join(sorted(map(re.escape, words_of(ENGLISH)["tight_after_number"]), key=len))
    return re.compile(rf"\d(?P<at> )(?:{units})(?![\w-])", re.IGNORECASE)


def _around(space: Stretch) -> str:
    before = re.search(r"\S*$", space.before(12))
    after = re.match(r"per cent|\S*\b|%", space.after(20))
    return f"{before[0] if before else ''} {after[0] if after else ''}"


@editorial("vague-quantity", "Q-17", Severity.WARNING)
def vague_quantity(manuscript: Manuscript) -> Iterator[Finding]:
    """How many is a number, or the register says that the source gives none."""
    said = own_words(manuscript, *words_of(ENGLISH)["vague_quantities"])
    for found in (*said, *patterns(manuscript, "vague_patterns")):
        if found.passage.kind is Kind.TITLE or _is_exact(found):
            continue
        if not _is_itemised(found.sentence):
            yield Finding(
                f"`{found.text}` is no quantity", found.span,
                "give a figure and its year, or refer to the item whose value the register marks "
                "as vague: `[@id:...]`",
            )  # fmt: skip


def _is_itemised(sentence: Stretch) -> bool:
    return any(r.kind in {"id", "item", "value"} for r in sentence.references)


def _is_exact(found: Stretch) -> bool:
    """Tell whether a figure stands before: `900 thousands`, `how many`."""
    return bool(re.search(r"(?:\d[\d.,]*|\b[Hh]ow|\b[Nn]ot) $", found.before(8)))
