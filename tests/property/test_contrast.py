"""Laws of contrast: it is symmetric, bounded, and what is called readable is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reportgen.colour import Shade, contrast, luminance, readable
from support.law import LAW

colours = st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06x}")


@LAW
@given(colours, colours)
def test_contrast_does_not_ask_which_colour_is_on_top(one: str, other: str) -> None:
    assert contrast(one, other) == contrast(other, one)


@LAW
@given(colours, colours)
def test_contrast_runs_from_one_to_twenty_one(one: str, other: str) -> None:
    assert 1 <= contrast(one, other) <= 21


@LAW
@given(colours)
def test_a_colour_has_no_contrast_to_itself(colour: str) -> None:
    assert contrast(colour, colour) == 1


@LAW
@given(colours)
def test_black_or_white_is_readable_on_every_ground(ground: str) -> None:
    assert max(contrast("#000000", ground), contrast("#ffffff", ground)) >= 4.5


@LAW
@given(colours, colours)
def test_a_readable_shade_has_the_contrast_that_was_asked_for(colour: str, ground: str) -> None:
    assert contrast(readable(colour, [ground], 4.5), ground) >= 4.5


@LAW
@given(colours, colours)
def test_a_colour_with_enough_contrast_stays_as_it_is(colour: str, ground: str) -> None:
    least = contrast(colour, ground)
    assert readable(colour, [ground], least) == colour


@LAW
@given(st.integers(0, 254))
def test_of_two_greys_the_lighter_has_more_luminance(level: int) -> None:
    darker, lighter = (f"#{value:02x}{value:02x}{value:02x}" for value in (level, level + 1))
    assert luminance(darker) < luminance(lighter)


@LAW
@given(colours)
def test_a_colour_survives_being_taken_apart(colour: str) -> None:
    again = Shade.of(colour).hex
    pairs = zip(bytes.fromhex(colour[1:]), bytes.fromhex(again[1:]), strict=True)
    assert all(abs(before - after) <= 1 for before, after in pairs)
