"""The walk over the tree of a section: each node is checked, and what names something is resolved.

The Markdown is read by pandoc alone; what pandoc's dialect lacks are small passes over its tokens,
in `references` and `captions`. Prose is data: raw markup, remote images and links to files are
refused.
"""

from __future__ import annotations

import re
from typing import Any

from reportgen.diagnostics import (
    Diagnostic,
    Span,
)
from reportgen.document import (
    Node,
    attribute_pairs,
    is_token,
    is_wrapper,
    plain_text,
    position_of,
    unwrapped,
    walk,
)
from reportgen.files import Files, MemoryFiles
from reportgen.formulae import Formula, Unset, draw, formulae_of
from reportgen.parse.captions import LANDSCAPE, with_captions
from reportgen.parse.faults import Faults
from reportgen.parse.images import Images
from reportgen.parse.passages import Passages
from reportgen.parse.references import Names, References
from reportgen.parse.register import Register
from reportgen.report import Comment
from reportgen.source import UNPRINTABLE

__all__ = ["find_references", "read_prose"]

_COMMENT = re.compile(r"\s*<!--(?:(?!-->).)*-->\s*", re.DOTALL)
_LINK_SCHEMES = ("http:", "https:", "mailto:")
_SPACES = {"Space", "SoftBreak"}
_RAW = frozenset({"RawBlock", "RawInline"})
_INLINE = {
    "Str", "Emph", "Underline", "Strong", "Strikeout", "Superscript", "Subscript", "SmallCaps",
    "Quoted", "Cite", "Code", "Space", "SoftBreak", "LineBreak", "Math", "RawInline", "Link",
    "Image", "Note", "Span",
}  # fmt: skip


def read_prose(
    blocks: list[Node],
    path: str,
    files: Files,
    folder: str,
    names: Names,
    language: Any,
    problems: list[Diagnostic],
    figures: dict[str, bytes],
    comments: list[Comment],
) -> list[Node]:
    """Return the blocks of the section file `path` with references resolved to spans and `Cite`s.

    `language` is that of the report, as far as it is stated.
    Faults are added to `problems`, the bytes of every image that is shown to `figures`, and what
    no edition prints to `comments`.
    """
    visitor = _Visitor(path, files, folder, names, language, problems, figures, comments)
    return visitor.section(blocks)


def find_references(blocks: list[Node], path: str) -> list[Node]:
    """Return the blocks as `read_prose` would make them, of a section that is read on its own.

    Nothing is said of faults, and no other file is read.
    """
    alone = _Visitor(path, MemoryFiles({}), "", Register(), None, [], {}, [])
    found: list[Node] = alone.visit(blocks, None)
    return found


