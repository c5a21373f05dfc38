"""Pictures of every kind that a report may be given, drawn by code."""

from __future__ import annotations

import io
import random
from collections.abc import Mapping
from functools import cache
from typing import Any

from PIL import Image, ImageDraw

__all__ = ["chart", "every_picture"]

ORIENTATION = 0x0112
"""The EXIF tag that says how a camera was held."""

TURNED = 6
"""Its value for a picture whose first row is the right side: turn it by a quarter."""


def _saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


@cache
def chart(seed: int, width: int = 960, height: int = 540) -> bytes:
    """Draw a line of some years; it shows nothing that there is."""
    chance = random.Random(seed)  # noqa: S311 - no secret hangs on it
    image = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(image)
    for step in range(1, 6):
        draw.line([(0, height * step // 6), (width, height * step // 6)], fill="#d0d4d8", width=2)
    points = [(x, chance.randint(height // 8, height * 7 // 8)) for x in range(0, width + 1, 80)]
    draw.line(points, fill="#12405a", width=8, joint="curve")
    draw.rectangle([0, 0, width - 1, height - 1], outline="#606870", width=2)
    return _saved(image, "PNG")


def _arrow(mode: str, size: tuple[int, int], ground: Any, ink: Any) -> Image.Image:
    """Draw an arrow that points up, so that a picture that lies on its side is seen to."""
    image = Image.new(mode, size, ground)
    draw = ImageDraw.Draw(image)
    width, height = size
    left, right, middle = width * 2 // 10, width * 8 // 10, height // 2
    draw.polygon([(width // 2, height // 10), (right, middle), (left, middle)], fill=ink)
    draw.rectangle([width * 4 // 10, height // 2, width * 6 // 10, height * 9 // 10], fill=ink)
    return image


def _turned() -> bytes:
    """Return a photograph from a camera that was held upright: its pixels lie on their side."""
    upright = _arrow("RGB", (480, 640), "#e8eef2", "#12405a")
    exif = Image.Exif()
    exif[ORIENTATION] = TURNED
    return _saved(upright.rotate(90, expand=True), "JPEG", quality=85, exif=exif)


def _large() -> bytes:
    across = Image.linear_gradient("L").rotate(90).resize((4500, 3000))
    down = Image.linear_gradient("L").resize((4500, 3000))
    return _saved(Image.merge("RGB", (across, down, across)), "JPEG", quality=80)


def _alpha() -> bytes:
    image = _arrow("RGBA", (480, 480), (0, 0, 0, 0), (18, 64, 90, 255))
    image.putalpha(
        Image.composite(
            image.getchannel("A"), Image.new("L", image.size, 40), image.getchannel("A")
        )
    )
    return _saved(image, "PNG")


def _frames() -> bytes:
    frames = [_arrow("P", (120, 120), ground, 0) for ground in (250, 200, 150)]
    return _saved(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=400, loop=0)


@cache
def every_picture() -> Mapping[str, bytes]:
    """Return the pictures by their names."""
    ink, paper = "#12405a", "#e8eef2"
    arrow = _arrow("RGB", (480, 480), paper, ink)
    return {
        "wide.png": _saved(_arrow("RGB", (3600, 90), paper, ink), "PNG"),
        "tall.png": _saved(_arrow("RGB", (90, 3600), paper, ink), "PNG"),
        "tiny.png": _saved(Image.new("L", (1, 1), 128), "PNG"),
        "alpha.png": _alpha(),
        "palette.png": _saved(arrow.quantize(4), "PNG", transparency=0),
        "bits.png": _saved(arrow.convert("1"), "PNG"),
        "turned.jpg": _turned(),
        "grey.jpg": _saved(arrow.convert("L"), "JPEG", quality=85),
        "slow.jpg": _saved(arrow, "JPEG", quality=85, progressive=True),
        "large.jpg": _large(),
        "frames.gif": _frames(),
    }
