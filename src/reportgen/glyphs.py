"""Letters and faces: which fonts a text needs, and what a report holds that no face can show.

A character that no face has would be printed as an empty box, or in a font of the machine. Never
looks at how letters are shaped: a font that has a character is taken to know how to set it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from reportgen.diagnostics import Diagnostic, Span, error
from reportgen.document import Document, Node, attribute_pairs, position_of, walk
from reportgen.edition import Font, Style
from reportgen.faces import characters_of
from reportgen.memory import TEXT, known
from reportgen.report import Report
from reportgen.source import Tree

__all__ = ["family_for", "letters_of", "missing_glyphs", "needed_fonts", "printed_letters"]

_SHAPELESS = {"Cc", "Cf", "Zs", "Zl", "Zp"}
"""Categories of characters that are never drawn: controls, joiners, marks of direction, spaces."""

_VARIATION_SELECTORS = frozenset(map(chr, range(0xFE00, 0xFE10)))

_STANDS_FOR = {"\u2011": "\u2010"}
"""A no-break hyphen is drawn as a hyphen."""


def needed_fonts(style: Style, characters: Iterable[str]) -> tuple[Font, ...]:
    """Return the fonts that a text of these characters needs.

    Those of the roles always; those of a fallback only for a letter that the families before it
    lack.
    """
    coverage = _coverage(style)
    face = style.tokens["face"]
    roles = (str(family) for role, family in face.items() if role != "fallback")
    wanted = [family for family in roles if family in coverage]
    left = {
        character
        for character in _drawn(characters)
        if not all(_is_in(character, coverage[family]) for family in wanted)
    }
    for family in map(str, face["fallback"]):
        has = coverage.get(family, frozenset())
        found = {character for character in left if _is_in(character, has)}
        if found:
            wanted.append(family)
            left -= found
    return tuple(font for font in style.fonts if font.family in wanted)


def family_for(style: Style, role: str, words: str) -> str:
    """Return the family that can set all of some words: the role's, else the first fallback.

    Where none can, the role's sets what it has.
    """
    face, coverage = style.tokens["face"], _coverage(style)
    families = [str(family) for family in (face[role], *face["fallback"])]
    letters = _drawn(words)
    for family in families:
        if all(_is_in(letter, coverage.get(family, frozenset())) for letter in letters):
            return family
    return families[0]


def letters_of(nodes: Any) -> set[str]:
    """Return the characters that a tree prints, notes among them; formulae bring their own font."""
    found: set[str] = set()
    for node in walk(nodes):
        match node["t"]:
            case "Str":
                found.update(_composed(node["c"]))
            case "Code" | "CodeBlock":
                found.update(_composed(node["c"][1]))
            case _:
                pass
    return found


def printed_letters(blocks: Sequence[Node]) -> str:
    """Return what `letters_of` does, sorted; it is remembered."""
    return known("letters", None, (blocks,), lambda: "".join(sorted(letters_of(blocks))), TEXT)


def missing_glyphs(report: Report, document: Document, style: Style) -> Iterator[Diagnostic]:
    """Report each character of the finished text that no face of the style has (P-13).

    Once a file, where it first stands there. What no file holds comes from the style's words or
    from the names of months and the like, which follow from the language.
    """
    shown = {letter for part in document.parts for letter in printed_letters(part.blocks)}
    covered = frozenset[str]().union(*_coverage(style).values())
    missing = {character for character in _drawn(shown) if not _is_in(character, covered)}
    if not missing:
        return
    families = ", ".join(dict.fromkeys(font.family for font in style.fonts))
    places = [*_in_prose(report, missing), *_in_data(report, missing)]
    made = missing - {character for character, _ in places}
    whence = report.span("report", "style") or report.span("report", "language")
    for character, span in [*places, *((character, whence) for character in sorted(made))]:
        name = unicodedata.name(character, "a character without a name")
        yield error(
            "missing-glyph",
            f"no face has `{character}`, U+{ord(character):04X} {name}: it is not in {families}",
            span,
            help="name a family that has it under `face: fallback:` in the style, or write it "
            "in other letters",
        )


# ---------------------------------------------------------------- fonts


def _coverage(style: Style) -> Mapping[str, frozenset[str]]:
    """Return the characters of each family."""
    return _of_families(style.fonts)


@lru_cache(maxsize=8)
def _of_families(fonts: tuple[Font, ...]) -> Mapping[str, frozenset[str]]:
    coverage: dict[str, frozenset[str]] = {}
    for font in fonts:
        coverage[font.family] = coverage.get(font.family, frozenset()) | characters_of(font.data)
    return coverage


def _is_in(character: str, covered: Collection[str]) -> bool:
    """Tell whether a character can be drawn, whole or out of a letter and its marks."""
    parts = unicodedata.normalize("NFD", character)
    return (
        character in covered
        or _STANDS_FOR.get(character) in covered
        or (parts != character and all(part in covered for part in parts))
    )


def _drawn(characters: Iterable[str]) -> set[str]:
    return {
        character
        for character in set(characters) - _VARIATION_SELECTORS
        if unicodedata.category(character) not in _SHAPELESS
    }


def _composed(text: str) -> str:
    """Return text as it is set: letters joined with the marks on them where there is such a one."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


