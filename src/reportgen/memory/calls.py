"""Calls and what they gave: in this process, on a shelf for the next, and not made before need."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar, overload

from reportgen.files import Files
from reportgen.fingerprint import fingerprint
from reportgen.memory.codecs import Codec
from reportgen.memory.watching import Watched, still_so

__all__ = [
    "ROUNDS", "Later", "Memory", "Shelf", "known", "known_all", "later", "read_again", "said",
    "same",
]  # fmt: skip

T = TypeVar("T")

_Key = tuple[str, Hashable, tuple[int, ...]]

ROUNDS = 6
"""Finished rounds for which a call that nobody makes is kept: an undone change is not new."""


class Shelf(Protocol):
    """Where results are kept from one process to the next."""

    def made(self, call: str, values: Hashable, make: Callable[[], T], codec: Codec[T]) -> T:
        """Return what is kept of a call, or what `make` gives, which is kept from then on."""

    def made_all(
        self,
        call: str,
        asked: Sequence[Hashable],
        make: Callable[[list[int]], Sequence[T]],
        codec: Codec[T],
    ) -> list[T]:
        """Return what is kept of several calls; `make` is given the places of those that lack."""


@dataclass
class _Kept:
    """What a call gave; holding its objects keeps their identities from being used again.

    `used` is the run in which it was last asked for, `round` the last finished one, -1 if none.
    """

    objects: tuple[object, ...]
    result: Any
    used: int
    round: int = -1


@dataclass
class Memory:
    """What a process remembers from one build to the next.

    One build at a time opens it; other threads may make calls meanwhile, which it remembers too.
    """

    shelf: Shelf | None = None
    lasting: bool = True
    """Whether there are more builds to come in this process: without one, the shelf is enough."""
    rounds: int = ROUNDS
    """As `ROUNDS` tells; one where each build is of another report than the one before."""
    kept: dict[_Key, _Kept] = field(default_factory=dict)
    run: int = 0
    round: int = 0
    _changing: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @contextmanager
    def open(self) -> Iterator[Memory]:
        """Remember calls while the block runs.

        A run that finishes forgets what has not been used for some rounds. One that fails forgets
        what only failed runs before it have made, so that a fault that stays costs no more.
        """
        global _open  # noqa: PLW0603 - one build at a time; threads of that build share it
        before, _open = _open, self
        self.run += 1
        try:
            yield self
            self.round += 1
            with self._changing:
                for kept in self.kept.values():
                    kept.round = self.round if kept.used == self.run else kept.round
            self._forget(lambda kept: kept.round < max(self.round - self.rounds, 0))
        except BaseException:
            self._forget(lambda kept: kept.round < 0 and kept.used != self.run)
            raise
        finally:
            _open = before

    def _forget(self, useless: Callable[[_Kept], bool]) -> None:
        with self._changing:
            self.kept = {key: kept for key, kept in self.kept.items() if not useless(kept)}

    def recall(self, key: _Key) -> _Kept | None:
        """Return what is kept under a key, and note that it is in use."""
        found = self.kept.get(key)
        if found is not None:
            found.used = self.run
        return found

    def keep(self, key: _Key, objects: tuple[object, ...], result: Any) -> None:
        """Keep what a call gave."""
        if not self.lasting:
            return
        with self._changing:
            self.kept[key] = _Kept(objects, result, self.run)


_open: Memory | None = None


class Later(Sequence[T]):
    """A sequence that is made when someone looks at it, and only once.

    `known_as` says what it is made from, the same in every process; it is empty if nobody knows.
    """

    __slots__ = ("_made", "_make", "known_as")

    def __init__(self, make: Callable[[], Sequence[T]], known_as: str = "") -> None:
        """Make it by `make`, later."""
        self._make: Callable[[], Sequence[T]] | None = make
        self._made: Sequence[T] = ()
        self.known_as = known_as

    def made(self) -> Sequence[T]:
        """Return what is in it."""
        make = self._make
        if make is not None:
            self._made = make()
            # Of what it was made, nothing need be held any longer.
            self._make = None
        return self._made

    def __len__(self) -> int:
        return len(self.made())

    def __iter__(self) -> Iterator[T]:
        return iter(self.made())

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[T]: ...
    def __getitem__(self, place: int | slice) -> T | Sequence[T]:
        return self.made()[place]

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        return isinstance(other, Sequence) and list(self) == list(other)

    # It equals a list of the same, which has no hash either.
    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return repr(self.made())

    def __reduce__(self) -> tuple[Any, ...]:
        return list, (list(self.made()),)


@dataclass(frozen=True)
class _Lasting:
    """Values that say of a call, in any process, what its values and objects say in this one."""

    values: Hashable


def _lasting(values: Hashable, objects: tuple[object, ...]) -> _Lasting | None:
    """Return the lasting values of a call; None if an object has no name."""
    if not objects:
        return _Lasting(values)
    names = tuple(getattr(one, "known_as", "") for one in objects)
    return _Lasting((values, names)) if all(names) else None


def later(
    call: str,
    values: Hashable,
    objects: Iterable[object],
    make: Callable[[], Sequence[T]],
) -> Later[T]:
    """Return the sequence that `make` gives of these values and objects, which is not made yet."""
    if _open is None:
        return Later(make)
    held = tuple(objects)

    def begun() -> Later[T]:
        lasting = _lasting(values, held)
        return Later(make, "" if lasting is None else fingerprint((call, lasting.values)))

    return known(call, values, held, begun)


def known(
    call: str,
    values: Hashable,
    objects: Iterable[object],
    make: Callable[[], T],
    kept: Codec[T] | None = None,
) -> T:
    """Return what `make` gives, or gave when it was called with these values and objects.

    `call` names the call; it is never told apart by `make`. With `kept`, and if each object has a
    name, the result also goes on the shelf.
    """
    memory = _open
    if memory is None:
        return make()
    held = tuple(objects)
    key = (call, values, tuple(map(id, held)))
    found = memory.recall(key)
    if found is not None:
        remembered: T = found.result
        return remembered
    lasting = _lasting(values, held) if kept is not None and memory.shelf is not None else None
    if kept is None or lasting is None or memory.shelf is None:
        made = make()
    else:
        made = memory.shelf.made(call, lasting.values, make, kept)
    memory.keep(key, held, made)
    return made


def known_all(
    call: str,
    asked: Sequence[tuple[Hashable, tuple[object, ...]]],
    make: Callable[[list[int]], Sequence[T]],
    kept: Codec[T] | None = None,
) -> list[T]:
    """Return what each of several calls gives; those that are not known are made in one go.

    `make` is given the places of what is unknown in `asked`. With `kept`, and if every object of
    every call has a name, results also go on the shelf.
    """
    memory = _open
    if memory is None:
        return list(make(list(range(len(asked)))))
    keys = [(call, values, tuple(map(id, objects))) for values, objects in asked]
    found = [memory.recall(key) for key in keys]
    lacking = [place for place, known in enumerate(found) if known is None]
    lasting = (
        [named for place in lacking if (named := _lasting(*asked[place])) is not None]
        if kept is not None and memory.shelf is not None else []
    )  # fmt: skip
    if not lacking:
        made: Sequence[T] = ()
    elif len(lasting) < len(lacking) or kept is None or memory.shelf is None:
        made = make(lacking)
    else:
        made = memory.shelf.made_all(
            call, [named.values for named in lasting],
            lambda places: make([lacking[place] for place in places]), kept,
        )  # fmt: skip
    new = dict(zip(lacking, made, strict=True))
    for place, one in new.items():
        memory.keep(keys[place], asked[place][1], one)
    return [new[place] if known is None else known.result for place, known in enumerate(found)]


def said(value: Sequence[T]) -> Later[T]:
    """Return a sequence that is known by what it says, as JSON.

    What is made anew each time, but seldom says anything new, gets a name and an identity that
    last.
    """
    if _open is None:
        return Later(lambda: value)
    words = json.dumps(list(value))
    return known("said", words, (), lambda: Later(lambda: value, fingerprint(words)))


def same(value: T) -> T:
    """Return the first value seen that says the same as this one, as JSON.

    What is made anew each time, but seldom says anything new, gets an identity that lasts.
    """
    if _open is None:
        return value
    return known("same", json.dumps(value), (), lambda: value)


def read_again(
    call: str,
    values: Hashable,
    files: Files,
    make: Callable[[Files], T],
    objects: tuple[object, ...] = (),
) -> T:
    """Return what `make` gives, or gave as long as every file that it looked at is as it was."""
    memory = _open
    if memory is None:
        return make(files)
    key = (call, values, tuple(map(id, objects)))
    found = memory.recall(key)
    if found is not None:
        looked, result = found.result
        if still_so(files, looked):
            made: T = result
            return made
    watched = Watched(files)
    made = make(watched)
    memory.keep(key, objects, (watched.looked, made))
    return made
