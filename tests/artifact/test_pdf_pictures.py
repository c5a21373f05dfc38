"""Pictures in the PDF: what a PNG shows, without being decoded where a PDF takes it as it is."""

from __future__ import annotations

import io
import random
import struct
import zlib
from typing import Any

import pikepdf
import pytest
from PIL import Image, ImageChops

from reportgen.edition import Edition
from reportgen.formats import pdf
from support.paper import INFO, page, style

NOISE = Image.frombytes("RGB", (37, 23), random.Random(5).randbytes(37 * 23 * 3))  # noqa: S311


def png(image: Image.Image, **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG", **options)
    return buffer.getvalue()


def rows(data: bytes) -> bytes:
    """Return the compressed rows of a PNG of Pillow, which has them in one piece."""
    at = data.index(b"IDAT")
    (length,) = struct.unpack("!I", data[at - 4 : at])
    return data[at + 4 : at + 4 + length]


def shown(data: bytes) -> tuple[Any, Any]:
    """Return the picture in the PDF of a page that shows it, and its object."""
    body = page('<p><img src="figures/a.png" alt="Noise"></p>')
    made = pdf.render(Edition("pdf", INFO, body, style(), {"figures/a.png": data}))
    assert made.diagnostics == ()
    with pikepdf.open(io.BytesIO(made.value)) as opened:
        (found,) = opened.pages[0].Resources.XObject.values()
        assert isinstance(found, pikepdf.Stream)
        return pikepdf.PdfImage(found).as_pil_image(), found.read_raw_bytes()


@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_the_rows_of_a_png_are_taken_as_they_are(mode: str) -> None:
    given = png(NOISE.convert(mode), compress_level=1)
    _, stored = shown(given)
    assert stored == rows(given)


@pytest.mark.parametrize("mode", ["RGB", "L", "RGBA", "LA", "P", "1"])
def test_a_png_of_each_kind_looks_as_it_did(mode: str) -> None:
    given = NOISE.convert(mode)
    image, _ = shown(png(given))
    expected = given.convert(image.mode)
    assert ImageChops.difference(image, expected).getbbox() is None


def test_a_png_whose_rows_go_on_after_its_end_is_encoded_anew() -> None:
    given = png(NOISE)
    longer = zlib.compress(zlib.decompress(rows(given)) + bytes(64))
    chunk = b"IDAT" + longer
    bloated = given.replace(
        given[given.index(b"IDAT") - 4 : given.index(b"IEND") - 4],
        struct.pack("!I", len(longer)) + chunk + struct.pack("!I", zlib.crc32(chunk)),
    )
    image, stored = shown(bloated)
    assert ImageChops.difference(image, NOISE).getbbox() is None
    assert stored != longer
