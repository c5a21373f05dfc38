"""Words that look like markup, words that no line holds, tables that no page does."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from lxml import etree
from PIL import Image

from reportgen.document import (
    Document,
    Info,
    Node,
    Part,
    attributes,
    bullet_list,
    div,
    header,
    link,
    para,
    plain,
    plain_text,
    table,
    text,
)
from reportgen.edition import Style
from reportgen.formats import epub, html
from support.browser import browse, findings
from support.bundled import understood

SLY = '</script><script>alert(1)</script></title> <!-- --> ]]> &amp; "a" \\u003c {{ x }} ${y}'
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2
ANCHOR = "sec.é:x_y-1"
"""All that an id in a source may consist of."""

PICTURE = "figures/huge one%.png"


def wide(columns: int, anchor: str) -> Node:
    def row(number: int) -> tuple[str, list[list[Node]]]:
        cells = [text(LONG[:30]), *(text(str(c * number)) for c in range(1, columns))]
        return f"{anchor}-r{number}", cells

    head = [text(f"Column {c}") for c in range(columns)]
    return table(anchor, text(f"Table 9. {SLY}"), head, [[row(n) for n in range(12)]], "data-table")


@cache
def hostile() -> Document:
    info: Info = replace(
        understood()[2].info,
        title=f"{SLY} {LONG}", subtitle=SLY, authors=(SLY, LONG), publisher=SLY, number=SLY,
        description=SLY + LONG, subjects=(SLY, "a,b"), rights=SLY, version=SLY,
    )  # fmt: skip
    image: Node = {"t": "Image", "c": [attributes(alt=SLY), [], [PICTURE, ""]]}
    section: tuple[Node, ...] = (
        header(1, f"{SLY} {LONG}", "unnumbered", id=ANCHOR),
        para(SLY),
        para(LONG),
        para([{"t": "Code", "c": [attributes(), LONG]}, link(LONG, f"https://example.org/{LONG}")]),
        {"t": "CodeBlock", "c": [attributes(), f"{LONG}\n{SLY}"]},
        {"t": "Figure", "c": [attributes("fig:x.1"), [None, [plain(SLY)]], [plain([image])]]},
        wide(40, "wide"),
        wide(7, "narrower"),
        para([link("back", f"#{ANCHOR}")]),
    )
    entry = plain([link(SLY + LONG, f"#{ANCHOR}", "toc-entry")])
    parts = (
        Part("cover", "cover", None, (
            div([para(info.title)], "cover-title"), div([para(LONG)], "cover-subtitle"),
        )),
        Part("contents", "contents", "Contents", (
            header(1, "Contents", "unnumbered", id="contents"),
            div([bullet_list([[entry]])], "contents"),
        )),
        Part("section", ANCHOR, SLY, section),
    )  # fmt: skip
    picture = io.BytesIO()
    Image.new("RGB", (6000, 4000), "#246").save(picture, "PNG")
    return Document(info, parts, {PICTURE: picture.getvalue()}, {"items.csv": b"id\n"})


@cache
def written(format: str) -> bytes:
    look: Style = understood()[1]
    maker: Any = {"html": html, "epub": epub}[format]
    outcome = maker.render(maker.edition(hostile(), look))
    assert outcome.diagnostics == ()
    data = outcome.value
    assert isinstance(data, bytes)
    return data


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("hostile")
    for format in ("html", "epub"):
        (made / f"report.{format}").write_bytes(written(format))
    return made


def book() -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(written("epub"))) as archive:
        pages = [n for n in archive.namelist() if n.endswith((".xhtml", ".opf"))]
        return {name: etree.fromstring(archive.read(name)) for name in pages}


def web_page() -> Any:
    return lxml.html.document_fromstring(written("html").decode())


def said(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


# ---------------------------------------------------------------- HTML


def test_markup_in_words_is_words_on_the_page() -> None:
    page = web_page()
    assert said(page.find(".//h1")) == f"{SLY} {LONG}"
    assert SLY in [said(p) for p in page.iterfind(".//main//p")]
    scripts = [s.get("type") for s in page.iter("script")]
    assert scripts == ["application/ld+json", None]
    assert [str(m.get("content")) for m in page.iterfind(".//meta[@property='og:title']")] == [
        f"{SLY} {LONG}",
    ]


def test_markup_in_the_data_of_the_page_is_data() -> None:
    page = web_page()
    data = json.loads(str(page.find(".//script").text))
    assert data["name"] == f"{SLY} {LONG}"
    assert [author["name"] for author in data["author"]] == [SLY, LONG]


def test_a_figure_with_an_odd_name_is_inside_the_page() -> None:
    page = web_page()
    image = page.find(".//figure//img")
    assert image.get("src").startswith("data:image/png;base64,")
    assert image.get("alt") == SLY


def test_a_table_of_forty_columns_scrolls_on_every_screen_and_one_of_seven_does_not() -> None:
    page = web_page()
    frames = {t.get("id"): t.getparent().get("class") for t in page.iter("table")}
    assert frames == {
        "wide": "table-frame grid many-columns", "narrower": "table-frame cards",
    }  # fmt: skip


@pytest.mark.judge
@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize(
    ("width", "media"), [(360, "screen"), (800, "screen"), (1440, "screen"), (660, "print")]
)
def test_no_word_is_wider_than_the_screen_or_the_sheet(
    folder: Path, width: int, media: str, *, script: bool
) -> None:
    """A table that scrolls may be wider than the screen; on paper nothing scrolls."""
    scrolls = ".table-frame.grid" if media == "screen" else ".never"
    told = browse(folder / "report.html", f"""
        await page.emulateMedia({{ media: '{media}' }});
        return page.evaluate(() => {{
          const wide = document.documentElement.clientWidth;
          const all = [...document.querySelectorAll('h1, h2, p, a.toc-entry, pre, td, img')];
          return all.filter((e) => !e.closest('{scrolls}') &&
            e.getBoundingClientRect().right > wide + 1).map((e) => e.outerHTML.slice(0, 60));
        }});
    """, viewport={"width": width, "height": 800}, javaScriptEnabled=script)  # fmt: skip
    assert told == []


# ---------------------------------------------------------------- EPUB


def test_markup_in_words_is_words_in_the_book() -> None:
    pages = book()
    titles = [said(page.find(".//{*}title")) for page in pages.values() if "html" in page.tag]
    assert f"{SLY} {LONG}" in titles
    package = pages["EPUB/content.opf"]
    assert said(package.find(".//{*}title")) == f"{SLY} {LONG}"
    assert [said(creator) for creator in package.iterfind(".//{*}creator")] == [SLY, LONG]
    assert not [e for page in pages.values() for e in page.iter("{*}script")]


def test_a_table_of_forty_columns_is_cards_on_every_page_of_the_book() -> None:
    tables = {
        t.get("id"): t.get("class").split() for p in book().values() for t in p.iter("{*}table")
    }
    assert "many-columns" in tables["wide"]
    assert "many-columns" not in tables["narrower"]


def test_the_words_of_the_contents_are_those_of_the_headings() -> None:
    navigation = book()["EPUB/nav.xhtml"]
    entries = [said(a) for a in navigation.find(".//{*}nav").iter("{*}a")]
    heading = hostile().parts[2].blocks[0]
    assert entries == [plain_text(heading["c"][2])]


# ---------------------------------------------------------------- judges


@pytest.mark.judge
@pytest.mark.parametrize(
    ("name", "format"), [("vnu", "html"), ("axe", "html"), ("epubcheck", "epub"), ("ace", "epub")]
)
def test_the_judges_find_nothing(folder: Path, name: str, format: str) -> None:
    found = findings(name, folder / f"report.{format}")
    # The word of the test is German, and there is much of it.
    assert [f for f in found if "appears to be written in German" not in f] == []
