"""The article of the bundled report, as it stands, as a project of one section."""

from __future__ import annotations

import re
from pathlib import Path

from reportgen.files import MemoryFiles
from support.project import MINIMAL, project

__all__ = ["ABOVE", "TERMS", "article"]

_TEXT = Path(__file__).parents[1] / "article" / "article.txt"
_HEAD = """\
---
id: trade
title: The article
---
"""
ABOVE = _HEAD.count("\n")
"""Lines of the section file before the first line of the article."""

TERMS = """\
terms:
  - term: sanctions
    definition: What holds trade back.
    avoid: [Western sanctions, U.S. sanctions, global sanctions]
  - term: smuggling
    definition: Trade that the law forbids.
    avoid: [illegal trafficking]
  - term: President Ebrahim Raisi
    role: office
    definition: The office-holder whom the article names.
"""


def article() -> MemoryFiles:
    """Return the project; its headings are made headings, nothing else is changed."""
    lines = _TEXT.read_text(encoding="utf-8").split("\n")
    body = [re.sub(r"^(?:\d\. (?=[A-Z])|(?=Conclusion$))", "## ", line) for line in lines]
    body[0] = ""
    assert "Iran and Pakistan" in body[2]
    return project({
        "source/terms.yaml": TERMS,
        "source/sections/trade.md": _HEAD + "\n".join(body) + "\n",
        "source/sections/summary.md": MINIMAL["source/sections/summary.md"],
    })
