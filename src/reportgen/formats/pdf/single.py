"""All pages of an edition in one run of WeasyPrint."""

from __future__ import annotations

from typing import Any

from reportgen.diagnostics import Diagnostic, Outcome
from reportgen.edition import Edition, Layout
from reportgen.formats.pdf import engine
from reportgen.formats.pdf.findings import LOST_NOTE, diagnosed
from reportgen.formats.pdf.frame import VARIANT, attachments, finish, identifier
from reportgen.formats.pdf.labels import Labels, facts_of
from reportgen.formats.pdf.textlayer import actual_text
from reportgen.formats.pdf.written import write_once
from reportgen.timing import timed

__all__ = ["CURES", "SHEET", "made_in_one"]

SHEET = "pdf.css"
"""The stylesheet of the pages, among those of a style."""

CURES = (
    "",
    "\n.footnote { footnote-policy: auto }\n",
    "\n.footnote { footnote-policy: auto }\nhtml { orphans: 1; widows: 1 }\n",
)
"""Rules to try, one after the other, where WeasyPrint loses a note.

It does so where each note must stand on the page of its call, and one has no room: it does not when
a note may follow on the next page, or when lines may be parted anywhere.
"""


def made_in_one(edition: Edition) -> Outcome[Layout]:
    """Lay all pages out; a note that no cure brings back is a fault."""
    first: Outcome[Layout] | None = None
    for rules in CURES:
        made = _laid(edition, edition.style.sheets[SHEET] + rules)
        if not any(problem.code == LOST_NOTE for problem in made.diagnostics):
            return made
        first = first or made
    assert first is not None  # noqa: S101 - there is a cure to try
    return first


@timed("layout")
def _laid(edition: Edition, sheet_text: str) -> Outcome[Layout]:
    labels: list[Labels] = []
    with engine.running(edition) as run, actual_text(edition.body):

        def finished(document: Any, pdf: Any) -> None:
            finish(document.metadata.title, pdf, edition.info)
            labels.append(Labels.of(facts_of(document)))
            pdf.catalog["PageLabels"] = labels[0].tree()
            run.complaints.extend(_missing(document))
            write_once(pdf)

        data: bytes = run.html(edition.body).write_pdf(
            stylesheets=[run.sheet(sheet_text)],
            pdf_variant=VARIANT,
            attachments=attachments(run.weasyprint, edition),
            finisher=finished,
            pdf_identifier=identifier(edition),
        )
    made = labels[0]
    layout = Layout(data, made.pages(), made.page_breaks(), made.openings)
    return Outcome(layout, tuple(run.complaints))


def _missing(document: Any) -> list[Diagnostic]:
    """Return what of the report is not on the pages."""
    from reportgen.formats.pdf.inspection import inspect  # noqa: PLC0415 - it imports WeasyPrint

    return [diagnosed(finding) for finding in inspect(document.pages)]
