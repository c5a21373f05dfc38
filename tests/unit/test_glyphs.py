from __future__ import annotations

import string
from dataclasses import replace

import pytest

from reportgen.edition import Style
from reportgen.glyphs import family_for, needed_fonts
from support.project import bundled_style


@pytest.fixture
def style() -> Style:
    return bundled_style()


def families(style: Style, words: str) -> list[str]:
    return list(dict.fromkeys(font.family for font in needed_fonts(style, words)))


def test_a_text_needs_the_faces_of_the_roles(style: Style) -> None:
    assert families(style, string.printable) == ["Source Serif 4", "Source Sans 3"]


def test_a_text_needs_a_fallback_for_letters_that_the_roles_lack(style: Style) -> None:
    assert families(style, "سلام")[2:] == ["Vazirmatn"]


@pytest.mark.parametrize("words", ["a\u00a0b", "a\u202fb", "a\u200db", "a\u00adb", "e\u0301", "茶"])
def test_what_no_fallback_adds_needs_none(style: Style, words: str) -> None:
    assert len(families(style, words)) == 2


def test_a_role_sets_what_it_has_and_a_fallback_the_rest(style: Style) -> None:
    assert family_for(style, "text", "Small") == "Source Serif 4"
    assert family_for(style, "text", "گزارش (Small)") == "Vazirmatn"
    assert family_for(style, "text", "茶") == "Source Serif 4"


def test_a_face_of_which_there_are_no_fonts_is_needed_by_nothing(style: Style) -> None:
    few = tuple(font for font in style.fonts if font.family == "Source Serif 4")
    assert families(replace(style, fonts=few), "Small سلام") == ["Source Serif 4"]
