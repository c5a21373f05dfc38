"""Pictures of every kind that Pillow reads: those that some format cannot show are refused."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from support.project import MINIMAL, faults, project


def said_of(mode: str, kind: str) -> list[str]:
    buffer = io.BytesIO()
    Image.new(mode, (4, 4)).save(buffer, kind)
    ending = {"JPEG": "jpg"}.get(kind, kind.lower())
    prose = f'{MINIMAL["source/sections/trade.md"]}\n![Dot](dot.{ending}){{alt="A dot"}}\n'
    files = project({f"source/dot.{ending}": buffer.getvalue(), "source/sections/trade.md": prose})
    return [fault.message for fault in faults(files)]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_a_picture_of_eight_bits_a_colour_is_taken(mode: str) -> None:
    assert said_of(mode, "PNG") == []


def test_a_picture_of_sixteen_bits_is_refused() -> None:
    (said,) = said_of("I;16", "PNG")
    assert "sixteen bits of grey" in said


def test_a_picture_in_the_colours_of_a_press_is_refused() -> None:
    (said,) = said_of("CMYK", "JPEG")
    assert "colours of a press" in said
