"""The project that `reportgen new` makes is whole, teaches, and has no faults."""

from __future__ import annotations

import io
import json
import re
import shlex
import subprocess
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from types import SimpleNamespace

import click
import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator
from PIL import Image

from reportgen import schema
from reportgen.build import build, check
from reportgen.cli import main
from reportgen.diagnostics import Failure
from reportgen.files import MemoryFiles
from reportgen.report import Report
from reportgen.source import read_source
from reportgen.starter import (
    CATEGORIES,
    PROFILES,
    WORKFLOW,
    make_project,
    own_requirement,
    slug_of,
    starter_files,
    title_of,
    workflow,
)
from reportgen.style import label_languages
from reportgen.yamltree import parse_yaml
from support.project import codes, remembered
from support.starter import finished_starter

SCHEMAS = schema.schemas(CATEGORIES)
FILES = starter_files("river-trade", "River trade", {})
YAML = sorted(path for path in FILES if path.endswith(".yaml"))


@pytest.fixture(scope="module", autouse=True)
def _pandoc_runs_once_a_text() -> Iterator[None]:
    with remembered():
        yield


@pytest.fixture(scope="module")
def report() -> Report:
    return check(MemoryFiles(FILES)).value[0]


@pytest.mark.parametrize("profile", PROFILES)
def test_a_new_project_of_each_profile_asks_for_what_its_author_knows(profile: str) -> None:
    files = MemoryFiles(starter_files("river-trade", "River trade", {}, profile=profile))
    assert set(codes(files)) == {"placeholder-text"}


def test_the_references_that_the_guide_lists_lead_somewhere_in_a_new_project() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "guide.md").read_text(encoding="utf-8")
    table = guide.partition("**References**")[2].partition("Generated tables")[0]
    listed = re.findall(r"`(\[@(?!a;)[^`]+|\[words\][^`]+)`", table)
    path = "source/sections/summary.md"
    files = finished_starter(profile="study")
    said = codes(MemoryFiles({**files, path: files[path] + f"\n{' '.join(listed)}\n".encode()}))
    assert (len(listed), said) == (16, [])


def test_a_new_project_is_without_a_fault_once_that_is_written() -> None:
    assert codes(MemoryFiles(finished_starter(language="en-US"))) == []


def test_the_example_is_written_in_every_language_that_the_styles_have_words_for() -> None:
    for language in label_languages():
        assert starter_files("a", "A", {}, language=language)


@pytest.mark.parametrize("language", ["fa", "ur", "de-CH"])
def test_a_language_without_words_is_refused_with_those_that_there_are(language: str) -> None:
    with pytest.raises(Failure, match="missing-labels"):
        starter_files("a", "A", {}, language=language)


@pytest.mark.slow
@pytest.mark.judge
@pytest.mark.parametrize("language", ["en-GB", "en-US"])
@pytest.mark.parametrize("profile", PROFILES)
def test_a_new_project_builds_in_every_format_without_a_warning(
    profile: str, language: str
) -> None:
    files = MemoryFiles(finished_starter(profile=profile, language=language))
    made = build(files, strict=True)
    assert [artifact.name for artifact in made.artifacts] == [
        "example.pdf",
        "example.docx",
        "example.epub",
        "example.html",
    ]


def test_a_new_project_has_an_item_of_each_category(report: Report) -> None:
    assert {item.category for item in report.items.values()} == set(CATEGORIES)


def test_the_categories_are_those_of_its_report(report: Report) -> None:
    assert tuple(category.id for category in report.metadata.categories) == CATEGORIES


def test_a_new_project_is_a_draft(report: Report) -> None:
    assert report.metadata.control.status == "draft"


def test_a_new_project_shows_a_figure(report: Report) -> None:
    assert list(report.figures) == ["figures/grain.png"]


def test_the_figure_is_an_image() -> None:
    with Image.open(io.BytesIO(FILES["source/figures/grain.png"])) as image:
        assert (image.format, image.width > 1000) == ("PNG", True)


