"""Results on disk: found when nothing that they follow from changed, and never in the way."""

from __future__ import annotations

import itertools
import os
import random
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from fsspec import register_implementation
from fsspec.asyn import AsyncFileSystem

from reportgen import build, cache, pandoc
from reportgen.cache import Cache, FolderStore, open_cache, seconds_before
from reportgen.cache.engine import engine_digest
from reportgen.cache.remote import RemoteStore
from reportgen.cache.store import unwrapped, wrapped
from reportgen.cli import main
from reportgen.cli.reporting import Reporting
from reportgen.diagnostics import Diagnostic, Edit, Failure, Note, Outcome, Span, error, warning
from reportgen.edition import Layout
from reportgen.files import Files
from reportgen.memory import (
    BYTES,
    DIAGNOSTICS,
    JSON,
    OUTCOME,
    TEXT,
    Memory,
    known,
    known_all,
    later,
)
from reportgen.placeholders import placeholders
from reportgen.workers import crew
from support.project import MINIMAL, project, replaced

ROOMY = 1_000_000


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "cache", ROOMY)


class Counted:
    """Calls that count how often they are made, each in a memory of its own."""

    def __init__(self, store: FolderStore, engine: str = "one", *, verifying: bool = False) -> None:
        self.cache = Cache(store, engine, verifying=verifying)
        self.made: list[str] = []

    def __call__(self, value: str, answer: str = "answer") -> str:
        def make() -> str:
            self.made.append(value)
            return answer

        with Memory(self.cache).open():
            return known("call", value, (), make, TEXT)


def test_a_result_is_found_by_the_next_process(store: FolderStore) -> None:
    Counted(store)("value")
    later = Counted(store)
    assert later("value") == "answer"
    assert later.made == []


@pytest.mark.parametrize(("value", "engine"), [("other", "one"), ("value", "two")])
def test_another_value_or_another_engine_is_another_call(
    store: FolderStore, value: str, engine: str
) -> None:
    Counted(store)("value")
    later = Counted(store, engine)
    later(value)
    assert later.made == [value]


def test_of_several_calls_only_those_that_lack_are_made(store: FolderStore) -> None:
    Counted(store)("b")
    asked: list[list[int]] = []

    def make(places: list[int]) -> list[str]:
        asked.append(places)
        return [f"made {place}" for place in places]

    with Memory(Cache(store, "one")).open():
        calls = [(value, ()) for value in "abc"]
        assert known_all("call", calls, make, TEXT) == ["made 0", "answer", "made 2"]
    assert asked == [[0, 2]]


def test_a_call_with_objects_is_not_kept_on_disk(store: FolderStore) -> None:
    with Memory(Cache(store, "one")).open():
        known("call", "value", ([],), lambda: "answer", TEXT)
    assert not list(store.entries())


def test_a_call_with_objects_that_have_names_is_kept_on_disk(store: FolderStore) -> None:
    def look() -> list[str]:
        pytest.fail("nobody looks at them")

    def answered(blocks: str, answer: str) -> str:
        with Memory(Cache(store, "one")).open():
            made = later("blocks", blocks, (), look)
            return known("call", "value", (made,), lambda: answer, TEXT)

    assert answered("a", "first") == answered("a", "second") == "first"
    assert answered("b", "second") == "second"


def _cut(data: bytes) -> bytes:
    return data[:-1]


def _turned(data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1])


@pytest.mark.parametrize("spoil", [_cut, _turned, lambda _: b"", lambda data: data[20:]])
def test_what_is_not_whole_is_made_anew(
    store: FolderStore, spoil: Callable[[bytes], bytes]
) -> None:
    Counted(store)("value")
    ((path, _),) = store.entries()
    path.write_bytes(spoil(path.read_bytes()))
    later = Counted(store)
    assert (later("value"), later.made) == ("answer", ["value"])


