"""Places in the files of an amended project → the entry and the field that stand there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from reportgen.diagnostics import Diagnostic, Span
from reportgen.files import Files
from reportgen.parse import parse_register
from reportgen.source import Path, Tree

__all__ = ["Located", "Place"]


@dataclass(frozen=True)
class Place:
    """A field of an entry of the register: the way to it is empty for the entry itself."""

    kind: str
    identity: str
    inside: Path

    def names(self, path: tuple[str, ...], problem: Diagnostic) -> bool:
        """Tell whether `problem`, which is here, is one of the field at `path` of the entry."""
        if problem.message.endswith("` is missing"):
            return problem.message.split("`")[1] in path
        return path == tuple(step for step in self.inside if isinstance(step, str))[: len(path)]


class Located:
    """What stands where in the register of a project, as it would be."""

    def __init__(self, amended: Files, folder: str = "source") -> None:
        """Read the register below `folder` when it is first asked for."""
        self.amended, self.folder = amended, folder

    @cached_property
    def _trees(self) -> Mapping[str, Tree]:
        register, _ = parse_register(self.amended, self.folder)
        return {tree.source.path: tree for tree in register.trees}

    def find(self, span: Span | None) -> Place | None:
        """Return what stands at the place of a diagnostic; None for what is no entry."""
        tree = self._trees.get(span.path) if span else None
        if tree is None:
            return None
        for way, there in (*tree.values.items(), *tree.keys.items()):
            if there == span and len(way) > 1:
                return _place(tree, way)
        return None


def _place(tree: Tree, way: Path) -> Place | None:
    kind, step = str(way[0]), way[1]
    if isinstance(step, str):
        return Place(kind, step, way[2:])
    entry = tree.data[kind][step]
    identity = entry.get("id") or entry.get("term") if isinstance(entry, dict) else None
    return Place(kind, str(identity), way[2:]) if identity else None
