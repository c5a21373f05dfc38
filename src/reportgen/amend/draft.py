"""A register while it is changed: entries put, added and taken out; then the files that differ."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from reportgen.diagnostics import Failure, error, has_errors
from reportgen.files import Files
from reportgen.parse import BY_KEY, REGISTER, parse_register
from reportgen.report import REGISTER_ID
from reportgen.source import Tree
from reportgen.splice import fresh, rewrite

__all__ = ["Draft", "model_of"]

_PREFIXES = {"events": "EV", "quantities": "QF", "derived": "QD", "constraints": "CN",
             "flags": "FL"}  # fmt: skip
"""With what the ids of a kind begin where there are none yet; those of items say the category."""

_ID = re.compile(REGISTER_ID)


def model_of(kind: str) -> type[BaseModel]:
    """Return the model of a kind of entries."""
    return next(keys[kind][0] for keys in REGISTER.values() if kind in keys)


class Draft:
    """The register of a project while it is changed.

    Raises `Failure` when the register has errors: what cannot be read cannot be changed.
    """

    def __init__(self, files: Files, folder: str = "source") -> None:
        """Read the register below `folder`."""
        self.files, self.folder = files, folder
        self.register, problems = parse_register(files, folder)
        if has_errors(problems):
            raise Failure(problems)
        self._wanted: dict[str, dict[str, Any]] = {}
        trees = [*self.register.trees, *self._metadata()]
        self._trees: dict[str, Tree] = {tree.source.path: tree for tree in trees}

    def _metadata(self) -> Iterator[Tree]:
        if self.register.metadata_tree is not None:
            yield self.register.metadata_tree

    # ------------------------------------------------------------ reading

    def ids(self, kind: str) -> list[str]:
        """Return the ids of a kind in the order of the files, as they stand in the draft."""
        return [identity for path in self._paths_of(kind) for identity in self._entries(path, kind)]

    def entries(self, kind: str) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
        """Yield id, entry as its file holds it, and the defaults of the file, for all of a kind."""
        for path in self._paths_of(kind):
            defaults = self.defaults(path)
            for identity, entry in self._entries(path, kind).items():
                yield identity, entry, defaults

    def entry(self, kind: str, identity: str) -> dict[str, Any]:
        """Return an entry as its file holds it, without what `defaults` say."""
        return dict(self._entries(self.path_of(kind, identity), kind)[identity])

    def defaults(self, path: str) -> dict[str, Any]:
        """Return what holds for the entries of a file that do not say otherwise."""
        return dict(self._data(path).get("defaults") or {}) if path in self._trees else {}

    def path_of(self, kind: str, identity: str) -> str:
        """Return the file of an entry."""
        return next(p for p in self._paths_of(kind) if identity in self._entries(p, kind))

    def has(self, kind: str, identity: str) -> bool:
        """Tell whether the draft has an entry."""
        return any(identity in self._entries(path, kind) for path in self._paths_of(kind))

    def category(self, identity: str) -> Any:
        """Return the category with that id, or None."""
        metadata = self.register.metadata
        found = metadata.categories if metadata else ()
        return next((category for category in found if category.id == identity), None)

    def _paths_of(self, kind: str) -> list[str]:
        return [path for path in (*self._trees, *self._new_paths()) if kind in self._data(path)]

    def _new_paths(self) -> list[str]:
        return [path for path in self._wanted if path not in self._trees]

    def _data(self, path: str) -> dict[str, Any]:
        if path in self._wanted:
            return self._wanted[path]
        data: dict[str, Any] = self._trees[path].data
        return data

    def _entries(self, path: str, kind: str) -> dict[str, dict[str, Any]]:
        entries = self._data(path).get(kind) or ()
        if isinstance(entries, dict):
            return entries
        return {entry.get("id") or entry.get("term"): entry for entry in entries}

    def data_of_file(self, path: str) -> dict[str, Any]:
        """Return the data of a file of the register, or of report.yaml, as the draft has them."""
        return self._data(path)

    # ------------------------------------------------------------ changing

    def data_to_change(self, path: str) -> dict[str, Any]:
        """Return the data of a file of the project to change as one likes."""
        if path not in self._wanted:
            self._wanted[path] = copy.deepcopy(self._data(path))
        return self._wanted[path]

    def put(self, kind: str, identity: str, entry: dict[str, Any]) -> None:
        """Let an entry be what is given."""
        path = self.path_of(kind, identity)
        entries = self.data_to_change(path)[kind]
        if isinstance(entries, dict):
            entries[identity] = entry
        else:
            entries[list(self._entries(path, kind)).index(identity)] = entry

    def remove(self, kind: str, identity: str) -> None:
        """Take an entry out."""
        path = self.path_of(kind, identity)
        entries = self.data_to_change(path)[kind]
        del entries[identity if isinstance(entries, dict)
                    else list(self._entries(path, kind)).index(identity)]  # fmt: skip

    def add(self, kind: str, identity: str, entry: dict[str, Any]) -> str:
        """Put a new entry into the right file, after the last that its id follows; return the file.

        Raises `Failure` with `duplicate-id` when the register has the id already.
        """
        if any(self.has(k, identity) for keys in REGISTER.values() for k in keys):
            tree, way = self.register.origins.get(identity, (None, ()))
            raise Failure([
                error(
                    "duplicate-id", f"`{identity}` is used already",
                    tree.key_span(way) if tree else None,
                    help="choose another id; ids are never used again",
                ),
            ])  # fmt: skip
        path = self.home(kind, entry)
        if path not in self._trees and path not in self._wanted:
            self._wanted[path] = {kind: {} if kind in BY_KEY else []}
        data = self.data_to_change(path)
        if kind in BY_KEY:
            data[kind] = {**(data.get(kind) or {}), identity: entry}
            return path
        entries = data.get(kind) or []
        entries.insert(_place(list(self._entries(path, kind)), identity), entry)
        data[kind] = entries
        return path

    def home(self, kind: str, entry: Mapping[str, Any]) -> str:
        """Return the file that a new entry belongs in."""
        name = next(name for name, keys in REGISTER.items() if kind in keys)
        if kind != "items":
            return f"{self.folder}/{name}.yaml"
        wanted = (entry.get("category"), entry.get("scope", "core"))
        counts = {
            path: sum(
                (e.get("category"), e.get("scope", "core")) == wanted
                for e in self._entries(path, kind).values()
            )
            for path in self._paths_of(kind)
        }
        most = max(counts, key=lambda path: counts[path], default="")
        if most and counts[most]:
            return most
        own = f"{self.folder}/items/{wanted[0]}.yaml"
        wider = f"{self.folder}/items/context.yaml"
        return wider if wanted[1] == "context" and wider in counts and own not in counts else own

    def next_id(self, kind: str, category: str | None = None) -> str:
        """Return the next free id: one more than the highest of its prefix, gaps stay gaps."""
        if kind == "items":
            found = self.category(category or "")
            prefix = found.prefix if found else "XX"
        else:
            own = [parts[0] for parts in map(_parts, self.ids(kind)) if parts]
            usual = _PREFIXES[kind]
            prefix = max(own, key=own.count) if own and usual not in own else usual
        known = [identity for keys in REGISTER.values() for k in keys for identity in self.ids(k)]
        # An id of an entry that is taken out in this draft is not used again either.
        known += list(self.register.origins)
        numbers = [
            (int(parts[1]), len(parts[1]))
            for parts in map(_parts, known) if parts and parts[0] == prefix
        ]  # fmt: skip
        highest, digits = max(numbers, default=(0, 2))
        return f"{prefix}-{highest + 1:0{digits}}"

    # ------------------------------------------------------------ the result

    def contents(self) -> dict[str, bytes]:
        """Return the files that change, whole; those that are as before are not among them.

        Raises `Failure` with `cannot-splice`.
        """
        made = {}
        for path, wanted in self._wanted.items():
            if path in self._trees:
                old = self.files.read(path)
                new = rewrite(old, path, wanted)
                if new != old:
                    made[path] = new
            else:
                made[path] = f"{self._first_line(path)}{fresh(wanted)}".encode()
        return made

    def _first_line(self, path: str) -> str:
        """Return the line by which editors find the schema, where the project has schemas."""
        inner = path.removeprefix(f"{self.folder}/")
        name = "items" if inner.startswith("items/") else inner.removesuffix(".yaml")
        up = "../" * inner.count("/")
        if not self.files.exists(f"{self.folder}/.schema/{name}.json"):
            return ""
        return f"# yaml-language-server: $schema={up}.schema/{name}.json\n"


def _parts(identity: str) -> tuple[str, str] | None:
    """Return the letters and the digits of an id."""
    letters, _, digits = identity.partition("-")
    return (letters, digits) if _ID.fullmatch(identity) else None


def _place(ids: list[str], new: str) -> int:
    """Return where a new id goes: after the last of its prefix with a lower number."""
    own = _parts(new)
    if own is None:
        return len(ids)
    place = None
    for index, known in enumerate(ids):
        other = _parts(known)
        if other and other[0] == own[0]:
            if int(other[1]) < int(own[1]):
                place = index + 1
            elif place is None:
                place = index
    return len(ids) if place is None else place
