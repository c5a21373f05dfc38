"""Passes over the tree of a section: references, citations, captions, figures, links, headings.

The Markdown is read by pandoc alone; what pandoc's dialect lacks (references, citations and table
captions) are small passes over its tokens here. Prose is data: raw markup, remote images and links
to files are refused.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import Any

from reportgen.diagnostics import (
    Diagnostic,
    Failure,
    Span,
    did_you_mean,
    error,
    warning,
)
from reportgen.document import (
    Node,
    attribute_pairs,
    is_token,
    is_wrapper,
    plain_text,
    position_of,
    text,
    unwrapped,
    walk,
)
from reportgen.files import Files, MemoryFiles
from reportgen.formulae import Formula, Unset, draw, formulae_of
from reportgen.parse.passages import Passages
from reportgen.parse.register import Register
from reportgen.pictures import measure
from reportgen.report import Comment
from reportgen.source import UNPRINTABLE

__all__ = ["REFERENCE_KINDS", "find_references", "read_prose"]

REFERENCE_KINDS = ("id", "item", "value", "date", "status", "count", "sec", "tbl", "fig")
"""What may stand before the colon in `[@kind:key]`; without a colon it is a citation."""

_REGISTERED = {
    "id": ("items",), "item": ("items",), "status": ("items",), "date": ("items", "events"),
    "value": ("items", "quantities", "derived"),
}  # fmt: skip
"""For each kind of reference to the register, the kinds of entries that it may name."""

LANDSCAPE = "landscape"
"""The class of a division, or of a table, that stands on a page of its own on its side."""

_REFERENCE = re.compile(r"\[@(?P<body>[^\[\]]+)\]")
_CAPTION = re.compile(r"^Table: ")
_COMMENT = re.compile(r"\s*<!--(?:(?!-->).)*-->\s*", re.DOTALL)
_SCHEME = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*:")
_FIGURE_NAME = re.compile(r"[A-Za-z0-9._/-]+")
_FILE_NAME = re.compile(r"\S+\.(png|jpe?g|gif|svg|tiff?|webp)", re.IGNORECASE)
LONGEST_ALTERNATIVE = 150
"""Characters of alternative text that a listener can take in at once."""
_LINK_SCHEMES = ("http:", "https:", "mailto:")
_IMAGES = {
    b"\x89PNG\r\n\x1a\n": (".png",),
    b"\xff\xd8\xff": (".jpg", ".jpeg"),
    b"GIF8": (".gif",),
}


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
    register: Register,
    problems: list[Diagnostic],
    figures: dict[str, bytes],
    comments: list[Comment],
) -> list[Node]:
    """Return the blocks of the section file `path` with references resolved to spans and `Cite`s.

    Faults are added to `problems`, the bytes of every image that is shown to `figures`, and what
    no edition prints to `comments`.
    """
    return _Visitor(path, files, folder, register, problems, figures, comments).section(blocks)


def find_references(blocks: list[Node], path: str) -> list[Node]:
    """Return the blocks as `read_prose` would make them, of a section that is read on its own.

    Nothing is said of faults, and no other file is read.
    """
    alone = _Visitor(path, MemoryFiles({}), "", Register(), [], {}, [])
    found: list[Node] = alone.visit(blocks, None)
    return found


class _Visitor:
    """The passes over one section's tree."""

    def __init__(
        self,
        path: str,
        files: Files,
        folder: str,
        register: Register,
        problems: list[Diagnostic],
        figures: dict[str, bytes],
        comments: list[Comment],
    ) -> None:
        self.path = path
        self.files = files
        self.folder = folder
        self.register = register
        self.problems = problems
        self.figures = figures
        self.comments = comments
        self.top = False
        tree = register.metadata_tree
        self.passages = Passages(tree.data.get("language") if tree else None)
        self.formulae: list[tuple[Formula, str | None]] = []
        self.headers: list[Node] = []
        self.turned: list[Node] = []

    def section(self, blocks: list[Node]) -> list[Node]:
        visited: list[Node] = self.visit(blocks, None)
        self.headings()
        self.landscapes(visited)
        self.maths()
        return visited

    def report(self, code: str, message: str, place: str | None, mend: str) -> None:
        span = position_of(self.path, place) or Span.at(self.path)
        self.problems.append(error(code, message, span, help=mend))

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
            return list(self.references(_without_gaps(visited), top=self.top))
        if "Table" in kinds or "Div" in kinds:
            return self.captions([n for n in visited if not _was_comment(n)])
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
            self.report(code, message, own, mend)
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
                self.image(node, place)
            case "Link":
                self.link(node, place)
            case "Figure":
                self.figure(node, place)
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
            self.report(
                "control-character", "the text holds a control character", place, "remove it"
            )
        if self.passages.is_unmarked(text):
            span = position_of(self.path, place) or Span.at(self.path)
            mend = "write `[words]{lang=fa}`, or the tag of whichever language it is"
            message = f"`{text}` does not say in which language it is"
            self.problems.append(warning("unmarked-language", message, span, help=mend))

    @staticmethod
    def place_of(node: Node) -> str | None:
        return attribute_pairs(node).get("data-pos")

    def raw(self, node: Node, place: str | None) -> list[Node]:
        markup: str = node["c"][1]
        if node["c"][0] == "html" and _COMMENT.fullmatch(markup):
            self.comments.append(
                Comment(markup.strip(), position_of(self.path, place) or Span.at(self.path))
            )
            return []
        self.report(
            "raw-markup",
            f"`{markup.strip()[:40]}` is raw markup, which only one format could read",
            place,
            "write it in Markdown, or escape the first character with a backslash",
        )
        return []

    # ------------------------------------------------------------ figures and links

    def image(self, node: Node, place: str | None) -> None:
        pairs = dict(map(tuple, node["c"][0][2]))
        target: str = node["c"][2][0]
        if _SCHEME.match(target) or target.startswith("//"):
            self.report(
                "remote-image",
                f"the image `{target[:80]}` lies outside the project",
                place,
                "put the image into `source/figures/` and name it from there",
            )
            return
        if not _FIGURE_NAME.fullmatch(target):
            self.report(
                "bad-figure",
                f"`{target[:80]}` is not a name that every format can carry",
                place,
                "use letters, digits, `.`, `-`, `_` and `/` in the names of images",
            )
            return
        try:
            # An absolute path is none of the project's, whatever stands before it.
            data = self.files.read(target if target.startswith("/") else f"{self.folder}/{target}")
        except Failure as failure:
            fault = failure.diagnostics[0]
            code = "missing-figure" if fault.code == "missing-file" else fault.code
            self.report(code, fault.message, place, fault.help or "name a file of the project")
            return
        endings = next((e for magic, e in _IMAGES.items() if data.startswith(magic)), ())
        if not target.lower().endswith(endings or ("\0",)):
            self.report(
                "bad-figure",
                f"`{target}` is not the image that its name promises",
                place,
                "use a PNG, JPEG or GIF file with the matching ending",
            )
            return
        size = measure(data)
        if isinstance(size, str):
            self.report(
                "bad-figure",
                f"`{target}` {size}",
                place,
                "save the image anew, in RGB or grey with eight bits a colour",
            )
        self.figures[target] = data
        alternative = pairs.get("alt") or ("" if "alt" in pairs else plain_text(node["c"][1]))
        if "decorative" not in node["c"][0][1]:
            self.alternative(target, alternative.strip(), place)

    def alternative(self, target: str, words: str, place: str | None) -> None:
        """Words for those who do not see an image: some, no name of a file, not too many (C-05)."""
        if not words or _FILE_NAME.fullmatch(words):
            lack = "the name of a file for" if words else "no"
            self.report(
                "missing-alt-text",
                f"the image `{target}` has {lack} alternative text",
                place,
                'say what it shows: `![Caption](figure.png){alt="..."}`',
            )
        elif len(words) > LONGEST_ALTERNATIVE:
            self.problems.append(
                warning(
                    "too-long",
                    f"the alternative text of `{target}` has {len(words)} characters",
                    position_of(self.path, place) or Span.at(self.path),
                    help=f"say it in {LONGEST_ALTERNATIVE}, and the rest in the text beside it",
                )
            )

    def figure(self, node: Node, place: str | None) -> None:
        """A picture that stands alone has a caption, so it needs alternative text of its own."""
        for image in walk(node["c"][2]):
            if image["t"] == "Image":
                pairs = dict(map(tuple, image["c"][0][2]))
                if "alt" not in pairs and "decorative" not in image["c"][0][1]:
                    self.report(
                        "missing-alt-text",
                        f"the figure `{image['c'][2][0]}` has a caption but no alternative text",
                        place,
                        'say what it shows: `![Caption](figure.png){alt="..."}`',
                    )
                # pandoc repeats the caption here, with its notes: each would be numbered twice.
                image["c"][1] = text(pairs.get("alt", ""))

    def link(self, node: Node, place: str | None) -> None:
        target: str = node["c"][2][0]
        if target.startswith("#") or target.lower().startswith(_LINK_SCHEMES):
            return
        self.report(
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
                self.report(
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
                _is_within(c.span, position_of(self.path, self.place_of(node)))
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
                self.report("empty-heading", "the heading has no words", place, "write the heading")
            if depth == 1:
                self.report(
                    "heading-level-skipped",
                    f"`{words}` is on level 1, which belongs to the section's title",
                    place,
                    "write it with two `#`",
                )
            elif depth > level + 1:
                self.report(
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
                self.report(
                    "misplaced-landscape",
                    "a landscape page cannot begin inside another block",
                    self.place_of(node),
                    "write `::: landscape` between the paragraphs of the section",
                )

    def captions(self, blocks: list[Node]) -> list[Node]:
        """Give each table the paragraph `Table: caption {#id}` that stands right after it."""
        result: list[Node] = []
        for block in blocks:
            previous = result[-1] if result else None
            table = _inside(previous, "Table") if previous else None
            caption = _inside(block, "Para")
            if table is not None and caption is not None and not table["c"][1][1]:
                identity, classes, tokens = _take_attributes(caption["c"])
                pieces = list(_tokens(tokens))
                if _CAPTION.match("".join(said for _, said, _ in pieces)):
                    table["c"][0][0] = identity or table["c"][0][0]
                    table["c"][0][1] += [name for name in classes if name == LANDSCAPE]
                    table["c"][1] = [None, [{"t": "Plain", "c": _caption(pieces)}]]
                    continue
            result.append(block)
        for block in result:
            table = _inside(block, "Table")
            if table is not None and not table["c"][1][1]:
                self.report(
                    "missing-caption",
                    "the table has no caption",
                    self.place_of(block),
                    "write a paragraph `Table: caption {#id}` right after it",
                )
        return result

    # ------------------------------------------------------------ references

    def references(self, inlines: list[Node], *, top: bool) -> Iterator[Node]:
        """Turn `[@kind:key]` into reference spans and `[@source, p. 3]` into citations.

        `top` tells that the inlines are those of a paragraph, whose first word has a capital.
        """
        tokens = list(_tokens(inlines))
        words = "".join(said for _, said, _ in tokens)
        starts: list[int] = []
        length = 0
        for _, said, _ in tokens:
            starts.append(length)
            length += len(said)
        at = 0
        for match in _REFERENCE.finditer(words):
            first, last = bisect_left(starts, match.start()), bisect_left(starts, match.end()) - 1
            if first < at or starts[first] != match.start() or not _is_plain(tokens[first]):
                continue
            yield from (node for node, _, _ in tokens[at:first])
            place = _join_places(tokens[first][2], tokens[last][2])
            before = words[max(match.start() - 2, 0) : match.start()]
            initial = top and bool(re.fullmatch(r"|\s|[.!?]\s", before))
            yield self.reference(match["body"], place, initial=initial)
            at = last + 1
        yield from (node for node, _, _ in tokens[at:])

    def reference(self, body: str, place: str | None, *, initial: bool) -> Node:
        kind, colon, key = body.partition(":")
        kind, key = kind.strip(), key.strip()
        pairs = [["kind", kind], ["key", key]]
        pairs += [["initial", "1"]] if initial else []
        pairs += [["data-pos", place]] if place else []
        if colon and kind in REFERENCE_KINDS:
            self.check_key(kind, key, place)
            return {"t": "Span", "c": [["", ["reference"], pairs], []]}
        if colon and re.fullmatch(r"[a-z]+", kind):
            self.report(
                "unknown-reference",
                f"`{kind}` is not a kind of reference",
                place,
                did_you_mean(kind, REFERENCE_KINDS),
            )
            return {"t": "Span", "c": [["", ["reference"], pairs], []]}
        citations = [self.citation(part, place) for part in body.split(";")]
        original = [{"t": "Str", "c": f"[@{body}]"}]
        cite: Node = {"t": "Cite", "c": [citations, original]}
        if place is None:
            return cite
        return {"t": "Span", "c": [["", [], [["wrapper", "1"], ["data-pos", place]]], [cite]]}

    def check_key(self, kind: str, key: str, place: str | None) -> None:
        """Report a reference to something that the register does not have."""
        names = _REGISTERED.get(kind)
        if names and self.register.lacks(key, *names):
            self.report(
                "unknown-item",
                f"`{key}` is not in the register",
                place,
                did_you_mean(key, self.register.ids(*names)),
            )

    def citation(self, part: str, place: str | None) -> Node:
        key, _, locator = part.strip().lstrip("@").partition(",")
        key = key.strip()
        if self.register.lacks(key, "sources"):
            self.report(
                "unknown-source",
                f"`{key}` is not a source of `sources.yaml`",
                place,
                did_you_mean(key, self.register.ids("sources")),
            )
        suffix: list[Node] = []
        if locator.strip():
            for word in f", {locator.strip()}".split(" "):
                suffix += [{"t": "Space"}] if suffix else []
                suffix.append({"t": "Str", "c": word})
        return {
            "citationId": key,
            "citationPrefix": [],
            "citationSuffix": suffix,
            "citationMode": {"t": "NormalCitation"},
            "citationNoteNum": 0,
            "citationHash": 0,
        }


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


_Token = tuple[Node, str, str | None]


def _tokens(inlines: Iterable[Node]) -> Iterator[_Token]:
    """Yield each inline with its text, when it is a piece of text, and its place."""
    for node in inlines:
        inner, place = node, None
        while is_wrapper(inner) and len(inner["c"][1]) == 1:
            place = dict(map(tuple, inner["c"][0][2])).get("data-pos") or place
            inner = inner["c"][1][0]
        match inner["t"]:
            case "Str":
                yield node, inner["c"], place
            case "Space" | "SoftBreak":
                yield node, " ", place
            case _:
                # One character that no reference can hold stands for anything else.
                yield node, "\0", place


def _is_plain(token: _Token) -> bool:
    """Tell whether a bracket was typed plainly: an escaped one covers two columns."""
    span = position_of("", token[2])
    return span is None or span.end.column - span.start.column == len(token[1])


def _join_places(first: str | None, last: str | None) -> str | None:
    if first is None or last is None:
        return first or last
    return f"{first.split('-')[0]}-{last.split('-')[1]}"


def _inside(block: Node | None, tag: str) -> Node | None:
    inner = None if block is None else unwrapped(block)
    return inner if inner is not None and inner["t"] == tag else None


def _take_attributes(inlines: list[Node]) -> tuple[str, list[str], list[Node]]:
    """Return what `{#id .class}` at the end gave to the last token, and the inlines without it."""
    last = inlines[-1] if inlines else None
    if last is None or last["t"] != "Span" or not (last["c"][0][0] or last["c"][0][1]):
        return "", [], inlines
    identity, classes, _ = last["c"][0]
    content = [node for node in last["c"][1] if node["t"] != "Space"]
    return identity, classes, [*inlines[:-1], *content]


def _caption(pieces: Iterable[_Token]) -> list[Node]:
    """Return the caption's inlines without `Table: ` in front and without spaces at the end."""
    skip = len("Table: ")
    kept: list[tuple[Node, str]] = []
    at = 0
    for node, said, _ in pieces:
        start, at = at, at + len(said)
        if at > skip:
            kept.append((node if start >= skip else {"t": "Str", "c": said[skip - start :]}, said))
    while kept and kept[-1][1] == " ":
        kept.pop()
    return [node for node, _ in kept]
