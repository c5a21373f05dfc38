"""The commands: what they say, where they say it, and how they end."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from reportgen import build as builder
from reportgen import doctor, terminal
from reportgen.cli import main, reporting
from support.project import remembered
from support.starter import finished_starter

COMMANDS = ("build", "check", "items", "schema", "explain", "doctor", "new", "import", "release")
HEAVY = ("babel", "edtf", "jinja2", "lxml", "PIL", "pydantic", "pypandoc", "weasyprint", "yaml")


@pytest.fixture(scope="module", autouse=True)
def _pandoc_runs_once_a_text() -> Iterator[None]:
    with remembered():
        yield


def run(*arguments: str | Path, **options: Any) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], **options)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project without a fault; tests only read it."""
    return written(tmp_path_factory.mktemp("good"))


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with one fault: a status that no item has."""
    folder = written(tmp_path_factory.mktemp("broken"))
    replace(folder / "source/items/energy.yaml", "status: underway", "status: ongoing")
    return folder


@pytest.fixture(scope="module")
def doubtful(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with one warning: a year without quotes."""
    folder = written(tmp_path_factory.mktemp("doubtful"))
    replace(folder / "source/timeline.yaml", 'date: "1998"', "date: 1998")
    return folder


def written(folder: Path) -> Path:
    for path, data in finished_starter().items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


# ---------------------------------------------------------------- exit codes


def test_a_project_without_faults_ends_well(project: Path) -> None:
    assert run("check", project).exit_code == 0


def test_a_fault_in_the_source_ends_with_1(broken: Path) -> None:
    assert run("check", broken).exit_code == 1


def test_a_warning_ends_well(doubtful: Path) -> None:
    assert run("check", doubtful).exit_code == 0


def test_a_warning_ends_with_1_when_strict(doubtful: Path) -> None:
    assert run("check", doubtful, "--strict").exit_code == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["bild"],
        ["build", "--nothing"],
        ["build", "--format", "pfd"],
        ["build", "--format", ","],
        ["build", "no/such/folder"],
        ["check", "--message-format", "loud"],
        ["explain", "bad-dat"],
        ["explain"],
        ["schema", "itmes"],
        ["new"],
        ["new", ".."],
        ["new", "a b/c!"],
        ["new", "fine", "--title", ""],
        ["new", "fine", "--language", "english"],
        ["new", "fine", "--profile", "novel"],
        ["import", "no-such-file.txt"],
        ["release"],
    ],
    ids=" ".join,
)
def test_a_misused_command_ends_with_2(arguments: list[str], here: Path) -> None:
    assert (run(*arguments).exit_code, list(here.iterdir())) == (2, [])


def test_a_folder_without_source_is_a_misuse(here: Path) -> None:
    assert run("check", here).exit_code == 2


def test_a_source_without_its_report_is_a_fault(here: Path) -> None:
    (here / "source").mkdir()
    assert run("check").exit_code == 1


def explode(*_: object, **__: object) -> None:
    message = "it went wrong"
    raise LookupError(message)


