"""What a mutant is: a file with one fault, and the judges that must catch it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NoReturn, TypeVar

__all__ = ["Make", "Mutant", "Mutants", "NothingToBreakError", "need", "nothing"]

T = TypeVar("T")

Make = Callable[[bytes], bytes]
"""Takes the good file, returns the broken one. Raises `NothingToBreakError`."""


class NothingToBreakError(Exception):
    """The good file has nothing in it that this mutant could break."""


@dataclass(frozen=True)
class Mutant:
    """One fault, by name; `caught_by` names each judge that must see it, with the code it must say.

    An empty code stands for whatever that judge calls it. A mutant that nobody has to catch is
    legal: no judge may say anything of it.
    """

    name: str
    make: Make
    caught_by: tuple[tuple[str, str], ...] = ()

    @property
    def legal(self) -> bool:
        """Tell whether the change is no fault."""
        return not self.caught_by


class Mutants(list[Mutant]):
    """The mutants of one format; its methods are decorators of the functions that make them."""

    def caught_by(self, *judges: str) -> Callable[[Make], Make]:
        """Add a mutant; a judge is named `judge`, or `judge:CODE` with the code it must say."""

        def add(make: Make) -> Make:
            named = (judge.partition(":") for judge in judges)
            caught = tuple((name, code) for name, _, code in named)
            self.append(Mutant(make.__name__, make, caught))
            return make

        return add

    def legal(self, make: Make) -> Make:
        """Add a change that is no fault."""
        self.append(Mutant(make.__name__, make))
        return make


def nothing(what: str) -> NoReturn:
    """Say that the good file has none of this."""
    message = f"nothing to break: the report has no {what}"
    raise NothingToBreakError(message)


def need(found: Iterable[T], what: str) -> T:
    """Return the first of what was found. Raises `NothingToBreakError` when there is none."""
    for one in found:
        return one
    nothing(what)
