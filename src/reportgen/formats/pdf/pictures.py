"""PNG pictures as they are: a PDF takes their compressed rows (ISO 32000-1, 7.4.4.4).

WeasyPrint decodes each and compresses it again, which takes longer than the page around it.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from typing import Any

__all__ = ["with_rows_as_they_are"]

_COLOURS = {"RGB": (2, 3), "L": (0, 1)}
"""The modes of Pillow that a PDF takes without a change: PNG's colour type, and the channels."""

_SIGNATURE = 8
_HEAD = struct.Struct("!IIBBBBB")
_CHUNK = struct.Struct("!I4s")
_CHECKSUM = 4


def with_rows_as_they_are(encode: Callable[[Any], bytes]) -> Callable[[Any], bytes]:
    """Return WeasyPrint's `_get_png_data` that encodes only what must be changed."""

    def rows(image: Any) -> bytes:
        found = _rows(image) if image.format == "PNG" and image.mode in _COLOURS else None
        return encode(image) if found is None else found

    return rows


def _rows(image: Any) -> bytes | None:
    """Return the compressed rows of a PNG just opened; None where they are not one after another.

    Eight bits a channel, not interlaced, and whole.
    """
    source = image.fp
    if source is None:
        return None
    source.seek(_SIGNATURE)
    chunks = list(_chunks(source.read()))
    if not chunks or chunks[0][0] != b"IHDR":
        return None
    width, height, *kind = _HEAD.unpack(chunks[0][1])
    colour, channels = _COLOURS[image.mode]
    if kind != [8, colour, 0, 0, 0]:
        return None
    data = b"".join(content for name, content in chunks if name == b"IDAT")
    length = height * (1 + width * channels)
    unpacking = zlib.decompressobj()
    try:
        # No more than there should be, however much a few bytes may stand for.
        is_whole = len(unpacking.decompress(data, length + 1)) == length and unpacking.eof
    except zlib.error:
        return None
    return data if is_whole else None


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + _CHUNK.size <= len(data):
        length, name = _CHUNK.unpack_from(data, at)
        at += _CHUNK.size
        yield name, data[at : at + length]
        at += length + _CHECKSUM
