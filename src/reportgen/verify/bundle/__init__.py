"""The judges of all formats together, and of two builds: our own."""

from __future__ import annotations

from reportgen.verify.bundle.metadata import judge_metadata
from reportgen.verify.bundle.sameness import judge_sameness
from reportgen.verify.bundle.tables import judge_tables
from reportgen.verify.judge import Judge, own
from reportgen.verify.subject import BUNDLE, PAIR

__all__ = ["JUDGES"]

JUDGES = (
    Judge("metadata", BUNDLE, "every format says the same of itself", own("pikepdf"),
          judge_metadata),
    Judge("tables", BUNDLE, "every format has the same rows", own("pikepdf"), judge_tables,
          cost=3),
    Judge("same-bytes", PAIR, "two builds are the same", own(), judge_sameness),
)  # fmt: skip
