"""Fonts of a style → parts of the package, so that the file looks the same on every machine.

A font goes in whole: whoever edits the file can type letters that the report does not hold. Its
licence must allow that; a font whose own bits forbid it stays out (C-18, PD-24).
"""

from __future__ import annotations

import struct
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from reportgen.edition import Font
from reportgen.formats.docx.wml import Element, make, serialise

__all__ = ["Metrics", "embed", "is_font", "metrics"]

SLOTS = {
    (400, False): "embedRegular",
    (700, False): "embedBold",
    (400, True): "embedItalic",
    (700, True): "embedBoldItalic",
}
"""What Word knows of a family; other weights are families of their own there."""

SANS = 11
"""From this serif style of PANOSE on, a face has no serifs."""

RESTRICTED = 0x0002
"""The bit of `OS/2.fsType` that forbids embedding."""

OBFUSCATED = 32
USUAL_HEIGHT = 1.25

NAMES = uuid.uuid5(uuid.NAMESPACE_URL, "https://openxmlformats.org/obfuscatedFont")


@dataclass(frozen=True)
class Metrics:
    """What a font file says of itself; `height` is its own line height in ems."""

    panose: bytes
    unicode_ranges: tuple[int, ...]
    code_pages: tuple[int, ...]
    height: float
    embeddable: bool


@lru_cache(maxsize=64)
def metrics(data: bytes) -> Metrics | None:
    """Read the tables of an OpenType font; None when the bytes are no font."""
    tables = dict(_tables(data))
    if not {"OS/2", "hhea", "head"} <= set(tables):
        return None
    os2, hhea, head = tables["OS/2"], tables["hhea"], tables["head"]
    (units,) = struct.unpack_from(">H", head, 18)
    ascent, descent, gap = struct.unpack_from(">hhh", hhea, 4)
    (rights,) = struct.unpack_from(">H", os2, 8)
    return Metrics(
        panose=os2[32:42],
        unicode_ranges=struct.unpack_from(">4I", os2, 42),
        code_pages=struct.unpack_from(">2I", os2, 78) if os2[1] else (0, 0),
        height=(ascent - descent + gap) / units,
        embeddable=not rights & RESTRICTED,
    )


def line_height(fonts: Iterable[Font], family: str) -> float:
    """Return the line height that a family asks for by itself, in ems."""
    for font in fonts:
        found = metrics(font.data) if font.family == family else None
        if found:
            return found.height
    return USUAL_HEIGHT


def embed(fonts: Iterable[Font]) -> dict[str, bytes]:
    """Make the font table, its relationships and one part a font, by their names.

    Names of parts are numbers: Word does not open a file whose parts have spaces in their names.
    """
    usable = sorted(
        (f for f in fonts if (f.weight, f.italic) in SLOTS),
        key=lambda f: (f.family, f.italic, f.weight),
    )
    table, links, parts = make("fonts"), make("rel:Relationships"), dict[str, bytes]()
    for family, members in groupby(usable, key=lambda f: f.family):
        entry: Element | None = None
        embedded: list[Element] = []
        for font in members:
            facts = metrics(font.data)
            if facts is None or not facts.embeddable:
                continue
            entry = _entry(family, facts) if entry is None else entry
            number = len(parts) + 1
            key = uuid.uuid5(NAMES, f"{family} {font.weight} {font.italic} {number}")
            parts[f"word/fonts/font{number}{_SUFFIX}"] = _obfuscate(font.data, key)
            link = make("rel:Relationship")
            link.set("Id", f"rId{number}")
            link.set("Type", f"{_RELATIONS}/font")
            link.set("Target", f"fonts/font{number}{_SUFFIX}")
            links.append(link)
            slot = SLOTS[font.weight, font.italic]
            embedded.append(make(slot, r__id=f"rId{number}", fontKey=f"{{{str(key).upper()}}}"))
        if entry is not None:
            entry.extend(sorted(embedded, key=lambda e: list(SLOTS.values()).index(_local(e))))
            table.append(entry)
    return {
        "word/fontTable.xml": serialise(table),
        "word/_rels/fontTable.xml.rels": serialise(links),
        **parts,
    }


def is_font(part: str) -> bool:
    """Tell whether a part of the package is a font."""
    return part.endswith(_SUFFIX)


_SUFFIX = ".odttf"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _entry(family: str, facts: Metrics) -> Element:
    ranges = {f"usb{i}": f"{bits:08X}" for i, bits in enumerate(facts.unicode_ranges)}
    pages = {f"csb{i}": f"{bits:08X}" for i, bits in enumerate(facts.code_pages)}
    return make(
        "font",
        make("panose1", val=facts.panose.hex().upper()),
        make("charset", val="00"),
        make("family", val="swiss" if facts.panose[1] >= SANS else "roman"),
        make("pitch", val="variable"),
        make("sig", **ranges, **pages),
        name=family,
    )


def _tables(data: bytes) -> Iterator[tuple[str, bytes]]:
    if data[:4] not in {b"\0\1\0\0", b"OTTO", b"true"}:
        return
    (count,) = struct.unpack_from(">H", data, 4)
    for index in range(count):
        tag, _, offset, length = struct.unpack_from(">4sIII", data, 12 + 16 * index)
        yield tag.decode("latin-1"), data[offset : offset + length]


def _obfuscate(data: bytes, key: uuid.UUID) -> bytes:
    """Mix the key into the first bytes (ECMA-376 part 1, 17.8.1)."""
    mask = bytes.fromhex(key.hex)[::-1] * 2
    return bytes(a ^ b for a, b in zip(data, mask, strict=False)) + data[OBFUSCATED:]
