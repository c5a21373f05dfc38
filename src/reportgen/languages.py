"""Language tags (BCP 47) → the direction in which their text is written.

Never knows the words of a language.
"""

from __future__ import annotations

import unicodedata
from typing import Literal

__all__ = ["Direction", "direction_of", "is_right_to_left", "with_region"]

Direction = Literal["ltr", "rtl"]

_RIGHT_TO_LEFT = frozenset({
    "ar", "arc", "azb", "bal", "bcc", "bgn", "bqi", "ckb", "dv", "fa", "glk", "he", "khw", "ks",
    "lrc", "mzn", "pnb", "prs", "ps", "sd", "sdh", "skr", "syr", "ug", "ur", "yi",
})  # fmt: skip
"""Languages whose usual script runs from right to left (CLDR 46, `characterOrder`)."""

_SCRIPTS = frozenset({"Adlm", "Arab", "Aran", "Hebr", "Mand", "Nkoo", "Rohg", "Syrc", "Thaa"})
"""Scripts that run from right to left; a tag such as `ur-Latn` names another than the usual."""

_SCRIPT_LETTERS = 4
_REGION_LETTERS = {2, 3}


def direction_of(language: str) -> Direction:
    """Return the direction of text in a language."""
    first, *rest = language.replace("_", "-").split("-")
    script = next((tag for tag in rest if len(tag) == _SCRIPT_LETTERS and tag.isalpha()), None)
    if script is not None:
        return "rtl" if script.title() in _SCRIPTS else "ltr"
    return "rtl" if first.lower() in _RIGHT_TO_LEFT else "ltr"


def is_right_to_left(text: str) -> bool:
    """Tell whether a text has letters of a script that runs from right to left (UAX 9: R, AL)."""
    if text.isascii():
        return False
    return any(unicodedata.bidirectional(character) in {"R", "AL"} for character in set(text))


def with_region(language: str) -> str:
    """Return a tag with a region: the one where most of its speakers live, if it names none.

    Programs that know languages by country, as word processors do, look for `fa-IR`, not `fa`.
    """
    from babel.core import get_global  # noqa: PLC0415 - 50 ms, only where it is needed

    first, *rest = language.split("-")
    if any(len(tag) in _REGION_LETTERS for tag in rest if len(tag) != _SCRIPT_LETTERS):
        return language
    likely = get_global("likely_subtags").get("_".join([first, *rest]), "")
    region = likely.rpartition("_")[2]
    return f"{language}-{region}" if region else language
