"""The PDF edition: the document as paged HTML, laid out by WeasyPrint as tagged PDF/UA-1."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from collections.abc import Iterator
from typing import Any

from reportgen.diagnostics import Diagnostic, Outcome
from reportgen.document import Document, Info
from reportgen.edition import Edition, Layout, Style
from reportgen.formats.pdf import engine
from reportgen.formats.pdf.claims import xmp_packet
from reportgen.formats.pdf.labels import Labels
from reportgen.formats.pdf.paged import paged_html
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
    labels: list[Labels] = []
    with engine.running(edition) as run:

        def finish(document: Any, pdf: Any) -> None:
            labels.append(_finish(document, pdf, edition.info))
            run.complaints.extend(_missing(document))
            engine.write_once(pdf)

        data: bytes = run.html(edition.body).write_pdf(
            stylesheets=[run.sheet(sheet_text)],
            pdf_variant=VARIANT,
            attachments=_attachments(run.weasyprint, edition),
            finisher=finish,
            # The file's identifier is made of what it says, so that it is the same every time.
            pdf_identifier=hashlib.md5(edition.body.encode(), usedforsecurity=False).digest(),
        )
    made = labels[0]
    layout = Layout(data, made.pages(), made.page_breaks(), made.openings)
    return Outcome(layout, tuple(run.complaints))


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
