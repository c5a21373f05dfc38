"""The kinds of value that fields hold, and the closed lists of words (rules R-30 to R-53)."""

from __future__ import annotations

import re
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator as After
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from reportgen import dates
from reportgen.source import UNPRINTABLE

Kind = Literal[
    "flow", "infrastructure", "programme", "agreement", "operation", "talks", "offer", "policy",
    "statistic", "target", "threat", "event", "stance",
]  # fmt: skip
Status = Literal[
    "active", "underway", "agreed", "planned", "proposed", "stalled", "ended", "unknown"
]
Direction = Literal["one-way", "two-way"]
Confidence = Literal["high", "medium", "low"]
Qualifier = Literal[
    "exact", "about", "at-least", "at-most", "over", "under", "range", "as-stated", "vague",
    "superlative", "derived",
]  # fmt: skip
Profile = Literal["note", "briefing", "report", "study"]
Marking = Literal["TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED"]
SectionTemplate = Literal[
    "summary", "key-findings", "section", "assessment", "recommendations", "methodology", "annex",
]  # fmt: skip

SCALES = {None: 1, "thousand": 10**3, "million": 10**6, "billion": 10**9}
"""What an amount of each scale is multiplied with."""

PREFIX = r"[A-Z]{2,4}"
REGISTER_ID = PREFIX + r"-[0-9]{2,}"
"""The form of the ids of items, events and all else that is numbered."""

KEY = r"[A-Za-z0-9][A-Za-z0-9-]*"
"""The form of keys: pandoc reads one as a citation key, and every format takes one into an id."""

STATUSES: tuple[str, ...] = get_args(Status)
CONFIDENCES: tuple[str, ...] = get_args(Confidence)
KINDS_WITHOUT_LIFE_CYCLE = frozenset({"statistic", "target", "threat", "event", "stance"})
"""Kinds that need neither direction nor status (rules R-08 and R-11)."""


def _edtf(text: str) -> str:
    try:
        dates.bounds(text)
    except ValueError as fault:
        raise PydanticCustomError(
            "bad-date", "`{date}` is not a date: {why}", {"date": text, "why": str(fault)}
        ) from None
    return text


def _day(text: str) -> str:
    if not dates.is_day(text):
        raise PydanticCustomError(
            "bad-date", "`{date}` is not a day: {why}",
            {"date": text, "why": "write it as year, month and day, such as 2026-11-23"},
        )  # fmt: skip
    return text


def quoted_year(raw: object) -> object:
    """Accept an unquoted year (rule R-51); `parse` warns of it."""
    return str(raw) if isinstance(raw, int) and not isinstance(raw, bool) else raw


def _source_reference(raw: object) -> object:
    return {"key": raw} if isinstance(raw, str) else raw


def known_language(tag: str) -> str:
    """Accept a language tag that dates and numbers can be printed in."""
    if not dates.is_language(tag):
        raise PydanticCustomError("unknown-language", "`{tag}` is not a language", {"tag": tag})
    return tag


def _one_line(text: str) -> str:
    if UNPRINTABLE.search(text):
        raise PydanticCustomError("bad-value", "the text holds a control character", {})
    return re.sub(r"\s+", " ", text).strip()


Text = Annotated[str, After(_one_line), Field(min_length=1)]
Edtf = Annotated[
    str, BeforeValidator(quoted_year), After(_edtf),
    Field(description="An EDTF date, quoted; never narrower than the source.",
          examples=["1947", "2023-05", "2024-01/2024-04", "2024~"]),
]  # fmt: skip
Day = Annotated[
    str, After(_day),
    Field(description="A day, quoted, as year, month and day.", examples=["2026-11-23"]),
]  # fmt: skip
Url = Annotated[
    str, StringConstraints(pattern=r"^https?://[^\s<>\"]+$"),
    Field(description="A web address.", examples=["https://example.org/report"]),
]  # fmt: skip
ItemId = Annotated[str, StringConstraints(pattern=f"^{REGISTER_ID}$")]
Key = Annotated[str, StringConstraints(pattern=f"^{KEY}$")]


class Entry(BaseModel):
    """What stands in a source file: unknown keys are refused, nothing changes after reading."""

    # A model is built when it is first asked for: no report needs all of them.
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=False, defer_build=True)


class SourceRef(Entry):
    """A source, with the place in it."""

    key: Key = Field(description="The key of a source of sources.yaml.", examples=["seed"])
    locator: Text | None = Field(
        None,
        description="The place in it: a page, a section, a paragraph.",
        examples=["p. 3", "sec. 2"],
    )


SourceRefs = tuple[Annotated[SourceRef, BeforeValidator(_source_reference)], ...]
