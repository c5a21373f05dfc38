"""An imported text becomes a project: its parts are kept, its residue is dropped and listed."""

from __future__ import annotations

import io
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import docx
import pytest

from reportgen import build
from reportgen.diagnostics import Failure, Severity, Span
from reportgen.files import DiskFiles, MemoryFiles
from reportgen.intake import PROPOSALS, Intake, take_in, word
from reportgen.intake.decoding import decode
from reportgen.intake.headings import Casing
from reportgen.intake.manuscript import Record
from reportgen.intake.plain import day_of
from reportgen.intake.residue import why_residue
from reportgen.intake.tidying import clean_characters, untracked
from reportgen.source import read_source
from reportgen.starter import every_project
from reportgen.yamltree import parse_yaml
from support.project import PICTURE

ARTICLE = Path(__file__).parents[1] / "article" / "article.txt"


@cache
def article() -> Intake:
    return take_in("article.txt", ARTICLE.read_bytes(), MemoryFiles({}), slug="article")


def imported(text: str | bytes, name: str = "a.txt", **options: Any) -> Intake:
    data = text.encode() if isinstance(text, str) else text
    beside = MemoryFiles({"map.png": PICTURE, "secret/map.png": PICTURE})
    return take_in(name, data, beside, slug="a", **options)


def body(made: Intake, section: int = 0) -> str:
    name = made.sections[section].name
    return made.files[f"source/sections/{name}.md"].decode().split("\n---\n\n", 1)[1]


def whys(made: Intake) -> list[tuple[int | None, str, str]]:
    return [(dropped.line, dropped.words, dropped.why) for dropped in made.dropped]


def refused(text: str | bytes, name: str = "a.txt", **options: Any) -> list[str]:
    with pytest.raises(Failure) as failure:
        imported(text, name, **options)
    return [diagnostic.code for diagnostic in failure.value.diagnostics]


# ---------------------------------------------------------------- the article


def test_the_article_has_nine_sections() -> None:
    assert [section.title for section in article().sections] == [
        "Introduction",
        "Historical and diplomatic ties",
        "Border security and military cooperation",
        "Trade and economic cooperation",
        "Energy cooperation",
        "Religious and cultural relations",
        "Geopolitical and regional dynamics",
        "Recent developments",
        "Conclusion",
    ]


def test_the_bullets_of_the_article_are_entries_of_real_lists() -> None:
    lists = [b.node for s in article().sections for b in s.blocks if b.node["t"] == "BulletList"]
    assert sum(len(made["c"]) for made in lists) == 26


def test_the_lines_of_the_bullets_are_known() -> None:
    lists = [b for s in article().sections for b in s.blocks if b.node["t"] == "BulletList"]
    lines = ARTICLE.read_text(encoding="utf-8").split("\n")
    assert all("•" in lines[(line or 0) - 1] for made in lists for line in made.entries)


def test_what_is_left_out_of_the_article_is_the_residue_and_the_numbers_of_headings() -> None:
    numbers = "numbers of headings, which the report counts itself"
    assert whys(article()) == [
        (6, "1.", numbers),
        (13, "2.", numbers),
        (28, "3.", numbers),
        (65, "4.", numbers),
        (76, "5.", numbers),
        (89, "6.", numbers),
        (102, "7.", numbers),
        (119, "Previous Post Next Post", "web page: navigation"),
    ]


def test_no_word_of_the_article_is_lost() -> None:
    assert article().remarks == ("the file names no language; `en-GB` is taken",)


def test_the_article_gives_a_title_and_a_subtitle() -> None:
    text = article().files["source/report.yaml"].decode()
    assert 'title: "Iran-Pakistan relations"' in text
    assert 'subtitle: "A complex partnership of trade, security, and strategic balance"' in text


def test_the_imported_article_asks_for_what_it_does_not_say_and_has_no_other_fault() -> None:
    files = MemoryFiles({**every_project({}), **article().files})
    found = build.check(files).diagnostics
    assert {d.code for d in found if d.severity is not Severity.NOTE} == {"placeholder-text"}


@pytest.mark.slow
@pytest.mark.judge
def test_the_imported_article_builds_in_every_format() -> None:
    made = build.build(MemoryFiles({**every_project({}), **article().files}))
    assert [a.name for a in made.artifacts] == [
        f"article.{ending}" for ending in ("pdf", "docx", "epub", "html")
    ]


