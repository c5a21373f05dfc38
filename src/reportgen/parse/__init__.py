"""Sources → Report, with every problem reported.

Never decides how a thing looks, and never mends the source: what it cannot read it refuses, with
the place and the cure.
"""

from __future__ import annotations

from reportgen.diagnostics import Failure, Outcome, has_errors
from reportgen.files import Files
from reportgen.memory import read_again
from reportgen.parse.links import FIELDS, KINDS, check_links
from reportgen.parse.nesting import deep_text, deep_tree
from reportgen.parse.prose import find_references
from reportgen.parse.references import REFERENCE_KINDS
from reportgen.parse.register import (
    BY_KEY,
    REGISTER,
    SHAREABLE,
    Register,
    parse_register,
    parse_shared,
)
from reportgen.parse.sections import FRONT_MATTER, parse_sections
from reportgen.parse.sharing import used_terms, without_unused
from reportgen.parse.validation import keys_of, validate
from reportgen.report import Report

__all__ = [
    "BY_KEY",
    "FIELDS",
    "FRONT_MATTER",
    "KINDS",
    "REFERENCE_KINDS",
    "REGISTER",
    "SHAREABLE",
    "Register",
    "deep_text",
    "deep_tree",
    "find_references",
    "keys_of",
    "parse_register",
    "parse_report",
    "parse_shared",
    "used_terms",
    "validate",
]


def parse_report(files: Files, folder: str = "source", *, placed: bool = True) -> Outcome[Report]:
    """Read everything below `folder` into one checked Report.

    Who will not look at the place of every token of the prose, says so with `placed`: by far the
    most of a long report are those. All faults of all files are found before it stops. Raises
    `Failure` with them.
    """
    register, found = read_again(
        "register", folder, files, lambda watched: parse_register(watched, folder)
    )
    problems = list(found)
    sections, figures = parse_sections(files, folder, register, problems, placed=placed)
    check_links(register, sections, problems)
    if has_errors(problems):
        raise Failure(problems)
    register = without_unused(register, sections)
    assert register.metadata is not None  # noqa: S101 - without it there is an error above
    report = Report(
        metadata=register.metadata,
        sections=tuple(sections),
        items=register.of("items"),
        events=register.of("events"),
        quantities=register.of("quantities"),
        derived=register.of("derived"),
        parties=register.of("parties"),
        places=register.of("places"),
        constraints=register.of("constraints"),
        sources=register.of("sources"),
        terms=tuple(register.of("terms").values()),
        flags=register.of("flags"),
        figures=figures,
        origins=register.origins,
    )
    return Outcome(report, tuple(problems))
