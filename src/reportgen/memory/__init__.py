"""Pure calls, remembered while a memory is open: what did not change is not made again.

The stages stay pure: each says of a call what it depends on, and with no memory open the call is
simply made. With one open, a call whose inputs are the same gives what it gave before. Who builds
again and again opens it, no stage knows whether it is open, and its law is a test: what is
remembered equals what is made anew.

What a call depends on is told in two ways: `values` are compared by what they say (text, numbers,
tuples of them), `objects` by which they are. A tree of pandoc is large and is never changed once a
stage has handed it on, so that the same object says the same. What is known by values alone, and
says with a `Codec` how its result is written, is also kept on the shelf of a memory that has one,
for the next process.

An object of the next process is another object. One that has a name in `known_as` is known there
all the same: the name says what it was made from, and so what it says. A `Later` is such an object:
a sequence that `later` names after its call and makes only when someone looks at it. Where all that
is asked of it is on the shelf, nobody does.
"""

from __future__ import annotations

from reportgen.memory.calls import (
    ROUNDS,
    Later,
    Memory,
    Shelf,
    known,
    known_all,
    later,
    read_again,
    said,
    same,
)
from reportgen.memory.codecs import BYTES, DIAGNOSTICS, JSON, OUTCOME, TEXT, Codec
from reportgen.memory.watching import Looked, Watched, look, still_so

__all__ = [
    "BYTES", "DIAGNOSTICS", "JSON", "OUTCOME", "ROUNDS", "TEXT", "Codec", "Later", "Looked",
    "Memory", "Shelf", "Watched", "known", "known_all", "later", "look", "read_again", "said",
    "same", "still_so",
]  # fmt: skip