def test_the_source_says_that_it_is_invented(report: Report) -> None:
    assert ["invented" in source.title for source in report.sources.values()] == [True]


@pytest.mark.parametrize("path", YAML)
def test_every_file_keeps_to_its_schema(path: str) -> None:
    name = "items" if "/items/" in path else Path(path).stem
    data = parse_yaml(read_source(MemoryFiles(FILES), path)).data
    assert [f.message for f in Draft202012Validator(SCHEMAS[name]).iter_errors(data)] == []


@pytest.mark.parametrize("path", YAML)
def test_every_file_names_a_schema_that_is_there(path: str) -> None:
    made = starter_files("a", "A", dict.fromkeys(SCHEMAS, "{}"))
    first = FILES[path].decode().partition("\n")[0]
    named = first.removeprefix("# yaml-language-server: $schema=")
    parts: list[str] = []
    for part in (*Path(path).parent.parts, *Path(named).parts):
        parts = parts[:-1] if part == ".." else [*parts, part]
    assert "/".join(parts) in made


def test_the_editor_of_vs_code_finds_the_schema_of_every_file() -> None:
    schemas = json.loads(FILES[".vscode/settings.json"])["yaml.schemas"]
    made = starter_files("a", "A", dict.fromkeys(SCHEMAS, "{}"))
    patterns = list(schemas.values())
    assert set(schemas) <= set(made)
    assert [p for p in YAML if not any(fnmatch(p, pattern) for pattern in patterns)] == []


def test_the_settings_of_editors_are_written(tmp_path: Path) -> None:
    make_project(tmp_path, FILES)
    names = {
        path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob(".*") if path.is_file()
    }
    assert names == {".editorconfig", ".gitignore", "build/.gitkeep"}
    assert (tmp_path / ".vscode" / "extensions.json").is_file()


def test_no_place_for_a_name_is_left_open() -> None:
    text = b"".join(data for path, data in FILES.items() if not path.endswith(".png"))
    assert re.findall(rb"@[A-Z_]+@", text) == []


@pytest.mark.parametrize(
    "title",
    ['A: "quoted" title', "# no comment", "@SLUG@", "{{ braces }}", "x" * 150, "Überblick – 100 %"],
)
def test_any_title_is_taken_as_it_is(title: str) -> None:
    source = read_source(MemoryFiles(starter_files("a", title, {})), "source/report.yaml")
    assert parse_yaml(source).data["title"] == title


def test_a_name_of_digits_is_taken_as_it_is() -> None:
    source = read_source(MemoryFiles(starter_files("2026", "A", {})), "source/report.yaml")
    assert parse_yaml(source).data["slug"] == "2026"


def test_a_long_title_is_cut_for_the_running_head() -> None:
    source = read_source(MemoryFiles(starter_files("a", "x" * 150, {})), "source/report.yaml")
    assert len(parse_yaml(source).data["short_title"]) == 60


def test_the_same_name_gives_the_same_bytes() -> None:
    assert starter_files("river-trade", "River trade", {}) == FILES


def test_the_folder_of_the_results_is_kept(tmp_path: Path) -> None:
    make_project(tmp_path, FILES)
    assert (tmp_path / "build" / ".gitkeep").exists()


def test_the_results_themselves_are_not_kept(tmp_path: Path) -> None:
    make_project(tmp_path, FILES)
    assert "/build/*" in (tmp_path / ".gitignore").read_text(encoding="utf-8").splitlines()


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    assert (tmp_path / make_project(tmp_path, FILES)[0]).exists()


def test_what_exists_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("mine", encoding="utf-8")
    with pytest.raises(Failure, match="folder-not-empty"):
        make_project(tmp_path, FILES)


