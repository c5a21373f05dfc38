"""A release is whole, can be checked, is the same every time, and holds nothing unready."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from reportgen.diagnostics import Failure
from reportgen.files import MemoryFiles
from reportgen.release import commit_of, release
from support.starter import finished_starter

COMMIT = "0123456789abcdef0123456789abcdef01234567"


def project(**changes: tuple[str, str]) -> MemoryFiles:
    """Make an approved project; `changes` are old and new words of files of `source/`."""
    files = finished_starter()
    ready = {
        "report": [("status: draft", "status: approved"), ("[pdf, docx, epub, html]", "[html]")],
    }
    for name, change in changes.items():
        ready.setdefault(name, []).append(change)
    for name, pairs in ready.items():
        text = files[f"source/{name}.yaml"].decode()
        for old, new in pairs:
            assert old in text
            text = text.replace(old, new)
        files[f"source/{name}.yaml"] = text.encode()
    return MemoryFiles(files)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("release")
    release(project(), made, commit=COMMIT)
    return made


@pytest.fixture(scope="module")
def manifest(folder: Path) -> Any:
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def contents(folder: Path) -> Mapping[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def refusal(files: MemoryFiles, folder: Path, **options: Any) -> list[str]:
    with pytest.raises(Failure) as failure:
        release(files, folder, **options)
    return [f"{d.severity}[{d.code}]" for d in failure.value.diagnostics]


def test_a_release_is_flat_files_with_their_checksums(folder: Path) -> None:
    assert sorted(contents(folder)) == [
        "SHA256SUMS",
        "example.html",
        "items.csv",
        "items.json",
        "manifest.json",
    ]


def test_the_checksums_are_those_of_the_files(folder: Path) -> None:
    files = contents(folder)
    lines = files["SHA256SUMS"].decode().splitlines()
    assert [tuple(line.split("  ")) for line in lines] == [
        (hashlib.sha256(files[name]).hexdigest(), name)
        for name in sorted(files)
        if name != "SHA256SUMS"
    ]


def test_the_same_sources_give_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    release(project(), tmp_path, commit=COMMIT)
    assert contents(tmp_path) == contents(folder)


def test_the_manifest_names_every_file_of_the_source(manifest: Any) -> None:
    inputs = {entry["path"]: entry["sha256"] for entry in manifest["inputs"]}
    text = project().read("source/items/trade.yaml")
    assert inputs["source/items/trade.yaml"] == hashlib.sha256(text).hexdigest()


def test_the_manifest_names_the_files_of_the_bundled_style(manifest: Any) -> None:
    assert "plain/style.yaml" in {entry["path"] for entry in manifest["inputs"]}


def test_the_manifest_gives_the_digest_of_each_result(folder: Path, manifest: Any) -> None:
    data = (folder / "example.html").read_bytes()
    digests = {entry["name"]: entry["sha256"] for entry in manifest["files"]}
    assert digests["example.html"] == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("package", ["click", "pydantic-core", "weasyprint", "brotli"])
def test_the_manifest_gives_the_version_of_every_package(package: str, manifest: Any) -> None:
    assert re.match(r"\d+\.\d+", manifest["tools"]["packages"][package])


def test_the_manifest_leaves_out_the_tools_of_development(manifest: Any) -> None:
    assert "pytest" not in manifest["tools"]["packages"]


def test_the_manifest_tells_the_commit_and_the_date_of_the_source(manifest: Any) -> None:
    assert manifest["source"] == {"commit": COMMIT, "date": "2026-01-15"}


def test_the_manifest_names_no_place_on_the_disk(folder: Path) -> None:
    assert str(folder.parent) not in (folder / "manifest.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("status", ["draft", "review", "withdrawn"])
def test_a_report_that_is_not_approved_is_refused(status: str, tmp_path: Path) -> None:
    files = project(report=("status: approved", f"status: {status}"))
    assert refusal(files, tmp_path, allow_warnings=True) == ["error[unready-status]"]


def test_a_report_that_is_not_for_everyone_is_refused(tmp_path: Path) -> None:
    files = project(report=("marking: null", 'marking: "TLP:GREEN"'))
    assert refusal(files, tmp_path, allow_warnings=True) == ["error[restricted-marking]"]


def test_a_flag_of_weight_error_without_an_answer_is_refused(tmp_path: Path) -> None:
    files = dict(project()._contents)
    files["source/flags.yaml"] = (
        b"flags:\n  - {id: FL-01, severity: error, type: inconsistent-date, text: two years}\n"
    )
    assert refusal(MemoryFiles(files), tmp_path, allow_warnings=True) == ["error[open-flag]"]


def test_a_warning_is_refused(tmp_path: Path) -> None:
    files = project(timeline=('date: "1998"', "date: 1998"))
    assert refusal(files, tmp_path) == ["warning[unquoted-year]"]


def test_a_warning_can_be_allowed(tmp_path: Path) -> None:
    files = project(timeline=('date: "1998"', "date: 1998"))
    made = release(files, tmp_path, allow_warnings=True)
    assert [d.code for d in made.diagnostics] == ["unquoted-year"]


def test_all_that_stands_in_the_way_is_told_at_once(tmp_path: Path) -> None:
    files = project(
        report=("status: approved", "status: draft"), timeline=('date: "1998"', "date: 1998")
    )
    assert refusal(files, tmp_path) == ["error[unready-status]", "warning[unquoted-year]"]


def test_what_is_refused_leaves_nothing_behind(tmp_path: Path) -> None:
    refusal(project(report=("status: approved", "status: draft")), tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_a_file_of_another_release_is_not_published_with_this_one(tmp_path: Path) -> None:
    (tmp_path / "old.epub").write_bytes(b"old")
    assert refusal(project(), tmp_path) == ["error[foreign-file]"]


def test_a_folder_without_a_repository_has_no_commit(tmp_path: Path) -> None:
    assert commit_of(tmp_path) is None


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "report.yaml").write_text("title: A\n", encoding="utf-8")
    name = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    for words in (("init", "-q"), ("add", "."), (*name, "commit", "-q", "-m", "Begin")):
        subprocess.run(["git", "-C", tmp_path, *words], check=True)
    return tmp_path


def test_the_commit_is_that_of_the_repository(repository: Path) -> None:
    said = subprocess.run(
        ["git", "-C", repository, "rev-parse", "HEAD"], check=True, capture_output=True, text=True
    )
    assert commit_of(repository) == said.stdout.strip()


def test_changes_that_are_not_committed_are_told(repository: Path) -> None:
    (repository / "source" / "report.yaml").write_text("title: B\n", encoding="utf-8")
    assert str(commit_of(repository)).endswith("+changes")


def test_a_project_that_a_repository_does_not_hold_has_no_commit(repository: Path) -> None:
    other = repository / "other"
    (other / "source").mkdir(parents=True)
    (other / "source" / "report.yaml").write_text("title: B\n", encoding="utf-8")
    assert commit_of(other) is None


def test_what_is_still_to_be_written_is_not_released(tmp_path: Path) -> None:
    change = ('contact: "whom to ask"', 'contact: "TODO: whom to ask"')
    files = project(report=change)
    assert refusal(files, tmp_path, allow_warnings=True) == ["error[placeholder-text]"]
