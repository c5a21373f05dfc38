"""Document: pandoc's AST, complete, cut into parts; its builders and its walks.

Nodes are pandoc's JSON (pandoc-types 1.23): `{"t": tag, "c": content}`. A Document never knows an
output format; the places of its blocks in the source (`data-pos`) are still on it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from reportgen.document.nodes import (
    API_VERSION,
    Cell,
    Node,
    attributes,
    bullet_list,
    definition_list,
    div,
    header,
    line_break,
    link,
    para,
    plain,
    span,
    table,
    text,
)
from reportgen.document.places import (
    is_token,
    is_wrapper,
    position_of,
    strip_positions,
    strip_token_positions,
    unwrapped,
)
from reportgen.document.walks import (
    HOLDING,
    attribute_pairs,
    is_attributes,
    plain_text,
    rewrite,
    walk,
)

__all__ = [
    "API_VERSION",
    "HOLDING",
    "Cell",
    "Document",
    "Evaluation",
    "Info",
    "Node",
    "Part",
    "Translation",
    "attribute_pairs",
    "attributes",
    "bullet_list",
    "definition_list",
    "div",
    "header",
    "is_attributes",
    "is_token",
    "is_wrapper",
    "line_break",
    "link",
    "para",
    "plain",
    "plain_text",
    "position_of",
    "rewrite",
    "span",
    "strip_positions",
    "strip_token_positions",
    "table",
    "text",
    "unwrapped",
    "walk",
]


@dataclass(frozen=True)
class Evaluation:
    """Who found that a format of this version meets WCAG 2.2 level AA, when and how (E-04, E-05).

    `report` is the address of what was found.
    """

    by: str
    date: str
    method: str
    report: str | None = None


@dataclass(frozen=True)
class Translation:
    """The report in another language (H-03): a BCP 47 tag, its title, where it is."""

    language: str
    title: str
    url: str


@dataclass(frozen=True)
class Info:
    """What catalogues and file properties say of the report; the same in every format (C-01).

    Dates are days such as 2026-11-23; `epoch` is midnight UTC of `updated` in seconds since 1970,
    the only time that a build knows. `identifier` is a `urn:uuid:` made from the number and title.
    `strings` are the words of the style's label file that editions need. `evaluations` are those of
    this very version, by format: without one, a format claims no conformance. `url` is where the
    report is published.
    """

    title: str
    subtitle: str | None
    short_title: str
    number: str
    slug: str
    language: str
    direction: str
    authors: tuple[str, ...]
    publisher: str
    published: str
    updated: str
    updated_words: str
    version: str
    description: str
    subjects: tuple[str, ...]
    rights: str
    licence_url: str | None
    marking: str | None
    status: str
    identifier: str
    epoch: int
    strings: Mapping[str, str] = field(default_factory=dict)
    evaluations: Mapping[str, Evaluation] = field(default_factory=dict)
    translations: tuple[Translation, ...] = ()
    url: str | None = None
    doi: str | None = None

    @property
    def terms(self) -> str:
        """Return the rights, to which the marking belongs (MK-4)."""
        return f"{self.marking}. {self.rights}" if self.marking else self.rights


@dataclass(frozen=True)
class Part:
    """One part of the report: what a template made.

    `template` names the template (`cover`, `contents`, `section` ...), `id` is the anchor of the
    part, unique in the report; a part with a title begins with a level-1 header.
    """

    template: str
    id: str
    title: str | None
    blocks: Sequence[Node]


@dataclass(frozen=True)
class Document:
    """The whole report as a tree: numbered, referenced and cited, the same for every format.

    `figures` are the image bytes by the path that the tree names, `data` the register as files by
    name, for the formats that can carry files inside.

    `pages` and `page_breaks` are known once the pages are laid out: the printed label (`iii`, `12`)
    of the page on which each anchor stands, and for each page in order its label and the anchor
    that begins on it first (empty where none does). `openings` are the anchors that open a page
    because the one before had no room for what follows. All are empty before.
    """

    info: Info
    parts: tuple[Part, ...]
    figures: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    data: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    pages: Mapping[str, str] = field(default_factory=dict, repr=False)
    page_breaks: tuple[tuple[str, str], ...] = ()
    openings: frozenset[str] = frozenset()

    def blocks(self) -> list[Node]:
        """Return the blocks of all parts in order."""
        return [block for part in self.parts for block in part.blocks]
