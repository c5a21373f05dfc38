"""Section files → sections: front matter, listing, and prose handed to pandoc."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from reportgen import pandoc
from reportgen.diagnostics import (
    Diagnostic,
    Failure,
    Span,
    did_you_mean,
    error,
    from_plain,
    in_plain,
)
from reportgen.document import Node, position_of, strip_token_positions
from reportgen.files import Files
from reportgen.fingerprint import fingerprint
from reportgen.memory import JSON, Codec, Watched, known, known_all, later, look, read_again
from reportgen.parse.images import path_of
from reportgen.parse.nesting import deep_text, deep_tree
from reportgen.parse.prose import read_prose
from reportgen.parse.register import Register
from reportgen.parse.validation import unquoted_years, validate
from reportgen.report import KEY, Comment, FrontMatter, Section
from reportgen.source import Source, Tree, read_source
from reportgen.timing import timed
from reportgen.yamltree import parse_yaml

__all__ = ["FRONT_MATTER", "parse_sections"]

FRONT_MATTER = re.compile(
    r"\A---[ \t]*\n(?P<yaml>.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
"""The head of a section file: YAML between two lines of three hyphens."""
_NAME = re.compile(KEY)

S = TypeVar("S")
T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class _Prose:
    """One section file on its way to a Section."""

    source: Source
    head: FrontMatter
    tree: Tree
    body: str

    @property
    def known_as(self) -> str:
        """What it says, the same in every process."""
        return f"{self.source.path} {self.source.digest}"


@dataclass(frozen=True)
class _Facts:
    """What is said of a section's prose: faults, the figures that it shows, comments."""

    faults: tuple[Diagnostic, ...]
    figures: tuple[str, ...]
    comments: tuple[Comment, ...]


@dataclass(frozen=True)
class _Walked:
    """What comes of the walk over a tree; `pictures` are the files that it has looked at.

    Of the blocks there are those with the places of all tokens, or those without.
    """

    facts: _Facts
    pictures: tuple[str, ...]
    blocks: list[Node] | None = None
    prose: list[Node] | None = None


def _packed(facts: _Facts) -> bytes:
    comments = [error("comment", c.text, c.span) for c in facts.comments]
    return json.dumps([in_plain(facts.faults), facts.figures, in_plain(comments)]).encode()


def _unpacked(data: bytes) -> _Facts:
    faults, figures, comments = json.loads(data)
    said = ((comment.message, comment.span) for comment in from_plain(comments))
    placed = (Comment(text, span) for text, span in said if span is not None)
    return _Facts(from_plain(faults), tuple(figures), tuple(placed))


_FACTS = Codec[_Facts](_packed, _unpacked)


class _UnreadableError(Exception):
    """Some sections that pandoc cannot read, and why."""

    def __init__(self, failures: dict[_Prose, Failure]) -> None:
        super().__init__()
        self.failures = failures


@timed("sections")
def parse_sections(
    files: Files, folder: str, register: Register, problems: list[Diagnostic], *, placed: bool
) -> tuple[list[Section], dict[str, bytes]]:
    """Read the section files that `report.yaml` lists, and the figures that their prose shows.

    Where blocks will be looked at with the place of every token, `placed` keeps them at hand.
    """
    tree = register.metadata_tree
    if tree is None:
        return [], {}
    listed = _listed(tree)
    if listed is None:
        return [], {}
    there = {
        p.rpartition("/")[2].removesuffix(".md"): p
        for p in files.paths(f"{folder}/sections") if p.endswith(".md")
    }  # fmt: skip
    _check_listing(there, tree, listed, problems)
    read: list[_Prose] = []
    for name in dict.fromkeys(listed):
        if name in there:
            prose, faults = _read_again(files, there[name], name)
            read += [prose] if prose is not None else []
            problems.extend(faults)
    reader = _Reader(files, folder, register, placed=placed)
    try:
        return reader.sections(read, problems)
    except _UnreadableError as unreadable:
        for prose, failure in unreadable.failures.items():
            # That pandoc is missing is no fault of a section, and said once.
            span = None if _says(failure, "missing-pandoc") else Span.at(prose.source.path)
            failed = [replace(d, span=d.span or span) for d in failure.diagnostics]
            problems.extend(fault for fault in failed if span or fault not in problems)
        return reader.sections([p for p in read if p not in unreadable.failures], problems)


def _read_again(files: Files, path: str, name: str) -> tuple[_Prose | None, list[Diagnostic]]:
    def read(watched: Files) -> tuple[_Prose | None, list[Diagnostic]]:
        faults: list[Diagnostic] = []
        return _read(watched, path, name, faults), faults

    return read_again("section file", (path, name), files, read)


