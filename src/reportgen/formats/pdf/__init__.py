"""The PDF edition: the document as paged HTML, laid out by WeasyPrint as tagged PDF/UA-1."""

from __future__ import annotations

from reportgen.diagnostics import Outcome, remark
from reportgen.document import Document
from reportgen.edition import Edition, Layout, Style
from reportgen.formats.pdf.frame import ATTACHED
from reportgen.formats.pdf.linked import Uncovered, lay_out_apart
from reportgen.formats.pdf.paged import paged_html, part_formulae
from reportgen.formats.pdf.single import made_in_one
from reportgen.formulae import draw
from reportgen.timing import timed

__all__ = ["edition", "lay_out", "names_pages", "render", "suffix"]

suffix = ".pdf"
names_pages = False


@timed("edition")
def edition(document: Document, style: Style) -> Edition:
    """Make the paged HTML of a document.

    Its assets are the figures by the path that the HTML names, and below `attached/` the files
    that travel inside the PDF.
    """
    attached = {f"{ATTACHED}{name}": data for name, data in document.data.items()}
    formulae = [formula for part in document.parts for formula in part_formulae(part.blocks)]
    drawn = draw(formulae, style.tokens["colour"]["ink"])
    body, pictures = paged_html(document, drawn, opening=style.tokens["page"]["opening"])
    assets = {**document.figures, **attached, **pictures}
    return Edition("pdf", document.info, body, style, assets)


def render(edition: Edition) -> Outcome[bytes]:
    """Lay the pages out; what may be raised is that of `lay_out`."""
    made = lay_out(edition)
    return Outcome(made.value.data, made.diagnostics)


def lay_out(edition: Edition, *, workers: int = 1, single_run: bool = False) -> Outcome[Layout]:
    """Lay the pages out, and tell where everything stands.

    Sections that begin on a page of their own are laid out apart, by as many processes as there may
    be `workers`, and linked; the file is the same however many. With `single_run`, or where a style
    has what the linker does not cover, all pages are laid out in one run.

    Every complaint of WeasyPrint is a `layout-fault`, which fails the build (P-20). Raises
    `Failure` with `missing-pango` when the machine has no Pango.
    """
    if single_run:
        return made_in_one(edition)
    try:
        made = lay_out_apart(edition, workers)
    except Uncovered as why:
        alone = made_in_one(edition)
        said = remark(
            "single-run", f"the pages are laid out in one run, because of {why}",
            help="`reportgen explain single-run` says what a style can do to be faster",
        )  # fmt: skip
        return Outcome(alone.value, (said, *alone.diagnostics))
    return made if made is not None else made_in_one(edition)
