"""The project as it stands: one look after each save, and all that the page wants to know of it.

Looks one at a time. What a broken project cannot give, the last good look gave.
"""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from reportgen import build, formats
from reportgen.cache import open_cache
from reportgen.diagnostics import Diagnostic, Failure, Outcome, Span
from reportgen.document import Document
from reportgen.edition import Edition, Style
from reportgen.files import DiskFiles, is_bundled
from reportgen.live.editors import link_to
from reportgen.live.listing import Listing, listing_of, with_states
from reportgen.live.patching import Patch, patch_between
from reportgen.live.places import Place, places_of
from reportgen.memory import Memory
from reportgen.report import Report
from reportgen.terminal import View

__all__ = ["Desk", "Look", "Page"]

WEB = "html"
NEAR = 60
"""Characters of a line that are shown before a fault; behind it there are twice as many."""


@dataclass(frozen=True)
class Page:
    """One good page: its number, the edition, and what it was made of.

    What is listed and where everything stands is found out when someone asks: first of all, the
    page is to be seen.
    """

    number: int
    edition: Edition = field(repr=False)
    report: Report = field(repr=False)
    style: Style = field(repr=False)
    document: Document = field(repr=False)

    @cached_property
    def places(self) -> Mapping[str, Place]:
        """The place of every anchor."""
        return places_of(self.document, self.report)

    @cached_property
    def listing(self) -> Listing:
        """The sections and items."""
        return listing_of(self.report, self.style)


@dataclass(frozen=True)
class Look:
    """What a look at the project found.

    `patch` leads from the page before to this one, None when it has to be loaded anew; it is empty
    when the page did not change. `good` tells that the project could be read, `proofread` that the
    editorial rules have been run as well.
    """

    number: int
    good: bool
    before: int
    page: int
    patch: Patch | None
    diagnostics: tuple[Diagnostic, ...]
    milliseconds: int
    proofread: bool = False


class Desk:
    """Looks at one project again and again."""

    def __init__(self, folder: Path, editor: str) -> None:
        """Look at the project in `folder`; `editor` is a template of links (`editors`)."""
        self.folder = folder.resolve()
        self.editor = editor
        self.page: Page | None = None
        self.last: Look | None = None
        self._understood: Outcome[build.Understood] | None = None
        self._memory = Memory(open_cache(shared=False))
        self._rendered: tuple[int, bytes] | None = None
        self._rendering = threading.Lock()

    def look(self) -> Look:
        """Look at the project as it is now."""
        begun = time.perf_counter()
        before = page = self.page
        number = self.last.number + 1 if self.last else 1
        try:
            with self._memory.open():
                understood = build.understand(build.open_project(self.folder))
                page = _page(understood.value, before)
            diagnostics = build.settled(understood)
            self._understood = understood
            good = True
            # What an editor passes through on her way is of use to no other process.
            self._memory.shelf = None
        except Failure as failure:
            diagnostics, good = failure.diagnostics, False
        patch = [] if page is before else _patch(before, page)
        self.page = page
        taken = round(1000 * (time.perf_counter() - begun))
        self.last = Look(
            number, good, before.number if before else 0, page.number if page else 0, patch,
            diagnostics, taken,
        )  # fmt: skip
        return self.last

    def proofread(self, wanted: Callable[[], bool] = lambda: True) -> None:
        """Run the editorial rules over what was seen last, while nobody waits for the page.

        It gives up once that is no longer `wanted`. Where the rules cannot be run, as with a
        baseline that has a fault, that is said beside the rest.
        """
        if self.last is None or not self.last.good or self._understood is None:
            return

        def between() -> None:
            if not wanted():
                raise _NoLongerWanted

        try:
            with self._memory.open():
                checked = build.proofread(
                    build.open_project(self.folder), self._understood, between=between
                )
            diagnostics = checked.diagnostics
        except _NoLongerWanted:
            return
        except Failure as failure:  # of the baseline, which no page is made of
            diagnostics = (*self.last.diagnostics, *failure.diagnostics)
        self.last = replace(self.last, diagnostics=diagnostics, proofread=True)

    def rest(self) -> None:
        """Tidy up while nobody waits.

        What was looked through once is not looked through again: that would take seconds.
        """
        if self.last is not None and self.last.number > 1:
            gc.collect()
        gc.freeze()

    def rendered(self) -> tuple[int, bytes] | None:
        """Return the number and the bytes of the last good page: the HTML edition itself."""
        with self._rendering:
            page = self.page
            if page is None:
                return None
            if self._rendered is None or self._rendered[0] != page.number:
                data = formats.find(WEB).render(page.edition).value
                self._rendered = (page.number, data)
            return self._rendered

    def state(self) -> dict[str, Any]:
        """Return how things stand, as data: the last look, and the faults that it found."""
        last, page = self.last, self.page
        return {
            "look": last.number if last else 0,
            "good": last.good if last else False,
            "page": page.number if page else 0,
            "proofread": last.proofread if last else False,
            "problems": self.problems(last.diagnostics if last else ()),
            "milliseconds": last.milliseconds if last else 0,
        }

    def listing(self) -> Listing | None:
        """Return the sections and items of the last good page, with their states as of now."""
        if self.page is None:
            return None
        listing = with_states(self.page.listing, self.last.diagnostics if self.last else ())
        for item in listing["items"]:
            item["link"] = self.link((item["path"], item["line"], 1))
        return listing

    def problems(self, diagnostics: Iterable[Diagnostic]) -> list[dict[str, Any]]:
        """Return diagnostics as data, each with its line and a link to it."""
        view = View(DiskFiles(self.folder))
        ordered = sorted(diagnostics, key=lambda d: (d.severity != "error", d.sort_key))
        return [
            {
                "code": d.code,
                "severity": d.severity.value,
                "message": d.message,
                "help": d.help or "",
                **self._place(d.span, view),
                "notes": [
                    {"message": note.message, **self._place(note.span, view)} for note in d.notes
                ],
            }
            for d in ordered
        ]

    def _place(self, span: Span | None, view: View) -> dict[str, Any]:
        if span is None:
            return {"place": None}
        before, marked, after = _excerpt(span, view)
        return {
            "place": {
                "path": span.path,
                "line": span.start.line,
                "column": span.start.column,
                "link": self.link((span.path, span.start.line, span.start.column)),
                "before": before,
                "marked": marked,
                "after": after,
            }
        }

    def where(self, anchors: Iterable[str]) -> dict[str, Any] | None:
        """Return the place of the first of some anchors that has one, with a link to it."""
        page = self.page
        places = page.places if page is not None else {}
        place = next((places[anchor] for anchor in anchors if anchor in places), None)
        if place is None:
            return None
        path, line, column = place
        return {"path": path, "line": line, "column": column, "link": self.link(place)}

    def link(self, place: Place) -> str:
        """Return the link that opens a place in the editor; none for a file of the package."""
        path, line, column = place
        if is_bundled(path):
            return ""
        return link_to(self.editor, self.folder / path, line, column)