def test_the_file_itself_is_kept_as_it_was() -> None:
    assert article().files["intake/original.txt"] == ARTICLE.read_bytes()


def test_the_same_file_gives_the_same_bytes() -> None:
    again = take_in("article.txt", ARTICLE.read_bytes(), MemoryFiles({}), slug="article")
    assert again.files == article().files


# ---------------------------------------------------------------- proposals


def proposed(made: Intake) -> list[dict[str, Any]]:
    items = parse_yaml(read_source(MemoryFiles(made.files), PROPOSALS)).data["items"]
    assert isinstance(items, list)
    return items


def test_items_are_proposed_where_no_build_reads_them() -> None:
    assert len(proposed(article())) == len(article().proposals) > 10
    assert not [path for path in article().files if path.startswith("source/items")]


def test_a_line_above_a_list_says_who_sells_to_whom() -> None:
    rice = next(item for item in proposed(article()) if item["title"] == "Rice")
    assert (rice["category"], rice["kind"]) == ("trade", "flow")
    assert (rice["direction"], rice["from"], rice["to"]) == ("one-way", "PAK", "IRN")
    assert rice["at"] == ["Trade and economic cooperation, line 46"]


def test_a_proposal_has_the_sentence_as_its_proof() -> None:
    words = " ".join(ARTICLE.read_text(encoding="utf-8").replace("’", "'").split())
    plain = words.replace("—", "–").replace("“", '"').replace("”", '"')
    said = [i["wording"].replace("“", '"').replace("”", '"') for i in proposed(article())]
    assert [sentence for sentence in said if sentence not in plain] == []


def test_the_states_that_the_text_names_are_proposed_as_parties() -> None:
    parties = parse_yaml(read_source(MemoryFiles(article().files), PROPOSALS)).data["parties"]
    assert parties["PAK"] == {"type": "state", "name": "Pakistan", "iso2": "PK"}


@pytest.mark.parametrize(
    ("said", "date"),
    [
        ("in May 2023", "May 2023"),
        ("in 2020-2023", "2020–2023"),
        ("from 2020 to 2023", "2020 to 2023"),
        ("in May–June 2023", "May–June 2023"),
        ("on 5 May 2023 with 20 trucks", "5 May 2023"),
        ("since 2021", "since 2021"),
    ],
)
def test_a_proposed_date_is_never_narrower_than_its_sentence(said: str, date: str) -> None:
    made = imported(f"A title\n\nEnergy\n\nIran sold gas to Pakistan {said}.\n")
    assert [item["date_text"] for item in proposed(made)] == [date]


@pytest.mark.slow
@pytest.mark.judge
def test_proposals_that_are_accepted_make_a_register_without_an_error() -> None:
    files = {**every_project({}), **article().files}
    parties, _, items = files[PROPOSALS].decode().partition("\nitems:")
    files["source/parties.yaml"] = parties[parties.index("parties:") :].encode()
    defaults = 'defaults: {as_of_not_before: "2024"}\n'
    files["source/items/all.yaml"] = f"{defaults}items:{items}".encode()
    found = {d.code for d in build.check(MemoryFiles(files)).diagnostics}
    assert found == {"placeholder-text", "item-not-discussed"}


# ---------------------------------------------------------------- plain text


def test_a_short_line_without_a_stop_before_a_paragraph_is_a_heading() -> None:
    made = imported("A title\n\nTrade\n\nRice is sold.\n\nEnergy\n\nGas is not.\n")
    assert [section.title for section in made.sections] == ["Trade", "Energy"]


def test_an_underlined_line_is_a_heading() -> None:
    made = imported("A title\n\nTrade\n=====\n\nRice is sold.\n\nGoods\n-----\nTea, too.\n")
    assert ([s.title for s in made.sections], "## Goods" in body(made)) == (["Trade"], True)


def test_the_numbers_of_headings_give_their_levels() -> None:
    made = imported("1. Trade\n\nRice.\n\n1.1 Goods\n\nTea.\n\n2. Energy\n\nGas.\n", title="A")
    assert [section.title for section in made.sections] == ["Trade", "Energy"]
    assert "## Goods" in body(made)