def test_a_file_is_no_folder_for_a_project(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("mine", encoding="utf-8")
    with pytest.raises(Failure, match="folder-not-empty"):
        make_project(tmp_path / "a", FILES)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("river-trade", "river-trade"),
        ("River Trade_2026", "river-trade-2026"),
        ("-a-", "a"),
        ("...", ""),
        ("x" * 99, "x" * 80),
    ],
)
def test_the_name_of_the_files_is_made_of_the_name(name: str, slug: str) -> None:
    assert slug_of(name) == slug


@pytest.mark.parametrize(("name", "title"), [("river-trade", "River trade"), ("EU_gas", "EU gas")])
def test_the_title_is_made_of_the_name(name: str, title: str) -> None:
    assert title_of(name) == title


# ---------------------------------------------------------------- the workflow


def steps_of(text: bytes) -> list[dict[str, str]]:
    data = parse_yaml(read_source(MemoryFiles({WORKFLOW: text}), WORKFLOW)).data
    (job,) = data["jobs"].values()
    return list(job["steps"])


def commands_of(text: bytes) -> list[list[str]]:
    lines = "\n".join(step.get("run", "") for step in steps_of(text)).splitlines()
    return [shlex.split(line) for line in lines if line.strip().startswith("reportgen ")]


def test_the_workflow_runs_commands_that_there_are() -> None:
    found = commands_of(workflow("")[WORKFLOW])
    assert [words[1] for words in found] == ["doctor", "check", "build", "build"]
    for _, name, *arguments in found:
        command = main.get_command(click.Context(main), name)
        assert command is not None
        command.make_context(name, arguments)


def test_the_workflow_lets_no_warning_pass_once_the_report_is_approved(tmp_path: Path) -> None:
    scripts = [step.get("run", "") for step in steps_of(workflow("")[WORKFLOW])]
    (script,) = (s.replace("reportgen", "echo") for s in scripts if "build" in s)
    said = {}
    for status in ("draft", "approved", "published"):
        (tmp_path / "source").mkdir(exist_ok=True)
        text = FILES["source/report.yaml"].replace(b"status: draft ", f"status: {status} ".encode())
        (tmp_path / "source/report.yaml").write_bytes(text)
        ran = subprocess.run(
            ["bash", "-e", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True
        )
        said[status] = "--strict" in ran.stdout
    assert said == {"draft": False, "approved": True, "published": True}


@pytest.mark.parametrize(
    ("written", "requirement"),
    [
        (None, ""),
        ({"url": "file:///home/a/reportgen", "dir_info": {"editable": True}}, ""),
        ({"url": "https://a.example/r.whl", "archive_info": {}}, "reportgen @ https://a.example/r.whl"),
        (
            {"url": "https://a.example/r", "vcs_info": {"vcs": "git", "commit_id": "1a2b"}},
            "reportgen @ git+https://a.example/r@1a2b",
        ),
    ],
)  # fmt: skip
def test_the_workflow_installs_the_reportgen_that_made_it(
    written: object, requirement: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = None if written is None else json.dumps(written)
    installed = SimpleNamespace(read_text=lambda _: text)
    monkeypatch.setattr("importlib.metadata.distribution", lambda _: installed)
    assert own_requirement() == requirement
    assert f"|| '{requirement}' }}}}".encode() in workflow(requirement)[WORKFLOW]


@pytest.mark.parametrize(
    ("repository", "options", "there"),
    [(False, [], True), (True, [], False), (True, ["--ci"], True), (False, ["--no-ci"], False)],
)
def test_a_new_project_has_a_workflow_unless_it_lies_in_a_repository(
    options: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    *, repository: bool, there: bool,
) -> None:  # fmt: skip
    if repository:
        (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["new", "river", *options])
    assert result.exit_code == 0, result.output
    assert (tmp_path / "river" / WORKFLOW).exists() is there
    assert ("REPORTGEN" in result.output) is there


def test_an_imported_project_has_a_workflow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tea.txt").write_text("Tea is sold.\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["import", "tea.txt"])
    assert (tmp_path / "tea" / WORKFLOW).exists(), result.output
