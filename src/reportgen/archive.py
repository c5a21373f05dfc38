"""Zip archives whose bytes follow from their entries alone (RP-01, RP-04).

Never asks the clock, the disk or the platform: every entry carries the first moment that a zip can
name, and entries keep the order in which they are given.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection, Mapping

__all__ = ["read_archive", "write_archive"]

MOMENT = (1980, 1, 1, 0, 0, 0)
UNIX = 3
READABLE = 0o100644 << 16


def read_archive(data: bytes) -> dict[str, bytes]:
    """Return the bytes of every file by its name, in the order of the archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {i.filename: archive.read(i) for i in archive.infolist() if not i.is_dir()}


def write_archive(
    entries: Mapping[str, bytes], *, stored: Collection[str] = ("mimetype",)
) -> bytes:
    """Make an archive of the entries in their order; those named in `stored` are not compressed.

    An EPUB wants `mimetype` first and stored (OCF 4.2.2): give it first.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            entry = zipfile.ZipInfo(name, MOMENT)
            entry.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            # The maker's system and rights are the same on every machine.
            entry.create_system, entry.external_attr = UNIX, READABLE
            archive.writestr(entry, data)
    return buffer.getvalue()