def test_numbered_paragraphs_in_a_row_are_a_list() -> None:
    made = imported(
        "Three things count.\n\n1. Rice\n\n2. Tea\n\n3. Gas\n\nThat is all.\n", title="A"
    )
    assert body(made) == "Three things count.\n\n1.  Rice\n2.  Tea\n3.  Gas\n\nThat is all.\n"


@pytest.mark.parametrize("mark", ["•", "-", "–", "*", "▪", "✅", "➤", "·", "\u00a0\u00a0"])
def test_whatever_marks_the_entries_of_a_list_it_is_a_list(mark: str) -> None:
    made = imported(f"Goods are:\n\n{mark} Rice\n\n{mark} Tea\n\nThat is all of it.\n", title="A")
    assert "\n- Rice\n- Tea\n" in body(made)


def test_entries_that_are_set_in_are_a_list_in_a_list() -> None:
    made = imported("Goods are:\n• Grain\n    • Rice\n    • Wheat\n• Tea\n", title="A")
    assert "- Grain\n  - Rice\n  - Wheat\n- Tea\n" in body(made)


def test_a_dash_before_a_single_paragraph_is_no_list() -> None:
    assert (
        body(imported("He came in.\n\n- No, he said.\n\nShe left.\n", title="A")).count("\n- ") == 0
    )


def test_lines_that_were_broken_by_a_program_are_one_paragraph() -> None:
    made = imported("A title\n\nRice is sold\nacross the border\nevery day.\n")
    assert body(made) == "Rice is sold across the border every day.\n"


def test_authors_and_date_below_the_title_are_taken_over() -> None:
    text = (
        imported("Rice\n\nBy Jo Bloggs and Ann Other\n\n5 May 2024\n\nRice is sold.\n")
        .files["source/report.yaml"]
        .decode()
    )
    assert '  - name: "Jo Bloggs"\n  - name: "Ann Other"\n' in text
    assert 'published: "2024-05-05"' in text


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("5 May 2024", "2024-05-05"),
        ("Published on May 5, 2024", "2024-05-05"),
        ("2024-05-05T10:00:00Z", "2024-05-05"),
        ("May 2024", None),
        ("2024-99-99", None),
        ("31 June 2024", None),
        ("Rice was sold on 5 May 2024", None),
    ],
)
def test_a_day_is_read_where_a_line_says_nothing_else(words: str, day: str | None) -> None:
    assert day_of(words) == day


def test_a_heading_of_one_endless_word_is_cut_and_kept_below() -> None:
    made = imported(f"# {'x' * 500}\n\nRice is sold.\n", "a.md")
    assert f'title: "{"x" * 119}…"' in made.files[f"source/sections/{'x' * 50}.md"].decode()
    assert "x" * 500 in body(made)


def test_a_section_does_not_take_the_name_of_a_part_that_is_made() -> None:
    made = imported("A title\n\nSources\n\nOne book.\n\nGlossary\n\nOne word.\n")
    assert [section.name for section in made.sections] == ["sources-text", "glossary-text"]


# ---------------------------------------------------------------- residue and typing


@pytest.mark.parametrize(
    "words",
    [
        "Previous Post Next Post",
        "Share this: Facebook Twitter",
        "This site uses cookies to improve your experience. Accept all",
        "© 2024 The Press. All rights reserved.",
        "Home » News » Iran",
        "Tags: Iran, Pakistan",
    ],
)
def test_what_a_web_page_leaves_behind_is_residue(words: str) -> None:
    assert why_residue(words) is not None


@pytest.mark.parametrize(
    "words",
    [
        "Cookies are baked in many countries.",
        "Share of trade with Iran",
        "More from these talks is expected in May.",
        "Comments",
        "Next, the two countries agreed on a price.",
    ],
)
def test_what_may_be_a_sentence_or_a_heading_is_not(words: str) -> None:
    assert why_residue(words) is None


def test_a_single_word_at_the_edge_of_the_text_is_residue() -> None:
    made = imported("Rice\n\nRice is sold.\n\nComments\n", title="A")
    assert whys(made)[-1] == (5, "Comments", "web page: comments")


