"""Objects of a PDF whose bytes are made, for pydyf to write out."""

from __future__ import annotations

import functools
import io
import zlib
from collections.abc import Mapping
from typing import Any

import pydyf

from reportgen.formats.pdf.patching import patched

__all__ = ["Written", "stream", "write_once", "written"]


class Written(pydyf.Object):  # type: ignore[misc]
    """An object as bytes; one that is not compressible stands outside the object streams."""

    data = b""
    compressible = False

    def __init__(self, number: int, data: bytes, *, compressible: bool) -> None:
        """Make the object of a number."""
        super().__init__()
        self.number = number
        self.data = data
        self.compressible = compressible


def write_once(pdf: Any) -> None:
    """Have each object of a finished PDF written and compressed once.

    pydyf asks for the bytes twice: for the file, and for the file's identifier.
    """
    pdf.objects[1:] = [
        Written(made.number, made.data, compressible=made.compressible) for made in pdf.objects[1:]
    ]


class _Quick(pydyf.Stream):  # type: ignore[misc]
    """A stream that is compressed once."""

    @functools.cached_property
    def data(self) -> bytes:
        return stream(b"\n".join(pydyf.Array([one]).data[1:-1] for one in self.stream), self.extra)


def stream(content: bytes, extra: Mapping[str, Any]) -> bytes:
    """Return the object of a stream, compressed; `extra` is what else its dictionary says.

    Only as far as it pays: the last fiftieth of its size would cost twice the time of all the rest.
    """
    packed = zlib.compress(content, 7)
    entries = {**extra, "Filter": "/FlateDecode", "Length": len(packed)}
    head: bytes = pydyf.Dictionary(entries).data
    return head + b"\nstream\n" + packed + b"\nendstream"


def written(pdf: Any, identifier: bytes) -> bytes:
    """Return the bytes of a PDF, in whose object streams stands all that may."""
    output = io.BytesIO()
    with patched([(pydyf, "Stream", _Quick)]):
        pdf.write(output, "1.7", identifier, compress=True)
    return output.getvalue()
