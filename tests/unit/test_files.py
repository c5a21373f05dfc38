import os
from pathlib import Path

import pytest

from reportgen.diagnostics import Failure
from reportgen.files import (
    DiskFiles,
    Files,
    MemoryFiles,
    OverlayFiles,
    PatchedFiles,
    Recorder,
    digest,
    write_whole,
)
from reportgen.files import disk as module

CONTENTS = {"source/a.yaml": "a: 1", "source/b.yaml": "b: 2", "source/deep/c.md": "c"}


@pytest.fixture(params=["disk", "memory"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> Files:
    """The same three files, once on the disk and once in memory."""
    if request.param == "memory":
        return MemoryFiles(CONTENTS)
    for path, text in CONTENTS.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    return DiskFiles(tmp_path)


def code_of(files: Files, path: str) -> str:
    """Return the code of the failure to read `path`."""
    with pytest.raises(Failure) as caught:
        files.read(path)
    (fault,) = caught.value.diagnostics
    return fault.code


# ------------------------------------------------------------ reading


def test_a_file_is_read_by_its_path(files: Files) -> None:
    assert files.read("source/deep/c.md") == b"c"


def test_a_file_that_is_not_there_is_missing(files: Files) -> None:
    assert code_of(files, "source/d.yaml") == "missing-file"


def test_the_place_of_a_missing_file_is_its_path(files: Files) -> None:
    with pytest.raises(Failure) as caught:
        files.read("source/d.yaml")
    span = caught.value.diagnostics[0].span
    assert span is not None
    assert span.path == "source/d.yaml"


@pytest.mark.parametrize(
    "path",
    ["", "/etc/passwd", "..", "../a", "source/../../a", "source/..", "C:/a", "c:a", "a\0b",
     "\\\\host\\share", "..\\a", "//host/a"],
)  # fmt: skip
def test_a_path_that_leads_out_of_the_project_is_refused(files: Files, path: str) -> None:
    assert code_of(files, path) == "path-outside-project"


@pytest.mark.parametrize("path", ["..", "/etc/passwd", "a\0b", "", "source/d.yaml", "source/deep"])
def test_what_cannot_be_read_does_not_exist(files: Files, path: str) -> None:
    assert not files.exists(path)


def test_what_can_be_read_exists(files: Files) -> None:
    assert files.exists("source/a.yaml")


def test_a_folder_lists_its_own_files_in_order(files: Files) -> None:
    assert files.paths("source") == ("source/a.yaml", "source/b.yaml")


def test_a_folder_that_is_not_there_lists_nothing(files: Files) -> None:
    assert files.paths("sources") == ()


def test_a_folder_on_the_disk_does_not_list_hidden_files(tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "source/.hidden.yaml").write_text("x", encoding="utf-8")
    assert DiskFiles(tmp_path).paths("source") == ()


def test_a_link_out_of_the_project_is_listed_and_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text("x", encoding="utf-8")
    (tmp_path / "project/source").mkdir(parents=True)
    (tmp_path / "project/source/a.yaml").symlink_to(tmp_path / "secret.yaml")
    files = DiskFiles(tmp_path / "project")
    assert files.paths("source") == ("source/a.yaml",)
    assert code_of(files, "source/a.yaml") == "path-outside-project"


def test_a_project_may_itself_be_reached_by_a_link(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    (tmp_path / "project/a.yaml").write_text("x", encoding="utf-8")
    (tmp_path / "link").symlink_to(tmp_path / "project")
    assert DiskFiles(tmp_path / "link").read("a.yaml") == b"x"


def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.yaml")
    assert code_of(DiskFiles(tmp_path), "a.yaml") == "not-a-file"


def test_a_file_may_be_as_large_as_the_limit_and_no_larger(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LARGEST_FILE", 3)
    (tmp_path / "three").write_bytes(b"abc")
    (tmp_path / "four").write_bytes(b"abcd")
    files = DiskFiles(tmp_path)
    assert files.read("three") == b"abc"
    assert code_of(files, "four") == "file-too-large"


# ------------------------------------------------------------ layers


@pytest.fixture
def layers() -> OverlayFiles:
    top = MemoryFiles({"styles/house/pdf.css": "house", "styles/house/new.css": "new"})
    base = MemoryFiles({"plain/pdf.css": "plain", "plain/epub.css": "epub"})
    return OverlayFiles([("styles/house", top), ("plain", base)])


def test_the_first_layer_that_has_a_file_wins(layers: OverlayFiles) -> None:
    assert layers.read("pdf.css") == b"house"


def test_a_lower_layer_gives_what_the_upper_ones_lack(layers: OverlayFiles) -> None:
    assert layers.read("epub.css") == b"epub"


def test_layers_list_the_files_of_all_once(layers: OverlayFiles) -> None:
    assert layers.paths(".") == ("epub.css", "new.css", "pdf.css")


def test_the_origin_of_a_file_is_a_path_that_an_editor_knows(layers: OverlayFiles) -> None:
    assert [layers.origin(p) for p in ("pdf.css", "epub.css", "none.css")] == [
        "styles/house/pdf.css",
        "plain/epub.css",
        "styles/house/none.css",
    ]


def test_a_file_that_no_layer_has_is_missing_from_the_first(layers: OverlayFiles) -> None:
    with pytest.raises(Failure, match=r"styles/house/none\.css"):
        layers.read("none.css")


# ------------------------------------------------------------ recording


def test_patched_files_have_what_is_new_and_what_was_there() -> None:
    below = MemoryFiles({"a/old.md": "old", "a/kept.md": "kept"})
    patched = PatchedFiles(below, {"a/old.md": b"changed", "a/new.md": b"new", "b/far.md": b""})
    assert patched.paths("a") == ("a/kept.md", "a/new.md", "a/old.md")
    assert [patched.read(path) for path in patched.paths("a")] == [b"kept", b"new", b"changed"]
    assert [patched.exists(path) for path in ("b/far.md", "a/none.md")] == [True, False]


def test_a_recorder_remembers_the_digest_of_what_was_read() -> None:
    recorder = Recorder(MemoryFiles(CONTENTS))
    recorder.read("source/a.yaml")
    assert recorder.reads == {"source/a.yaml": digest(b"a: 1")}


def test_a_recorder_remembers_nothing_of_what_was_only_looked_for() -> None:
    recorder = Recorder(MemoryFiles(CONTENTS))
    assert recorder.exists("source/a.yaml")
    assert recorder.paths("source") == ("source/a.yaml", "source/b.yaml")
    assert recorder.reads == {}


def test_a_digest_is_sha_256_in_hexadecimal() -> None:
    assert digest(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


# ------------------------------------------------------------ writing


def listing(folder: Path) -> dict[str, bytes]:
    """Return the bytes of everything below `folder`."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_files_are_written_below_a_folder_that_is_made_for_them(tmp_path: Path) -> None:
    write_whole(tmp_path / "build", {"a.pdf": b"a", "deep/b.csv": b"b"})
    assert listing(tmp_path / "build") == {"a.pdf": b"a", "deep/b.csv": b"b"}


def test_files_that_were_there_are_replaced_and_others_stay(tmp_path: Path) -> None:
    write_whole(tmp_path, {"a.pdf": b"old", "b.pdf": b"old"})
    write_whole(tmp_path, {"a.pdf": b"new"})
    assert listing(tmp_path) == {"a.pdf": b"new", "b.pdf": b"old"}


def test_written_files_can_be_read_by_everyone(tmp_path: Path) -> None:
    write_whole(tmp_path, {"a.pdf": b"a"})
    assert (tmp_path / "a.pdf").stat().st_mode & 0o777 == 0o644


def test_a_file_that_was_there_keeps_its_mode(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"old")
    (tmp_path / "a.md").chmod(0o600)
    write_whole(tmp_path, {"a.md": b"new"})
    assert (tmp_path / "a.md").stat().st_mode & 0o777 == 0o600


def test_a_link_inside_the_folder_stays_one(tmp_path: Path) -> None:
    write_whole(tmp_path, {"shared/a.md": b"old"})
    (tmp_path / "a.md").symlink_to("shared/a.md")
    write_whole(tmp_path, {"a.md": b"new"})
    assert (tmp_path / "a.md").is_symlink()
    assert (tmp_path / "shared/a.md").read_bytes() == b"new"


def test_a_pipe_is_not_written_over(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.md")
    with pytest.raises(Failure, match=r"cannot-write.*pipe"):
        write_whole(tmp_path, {"b.md": b"new", "a.md": b"new"})
    assert (tmp_path / "a.md").is_fifo()
    assert [path.name for path in tmp_path.iterdir()] == ["a.md"]


def test_nothing_is_written_through_a_link_that_leaves_the_folder(tmp_path: Path) -> None:
    (tmp_path / "outside").write_bytes(b"old")
    (tmp_path / "build").mkdir()
    (tmp_path / "build/a.pdf").symlink_to(tmp_path / "outside")
    write_whole(tmp_path / "build", {"a.pdf": b"new"})
    assert (tmp_path / "outside").read_bytes() == b"old"
    assert (tmp_path / "build/a.pdf").read_bytes() == b"new"


def test_nothing_is_written_when_one_file_cannot_be(tmp_path: Path) -> None:
    write_whole(tmp_path, {"a.pdf": b"old"})
    (tmp_path / "b.pdf").mkdir()
    with pytest.raises(Failure, match="cannot-write"):
        write_whole(tmp_path, {"a.pdf": b"new", "b.pdf": b"new", "c.pdf": b"new"})
    assert listing(tmp_path) == {"a.pdf": b"old"}


def test_nothing_is_left_behind_when_the_disk_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    write_whole(tmp_path, {"a.pdf": b"old"})
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Failure, match="No space left on device"):
        write_whole(tmp_path, {"a.pdf": b"new"})
    assert listing(tmp_path) == {"a.pdf": b"old"}


def test_nothing_is_left_behind_when_writing_is_interrupted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_handle: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_whole(tmp_path, {"a.pdf": b"new"})
    assert listing(tmp_path) == {}


def test_a_file_in_the_place_of_the_folder_is_reported(tmp_path: Path) -> None:
    (tmp_path / "build").write_text("x", encoding="utf-8")
    with pytest.raises(Failure, match="cannot-write"):
        write_whole(tmp_path / "build", {"a.pdf": b"a"})
