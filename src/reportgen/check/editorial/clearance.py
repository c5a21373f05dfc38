"""What must not go out (Q-41, Q-42, Q-44).

That a marking is one of TLP 2.0 each build sees to; that no edition holds comments, hidden text or
a name of the machine follows from what editions are made of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import get_args

from reportgen.check.rules import Finding, Manuscript, editorial
from reportgen.check.vocabulary import ENGLISH, words_of
from reportgen.diagnostics import Note, Severity
from reportgen.report.fields import Marking

_LABELS = get_args(Marking)
"""From the least to the most that a label asks for (TLP 2.0)."""

_PUBLIC = frozenset({"approved", "published"})
_LOCAL = re.compile(
    r"(?<![\w/])(?:file://\S+|[A-Za-z]:\\[\w\\.-]+|\\\\[\w.-]+\\[\w$\\.-]+"
    r"|/(?:home|Users|root|tmp|var|mnt|media|Volumes)/[\w./-]+|~/[\w./-]+)"
)  # fmt: skip
_TRACKED = re.compile(r"\{(?:\+\+|--|~~|>>|==).{1,500}?(?:\+\+|--|~~|<<|==)\}")


@editorial("marking-below-source", "Q-41", Severity.ERROR)
def marking_below_source(manuscript: Manuscript) -> Iterator[Finding]:
    """A report is marked no lower than what it was made from (MK-1)."""
    report = manuscript.report
    for key, source in report.sources.items():
        if source.marking and _weight(report.metadata.marking) < _weight(source.marking):
            own = report.metadata.marking or "not marked"
            written = "title" if report.metadata.marking is None else "marking"
            yield Finding(
                f"the source `{key}` is `{source.marking}`, and the report is {own}",
                report.key_span("report", written),
                f"write `marking: {source.marking}`, or leave out what only that source says",
                (Note("the source is marked here", report.span(key, "marking")),),
            )


def _weight(label: str | None) -> int:
    return _LABELS.index(label) if label in _LABELS else 0


@editorial("draft-text", "Q-42", Severity.ERROR)
def draft_text(manuscript: Manuscript) -> Iterator[Finding]:
    """A report that is approved says nothing that is still to be written, or held back."""
    if manuscript.report.metadata.control.status not in _PUBLIC:
        return
    for found in manuscript.prose.search(_unfinished()):
        if not found.is_quoted:
            yield Finding(
                f"`{found.text}` stands in a report that is approved", found.span,
                "finish the text, or set `control: status:` back to `draft`",
            )  # fmt: skip


@cache
def _unfinished() -> re.Pattern[str]:
    words = words_of(ENGLISH)
    phrases = "|".join(re.escape(p) for p in (*words["unfinished"], *words["withheld"]))
    marks = "|".join(words["unfinished_marks"])
    return re.compile(rf"(?<![\w-])(?:(?:{marks})|(?i:{phrases}))(?![\w-])")


@editorial("local-path", "Q-44", Severity.ERROR)
def local_path(manuscript: Manuscript) -> Iterator[Finding]:
    """A path of somebody's disk says who they are and leads nobody anywhere."""
    for found in manuscript.prose.search(_LOCAL):
        yield Finding(
            f"`{found.text}` is a path of a disk", found.span,
            "name the document, or where anybody can get it",
        )  # fmt: skip


@editorial("tracked-change", "Q-44", Severity.ERROR)
def tracked_change(manuscript: Manuscript) -> Iterator[Finding]:
    """What was changed, and what someone remarked, is not for readers (CriticMarkup)."""
    for section in manuscript.report.sections:
        for match in _TRACKED.finditer(section.source.text):
            span = section.source.span(*match.span())
            yield Finding(
                f"`{match[0][:40]}` is a change or a remark that was not settled", span,
                "keep the old words or the new ones, without the braces",
            )  # fmt: skip
