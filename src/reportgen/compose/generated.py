"""What each part's template is given: the values it prints and the blocks that fill its slots."""

from __future__ import annotations

import importlib.metadata
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from pydantic import BaseModel

from reportgen import __version__, pandoc
from reportgen.compose import tables
from reportgen.document import (
    Node,
    attributes,
    definition_list,
    div,
    para,
    plain_text,
    rewrite,
    span,
    text,
    walk,
)
from reportgen.edition import Style, logo_path
from reportgen.glyphs import needed_fonts, printed_letters
from reportgen.memory import TEXT, known, said
from reportgen.report import Report, Section, Version, mention
from reportgen.source import Source
from reportgen.summary import Summary
from reportgen.wording import Wording, typographic

__all__ = ["Builder", "Plan"]


@dataclass
class Plan:
    """One part to be made: its template, what the template may print, and what fills its slots."""

    template: str
    id: str
    title: str | None
    values: dict[str, Any]
    slots: Mapping[str, Sequence[Node]] = field(default_factory=dict)
    source: Source = field(default_factory=lambda: Source("", "", ""))


class Builder:
    """Makes the plan of each part from the report."""

    def __init__(
        self,
        report: Report,
        summary: Summary,
        style: Style,
        wording: Wording,
        wanted: Collection[str],
    ) -> None:
        self.report = report
        self.summary = summary
        self.style = style
        self.wording = wording
        self.labels = style.labels
        self.maker = tables.Maker(report, wording, explained="constraints" in wanted)
        meta = report.metadata
        self.values: dict[str, Any] = {
            # Plain data: a model has methods that read files and run code.
            "report": _plain(meta),
            "labels": style.labels,
            "version": _plain(meta.versions[-1]),
            "updated": wording.day(meta.updated),
            "published": wording.day(meta.published),
            "authors": wording.enumerate([author.name for author in meta.authors]),
            "slots_url": {"licence": meta.licence.url or ""},
        }

    def prose(self, section: Section) -> Plan:
        """Plan a section that someone wrote."""
        head = section.head
        body = section.prose
        if head.template == "key-findings":
            body = said(self.graded(body))
        slots = {"body": body}
        shown = tables.items_of_section(self.report, section)
        if shown and head.template == "section":
            slots["panel"] = said([div([self.maker.panel(section, shown)], "panel")])
        values = {
            **self.values,
            "section": _plain(head),
            "numbered": section.numbered,
            "as_of": self._as_of(section),
        }
        return Plan(head.template, head.id, head.title, values, slots)

    def _as_of(self, section: Section) -> str:
        head = section.head
        sources = [self.report.sources[source.key] for source in head.sources]
        undated = bool(sources) and not any(source.published for source in sources)
        line = self.wording.as_of(head.as_of, head.as_of_not_before, undated=undated)
        return line or ""

    def graded(self, blocks: Sequence[Node]) -> list[Node]:
        """Add to each key finding the lowest confidence of the items that it rests on."""
        order = ("low", "medium", "high")

        def change(node: Node) -> list[Node] | None:
            if node["t"] not in {"OrderedList", "BulletList"}:
                return None
            entries = node["c"][1] if node["t"] == "OrderedList" else node["c"]
            for entry in entries:
                grades = [
                    self.report.items[key].confidence
                    for inner in walk(entry)
                    if (key := mention(inner)) is not None and key in self.report.items
                ]
                if grades:
                    grade = min(grades, key=order.index)
                    word = self.labels["confidence"][grade]["word"]
                    last = _last_paragraph(entry)
                    if last is not None:
                        mark = span(f"{word}.", "confidence", f"confidence-{grade}")
                        last["c"] = [*last["c"], {"t": "Space"}, mark]
            return None

        graded: list[Node] = rewrite(blocks, change)
        return graded

    def generated(self, template: str) -> list[Plan]:
        """Plan a part that is made from data; none when there is nothing to put into it."""
        make: Callable[[], tuple[dict[str, Any], dict[str, list[Node]]] | None] = getattr(
            self, f"_{template.replace('-', '_')}"
        )
        made = make()
        if made is None:
            return []
        values, made_slots = made
        slots = {name: said(blocks) for name, blocks in made_slots.items()}
        title = self.labels["parts"].get(template)
        return [Plan(template, template, title, {**self.values, **values}, slots)]

    _Made = tuple[dict[str, Any], dict[str, list[Node]]] | None

    def _cover(self) -> _Made:
        logo = self.style.logo
        slots = {}
        if logo is not None:
            picture = {
                "t": "Image",
                "c": [attributes(classes=["logo"]), text(logo.words), [logo_path(logo), ""]],
            }
            slots["logo"] = [para([picture])]
        return {"mark": self.style.tokens["cover"]["mark"]}, slots

    def _running_matter(self) -> _Made:
        return {}, {}

    def _contents(self) -> _Made:
        return {}, {"contents": [div([], "contents", id="contents-list")]}

    def _list_of_tables(self) -> _Made:
        return {}, {"list": [div([], "contents", "list-of-tables", id="list-of-tables-list")]}

    def _list_of_figures(self) -> _Made:
        return {}, {"list": [div([], "contents", "list-of-figures", id="list-of-figures-list")]}

    def _imprint(self) -> _Made:
        meta, fields = self.report.metadata, self.labels["fields"]
        ids = meta.identifiers
        rows: list[tuple[str, str | None]] = [
            (fields["publisher"], meta.organisation.name),
            (fields["place"], meta.organisation.place),
            (fields["authors"], self.values["authors"]),
            (fields["published"], self.values["published"]),
            (fields["updated"], self.values["updated"]),
            (fields["number"], meta.number),
            (fields["isbn"] + " (PDF)", ids.isbn.pdf if ids.isbn else None),
            (fields["isbn"] + " (DOCX)", ids.isbn.docx if ids.isbn else None),
            (fields["isbn"] + " (EPUB)", ids.isbn.epub if ids.isbn else None),
            (fields["issn"], ids.issn),
            (fields["doi"], ids.doi),
            (fields["url"], ids.url),
            (fields["marking"], meta.marking),
            (fields["contact"], meta.organisation.contact),
        ]
        return {}, {"fields": [_fields(rows)]}

    def _conventions(self) -> _Made:
        example = next(iter(self.report.items), "..")
        sentence: str = self.labels["sentences"]["conventions-items"]
        shown = {item.status for item in self.report.items.values()}
        used = {q.value.qualifier for q in self.report.quantities.values() if q.value} | {
            item.value.qualifier for item in self.report.items.values() if item.value
        }
        if self.report.derived:
            used.add("derived")
        grades = {item.confidence for item in self.report.items.values()}
        values = {
            "items_sentence": sentence.format(example=example),
            "confidence_heading": self.labels["columns"]["confidence"],
        }
        return values, {
            "statuses": [_meanings(self.labels["status"], shown)],
            "qualifiers": [_meanings(self.labels["qualifier"], used)],
            "confidences": [_meanings(self.labels["confidence"], grades)],
        }

    def _summary_tables(self) -> _Made:
        if not self.report.items:
            return None
        return {}, {"overview": self.maker.overview(self.summary.overview)}

    def items_tables(self) -> list[Plan]:
        """Plan the table of each category and of the wider context, to follow the overview."""
        context = [self.summary.context] if self.summary.context else []
        plans = []
        for made in (*self.summary.tables, *context):
            name = made.category.name if made.category else self.maker.wider_context()
            anchor = f"register-{made.key}"
            table, footer = self.maker.items(made)
            values = {**self.values, "name": name, "anchor": anchor}
            slots = {"table": said([table]), "footer": said([footer])}
            plans.append(Plan("items-table", anchor, name, values, slots))
        return plans

    def _timeline(self) -> _Made:
        if len(self.summary.dated) < 2:  # noqa: PLR2004 - T-15: two dated events or more
            return None
        slots = {"dated": self.maker.timeline(self.summary.dated)}
        if self.summary.undated:
            slots["undated"] = self.maker.undated(self.summary.undated)
        return {}, slots

    def _key_figures(self) -> _Made:
        if not self.summary.figures:
            return None
        return {}, {"table": self.maker.figures(self.summary.figures)}

    def _constraints(self) -> _Made:
        if not self.report.constraints:
            return None
        slots = {"table": self.maker.constraints()}
        matrix = self.maker.matrix()
        if matrix:
            slots["matrix"] = matrix
        return {}, slots

    def _open_points(self) -> _Made:
        if not self.summary.flags:
            return None
        return {}, {"table": self.maker.flags(self.summary.flags)}

    def _sources(self) -> _Made:
        rows: list[tuple[str, str | None]] = []
        for key, source in self.report.sources.items():
            users = sum(any(s.key == key for s in i.sources) for i in self.report.items.values())
            details = [source.type.replace("-", " ").capitalize()]
            if source.note:
                details.append(source.note)
            elif not (source.author or source.publisher or source.published):
                details.append(self.labels["sentences"]["source-undated"])
            if source.sha256:
                details.append(f"SHA-256: {_in_groups(source.sha256)}")
            sentence: str = self.labels["sentences"]["source-use"]
            details.append(sentence.format(count=users))
            rows.append((source.cite_as, ". ".join(d.rstrip(".") for d in details) + "."))
        bibliography = div([], "references", id="refs")
        return {}, {"bibliography": [bibliography], "particulars": [_fields(rows)]}

    def _notes(self) -> _Made:
        return {}, {}

    def _acronyms(self) -> _Made:
        prose = " ".join(
            known("words", None, (section.prose,), partial(_words, section), TEXT)
            for section in self.report.sections
        )
        rows: list[tuple[str, str | None]] = [
            (term.acronym, term.term)
            for term in sorted(self.report.terms, key=lambda t: t.acronym or "")
            if term.acronym and _has_word(prose, term.acronym)
        ]
        return ({}, {"list": [_fields(rows)]}) if rows else None

    def _glossary(self) -> _Made:
        rows: list[tuple[str, str | None]] = [
            (term.term, term.definition)
            for term in sorted(self.report.terms, key=lambda t: t.term.casefold())
            if term.definition
        ]
        return ({}, {"list": [_fields(rows)]}) if rows else None

    def _disclaimers(self) -> _Made:
        chosen = [
            str(self.labels["disclaimers"][key])
            for key in self.report.metadata.disclaimers if key in self.labels["disclaimers"]
        ]  # fmt: skip
        return ({"disclaimers": chosen}, {}) if chosen else None

    def _about(self) -> _Made:
        return {}, {}

    def _citation(self) -> _Made:
        meta = self.report.metadata
        title = f"{meta.title}: {meta.subtitle}" if meta.subtitle else meta.title
        pieces = [self.values["authors"], title, meta.number, meta.organisation.name,
                  self.values["updated"], meta.identifiers.doi or meta.identifiers.url]  # fmt: skip
        return {"citation": ". ".join(p for p in pieces if p) + "."}, {}

    def _document_control(self) -> _Made:
        meta, fields = self.report.metadata, self.labels["fields"]
        control = meta.control
        reviews = "; ".join(
            ", ".join(
                p for p in (r.name, r.role, r.date and self.wording.day(r.date), r.outcome) if p
            )
            for r in control.reviewers
        )
        rows: list[tuple[str, str | None]] = [
            (fields["status"], self.labels["control-status"][control.status]),
            (fields["owner"], control.owner),
            (fields["reviewers"], reviews or fields["no-review"]),
            (fields["approver"], control.approver),
            (fields["review-by"], control.review_by and self.wording.day(control.review_by)),
            (fields["supersedes"], meta.supersedes),
            (fields["superseded-by"], meta.superseded_by),
        ]
        rows += [
            (f"{fields['version']} {version.version}", self._version(version))
            for version in meta.versions
        ]
        return {}, {"fields": [_fields(rows)]}

    def _version(self, version: Version) -> str:
        level = self.labels["change"][version.change_level]
        return f"{self.wording.day(version.date)} ({level}): {version.change_note}"

    def _accessibility(self) -> _Made:
        sentence: str = self.labels["sentences"]["evaluation"]
        evaluations = [
            sentence.format(
                format=e.format.upper(), version=e.version, by=e.by, method=e.method,
                date=self.wording.day(e.date),
            )
            for e in self.report.metadata.accessibility.evaluations
        ]  # fmt: skip
        return {"evaluations": evaluations}, {}

    def _colophon(self) -> _Made:
        fields = self.labels["fields"]
        prose = {
            letter for section in self.report.sections for letter in printed_letters(section.prose)
        }
        families = list(dict.fromkeys(f.family for f in needed_fonts(self.style, prose)))
        rows: list[tuple[str, str | None]] = [
            (fields["tool"], _made_with()),
            (fields["fonts"], self.wording.enumerate(families)),
            (fields["sources"], self._made_from()),
        ]  # fmt: skip
        return {}, {"fields": [_fields(rows)]}

    def _made_from(self) -> str:
        sentence: str = self.labels["sentences"]["made-from"]
        return sentence.format(
            items=len(self.report.items),
            sources=len(self.report.sources),
            sections=len(self.report.sections),
        )


