"""The judges of EPUB: two that others made, and one of our own."""

from __future__ import annotations

from reportgen.verify.epub import tools
from reportgen.verify.epub.rules import judge_rules
from reportgen.verify.judge import Judge, own

__all__ = ["JUDGES"]

JUDGES = (
    Judge("epubcheck", "epub", "EPUB 3.3, by the official checker",
          tools.epubcheck_version, tools.judge_epubcheck, cost=6),
    Judge("ace", "epub", "barriers to readers with disabilities",
          tools.ace_version, tools.judge_ace, cost=15),
    Judge("epub-rules", "epub", "what a reader needs and neither of them asks for",
          own(), judge_rules),
)  # fmt: skip