def test_an_address_loses_what_tells_who_follows_it() -> None:
    record = Record()
    address = "https://a.org/b?utm_source=x&id=1&fbclid=y#c"
    assert untracked(address, 3, record) == "https://a.org/b?id=1#c"
    assert record.dropped[0].why == "tracking in a link to a.org (utm_source, fbclid)"


def test_characters_that_nobody_sees_are_dropped_and_listed() -> None:
    record = Record()
    assert clean_characters("a\nR\u200bi\u00adce", record) == "a\nRice"
    assert record.dropped[0].line == 2


def test_the_joiners_of_persian_stay() -> None:
    assert clean_characters("نمی\u200cشود", Record()) == "نمی\u200cشود"


def test_letters_are_composed() -> None:
    assert clean_characters("Cafe\u0301", Record()) == "Café"


def test_quotation_marks_dashes_and_spaces_are_put_right() -> None:
    made = imported("“Rice” — it’s sold - from 1990-1995, for\u00a0all, at 5\u00a0km.\n", title="A")
    assert body(made) == '"Rice" – it\'s sold – from 1990–1995, for all, at 5\u00a0km.\n'


@pytest.mark.parametrize(
    ("heading", "sentence"),
    [
        ("Trade And Economic Cooperation", "Trade and economic cooperation"),
        ("RICE FROM PAKISTAN", "Rice from Pakistan"),
        ("The Balance of NATO in Kabul", "The balance of NATO in Kabul"),
        ("Along the Grey River", "Along the Grey River"),
        ("Already in sentence case", "Already in sentence case"),
    ],
)
def test_a_heading_is_put_into_sentence_case_and_keeps_its_names(
    heading: str, sentence: str
) -> None:
    known = Casing(["The trade of Pakistan and its economic cooperation go on."], ["river"])
    assert known.sentence(heading) == sentence


def test_what_looks_like_markup_in_a_text_is_text() -> None:
    text = "Rice [@id:TR-01] {#a} :smile: ::: <b>x</b> $5 and *six*.\n"
    written = body(imported(text, title="A"))
    assert written.startswith("Rice \\[@id:TR-01\\] \\{\\#a} \\:smile: \\::: ")
    files = MemoryFiles({**every_project({}), **imported(text, title="A").files})
    assert {d.code for d in build.check(files).diagnostics} == {"placeholder-text"}


# ---------------------------------------------------------------- Markdown and HTML


MARKDOWN = """\
---
title: Grey River
author: [Jo Bloggs]
date: 2024-05-05
---

## Trade

Rice [is](https://a.org?gclid=x) sold.[^1] <b>Tea</b>, too. See [below](#x) and [there](b.html).

[^1]: Since *1947*.

| Good | Tonnes |
| --- | ---: |
| Rice | 2 |

: Goods by weight

![A map](map.png)

![](https://a.org/b.png)

![](../map.png)

<!-- not for readers -->

<script>alert(1)</script>

#### Deep

Gas.
"""


@cache
def markdown() -> Intake:
    return imported(MARKDOWN, "a.md")


def test_markdown_keeps_notes_tables_and_pictures() -> None:
    assert body(markdown()) == (
        "Rice [is](https://a.org) sold.[^1] Tea, too. See below and there.\n\n"
        "TODO: say here what [@tbl:imported-tbl-1] shows\n\n"
        "| Good | Tonnes |\n|------|-------:|\n| Rice |      2 |\n\n"
        "Table: Goods by weight [@original] {#imported-tbl-1}\n\n"
        '![](figures/map.png){alt="A map"}\n\n'
        "## Deep\n\nGas.\n\n"
        "[^1]: Since *1947*.\n"
    )


def test_what_markdown_leaves_out_is_listed_with_its_line() -> None:
    assert whys(markdown()) == [
        (1, "", "<script>: the page's code"),
        (9, "", "a link to `b.html`, which no reader could follow"),
        (9, "", "tracking in a link to a.org (gclid)"),
        (21, "", "pictures elsewhere, which are not fetched: `https://a.org/b.png`"),
        (23, "", "pictures that could not be read: `../map.png` leads out of the project"),
        (25, "not for readers", "comments that readers do not see"),
    ]


