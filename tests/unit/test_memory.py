"""What is remembered from one build to the next, and what is made anew."""

from __future__ import annotations

import copy
import sys
import threading

import pytest

from reportgen.diagnostics import Failure, error
from reportgen.document import para, plain_text, rewrite, walk
from reportgen.files import Files, MemoryFiles
from reportgen.memory import ROUNDS, Later, Memory, known, known_all, later, read_again, same


class Counted:
    """A call that counts how often it is made."""

    def __init__(self) -> None:
        self.made = 0

    def __call__(self) -> list[int]:
        self.made += 1
        return [self.made]


def test_without_a_memory_every_call_is_made() -> None:
    call = Counted()
    assert [known("count", 1, (), call) for _ in range(2)] == [[1], [2]]


def test_a_call_with_the_same_values_is_made_once() -> None:
    memory, call = Memory(), Counted()
    for _ in range(3):
        with memory.open():
            assert known("count", ("a", 1), (), call) == [1]


def test_a_call_with_other_values_is_made_again() -> None:
    call = Counted()
    with Memory().open():
        assert [known("count", value, (), call) for value in ("a", "b", "a")] == [[1], [2], [1]]


def test_objects_are_told_apart_by_which_they_are() -> None:
    call = Counted()
    one, other = {"t": "Space"}, {"t": "Space"}
    with Memory().open():
        assert known("count", None, (one,), call) == [1]
        assert known("count", None, (other,), call) == [2]
        assert known("count", None, (one,), call) == [1]


def test_what_says_the_same_becomes_one_object() -> None:
    with Memory().open():
        assert same({"t": "Space"}) is same({"t": "Space"})


def test_a_sequence_of_later_is_made_once_and_when_it_is_looked_at() -> None:
    call = Counted()
    with Memory().open():
        made = later("count", "a", (), call)
        assert call.made == 0
        assert [*made, *later("count", "a", (), call)] == [1, 1]
    assert call.made == 1


def test_a_sequence_of_later_is_named_after_what_it_is_made_of() -> None:
    def named(value: str, *objects: object) -> str:
        with Memory().open():
            return later("call", value, objects, lambda: [1]).known_as

    with Memory().open():
        first = later("first", 1, (), lambda: [1])
    assert named("a", first) == named("a", first) != ""
    assert len({named("a"), named("b"), named("a", first), named("b", first)}) == 4
    assert named("a", []) == ""


def test_a_sequence_of_later_is_walked_as_a_list_is() -> None:
    blocks = [para("Some words."), para("More.")]
    made = Later(lambda: blocks)
    assert list(walk(made)) == list(walk(blocks))
    assert plain_text(made) == plain_text(blocks) == "Some words.More."
    assert rewrite(made, lambda _: None) == blocks
    assert copy.deepcopy(made) == blocks


def test_calls_of_two_names_are_two_calls() -> None:
    with Memory().open():
        assert known("first", 1, (), lambda: 1) != known("second", 1, (), lambda: 2)


@pytest.mark.parametrize("rounds", [1, ROUNDS])
def test_a_call_that_nobody_makes_for_some_rounds_is_forgotten(rounds: int) -> None:
    memory, call = Memory(rounds=rounds), Counted()
    with memory.open():
        known("count", 1, (), call)
    for _ in range(rounds + 1):
        with memory.open():
            pass
    assert not memory.kept


def test_a_round_that_fails_forgets_nothing() -> None:
    memory = Memory()
    with memory.open():
        known("count", 1, (), list)
    for _ in range(ROUNDS + 2):
        with pytest.raises(Failure), memory.open():
            raise Failure([error("bad-date", "no")])
    assert memory.kept


def test_what_only_failed_rounds_made_does_not_pile_up() -> None:
    memory = Memory()

    def fail(number: int) -> None:
        with memory.open():
            known("count", number, (), list)
            raise Failure([error("bad-date", "no")])

    for number in range(5):
        with pytest.raises(Failure):
            fail(number)
    assert [values for _, values, _ in memory.kept] == [4]


def test_a_call_that_fails_is_made_again() -> None:
    def fail() -> None:
        raise Failure([error("bad-date", "no")])

    memory = Memory()
    with pytest.raises(Failure), memory.open():
        known("fail", 1, (), fail)
    with memory.open():
        assert known("fail", 1, (), lambda: "mended") == "mended"


def test_of_many_calls_only_the_unknown_ones_are_made() -> None:
    asked: list[list[int]] = []

    def make(places: list[int]) -> list[int]:
        asked.append(places)
        return [10 * place for place in places]

    with Memory().open():
        assert known_all("many", [("a", ()), ("b", ())], make) == [0, 10]
        assert known_all("many", [("a", ()), ("c", ()), ("b", ())], make) == [0, 10, 10]
    assert asked == [[0, 1], [1]]


@pytest.mark.parametrize(
    "later",
    [
        {"source/a": "new", "source/b": "b"},
        {"source/b": "b"},
        {"source/a": "a", "source/b": "b", "source/c": "c"},
    ],
    ids=["another text", "a file that is gone", "a file that is new"],
)
def test_a_call_that_reads_is_made_again_when_what_it_looked_at_changed(
    later: dict[str, str],
) -> None:
    memory, call = Memory(), Counted()

    def read(files: Files) -> list[int]:
        for path in files.paths("source"):
            files.read(path)
        files.exists("source/c")
        return call()

    before = MemoryFiles({"source/a": "a", "source/b": "b"})
    for files, made in ((before, 1), (before, 1), (MemoryFiles(later), 2)):
        with memory.open():
            assert read_again("read", None, files, read) == [made]


def test_a_call_that_met_a_missing_file_is_made_again_once_it_is_there() -> None:
    memory = Memory()

    def read(files: Files) -> str:
        try:
            return files.read("source/a").decode()
        except Failure:
            return "missing"

    for files, said in ((MemoryFiles({}), "missing"), (MemoryFiles({"source/a": "a"}), "a")):
        with memory.open():
            assert read_again("read", None, files, read) == said


def test_another_thread_may_make_calls_while_a_round_ends() -> None:
    """The language server reads names for one question while it checks for another."""
    memory, over = Memory(), threading.Event()

    def ask() -> None:
        number = 0
        while not over.is_set():
            number += 1
            known("asked", number, (), list)

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    thread = threading.Thread(target=ask)
    try:
        with memory.open():
            thread.start()
            for _ in range(20):
                with memory.open():
                    for number in range(200):
                        known("made", number, (), list)
    finally:
        over.set()
        thread.join()
        sys.setswitchinterval(interval)
    assert memory.round == 21
