"""Markdown → Manuscript, by pandoc, with the line of every block."""

from __future__ import annotations

import re

from reportgen.diagnostics import Failure
from reportgen.document import attribute_pairs, position_of, strip_positions, walk
from reportgen.intake.gallery import Gallery
from reportgen.intake.manuscript import Block, Manuscript, Record
from reportgen.intake.plain import day_of
from reportgen.intake.trees import Fitter, meta_text, meta_texts, read_tree
from reportgen.intake.vocabulary import said_by
from reportgen.intake.web import read_fragment
from reportgen.parse import deep_text
from reportgen.source import Source
from reportgen.yamltree import parse_yaml

__all__ = ["read_markdown_text"]

_DIALECT = "commonmark_x-smart-emoji+yaml_metadata_block+sourcepos"


_HEAD = re.compile(
    r"\A---[ \t]*\n(?P<yaml>.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
"""Front matter as pandoc knows it, at the beginning of a file."""

_GROWING = {"yaml-alias", "yaml-too-deep", "yaml-too-large"}


def read_markdown_text(
    text: str, name: str, gallery: Gallery, record: Record
) -> tuple[Manuscript, str]:
    """Read Markdown whose characters are clean; return all of its words as well.

    Raises `Failure` with `prose-too-deep`, `table-too-wide` or, where the front matter would grow,
    `yaml-alias`.
    """
    _refuse_growth(text, name)
    deep = deep_text(name, 0, text)
    if deep is not None:
        raise Failure([deep])
    meta, nodes = read_tree(text, _DIALECT, name)
    fitter = Fitter(
        name, record, gallery.open,
        lambda markup, line: read_fragment(markup, line, name, record),
    )  # fmt: skip
    authors = meta_texts(meta.get("author")) or meta_texts(meta.get("authors"))
    found = Manuscript(
        [], meta_text(meta.get("title")), authors, day_of(meta_text(meta.get("date")) or ""),
        meta_text(meta.get("lang")) or meta_text(meta.get("language")),
    )  # fmt: skip
    for key in sorted({"subtitle", "abstract", "description", "keywords"} & set(meta)):
        record.drop(" ".join(meta_texts(meta[key])), 1, f"the front matter's `{key}`")
    for node in nodes:
        fitter.line = _line(node)
        found.blocks += [
            Block(made, fitter.line) for made in fitter.blocks(strip_positions([node]))
        ]
    return found, said_by(strip_positions(nodes))


def _refuse_growth(text: str, name: str) -> None:
    """Refuse front matter that grows as it is read; what else is odd in it, pandoc passes over."""
    head = _HEAD.match(text)
    try:
        if head is not None:
            parse_yaml(Source(name, head["yaml"], ""), lines_above=1)
    except Failure as failure:
        growing = [d for d in failure.diagnostics if d.code in _GROWING]
        if growing:
            raise Failure(growing) from None


def _line(node: object) -> int | None:
    for inner in walk(node):
        span = position_of("", attribute_pairs(inner).get("data-pos"))
        if span is not None:
            return span.start.line
    return None
