"""How results are written on a shelf and read back."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from reportgen.diagnostics import Diagnostic, Outcome, from_plain, has_errors, in_plain

__all__ = ["BYTES", "DIAGNOSTICS", "JSON", "OUTCOME", "TEXT", "Codec"]

T = TypeVar("T")


def _always(result: object) -> bool:
    del result
    return True


@dataclass(frozen=True)
class Codec(Generic[T]):
    """How the result of a call is written on a shelf, and read back: `unpack(pack(x)) == x`.

    The same result is always written as the same bytes.
    """

    pack: Callable[[T], bytes]
    unpack: Callable[[bytes], T]
    keeps: Callable[[T], bool] = _always
    """Whether a result goes on a shelf: a fault may be one of the moment, as for want of memory."""


def _unpacked(data: bytes) -> Any:
    return json.loads(data)


BYTES = Codec[bytes](bytes, bytes)
TEXT = Codec[str](
    lambda text: text.encode("utf-8", "surrogatepass"),
    lambda data: data.decode("utf-8", "surrogatepass"),
)
JSON = Codec[Any](lambda value: json.dumps(value, separators=(",", ":")).encode(), _unpacked)
"""Of trees whose sequences are lists, such as pandoc's."""


DIAGNOSTICS = Codec[tuple[Diagnostic, ...]](
    lambda said: json.dumps(in_plain(said)).encode(),
    lambda data: from_plain(json.loads(data)),
    lambda said: not has_errors(said),
)


def _outcome_packed(outcome: Outcome[bytes]) -> bytes:
    return json.dumps(in_plain(outcome.diagnostics)).encode() + b"\n" + outcome.value


def _outcome_unpacked(data: bytes) -> Outcome[bytes]:
    said, _, value = data.partition(b"\n")
    return Outcome(value, from_plain(json.loads(said)))


OUTCOME = Codec[Outcome[bytes]](
    _outcome_packed, _outcome_unpacked, lambda outcome: not has_errors(outcome.diagnostics)
)
"""Of bytes with what was said about them: warnings are said again."""