def _words(section: Section) -> str:
    """Return the words of a section's paragraphs and headings."""
    holders = {"Para", "Plain", "Header"}
    return " ".join(plain_text(node["c"]) for node in walk(section.prose) if node["t"] in holders)


def _plain(model: BaseModel) -> dict[str, Any]:
    return model.model_dump(mode="json", by_alias=True)


def _last_paragraph(blocks: list[Node]) -> Node | None:
    last = None
    for node in walk(blocks):
        if node["t"] in {"Para", "Plain"}:
            last = node
    return last


def _fields(rows: list[tuple[str, str | None]]) -> Node:
    entries = [(text(term), [text(typographic(value))]) for term, value in rows if value]
    return div([definition_list(entries)], "fields")


def _meanings(labels: Mapping[str, Mapping[str, str]], used: set[Any]) -> Node:
    entries = [
        (text(label["word"]), [text(label["meaning"])])
        for key, label in labels.items()
        if key in used
    ]
    return div([definition_list(entries)], "fields")


def _in_groups(digest: str) -> str:
    """Write a digest in groups of eight, so that a line can break."""
    return " ".join(digest[i : i + 8] for i in range(0, len(digest), 8))


def _has_word(prose: str, word: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", prose) is not None


def _made_with() -> str:
    weasyprint = importlib.metadata.version("weasyprint")
    return f"reportgen {__version__}, pandoc {pandoc.version()}, WeasyPrint {weasyprint}"
