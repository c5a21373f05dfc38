"""Zip archives whose bytes follow from their entries alone (RP-01, RP-04).

Never asks the clock, the disk or the platform: every entry carries the first moment that a zip can
name, and entries keep the order in which they are given. The archive is put together here, and not
by `zipfile`, which takes no entry that is already compressed.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Collection, Mapping

__all__ = ["deflated", "read_archive", "write_archive"]

MOMENT = (1980, 1, 1, 0, 0, 0)
UNIX = 3
READABLE = 0o100644 << 16
"""The rights of a file that its owner writes and all may read, as Unix puts them."""

_VERSION = 20
"""What a reader must be able to do: version 2.0 of the format, which brought compression."""

_UTF_8 = 1 << 11
_MOST_ENTRIES, _MOST_BYTES = 0xFFFF, 0xFFFFFFFF
_STORED, _DEFLATED = 0, 8
_DATE = (MOMENT[0] - 1980) << 9 | MOMENT[1] << 5 | MOMENT[2]


def read_archive(data: bytes) -> dict[str, bytes]:
    """Return the bytes of every file by its name, in the order of the archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {i.filename: archive.read(i) for i in archive.infolist() if not i.is_dir()}


def deflated(data: bytes) -> bytes:
    """Return bytes compressed as an archive holds them (RFC 1951)."""
    return zlib.compress(data, wbits=-zlib.MAX_WBITS)


def write_archive(
    entries: Mapping[str, bytes],
    *,
    stored: Collection[str] = ("mimetype",),
    compressed: Mapping[str, bytes] | None = None,
) -> bytes:
    """Make an archive of the entries in their order; those named in `stored` are not compressed.

    `compressed` has what `deflated` gives of some of them, for whoever knows it already. An EPUB
    wants `mimetype` first and stored (OCF 4.2.2): give it first. Raises `ValueError` for what an
    archive without the extensions for large files cannot hold (APPNOTE 4.3.7 to 4.3.16).
    """
    known = compressed or {}
    files, directory, at = list[bytes](), list[bytes](), 0
    for name, data in entries.items():
        method = _STORED if name in stored else _DEFLATED
        body = data if method == _STORED else known.get(name) or deflated(data)
        path = name.encode()
        flags = 0 if name.isascii() else _UTF_8
        facts = struct.pack(
            "<HHHHHIIIHH",
            _VERSION, flags, method, 0, _DATE, zlib.crc32(data), len(body), len(data), len(path), 0,
        )  # fmt: skip
        # The maker's system and rights are the same on every machine.
        made = struct.pack("<4sBB", b"PK\1\2", _VERSION, UNIX)
        place = struct.pack("<HHHII", 0, 0, 0, READABLE, at)
        directory += (made, facts, place, path)
        files += (b"PK\3\4", facts, path, body)
        at += 4 + len(facts) + len(path) + len(body)
    listed = b"".join(directory)
    if len(entries) >= _MOST_ENTRIES or at + len(listed) >= _MOST_BYTES:
        message = "the archive would be too large"
        raise ValueError(message)
    count = len(entries)
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, count, count, len(listed), at, 0)
    return b"".join([*files, listed, end])
