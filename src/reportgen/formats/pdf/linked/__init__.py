"""An edition → its PDF, with the sections laid out apart and linked.

The layout of each section is a pure call with values alone, so that a memory gives it again as long
as nothing of the section has changed, and so that several processes can make several at once. What
a section cannot know is guessed, and where a guess was wrong, that section alone is made again.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from reportgen.diagnostics import Diagnostic, Outcome, error, from_plain
from reportgen.edition import Edition, Layout
from reportgen.formats.pdf.findings import LOST_NOTE, diagnosed
from reportgen.formats.pdf.frame import identifier
from reportgen.formats.pdf.labels import Labels, PageFacts
from reportgen.formats.pdf.linked import fonts
from reportgen.formats.pdf.linked.asking import Asked
from reportgen.formats.pdf.linked.coverage import Coverage, covered
from reportgen.formats.pdf.linked.joining import Pages, join
from reportgen.formats.pdf.linked.numbers import Uncovered
from reportgen.formats.pdf.linked.objects import ObjectFile
from reportgen.formats.pdf.linked.press import Press
from reportgen.formats.pdf.linked.sections import Section, cuts_of, read_parts
from reportgen.formats.pdf.single import CURES, SHEET
from reportgen.languages import is_right_to_left
from reportgen.timing import timed

__all__ = ["Uncovered", "lay_out_apart"]

_ROUNDS = 8
"""Rounds after which guesses that still change are given up."""


@timed("linked layout")
def lay_out_apart(edition: Edition, workers: int = 1) -> Outcome[Layout] | None:
    """Lay the sections of an edition out apart, in as many processes as there may be `workers`.

    None where there is but one section, and for a report from right to left: its shapes share
    texts over all sections (W-23). Raises `Uncovered` where the style or the report has what one
    run alone can do.
    """
    parts = read_parts(edition.body)
    if parts is None or len(parts.parts) == 1 or edition.info.direction == "rtl":
        return None
    coverage = covered(edition.style.sheets[SHEET])
    if coverage.reasons:
        raise Uncovered("; ".join(coverage.reasons))
    with contextlib.closing(Press(edition, workers)) as press:
        styles = press.styles(parts.skeleton())
        cuts = cuts_of(styles["styles"])
        if len(cuts) == 1:
            return None
        sections = list(parts.sections(cuts, tuple(styles["running"])))
        files = _settled(press, sections, coverage)
        made = _linked(edition, press, files, parts.around)
    return Outcome(made.value, (*made.diagnostics, *press.warned))


def _linked(
    edition: Edition, press: Press, files: list[ObjectFile], around: str
) -> Outcome[Layout]:
    used = [file.facts["fonts"] for file in files]
    if is_right_to_left(edition.body) and fonts.differing(used):
        message = "letters of a script from right to left that share a shape"
        raise Uncovered(message)
    labels = Labels.of(_facts(files))
    pages = Pages.of(labels)
    frame, letters = press.frame(around), press.fonts(fonts.merged(used))
    problems = [
        *press.said(),
        *(said for file in (frame, letters) for said in from_plain(file.facts["said"])),
        *_problems(files, pages),
    ]
    data = join(frame, files, letters, pages, identifier(edition))
    layout = Layout(data, labels.pages(), labels.page_breaks(), labels.openings)
    return Outcome(layout, tuple(dict.fromkeys(problems)))


def _facts(files: list[ObjectFile]) -> Iterator[PageFacts]:
    for file in files:
        for page in file.facts["pages"]:
            yield PageFacts(page["name"], tuple(page["anchors"]), page["room"], tuple(page["tops"]))


def _problems(files: list[ObjectFile], pages: Pages) -> Iterator[Diagnostic]:
    """Yield what was said of each section, and every link that leads nowhere."""
    before = 0
    for file in files:
        yield from from_plain(file.facts["said"])
        for finding in file.facts["found"]:
            yield diagnosed(tuple(finding), before)
        for name in [*file.facts["links"], *file.facts["awaited"]]:
            if name not in pages.places:
                yield error(
                    "layout-fault", f"nothing has the anchor `{name}`, to which a link leads",
                    help="mend the stylesheet or the markup that names it",
                )  # fmt: skip
        before += len(file.facts["pages"])


# ---------------------------------------------------------------- guesses


@dataclass
class _Guess:
    """What is asked of a section, and which of the cures for lost notes it is made with."""

    asked: Asked
    cure: int = 0

    def cured(self) -> Asked:
        return replace(self.asked, rules=CURES[self.cure])


def _settled(press: Press, sections: list[Section], coverage: Coverage) -> list[ObjectFile]:
    """Make the sections until each was made with what the others turn out to be."""
    guesses, notes, estimates = [], 0, _estimates(sections) if coverage.in_text else {}
    for section in sections:
        figures = tuple((n, estimates[n]) for n in section.links if n in estimates)
        guesses.append(
            _Guess(Asked(section.html, section.pictures, first_note=notes, guesses=figures))
        )
        notes += section.notes
    for _ in range(_ROUNDS):
        files = press.sections([guess.cured() for guess in guesses])
        for file in files:
            if "uncovered" in file.facts:
                raise Uncovered(file.facts["uncovered"])
        if not _guess_again(guesses, files, coverage):
            return files
    message = "guesses that do not settle"
    raise Uncovered(message)


def _guess_again(guesses: list[_Guess], files: list[ObjectFile], coverage: Coverage) -> bool:
    """Mend each guess that was wrong; tell whether there was one."""
    again = False
    for guess, file in zip(guesses, files, strict=True):
        lost = any(code == LOST_NOTE for code, *_ in file.facts["found"])
        if lost and guess.cure < len(CURES) - 1:
            guess.cure += 1
            again = True
    if again:
        return True
    pages = Pages.of(Labels.of(_facts(files)))
    first, strings = 0, dict[str, str]()
    for guess, file in zip(guesses, files, strict=True):
        wanted = {name: strings[name] for name in file.facts["wanted"] if name in strings}
        figures = {**dict(guess.asked.guesses), **_figures(file, pages, first)}
        better = replace(
            guess.asked,
            strings=tuple(sorted({**dict(guess.asked.strings), **wanted}.items())),
            guesses=tuple(figures.items()),
            on_left=coverage.sides and first % 2 == 1,
        )
        again = again or better != guess.asked
        guess.asked = better
        strings |= file.facts["strings"]
        first += len(file.facts["pages"])
    return again


def _figures(file: ObjectFile, pages: Pages, first: int) -> dict[str, int]:
    """Return how many figures the page numbers in the text have whose guess was wrong."""
    return {
        target: len(number)
        for index, page in enumerate(file.facts["pages"], first)
        for segment in (page["tail"] or {"segments": []})["segments"]
        if isinstance(segment, dict) and segment["fixed"]
        for piece in segment["pieces"]
        if not isinstance(piece, str)
        for target, kind, _, guess in [piece]
        if len(number := pages.said(target, kind, index)) != len(guess)
    }


_LETTERS_A_PAGE = 2600


def _estimates(sections: list[Section]) -> dict[str, int]:
    """Guess how many figures the number of the page of each anchor has, by the text before it."""
    found: dict[str, int] = {}
    letters = 0
    for section in sections:
        for name, before in section.anchors:
            found.setdefault(name, len(str(1 + (letters + before) // _LETTERS_A_PAGE)))
        letters += section.letters
    return found
