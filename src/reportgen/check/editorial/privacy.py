"""Data of persons that no reader needs (Q-43)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportgen.check.rules import Finding, Manuscript, editorial
from reportgen.diagnostics import Severity

_OFFICES = "info|contact|office|press|media|hello|enquiries|accessibility|support"
"""Names of offices, whose addresses are meant to be printed."""

_ADDRESS = re.compile(rf"(?<![\w.@])(?!(?:{_OFFICES})@)[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_NUMBERS = {
    "a telephone number": re.compile(
        r"(?<![\w.+])(?:\+\d{1,3}[ -]?|\(0\d{1,4}\) ?|00\d{1,3}[ -])(?:\(\d+\)[ -]?)?"
        r"\d(?:[ -]?\d){6,12}(?![\w-])"
    ),
    "a number like that of an identity card": re.compile(
        r"(?<![\w-])(?:\d{5}-\d{7}|\d{3}-\d{6})-\d(?![\w-])"
    ),
    "a number like that of a passport": re.compile(
        r"(?<![\w-])(?:[A-Z]{1,2}\d{7,8}"
        r"|(?i:passport(?: no\.?| number)?:? )(?P<at>[A-Z0-9]{7,9}))(?![\w-])"
    ),
}
"""What looks like data of a person."""


@editorial("personal-data", "Q-43", Severity.WARNING)
def personal_data(manuscript: Manuscript) -> Iterator[Finding]:
    """Addresses and numbers of persons stay out of what is published."""
    help = "take it out, or give the address of an office; if it has to stand, say why in a waiver"
    prose = manuscript.prose
    found = list(prose.search(_ADDRESS)) if "@" in prose.text else []
    said = [(s, "an e-mail address") for s in found]
    for kind, pattern in _NUMBERS.items():
        said += [(s, kind) for s in prose.with_digits.search(pattern)]
    for stretch, kind in said:
        if stretch.passage.entry != "report":
            yield Finding(f"`{stretch.text}` is {kind}", stretch.span, help)
    for passage in manuscript.prose:
        for reference in passage.references:
            if reference.kind == "address" and _ADDRESS.match(reference.key):
                at = passage.whole if reference.at >= len(passage.text) else passage.at(reference)
                yield Finding(f"`{reference.key}` is an e-mail address", at.span, help)
