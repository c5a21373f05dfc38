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
from reportgen.edition import Edition, Font, Style
from reportgen.formats.pdf.claims import page_labels, xmp_packet
from reportgen.formats.pdf.paged import paged_html
from reportgen.formats.pdf.textlayer import actual_text
from reportgen.formulae import draw, formulae_of

__all__ = ["edition", "render", "suffix"]

suffix = ".pdf"

VARIANT = "pdf/a-3a"
"""What WeasyPrint is asked for; `claims` adds PDF/UA-1 to it."""

SHEET = "pdf.css"
ATTACHED = "attached/"


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
    """Lay the pages out.

    Every complaint of WeasyPrint is a `layout-fault`, which fails the build (P-20). Raises
    `Failure` with `missing-pango` when the machine has no Pango.
    """
    with _fonts_only(edition.style.fonts), _heard() as complaints:
        weasyprint = _weasyprint()
        document = weasyprint.HTML(
            string=edition.body,
            base_url="reportgen:///",
            url_fetcher=_fetcher(weasyprint, edition),
        )
        sheet = weasyprint.CSS(
            string=edition.style.sheets[SHEET], url_fetcher=_fetcher(weasyprint, edition)
        )
        with _own_tags(weasyprint), actual_text(edition.body):
            data: bytes = document.write_pdf(
                stylesheets=[sheet],
                pdf_variant=VARIANT,
                attachments=_attachments(weasyprint, edition),
                finisher=lambda document, pdf: _finish(document, pdf, edition.info),
                # The file's identifier is made of what it says, so that it is the same every time.
                pdf_identifier=hashlib.md5(edition.body.encode(), usedforsecurity=False).digest(),
            )
    return Outcome(data, tuple(complaints))


def _weasyprint() -> Any:
    try:
        import weasyprint  # noqa: PLC0415 - half a second, and only where a PDF is made
    except OSError as fault:
        raise Failure([
            error(
                "missing-pango",
                f"WeasyPrint cannot load Pango: {str(fault).splitlines()[0]}",
                help="run `reportgen doctor` to see how to get it",
            )
        ]) from None
    return weasyprint


@contextlib.contextmanager
def _own_tags(weasyprint: Any) -> Iterator[None]:
    """Let WeasyPrint build the structure tree of `tagging` instead of its own."""
    from reportgen.formats.pdf.tagging import add_tags  # noqa: PLC0415 - it imports WeasyPrint

    before = weasyprint.pdf.add_tags
    weasyprint.pdf.add_tags = add_tags
    try:
        yield
    finally:
        weasyprint.pdf.add_tags = before


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


def _finish(document: Any, pdf: Any, info: Info) -> None:
    """Put both claims into the file's metadata, uncompressed (A-05), and set how it opens."""
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
    boxes = [page._page_box for page in document.pages]  # noqa: SLF001 - no public name
    pdf.catalog["PageLabels"] = page_labels([box.page_type.name for box in boxes])


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