class _NoLongerWanted(Exception):  # noqa: N818 - no fault
    """The project changed while the rules ran."""


def _page(understood: tuple[Report, Style, Document], before: Page | None) -> Page:
    report, style, document = understood
    edition = formats.find(WEB).edition(document, style)
    number = before.number if before else 0
    changed = before is None or edition != before.edition
    return Page(number + changed, edition, report, style, document)


def _patch(before: Page | None, page: Page | None) -> Patch | None:
    """Return the steps from one page to the next; None when the page has to be loaded anew."""
    if before is None or page is None or not _dressed_alike(before, page):
        return None
    patch = patch_between(before.edition.body, page.edition.body)
    return patch if patch is not None and _shows(before, patch) else None


def _dressed_alike(before: Page, page: Page) -> bool:
    """Tell whether only the words of the page changed, and nothing that stands beside them."""
    old, new = before.edition, page.edition
    return (
        old.style is new.style
        and old.info.strings == new.info.strings
        and set(old.assets) == set(new.assets)
        and all(old.assets[name] == new.assets[name] for name in new.assets)
    )


def _shows(page: Page, patch: Patch) -> bool:
    """Tell whether the page has all letters of a patch: a new one has to come with its font."""
    letters = {letter for step in patch for markup in step["come"] for letter in markup}
    return all(letter.isascii() or letter in page.edition.body for letter in letters)


def _excerpt(span: Span, view: View) -> tuple[str, str, str]:
    """Return the line of a fault in three pieces: what it is about, and what stands around that."""
    line = view.line(span)
    if line is None:
        return "", "", ""
    first = min(span.start.column - 1, len(line))
    last = span.end.column - 1 if span.end.line == span.start.line else len(line.rstrip())
    last = max(last, first + 1)
    before = line[:first]
    if len(before) > NEAR:
        before = f"…{before[-NEAR:]}"
    after = line[last:]
    if len(after) > 2 * NEAR:
        after = f"{after[: 2 * NEAR]}…"
    return before, line[first:last] or " ", after
