"""The prose of section files → sections: read by pandoc in batches, walked over, remembered."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from reportgen import pandoc
from reportgen.diagnostics import Diagnostic, Failure, Span, error, from_plain, has_errors, in_plain
from reportgen.document import Node, position_of, strip_token_positions
from reportgen.files import Files
from reportgen.fingerprint import fingerprint
from reportgen.memory import JSON, Codec, Watched, known, known_all, later, look
from reportgen.parse.images import path_of
from reportgen.parse.nesting import deep_tree
from reportgen.parse.prose import read_prose
from reportgen.parse.register import Register
from reportgen.report import Comment, FrontMatter, Section
from reportgen.source import Source, Tree

__all__ = ["Prose", "Reader", "UnreadableError"]

S = TypeVar("S")
T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Prose:
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


_Asked = tuple[list[str], list[tuple[str, ...]]]
"""The pictures that a section shows, and the names that it uses with the kinds they may be of."""


class _Names:
    """The names of a register, and which of them were asked for."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self.asked: set[tuple[str, ...]] = set()

    def lacks(self, key: str, *names: str) -> bool:
        """Tell whether no entry of these kinds can be meant by `key`."""
        self.asked.add((key, *names))
        return self._register.lacks(key, *names)

    def ids(self, *names: str) -> set[str]:
        """Return the ids of all entries of some kinds."""
        return self._register.ids(*names)


@dataclass(frozen=True)
class _Walked:
    """What comes of the walk over a tree, and what it has asked.

    Of the blocks there are those with the places of all tokens, or those without.
    """

    facts: _Facts
    asked: _Asked
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


_FACTS = Codec[_Facts](_packed, _unpacked, lambda facts: not has_errors(facts.faults))


class UnreadableError(Failure):
    """Some sections that pandoc cannot read, and why."""

    def __init__(self, failures: dict[Prose, Failure]) -> None:
        """Say of each section what is wrong, at its file where no other place is known."""
        said: dict[Diagnostic, None] = {}
        for prose, failure in failures.items():
            for fault in failure.diagnostics:
                # That pandoc is missing is no fault of a section, and said once.
                at = None if fault.code == "missing-pandoc" else Span.at(prose.source.path)
                said[replace(fault, span=fault.span or at)] = None
        super().__init__(said)
        self.sections = frozenset(failures)


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


