"""One file of a project → what it says of names."""

from __future__ import annotations

from dataclasses import dataclass, replace

from reportgen.diagnostics import Failure
from reportgen.files import Files
from reportgen.index.entries import definitions_of, uses_of
from reportgen.index.names import Definition, Use
from reportgen.index.prose import Figure, read_prose_alone
from reportgen.index.text import Text
from reportgen.parse import REGISTER
from reportgen.source import Source, Tree, read_source
from reportgen.yamltree import parse_yaml

__all__ = ["Reading", "file_kind", "read_names"]


@dataclass(frozen=True)
class Reading:
    """What one file says of names. `stale` tells that it is what an earlier text said."""

    text: Text
    digest: str
    tree: Tree | None
    definitions: tuple[Definition, ...]
    uses: tuple[Use, ...]
    figures: tuple[Figure, ...] = ()
    stale: bool = False


def file_kind(path: str, folder: str = "source") -> str | None:
    """Return the name of the schema of a file: `report`, `items`, `front-matter` ... or None."""
    below = path.removeprefix(f"{folder}/") if path.startswith(f"{folder}/") else ""
    name, dot, ending = below.rpartition(".")
    if ending == "md" and name.startswith("sections/") and name.count("/") == 1:
        return "front-matter"
    if not dot or ending != "yaml":
        return None
    if name.startswith("items/") and name.count("/") == 1:
        return "items"
    return name if name == "report" or (name in REGISTER and name != "items") else None


def read_names(files: Files, path: str, before: Reading | None, folder: str) -> Reading | None:
    """Read one file, unless it is as `before`; one that cannot be read stays as it was, stale."""
    try:
        source = read_source(files, path)
        if before is not None and before.digest == source.digest:
            return before
        return _reading(source, file_kind(path, folder) or "")
    except Failure:
        return replace(before, stale=True, digest="") if before is not None else None


def _reading(source: Source, kind: str) -> Reading:
    text = Text(source.path, source.text)
    if kind == "front-matter":
        prose = read_prose_alone(source)
        return Reading(
            text, source.digest, prose.head, prose.definitions, prose.uses, prose.figures
        )  # fmt: skip
    tree = parse_yaml(source)
    definitions = tuple(definitions_of(kind, tree, text)) if isinstance(tree.data, dict) else ()
    uses = tuple(uses_of(kind, tree, text)) if isinstance(tree.data, dict) else ()
    return Reading(text, source.digest, tree, definitions, uses)
