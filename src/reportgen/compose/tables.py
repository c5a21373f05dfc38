"""The generated tables → nodes of the tree: regular, with captions and headers, no empty cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from reportgen.document import (
    Cell,
    Node,
    div,
    line_break,
    link,
    para,
    span,
    table,
    text,
)
from reportgen.report import Event, Flag, Item, Quantity, Report, Section, SourceRef
from reportgen.summary import ItemsTable, Overview, Row
from reportgen.wording import Wording, typographic

__all__ = ["Maker", "cite", "item_link", "items_of_section"]


def items_of_section(report: Report, section: Section) -> list[Item]:
    """Return the items that a section shows in its panel."""
    wanted = section.head.items
    if isinstance(wanted, str):
        return list(report.items_of(wanted, report.category(wanted).scope))
    return [report.items[identity] for identity in wanted]


def cite(sources: Iterable[SourceRef], at: Sequence[str], labels: Mapping[str, Any]) -> list[Node]:
    """Cite the sources of an entry; `at` (`section:line`) gives the sections of the only source.

    An entry without a source gets the mark for what is missing, so that no cell is empty (S-07).
    """
    words: Mapping[str, str] = labels["locators"]
    sections = list(dict.fromkeys(place.partition(":")[0] for place in at))
    numbers = [s for s in sections if s.isdigit()]
    names = [words.get(s, s) for s in sections if s and not s.isdigit()]
    if numbers:
        label = words["section"] if len(numbers) == 1 else words["sections"]
        names.insert(0, f"{label} {', '.join(numbers)}")
    citations = []
    for source in sources:
        locator = source.locator or ", ".join(names)
        suffix = text(f", {locator}") if locator else []
        citations.append({
            "citationId": source.key, "citationPrefix": [], "citationSuffix": suffix,
            "citationMode": {"t": "NormalCitation"}, "citationNoteNum": 0, "citationHash": 0,
        })  # fmt: skip
    keys = "; ".join(source.key for source in sources)
    return [{"t": "Cite", "c": [citations, text(keys)]}] if citations else (
        text(labels["words"]["missing"])
    )  # fmt: skip


def item_link(item: Item) -> Node:
    """Make the number of an item as a link to its row; its title says in words where it leads."""
    return link(item.id, f"#{item.id}", "item-ref", title=f"{item.id}: {typographic(item.title)}")


class Maker:
    """Makes the tables of one report in the words of one style."""

    def __init__(self, report: Report, wording: Wording, *, explained: bool) -> None:
        """Words come from `wording`; links back go to the first discussion of an item.

        `explained` says that the report has a table of constraints, to which rows can link.
        """
        self.report = report
        self.explained = explained
        self.wording = wording
        self.labels = wording.labels
        self.columns: Mapping[str, str] = wording.labels["columns"]
        self.discussed = report.discussed

    def head(self, *keys: str) -> list[Cell]:
        """Make the header row of the columns named."""
        return [text(self.columns[key]) for key in keys]

    def note(self, *sentences: str) -> Node:
        """Make the small paragraph under a table."""
        return div([para(text(typographic(" ".join(s for s in sentences if s))))], "table-note")

    def caption(self, key: str, **values: str) -> list[Node]:
        """Make the words of a caption; its number comes later."""
        pattern: str = self.labels["captions"][key]
        return text(typographic(pattern.format(**values)))

    def status(self, item: Item) -> list[Node]:
        """Make the status word of an item; its colour only repeats the word (R-36)."""
        if item.status is None:
            return text(self.wording.status(item))
        return [span(self.wording.status(item), "status", f"status-{item.status}")]

    # ------------------------------------------------------------ items

    def items(self, made: ItemsTable) -> tuple[Node, Node]:
        """Make the summary table of a category and its footer of counts."""
        if made.category:
            caption = self.caption("items", category=made.category.name)
        else:
            caption = self.caption("context")
        groups = [[self.item_row(row) for row in rows] for _, rows in made.groups]
        built = table(
            f"tbl-{made.key}", caption,
            self.head("item", "direction", "status", "when", "value", "source"), groups,
            "data-table", "items",
            widths=(0.31, 0.13, 0.105, 0.14, 0.175, 0.14),
        )  # fmt: skip
        return built, self.items_note(made)

    def wider_context(self) -> str:
        """Return the name of the wider context: the caption up to its colon."""
        caption: str = self.labels["captions"]["context"]
        return caption.partition(":")[0]

    def item_row(self, row: Row) -> tuple[str, list[Cell]]:
        """Make one row; a row that is counted elsewhere points there and has no anchor."""
        item = row.item
        cells: list[Cell] = [
            self.item_cell(row),
            text(self.wording.direction(item)),
            self.status(item),
            text(self.wording.when(item)),
            self.value_cell(item),
            cite(item.sources, item.at, self.labels),
        ]
        return (item.id if row.counted else "", cells)

    def item_cell(self, row: Row) -> list[Node]:
        """Make the cell that names an item: title, then number, kind and the way back (S-02)."""
        item, words = row.item, self.labels["words"]
        title = span(typographic(item.title), "item-title")
        if not row.counted:
            category = self.report.category(item.category).name
            meta = [
                *text(f"{words['see']} "), item_link(item),
                *text(", " + words["counted-under"].format(category=category)),
            ]  # fmt: skip
            return [title, line_break(), span(meta, "item-meta")]
        meta = text(f"{item.id} · {self.labels['kind'][item.kind]}")
        section = self.discussed.get(item.id)
        if section is not None:
            meta += [*text(" · "), span([], "reference", kind="back", key=item.id)]
        return [title, line_break(), span(meta, "item-meta")]

    def value_cell(self, item: Item) -> list[Node]:
        """Make the cell of a quantity and of the constraints that the source names."""
        pieces: list[Node] = []
        if item.value is not None:
            pieces += text(self._capital(self.wording.value(item.value)))
        if item.constraints:
            if pieces:
                pieces.append(line_break())
            limits: list[Node] = text(f"{self.labels['words']['limits']}: ")
            for index, constraint in enumerate(item.constraints):
                limits += text(", ") if index else []
                limits += self._limit(constraint)
            pieces.append(span(limits, "limits"))
        return pieces or text(self.wording.missing)

    def _limit(self, constraint: str) -> list[Node]:
        if self.explained:
            return [self._constraint_link(constraint)]
        return text(typographic(self.report.constraints[constraint].title))

    @staticmethod
    def _capital(words: str) -> str:
        return words[:1].upper() + words[1:]

    def items_note(self, made: ItemsTable) -> Node:
        """Make the footer line: counts by status, and what is listed but counted elsewhere."""
        notes = self.labels["table-notes"]
        pieces = []
        for status, number in made.counts.items():
            if status is None:
                pieces.append(notes["without-status"].format(count=number))
            else:
                pieces.append(f"{number} {self.labels['status'][status]['word'].lower()}")
        pattern = notes["items"] if made.total != 1 else notes["item"]
        counts = pattern.format(total=made.total, counts=", ".join(pieces))
        named = [f"{name} ({len(rows)})" for name, rows in made.groups if name]
        groups = notes["groups"].format(groups="; ".join(named)) if len(named) > 1 else ""
        undated = not any(source.published for source in self.report.sources.values())
        stated = notes["undated-source"] if undated else notes["as-stated"]
        listed = [row.item.id for row in made.rows if not row.counted]
        crossed = notes["cross-listed"].format(ids=", ".join(listed)) if listed else ""
        return self.note(counts, crossed, groups, notes["missing"], stated)

    def overview(self, made: Overview) -> list[Node]:
        """Make the counts of core items by category and status."""
        statuses = made.statuses
        head: list[Cell] = [text(self.columns["category"])]
        for status in statuses:
            word = self.columns["no-status"] if status is None else (
                self.labels["status"][status]["word"]
            )  # fmt: skip
            head.append(text(word))
        head.append(text(self.columns["total"]))
        rows: list[tuple[str, list[Cell]]] = []
        for category, counts in made.rows:
            first: Cell = text(self.columns["total"])
            if category is not None:
                first = [link(category.name, f"#tbl-{category.id}", "xref")]
            numbers = [text(str(counts.get(status, 0))) for status in statuses]
            rows.append(("", [first, *numbers, text(str(sum(counts.values())))]))
        share = 0.8 / (len(head) - 1)
        built = table(
            "tbl-overview", self.caption("overview"), head, [rows[:-1], rows[-1:]],
            "data-table", "counts", widths=(0.2, *([share] * (len(head) - 1))),
        )  # fmt: skip
        return [built, self.note(self.labels["table-notes"]["overview"])]

    def panel(self, section: Section, items: Iterable[Item]) -> Node:
        """Make the panel of a section: its items and what the source leaves open about them."""
        rows: list[tuple[str, list[Cell]]] = []
        for item in items:
            cell = [
                span(typographic(item.title), "item-title"), {"t": "Space"},
                span([item_link(item)], "item-meta"),
            ]  # fmt: skip
            opened = self._capital(typographic(item.ambiguity)) if item.ambiguity else None
            rows.append(("", [cell, self.status(item), text(opened or self.wording.missing)]))
        return table(
            f"tbl-panel-{section.head.id}", self.caption("panel", section=section.head.title),
            self.head("item", "status", "open"), [rows], "data-table", "panel-table",
            widths=(0.36, 0.13, 0.51),
        )  # fmt: skip

    # ------------------------------------------------------------ events and figures

    def _constraint_link(self, identity: str) -> Node:
        title = typographic(self.report.constraints[identity].title)
        return link(identity, f"#{identity}", "xref", title=f"{identity}: {title}")

    def _item_link(self, identity: str | None) -> list[Node]:
        if identity is None:
            return text(self.wording.missing)
        return [item_link(self.report.items[identity])]

    def timeline(self, events: Iterable[Event]) -> list[Node]:
        """Make the table of dated events in order."""
        rows: list[tuple[str, list[Cell]]] = []
        for event in events:
            item = self.report.items[event.item] if event.item else None
            parties = event.parties or (item.parties if item else ())
            names = [self.wording.party(p) for p in parties]
            cells: list[Cell] = [
                text(self._capital(self.wording.when(event))),
                text(typographic(event.title)),
                text(", ".join(names) or self.wording.missing),
                self._item_link(event.item),
                cite(event.sources, event.at, self.labels),
            ]
            rows.append((event.id, cells))
        built = table(
            "tbl-timeline", self.caption("timeline"),
            self.head("when", "event", "parties", "item", "source"), [rows], "data-table", "events",
            widths=(0.2, 0.4, 0.16, 0.1, 0.14),
        )  # fmt: skip
        return [built]

    def undated(self, events: Iterable[Event]) -> list[Node]:
        """Make the table of happenings without a date (S-11)."""
        rows: list[tuple[str, list[Cell]]] = [
            (event.id, [text(typographic(event.title)), self._item_link(event.item),
                        cite(event.sources, event.at, self.labels)])
            for event in events
        ]  # fmt: skip
        built = table(
            "tbl-undated", self.caption("undated"), self.head("event", "item", "source"), [rows],
            "data-table", "events", widths=(0.7, 0.14, 0.16),
        )  # fmt: skip
        return [built, self.note(self.labels["table-notes"]["undated"])]

    def figures(self, quantities: Iterable[Quantity]) -> list[Node]:
        """Make the table of key figures; derived ones last, marked, with their caution (S-10)."""
        rows: list[tuple[str, list[Cell]]] = []
        for quantity in quantities:
            value = self.report.value_of(quantity.id)
            item = self.report.items.get(quantity.item or "")
            opened = quantity.ambiguity or (item.ambiguity if item else None)
            rows.append((quantity.id, [
                self._figure_name(quantity.title, quantity.id),
                text(self._capital(self.wording.value(value))),
                self._item_link(quantity.item),
                text(self._capital(typographic(opened)) if opened else self.wording.missing),
                cite(quantity.sources, quantity.at, self.labels),
            ]))  # fmt: skip
        derived: list[tuple[str, list[Cell]]] = [
            (figure.id, [
                self._figure_name(figure.title, figure.id),
                text(self._capital(self.wording.value(self.report.value_of(figure.id)))),
                text(figure.formula.replace(" - ", " − ")),
                text(self._capital(typographic(figure.caution))),
                text(self.wording.not_applicable),
            ])
            for figure in self.report.derived.values()
        ]  # fmt: skip
        built = table(
            "tbl-figures", self.caption("figures"),
            self.head("figure", "value-only", "item", "open", "source"), [rows, derived],
            "data-table", "figures", widths=(0.24, 0.21, 0.1, 0.31, 0.14),
        )  # fmt: skip
        notes = self.labels["table-notes"]
        return [built, self.note(notes["derived"] if derived else "", notes["missing"])]

    def _figure_name(self, title: str, identity: str) -> list[Node]:
        return [span(typographic(title), "item-title"), line_break(), span(identity, "item-meta")]

    # ------------------------------------------------------------ constraints and flags

    def constraints(self) -> list[Node]:
        """Make the table of constraints with every wording of the source."""
        rows: list[tuple[str, list[Cell]]] = []
        for constraint in self.report.constraints.values():
            affected = [i for i in self.report.items.values() if constraint.id in i.constraints]
            labels = dict.fromkeys(label.label for label in constraint.labels_in_source)
            items: list[Node] = []
            for index, item in enumerate(affected):
                items += text(", ") if index else []
                items.append(item_link(item))
            wording = "; ".join(self.wording.quoted(label) for label in labels)
            opened = constraint.ambiguity
            rows.append((constraint.id, [
                self._figure_name(constraint.title, constraint.id),
                text(wording) if wording else text(self.wording.missing),
                items or text(self.wording.missing),
                text(self._capital(typographic(opened)) if opened else self.wording.missing),
            ]))  # fmt: skip
        built = table(
            "tbl-constraints", self.caption("constraints"),
            self.head("constraint", "wording", "items", "open"), [rows], "data-table",
            "constraints-table", widths=(0.28, 0.25, 0.17, 0.3),
        )  # fmt: skip
        return [built]

    def matrix(self) -> list[Node]:
        """Make the matrix of constraint by item (T-17), in words."""
        items = [i for i in self.report.items.values() if i.constraints]
        if not items or len(items) > 8:  # noqa: PLR2004 - more columns do not fit a portrait page
            return []
        words = self.labels["words"]
        head: list[Cell] = [
            text(self.columns["constraint"]),
            *([item_link(i)] for i in items),
        ]
        rows: list[tuple[str, list[Cell]]] = [
            ("", [[self._constraint_link(c.id)],
                  *(text(words["yes"] if c.id in i.constraints else words["no"]) for i in items)])
            for c in self.report.constraints.values()
        ]  # fmt: skip
        share = 0.8 / len(items)
        built = table(
            "tbl-matrix", self.caption("matrix"), head, [rows], "data-table", "matrix",
            widths=(0.2, *([share] * len(items))),
        )  # fmt: skip
        return [built]

    def flags(self, flags: Iterable[Flag]) -> list[Node]:
        """Make the table of doubts about the source."""
        rows: list[tuple[str, list[Cell]]] = [
            (flag.id, [
                text(flag.id),
                text(self.labels["severity"][flag.severity]),
                text(typographic(flag.text)),
                text(typographic(flag.answer) if flag.answer else self.wording.missing),
            ])
            for flag in sorted(flags, key=lambda f: (f.severity != "error", f.id))
        ]  # fmt: skip
        built = table(
            "tbl-open-points", self.caption("open-points"),
            self.head("flag", "severity", "doubt", "answer"), [rows], "data-table", "flags-table",
            widths=(0.09, 0.11, 0.4, 0.4),
        )  # fmt: skip
        return [built, self.note(self.labels["table-notes"]["open-points"])]
