"""Report + Summary + templates → Document.

Templates give the shell of each part, the report's prose and the generated tables fill it, and then
everything is numbered, referenced and cited once for all formats. Never knows an output format.
"""

from __future__ import annotations

import uuid
from dataclasses import replace
from functools import partial

from reportgen import dates
from reportgen.compose.bibliography import references_of
from reportgen.compose.citations import cite
from reportgen.compose.contents import contents_list, lists_of_captions
from reportgen.compose.directions import direct_passages
from reportgen.compose.landscape import turn
from reportgen.compose.numbering import number
from reportgen.compose.parts import plan_parts
from reportgen.compose.passages import name_passages
from reportgen.compose.references import resolve
from reportgen.compose.shell import fill, render_shells
from reportgen.diagnostics import Diagnostic, Failure, Outcome, has_errors
from reportgen.document import (
    Document,
    Evaluation,
    Info,
    Node,
    Part,
    Translation,
    walk,
)
from reportgen.edition import Style, logo_path
from reportgen.export import in_order, items_csv, items_json
from reportgen.languages import direction_of
from reportgen.memory import JSON, known, later
from reportgen.report import Report
from reportgen.summary import summarise
from reportgen.wording import Wording

__all__ = ["compose"]


def compose(report: Report, style: Style) -> Outcome[Document]:
    """Make the whole document of a report in a style.

    Raises `Failure` with every fault of the templates and of the references that only the whole
    document can show: `unfilled-slot`, `broken-template`, `unknown-reference`, `unknown-anchor` ...
    """
    problems: list[Diagnostic] = []
    wording = Wording(report, style.labels)
    summary = summarise(report)
    plans = plan_parts(report, summary, style, wording, problems)
    shells = render_shells(plans, style, problems)
    if has_errors(problems):
        raise Failure(problems)
    parts = [
        Part(plan.template, plan.id, plan.title, fill(plan, shell, problems))
        for plan, shell in zip(plans, shells, strict=True)
    ]
    if has_errors(problems):
        raise Failure(problems)
    parts = _without_notes_if_none(_with_items_tables(parts))
    parts, numbers = number(parts, report, style.labels)
    parts = resolve(parts, numbers, report, wording, problems)
    parts = turn(parts, style.tokens)
    parts = lists_of_captions(contents_list(parts))
    if has_errors(problems):
        raise Failure(problems)
    cited = name_passages(cite(parts, references_of(report, style.labels), style.csl))
    done = [_kept(part) for part in direct_passages(cited, report.metadata.language)]
    items = in_order(report)
    data = known(
        "data", None, (report.origins,),
        lambda: {"items.csv": items_csv(report, items), "items.json": items_json(items)},
    )  # fmt: skip
    figures = dict(report.figures)
    if style.logo is not None:
        figures[logo_path(style.logo)] = style.logo.data
    document = Document(info_of(report, style), tuple(done), figures, data)
    return Outcome(document, tuple(problems))


def _with_items_tables(parts: list[Part]) -> list[Part]:
    """Make the items tables part of the summary tables that they follow."""
    joined: list[Part] = []
    for part in parts:
        if part.template == "items-table":
            joined[-1] = _joined(joined[-1], part)
        else:
            joined.append(part)
    return joined


def _joined(part: Part, after: Part) -> Part:
    both = (part.blocks, after.blocks)
    return replace(part, blocks=later("join", None, both, lambda: [*both[0], *both[1]]))


def _without_notes_if_none(parts: list[Part]) -> list[Part]:
    noted = any(
        known("noted", None, (part.blocks,), partial(_is_noted, part), JSON) for part in parts
    )
    return [part for part in parts if noted or part.template != "notes"]


def _kept(part: Part) -> Part:
    """Return a part whose blocks are kept for the next process: many steps have led to them."""

    def blocks() -> list[Node]:
        return known("part", None, (part.blocks,), lambda: list(part.blocks), JSON)

    return replace(part, blocks=later("kept part", None, (part.blocks,), blocks))


def _is_noted(part: Part) -> bool:
    return any(node["t"] == "Note" for node in walk(part.blocks))


def info_of(report: Report, style: Style) -> Info:
    """Gather what catalogues and file properties say of the report (MX-1)."""
    meta = report.metadata
    language = meta.language
    identifier = uuid.uuid5(uuid.NAMESPACE_URL, f"reportgen:{meta.number}:{meta.title}:{language}")
    return Info(
        title=meta.title,
        subtitle=meta.subtitle,
        short_title=meta.short_title,
        number=meta.number,
        slug=meta.slug,
        language=language,
        direction=direction_of(language),
        authors=tuple(author.name for author in meta.authors),
        publisher=meta.organisation.name,
        published=meta.published,
        updated=meta.updated,
        updated_words=dates.in_words(meta.updated, language),
        version=meta.versions[-1].version,
        description=meta.summary_short,
        subjects=meta.subjects,
        rights=f"{meta.copyright}. {meta.licence.name}",
        licence_url=meta.licence.url,
        marking=meta.marking,
        status=meta.control.status,
        identifier=f"urn:uuid:{identifier}",
        epoch=dates.timestamp(meta.updated),
        strings=dict(style.labels["words"]),
        evaluations={
            e.format: Evaluation(e.by, e.date, e.method, e.report)
            for e in meta.accessibility.evaluations
            if e.version == meta.versions[-1].version
        },
        translations=tuple(Translation(t.language, t.title, t.url) for t in meta.translations),
        url=meta.identifiers.url,
        doi=meta.identifiers.doi,
    )
