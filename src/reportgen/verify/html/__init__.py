"""The judges of HTML, both made by others."""

from __future__ import annotations

from reportgen.verify.html import tools
from reportgen.verify.judge import Judge

__all__ = ["JUDGES"]

JUDGES = (
    Judge("vnu", "html", "the HTML standard, by the official checker",
          tools.vnu_version, tools.judge_vnu, cost=2),
    Judge("axe", "html", "barriers, at three widths and without a network",
          tools.axe_version, tools.judge_axe, cost=4),
)  # fmt: skip
