"""WeasyPrint while it lays pages out: what it sees, what it says, and what is mended in it.

The page sees the style's fonts and the report's figures and nothing
else: no font of the machine, no file, no network (RP-06, W-30).
"""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree.ElementTree import TreeBuilder

import lxml.html

from reportgen.diagnostics import Diagnostic, Failure, error, warning
from reportgen.edition import Edition, Font
from reportgen.formats.pdf.loading import load_weasyprint
from reportgen.formats.pdf.patching import patched

__all__ = ["Run", "running"]


@dataclass(frozen=True)
class Run:
    """WeasyPrint, ready for the pages of one edition, and the complaints that it has."""

    weasyprint: Any
    fetcher: Any
    complaints: list[Diagnostic]

    def html(self, text: str) -> Any:
        """Return WeasyPrint's document of an HTML text."""
        return self.weasyprint.HTML(string=text, base_url="reportgen:///", url_fetcher=self.fetcher)

    def sheet(self, text: str) -> Any:
        """Return WeasyPrint's stylesheet of a CSS text."""
        return self.weasyprint.CSS(string=text, url_fetcher=self.fetcher)


@contextlib.contextmanager
def running(edition: Edition) -> Iterator[Run]:
    """Make WeasyPrint ready for an edition.

    Every complaint of WeasyPrint is a `layout-fault`, which fails the build (P-20). Raises
    `Failure` with `missing-pango` when the machine has no Pango.
    """
    with _fonts_only(edition.style.fonts), _heard() as complaints, _kept():
        weasyprint = _weasyprint()
        with _mended(weasyprint):
            yield Run(weasyprint, _fetcher(weasyprint, edition), complaints)


@contextlib.contextmanager
def _kept() -> Iterator[None]:
    """Keep Python from looking for cycles: the boxes of all pages are in use until the end.

    The search is a sixth of the time, and finds next to nothing.
    """
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


def _parsed(text: Any, **_: Any) -> Any:
    """Read HTML as WeasyPrint's own parser does, which takes twenty times as long."""
    source = text.read() if hasattr(text, "read") else text
    data = source.encode() if isinstance(source, str) else source
    return lxml.html.fromstring(
        data,
        parser=lxml.html.HTMLParser(encoding="utf-8", target=_Builder()),  # type: ignore[arg-type]
    )


class _Builder(TreeBuilder):
    def start(self, tag: str, attributes: Any, /) -> Any:
        return super().start(tag, dict(attributes))


def _weasyprint() -> Any:
    try:
        return load_weasyprint()
    except OSError as fault:
        raise Failure([
            error(
                "missing-pango",
                f"WeasyPrint cannot load Pango: {str(fault).splitlines()[0]}",
                help="run `reportgen doctor` to see how to get it",
            )
        ]) from None


@contextlib.contextmanager
def _mended(weasyprint: Any) -> Iterator[None]:
    """Let WeasyPrint use what is `quick`, the structure tree of `tagging`, what `layout` mends."""
    from reportgen.formats.pdf import (  # noqa: PLC0415 - they import WeasyPrint
        layout,
        pictures,
        quick,
        tagging,
    )

    pdf, block, stacking = weasyprint.pdf, weasyprint.layout.block, weasyprint.stacking
    inline, raster = weasyprint.layout.inline, weasyprint.images.RasterImage
    with patched(quick.replacements()), patched([
        (weasyprint.tinyhtml5, "parse", _parsed),
        (pdf, "add_tags", tagging.add_tags),
        (block, "table_layout", layout.with_continued_heads(block.table_layout)),
        (inline, "split_first_line", layout.with_spaces_let_go(inline.split_first_line)),
        (raster, "_get_png_data",
         staticmethod(pictures.with_rows_as_they_are(raster._get_png_data))),  # noqa: SLF001
        (stacking, "_dispatch_children",
         layout.with_marks_in_place(stacking._dispatch_children)),  # noqa: SLF001
    ]):  # fmt: skip
        yield


def _fetcher(weasyprint: Any, edition: Edition) -> Any:
    """Return a fetcher that serves the edition's own assets and refuses everything else."""

    class Fetcher(weasyprint.URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            del headers
            name = unquote(url.removeprefix("reportgen:")).lstrip("/")
            if name not in edition.assets:
                message = f"{url} is not part of the report"
                raise ValueError(message)
            return weasyprint.urls.URLFetcherResponse(url, edition.assets[name])

    return Fetcher(allowed_protocols={"reportgen"})


@contextlib.contextmanager
def _fonts_only(fonts: tuple[Font, ...]) -> Iterator[None]:
    """Let fontconfig see the fonts of the style alone, whatever the machine has installed."""
    with tempfile.TemporaryDirectory(prefix="reportgen-fonts-") as name:
        folder = Path(name)
        for font in fonts:
            (folder / font.name).write_bytes(font.data)
        configuration = folder / "fonts.conf"
        configuration.write_text(
            '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
            f"<dir>{folder}</dir><cachedir>{folder}/cache</cachedir></fontconfig>",
            encoding="utf-8",
        )
        before = {key: os.environ.get(key) for key in ("FONTCONFIG_FILE", "FONTCONFIG_PATH")}
        os.environ["FONTCONFIG_FILE"] = str(configuration)
        os.environ.pop("FONTCONFIG_PATH", None)
        try:
            yield
        finally:
            for key, value in before.items():
                if value is None:
                    os.environ.pop(key, None)
                else:
                    os.environ[key] = value


@contextlib.contextmanager
def _heard() -> Iterator[list[Diagnostic]]:
    """Collect what WeasyPrint says, as diagnostics."""
    complaints: list[Diagnostic] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            message = f"WeasyPrint says: {record.getMessage()}"
            complaints.append(
                error("layout-fault", message, help="mend the stylesheet or the markup it names")
            )

    logger = logging.getLogger("weasyprint")
    listener = Listener(level=logging.WARNING)
    before = list(logger.handlers)
    logger.handlers = [listener]
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            yield complaints
        complaints.extend(
            warning(
                "missing-library", f"WeasyPrint says: {said.message}",
                help="run `reportgen doctor` to see how to get it",
            )
            for said in caught
            if not issubclass(said.category, ResourceWarning)
        )  # fmt: skip
    finally:
        logger.handlers = before
