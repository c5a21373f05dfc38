"""A style laid over another has the files of both, and its own where both have one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reportgen.diagnostics import Failure
from reportgen.files import MemoryFiles, OverlayFiles, Recorder, digest
from support.law import LAW

PATHS = st.sampled_from(["pdf.css", "epub.css", "labels/en.yaml", "templates/a.j2", "a/b/c"])
LAYERS = st.lists(st.dictionaries(PATHS, st.binary(max_size=3), max_size=4), min_size=1, max_size=4)
EVERY = ("pdf.css", "epub.css", "labels/en.yaml", "templates/a.j2", "a/b/c", "none")


def _laid(layers: list[dict[str, bytes]]) -> OverlayFiles:
    return OverlayFiles(
        (f"styles/{index}", MemoryFiles({f"styles/{index}/{p}": d for p, d in layer.items()}))
        for index, layer in enumerate(layers)
    )


def _read(files: OverlayFiles, path: str) -> bytes | None:
    try:
        return files.read(path)
    except Failure:
        return None


@LAW
@given(LAYERS)
def test_a_file_is_that_of_the_first_layer_that_has_it(layers: list[dict[str, bytes]]) -> None:
    files = _laid(layers)
    for path in EVERY:
        first = next((layer[path] for layer in layers if path in layer), None)
        assert _read(files, path) == first


@LAW
@given(LAYERS)
def test_what_can_be_read_exists_and_nothing_else_does(layers: list[dict[str, bytes]]) -> None:
    files = _laid(layers)
    assert [files.exists(path) for path in EVERY] == [_read(files, p) is not None for p in EVERY]


@LAW
@given(LAYERS)
def test_every_file_of_every_layer_is_listed_once(layers: list[dict[str, bytes]]) -> None:
    files = _laid(layers)
    top = sorted({path for layer in layers for path in layer if "/" not in path})
    assert list(files.paths(".")) == top


@LAW
@given(LAYERS)
def test_the_origin_of_a_file_is_where_it_is_read(layers: list[dict[str, bytes]]) -> None:
    files = _laid(layers)
    for path in EVERY:
        if files.exists(path):
            prefix = files.origin(path).removesuffix(f"/{path}")
            assert layers[int(prefix.removeprefix("styles/"))][path] == files.read(path)


@LAW
@given(st.dictionaries(PATHS, st.binary(max_size=3)), st.lists(PATHS))
def test_a_recorder_reads_what_is_there_and_knows_what_it_read(
    contents: dict[str, bytes], wanted: list[str]
) -> None:
    recorder = Recorder(MemoryFiles(contents))
    found = {path: recorder.read(path) for path in wanted if recorder.exists(path)}
    assert found == {path: contents[path] for path in found}
    assert recorder.reads == {path: digest(data) for path, data in found.items()}
