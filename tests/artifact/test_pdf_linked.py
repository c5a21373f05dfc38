"""Sections laid out apart and linked: what comes of it is what one run makes, by any number."""

from __future__ import annotations

import functools
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image
from weasyprint.layout import page

from reportgen.cache import Cache, FolderStore
from reportgen.edition import Edition
from reportgen.files import MemoryFiles
from reportgen.formats import pdf
from reportgen.formats.pdf import linked
from reportgen.formats.pdf.linked import lay_out_apart, pool, press
from reportgen.formats.pdf.linked.coverage import covered
from reportgen.memory import Memory
from reportgen.style import load_style
from support.paper import FILLER, INFO, style
from support.reading import read
from support.reports import REPORTS, dear, printed

SENTENCE = "Words of a section that is laid out apart. "


def section(number: int, inner: str = "", *, heading: bool = True) -> str:
    title = f"<h2>Section {number}</h2>" if heading else ""
    return (
        f'<section id="s{number}" class="part part-section opens">{title}'
        f"<p>{FILLER * 3}{inner}</p></section>"
    )


def note(words: str) -> str:
    return f'<span class="footnote">{words}</span>'


def contents(count: int) -> str:
    entries = "".join(
        f'<li><a href="#s{n}"><span class="section-number">{n}</span> Section {n}</a></li>'
        for n in range(1, count + 1)
    )
    return (
        '<section id="contents" class="part part-contents"><h2>Contents</h2>'
        f'<div class="contents"><ul>{entries}</ul></div></section>'
    )


COVER = (
    '<section class="part part-cover"><div class="running-head"><p>Running head</p></div>'
    '<div class="running-foot"><p>The press</p></div>'
    '<h1 class="cover-title">A report</h1></section>'
)


def report(*sections: str, front: str = COVER) -> str:
    end = '<span id="report-end"></span>'
    return (
        '<!DOCTYPE html><html lang="en-GB" dir="ltr"><head><meta charset="utf-8">'
        '<title>A report</title><meta name="author" content="An editor"></head>'
        f'<body><main>{front}<div class="body">{"".join(sections)}{end}</div></main></body></html>'
    )


def picture(width: int = 40) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (width, 30), "navy").save(buffer, "PNG")
    return buffer.getvalue()


FIGURE = '<figure><img src="figures/a.png" alt="A field"><figcaption>A field</figcaption></figure>'
ROWS = "".join(f"<tr><th scope='row'>Row {i}</th><td>{FILLER}</td></tr>" for i in range(26))
TABLE = (
    "<table><caption><span class='caption-label'>Table 1</span> Many</caption><thead>"
    "<tr class='continued'><th colspan='2' scope='colgroup'>Table 1, continued</th></tr>"
    f"<tr><th scope='col'>A</th><th scope='col'>B</th></tr></thead><tbody>{ROWS}</tbody></table>"
)
WHOLE = report(
    section(1, f'See <a href="#s3">section 3</a>{note("First.")} and{note("Second.")} on.'),
    section(2, f"</p>{TABLE}{FIGURE}<p>After it."),
    section(3, f'A <a href="https://example.org/">link</a>{note("Third.")}</p>'
               f'<div class="landscape">{FIGURE}<p>{SENTENCE}</p></div><ul><li>One</li></ul><p>'),
    section(4, f"{SENTENCE * 20}"),
    front=COVER + contents(4),
)  # fmt: skip


def edition(body: str, rules: str = "", assets: dict[str, bytes] | None = None) -> Edition:
    plain = style()
    sheets = {**plain.sheets, "pdf.css": plain.sheets["pdf.css"] + rules}
    return Edition("pdf", INFO, body, replace(plain, sheets=sheets), assets or {})


def whole() -> Edition:
    attached = {"attached/register.json": b"{}"}
    return edition(WHOLE, assets={"figures/a.png": picture(), **attached})


@functools.cache
def both(body: str, rules: str = "") -> tuple[dict[str, Any], dict[str, Any]]:
    """Read what one run and what the linker makes; nothing may be complained of."""
    asked = replace(whole(), body=body, style=edition(body, rules).style)
    alone = pdf.lay_out(asked, single_run=True)
    apart = lay_out_apart(asked)
    assert apart is not None
    assert alone.diagnostics == apart.diagnostics == ()
    assert replace(alone.value, data=b"") == replace(apart.value, data=b"")
    return read(alone.value.data), read(apart.value.data)


ASPECTS = [
    "pages", "labels", "destinations", "outline", "links", "tree", "parents", "next key", "ids",
    "catalog", "opening", "info", "claims", "attached", "fonts", "identifier", "text", "letters",
]  # fmt: skip


