"""A portfolio → its files: every report that is not as it was, and what is made of all of them.

One report that fails stops no other. What every report needs (`portfolio.yaml`, the shared files,
the names) is checked before any of them is begun.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache, partial
from pathlib import Path
from typing import Any

from reportgen.cache import default_folder, engine_digest, open_cache
from reportgen.diagnostics import (
    Diagnostic,
    Failure,
    Severity,
    Span,
    did_you_mean,
    error,
    has_errors,
)
from reportgen.edition import Style
from reportgen.files import DiskFiles, SharingFiles, write_changed, write_whole
from reportgen.fingerprint import fingerprint
from reportgen.memory import Looked, Memory, Watched, read_again, still_so
from reportgen.parse import SHAREABLE, parse_shared
from reportgen.portfolio.changes import changed_files, may_differ
from reportgen.portfolio.cluster import on_cluster
from reportgen.portfolio.crew import crew
from reportgen.portfolio.members import Member, find_members, load_portfolio
from reportgen.portfolio.page import INDEX, index_page
from reportgen.portfolio.record import (
    Digests,
    Entry,
    Record,
    Shared,
    are_there,
    entry_of,
    is_fresh,
    read_record,
    remove_others,
    remove_stale,
    seems_there,
    told,
    write_record,
)
from reportgen.portfolio.register import default_forms, missing_parquet, register_files
from reportgen.portfolio.sameness import merged, used_twice
from reportgen.portfolio.work import Made, Order, make, placed
from reportgen.report import Portfolio
from reportgen.style import load_style
from reportgen.workers import processors

__all__ = ["Makers", "Progress", "Result", "Tally", "Wish", "build_portfolio"]


@dataclass(frozen=True)
class Wish:
    """How a portfolio is to be built.

    Without `formats` each report has those of its report.yaml; without `forms`, the register of all
    reports has those that can be written here. `jobs` of 0 are as many as there are cores;
    with a `scheduler`, the workers of a cluster are there instead.
    """

    formats: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    jobs: int = 0
    scheduler: str | None = None
    changed_since: str | None = None
    strict: bool = False
    caching: bool = True
    verifying: bool = False


@dataclass(frozen=True)
class Tally:
    """How far a build is: reports done, of how many, those that failed, seconds left if known."""

    done: int
    total: int
    failed: int = 0
    left: float | None = None


Progress = Callable[[Tally], None]
Makers = Callable[[list[Order]], Generator[Made]]
"""Who carries out orders: what comes of each is passed on as soon as it is done."""


@dataclass(frozen=True)
class Result:
    """What a build came to.

    `said` is what there is to say of each report that was made, `faults` what concerns no single
    one; `files` are those that were made of all reports, with their sizes.
    """

    portfolio: Portfolio
    entries: tuple[Entry, ...]
    said: Mapping[str, tuple[Diagnostic, ...]]
    faults: tuple[Diagnostic, ...] = ()
    files: Mapping[str, int] = field(default_factory=dict)


def build_portfolio(
    home: Path,
    output: Path,
    wish: Wish,
    progress: Progress = lambda _: None,
    makers: Makers | None = None,
) -> Result:
    """Build the reports of the portfolio in `home` that are not as they were, into `output`.

    `makers` carry out the orders; by default, processes of this machine do. Raises `Failure` with
    what makes all of it impossible; then nothing is written.
    """
    before = read_record(output)
    opened = _open(home, wish, before)
    asked = fingerprint([opened.engine, wish.formats, wish.strict])
    entries, orders = _sorted_out(home, output, wish, opened, before, asked)
    members = {member.name: member for member in opened.members}
    head: dict[str, Any] = {
        "title": opened.portfolio.title,
        "publisher": opened.portfolio.publisher,
        "look": opened.look,
        "style": [[*question, answer] for question, answer in opened.looked.items()],
        "made": "",
        "files": {},
    }
    said: dict[str, tuple[Diagnostic, ...]] = {}
    unkept: dict[str, Diagnostic] = {}
    now = {name.casefold() for name in members}
    gone = [entry for name, entry in before.entries.items() if name.casefold() not in now]
    try:
        if makers is None:
            makers, unkept = _makers(home, wish)
        with contextlib.closing(makers(orders)) as made_one_by_one:
            for made in _counted(orders, made_one_by_one, progress):
                done = _written(output, made)
                said[done.name] = done.diagnostics
                unkept |= {fault.code: fault for fault in done.unkept if fault.code not in unkept}
                known = before.entries.get(done.name)
                entry = entry_of(done, members[done.name], asked, opened.shared, known)
                if known is not None:
                    remove_stale(output, known, entry)
                entries[done.name] = entry
    except Failure:
        raise
    except BaseException:
        # What was made is kept, and the next build goes on from there.
        with contextlib.suppress(Failure):
            write_record(output, head, [*entries.values(), *gone])
        raise
    for entry in gone:
        remove_stale(output, entry, None)
    found = tuple(entries.values())
    faults = [*opened.said, *used_twice(DiskFiles(home), found, members)]
    try:
        head |= _made_of_all(output, wish, opened, before, found)
    except Failure as failure:  # the reports are there all the same
        faults += failure.diagnostics
    write_record(output, head, found)
    if not wish.forms and "parquet" not in default_forms():
        faults.append(replace(missing_parquet(), severity=Severity.NOTE))
    faults += unkept.values()
    ordered = {name: said[name] for name in entries if name in said}
    sizes = {name: is_["size"] for name, is_ in head["files"].items()}
    return Result(opened.portfolio, found, merged(ordered, members), tuple(faults), sizes)


@dataclass(frozen=True)
class _Opened:
    """A portfolio in which nothing is wrong that concerns all reports.

    `style` loads that of the index page; `look` is the digest of what it is beside its files, and
    `looked` what was asked of those.
    """

    portfolio: Portfolio
    members: tuple[Member, ...]
    shared: Shared
    engine: str
    style: Callable[[], Style]
    look: str
    looked: Looked
    said: tuple[Diagnostic, ...]


def _open(home: Path, wish: Wish, before: Record) -> _Opened:
    files = DiskFiles(home)
    portfolio, tree = load_portfolio(files)
    members, problems = find_members(files, portfolio, tree)
    said = tuple(problems)
    sharing = SharingFiles(DiskFiles(home / _ANY), files)
    register, found = parse_shared(sharing)
    problems += placed(found, _ANY)
    problems += _unread(files)
    if "parquet" in wish.forms and "parquet" not in default_forms():
        problems.append(missing_parquet())
    notes, watched = default_folder(), Watched(sharing)
    now = engine_digest(notes / "engine" if notes else None)

    @cache
    def style() -> Style:
        return read_again(
            "style", (portfolio.style, portfolio.language), watched,
            lambda files: load_style(
                files, portfolio.style, portfolio.language, tree.span(("style",))
            ),
        )  # fmt: skip

    look = fingerprint([now, portfolio.style, portfolio.language])
    known = before.head.get("look") == look and still_so(sharing, before.style)
    if not known:
        try:
            style()
        except Failure as failure:
            problems += placed(failure.diagnostics, _ANY)
    if has_errors(problems):
        raise Failure(problems)
    looked = before.style if known else watched.looked
    shared = Shared(register)
    return _Opened(portfolio, tuple(members), shared, now, style, look, looked, said)


_ANY = "reports/-"
"""The folder of a report that is none: what it sees is what all reports share."""


def _unread(files: DiskFiles) -> Iterator[Diagnostic]:
    """Report files beside the shared ones that nothing reads: a misspelt name, mostly."""
    known = [f"{kind}.yaml" for kind in SHAREABLE]
    for path in files.paths("shared"):
        name = path.rpartition("/")[2]
        if name.endswith((".yaml", ".yml", ".json")) and name not in known:
            yield error(
                "unread-file", f"nothing reads `{name}`", Span.at(path),
                help=did_you_mean(name, known),
            )  # fmt: skip


def _sorted_out(
    home: Path,
    output: Path,
    wish: Wish,
    opened: _Opened,
    before: Record,
    asked: str,
) -> tuple[dict[str, Entry], list[Order]]:
    """Return what is known of each report before anything is made, and what is to be made."""
    changed = None if wish.changed_since is None else changed_files(home, wish.changed_since)
    digests, there = Digests(DiskFiles(home)), DiskFiles(output)
    entries: dict[str, Entry] = {}
    orders = []
    for member in opened.members:
        known = before.entries.get(member.name)
        entry = known or Entry(member.name, "waiting", member.folder)
        alone = changed is not None and not may_differ(member, known, changed)
        if alone and (known is None or seems_there(known, there)):
            entries[member.name] = replace(entry, status="skipped")
        elif (
            known is not None
            and wish.caching
            and not wish.verifying
            and is_fresh(known, member, asked, digests, opened.shared, there)
        ):
            entries[member.name] = replace(entry, status="unchanged")
        else:
            entries[member.name] = replace(entry, status="waiting")
            orders.append(Order(member.name, member.folder, member.row, wish.formats, wish.strict))
    return entries, orders


def _makers(home: Path, wish: Wish) -> tuple[Makers, dict[str, Diagnostic]]:
    """Return who carries out orders: a cluster, or processes of this machine.

    Beside it, by its code, what is to be said of the cache before anything is made.
    """
    if wish.scheduler is not None:
        return partial(on_cluster, wish.scheduler, home, caching=wish.caching), {}
    # What is wrong with it is said once, and not by each process.
    cache = open_cache(verifying=wish.verifying) if wish.caching else None
    said: tuple[Diagnostic, ...] = ()
    if cache is not None:
        cache.close()
        said = cache.faults
    work = partial(_at_home, str(home), caching=wish.caching, verifying=wish.verifying)
    return partial(crew, work=work, jobs=wish.jobs or processors()), {one.code: one for one in said}


@contextmanager
def _at_home(home: str, *, caching: bool, verifying: bool) -> Iterator[Callable[[Order], Made]]:
    """Open what makes reports of the files on this machine, one after the other."""
    files = DiskFiles(Path(home))
    cache = open_cache(verifying=verifying) if caching else None
    memory = Memory(cache, rounds=1)

    def made(order: Order) -> Made:
        with memory.open():
            made = make(order, SharingFiles(DiskFiles(Path(home, order.folder)), files))
        return replace(made, unkept=cache.said()) if cache is not None else made

    try:
        yield made
    finally:
        if cache is not None:
            cache.close()


def _counted(orders: list[Order], made: Iterator[Made], progress: Progress) -> Iterator[Made]:
    """Pass on what is made, and tell how far it is."""
    begun = time.monotonic()
    failed = 0
    progress(Tally(0, len(orders)))
    for done, one in enumerate(made, 1):
        yield one
        failed += not one.artifacts
        left = (time.monotonic() - begun) / done * (len(orders) - done)
        progress(Tally(done, len(orders), failed, left))


def _written(output: Path, made: Made) -> Made:
    """Write the artifacts of a report; one that cannot be written has failed."""
    try:
        write_changed(output / made.name, {one.name: one.data for one in made.artifacts})
    except Failure as failure:
        return replace(made, artifacts=(), diagnostics=(*made.diagnostics, *failure.diagnostics))
    return made


def _made_of_all(
    output: Path, wish: Wish, opened: _Opened, before: Record, entries: tuple[Entry, ...]
) -> dict[str, Any]:
    """Write what is made of all reports, unless it is there; return what the record says of it."""
    forms = wish.forms or default_forms()
    reports = [
        [entry.name, entry.status == "failed", entry.facts, dict(entry.artifacts)]
        for entry in entries
    ]
    portfolio = opened.portfolio.model_dump(mode="json")
    looked = sorted(opened.looked.items())
    made = fingerprint([opened.look, looked, portfolio, forms, reports])
    there = DiskFiles(output)
    if made == before.head.get("made") and are_there(there, before.head["files"]):
        return {"made": made, "files": before.head["files"]}
    write_whole(output, register_files(entries, there, forms))
    sizes = {f"items.{form}": (output / f"items.{form}").stat().st_size for form in forms}
    write_changed(
        output, {INDEX: index_page(opened.portfolio, opened.style(), entries, there, sizes)}
    )
    remove_others(output, before, (INDEX, *sizes))
    return {"made": made, "files": {name: told(output / name) for name in (INDEX, *sizes)}}
