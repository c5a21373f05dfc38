"""`checks:` of `report.yaml`: how much each rule weighs, and where its limits lie."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from reportgen.report.fields import Entry

Level = Literal["error", "warning", "note", "off"]
RuleName = Annotated[str, StringConstraints(pattern=r"^(Q-[0-9]{2}|[a-z]+(-[a-z]+)+)$")]


class Limits(Entry):
    """Where the rules that count draw their lines."""

    office_holder_days: int = Field(30, ge=1, description="Age of what names an office (Q-07).")
    incident_days: int = Field(90, ge=1, description="Age of an event or a threat (Q-07).")
    trade_figure_days: int = Field(365, ge=1, description="Age of a figure (Q-07).")
    project_status_days: int = Field(180, ge=1, description="Age of a status (Q-07).")
    silence_days: int = Field(
        730, ge=1, description="After which `proposed` or `stalled` needs news (Q-12)."
    )
    heading_level: int = Field(4, ge=2, le=6, description="The deepest heading (Q-30).")
    sentence_words: int = Field(25, ge=5, description="Words of a sentence (Q-37).")
    summary_sentence_words: int = Field(
        35, ge=5, description="Words of a sentence in the summary that are an error (Q-37)."
    )
    summary_words: int = Field(400, ge=50, description="Words of the summary (Q-34).")
    reading_grade: float = Field(
        16, ge=1, description="School years that a section may ask for (Q-38)."
    )
    summary_reading_grade: float = Field(
        14, ge=1, description="School years that the summary may ask for (Q-38)."
    )
    passive_percent: int = Field(
        50, ge=0, le=100, description="Passive sentences in a hundred of a section (Q-39)."
    )
    paragraph_words: int = Field(120, ge=20, description="Words of a paragraph (Q-40).")
    list_entries: int = Field(9, ge=2, description="Entries of a list without groups (Q-40).")


class Checks(Entry):
    """What `reportgen check` looks for; without it, every rule has its own level and limits."""

    levels: Mapping[RuleName, Level] = Field(
        default_factory=dict,
        description="Level by rule: by code, or by number for all codes of that number.",
        examples=[{"vague-quantity": "note", "Q-38": "off"}],
    )
    limits: Limits = Limits()
    country_names: Literal["cldr", "register"] = Field(
        "cldr",
        description="Whose short names of states are right: CLDR's in the language of the report, "
        "or those of parties.yaml (Q-20).",
    )