# ---------------------------------------------------------------- places


def _in_prose(report: Report, missing: Collection[str]) -> Iterator[tuple[str, Span]]:
    for section in report.sections:
        left = set(missing)
        for text, place in _tokens(list(section.blocks), None):
            for character in sorted(left & set(_composed(text))):
                left.discard(character)
                yield character, _place_of(character, text, section.path, place)


def _tokens(nodes: Any, place: str | None) -> Iterator[tuple[str, str | None]]:
    """Yield each piece of text with its place, as the parser left it on the tokens."""
    if isinstance(nodes, (list, tuple)):
        for node in nodes:
            yield from _tokens(node, place)
    elif isinstance(nodes, dict):
        content: Any = nodes.get("c")
        match nodes.get("t"):
            case "Str":
                yield content, place
            case "Code" | "CodeBlock":
                yield content[1], attribute_pairs(nodes).get("data-pos", place)
            case "Math":
                pass
            case None:
                yield from _tokens(list(nodes.values()), place)
            case _:
                yield from _tokens(content, attribute_pairs(nodes).get("data-pos", place))


def _place_of(character: str, text: str, path: str, place: str | None) -> Span:
    span = position_of(path, place) or Span.at(path)
    at = text.find(character)
    one_line = span.start.line == span.end.line
    if at < 0 or not one_line or span.end.column - span.start.column != len(text):
        return span
    return Span.at(path, span.start.line, span.start.column + at)


def _in_data(report: Report, missing: Collection[str]) -> Iterator[tuple[str, Span]]:
    trees = {tree.source.path: (tree, 0) for tree, _ in report.origins.values()}
    # The front matter of a section begins on the second line of its file.
    trees |= {f"{s.path}:head": (s.tree, 1) for s in report.sections}
    for _, (tree, above) in sorted(trees.items()):
        left = set(missing)
        for way in tree.values:
            value = _value_at(tree, way)
            found = left & set(_composed(value)) if isinstance(value, str) else set()
            for character in sorted(found):
                left.discard(character)
                yield character, _place_in(tree, tree.span(way), character, above)


def _value_at(tree: Tree, way: Iterable[str | int]) -> Any:
    value = tree.data
    for step in way:
        value = value[step]
    return value


def _place_in(tree: Tree, span: Span, character: str, above: int) -> Span:
    """Return the place of a character in a value; the value's where it is written as an escape."""
    lines = tree.source.lines
    for number in range(span.start.line, min(span.end.line, len(lines) + above) + 1):
        begin = span.start.column - 1 if number == span.start.line else 0
        at = lines[number - 1 - above].find(character, begin)
        if at >= 0:
            return Span.at(span.path, number, at + 1)
    return span
