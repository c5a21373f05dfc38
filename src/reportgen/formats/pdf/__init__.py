"""The PDF edition: the document as paged HTML, laid out by WeasyPrint as tagged PDF/UA-1.

The only door to WeasyPrint. The page sees the style's fonts and the report's figures and nothing
else: no font of the machine, no file, no network (RP-06, W-30).
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import io
import logging
import os
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from reportgen.diagnostics import Diagnostic, Failure, Outcome, error, warning
from reportgen.document import Document, Info
from reportgen.edition import Edition, Font, Layout, Style
from reportgen.formats.pdf.claims import xmp_packet
from reportgen.formats.pdf.labels import Labels
from reportgen.formats.pdf.loading import load_weasyprint
from reportgen.formats.pdf.paged import paged_html
from reportgen.formats.pdf.textlayer import actual_text
from reportgen.formulae import draw, formulae_of
from reportgen.timing import timed

__all__ = ["edition", "lay_out", "names_pages", "render", "suffix"]

suffix = ".pdf"
names_pages = False

VARIANT = "pdf/a-3a"
"""What WeasyPrint is asked for; `claims` adds PDF/UA-1 to it."""

SHEET = "pdf.css"
FOLLOWING = "\n.footnote { footnote-policy: auto }\n"
ATTACHED = "attached/"


@timed("edition")
def edition(document: Document, style: Style) -> Edition:
    """Make the paged HTML of a document.

    Its assets are the figures by the path that the HTML names, and below `attached/` the files
    that travel inside the PDF.
    """
    attached = {f"{ATTACHED}{name}": data for name, data in document.data.items()}
    drawn = draw(formulae_of(document.blocks()), style.tokens["colour"]["ink"])
    body, pictures = paged_html(document, drawn)
    assets = {**document.figures, **attached, **pictures}
    return Edition("pdf", document.info, body, style, assets)


def render(edition: Edition) -> Outcome[bytes]:
    """Lay the pages out; what may be raised is that of `lay_out`."""
    made = lay_out(edition)
    return Outcome(made.value.data, made.diagnostics)


def lay_out(edition: Edition) -> Outcome[Layout]:
    """Lay the pages out, and tell where everything stands.

    Every complaint of WeasyPrint is a `layout-fault`, which fails the build (P-20). Raises
    `Failure` with `missing-pango` when the machine has no Pango.
    """
    made = _laid(edition, edition.style.sheets[SHEET])
    if not _lost(made):
        return made
    # Where each note must stand on the page of its call, WeasyPrint sometimes loses one that has
    # no room; it does not when a note may follow on the next page.
    again = _laid(edition, edition.style.sheets[SHEET] + FOLLOWING)
    return made if _lost(again) else again


def _lost(made: Outcome[Layout]) -> bool:
    return any(problem.code == "lost-note" for problem in made.diagnostics)


@timed("layout")
def _laid(edition: Edition, sheet_text: str) -> Outcome[Layout]:
    with _fonts_only(edition.style.fonts), _heard() as complaints:
        weasyprint = _weasyprint()
        document = weasyprint.HTML(
            string=edition.body,
            base_url="reportgen:///",
            url_fetcher=_fetcher(weasyprint, edition),
        )
        sheet = weasyprint.CSS(string=sheet_text, url_fetcher=_fetcher(weasyprint, edition))
        labels: list[Labels] = []

        def finish(document: Any, pdf: Any) -> None:
            labels.append(_finish(document, pdf, edition.info))
            complaints.extend(_missing(document))

        with _mended(weasyprint), actual_text(edition.body):
            data: bytes = document.write_pdf(
                stylesheets=[sheet],
                pdf_variant=VARIANT,
                attachments=_attachments(weasyprint, edition),
                finisher=finish,
                # The file's identifier is made of what it says, so that it is the same every time.
                pdf_identifier=hashlib.md5(edition.body.encode(), usedforsecurity=False).digest(),
            )
    made = labels[0]
    layout = Layout(data, made.pages(), made.page_breaks(), made.openings)
    return Outcome(layout, tuple(complaints))


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
    """Let WeasyPrint use the structure tree of `tagging` and what `layout` mends."""
    from reportgen.formats.pdf import layout, tagging  # noqa: PLC0415 - they import WeasyPrint

    pdf, block, stacking = weasyprint.pdf, weasyprint.layout.block, weasyprint.stacking
    inline = weasyprint.layout.inline
    own = (
        (pdf, "add_tags", tagging.add_tags),
        (block, "table_layout", layout.with_continued_heads(block.table_layout)),
        (inline, "split_first_line", layout.with_spaces_let_go(inline.split_first_line)),
        (stacking, "_dispatch_children",
         layout.with_marks_in_place(stacking._dispatch_children)),  # noqa: SLF001
    )  # fmt: skip
    before = [(module, name, getattr(module, name)) for module, name, _ in own]
    try:
        for module, name, function in own:
            setattr(module, name, function)
        yield
    finally:
        for module, name, function in before:
            setattr(module, name, function)


def _attachments(weasyprint: Any, edition: Edition) -> list[Any]:
    """Return the register as associated files of the kind Data (A-03), dated by the report."""
    moment = dt.datetime.fromtimestamp(edition.info.epoch, tz=dt.UTC)
    return [
        weasyprint.Attachment(
            file_obj=io.BytesIO(data),
            name=path.removeprefix(ATTACHED),
            description=edition.info.strings.get("register"),
            relationship="Data",
            created=moment,
            modified=moment,
        )
        for path, data in sorted(edition.assets.items())
        if path.startswith(ATTACHED)
    ]


def _missing(document: Any) -> Iterator[Diagnostic]:
    """Yield what of the report is not on the pages."""
    from reportgen.formats.pdf.inspection import inspect  # noqa: PLC0415 - it imports WeasyPrint

    yield from inspect(document.pages)


def _finish(document: Any, pdf: Any, info: Info) -> Labels:
    """Put both claims into the file's metadata, uncompressed (A-05), and set how it opens.

    Returns what the pages are called and hold.
    """
    metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    producer = pdf.info["Producer"].string
    metadata.stream = [xmp_packet(info, document.metadata.title, producer)]
    metadata.compress = False
    if "AF" in pdf.catalog:
        # WeasyPrint lists each associated file twice.
        pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])
    if info.direction == "rtl":
        pdf.catalog["ViewerPreferences"]["Direction"] = "/R2L"
    pdf.catalog["PageMode"] = "/UseOutlines"
    labels = Labels.of(document)
    pdf.catalog["PageLabels"] = labels.tree()
    return labels


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
