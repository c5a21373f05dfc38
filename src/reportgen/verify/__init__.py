"""Finished files → what independent judges say of them.

Judges files only: none of this is needed to build a report. A judge that is not installed is said
to be missing, never to have passed.
"""

from __future__ import annotations

from reportgen.verify.gather import gather, is_project, read_project, source_of
from reportgen.verify.machine import render_json, render_sarif
from reportgen.verify.registry import JUDGES
from reportgen.verify.runner import judge_all
from reportgen.verify.show import closing_line, render_judges, render_table
from reportgen.verify.subject import Source, Subject
from reportgen.verify.toolbox import Toolbox, find_toolbox
from reportgen.verify.verdict import Finding, Judgement, Level, Verdict

__all__ = [
    "JUDGES", "Finding", "Judgement", "Level", "Source", "Subject", "Toolbox", "Verdict",
    "closing_line", "find_toolbox", "gather", "is_project", "judge_all",
    "read_project", "render_json", "render_judges", "render_sarif", "render_table", "source_of",
]  # fmt: skip
