"""The words of a style in one language: label files, laid over each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from reportgen.diagnostics import Diagnostic, Failure, Span, error, has_errors
from reportgen.files import BUNDLED, DiskFiles, OverlayFiles
from reportgen.source import Tree, read_source
from reportgen.style.overlays import lay_over
from reportgen.yamltree import parse_yaml

__all__ = ["read_labels"]


def read_labels(
    overlay: OverlayFiles, language: str, asked_at: Span | None, problems: list[Diagnostic]
) -> dict[str, Any]:
    """Lay the label files of a language over each other; the English one names all labels."""
    file = f"labels/{language.partition('-')[0]}.yaml"
    bundled = DiskFiles(BUNDLED)
    labels: dict[str, Any] = parse_yaml(read_source(bundled, "plain/labels/en.yaml")).data
    every = set(_leaves(labels))
    written: set[tuple[str | int, ...]] = set()
    tree: Tree | None = None
    for prefix, files in reversed(overlay.layers):
        if not files.exists(f"{prefix}/{file}"):
            continue
        tree = parse_yaml(read_source(files, f"{prefix}/{file}"))
        if isinstance(tree.data, dict):
            labels = lay_over(labels, tree.data, tree, (), "unknown-label", problems)
            written |= set(tree.keys)
        else:
            problems.append(
                error("wrong-type", "the file must be a mapping", tree.span(),
                      help="write labels such as `words:`")
            )  # fmt: skip
    if tree is None:
        raise Failure([
            error("missing-labels", f"the style has no words for the language `{language}`",
                  asked_at,
                  help=f"write `{file}` in the style, after the pattern of plain/labels/en.yaml")
        ])  # fmt: skip
    missing = sorted(way for way in every - written if way[0] != "disclaimers")
    if missing and not has_errors(problems):
        first = ".".join(missing[0])
        problems.append(
            error("missing-labels", f"labels have no words, such as `{first}`",
                  tree.span(), help="write them after the pattern of plain/labels/en.yaml")
        )  # fmt: skip
    return labels


def _leaves(labels: Mapping[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for key, value in labels.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, (*path, key))
        else:
            yield (*path, key)