class _Visitor:
    """The passes over one section's tree."""

    def __init__(
        self,
        path: str,
        files: Files,
        folder: str,
        names: Names,
        language: Any,
        problems: list[Diagnostic],
        figures: dict[str, bytes],
        comments: list[Comment],
    ) -> None:
        self.faults = Faults(path, problems)
        self.images = Images(files, folder, figures, self.faults)
        self.references = References(names, self.faults)
        self.comments = comments
        self.top = False
        self.passages = Passages(language)
        self.formulae: list[tuple[Formula, str | None]] = []
        self.headers: list[Node] = []
        self.turned: list[Node] = []

    def section(self, blocks: list[Node]) -> list[Node]:
        visited: list[Node] = self.visit(blocks, None)
        self.headings()
        self.landscapes(visited)
        self.maths()
        return visited

    def visit(self, nodes: Any, place: str | None) -> Any:
        """Return a copy of `nodes` with references resolved and every node checked."""
        if type(nodes) is dict:
            return self.node(nodes, place)
        if type(nodes) is not list:
            return nodes
        visited: list[Any] = []
        for node in nodes:
            if type(node) is not dict:
                visited.append(self.visit(node, place))
            elif node.get("t") in _RAW:
                visited += self.raw(node, place)
            else:
                visited.append(self.node(node, place))
        kinds = {n.get("t") if type(n) is dict else None for n in visited}
        if kinds and kinds <= _INLINE:
            return list(self.references.resolve(_without_gaps(visited), top=self.top))
        if "Table" in kinds or "Div" in kinds:
            return with_captions([n for n in visited if not _was_comment(n)], self.faults)
        return visited

    def node(self, node: Node, place: str | None) -> Node:
        if "c" not in node:
            return node
        if is_token(node):
            (_, _, pairs), (token,) = node["c"]
            if token["t"] == "Str":
                self.words(token["c"], dict(pairs).get("data-pos") or place)
            return node
        pairs = attribute_pairs(node)
        own = pairs.get("data-pos") or place
        if node["t"] == "Str":
            self.words(node["c"], place)
        for code, message, mend in self.passages.faults(pairs):
            self.faults.error(code, message, own, mend)
        if node["t"] == "Span":
            node = _without_reserved_class(node)
        before, self.top = self.top, node["t"] in {"Para", "Plain"}
        with self.passages.within(pairs):
            visited = {**node, "c": self.visit(node["c"], own)}
        self.top = before
        self.seen(visited, own)
        if node["t"] in {"Image", "Link"} and own and "data-pos" not in pairs:
            identity, classes, given = visited["c"][0]
            visited["c"][0] = [identity, classes, [*given, ["data-pos", own]]]
        return visited

    def seen(self, node: Node, place: str | None) -> None:
        """Check a visited node, or keep it for a check of the whole section."""
        match node["t"]:
            case "Image":
                self.images.image(node, place)
            case "Link":
                self.link(node, place)
            case "Figure":
                self.images.figure(node, place)
            case "Math":
                self.formulae += [(formula, place) for formula in formulae_of(node)]
            case "Header":
                self.headers.append(node)
            case "Div" if LANDSCAPE in node["c"][0][1]:
                self.turned.append(node)
            case _:
                pass

    def words(self, text: str, place: str | None) -> None:
        if UNPRINTABLE.search(text):
            self.faults.error(
                "control-character", "the text holds a control character", place, "remove it"
            )
        if self.passages.is_unmarked(text):
            mend = "write `[words]{lang=fa}`, or the tag of whichever language it is"
            message = f"`{text}` does not say in which language it is"
            self.faults.warning("unmarked-language", message, place, mend)

    @staticmethod
    def place_of(node: Node) -> str | None:
        return attribute_pairs(node).get("data-pos")

    def raw(self, node: Node, place: str | None) -> list[Node]:
        markup: str = node["c"][1]
        if node["c"][0] == "html" and _COMMENT.fullmatch(markup):
            self.comments.append(Comment(markup.strip(), self.faults.span(place)))
            return []
        self.faults.error(
            "raw-markup",
            f"`{markup.strip()[:40]}` is raw markup, which only one format could read",
            place,
            "write it in Markdown, or escape the first character with a backslash",
        )
        return []

    # ------------------------------------------------------------ figures and links

    def link(self, node: Node, place: str | None) -> None:
        target: str = node["c"][2][0]
        if target.startswith("#") or target.lower().startswith(_LINK_SCHEMES):
            return
        self.faults.error(
            "bad-link",
            f"the link `{target[:80]}` leads nowhere that a reader can go",
            place,
            "link to `https://...`, `mailto:...` or an anchor such as `#TR-01`",
        )

    def maths(self) -> None:
        """Report formulae that some edition could not set."""
        drawn = draw(formula for formula, _ in self.formulae)
        for formula, place in self.formulae:
            made = drawn[formula]
            if isinstance(made, Unset):
                self.faults.error(
                    "bad-maths",
                    f"`{formula.tex[:40]}` cannot be set as a formula: {made.reason}",
                    place,
                    "use the TeX of LaTeX and amsmath, or write it in words",
                )

    # ------------------------------------------------------------ headings and captions

    def headings(self) -> None:
        level = 1
        for node in self.headers:
            if any(
                _is_within(c.span, position_of(self.faults.path, self.place_of(node)))
                for c in self.comments
            ):
                # pandoc made a hyphen of the space before the comment.
                node["c"][1][0] = node["c"][1][0].rstrip("-")
            depth, place = node["c"][0], self.place_of(node)
            words = plain_text(node["c"][2])
            speaks = any(
                n["t"] == "Span" and "reference" in n["c"][0][1] for n in walk(node["c"][2])
            )
            if not words and not speaks:
                self.faults.error(
                    "empty-heading", "the heading has no words", place, "write the heading"
                )
            if depth == 1:
                self.faults.error(
                    "heading-level-skipped",
                    f"`{words}` is on level 1, which belongs to the section's title",
                    place,
                    "write it with two `#`",
                )
            elif depth > level + 1:
                self.faults.error(
                    "heading-level-skipped",
                    f"`{words}` is on level {depth}, but the heading above it is on level {level}",
                    place,
                    f"write it with {level + 1} `#`",
                )
            level = depth

    def landscapes(self, blocks: list[Node]) -> None:
        """Report a landscape page that would have to begin inside another block."""
        outer = {id(unwrapped(block)) for block in blocks}
        for node in self.turned:
            if id(node) not in outer:
                self.faults.error(
                    "misplaced-landscape",
                    "a landscape page cannot begin inside another block",
                    self.place_of(node),
                    "write `::: landscape` between the paragraphs of the section",
                )


def _without_reserved_class(node: Node) -> Node:
    """Take away the class by which compose knows a reference: prose cannot make one by hand."""
    (identity, classes, pairs), inlines = node["c"]
    if "reference" not in classes:
        return node
    kept = [name for name in classes if name != "reference"]
    return {"t": "Span", "c": [[identity, kept, pairs], inlines]}


def _was_comment(node: Node) -> bool:
    """Tell whether a wrapper is empty, since its comment went."""
    return is_wrapper(node) and not node["c"][1]


def _without_gaps(inlines: list[Node]) -> list[Node]:
    """Take away the wrapper that is empty since its comment went, and the space before it.

    A line that ends with a comment is printed as if it ended before it.
    """
    kept: list[Node] = []
    gap = False
    for node in inlines:
        if _was_comment(node):
            gap = True
        elif gap and unwrapped(node)["t"] in _SPACES and (not kept or _ends_in_space(kept)):
            kept[-1:] = [node] if kept else []
        else:
            kept.append(node)
            gap = False
    return kept[:-1] if gap and _ends_in_space(kept) else kept


def _is_within(span: Span, around: Span | None) -> bool:
    return around is not None and around.start <= span.start < around.end


def _ends_in_space(inlines: list[Node]) -> bool:
    return bool(inlines) and unwrapped(inlines[-1])["t"] in _SPACES