def test_an_entry_under_the_name_of_another_is_made_anew(store: FolderStore) -> None:
    counted = Counted(store)
    counted("other", "its answer")
    ((other, _),) = store.entries()
    counted("value")
    (path,) = (path for path, _ in store.entries() if path != other)
    shutil.copy(other, path)
    later = Counted(store)
    assert (later("value"), later.made) == ("answer", ["value"])


def test_what_ended_in_a_fault_is_tried_again(store: FolderStore) -> None:
    said = iter([(error("layout-fault", "memory ran out"),), ()])

    def make() -> Outcome[bytes]:
        return Outcome(b"bytes", next(said))

    def ask() -> Outcome[bytes]:
        with Memory(Cache(store, "one"), lasting=False).open():
            return known("call", "value", (), make, OUTCOME)

    assert [len(ask().diagnostics) for _ in range(3)] == [1, 0, 0]


def test_verifying_makes_what_is_found_again(store: FolderStore) -> None:
    Counted(store)("value")
    later = Counted(store, verifying=True)
    assert (later("value"), later.made) == ("answer", ["value"])


def test_verifying_fails_where_the_cache_has_something_else(store: FolderStore) -> None:
    Counted(store)("value", "stale")
    with pytest.raises(Failure, match=r"cache-differs: .*`call`"):
        Counted(store, verifying=True)("value", "true")


def test_a_folder_that_cannot_be_written_breaks_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    counted = Counted(FolderStore(tmp_path / "file", ROOMY))
    assert counted("value") == "answer"
    counted.cache.close()
    assert [fault.code for fault in counted.cache.faults] == ["cache-unwritable"]


def test_what_was_used_least_recently_goes_first(store: FolderStore) -> None:
    for number, value in enumerate(("old", "used", "new")):
        store.put(f"{number:02}{value}", os.urandom(1000))
    for age, (path, _) in enumerate(sorted(store.entries())):
        os.utime(path, (1_000_000 + age, 1_000_000 + age))
    assert store.get("00old") is not None  # which makes it the newest
    assert store.prune(3_000) > 0
    assert [store.get(key) is not None for key in ("00old", "01used", "02new")] == [
        True, False, True,
    ]  # fmt: skip


def test_a_store_is_pruned_when_much_was_put(tmp_path: Path) -> None:
    small = FolderStore(tmp_path, 10_000)
    for number in range(20):
        small.put(f"{number:02}", os.urandom(1000))
    small.close()
    assert sum(state.st_size for _, state in small.entries()) <= 10_000


def test_a_store_is_pruned_though_the_clock_was_set_back(tmp_path: Path) -> None:
    small = FolderStore(tmp_path / "cache", 100_000)
    small.put("00first", os.urandom(101_000))
    (small.folder / "pruned").touch()
    os.utime(small.folder / "pruned", (time.time() + 100_000,) * 2)
    later = FolderStore(tmp_path / "cache", 100_000)
    later.put("00second", b"little")
    later.close()
    assert sum(state.st_size for _, state in later.entries()) < 100_000


