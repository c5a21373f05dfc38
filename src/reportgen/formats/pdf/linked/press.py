"""What WeasyPrint makes of an edition, made once: sections, fonts, and what is around the pages.

WeasyPrint is brought in when the first thing is not known yet; where all is, it never is.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Sequence
from typing import Any

from reportgen.diagnostics import Diagnostic, Severity
from reportgen.edition import Edition
from reportgen.files import digest
from reportgen.formats.pdf import engine
from reportgen.formats.pdf.frame import ATTACHED
from reportgen.formats.pdf.linked.asking import Asked
from reportgen.formats.pdf.linked.fonts import font_objects
from reportgen.formats.pdf.linked.objects import ObjectFile
from reportgen.formats.pdf.linked.pool import made_by
from reportgen.formats.pdf.single import SHEET
from reportgen.memory import DIAGNOSTICS, JSON, Codec, known, known_all
from reportgen.timing import span

__all__ = ["Press"]


def _is_sound(made: bytes) -> bool:
    """Tell whether WeasyPrint had nothing to complain of."""
    return not ObjectFile.unpacked(made).facts["said"]


_OBJECTS = Codec[bytes](bytes, bytes, _is_sound)


class Press:
    """Makes the object files of an edition, by as many workers as it may have."""

    def __init__(self, edition: Edition, workers: int) -> None:
        """Make ready; nothing is made yet."""
        self.edition = edition
        self.workers = workers
        self.sheet = edition.style.sheets[SHEET]
        self.stack = contextlib.ExitStack()
        self.warned: tuple[Diagnostic, ...] = ()
        self._run: engine.Run | None = None
        self._sheets: dict[str, tuple[Any, tuple[Diagnostic, ...]]] = {}
        self._fonts: Any = None
        self._files: dict[Asked, ObjectFile] = {}
        self.look = (
            digest(self.sheet.encode()),
            tuple((font.family, font.weight, font.italic, digest(font.data))
                  for font in edition.style.fonts),
        )  # fmt: skip
        self.pictures = {
            name: digest(data)
            for name, data in edition.assets.items()
            if not name.startswith(ATTACHED)
        }

    def close(self) -> None:
        """Let WeasyPrint go, if it was brought in; only then are its warnings known."""
        self.stack.close()
        said = self._run.complaints if self._run is not None else []
        self.warned = tuple(one for one in said if one.severity is Severity.WARNING)

    @property
    def run(self) -> engine.Run:
        """Return WeasyPrint, ready."""
        if self._run is None:
            self._run = self.stack.enter_context(engine.running(self.edition))
        return self._run

    @property
    def font_config(self) -> Any:
        """Return the fonts of the style as WeasyPrint finds them, which it does once."""
        if self._fonts is None:
            self._fonts = self.run.weasyprint.text.fonts.FontConfiguration()
        return self._fonts

    def parsed(self, rules: str = "") -> tuple[Any, tuple[Diagnostic, ...]]:
        """Return the stylesheet with more rules, and what was said of it."""
        if rules not in self._sheets:
            run = self.run
            del run.complaints[:]
            sheet = run.sheet(self.sheet + rules)
            self._sheets[rules] = sheet, tuple(run.complaints)
        return self._sheets[rules]

    def said(self) -> tuple[Diagnostic, ...]:
        """Return what was said of the stylesheet."""
        return known("pdf-sheet", self.look, (), lambda: tuple(self.parsed()[1]), DIAGNOSTICS)

    def styles(self, skeleton: str) -> Any:
        """Return how the parts break."""

        def make() -> Any:
            run = self.run
            from reportgen.formats.pdf.linked.making import part_styles  # noqa: PLC0415 - WeasyPrint

            return part_styles(run, self.parsed()[0], self.font_config, skeleton)

        return known("pdf-parts", (skeleton, *self.look), (), make, JSON)

    def frame(self, html: str) -> ObjectFile:
        """Return what is around the pages; `html` is the report without them."""
        attached = tuple(
            (name, digest(data))
            for name, data in sorted(self.edition.assets.items())
            if name.startswith(ATTACHED)
        )

        def make() -> bytes:
            run = self.run
            from reportgen.formats.pdf.linked.making import make_frame  # noqa: PLC0415 - WeasyPrint

            return make_frame(run, self.font_config, self.edition, html)

        values = (html, repr(self.edition.info), attached)
        return ObjectFile.unpacked(known("pdf-frame", values, (), make, _OBJECTS))

    def fonts(self, used: list[dict[str, Any]]) -> ObjectFile:
        """Return the fonts."""

        def make() -> bytes:
            return font_objects(self.run, self.font_config, used)

        values = (json.dumps(used), *self.look)
        return ObjectFile.unpacked(known("pdf-fonts", values, (), make, _OBJECTS))

    def sections(self, asked: Sequence[Asked]) -> list[ObjectFile]:
        """Return the sections that are asked for."""
        new = [one for one in asked if one not in self._files]
        keys = [((*one.values(), self._seen(one), *self.look), ()) for one in new]

        def make(places: list[int]) -> list[bytes]:
            return self._make([new[place] for place in places])

        made = known_all("pdf-section", keys, make, _OBJECTS)
        self._files |= {one: ObjectFile.unpacked(data) for one, data in zip(new, made, strict=True)}
        return [self._files[one] for one in asked]

    def _seen(self, asked: Asked) -> tuple[tuple[str, str], ...]:
        """Return the digests of the pictures that a section shows, or may show."""
        plain = "url(" not in self.sheet and all(map(self._stands_alone, asked.pictures))
        names = asked.pictures if plain else tuple(sorted(self.pictures))
        return tuple((name, self.pictures[name]) for name in names)

    def _stands_alone(self, name: str) -> bool:
        """Tell whether a picture is one of the report's, and names no other file."""
        data = self.edition.assets.get(name)
        return name in self.pictures and data is not None and not (
            name.lower().endswith(".svg") and (b"href" in data or b"@import" in data)
        )  # fmt: skip

    def _make(self, asked: list[Asked]) -> list[bytes]:
        run = self.run
        from reportgen.formats.pdf.linked.making import make  # noqa: PLC0415 - WeasyPrint

        sheets = {rules: [self.parsed(rules)[0]] for rules in {one.rules for one in asked}}
        fonts = self.font_config
        longest_first = sorted(range(len(asked)), key=lambda place: -len(asked[place].html))

        def made(place: int) -> bytes:
            with span("section", of=asked[place].name):
                return make(run, sheets[asked[place].rules], fonts, asked[place])

        done = made_by(self.workers, longest_first, made)
        return [done[place] for place in range(len(asked))]
