"""The judges of PDF: four that others made, and four of our own."""

from __future__ import annotations

from collections.abc import Iterator

from reportgen.verify.judge import Judge, own
from reportgen.verify.pdf import tools
from reportgen.verify.subject import Subject
from reportgen.verify.toolbox import Toolbox
from reportgen.verify.verdict import Finding

__all__ = ["JUDGES"]


# What these import is an extra, so each is imported by whoever asks the judge.


def _structure(subject: Subject, toolbox: Toolbox) -> Iterator[Finding]:
    from reportgen.verify.pdf.structure import judge_structure  # noqa: PLC0415 - said above

    return judge_structure(subject, toolbox)


def _order(subject: Subject, toolbox: Toolbox) -> Iterator[Finding]:
    from reportgen.verify.pdf.order import judge_order  # noqa: PLC0415 - said above

    return judge_order(subject, toolbox)


def _text(subject: Subject, toolbox: Toolbox) -> Iterator[Finding]:
    from reportgen.verify.pdf.textlayer import judge_text  # noqa: PLC0415 - said above

    return judge_text(subject, toolbox)


def _fonts(subject: Subject, toolbox: Toolbox) -> Iterator[Finding]:
    from reportgen.verify.pdf.fonts import judge_fonts  # noqa: PLC0415 - said above

    return judge_fonts(subject, toolbox)


JUDGES = (
    Judge("verapdf", "pdf", "keeps PDF/A-3a and PDF/UA-1, by the reference implementation",
          tools.verapdf_version, tools.judge_verapdf, cost=9),
    Judge("page-validation", "pdf", "the same, by a second implementation",
          tools.page_version, tools.judge_page),
    Judge("outloud", "pdf", "what a screen reader makes of it",
          tools.outloud_version, tools.judge_outloud, cost=4),
    Judge("qpdf", "pdf", "syntax of the file", tools.qpdf_version, tools.judge_qpdf),
    Judge("pdf-structure", "pdf", "what a listener needs and no standard asks for",
          own("pikepdf"), _structure, cost=3),
    Judge("pdf-order", "pdf", "text of the tags, in order, equals the source",
          own("pikepdf"), _order, cost=3),
    Judge("pdf-text", "pdf", "text can be copied, searched and read aloud",
          own("pikepdf", "pypdfium2"), _text, cost=2),
    Judge("pdf-fonts", "pdf", "fonts are inside, readable and the style's",
          own("pikepdf"), _fonts),
)  # fmt: skip