class _Pictures:
    """Files of which each is read but once: a picture that is saved meanwhile is one picture."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._read: dict[str, bytes | Failure] = {}

    def read(self, path: str) -> bytes:
        """Return the bytes of `path`, or raise, as the first time."""
        if path not in self._read:
            try:
                self._read[path] = self._files.read(path)
            except Failure as failure:
                self._read[path] = failure
        found = self._read[path]
        if isinstance(found, Failure):
            raise found
        return found

    def exists(self, path: str) -> bool:
        """Tell whether `path` is there."""
        return self._files.exists(path)

    def paths(self, folder: str) -> tuple[str, ...]:
        """List the files directly in `folder`."""
        return self._files.paths(folder)


class _Reader:
    """Makes sections of files; trees are read together, and only those that something asks for.

    Of the register a section depends on the ids and the language alone, and of the files on the
    pictures that it names.
    """

    def __init__(self, files: Files, folder: str, register: Register, *, placed: bool) -> None:
        self.files, self.folder = _Pictures(files), folder
        self.register, self.placed = register, placed
        tree = register.metadata_tree
        language = repr(tree.data.get("language")) if tree else None
        self.given = fingerprint((folder, register.known, register.incomplete, language))
        self.walked: dict[_Prose, _Walked] = {}

    def sections(
        self, read: list[_Prose], problems: list[Diagnostic]
    ) -> tuple[list[Section], dict[str, bytes]]:
        """Return the sections, and the figures that they show; faults are added to `problems`."""
        named = known_all(
            "pictures", [(None, (prose,)) for prose in read],
            lambda places: [list(one.pictures) for one in self.walk(read, places)], JSON,
        )  # fmt: skip
        given = [(self.given, tuple((p, look(self.files, "read", p)) for p in n)) for n in named]
        facts = known_all(
            "section", [(values, (prose,)) for values, prose in zip(given, read, strict=True)],
            lambda places: [one.facts for one in self.walk(read, places)], _FACTS,
        )  # fmt: skip
        sections = []
        figures: dict[str, bytes] = {}
        for prose, values, found in zip(read, given, facts, strict=True):
            blocks = later("blocks", values, (prose,), partial(self.blocks, prose))
            stripped = later("prose", values, (prose,), partial(self.stripped, prose, values))
            sections.append(
                known(
                    "made section", None, (prose, blocks, stripped, found),
                    partial(Section, prose.head, prose.source.path, blocks, stripped, prose.tree,
                            prose.source, found.comments),
                )
            )  # fmt: skip
            problems.extend(found.faults)
            figures.update((n, self.files.read(path_of(n, self.folder))) for n in found.figures)
        return sections, figures

    def blocks(self, prose: _Prose) -> list[Node]:
        """Return the blocks of a section that is known to be readable."""
        walked = self.walk([prose], [0])[0]
        if walked.blocks is not None:
            return walked.blocks
        return self.walk_over(prose, *self.trees([prose]))[0]

    def stripped(self, prose: _Prose, values: Hashable) -> list[Node]:
        """Return them without the places of tokens."""

        def make() -> list[Node]:
            walked = self.walk([prose], [0])[0]
            return walked.prose if walked.prose is not None else _stripped(self.blocks(prose))

        return known("stripped", values, (prose,), make, JSON)

    def walk(self, read: Sequence[_Prose], places: Iterable[int]) -> list[_Walked]:
        """Walk over the trees of section files, while the next ones are read."""
        wanted = [read[place] for place in places]
        batches = list(_batches([prose for prose in wanted if prose not in self.walked]))
        failures: dict[_Prose, Failure] = {}
        with ThreadPoolExecutor(max_workers=_AHEAD) as pool:
            for batch, trees in zip(batches, _ahead(pool, self.trees, batches), strict=True):
                for prose, tree in zip(batch, trees, strict=True):
                    if isinstance(tree, Failure):
                        failures[prose] = tree
                    else:
                        self.walked[prose] = self.walked_over(prose, tree)
        if failures:
            raise _UnreadableError(failures)
        return [self.walked[prose] for prose in wanted]

    def trees(self, wanted: Sequence[_Prose]) -> list[list[Node] | Failure]:
        """Return the trees of section files as pandoc reads them."""
        return known_all(
            "tree", [(None, (prose,)) for prose in wanted],
            lambda lacking: _parse([wanted[place] for place in lacking]),
        )  # fmt: skip

    def walked_over(self, prose: _Prose, tree: list[Node]) -> _Walked:
        """Walk over the tree of one section, and keep of it what will be asked for."""
        blocks, facts, pictures = self.walk_over(prose, tree)
        if self.placed:
            return _Walked(facts, pictures, blocks)
        return _Walked(facts, pictures, prose=_stripped(blocks))

    def walk_over(
        self, prose: _Prose, tree: list[Node] | Failure
    ) -> tuple[list[Node], _Facts, tuple[str, ...]]:
        """Return the blocks of a section, what is said of them, and the pictures looked at."""
        if isinstance(tree, Failure):
            raise tree
        faults: list[Diagnostic] = []
        figures: dict[str, bytes] = {}
        comments: list[Comment] = []
        watched = Watched(self.files)
        read = read_prose(
            tree, prose.source.path, watched, self.folder, self.register, faults, figures,
            comments,
        )  # fmt: skip
        facts = _Facts(tuple(faults), tuple(figures), tuple(comments))
        return read, facts, tuple(sorted(path for _, path in watched.looked))


_BATCH = 30_000
"""Characters of prose that one process of pandoc reads; their trees with all places take 10 MB."""

_AHEAD = 2
"""Batches that are read while one is looked at."""


def _batches(read: Iterable[_Prose]) -> Iterator[list[_Prose]]:
    """Yield section files by so many that their trees can be held."""
    batch: list[_Prose] = []
    for prose in read:
        batch.append(prose)
        if sum(len(one.body) for one in batch) >= _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _ahead(pool: ThreadPoolExecutor, call: Callable[[S], T], arguments: Sequence[S]) -> Iterator[T]:
    """Yield what a call gives of each argument; more are on their way while one is looked at."""
    waiting: deque[Future[T]] = deque()
    for argument in arguments:
        waiting.append(pool.submit(call, argument))
        if len(waiting) > _AHEAD:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _stripped(blocks: list[Node]) -> list[Node]:
    return list(strip_token_positions(blocks))


def _says(failure: Failure, code: str) -> bool:
    return any(diagnostic.code == code for diagnostic in failure.diagnostics)


def _listed(tree: Tree) -> list[str] | None:
    """Return the sections that report.yaml lists, even when something else in it is at fault.

    What is no name at all becomes "": the validation of report.yaml reports it.
    """
    names = tree.data.get("sections")
    if not isinstance(names, list):
        return None
    return [name if isinstance(name, str) and _NAME.fullmatch(name) else "" for name in names]


def _check_listing(
    there: Mapping[str, str], tree: Tree, listed: list[str], problems: list[Diagnostic]
) -> None:
    """Report what is listed and not there, and what is there and not listed."""
    for index, name in enumerate(listed):
        span = tree.span(("sections", index))
        if not name:
            continue
        if name in listed[:index]:
            problems.append(
                error(
                    "duplicate-id", f"section `{name}` is listed twice", span, help="list it once"
                )
            )
        elif name not in there:
            problems.append(
                error(
                    "missing-section",
                    f"there is no section file `sections/{name}.md`",
                    span,
                    help=did_you_mean(name, there) if there else "create the file",
                )
            )
    problems.extend(
        error(
            "unlisted-section",
            f"section `{name}` is not listed in report.yaml, so nobody would read it",
            Span.at(path),
            help=f"add `- {name}` to `sections:` in report.yaml, or take the file away",
        )
        for name, path in sorted(there.items())
        if name not in tree.data["sections"]
    )


def _read(files: Files, path: str, name: str, problems: list[Diagnostic]) -> _Prose | None:
    try:
        source = read_source(files, path)
        match = FRONT_MATTER.match(source.text)
        if match is None:
            problems.append(
                error(
                    "missing-front-matter",
                    "the section has no front matter",
                    Span.at(path),
                    help="begin the file with `---`, `id:`, `title:` and a closing `---`",
                )
            )
            return None
        tree = parse_yaml(Source(path, match["yaml"], source.digest), lines_above=1)
    except Failure as failure:
        problems.extend(failure.diagnostics)
        return None
    problems.extend(unquoted_years(tree, (), tree.data))
    head = validate(FrontMatter, tree.data, tree, (), problems)
    if head is None:
        return None
    if head.id != name:
        problems.append(
            error(
                "bad-value",
                f"the section calls itself `{head.id}`, its file `{name}`",
                tree.span(("id",)),
                help=f"write `id: {name}`, or rename the file",
            )
        )
    above = source.text[: match.end()].count("\n")
    body = source.text[match.end() :]
    if not body.strip():
        problems.append(
            error(
                "empty-section",
                f"section `{name}` has no prose",
                Span.at(path, above + 1),
                help="write it, or take it off the list in report.yaml",
            )
        )
        return None
    deep = deep_text(path, above, body)
    if deep is not None:
        problems.append(deep)
        return None
    return _Prose(source, head, tree, "\n" * above + body)


def _parse(read: list[_Prose]) -> list[list[Node] | Failure]:
    try:
        trees = pandoc.read_all_markdown([prose.body for prose in read], positions=True)
    except (Failure, RecursionError):
        # One of them cannot be read; only each alone tells which.
        return [_alone(prose) for prose in read]
    return [_checked(prose, blocks) for prose, blocks in zip(read, trees, strict=True)]


def _alone(prose: _Prose) -> list[Node] | Failure:
    try:
        return _checked(prose, pandoc.read_markdown(prose.body, positions=True))
    except Failure as failure:
        return failure
    except RecursionError:  # of the JSON reader
        return _too_deep(prose, "")


def _checked(prose: _Prose, blocks: list[Node]) -> list[Node] | Failure:
    place = deep_tree(blocks)
    return blocks if place is None else _too_deep(prose, place)


def _too_deep(prose: _Prose, place: str) -> Failure:
    at = position_of(prose.source.path, place)
    mend = "say it with fewer levels"
    return Failure([error("prose-too-deep", "nested too deep to be printed", at, help=mend)])
