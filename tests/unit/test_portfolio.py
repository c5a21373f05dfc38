"""A portfolio: which reports there are, which are built again, and what is made of all of them."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from lxml import html
from pyarrow import parquet

from reportgen.cli import main
from reportgen.diagnostics import Diagnostic, Failure, missing_extra
from reportgen.memory import Memory
from reportgen.portfolio import Result, Tally, Wish, build_portfolio, register
from reportgen.portfolio.cluster import differences
from reportgen.portfolio.crew import Work
from reportgen.portfolio.work import Made, Order, failed
from support.portfolio import SHARED, STATED, filled_in, portfolio, reading, record

NAMES = ("harbour", "river", "tea")


@pytest.fixture(scope="module")
def memory() -> Memory:
    """What is remembered of prose from one test to the next: pandoc reads a text once."""
    return Memory()


class Desk:
    """A portfolio on the disk that is built again and again."""

    def __init__(self, home: Path, memory: Memory) -> None:
        self.home = home
        self.memory = memory
        self.made: list[str] = []

    def build(self, **wish: Any) -> Result:
        self.made.clear()
        with self.memory.open():
            return build_portfolio(
                self.home, self.home / "build", Wish(**wish), makers=reading(self.home, self.made)
            )

    def replace(self, path: str, old: str, new: str) -> None:
        text = (self.home / path).read_text(encoding="utf-8")
        assert old in text
        (self.home / path).write_text(text.replace(old, new), encoding="utf-8")

    def faults(self) -> tuple[Diagnostic, ...]:
        with pytest.raises(Failure) as caught:
            self.build()
        assert self.made == []
        return caught.value.diagnostics


@pytest.fixture(scope="module", autouse=True)
def _engine_and_fonts_are_tried_elsewhere() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("reportgen.portfolio.building.engine_digest", lambda _: "this one")
        patch.setattr("reportgen.portfolio.page.font_faces", lambda *_: "")
        yield


@pytest.fixture(scope="module")
def originals(tmp_path_factory: pytest.TempPathFactory, memory: Memory) -> tuple[Path, Path]:
    """A portfolio before and after its first build; tests have copies."""
    before = portfolio(tmp_path_factory.mktemp("before") / "briefs", *NAMES)
    after = portfolio(tmp_path_factory.mktemp("after") / "briefs", *NAMES)
    Desk(after, memory).build()
    return before, after


@pytest.fixture
def desk(originals: tuple[Path, Path], tmp_path: Path, memory: Memory) -> Desk:
    return Desk(shutil.copytree(originals[0], tmp_path / "briefs"), memory)


@pytest.fixture
def built(originals: tuple[Path, Path], tmp_path: Path, memory: Memory) -> Desk:
    return Desk(shutil.copytree(originals[1], tmp_path / "briefs"), memory)


def said(fault: Diagnostic) -> tuple[str, str, int]:
    assert fault.span is not None
    return fault.code, fault.span.path, fault.span.start.line


def states(result: Result) -> dict[str, str]:
    return {entry.name: entry.status for entry in result.entries}


# ---------------------------------------------------------------- which reports there are


def test_every_folder_of_reports_is_a_report(desk: Desk) -> None:
    assert states(desk.build()) == dict.fromkeys(NAMES, "built")


def test_portfolio_yaml_may_list_the_reports_in_their_order(desk: Desk) -> None:
    (desk.home / "portfolio.yaml").write_text(STATED + "reports: [tea, river]\n", "utf-8")
    assert [entry.name for entry in desk.build().entries] == ["tea", "river"]


def test_a_report_that_is_listed_and_not_there_is_reported(desk: Desk) -> None:
    (desk.home / "portfolio.yaml").write_text(STATED + "reports:\n  - tea\n  - teas\n", "utf-8")
    (fault,) = desk.faults()
    assert said(fault) == ("missing-report", "portfolio.yaml", 7)
    assert fault.help is not None
    assert "`tea`" in fault.help


def test_a_folder_that_is_no_report_is_reported(desk: Desk) -> None:
    (desk.home / "reports/notes").mkdir()
    (fault,) = desk.faults()
    assert fault.code == "missing-report"
    assert "`reports/notes` has no folder `source`" in fault.message


def test_a_report_that_is_a_link_out_of_the_portfolio_is_refused(desk: Desk) -> None:
    outside = desk.home.parent / "outside"
    shutil.copytree(desk.home / "reports/tea", outside)
    (desk.home / "reports/linked").symlink_to(outside)
    (fault,) = desk.faults()
    assert fault.code == "missing-report"


def test_a_portfolio_without_reports_is_reported(tmp_path: Path, memory: Memory) -> None:
    (fault,) = Desk(portfolio(tmp_path), memory).faults()
    assert fault.code == "missing-report"


@pytest.mark.parametrize("name", ["..", "a b", "con", "Com1", "-x", "tea.v2", "tée", "x" * 81])
def test_a_name_that_is_no_safe_folder_is_reported(desk: Desk, name: str) -> None:
    stated = STATED + f"reports: [tea, {json.dumps(name)}]\n"
    (desk.home / "portfolio.yaml").write_text(stated, "utf-8")
    if name not in {"..", "x" * 81}:
        (desk.home / "reports" / name / "source").mkdir(parents=True)
    assert {fault.code for fault in desk.faults()} & {"unsafe-name", "too-long"}


def test_names_that_differ_in_capitals_alone_are_reported_with_both_places(desk: Desk) -> None:
    (desk.home / "reports/TEA/source").mkdir(parents=True)
    stated = STATED + "reports:\n- tea\n- TEA\n"
    (desk.home / "portfolio.yaml").write_text(stated, "utf-8")
    (fault,) = desk.faults()
    assert said(fault) == ("duplicate-report", "portfolio.yaml", 7)
    assert fault.notes[0].span is not None
    assert fault.notes[0].span.start.line == 6


def test_faults_of_portfolio_yaml_have_their_places(desk: Desk) -> None:
    (desk.home / "portfolio.yaml").write_text(STATED + "langauge: en\n", "utf-8")
    assert [said(fault) for fault in desk.faults()] == [("unknown-key", "portfolio.yaml", 5)]


def test_a_portfolio_yaml_that_is_no_text_is_refused(desk: Desk) -> None:
    (desk.home / "portfolio.yaml").write_bytes(b"\x00\xff\xfebinary")
    (fault,) = desk.faults()
    assert fault.code in {"wrong-encoding", "control-character"}


def test_a_fault_of_a_shared_file_is_said_once_and_before_anything_is_built(desk: Desk) -> None:
    desk.replace("shared/parties.yaml", "type: state, name: Bland", "type: land, name: Bland")
    assert [said(fault)[1:] for fault in desk.faults()] == [("shared/parties.yaml", 3)]


def test_a_shared_file_that_nothing_reads_is_reported(desk: Desk) -> None:
    (desk.home / "shared/partys.yaml").write_text("parties: {}\n", "utf-8")
    assert [said(fault) for fault in desk.faults()] == [("unread-file", "shared/partys.yaml", 1)]


def test_an_unknown_style_of_the_index_is_reported_where_it_is_named(desk: Desk) -> None:
    (desk.home / "portfolio.yaml").write_text(STATED + "style: hose\n", "utf-8")
    assert [said(fault) for fault in desk.faults()] == [("unknown-style", "portfolio.yaml", 5)]


# ---------------------------------------------------------------- what is built again


def test_nothing_is_built_again_when_nothing_changed(built: Desk) -> None:
    before = (built.home / "build/portfolio.json").read_bytes()
    assert states(built.build()) == dict.fromkeys(NAMES, "unchanged")
    assert built.made == []
    after = (built.home / "build/portfolio.json").read_bytes()
    assert after == before.replace(b'"status": "built"', b'"status": "unchanged"')


def test_a_changed_report_alone_is_built_again(built: Desk) -> None:
    built.replace("reports/tea/source/sections/trade.md", "A festival", "One festival")
    built.build()
    assert built.made == ["tea"]


def test_a_new_file_of_a_report_has_it_built_again(built: Desk) -> None:
    new = "items:\n  - {id: CU-02, category: culture, scope: context, kind: event, title: Fair,\n"
    new += '     parties: [AAA], confidence: low, sources: [seed], as_of_not_before: "2024"}\n'
    (built.home / "reports/tea/source/items/more.yaml").write_text(new, "utf-8")
    built.build()
    assert built.made == ["tea"]


def test_a_shared_entry_that_changes_has_its_users_built_again(built: Desk) -> None:
    built.replace("reports/tea/source/items/energy.yaml", "[AAA, BBB]", "[AAA, CCC]")
    built.build()
    built.replace("shared/parties.yaml", "name: Cland", "name: Seeland")
    built.build()
    assert built.made == ["tea"]


def test_a_shared_entry_that_nobody_uses_may_change_without_a_build(built: Desk) -> None:
    built.replace("shared/sources.yaml", "Another article", "An article")
    built.replace("shared/parties.yaml", "parties:\n", "# Moved down a line.\nparties:\n")
    built.build()
    assert built.made == []


def test_a_shared_entry_that_a_report_defines_itself_has_it_built_again(built: Desk) -> None:
    own = "sources:\n  tolls: {title: Tolls, cite_as: the tolls, type: report}\n"
    (built.home / "reports/tea/source/sources.yaml").write_text(own, "utf-8")
    assert states(built.build())["tea"] == "built"
    built.replace("shared/sources.yaml", "sources:\n", own)
    result = built.build()
    assert states(result) == {"harbour": "unchanged", "river": "unchanged", "tea": "failed"}
    assert [fault.code for fault in result.said["tea"]] == ["duplicate-id"]


def test_a_new_shared_term_has_only_those_built_that_have_its_words(built: Desk) -> None:
    built.replace("reports/tea/source/sections/trade.md", "A festival", "A spring festival")
    built.build()
    terms = "terms:\n  - {term: Spring festival, definition: A feast.}\n"
    filled_in(built.home, {"shared/terms.yaml": terms})
    built.build()
    assert built.made == ["tea"]


@pytest.mark.parametrize("how", ["gone", "other"])
def test_an_artifact_that_is_not_as_it_was_made_is_made_again(built: Desk, how: str) -> None:
    artifact = built.home / "build/river/river.html"
    artifact.unlink() if how == "gone" else artifact.write_bytes(b"something else")
    built.build()
    assert built.made == ["river"]
    assert artifact.read_bytes() == b"A small report"


def test_other_formats_have_every_report_built_again(built: Desk) -> None:
    built.build(formats=("pdf",))
    assert built.made == list(NAMES)


@pytest.mark.parametrize("wish", [{"caching": False}, {"verifying": True}])
def test_without_a_cache_and_to_try_one_everything_is_built(
    built: Desk, wish: dict[str, bool]
) -> None:
    built.build(**wish)
    assert built.made == list(NAMES)


@pytest.mark.parametrize("left", [b"", b"{", b"[]", b'{"portfolio_version": 1}', b"\xff"])
def test_a_record_that_is_broken_counts_for_nothing(built: Desk, left: bytes) -> None:
    (built.home / "build/portfolio.json").write_bytes(left)
    assert states(built.build()) == dict.fromkeys(NAMES, "built")


def test_a_record_that_names_other_places_removes_nothing_there(built: Desk) -> None:
    victim = built.home / "reports/tea/source/report.yaml"
    path = built.home / "build/portfolio.json"
    entries = json.loads(path.read_text("utf-8"))
    told = entries["reports"][0]["artifacts"][0]
    entries["reports"].append({**entries["reports"][0], "name": "../reports/tea/source",
                               "artifacts": [{**told, "name": "report.yaml"}]})  # fmt: skip
    path.write_text(json.dumps(entries), "utf-8")
    built.build()
    assert victim.is_file()


def test_what_is_no_longer_made_is_taken_away_unless_someone_changed_it(built: Desk) -> None:
    built.replace("reports/tea/source/report.yaml", "slug: tea", "slug: green-tea")
    (built.home / "build/river/river.html").write_text("Mine.", "utf-8")
    built.replace("reports/river/source/report.yaml", "slug: river", "slug: stream")
    built.build()
    assert [p.name for p in sorted((built.home / "build/tea").glob("*.html"))] == ["green-tea.html"]
    assert (built.home / "build/river/river.html").read_text("utf-8") == "Mine."


def test_a_report_that_is_gone_leaves_nothing(built: Desk) -> None:
    (built.home / "portfolio.yaml").write_text(STATED + "reports: [tea]\n", "utf-8")
    built.build()
    assert not (built.home / "build/river").exists()
    assert [one["name"] for one in record(built.home)["reports"]] == ["tea"]


# ---------------------------------------------------------------- what fails


def test_one_failure_stops_no_other_and_leaves_the_last_good_files(built: Desk) -> None:
    for name in NAMES:
        built.replace(f"reports/{name}/source/sections/trade.md", "A festival", "One festival")
    built.replace("reports/river/source/sections/trade.md", "[@id:CU-01]", "[@id:CU-99]")
    result = built.build()
    assert states(result) == {"harbour": "built", "river": "failed", "tea": "built"}
    (fault,) = result.said["river"]
    assert said(fault) == ("unknown-item", "reports/river/source/sections/trade.md", 11)
    assert (built.home / "build/river/river.html").is_file()
    page = (built.home / "build/index.html").read_text("utf-8")
    assert page.count("these files are of the one before") == 1


def test_a_report_that_failed_is_tried_again(built: Desk) -> None:
    built.replace("reports/river/source/sections/trade.md", "[@id:CU-01]", "[@id:CU-99]")
    built.build()
    built.build()
    assert built.made == ["river"]


def test_an_interruption_keeps_what_was_made(desk: Desk) -> None:
    reads = reading(desk.home, desk.made)

    def interrupted(orders: list[Order]) -> Generator[Made]:
        yield next(reads(orders))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_portfolio(desk.home, desk.home / "build", Wish(), makers=interrupted)
    assert states(desk.build()) == {"harbour": "unchanged", "river": "built", "tea": "built"}


def test_reports_with_one_number_are_reported_where_they_say_it(desk: Desk) -> None:
    desk.replace("reports/tea/source/report.yaml", "number: RG tea", "number: RG river")
    (fault,) = desk.build().faults
    assert said(fault) == ("duplicate-report", "reports/river/source/report.yaml", 4)
    assert fault.notes[0].span is not None
    assert fault.notes[0].span.path == "reports/tea/source/report.yaml"


def test_what_many_reports_have_in_common_is_said_once(desk: Desk) -> None:
    fault = Diagnostic("x", "warning", "wrong", None)  # type: ignore[arg-type]

    def broken(orders: list[Order]) -> Generator[Made]:
        for order in orders:
            yield failed(order, fault)

    result = build_portfolio(desk.home, desk.home / "build", Wish(), makers=broken)
    assert [len(said) for said in result.said.values()] == [1, 1, 1]


def test_progress_tells_how_far_it_is(desk: Desk) -> None:
    desk.replace("reports/river/source/sections/trade.md", "[@id:CU-01]", "[@id:CU-99]")
    tallies: list[Tally] = []
    makers = reading(desk.home, [])
    build_portfolio(desk.home, desk.home / "build", Wish(), tallies.append, makers)
    assert [(t.done, t.total, t.failed) for t in tallies] == [
        (0, 3, 0), (1, 3, 0), (2, 3, 1), (3, 3, 1)
    ]  # fmt: skip


def test_an_index_that_cannot_be_written_is_reported_and_the_reports_are_kept(desk: Desk) -> None:
    (desk.home / "build/index.html/in the way").mkdir(parents=True)
    result = desk.build()
    assert [fault.code for fault in result.faults] == ["cannot-write"]
    assert states(result) == dict.fromkeys(NAMES, "built")
    shutil.rmtree(desk.home / "build/index.html")
    assert set(desk.build().files) == {"index.html", "items.csv", "items.json", "items.parquet"}
    assert desk.made == []


def test_a_report_whose_files_cannot_be_written_has_failed(desk: Desk) -> None:
    filled_in(desk.home, {"build/river": "a file in the way"})
    result = desk.build()
    assert states(result) == {"harbour": "built", "river": "failed", "tea": "built"}
    assert [fault.code for fault in result.said["river"]] == ["cannot-write"]


def test_a_cluster_needs_distributed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(Failure) as caught:
        build_portfolio(desk.home, desk.home / "build", Wish(scheduler="tcp://127.0.0.1:9"))
    (fault,) = caught.value.diagnostics
    assert (fault.code, fault.help) == (
        "missing-extra", "run `pip install 'reportgen[cluster]'`"
    )  # fmt: skip
    assert not (desk.home / "build").exists()


def test_a_cache_that_cannot_be_opened_is_said_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(**_: object) -> None:
        raise Failure([missing_extra("a remote cache", "remote", ["fsspec"])])

    monkeypatch.setattr("reportgen.portfolio.building.open_cache", refused)
    with pytest.raises(Failure) as caught:
        build_portfolio(desk.home, desk.home / "build", Wish())
    assert [fault.code for fault in caught.value.diagnostics] == ["missing-extra"]


def test_what_the_cache_could_not_keep_is_said_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def at_once(orders: list[Order], work: Work, jobs: int) -> Generator[Made]:
        del jobs
        with work() as make:
            yield from map(make, orders)

    (tmp_path / "file").touch()
    monkeypatch.setenv("REPORTGEN_CACHE", str(tmp_path / "file"))
    monkeypatch.setenv("REPORTGEN_CACHE_SIZE", "lots")
    monkeypatch.setattr("reportgen.portfolio.building.crew", at_once)
    home = portfolio(tmp_path / "briefs", "tea", "river")
    result = build_portfolio(home, home / "build", Wish(("html",)))
    assert [fault.code for fault in result.faults] == ["cache-setting", "cache-unwritable"]


def test_another_engine_is_told_by_its_first_differences() -> None:
    here = {"Python": "3.12", "the package a": "1", "the package b": "2"}
    there = {"Python": "3.12", "the package a": "2", "the package c": "1"}
    assert differences(here, there) == [
        "the package a is 2 there and 1 here",
        "the package b is missing there and 2 here",
        "the package c is 1 there and missing here",
    ]
    assert differences(here, here) == []


# ---------------------------------------------------------------- changed since


@pytest.fixture
def committed(built: Desk) -> Desk:
    """A portfolio of which git knows every source, and ignores what was built."""
    filled_in(built.home, {".gitignore": "build/\n"})
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    for command in (("init", "-q"), ("add", "."), (*who, "commit", "-qm", "Begin")):
        subprocess.run(["git", *command], cwd=built.home, check=True)
    return built


def test_only_reports_that_read_what_git_says_has_changed_are_looked_at(committed: Desk) -> None:
    committed.replace("reports/tea/source/sections/trade.md", "A festival", "One festival")
    result = committed.build(changed_since="HEAD")
    assert states(result) == {"harbour": "skipped", "river": "skipped", "tea": "built"}


def test_without_a_record_a_shared_file_counts_for_every_report(committed: Desk) -> None:
    (committed.home / "build/portfolio.json").unlink()
    committed.replace("shared/parties.yaml", "name: Cland", "name: Seeland")
    filled_in(committed.home, {"reports/tea/source/figures/new.png": b"new"})
    assert states(committed.build(changed_since="HEAD")) == dict.fromkeys(NAMES, "built")


@pytest.mark.parametrize("name", ["tea.html", "items.json"])
def test_a_report_whose_files_are_gone_is_built_though_nothing_changed(
    committed: Desk, name: str
) -> None:
    place = committed.home / "build/tea" / name
    place.write_bytes(b"x" * place.stat().st_size if name == "items.json" else b"")
    assert states(committed.build(changed_since="HEAD"))["tea"] == "built"
    assert place.read_bytes()[:1] != b"x"


def test_a_new_file_that_git_does_not_know_yet_counts_as_changed(committed: Desk) -> None:
    filled_in(committed.home, {"reports/tea/source/notes.txt": "New."})
    assert states(committed.build(changed_since="HEAD"))["tea"] == "failed"
    assert committed.made == ["tea"]


@pytest.mark.parametrize("revision", ["no-such-branch", "--output=x", "HEAD; rm -rf ."])
def test_a_revision_that_git_does_not_know_is_reported(committed: Desk, revision: str) -> None:
    with pytest.raises(Failure) as caught:
        committed.build(changed_since=revision)
    assert [fault.code for fault in caught.value.diagnostics] == ["unknown-revision"]


# ---------------------------------------------------------------- what is made of all


def test_the_register_of_all_reports_says_the_same_in_every_form(built: Desk) -> None:
    folder = built.home / "build"
    with (folder / "items.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    items = json.loads((folder / "items.json").read_text("utf-8"))
    table = parquet.read_table(folder / "items.parquet").to_pylist()
    keys = [(name, id_) for name in NAMES for id_ in ("TR-01", "TR-02", "EN-01", "CU-01")]
    for found in (rows, items, table):
        assert [(one["report"], one["id"]) for one in found] == keys
    assert table[0]["parties"] == ["AAA", "BBB"]
    assert (table[0]["amount"], table[1]["amount"]) == (3.0, None)
    assert rows[0]["report_number"] == "RG harbour"


def test_lists_of_a_cell_are_told_apart_even_with_semicolons_in_them() -> None:
    row = {"id": "TR-01", "flags": r"one\; two; three\\; four", "amount": "-2.5", "note": "'=1+1"}
    assert register.typed(row) == {
        "id": "TR-01", "flags": ["one; two", "three\\", "four"], "amount": -2.5, "note": "=1+1",
    }  # fmt: skip


def test_a_register_in_parquet_needs_pyarrow(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register, "_arrow", lambda: None)
    with pytest.raises(Failure) as caught:
        desk.build(forms=("csv", "parquet"))
    (fault,) = caught.value.diagnostics
    assert fault.code == "missing-extra"
    assert fault.help == "run `pip install 'reportgen[parquet]'`"
    result = desk.build()
    assert [(one.code, one.severity) for one in result.faults] == [("missing-extra", "note")]
    assert set(result.files) == {"index.html", "items.csv", "items.json"}


def test_the_index_lists_every_report_and_every_item_without_script(built: Desk) -> None:
    page = html.parse(built.home / "build/index.html").getroot()
    assert [h.text_content() for h in page.iterfind(".//h3")] == ["A small report"] * 3
    links = [a.get("href") for a in page.iterfind(".//ul[@class='items']//a")]
    assert links[:2] == ["harbour/harbour.html#TR-01", "harbour/harbour.html#TR-02"]
    assert len(links) == 12
    assert page.find(".//form").get("hidden") is not None
    outside = [e.get("href") or e.get("src") for e in page.iter("link", "script", "img")]
    assert [address for address in outside if address] == []


def test_no_word_of_a_report_is_markup_on_the_index(desk: Desk) -> None:
    evil = "</script><script>alert(1)</script>"
    desk.replace("reports/tea/source/report.yaml", "title: A small report", f"title: '{evil}'")
    desk.replace("reports/tea/source/items/trade.yaml", "title: Tea", f"title: '{evil}'")
    desk.build()
    page = (desk.home / "build/index.html").read_text("utf-8")
    assert page.count("<script") == 1
    assert page.count("&lt;/script&gt;&lt;script&gt;alert(1)") == 2


def test_two_builds_of_a_portfolio_give_the_same_index_and_register(
    desk: Desk, originals: tuple[Path, Path]
) -> None:
    desk.build()
    for name in ("index.html", "items.csv", "items.json", "items.parquet"):
        made = (desk.home / "build" / name).read_bytes()
        assert made == (originals[1] / "build" / name).read_bytes()


def test_a_register_too_long_for_a_page_is_left_to_the_files(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reportgen.portfolio.page.MOST_ITEMS", 11)
    desk.build()
    page = (desk.home / "build/index.html").read_text("utf-8")
    assert "TR-01" not in page
    assert "With more than 11 items" in page


# ---------------------------------------------------------------- the command


def run(*arguments: str | Path) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["portfolio", "build", *map(str, arguments)])
    return done.exit_code, done.output


@pytest.mark.parametrize("place", [".", "..", "reports", "reports/tea/source", "shared/x"])
def test_nothing_is_built_into_the_source_of_a_portfolio(desk: Desk, place: str) -> None:
    code, output = run(desk.home, "--output", desk.home / place)
    assert code == 2
    assert "source of the portfolio" in output


def test_a_folder_that_is_no_portfolio_is_refused(tmp_path: Path) -> None:
    code, output = run(tmp_path)
    assert code == 2
    assert "missing-portfolio" in output


def test_a_form_of_the_register_that_is_not_known_is_refused(desk: Desk) -> None:
    code, output = run(desk.home, "--register", "csv,parqet")
    assert code == 2
    assert "did you mean `parquet`?" in output


def test_faults_of_a_portfolio_are_shown_as_those_of_a_project(desk: Desk) -> None:
    desk.replace("shared/parties.yaml", "name: Bland", "name: Bland, iso2: Q")
    code, output = run(desk.home, "--message-format", "short")
    assert code == 1
    assert "shared/parties.yaml:3:41: error[bad-value]" in output
    assert not (desk.home / "build").exists()
    assert SHARED["parties"] != (desk.home / "shared/parties.yaml").read_text("utf-8")
