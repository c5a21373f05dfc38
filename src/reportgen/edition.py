"""Style, Edition, Artifact, and what a format must be able to do.

An Edition is all that one format needs to render, readable and without places: moving a paragraph
down a line leaves it equal. It never knows where it was written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from reportgen.diagnostics import Outcome

if TYPE_CHECKING:  # an artifact that was made before is handed out without a tree
    from reportgen.document import Document, Info

__all__ = [
    "Artifact",
    "Edition",
    "Font",
    "Format",
    "Layout",
    "Logo",
    "Printed",
    "Style",
    "logo_path",
]


@dataclass(frozen=True)
class Font:
    """One font file of a style: family, weight (400, 600 ...), upright or italic, and its bytes."""

    family: str
    weight: int
    italic: bool
    name: str
    data: bytes = field(repr=False)


@dataclass(frozen=True)
class Logo:
    """The picture on the cover: the words that stand for it, its bytes, its size in dots."""

    name: str
    words: str
    data: bytes = field(repr=False)
    width: int
    height: int


def logo_path(logo: Logo) -> str:
    """Return the path of the logo among the figures; no source can have a figure there."""
    return f"@style/{logo.name}"


@dataclass(frozen=True)
class Style:
    """How a report looks, as data.

    `tokens` is `style.yaml` after its overlays: colours, faces, sizes, spacing, page, tables.
    `labels` are the words that the style prints. `sheets` are its stylesheets by name with every
    token already filled in, `templates` its section templates, `csl` its citation style.
    """

    name: str
    tokens: Mapping[str, Any]
    labels: Mapping[str, Any]
    sheets: Mapping[str, str]
    fonts: tuple[Font, ...]
    templates: Mapping[str, str] = field(repr=False)
    origins: Mapping[str, str] = field(repr=False)
    csl: str = field(repr=False)
    logo: Logo | None = None


@dataclass(frozen=True)
class Edition:
    """All that one format needs to render.

    `body` is readable: HTML text, or pandoc's JSON as text. `assets` are bytes by name: images and
    whatever else the body names.
    """

    format: str
    info: Info
    body: str
    style: Style = field(repr=False)
    assets: Mapping[str, bytes] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Artifact:
    """A name and bytes."""

    name: str
    data: bytes = field(repr=False)


@dataclass(frozen=True)
class Layout:
    """The printed edition as bytes, and where everything stands in it.

    `pages`, `page_breaks` and `openings` are those of `Document`.
    """

    data: bytes = field(repr=False)
    pages: Mapping[str, str]
    page_breaks: tuple[tuple[str, str], ...]
    openings: frozenset[str]


class Format(Protocol):
    """What a module of `reportgen.formats` offers; the command line finds it by its file name."""

    suffix: str
    """The ending of the artifact, such as `.pdf`."""

    names_pages: bool
    """Whether its editions name the pages of the printed one."""

    def edition(self, document: Document, style: Style) -> Edition:
        """Make all that the format needs, without places."""

    def render(self, edition: Edition) -> Outcome[bytes]:
        """Make the bytes, with a warning for each complaint of the engine."""


class Printed(Format, Protocol):
    """The format whose pages the others name."""

    def lay_out(
        self, edition: Edition, *, workers: int = 1, single_run: bool = False
    ) -> Outcome[Layout]:
        """Make what `render` makes, and tell where everything stands.

        The number of `workers` changes nothing but the time; with `single_run`, all pages are made
        together even where parts of them could be made apart.
        """
