"""Letters and digits of Persian and Urdu text (Q-45)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportgen.check.rules import Finding, Manuscript, editorial
from reportgen.diagnostics import Edit, Severity
from reportgen.languages import direction_of
from reportgen.prose import Stretch

LANGUAGES = ("fa", "ur")
_KEHEH = {"\u064a": "\u06cc", "\u0649": "\u06cc", "\u0643": "\u06a9"}
"""Arabic letters that look like the Persian and Urdu ones, and those (yeh, alef maksura, kaf)."""
_ARABIC = re.compile("[\u064a\u0649\u0643]")
_TATWEEL = re.compile("\u0640+")
_DIGITS = {
    "from U+0030": re.compile(r"[0-9]"),
    "from U+06F0": re.compile("[\u06f0-\u06f9]"),
    "from U+0660": re.compile("[\u0660-\u0669]"),
}
_LATIN = re.compile(
    r"[+−-]\d[\d.,]*(?: ?%)?|\d[\d.,]* ?%"
    r"|[A-Za-z][A-Za-z0-9 ,'’-]{0,80}[A-Za-z0-9][.!?+%)#](?= |$)",
    re.MULTILINE,
)
_ISOLATES = frozenset("\u2066\u2067\u2068\u200e\u200f")


@editorial("arabic-letter", "Q-45", Severity.WARNING)
def arabic_letter(manuscript: Manuscript) -> Iterator[Finding]:
    """Search does not find a Persian word that has an Arabic yeh or kaf."""
    for found in manuscript.prose.spoken_in(*LANGUAGES).search(_ARABIC):
        wanted = _KEHEH[found.text]
        yield Finding(
            f"U+{ord(found.text):04X} is the Arabic letter", found.span,
            f"write U+{ord(wanted):04X}, as Persian and Urdu do",
            edits=(Edit(found.span, wanted),) if found.is_literal else (),
        )  # fmt: skip


@editorial("arabic-tatweel", "Q-45", Severity.WARNING)
def arabic_tatweel(manuscript: Manuscript) -> Iterator[Finding]:
    """Tatweel stretches a word for the eye and breaks it for search (L-08)."""
    for found in manuscript.prose.search(_TATWEEL):
        yield Finding(
            "tatweel (U+0640) stands in a word", found.span, "take it out",
            edits=(Edit(found.span, ""),) if found.is_literal else (),
        )  # fmt: skip


@editorial("mixed-digits", "Q-45", Severity.WARNING)
def mixed_digits(manuscript: Manuscript) -> Iterator[Finding]:
    """One set of digits a language: the sets run in different ways and reorder the text (L-21)."""
    sets: dict[str, dict[str, list[Stretch]]] = {}
    for name, pattern in _DIGITS.items():
        for found in manuscript.prose.spoken_in(*LANGUAGES).search(pattern):
            of = sets.setdefault(found.passage.language.partition("-")[0], {})
            of.setdefault(name, []).append(found)
    for used in sets.values():
        commonest = max(used, key=lambda name: len(used[name]))
        for name, digits in used.items():
            seen = set()
            for found in digits:
                if name != commonest and found.passage not in seen:
                    seen.add(found.passage)
                    yield Finding(
                        f"digits {name} stand beside those {commonest}", found.span,
                        "use one set of digits throughout",
                    )  # fmt: skip


@editorial("unmarked-latin", "Q-45", Severity.WARNING)
def unmarked_latin(manuscript: Manuscript) -> Iterator[Finding]:
    """A sign or stop beside Latin text jumps to its other end unless the text is marked (L-05)."""
    prose = manuscript.prose
    languages = {passage.language for passage in prose}
    to_left = {tag.partition("-")[0] for tag in languages if direction_of(tag) == "rtl"}
    for found in prose.spoken_in(*to_left).search(_LATIN) if to_left else ():
        if found.before(1) not in _ISOLATES:
            yield Finding(
                f"`{found.text}` is not marked as left-to-right", found.span,
                f"write `[{found.text}]{{lang=en}}`",
            )  # fmt: skip
