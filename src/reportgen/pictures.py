"""Whether the bytes of a picture are a picture, and how large (door: Pillow's decoders)."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator

__all__ = ["measure"]

MOST_PIXELS = 60_000_000
"""A page of A3 at 600 dots an inch has as many; a larger picture is a mistake or an attack."""

_UNPRINTABLE = {
    "CMYK": "is in the colours of a press (CMYK), which screens and PDF/A do not show",
    "I;16": "has sixteen bits of grey, which a PDF cannot show",
    "I;16B": "has sixteen bits of grey, which a PDF cannot show",
}
"""What keeps images of some of Pillow's modes from being shown."""


def measure(data: bytes, most: int = MOST_PIXELS) -> tuple[int, int] | str:
    """Return width and height in pixels of a PNG, JPEG or GIF that can be decoded whole.

    Where it cannot, or has more than `most` pixels or colours that no format can show, returns what
    is wrong in words that follow its name.
    """
    from PIL import Image  # noqa: PLC0415 - only where there are pictures

    try:
        with _whole(), Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "GIF")) as image:
            width, height = image.size
            if width * height > most:
                return f"has {width:,} by {height:,} pixels, more than any page can show"
            if image.mode in _UNPRINTABLE:
                return _UNPRINTABLE[image.mode]
            image.load()
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError):
        return "is broken, or no image at all"
    return width, height


@contextlib.contextmanager
def _whole() -> Iterator[None]:
    """Let a picture that is cut off be broken; WeasyPrint lets it pass once it is loaded."""
    from PIL import ImageFile  # noqa: PLC0415 - as above

    before = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before
