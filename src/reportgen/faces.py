"""Fonts of a style → the faces that an edition carries, cut down to the characters that it shows.

The only door to HarfBuzz, and to Brotli. The OFL permits documents to carry parts of a font under
its own name. Never says which families a text needs: that is the business of `glyphs`.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from functools import lru_cache

from reportgen.edition import Font
from reportgen.timing import timed

__all__ = ["characters_of", "cut", "nearest_faces", "woff2"]

SHAPES = ((400, False), (400, True), (600, False))
"""Weight and slope of the faces that a stylesheet uses of each family."""

FEATURES = (
    "ccmp", "kern", "liga", "locl", "mark", "mkmk", "lnum", "tnum",
    "init", "medi", "fina", "rlig", "calt",
)  # fmt: skip
"""What text needs to be set well; those of the second line are for Arabic script."""

NO_SUBSETTING = 0x0100
"""The bit of `OS/2.fsType` by which a font forbids to carry a part of it."""

FIRST_FREE_NAME = 256
"""From here on names belong to features of the font, such as the titles of stylistic sets."""


def nearest_faces(fonts: Iterable[Font]) -> list[Font]:
    """Choose the nearest face of each family for each shape, every face once."""
    by_family: dict[str, list[Font]] = {}
    for font in fonts:
        by_family.setdefault(font.family, []).append(font)
    chosen: list[Font] = []
    for faces in by_family.values():
        for weight, italic in SHAPES:
            alike = [face for face in faces if face.italic == italic]
            near = sorted(alike, key=lambda face: (abs(face.weight - weight), face.weight))
            chosen += [face for face in near[:1] if face not in chosen]
    return chosen


@lru_cache(maxsize=64)
def characters_of(data: bytes) -> frozenset[str]:
    """Return the characters of a font; none of what is no font."""
    import uharfbuzz  # noqa: PLC0415 - only where a report is made

    return frozenset(map(chr, uharfbuzz.Face(data).unicodes))


@lru_cache(maxsize=16)
@timed("cutting fonts")
def cut(data: bytes, characters: frozenset[str]) -> bytes:
    """Return a face with these characters alone, and all that sets them well.

    One that may not be cut stays whole. While someone writes, the characters of a report mostly
    stay the same.
    """
    import uharfbuzz  # noqa: PLC0415 - only where fonts are carried

    face = uharfbuzz.Face(data)
    rights = face.reference_table("OS/2").data[8:10]
    if int.from_bytes(rights, "big") & NO_SUBSETTING:
        return data
    wanted = uharfbuzz.SubsetInput()
    # Hints serve low-resolution screens of the past.
    wanted.flags = (
        uharfbuzz.SubsetFlags.NO_HINTING
        | uharfbuzz.SubsetFlags.NOTDEF_OUTLINE
        | uharfbuzz.SubsetFlags.NAME_LEGACY
    )
    wanted.unicode_set.update(map(ord, characters))
    wanted.layout_feature_tag_set.clear()
    wanted.layout_feature_tag_set.update(map(_tag, FEATURES))
    # The names, with the licence, stay, in all languages.
    wanted.name_id_set.update(range(FIRST_FREE_NAME))
    wanted.name_lang_id_set.update(range(_LANGUAGES))
    kept: bytes = uharfbuzz.subset(face, wanted).blob.data
    return kept


_LANGUAGES = 0x10000
"""How many numbers for languages the table of names has."""


def _tag(name: str) -> int:
    return int.from_bytes(name.encode("ascii"), "big")


# ---------------------------------------------------------------- WOFF 2.0

_KNOWN = (
    "cmap head hhea hmtx maxp name OS/2 post cvt_ fpgm glyf loca prep CFF_ VORG EBDT EBLC gasp "
    "hdmx kern LTSH PCLT VDMX vhea vmtx BASE GDEF GPOS GSUB"
)
"""Tables that have a number instead of their name, in the order of the numbers."""

_NUMBERS = {tag.replace("_", " ").encode(): number for number, tag in enumerate(_KNOWN.split())}
_NAMED = 0x3F
_AS_IT_IS = 3 << 6
"""The version that says of `glyf` and `loca` that they were not transformed."""

_WITHOUT_LOSS = 1 << 11
"""The flag in `head` that says so of the whole font."""

_QUALITY = 6
"""Of Brotli: the best costs forty times as long, and saves a fifteenth."""


@lru_cache(maxsize=16)
def woff2(data: bytes) -> bytes:
    """Return a face as WOFF 2.0 (W3C Recommendation of 8 August 2024), its outlines as they are.

    To transform them would save an eighth, and take longer than to make the rest of a page.
    """
    import brotli  # noqa: PLC0415 - only where a page carries fonts

    count = int.from_bytes(data[4:6], "big")
    found = [struct.unpack_from(">4sIII", data, 12 + 16 * index) for index in range(count)]
    tables = {tag: data[begin : begin + length] for tag, _, begin, length in found}
    head = tables[b"head"]
    flags = int.from_bytes(head[16:18], "big") | _WITHOUT_LOSS
    tables[b"head"] = head[:16] + flags.to_bytes(2, "big") + head[18:]
    directory = b"".join(_entry(tag, len(table)) for tag, table in tables.items())
    packed: bytes = brotli.compress(
        b"".join(tables.values()), mode=brotli.MODE_FONT, quality=_QUALITY
    )
    size = 12 + sum(16 + (len(table) + 3) // 4 * 4 for table in tables.values())
    body = directory + packed
    body += bytes(-len(body) % 4)
    header = struct.pack(
        ">4s4sIHHIIHH5I",
        b"wOF2", data[:4], 48 + len(body), count, 0, size, len(packed), 1, 0, *[0] * 5,
    )  # fmt: skip
    return header + body


def _entry(tag: bytes, length: int) -> bytes:
    """Return what the directory says of a table: its number or name, and its length."""
    flags = _NUMBERS.get(tag, _NAMED) | (_AS_IT_IS if tag in {b"glyf", b"loca"} else 0)
    name = b"" if tag in _NUMBERS else tag
    return bytes([flags]) + name + _base128(length)


def _base128(number: int) -> bytes:
    """Return a number as seven bits a byte (UIntBase128)."""
    pieces = [number & 0x7F]
    while number := number >> 7:
        pieces.append(number & 0x7F | 0x80)
    return bytes(reversed(pieces))
