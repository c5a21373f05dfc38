"""Markdown → Manuscript, by pandoc, with the line of every block."""

from __future__ import annotations

from reportgen.diagnostics import Failure
from reportgen.document import attribute_pairs, position_of, strip_positions, walk
from reportgen.intake.gallery import Gallery
from reportgen.intake.manuscript import Block, Manuscript, Record
from reportgen.intake.plain import day_of
from reportgen.intake.trees import Fitter, meta_text, meta_texts, read_tree
from reportgen.intake.vocabulary import said_by
from reportgen.intake.web import read_fragment
from reportgen.parse import deep_text

__all__ = ["read_markdown_text"]

_DIALECT = "commonmark_x-smart-emoji+yaml_metadata_block+sourcepos"


def read_markdown_text(
    text: str, name: str, gallery: Gallery, record: Record
) -> tuple[Manuscript, str]:
    """Read Markdown whose characters are clean; return all of its words as well.

    Raises `Failure` with `prose-too-deep`.
    """
    deep = deep_text(name, 0, text)
    if deep is not None:
        raise Failure([deep])
    meta, nodes = read_tree(text, _DIALECT, name)
    fitter = Fitter(
        name, record, gallery.open, lambda markup, _: read_fragment(markup, name, record)
    )
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


def _line(node: object) -> int | None:
    for inner in walk(node):
        span = position_of("", attribute_pairs(inner).get("data-pos"))
        if span is not None:
            return span.start.line
    return None