@pytest.mark.parametrize("above", [True, False])
def test_a_caption_with_a_number_becomes_that_of_its_table(above: bool) -> None:  # noqa: FBT001 - two cases
    table, caption = "| A | B |\n| --- | --- |\n| 1 | 2 |", "Table 3: Two letters"
    text = "\n\n".join([caption, table] if above else [table, caption])
    made = imported(f"# Title\n\n## Trade\n\n{text}\n", "a.md")
    assert "Table: Two letters [@original] {#imported-tbl-1}\n" in body(made)
    assert [dropped.words for dropped in made.dropped] == ["Table 3:"]


def test_pictures_come_along() -> None:
    assert markdown().files["source/figures/map.png"] == PICTURE


PAGE = """\
<!DOCTYPE html><html lang="en-US"><head><meta charset="utf-8"><title>Rice | The Press</title>
<meta name="author" content="Jo Bloggs"><script>alert(1)</script></head><body class="sidebar">
<nav>Home News</nav><main><h1>Rice And Tea</h1><p>By Jo Bloggs</p>
<h2>Trade</h2><p>R<b>ic</b>e is sold.</p><p>&bull; Rice<br>&bull; Tea</p>
<table><tr><th>A</th><th>B</th></tr><tr><td rowspan=2>1</td><td>2</td></tr><tr><td>3</td></tr>
</table>
<figure><img src="map.png"><figcaption>A map</figcaption></figure>
<div class="share-links">Share this</div><p hidden>hidden</p><p><a href="javascript:x()">Go</a></p>
<h2>Energy</h2><p>Gas is not.</p></main><footer>The Press</footer></body></html>
"""


@cache
def page() -> Intake:
    return imported(PAGE, "a.html")


def test_a_web_page_keeps_its_article_alone() -> None:
    assert body(page()) == (
        "R**ic**e is sold.\n\n- Rice\n- Tea\n\n"
        "TODO: say here what [@tbl:imported-tbl-1] shows\n\n"
        "| A   | B   |\n|-----|-----|\n| 1   | 2   |\n| –   | 3   |\n\n"
        "Table: TODO: say what the table shows [@original] {#imported-tbl-1}\n\n"
        "TODO: say here what [@fig:imported-fig-1] shows\n\n"
        '![A map](figures/map.png){#imported-fig-1 alt="TODO: say what it shows"}\n\nGo\n'
    )
    assert (page().title, page().language) == ("Rice and tea", "en-US")


def test_what_surrounds_the_article_is_listed() -> None:
    assert whys(page()) == [
        (3, "By Jo Bloggs", "a byline, now `authors` in report.yaml"),
        (3, "Home News", "web page: navigation"),
        (8, "", "a link to `javascript:x()`, which no reader could follow"),
        (8, "hidden", "hidden text"),
        (8, "Share this", "web page: share"),
        (9, "The Press", "web page: foot of the page"),
    ]


@pytest.mark.parametrize("made", [markdown, page], ids=["markdown", "html"])
def test_no_word_is_lost(made: Any) -> None:
    assert [remark for remark in made().remarks if "not in the project" in remark] == []


# ---------------------------------------------------------------- Word


@cache
def document() -> bytes:
    made = docx.Document()
    made.core_properties.author = "Jo Bloggs; Ann Other"
    made.sections[0].header.paragraphs[0].text = "Running head"
    made.add_heading("Rice And Tea", 0)
    made.add_heading("Trade", 1)
    made.add_paragraph("• Rice")
    made.add_paragraph("• Tea")
    made.add_picture(io.BytesIO(PICTURE))
    made.add_paragraph("Before ")
    made.add_heading("Energy", 1)
    made.add_paragraph("Gas.")
    stream = io.BytesIO()
    made.save(stream)
    mark = 'w:id="1" w:author="Ed" w:date="2024-01-01T00:00:00Z"'
    return changed(stream.getvalue(), {
        "word/document.xml": (
            b"Before </w:t></w:r>",
            f"Before </w:t></w:r><w:ins {mark}><w:r><w:t>added</w:t></w:r></w:ins>"
            f"<w:del {mark}><w:r><w:delText>taken</w:delText></w:r></w:del>".encode(),
        )
    })  # fmt: skip


