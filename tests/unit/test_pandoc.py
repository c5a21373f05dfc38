import importlib.metadata
import os
from pathlib import Path

import pytest

from reportgen import pandoc
from reportgen.archive import read_archive
from reportgen.diagnostics import Failure
from reportgen.document import para, plain_text
from reportgen.formats.docx import body, wml
from support.project import faults, project


def test_the_pandoc_of_the_package_runs_whatever_is_on_the_path(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    newer = tmp_path / "pandoc"
    newer.write_text("#!/bin/sh\necho pandoc 99.0\n", encoding="utf-8")
    newer.chmod(0o755)
    monkeypatch.setattr("pypandoc.__pandoc_path", None)
    monkeypatch.setattr("pypandoc.__version", None)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    # pypandoc_binary 1.17 brings pandoc 3.9.
    assert (importlib.metadata.version("pypandoc_binary"), pandoc.version()) == ("1.17", "3.9")


def test_what_the_user_keeps_for_pandoc_changes_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for folder in (".pandoc", ".local/share/pandoc"):
        (tmp_path / folder / "templates").mkdir(parents=True)
        (tmp_path / folder / "templates/default.html5").write_text("mine", encoding="utf-8")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / ".local/share"))
    written = pandoc.write([para("Tea")], "html5", arguments=["--standalone"])
    assert b"mine" not in written.value


def test_the_only_time_that_pandoc_knows_is_the_one_it_is_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    first = pandoc.write([para("Tea")], "docx", epoch=1_700_000_000)
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert pandoc.write([para("Tea")], "docx", epoch=1_700_000_000) == first


def test_prose_that_pandoc_reads_for_too_long_is_refused_at_its_section(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("reportgen.pandoc.LONGEST_READING", 0)
    found = {(d.code, d.span and d.span.path) for d in faults(project())}
    paths = ("source/sections/summary.md", "source/sections/trade.md")
    assert found == {("pandoc-took-too-long", path) for path in paths}


def test_a_pandoc_that_takes_too_long_is_ended(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    slow = tmp_path / "pandoc"
    slow.write_text(f"#!/bin/sh\necho $$ >{tmp_path}/pid\nexec sleep 600\n", encoding="utf-8")
    slow.chmod(0o755)
    monkeypatch.setattr("reportgen.pandoc._bundled", lambda: slow)
    monkeypatch.setattr("reportgen.pandoc.LONGEST_READING", 0.5)
    with pytest.raises(Failure, match="pandoc-took-too-long"):
        pandoc.read_markdown("Tea")
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text(encoding="utf-8")), 0)


def test_the_environment_is_left_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    pandoc.write([para("Tea")], "plain", epoch=5)
    assert os.environ["SOURCE_DATE_EPOCH"] == "1"


def test_files_are_handed_to_pandoc_by_name() -> None:
    image = {"t": "Image", "c": [["", [], []], [], ["figures/a.png", ""]]}
    written = pandoc.write(
        [para([image])],
        "html5",
        arguments=["--embed-resources", "--standalone", "--metadata=title:a"],
        files={"figures/a.png": b"\x89PNG\r\n\x1a\n"},
    )
    assert b"data:image/png;base64," in written.value


def test_an_image_that_is_not_handed_over_is_a_warning() -> None:
    image = {"t": "Image", "c": [["", [], []], [], ["figures/a.png", ""]]}
    written = pandoc.write([para([image])], "docx")
    assert [said.code for said in written.diagnostics] == ["pandoc-warning"]


def test_a_format_that_pandoc_does_not_have_is_a_failure() -> None:
    with pytest.raises(Failure, match="pandoc-failed"):
        pandoc.write([para("Tea")], "no-format")


def test_prose_cannot_read_files() -> None:
    blocks = pandoc.read_markdown("![a](/etc/passwd){alt=b}")
    assert "root:" not in plain_text(blocks)


TEXTS = [
    "\n\n# Tea\n\nA cup[^1] [@pot, p. 3] and `a b`.\n\n[^1]: Or two.\n",
    "- a\n- b\n\n```\nend", "", "$x^2$\u2028b\n\n\n", "\ufeffTea\n", "> Tea\n>> and more\n",
    "| a | b |\n|---|---|\n| 1 | 2 |\n\n: Cups\n", "<b>no</b> ![a](/etc/passwd)\n",
]  # fmt: skip


@pytest.mark.parametrize("positions", [False, True])
def test_texts_that_are_read_together_are_read_as_each_alone(positions: bool) -> None:  # noqa: FBT001 - a parameter of the test
    alone = [pandoc.read_markdown(text, positions=positions) for text in TEXTS]
    assert pandoc.read_all_markdown(TEXTS, positions=positions) == alone


def test_a_tab_is_counted_alike_in_texts_that_are_read_together() -> None:
    texts = ["$x\ty$ `a\tb` c\n", "\tcode\there\n", "- a\n\t- b\tc\n"]
    alone = [pandoc.read_markdown(text, positions=True) for text in texts]
    assert pandoc.read_all_markdown(texts, positions=True) == alone


def test_long_texts_are_read_in_two_halves_and_come_in_their_order() -> None:
    texts = [f"Cup {number}. " + "Tea. " * 4000 for number in range(5)]
    read = pandoc.read_all_markdown(texts)
    assert [plain_text(blocks)[:6] for blocks in read] == [f"Cup {n}." for n in range(5)]


SPACED = (
    "# A *small*  head { .a }\n\nTea , *very* hot `a  b`; “so it [says here](#a)” $x y$ .[^1]\n"
    "New line\\\nand   another\u00a0one\n\n| A b | c |\n|--|:-:|\n| d e  f | g |\n\n"
    "1. one two\n\nTerm one\n: its words\n\n[^1]: A note *of* two words.\n"
)


@pytest.mark.parametrize("to", ["docx", "epub3", "html5"])
def test_words_that_are_joined_are_written_as_words_apart_are(
    to: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def written() -> dict[str, bytes]:
        metadata = {"identifier": {"t": "MetaString", "c": "tea"}}
        data = pandoc.write(pandoc.read_markdown(SPACED), to, metadata=metadata).value
        files = {"": data} if to == "html5" else read_archive(data)
        for name in {"word/document.xml", "word/footnotes.xml"} & set(files):
            root = wml.parse(files[name])
            body.join_runs(root)
            files[name] = wml.serialise(root)
        return files

    joined = written()
    monkeypatch.setattr(pandoc, "_in_lines", lambda nodes: nodes)
    assert written() == joined