def test_an_interruption_leaves_no_half_of_an_entry(
    store: FolderStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("reportgen.cache.store.os.replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        store.put("00key", b"data")
    assert not list(store.folder.glob(".new-*"))


def test_what_a_killed_process_began_is_swept_away(store: FolderStore) -> None:
    store.put("00key", b"data")
    left = store.folder / ".new-left"
    left.write_bytes(b"half")
    os.utime(left, (0, 0))
    store.prune()
    assert not left.exists()


def test_two_processes_at_once_read_and_prune_one_store(store: FolderStore) -> None:
    faults: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for turn in range(30):
                store.put(f"{turn:02}", b"x" * turn)
                assert store.get(f"{turn:02}") in {None, b"x" * turn}
                if turn % 10 == number:
                    store.prune(0)
        except BaseException as fault:  # noqa: BLE001 - told by the test
            faults.append(fault)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults


@pytest.fixture
def bucket(tmp_path: Path) -> Iterator[RemoteStore]:
    remote = RemoteStore(f"file://{tmp_path}/bucket")
    yield remote
    remote.close()


def test_another_machine_finds_results_in_the_shared_store(
    tmp_path: Path, bucket: RemoteStore
) -> None:
    here, there = (FolderStore(tmp_path / name, ROOMY) for name in ("here", "there"))
    first = Cache(here, "one", bucket)
    assert first.made("call", "value", lambda: b"answer", BYTES) == b"answer"
    bucket.close()
    second = Cache(there, "one", RemoteStore(bucket.address))
    assert second.made("call", "value", lambda: b"made anew", BYTES) == b"answer"
    assert second.counts["call"].found == 1


class _Asynchronous(AsyncFileSystem):  # type: ignore[misc]
    """A file system with a thread of its own, as those of the clouds have."""

    protocol = "asynchronous"

    async def _cat_file(self, path: str, **_: Any) -> bytes:
        return Path(path).read_bytes()  # noqa: ASYNC240 - a disk is quick

    async def _pipe_file(self, path: str, value: bytes, **_: Any) -> None:
        Path(path).write_bytes(value)  # noqa: ASYNC240 - as above

    async def _makedirs(self, path: str, **_: Any) -> None:
        Path(path).mkdir(parents=True, exist_ok=True)  # noqa: ASYNC240 - as above


def test_a_fork_finds_and_keeps_in_a_store_that_has_a_thread(tmp_path: Path) -> None:
    register_implementation("asynchronous", _Asynchronous, clobber=True)
    store = RemoteStore(f"asynchronous://{tmp_path}")
    store.put("aa" * 32, b"of the parent")
    store.flush()

    def forked() -> bytes:
        store.put("bb" * 32, b"of the fork")
        return store.get("aa" * 32) or store.fault.encode()

    with crew() as workers:
        assert workers.begin(forked).result() == b"of the parent"
    assert store.get("bb" * 32) == b"of the fork"


def test_what_is_at_fault_is_not_kept() -> None:
    assert DIAGNOSTICS.keeps((warning("other", "words"),))
    assert not DIAGNOSTICS.keeps((FAULT,))


def test_a_shared_store_that_is_not_there_breaks_nothing(store: FolderStore) -> None:
    lost = Cache(store, "one", RemoteStore("file:///dev/null/bucket"))
    assert lost.made("call", "value", lambda: b"answer", BYTES) == b"answer"
    lost.close()
    assert [fault.code for fault in lost.faults] == ["cache-unreachable"]


def test_the_engine_follows_from_the_packages_that_are_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = engine_digest()
    (tmp_path / "other-1.0.dist-info").mkdir()
    monkeypatch.syspath_prepend(str(tmp_path))
    assert engine_digest() != before


def test_the_engine_follows_from_our_own_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reportgen.cache.engine.BUNDLED", tmp_path)
    (tmp_path / "code.py").write_text("one")
    notes = tmp_path.parent / f"{tmp_path.name}-notes"
    before = engine_digest(notes)
    assert engine_digest(notes) == engine_digest() == before
    (tmp_path / "code.py").write_text("another")
    assert engine_digest(notes) == engine_digest() != before


FAULT = error(
    "code", "message", Span.at("a.md", 2, 3), help="help", notes=[Note("note", Span.at("b.md"))]
)
FAULT = type(FAULT)(**{**FAULT.__dict__, "edits": (Edit(Span.at("a.md"), "text"),)})


def test_what_is_kept_comes_back_as_it_was() -> None:
    outcome = Outcome(b"\n{}\n", (FAULT, warning("other", "words")))
    assert OUTCOME.unpack(OUTCOME.pack(outcome)) == outcome
    layout = Layout(b"\n%PDF", {"a": "iv"}, (("b", "1"),), frozenset({"c"}))
    laid = Outcome(layout, (FAULT,))
    assert build.LAYOUT.unpack(build.LAYOUT.pack(laid)) == laid
    assert TEXT.unpack(TEXT.pack("\ud800 ü")) == "\ud800 ü"
    assert JSON.unpack(JSON.pack([{"t": "Str"}])) == [{"t": "Str"}]
    assert unwrapped("key", wrapped("key", b"data")) == b"data"


def test_what_cannot_be_packed_is_kept_as_it_is() -> None:
    words, packed = b"words " * 9999, random.Random(1).randbytes(50_000)  # noqa: S311 - any bytes
    assert len(wrapped("key", words)) < len(words) / 10
    assert len(wrapped("key", packed)) < len(packed) + 100
    for data in (b"", words, packed, words + packed):
        assert unwrapped("key", wrapped("key", data)) == data
        assert unwrapped("key", wrapped("key", data)[:-1]) is None


def test_pandoc_is_not_run_for_what_it_read_before(
    store: FolderStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Memory(Cache(store, "one")).open():
        read = pandoc.read_markdown("Some *words*.", positions=True)
    monkeypatch.setattr(pandoc, "_convert", None)
    with Memory(Cache(store, "one")).open():
        assert pandoc.read_markdown("Some *words*.", positions=True) == read


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("REPORTGEN_CACHE", str(tmp_path / "cache"))
    for path, text in MINIMAL.items():
        (tmp_path / "report" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "report" / path).write_text(text, encoding="utf-8")
    return tmp_path / "report"


def _build(folder: Path, *options: str) -> Mapping[str, bytes]:
    result = CliRunner().invoke(main, ["build", str(folder), "-f", "html", *options])
    assert result.exit_code == 0, result.output
    return {path.name: path.read_bytes() for path in (folder / "build").iterdir()}


def test_nothing_changed_needs_no_engine(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = _build(folder)
    monkeypatch.setattr(build, "build", None)
    shutil.rmtree(folder / "build")
    assert _build(folder) == made


def test_what_the_cache_gives_is_what_is_made_anew(folder: Path) -> None:
    made = _build(folder)
    assert _build(folder, "--no-cache") == _build(folder, "--verify-cache") == made


def test_a_changed_file_is_seen(folder: Path) -> None:
    before = _build(folder)
    section = next((folder / "source" / "sections").glob("*.md"))
    section.write_text(section.read_text() + "\nOne more paragraph.\n")
    assert _build(folder) != before


def test_a_file_that_is_saved_while_a_build_runs_is_seen_by_the_next(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    section = next((folder / "source" / "sections").glob("*.md"))
    text = section.read_text(encoding="utf-8")

    def saved_meanwhile(files: Files) -> list[Diagnostic]:
        section.write_text(f"{text}\nOne more paragraph.\n", encoding="utf-8")
        return [*placeholders(files)]

    monkeypatch.setattr(build, "placeholders", saved_meanwhile)
    _build(folder)
    monkeypatch.undo()
    monkeypatch.setenv("REPORTGEN_CACHE", str(folder.parent / "cache"))
    assert any(b"One more paragraph" in data for data in _build(folder).values())


def test_a_new_file_in_a_folder_that_was_looked_through_is_seen(folder: Path) -> None:
    _build(folder)
    (folder / "source" / "sections" / "unlisted.md").write_text("---\ntitle: T\n---\n\nText.\n")
    result = CliRunner().invoke(main, ["build", str(folder), "-f", "html"])
    assert "unlisted-section" in result.output


def test_warnings_are_said_again(folder: Path) -> None:
    (folder / "source" / "sections" / "unlisted.md").write_text("---\ntitle: T\n---\n\nText.\n")
    said = [CliRunner().invoke(main, ["build", str(folder), "-f", "html"]) for _ in range(2)]
    assert said[0].exit_code == said[1].exit_code
    assert "unlisted-section" in said[1].output


def test_an_artifact_that_is_as_it_would_be_written_is_left_alone(folder: Path) -> None:
    _build(folder)
    (page,) = (folder / "build").iterdir()
    os.utime(page, (1_000, 1_000))
    _build(folder)
    assert page.stat().st_mtime == 1_000


def test_the_cache_can_be_turned_off(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPORTGEN_CACHE", cache.OFF)
    assert open_cache() is None
    _build(folder)
    assert not (folder.parent / "cache").exists()


def test_the_command_tells_of_the_cache_and_clears_it(folder: Path) -> None:
    _build(folder)
    told = CliRunner().invoke(main, ["cache"]).output
    assert str(folder.parent / "cache") in told
    cleared = CliRunner().invoke(main, ["cache", "--clear"])
    assert "0 results" in cleared.output


@pytest.mark.parametrize(
    ("written", "bytes_"),
    [
        ("500M", 500_000_000),
        ("2GB", 2 * 10**9),
        ("7", 7),
        ("lots", 10**9),
        ("1.5 g", 15 * 10**8),
        ("2GiB", 2 * 2**30),
        ("-1", 10**9),
    ],
)
def test_the_limit_is_read_as_people_write_it(
    written: str, bytes_: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REPORTGEN_CACHE_SIZE", written)
    assert cache.default_limit() == bytes_


def test_a_size_that_is_none_is_said(store: FolderStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPORTGEN_CACHE_SIZE", "-1")
    monkeypatch.setenv("REPORTGEN_CACHE", str(store.folder))
    opened = open_cache()
    assert opened is not None
    opened.close()
    assert [fault.code for fault in opened.faults] == ["cache-setting"]


@pytest.mark.parametrize("named", ["OFF", "~nobody-of-that-name/cache"])
def test_off_in_capitals_and_a_home_of_nobody_are_no_folder(
    monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    monkeypatch.setenv("REPORTGEN_CACHE", named)
    assert open_cache() is None


@pytest.mark.parametrize("address", ["s3://key:secret@bucket/x", "az://bucket?sig=secret&x=/y"])
def test_no_message_shows_the_secrets_of_an_address(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REPORTGEN_CACHE", str(tmp_path))
    for package in ("s3fs", "adlfs"):
        monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(Failure, match="missing-extra") as caught:
        RemoteStore(address)
    monkeypatch.setenv("REPORTGEN_CACHE_REMOTE", address)
    told = CliRunner().invoke(main, ["cache"]).output
    assert "secret" not in f"{caught.value}{told}"
    assert "bucket" in told


def test_a_build_in_memory_is_not_mistaken_for_another(store: FolderStore) -> None:
    with Memory(Cache(store, "one"), lasting=False).open():
        first = build.build(project(), ["html"])
        other = replaced("source/report.yaml", "title: A small", "title: Another small")
        second = build.build(project(other), ["html"])
    assert first.artifacts != second.artifacts


def test_the_progress_line_tells_how_long_it_is_still_likely_to_take(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _build(folder)
    opened = open_cache()
    assert opened is not None
    asked = (str(folder.resolve()), ("html",), False, False)
    assert {"read", "compose", "html"} <= set(seconds_before(opened, asked))
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    clock = itertools.count()
    monkeypatch.setattr("reportgen.cli.reporting.time.monotonic", lambda: float(next(clock)))
    with Reporting().progress({"pdf": 30.0, "docx": 5.0}) as progress:
        progress("pdf")
    assert "Laying out the PDF ... 1 s, about 34 s left" in capsys.readouterr().err


def test_an_address_that_needs_another_package_is_said_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "s3fs", None)
    with pytest.raises(Failure, match=r"missing-extra: the address `s3://bucket` .* s3fs"):
        RemoteStore("s3://bucket")


def test_a_user_without_a_home_has_no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("REPORTGEN_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", "")
    folder = cache.default_folder()
    assert folder is None or folder.is_absolute()