class Reader:
    """Makes sections of files; trees are read together, and only those that something asks for.

    Beside the language, a section depends on which of the names that it uses the register has, and
    on the pictures that it shows: it is kept what each asks, and by the answers what comes of it.
    """

    def __init__(self, files: Files, folder: str, register: Register, *, placed: bool) -> None:
        self.files, self.folder = _Pictures(files), folder
        self.register, self.placed = register, placed
        tree = register.metadata_tree
        self.language = tree.data.get("language") if tree else None
        self.given = (folder, repr(self.language))
        self.walked: dict[Prose, _Walked] = {}

    def sections(
        self, read: list[Prose], problems: list[Diagnostic]
    ) -> tuple[list[Section], dict[str, bytes]]:
        """Return the sections, and the figures that they show; faults are added to `problems`."""
        asked = known_all(
            "asked", [(self.given, (prose,)) for prose in read],
            lambda places: [one.asked for one in self.walk(read, places)], JSON,
        )  # fmt: skip
        given = [self.answers(*questions) for questions in asked]
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

    def answers(self, pictures: list[str], names: list[list[str]]) -> Hashable:
        """Return what the files and the register say to what a section asks."""
        lacking = [name for name in names if self.register.lacks(*name)]
        # For a name that is not there, one of all the others is proposed.
        others = fingerprint((self.register.known, self.register.incomplete)) if lacking else ""
        looks = tuple((path, look(self.files, "read", path)) for path in pictures)
        return (*self.given, looks, fingerprint(lacking), others)

    def blocks(self, prose: Prose) -> list[Node]:
        """Return the blocks of a section that is known to be readable."""
        walked = self.walk([prose], [0])[0]
        if walked.blocks is not None:
            return walked.blocks
        return self.walk_over(prose, *self.trees([prose]))[0]

    def stripped(self, prose: Prose, values: Hashable) -> list[Node]:
        """Return them without the places of tokens."""

        def make() -> list[Node]:
            walked = self.walk([prose], [0])[0]
            return walked.prose if walked.prose is not None else _stripped(self.blocks(prose))

        return known("stripped", values, (prose,), make, JSON)

    def walk(self, read: Sequence[Prose], places: Iterable[int]) -> list[_Walked]:
        """Walk over the trees of section files, while the next ones are read."""
        wanted = [read[place] for place in places]
        batches = list(_batches([prose for prose in wanted if prose not in self.walked]))
        failures: dict[Prose, Failure] = {}
        with ThreadPoolExecutor(max_workers=_AHEAD) as pool:
            for batch, trees in zip(batches, _ahead(pool, self.trees, batches), strict=True):
                for prose, tree in zip(batch, trees, strict=True):
                    if isinstance(tree, Failure):
                        failures[prose] = tree
                    else:
                        self.walked[prose] = self.walked_over(prose, tree)
        if failures:
            raise UnreadableError(failures)
        return [self.walked[prose] for prose in wanted]

    def trees(self, wanted: Sequence[Prose]) -> list[list[Node] | Failure]:
        """Return the trees of section files as pandoc reads them."""
        return known_all(
            "tree", [(None, (prose,)) for prose in wanted],
            lambda lacking: _parse([wanted[place] for place in lacking]),
        )  # fmt: skip

    def walked_over(self, prose: Prose, tree: list[Node]) -> _Walked:
        """Walk over the tree of one section, and keep of it what will be asked for."""
        blocks, facts, asked = self.walk_over(prose, tree)
        if self.placed:
            return _Walked(facts, asked, blocks)
        return _Walked(facts, asked, prose=_stripped(blocks))

    def walk_over(
        self, prose: Prose, tree: list[Node] | Failure
    ) -> tuple[list[Node], _Facts, _Asked]:
        """Return the blocks of a section, what is said of them, and what was asked for them."""
        if isinstance(tree, Failure):
            raise UnreadableError({prose: tree})
        faults: list[Diagnostic] = []
        figures: dict[str, bytes] = {}
        comments: list[Comment] = []
        watched, names = Watched(self.files), _Names(self.register)
        read = read_prose(
            tree, prose.source.path, watched, self.folder, names, self.language, faults, figures,
            comments,
        )  # fmt: skip
        facts = _Facts(tuple(faults), tuple(figures), tuple(comments))
        return read, facts, (sorted(path for _, path in watched.looked), sorted(names.asked))


_BATCH = 30_000
"""Characters of prose that one process of pandoc reads; their trees with all places take 10 MB."""

_AHEAD = 2
"""Batches that are read while one is looked at."""


def _batches(read: Iterable[Prose]) -> Iterator[list[Prose]]:
    """Yield section files by so many that their trees can be held."""
    batch: list[Prose] = []
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


def _parse(read: list[Prose]) -> list[list[Node] | Failure]:
    try:
        trees = pandoc.read_all_markdown([prose.body for prose in read], positions=True)
    except (Failure, RecursionError):
        # One of them cannot be read; only each alone tells which.
        return [_alone(prose) for prose in read]
    return [_checked(prose, blocks) for prose, blocks in zip(read, trees, strict=True)]


def _alone(prose: Prose) -> list[Node] | Failure:
    try:
        return _checked(prose, pandoc.read_markdown(prose.body, positions=True))
    except Failure as failure:
        return failure
    except RecursionError:  # of the JSON reader
        return _too_deep(prose, "")


def _checked(prose: Prose, blocks: list[Node]) -> list[Node] | Failure:
    place = deep_tree(blocks)
    return blocks if place is None else _too_deep(prose, place)


def _too_deep(prose: Prose, place: str) -> Failure:
    at = position_of(prose.source.path, place)
    mend = "say it with fewer levels"
    return Failure([error("prose-too-deep", "nested too deep to be printed", at, help=mend)])