@pytest.mark.parametrize("aspect", ASPECTS)
def test_what_is_linked_is_what_one_run_makes(aspect: str) -> None:
    alone, apart = both(WHOLE)
    assert apart[aspect] == alone[aspect]


def test_a_table_over_two_pages_of_a_section_is_one_table() -> None:
    _, apart = both(WHOLE)
    assert str(apart["tree"]).count("'/S': '/Table'") == 1


@dear
def test_the_bytes_are_the_same_however_many_work_at_it() -> None:
    made = [pdf.lay_out(whole(), workers=workers).value for workers in (1, 2)]
    assert made[0] == made[1]


@dear
def test_a_picture_in_two_sections_is_in_the_file_once() -> None:
    apart = lay_out_apart(whole())
    assert apart is not None
    with pikepdf.open(io.BytesIO(apart.value.data)) as file:
        pictures = [
            one for one in file.objects
            if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image"
        ]  # fmt: skip
    assert len(pictures) == 1


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list to which each round adds how many sections it lays out."""
    counted: list[int] = []
    made_by = pool.made_by

    def counting(workers: int, jobs: Any, make: Any) -> Any:
        counted.append(len(jobs))
        return made_by(workers, jobs, make)

    monkeypatch.setattr(press, "made_by", counting)
    return counted


@dear
def test_only_the_section_that_changed_is_laid_out_again(made: list[int]) -> None:
    memory = Memory()
    changed = replace(whole(), body=WHOLE.replace(SENTENCE * 2, SENTENCE + "Other words. ", 1))
    with memory.open():
        lay_out_apart(whole())
    del made[:]
    with memory.open():
        again = lay_out_apart(changed)
    assert made == [1]
    assert again == lay_out_apart(changed)


@dear
def test_a_section_that_failed_for_want_of_memory_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def exhausted(*_: object) -> None:
        raise MemoryError

    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
    body = report(section(1), section(2, '<img src="figures/a.svg" alt="A field">'))
    asked = edition(body, assets={"figures/a.svg": drawing})
    cache = Cache(FolderStore(tmp_path, 10**9), "engine")
    with Memory(cache, lasting=False).open(), monkeypatch.context() as patch:
        patch.setattr("weasyprint.images.SVG.draw", exhausted)
        failed = lay_out_apart(asked)
    with Memory(cache, lasting=False).open():
        made = lay_out_apart(asked)
    assert [outcome is not None and len(outcome.diagnostics) for outcome in (failed, made)] == [
        1,
        0,
    ]


@dear
def test_a_picture_that_changed_is_shown() -> None:
    memory, pictures = Memory(), [picture(), picture(width=50)]
    with memory.open():
        for shown in pictures:
            changed = replace(whole(), assets={**whole().assets, "figures/a.png": shown})
            made = lay_out_apart(changed)
            with Memory().open():
                assert made == lay_out_apart(changed)


@dear
def test_a_note_more_moves_the_numbers_of_those_after_it() -> None:
    memory = Memory()
    changed = replace(
        whole(), body=WHOLE.replace("Second.</span>", f"Second.</span>{note('New.')}")
    )
    with memory.open():
        lay_out_apart(whole())
    with memory.open():
        again = lay_out_apart(changed)
    assert again == lay_out_apart(changed)
    assert again is not None
    assert (
        read(again.value.data)["text"]
        == read(pdf.lay_out(changed, single_run=True).value.data)["text"]
    )


@dear
def test_a_running_head_goes_on_over_a_section_without_a_heading() -> None:
    body = report(section(1), section(2, heading=False), section(3, heading=False))
    alone, apart = both(body)
    assert apart["text"] == alone["text"]
    assert "Section 1" in apart["text"][-1]


IN_TEXT = "\n.see::after { content: ' (page ' target-counter(attr(href), page) ')' }\n"


@dear
def test_page_numbers_in_the_text_are_those_of_one_run() -> None:
    many = [section(n, f'See <a class="see" href="#s{15 - n}">that one</a>.') for n in range(1, 15)]
    alone, apart = both(report(*many), IN_TEXT)
    assert apart["text"] == alone["text"]
    assert "that one (page 14)" in apart["text"][1]
    assert "that one (page 1)." in apart["text"][-1]


@dear
def test_a_section_is_laid_out_again_only_for_a_guess_that_was_wrong(made: list[int]) -> None:
    many = [section(n) for n in range(1, 12)]
    many[2] = section(3, 'See <a class="see" href="#s11">the last one</a>.')
    apart = lay_out_apart(edition(report(*many), IN_TEXT))
    assert apart is not None
    assert made == [12, 1]


SIDES = (
    "\n@page :left { margin-left: 50mm } @page :right { margin-right: 50mm }"
    "\n.landscape { break-before: page }\n"
)


@dear
def test_left_and_right_pages_are_those_of_one_run() -> None:
    body = report(section(1), section(2, FILLER * 60), section(3))
    alone, apart = both(body, SIDES)
    assert apart["letters"] == alone["letters"]


@dear
def test_a_rule_about_neighbours_finds_them() -> None:
    rules = (
        "\n.part + .part > p { text-indent: 3mm } .part:first-child > p { color: #333333 }"
        "\n.part:nth-child(3) > p { text-indent: 9mm }\n"
    )
    alone, apart = both(report(section(1), section(2), section(3)), rules)
    assert apart["letters"] == alone["letters"]


def said(body: str, rules: str = "") -> list[tuple[str, str]]:
    return [(d.code, d.message) for d in pdf.lay_out(edition(body, rules)).diagnostics]


@dear
def test_a_link_to_a_section_that_is_not_there_is_a_fault() -> None:
    body = report(section(1, '<a href="#nowhere">Where?</a>'), section(2))
    ((code, message),) = said(body)
    assert code == "layout-fault"
    assert "nowhere" in message


@dear
def test_a_fault_of_a_page_names_the_page_of_the_report() -> None:
    word = "Unparted" * 40
    body = report(section(1), section(2, f'<span class="item-ref">{word}</span>'))
    assert said(body) == [("text-outside-page", f"“{word[:40]}” leaves page 3")]


@dear
def test_a_note_that_no_cure_brings_back_is_a_fault() -> None:
    hidden = f'<p style="display: none">{note("Unseen.")}</p>'
    assert said(report(section(1), section(2, f"</p>{hidden}<p>"))) == [
        ("lost-note", "the note “Unseen.” is on no page")
    ]


def test_only_the_section_that_lost_a_note_is_laid_out_again(
    made: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    cures = ("\n#s2 .lost { display: none }", "\n.none { color: red }")
    monkeypatch.setattr(linked, "CURES", cures)
    body = report(section(1), section(2, f'<span class="lost">{note("Lost.")}</span>'), section(3))
    apart = lay_out_apart(edition(body))
    assert apart is not None
    assert apart.diagnostics == ()
    assert made == [4, 1]


UNCOVERED = {
    "counters": "h2 { counter-increment: chapter }",
    "page counter": ".see::after { content: counter(page) }",
    "first page": "@page :first { margin: 0 }",
    "fixed": ".stamp { position: fixed }",
    "target text": "a::after { content: target-text(attr(href)) }",
    "sides": ".opens { break-before: right }",
}


@pytest.mark.parametrize("rule", UNCOVERED.values(), ids=UNCOVERED)
def test_what_runs_through_the_whole_report_is_not_covered(rule: str) -> None:
    assert len(covered(rule).reasons) == 1


@dear
def test_a_style_that_is_not_covered_is_laid_out_in_one_run() -> None:
    body, rule = report(section(1), section(2)), UNCOVERED["fixed"]
    made = pdf.lay_out(edition(body, rule))
    assert [d.code for d in made.diagnostics] == ["single-run"]
    assert made.value == pdf.lay_out(edition(body, rule), single_run=True).value


def test_the_bundled_styles_are_covered() -> None:
    for name in ("plain", "institute", "library"):
        sheet = load_style(MemoryFiles({}), name, "en-GB").sheets["pdf.css"]
        assert covered(sheet).reasons == ()


# ---------------------------------------------------------------- whole reports


@dear
@pytest.mark.parametrize("files", REPORTS.values(), ids=REPORTS)
def test_a_whole_report_is_linked_as_one_run_makes_it(files: Any) -> None:
    asked = printed(files())
    alone, apart = pdf.lay_out(asked, single_run=True), lay_out_apart(asked, workers=2)
    assert apart is not None
    assert alone.diagnostics == apart.diagnostics
    before, after = read(alone.value.data), read(apart.value.data)
    assert [aspect for aspect in ASPECTS if before[aspect] != after[aspect]] == []


def test_no_page_is_laid_out_again_for_numbers_that_stay_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[int] = []
    make = page.make_page

    def counted(*given: Any) -> Any:
        made.append(1)
        return make(*given)

    monkeypatch.setattr(page, "make_page", counted)
    apart = lay_out_apart(edition(report(section(1), section(2), front=COVER + contents(70))))
    assert apart is not None
    # A page each is laid out for what is around the pages, and for the fonts.
    assert len(made) == len(apart.value.page_breaks) + 2
