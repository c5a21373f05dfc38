"""The object file of a section: PDF objects whose numbers are still open, and facts about them.

An object is bytes with places in them. What stands at a place is known only when all sections are
linked: the number of another object of the same file (`object`), of one that all sections share
(`shared`), or the key of a page or an annotation in the parent tree (`key`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pydyf

from reportgen.formats.pdf.written import stream

__all__ = ["ObjectFile", "Place", "Template", "template"]

Place = tuple[int, str, int | str]
"""Where it stands in the bytes, of what kind it is, and which it is."""

_REFERENCE = " 0 R"
_KEYS = {"StructParent", "StructParents"}


@dataclass(frozen=True)
class Template:
    """The bytes of an object around its places; a stream stands outside the object streams."""

    data: bytes
    places: tuple[Place, ...] = ()
    is_stream: bool = False

    def filled(self, say: Callable[[str, int | str], bytes]) -> bytes:
        """Return the bytes with what `say` has for the kind and name of each place."""
        if not self.places:
            return self.data
        pieces, last = [], 0
        for at, kind, name in self.places:
            pieces += [self.data[last:at], say(kind, name)]
            last = at
        pieces.append(self.data[last:])
        return b"".join(pieces)


@dataclass
class ObjectFile:
    """The objects of a section by their numbers there, and what the linker needs to know of it.

    `facts` is data as JSON has it, in which `loose` templates are named by their places in the
    list: entries of dictionaries that the linker writes.
    """

    objects: dict[int, Template] = field(default_factory=dict)
    loose: list[Template] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)

    def keep(self, value: Any, shared: Mapping[int, str]) -> int:
        """Keep a value of pydyf as a loose template, and return its name."""
        self.loose.append(template(value, shared))
        return len(self.loose) - 1

    def packed(self) -> bytes:
        """Write the file: a line of JSON, then the bytes of all templates in order."""
        templates = [*self.objects.values(), *self.loose]
        head = {
            "numbers": list(self.objects),
            "templates": [[len(t.data), t.places, int(t.is_stream)] for t in templates],
            "facts": self.facts,
        }
        line = json.dumps(head, separators=(",", ":")).encode()
        return line + b"\n" + b"".join(t.data for t in templates)

    @classmethod
    def unpacked(cls, data: bytes) -> ObjectFile:
        """Read what `packed` wrote."""
        line, _, rest = data.partition(b"\n")
        head = json.loads(line)
        templates, at = [], 0
        for length, places, is_stream in head["templates"]:
            known = tuple((where, kind, name) for where, kind, name in places)
            templates.append(Template(rest[at : at + length], known, bool(is_stream)))
            at += length
        numbers = head["numbers"]
        objects = dict(zip(numbers, templates, strict=False))
        return cls(objects, templates[len(numbers) :], head["facts"])


def template(value: Any, shared: Mapping[int, str]) -> Template:
    """Return the template of a value of pydyf; `shared` names objects that all sections share."""
    data, places = bytearray(), list[Place]()
    if isinstance(value, pydyf.Stream):
        items = [item if type(item) is bytes else _bytes(item) for item in value.stream]
        _put(pydyf.Dictionary(dict(value.extra)), data, places, shared)
        made = Template(bytes(data), tuple(places))
        return _stream(b"\n".join(items), made, compress=value.compress)
    _put(value, data, places, shared)
    return Template(bytes(data), tuple(places))


def _stream(content: bytes, extra: Template, *, compress: bool) -> Template:
    made = stream(content, {}) if compress else pydyf.Stream([content], {}).data
    head, _, body = made.partition(b"\nstream\n")
    # Both are dictionaries: one is put into the other.
    joined = extra.data[:-2] + head[2:] + b"\nstream\n" + body
    return Template(joined, extra.places, is_stream=True)


def _put(value: Any, data: bytearray, places: list[Place], shared: Mapping[int, str]) -> None:
    if isinstance(value, (str, bytes)):
        found = _reference(value)
        if found is None:
            data += _bytes(value)
        elif found in shared:
            places.append((len(data), "shared", shared[found]))
        else:
            places.append((len(data), "object", found))
    elif isinstance(value, dict):
        data += b"<<"
        for key, item in value.items():
            data += b"/" + _bytes(key) + b" "
            if key in _KEYS:
                places.append((len(data), "key", int(item)))
            else:
                _put(item, data, places, shared)
        data += b">>"
    elif isinstance(value, (list, tuple)):
        data += b"["
        for index, item in enumerate(value):
            data += b" " if index else b""
            _put(item, data, places, shared)
        data += b"]"
    elif isinstance(value, pydyf.Stream):
        message = "a stream is always an object of its own"
        raise TypeError(message)
    else:
        data += _bytes(value)


def _reference(value: bytes | str) -> int | None:
    text = value.decode("latin-1") if isinstance(value, bytes) else value
    if not text.endswith(_REFERENCE):
        return None
    number = text[: -len(_REFERENCE)]
    return int(number) if number.isdecimal() else None


def _bytes(value: Any) -> bytes:
    """Write a value as pydyf does."""
    if isinstance(value, bytes):
        return value
    if isinstance(value, (str, int)):
        return str(value).encode("ascii")
    data: bytes = pydyf.Array([value]).data
    return data[1:-1]
