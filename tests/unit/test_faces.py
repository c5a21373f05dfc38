from __future__ import annotations

import io
import string

import pytest
import uharfbuzz
from fontTools.ttLib import TTFont

from reportgen.faces import FIRST_FREE_NAME, NO_SUBSETTING, characters_of, cut, woff2
from support.project import bundled_style

LATIN = "AVAST, Tolkien’s official fjord: 1,234.50 – “naïve” Ÿ x\u0301"
FACES = [
    ("SourceSerif4-Regular.ttf", LATIN),
    ("SourceSans3-It.ttf", LATIN),
    ("Vazirmatn-Regular.ttf", "سلام علیکم، گزارش ۱۲۳"),
]


def face(name: str) -> bytes:
    return next(font.data for font in bundled_style().fonts if font.name == name)


def drawn(data: bytes, words: str) -> list[tuple[object, ...]]:
    """Return where every glyph of a line stands, and how large it is."""
    font = uharfbuzz.Font(uharfbuzz.Face(data))
    line = uharfbuzz.Buffer()
    line.add_str(words)
    line.guess_segment_properties()
    uharfbuzz.shape(font, line, {"tnum": True, "lnum": True})
    glyphs = zip(line.glyph_infos or (), line.glyph_positions or (), strict=True)
    return [
        (info.cluster, *place.position, *font.get_glyph_extents(info.codepoint))
        for info, place in glyphs
    ]


@pytest.mark.parametrize(("name", "words"), FACES)
def test_a_face_that_is_cut_sets_its_words_as_the_whole_one_does(name: str, words: str) -> None:
    whole = face(name)
    part = cut(whole, frozenset(words))
    assert drawn(part, words) == drawn(whole, words)
    assert characters_of(part) == set(words) & characters_of(whole)
    assert len(part) < len(whole) / 4


def test_a_face_that_is_cut_keeps_its_names_and_its_rights() -> None:
    whole = face("SourceSerif4-It.ttf")
    with (
        TTFont(io.BytesIO(whole)) as before,
        TTFont(io.BytesIO(cut(whole, frozenset("a")))) as after,
    ):
        names = [str(name) for name in before["name"].names if name.nameID < FIRST_FREE_NAME]
        assert [str(name) for name in after["name"].names] == names
        assert after["OS/2"].fsType == before["OS/2"].fsType
        assert after["head"].modified == before["head"].modified


def test_a_face_that_forbids_it_is_not_cut() -> None:
    buffer = io.BytesIO()
    with TTFont(io.BytesIO(face("SourceSerif4-It.ttf"))) as font:
        font["OS/2"].fsType = NO_SUBSETTING
        font.save(buffer)
    assert cut(buffer.getvalue(), frozenset("a")) == buffer.getvalue()


def test_a_face_as_woff2_holds_the_tables_of_the_face() -> None:
    part = cut(face("SourceSans3-It.ttf"), frozenset(string.printable))
    packed = woff2(part)
    with TTFont(io.BytesIO(packed)) as after, TTFont(io.BytesIO(part)) as before:
        tables = set(before.reader.keys())
        assert set(after.reader.keys()) == tables
        same = {tag for tag in tables if after.reader[tag] == before.reader[tag]}
        assert tables - same == {"head"}  # which says that it was packed
    assert int.from_bytes(packed[8:12], "big") == len(packed)
    assert len(packed) < len(part) * 0.6


def test_what_is_no_font_has_no_characters() -> None:
    assert characters_of(b"\x00\x01\x00\x00 and no more") == frozenset()