def changed(data: bytes, changes: dict[str, tuple[bytes, bytes]], **more: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            before, after = changes.get(name, (b"", b""))
            assert before in part
            new.writestr(name, part.replace(before, after) if before else part)
        for name, part in more.items():
            new.writestr(name.replace("__", "/").replace("_xml", ".xml"), part)
    return stream.getvalue()


def test_a_word_document_keeps_its_parts() -> None:
    made = imported(document(), "a.docx")
    assert body(made) == (
        '- Rice\n- Tea\n\n![](figures/image1.png){alt="TODO: say what it shows"}\n\nBefore added\n'
    )
    assert ([s.title for s in made.sections], made.title) == (["Trade", "Energy"], "Rice and tea")
    assert made.files["source/figures/image1.png"] == PICTURE


def test_tracked_changes_and_running_heads_are_said() -> None:
    made = imported(document(), "a.docx")
    assert whys(made) == [
        (None, "Running head", "running heads and feet"),
        (None, "taken", "tracked changes: deleted by Ed"),
    ]
    assert "tracked changes: what Ed inserted is taken over as if it were accepted" in made.remarks
    assert [remark for remark in made.remarks if "not in the project" in remark] == []


def test_comments_are_listed_with_who_made_them() -> None:
    comments = (
        b'<w:comments xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        b'<w:comment w:id="0" w:author="Ed"><w:p><w:r><w:t>Who says so?</w:t></w:r></w:p>'
        b"</w:comment></w:comments>"
    )
    made = imported(changed(document(), {}, word__comments_xml=comments), "a.docx")
    assert (None, "Who says so?", "comments: by Ed") in whys(made)


# ---------------------------------------------------------------- hostile and broken files


def test_an_old_encoding_is_read_and_said() -> None:
    record = Record()
    assert decode("Café – “x”".encode("cp1252"), "a.txt", record) == "Café – “x”"
    assert record.remarks == ["the file is in Windows-1252; the project is in UTF-8"]


def test_utf_16_is_read_by_its_mark() -> None:
    record = Record()
    assert decode("Café".encode("utf-16"), "a.txt", record) == "Café"
    assert record.remarks == ["the file is in UTF-16; the project is in UTF-8"]


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"Rice\0is sold", "a.txt", "control-character"),
        (b"Rice\x07", "a.txt", "control-character"),
        (b"\xff\xfe\x00\xd8", "a.txt", "wrong-encoding"),
        (b"\x81\x8d", "a.txt", "wrong-encoding"),
        (b"x" * 20_001, "a.txt", "line-too-long"),
        (b"x\n" * 2_200_000, "a.txt", "file-too-large"),
        (b"", "a.txt", "empty-file"),
        (b"Next\n", "a.txt", "empty-file"),
        (b"", "a.html", "empty-file"),
        (b"Rice", "a.odt", "unsupported-file"),
        (b"Rice", "a", "unsupported-file"),
        (b"> " * 80 + b"deep", "a.md", "prose-too-deep"),
        (b"<div>" * 400 + b"deep", "a.html", "prose-too-deep"),
        (b"<blockquote>" * 80 + b"deep", "a.html", "prose-too-deep"),
        (b"PK\x03\x04 no archive", "a.docx", "broken-document"),
        (b"\xd0\xcf\x11\xe0", "a.docx", "broken-document"),
        (b"", "a.docx", "broken-document"),
    ],
)  # fmt: skip
def test_what_is_no_text_is_refused(data: bytes, name: str, code: str) -> None:
    assert refused(data, name) == [code]


WIDE = "<table><tr>" + "<td>a</td>" * 64 + "</tr><tr><td>b</td></tr></table>"
MERGED = "<table><tr><td colspan=1000000000>a</td></tr><tr><td>b</td></tr></table>"


@pytest.mark.parametrize(
    ("text", "name", "line"),
    [
        (f"<p>One.</p>\n{MERGED}", "a.html", 2),
        (f"<p>One.</p>\n{WIDE}", "a.html", 2),
        (f"One.\n\n{MERGED}\n", "a.md", 3),
        ("One.\n\n" + "|a" * 64 + "|\n" + "|-" * 64 + "|\n" + "|b" * 64 + "|\n", "a.md", 3),
    ],
    ids=["merged", "wide", "in Markdown", "in pipes"],
)
def test_a_table_wider_than_word_sets_is_refused_at_its_line(
    text: str, name: str, line: int
) -> None:
    with pytest.raises(Failure) as failure:
        imported(text, name)
    (fault,) = failure.value.diagnostics
    assert (fault.code, fault.span) == ("table-too-wide", Span.at(name, line))
    assert "at most 63" in fault.message


