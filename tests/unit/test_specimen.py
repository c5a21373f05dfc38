"""The preview says what it could not draw, and shows all else."""

from __future__ import annotations

import builtins
import io
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from PIL import Image

from reportgen import specimen as drawing
from reportgen.archive import read_archive
from reportgen.build import Build
from reportgen.cli import main
from reportgen.diagnostics import Severity
from reportgen.edition import Artifact
from reportgen.files import MemoryFiles
from reportgen.specimen import pictures
from reportgen.specimen.page import Column, page
from reportgen.specimen.pictures import Shown, Unseen
from reportgen.style import load_style, named_style
from support.project import project


def run(*words: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, ["style", *words], standalone_mode=False)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return int(result.return_value or 0), result.stdout, result.stderr


def picture() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (3, 4), "#ffffff").save(buffer, "PNG")
    return buffer.getvalue()


@pytest.fixture
def nothing_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reportgen.specimen.pictures.shutil.which", lambda _name: None)
    found = builtins.__import__

    def without_pdfium(name: str, *rest: Any, **named: Any) -> Any:
        if name == "pypdfium2":
            raise ImportError(name)
        return found(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", without_pdfium)


@pytest.mark.usefixtures("nothing_installed")
def test_what_no_program_can_draw_is_said_on_the_page_and_as_a_warning(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = tuple(Artifact(f"specimen.{kind}", b"x") for kind in ("pdf", "docx", "epub", "html"))

    def build(*_: Any, **__: Any) -> Build:
        return Build(None, made, (), {})  # type: ignore[arg-type]

    monkeypatch.setattr("reportgen.specimen.build.build", build)
    outcome = drawing.draw(MemoryFiles({}), "plain")
    assert [(d.code, d.severity) for d in outcome.diagnostics] == [
        (code, Severity.WARNING) for code in ("missing-extra", *("missing-program",) * 3)
    ]
    assert all(d.help for d in outcome.diagnostics)
    for diagnostic in outcome.diagnostics:
        assert diagnostic.message in outcome.value.decode()


def test_a_program_that_fails_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "BROWSERS", ("false",))
    with pytest.raises(Unseen) as caught:
        pictures.web_pictures(b"<p>x</p>", tmp_path)
    assert caught.value.diagnostic.code == "picture-failed"


def test_the_page_holds_all_that_it_shows() -> None:
    tokens = load_style(MemoryFiles({}), "library", "en-GB").tokens
    column = Column("PDF", (Shown("Page 1", picture()),), "")
    made = page("library", tokens, [column]).decode()
    assert 'alt="PDF: Page 1"' in made
    assert "http" not in made
    assert "<script" not in made
    assert made.count("<li style") > 40


def test_the_style_of_a_project_is_that_of_its_report() -> None:
    assert named_style(project()) == "plain"
    assert named_style(MemoryFiles({})) == "plain"
    assert named_style(MemoryFiles({"source/report.yaml": "style: house\n"})) == "house"


def test_the_list_names_each_style_and_where_it_comes_from(tmp_path: Path) -> None:
    (tmp_path / "styles" / "house").mkdir(parents=True)
    (tmp_path / "styles" / "house" / "style.yaml").write_text(
        "# Ours alone. No other.\nextends: library\n"
    )
    code, said, _ = run("list", str(tmp_path))
    assert code == 0
    lines = [line.split(maxsplit=2) for line in said.splitlines()]
    assert [line[0] for line in lines] == ["house", "plain", "institute", "library"]
    assert lines[0][2] == "Ours alone."
    assert lines[1][1] == "bundled"


def test_the_reference_document_is_written(tmp_path: Path) -> None:
    target = tmp_path / "out" / "reference.docx"
    code, said, _ = run(
        "docx-template", str(tmp_path), "--style", "library", "--output", str(target)
    )
    assert code == 0
    assert "library" in said
    assert "word/styles.xml" in read_archive(target.read_bytes())


def test_a_style_that_is_not_there_is_a_wrong_use(tmp_path: Path) -> None:
    result = CliRunner().invoke(
        main, ["style", "preview", str(tmp_path), "-s", "libary", "-o", "x.html"]
    )
    assert result.exit_code == 2
    assert "did you mean `library`?" in result.stderr