def test_a_bug_of_ours_is_one_calm_line(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REPORTGEN_DEBUG", raising=False)
    monkeypatch.setattr(builder, "lint", explode)
    result = run("check", project)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (70, "", 1)


def test_a_bug_of_ours_says_what_it_is(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(builder, "lint", explode)
    assert "LookupError: it went wrong" in run("check", project).stderr


def test_a_bug_of_ours_shows_where_it_is_when_asked(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(builder, "lint", explode)
    result = run("check", project, env={"REPORTGEN_DEBUG": "1"})
    assert "in explode" in result.stderr


@pytest.mark.parametrize(
    "fault", [OSError(errno.ENOSPC, "No space left on device", "font"), MemoryError()]
)
def test_a_machine_without_room_is_no_bug_of_ours(
    project: Path, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    def full(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr(builder, "lint", full)
    result = run("check", project)
    assert result.exit_code == 1
    assert "error[machine-exhausted]" in result.stderr


def test_a_command_that_was_started_without_standard_files_ends_well() -> None:
    program = Path(sys.executable).with_name("reportgen")
    command = f'"{program}" schema items <&- >&- 2>&-'
    assert subprocess.run(["sh", "-c", command], check=False).returncode == 0


@pytest.mark.slow
@pytest.mark.judge
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_who_ends_a_build_ends_all_that_it_has_started(
    project: Path, tmp_path: Path, name: str
) -> None:
    (tmp_path / "temporary").mkdir()
    program = Path(sys.executable).with_name("reportgen")
    process = subprocess.Popen(
        [program, "build", project, "--no-cache", "-f", "pdf,epub", "-o", tmp_path / "made"],
        env={**os.environ, "TMPDIR": str(tmp_path / "temporary")}, start_new_session=True,
    )  # fmt: skip
    while not (found := [*tmp_path.glob("temporary/reportgen-fonts-*/*")]):
        assert process.poll() is None
    number = getattr(signal, name)
    process.send_signal(number)
    assert process.wait() == 128 + number
    assert found
    assert [*tmp_path.glob("temporary/*")] == []
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)


def test_an_interruption_is_calm(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(builder, "lint", interrupt)
    result = run("check", project)
    assert (result.exit_code, result.stderr.strip()) == (130, "Interrupted.")


def test_a_reader_who_closes_the_pipe_is_no_fault() -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", "from reportgen.cli import main; main(['schema', 'items'])"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout
    assert process.stderr
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    process.wait()
    assert said == b""


# ---------------------------------------------------------------- what is said where


def test_faults_go_to_standard_error(broken: Path) -> None:
    result = run("check", broken)
    assert ("error[unknown-status]" in result.stderr, result.stdout) == (True, "")


def test_the_faults_are_counted_at_the_end(broken: Path) -> None:
    assert run("check", broken).stderr.splitlines()[-1] == "1 error"


@pytest.mark.parametrize("look", ["json", "sarif", "github"])
def test_faults_for_programs_go_to_standard_output(look: str, broken: Path) -> None:
    result = run("check", broken, "--message-format", look)
    assert ("unknown-status" in result.stdout, result.stderr) == (True, "")


@pytest.mark.parametrize("look", ["json", "sarif"])
def test_a_document_for_programs_stands_alone(look: str, project: Path) -> None:
    assert json.loads(run("check", project, "--message-format", look).stdout) is not None


def test_paths_begin_where_the_reader_stands(broken: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(broken.parent)
    result = run("check", broken.name, "--message-format", "short")
    assert result.stderr.startswith(f"{broken.name}/source/items/energy.yaml:16:13: ")


def test_the_folder_source_itself_names_its_project(broken: Path) -> None:
    assert "unknown-status" in run("check", broken / "source").stderr


def test_quiet_says_nothing_when_all_is_well(project: Path) -> None:
    assert run("check", project, "--quiet").output == ""


def test_a_pipe_gets_no_progress(project: Path) -> None:
    assert "Reading the source" not in run("check", project).stderr


def test_what_is_waived_is_listed_unless_the_command_is_quiet(project: Path) -> None:
    assert "waived[single-source]" in run("check", project).stderr
    assert run("check", project, "--quiet").stderr == ""


def test_verbose_names_the_stages_in_a_pipe(project: Path) -> None:
    assert "Reading the source" in run("check", project, "--verbose").stderr


def test_colours_can_be_asked_for(broken: Path) -> None:
    assert "\x1b[" in run("check", broken, "--color", "always", color=True).stderr


def test_a_pipe_gets_no_colours(broken: Path) -> None:
    assert "\x1b[" not in run("check", broken, color=True).stderr


def test_the_options_name_every_form_of_a_diagnostic() -> None:
    assert reporting.MESSAGE_FORMATS == terminal.MESSAGE_FORMATS


# ---------------------------------------------------------------- build


def test_a_build_writes_the_formats_that_were_asked_for(project: Path, here: Path) -> None:
    run("build", project, "--format", "html", "--output", here / "out")
    assert [path.name for path in (here / "out").iterdir()] == ["example.html"]


def test_a_build_lists_what_it_made(project: Path, here: Path) -> None:
    result = run("build", project, "--format", "html", "--output", "out")
    assert re.fullmatch(
        r"out/example\.html  +\d+ kB  \d+\.\d s\n1 file in \d+\.\d s\n", result.stdout
    ), str(here)


def test_a_build_tells_where_the_time_went(project: Path, here: Path) -> None:
    done = run("build", project, "--format", "html", "--output", here, "--timings", "--no-cache")
    rows = [line.split()[0] for line in done.stderr.splitlines()[1:] if line[0] != " "]
    assert rows[:6] == ["start", "read", "check", "compose", "html", "all"]
    (trace,) = here.glob("*.trace.json")
    names = {event["name"] for event in json.loads(trace.read_bytes())["traceEvents"]}
    assert names > {"build", "read", "sections", "html", "edition"}


def test_the_trace_goes_where_it_is_wanted(project: Path, here: Path) -> None:
    run("build", project, "--format", "html", "--output", here / "out", "--trace", here / "t.json")
    assert [path.name for path in sorted(here.glob("*.json"))] == ["t.json"]
    assert not list((here / "out").glob("*.json"))


def test_a_trace_is_written_over_no_file_that_is_none(project: Path, here: Path) -> None:
    (here / "notes.md").write_text("Mine.", encoding="utf-8")
    result = run("build", project, "-f", "html", "-o", here, "--trace", here / "notes.md")
    assert (result.exit_code, (here / "notes.md").read_text("utf-8")) == (2, "Mine.")


def test_a_trace_that_cannot_be_written_is_a_fault(project: Path, here: Path) -> None:
    (here / "file").touch()
    result = run("build", project, "-f", "html", "-o", here, "--trace", here / "file" / "trace")
    assert (result.exit_code, "cannot-write" in result.stderr) == (1, True)


def test_a_failed_build_leaves_the_last_good_files(broken: Path, here: Path) -> None:
    (here / "example.epub").write_bytes(b"the last good one")
    run("build", broken, "--output", here)
    assert [(p.name, p.read_bytes()) for p in here.iterdir()] == [
        ("example.epub", b"the last good one")
    ]


def test_a_strict_build_with_a_warning_writes_nothing(doubtful: Path, here: Path) -> None:
    run("build", doubtful, "--strict", "--format", "epub", "--output", here)
    assert list(here.iterdir()) == []


def test_a_misspelt_format_is_guessed() -> None:
    assert "did you mean `epub`" in run("build", "--format", "epup").stderr


# ---------------------------------------------------------------- items


def test_items_are_listed_by_category_and_number(project: Path) -> None:
    rows = run("items", project).stdout.splitlines()[1:]
    assert [row.split()[0] for row in rows] == ["TR-01", "TR-02", "EN-01", "SE-01", "SE-02"]


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        (["--category", "energy"], ["EN-01"]),
        (["--category", "energy", "--category", "trade"], ["TR-01", "TR-02", "EN-01"]),
        (["--status", "none"], ["SE-02"]),
        (["--kind", "flow"], ["TR-01"]),
        (["--status", "active", "--category", "security"], ["SE-01"]),
        (["--scope", "context"], []),
    ],
    ids=str,
)
def test_items_can_be_filtered(filters: list[str], ids: list[str], project: Path) -> None:
    result = run("items", project, "--format", "json", *filters)
    assert [item["id"] for item in json.loads(result.stdout)] == ids


def test_a_filter_that_no_item_can_pass_is_a_misuse(project: Path) -> None:
    result = run("items", project, "--status", "activ")
    assert (result.exit_code, "did you mean `active`" in result.stderr) == (2, True)


def test_items_as_csv_end_their_lines_as_the_rfc_says(project: Path) -> None:
    data = run("items", project, "--format", "csv").stdout_bytes
    assert data.count(b"\r\n") == data.count(b"\n") == 6


def test_items_as_csv_read_back(project: Path) -> None:
    text = run("items", project, "--format", "csv").stdout_bytes.decode()
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert (rows[0]["id"], rows[0]["amount"], rows[0]["value_text"]) == (
        "TR-01",
        "2",
        "about two million tonnes in 2024",
    )


def test_the_ending_of_the_file_chooses_its_form(project: Path, here: Path) -> None:
    run("items", project, "--output", here / "items.json")
    assert len(json.loads((here / "items.json").read_text(encoding="utf-8"))) == 5


def test_items_of_a_project_with_faults_are_not_exported(broken: Path, here: Path) -> None:
    result = run("items", broken, "--output", here / "items.csv")
    assert (result.exit_code, list(here.iterdir())) == (1, [])


# ---------------------------------------------------------------- schema, explain, new, versions


def test_a_schema_is_printed_as_json() -> None:
    assert json.loads(run("schema", "items").stdout)["title"] == "items/*.yaml"


def test_the_schemas_of_a_project_know_its_categories(project: Path) -> None:
    made = json.loads(run("schema", "items", "--project", project).stdout)
    assert made["$defs"]["Item"]["properties"]["category"]["enum"] == [
        "energy",
        "security",
        "trade",
    ]


def test_the_schemas_are_written_for_the_folder_they_lie_in(here: Path) -> None:
    run("new", "mine")
    before = {p.name: p.read_bytes() for p in (here / "mine/source/.schema").iterdir()}
    run("schema", "--write", here / "mine/source/.schema")
    assert {p.name: p.read_bytes() for p in (here / "mine/source/.schema").iterdir()} == before


def test_a_doctor_who_finds_something_missing_ends_with_1(monkeypatch: pytest.MonkeyPatch) -> None:
    lacking = doctor.Finding("pango", ok=False, required=True, detail="no", remedy="run `apt`")
    monkeypatch.setattr(doctor, "examine", lambda: (lacking,))
    result = run("doctor")
    assert (result.exit_code, "run `apt`" in result.stdout) == (1, True)


def test_a_doctor_who_finds_everything_ends_well(monkeypatch: pytest.MonkeyPatch) -> None:
    there = doctor.Finding("pango", ok=True, required=True, detail="libpango-1.0.so.0")
    monkeypatch.setattr(doctor, "examine", lambda: (there,))
    assert run("doctor").exit_code == 0


def test_explain_prints_the_page_on_a_code() -> None:
    assert run("explain", "unknown-key").stdout.startswith("unknown-key\n\nA key is not one")


def test_explain_takes_the_code_as_it_was_printed() -> None:
    assert run("explain", "error[unknown-key]").exit_code == 0


def test_explain_takes_the_number_of_an_editorial_rule() -> None:
    assert run("explain", "q-05").stdout.startswith("item-not-discussed\n\n")
    assert "\n\nunused-source\n\n" in run("explain", "Q-05").stdout


def test_explain_guesses_what_was_meant() -> None:
    assert "did you mean `unknown-key`?" in run("explain", "unknow-key").stderr


def test_new_makes_a_project_that_has_no_faults(here: Path) -> None:
    run("new", "river-trade")
    result = run("check", here / "river-trade", "--message-format", "json")
    said = {fault["code"] for fault in json.loads(result.stdout) if not fault.get("suppressed")}
    assert (result.exit_code, said) == (0, {"placeholder-text"})


def test_new_takes_a_profile_and_a_language(here: Path) -> None:
    run("new", "river-trade", "--profile", "study", "--language", "en-US")
    text = (here / "river-trade/source/report.yaml").read_text(encoding="utf-8")
    assert ("profile: study" in text, "language: en-US" in text) == (True, True)


def test_new_says_for_which_languages_there_are_words(here: Path) -> None:
    result = run("new", "river-trade", "--language", "fa")
    assert (result.exit_code, "there are words for en" in result.stderr) == (1, True)
    assert list(here.iterdir()) == []


def test_new_leaves_alone_what_is_there(here: Path) -> None:
    (here / "mine").mkdir()
    (here / "mine" / "notes.txt").write_text("mine", encoding="utf-8")
    result = run("new", "mine")
    assert (result.exit_code, [p.name for p in (here / "mine").iterdir()]) == (1, ["notes.txt"])


ARTICLE = Path(__file__).parents[1] / "article" / "article.txt"


@pytest.mark.usefixtures("here")
def test_import_makes_a_project_and_says_what_it_did() -> None:
    result = run("import", ARTICLE, "--into", "mine")
    assert result.exit_code == 0
    assert result.stdout.startswith("Imported article.txt into mine: 9 sections\n")
    assert "  26  fake bullets made entries of lists\n" in result.stdout
    assert "    line 119: Previous Post Next Post\n" in result.stdout
    assert "14 places left for you to write" in result.stdout


def test_import_says_the_same_as_data_and_keeps_it(here: Path) -> None:
    result = run("import", ARTICLE, "--output-format", "json")
    assert json.loads(result.stdout)["sections"][-1]["line"] == 111
    assert (here / "article/intake/record.json").read_text(encoding="utf-8") == result.stdout


def test_import_leaves_alone_what_is_there(here: Path) -> None:
    (here / "article").mkdir()
    (here / "article" / "notes.txt").write_text("mine", encoding="utf-8")
    result = run("import", ARTICLE)
    assert (result.exit_code, [p.name for p in (here / "article").iterdir()]) == (1, ["notes.txt"])


def test_import_of_what_is_no_text_writes_nothing(here: Path) -> None:
    (here / "a.txt").write_bytes(b"\0")
    result = run("import", here / "a.txt", "--into", "mine")
    assert (result.exit_code, (here / "mine").exists()) == (1, False)
    assert "error[control-character]" in result.stderr


def test_import_takes_the_options_of_its_kind_of_file_alone(here: Path) -> None:
    (here / "a.csv").write_text("id\n", encoding="utf-8")
    assert run("import", here / "a.csv", "--title", "A").exit_code == 2
    assert run("import", ARTICLE, "--dry-run").exit_code == 2


def test_the_versions_of_the_engines_are_told() -> None:
    lines = run("--version").stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["reportgen", "pandoc", "WeasyPrint", "Python"]


def test_the_package_is_the_command() -> None:
    called = [sys.executable, "-m", "reportgen", "--version"]
    said = subprocess.run(called, capture_output=True, text=True, check=True)
    assert said.stdout == run("--version").stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_a_help_text(command: str) -> None:
    assert "Usage:" in run(command, "--help").stdout


def test_the_help_lists_every_command() -> None:
    text = run("--help").stdout
    assert [command for command in COMMANDS if f"\n  {command} " not in text] == []


def test_a_help_line_is_never_cut_short() -> None:
    lines = run("--help", terminal_width=80).stdout.splitlines()
    assert [line for line in lines if line.endswith("...")][1:] == []


def test_the_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\n"
        "from reportgen.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        f"sys.exit(', '.join(m for m in {HEAVY!r} if m in sys.modules) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.stderr == b""


def test_a_command_imports_no_other() -> None:
    code = (
        "import sys\n"
        "from reportgen.cli import main\n"
        "try:\n    main(['build', '--help'])\nexcept SystemExit:\n    pass\n"
        "sys.exit(' '.join(m for m in sys.modules if m.startswith('reportgen.')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    names = set(done.stderr.decode().split())
    assert "reportgen.cli.building" in names
    assert not names & {f"reportgen.cli.{other}" for other in ("adding", "checking", "importing")}


def test_a_misspelt_command_is_guessed() -> None:
    assert "'build'" in run("buidl").stderr