def test_a_row_that_is_merged_over_more_columns_than_word_has_is_refused_in_word() -> None:
    document = docx.Document()
    table = document.add_table(rows=1, cols=2)
    cell = table.rows[0].cells[0]
    cell.text = "Tea"
    cell._tc.grid_span = 1_000_000_000
    stream = io.BytesIO()
    document.save(stream)
    assert refused(stream.getvalue(), "a.docx") == ["table-too-wide"]


def test_aliases_in_front_matter_are_refused_at_their_line() -> None:
    bomb = "---\na: &a [x, x]\nb: &b [*a, *a]\ntitle: Tea\n---\n\nTea.\n"
    with pytest.raises(Failure) as failure:
        imported(bomb, "a.md")
    assert {d.code for d in failure.value.diagnostics} == {"yaml-alias"}
    assert {d.span and d.span.start.line for d in failure.value.diagnostics} == {3}


@pytest.mark.parametrize("text", ["---\na: !x 1\na: 2\n---\n\nTea.\n", "---\n\nTea.\n"])
def test_other_faults_of_front_matter_are_pandocs_business(text: str) -> None:
    assert body(imported(text, "a.md"), -1) == "Tea.\n"


def test_a_paragraph_that_no_project_could_hold_is_refused_at_its_line() -> None:
    page = f"<p>One.</p>\n<p>{'tea ' * 6_000}</p>"
    with pytest.raises(Failure) as failure:
        imported(page, "a.html")
    (fault,) = failure.value.diagnostics
    assert (fault.code, fault.span) == ("line-too-long", Span.at("a.html", 2))
    assert "`tea tea tea" in fault.message


def test_what_pandoc_cannot_read_of_a_file_is_said_of_the_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("reportgen.pandoc.LONGEST_READING", 0)
    with pytest.raises(Failure) as failure:
        imported("Tea.", "a.md")
    (fault,) = failure.value.diagnostics
    assert (fault.code, fault.span) == ("pandoc-took-too-long", Span.at("a.md"))


def test_a_page_in_a_language_without_words_is_refused_before_half_a_project_is_made() -> None:
    assert refused("<html lang=fa><p>نفت", "a.html") == ["missing-labels"]
    assert imported("<html lang=fa><p>نفت", "a.html", language="en-GB").language == "en-GB"


def test_an_archive_that_unpacks_to_far_more_than_a_document_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(word, "LARGEST_PART", 100_000)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("word/document.xml", b"\0" * 100_001)
    assert refused(stream.getvalue(), "a.docx") == ["broken-document"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_in_a_document_are_refused_in_any_encoding(encoding: str) -> None:
    styles = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE d [<!ENTITY a "b">]><d>&a;</d>'
    data = changed(document(), {}, word__more_xml=styles.encode(encoding))
    assert refused(data, "a.docx") == ["broken-document"]


def test_a_document_deeper_than_any_is_refused() -> None:
    deep = (b"Gas.", b"</w:t></w:r>" + b"<w:r>" * 300 + b"</w:r>" * 300 + b"<w:r><w:t>Gas.")
    assert refused(changed(document(), {"word/document.xml": deep}), "a.docx") == ["prose-too-deep"]


def test_a_part_with_a_name_that_leads_elsewhere_is_not_read() -> None:
    made = imported(changed(document(), {}, **{"word__media__..__..__evil.png": PICTURE}), "a.docx")
    assert sorted(path for path in made.files if path.endswith(".png")) == [
        "source/figures/image1.png"
    ]


def test_a_picture_behind_a_link_out_of_the_folder_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(PICTURE)
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "map.png").symlink_to(tmp_path / "secret.png")
    made = take_in("a.md", b"![A map](map.png)\n\nRice.", DiskFiles(folder), slug="a")
    assert [path for path in made.files if path.endswith(".png")] == []
    assert made.dropped[0].why.endswith("is a link to a place outside the project")
