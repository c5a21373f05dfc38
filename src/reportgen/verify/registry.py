"""All judges, in the order in which they are shown."""

from __future__ import annotations

from reportgen.verify import bundle, docx, epub, html, pdf
from reportgen.verify.judge import Judge

__all__ = ["JUDGES", "judges_for"]

JUDGES: tuple[Judge, ...] = (
    *pdf.JUDGES, *docx.JUDGES, *epub.JUDGES, *html.JUDGES, *bundle.JUDGES,
)  # fmt: skip


def judges_for(kind: str, names: tuple[str, ...] = ()) -> list[Judge]:
    """Return the judges of one kind of subject; only those named, if any are."""
    return [judge for judge in JUDGES if judge.kind == kind and (not names or judge.name in names)]
