"""The YAML files of a project → entries of the register, each with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from reportgen.diagnostics import Diagnostic, Failure, Note, Span, did_you_mean, error
from reportgen.files import SHARED, Files
from reportgen.memory import read_again
from reportgen.parse.validation import bad_key, unknown_keys, unquoted_years, validate
from reportgen.report import (
    Constraint,
    Defaults,
    Derived,
    Event,
    Flag,
    Item,
    Metadata,
    Party,
    Place,
    Quantity,
    Reference,
    Term,
)
from reportgen.source import Path, Tree, read_source
from reportgen.timing import timed
from reportgen.yamltree import parse_yaml

__all__ = ["REGISTER", "SHAREABLE", "Register", "parse_register", "parse_shared"]

REGISTER: Mapping[str, Mapping[str, tuple[type[BaseModel], bool]]] = {
    "items": {"items": (Item, True)},
    "timeline": {"events": (Event, True)},
    "quantities": {"quantities": (Quantity, True), "derived": (Derived, False)},
    "parties": {"parties": (Party, False)},
    "places": {"places": (Place, False)},
    "constraints": {"constraints": (Constraint, False)},
    "sources": {"sources": (Reference, False)},
    "terms": {"terms": (Term, False)},
    "flags": {"flags": (Flag, False)},
}
"""Each file of the register: its top keys, the model of their entries, and whether `defaults`
apply to them. `parties`, `places` and `sources` are mappings by key, the others lists by id."""

BY_KEY = {"parties": "party", "places": "place", "sources": "source"}
"""The kinds that are mappings by key, and what one of them is called."""

REQUIRED = {"parties", "sources"}
SHAREABLE = ("parties", "places", "sources", "terms")
"""The files of the register that the reports of a portfolio can have in common."""


@dataclass
class Register:
    """What was read, as far as it could be.

    `known` also holds ids whose entry has a fault; a kind is `incomplete` when a file of it could
    not be read at all, so that nobody can tell whether an id is there.
    """

    metadata: Metadata | None = None
    metadata_tree: Tree | None = None
    entries: dict[str, dict[str, Any]] = field(default_factory=dict)
    known: dict[str, set[str]] = field(default_factory=dict)
    origins: dict[str, tuple[Tree, Path]] = field(default_factory=dict)
    incomplete: set[str] = field(default_factory=set)
    trees: list[Tree] = field(default_factory=list)

    def of(self, name: str) -> dict[str, Any]:
        """Return the entries of one kind by id."""
        return self.entries.get(name, {})

    def ids(self, *names: str) -> set[str]:
        """Return the ids of all entries of some kinds, faulty or not."""
        return {identity for name in names for identity in self.known.get(name, set())}

    def lacks(self, key: str, *names: str) -> bool:
        """Tell whether no entry of these kinds can be meant by `key`."""
        return key not in self.ids(*names) and self.incomplete.isdisjoint(names)

    def join(self, other: Register) -> None:
        """Take over the entries of another register, which stays as it is."""
        for kind, entries in other.entries.items():
            self.entries.setdefault(kind, {}).update(entries)
        for kind, ids in other.known.items():
            self.known.setdefault(kind, set()).update(ids)
        self.origins |= other.origins
        self.incomplete |= other.incomplete
        self.trees += other.trees


@timed("register")
def parse_register(files: Files, folder: str) -> tuple[Register, list[Diagnostic]]:
    """Read `report.yaml` and the register below `folder`."""
    register = Register()
    shared, found = read_again("shared", (), files, parse_shared)
    register.join(shared)
    problems = list(found)
    path = f"{folder}/report.yaml"
    tree = _read(files, path, problems)
    if tree is not None:
        register.metadata_tree = tree
        register.origins["report"] = (tree, ())
        register.metadata = validate(Metadata, tree.data, tree, (), problems)
        problems.extend(_categories_written_twice(tree))
    there = files.paths(folder)
    for name, keys in REGISTER.items():
        if name == "items":
            paths = [p for p in files.paths(f"{folder}/items") if p.endswith(".yaml")]
        else:
            wanted = name in REQUIRED and name not in shared.known
            present = f"{folder}/{name}.yaml" in there or wanted
            paths = [f"{folder}/{name}.yaml"] if present else []
        for file_path in paths:
            _take_file(register, files, file_path, keys, problems)
    problems.extend(_unread(files, folder))
    return register, problems


def parse_shared(files: Files) -> tuple[Register, list[Diagnostic]]:
    """Read what the reports of a portfolio share; nothing, where a project is of none."""
    register = Register()
    problems: list[Diagnostic] = []
    for name in SHAREABLE:
        if files.exists(f"{SHARED}/{name}.yaml"):
            register.known[name] = set()
            _take_file(register, files, f"{SHARED}/{name}.yaml", REGISTER[name], problems)
    return register, problems


def _take_file(
    register: Register,
    files: Files,
    path: str,
    keys: Mapping[str, tuple[type[BaseModel], bool]],
    problems: list[Diagnostic],
) -> None:
    read = _read(files, path, problems)
    if read is None:
        register.incomplete.update(keys)
    else:
        register.trees.append(read)
        _take(register, read, keys, problems)


_TEXTS = (".yaml", ".yml", ".json", ".md", ".markdown", ".txt")


def _unread(files: Files, folder: str) -> Iterator[Diagnostic]:
    """Report files that look like source and are read by nobody: a misspelt name, mostly."""
    known = {"report.yaml", *(f"{name}.yaml" for name in REGISTER if name != "items")}
    for path in files.paths(folder):
        name = path.rpartition("/")[2]
        if name not in known and name.endswith(_TEXTS):
            yield error(
                "unread-file", f"nothing reads `{name}`", Span.at(path),
                help=did_you_mean(name, known),
            )  # fmt: skip
    for place, ending in (("items", ".yaml"), ("sections", ".md")):
        for path in files.paths(f"{folder}/{place}"):
            if path.endswith(_TEXTS) and not path.endswith(ending):
                yield error(
                    "unread-file", f"nothing reads `{path.rpartition('/')[2]}`", Span.at(path),
                    help=f"give it a name that ends in `{ending}`, or take it away",
                )  # fmt: skip


def _read(files: Files, path: str, problems: list[Diagnostic]) -> Tree | None:
    try:
        tree = parse_yaml(read_source(files, path))
    except Failure as failure:
        problems.extend(failure.diagnostics)
        return None
    if not isinstance(tree.data, dict):
        problems.append(
            error("wrong-type", "the file must be a mapping", tree.span(), help="begin with a key")
        )
        return None
    return tree


def _categories_written_twice(tree: Tree) -> Iterator[Diagnostic]:
    """Report a category that has the id or the prefix of one above it."""
    seen: dict[tuple[str, str], Path] = {}
    written = tree.data.get("categories")
    for index, category in enumerate(written if isinstance(written, list) else []):
        for key in ("id", "prefix"):
            word = category.get(key) if isinstance(category, dict) else None
            path = ("categories", index, key)
            if isinstance(word, str) and seen.setdefault((key, word), path) != path:
                yield error(
                    "duplicate-id",
                    f"two categories have the {key} `{word}`",
                    tree.span(path),
                    notes=[Note("first used here", tree.span(seen[key, word]))],
                    help=f"give one of the two another {key}",
                )


def _take(
    register: Register,
    tree: Tree,
    keys: Mapping[str, tuple[type[BaseModel], bool]],
    problems: list[Diagnostic],
) -> None:
    with_defaults = any(applies for _, applies in keys.values())
    known = [*keys, "defaults"] if with_defaults else list(keys)
    problems.extend(unknown_keys(tree, (), tree.data, known))
    defaults = {}
    if with_defaults and tree.data.get("defaults") is not None:
        problems.extend(unquoted_years(tree, ("defaults",), tree.data["defaults"]))
        checked = validate(Defaults, tree.data["defaults"], tree, ("defaults",), problems)
        defaults = dict(tree.data["defaults"]) if checked is not None else {}
    for key, (model, applies) in keys.items():
        raw = tree.data.get(key)
        if raw is None:
            if key in tree.data or key != "derived":
                register.incomplete.add(key)
                problems.append(
                    error("missing-key", f"`{key}` is missing", tree.span(), help=f"add `{key}:`")
                )
            continue
        if not isinstance(raw, dict if key in BY_KEY else list):
            register.incomplete.add(key)
        for path, id_key, data in _entries(tree, key, raw, problems):
            merged = {**defaults, **data} if applies and isinstance(data, dict) else data
            problems.extend(unquoted_years(tree, path, data))
            if id_key is not None:
                problems.extend(bad_key(tree, path, BY_KEY[key]))
            identity = id_key or _identity(data)
            if identity is not None and not _enlist(register, key, identity, tree, path, problems):
                continue
            entry = validate(model, merged, tree, path, problems)
            if entry is not None and identity is not None:
                register.entries.setdefault(key, {})[identity] = entry


def _entries(
    tree: Tree, key: str, raw: Any, problems: list[Diagnostic]
) -> list[tuple[Path, str | None, Any]]:
    if key in BY_KEY:
        if isinstance(raw, dict):
            return [((key, name), name, data) for name, data in raw.items()]
        kind = "a mapping"
    else:
        if isinstance(raw, list):
            return [((key, index), None, data) for index, data in enumerate(raw)]
        kind = "a list"
    problems.append(
        error("wrong-type", f"`{key}` must be {kind}", tree.span((key,)), help=f"write {kind}")
    )
    return []


def _identity(data: Any) -> str | None:
    if not isinstance(data, dict):
        return None
    identity = data.get("id") or data.get("term")
    # The words of a term are read in one line, however the file breaks them.
    return " ".join(identity.split()) if isinstance(identity, str) else None


def _enlist(
    register: Register,
    kind: str,
    identity: str,
    tree: Tree,
    path: Path,
    problems: list[Diagnostic],
) -> bool:
    """Remember the entry's place; an id stands once in the whole register."""
    id_path = path if kind in BY_KEY else (*path, "id")
    if kind == "terms":
        id_path = (*path, "term")
    if identity in register.origins:
        first_tree, first_path = register.origins[identity]
        first = (*first_path, "id")
        span = (
            first_tree.span(first)
            if first in first_tree.values
            else first_tree.key_span(first_path)
        )
        problems.append(
            error(
                "duplicate-id",
                f"`{identity}` is used twice",
                tree.key_span(id_path) if kind in BY_KEY else tree.span(id_path),
                notes=[Note("first used here", span)],
                help=_cure(tree, first_tree),
            )
        )
        return False
    register.origins[identity] = (tree, path)
    register.known.setdefault(kind, set()).add(identity)
    return True


def _cure(tree: Tree, first: Tree) -> str:
    """Say what to do about an id that two entries have."""
    shared = [one.source.path.startswith(f"{SHARED}/") for one in (tree, first)]
    if any(shared) and not all(shared):
        return "the portfolio shares this entry: take it out of the report, or give it another id"
    return "give one of the two another id; ids are never used again"
