"""Table + Draft → the changes that the table makes, put into the draft.

A field that the table does not show is never touched. With what reportgen wrote into the workbook,
the comparison is a three-way merge: what only one side has changed is kept, what both have changed
differently is a fault of its cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from reportgen.amend import Column, Draft, Located, Place, cell_of, data_of, model_of, with_field
from reportgen.diagnostics import Diagnostic, Failure, Note, did_you_mean, error
from reportgen.files import Files
from reportgen.sheets.layout import cells, columns, digest_of
from reportgen.sheets.table import Cell, Table
from reportgen.splice import same

__all__ = ["EntryChange", "FieldChange", "Merge", "merge"]

_DATES = frozenset({"date", "not_before", "not_after", "as_of", "as_of_not_before", "review_by",
                    "value_year"})  # fmt: skip
"""Columns in which a date that a program has made of a text is what was meant."""


@dataclass(frozen=True)
class FieldChange:
    """What a field said and will say; empty for nothing."""

    column: str
    before: str
    after: str


@dataclass(frozen=True)
class EntryChange:
    """What becomes of one item: `changed`, `new` or `removed`."""

    kind: str
    id: str
    title: str
    fields: tuple[FieldChange, ...] = ()


@dataclass
class Merge:
    """The changes of a table, and the cell that each field came from."""

    changes: list[EntryChange] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    cells: dict[tuple[str, str], Cell] = field(default_factory=dict)

    def at_cells(
        self, problems: tuple[Diagnostic, ...], amended: Files, folder: str = "source"
    ) -> tuple[Diagnostic, ...]:
        """Move what is said of the amended files to the cells that it comes from."""
        located = Located(amended, folder)
        return tuple(self._at_cell(problem, located) for problem in problems)

    def _at_cell(self, problem: Diagnostic, located: Located) -> Diagnostic:
        place = located.find(problem.span)
        cell = self._cell(place, problem) if place and place.kind == "items" else None
        if cell is None:
            return problem
        message = f"{cell.name}: {problem.message}"
        return replace(problem, message=message, span=cell.span, edits=())

    def _cell(self, place: Place, problem: Diagnostic) -> Cell | None:
        names = [column.name for column in columns() if place.names(column.path, problem)]
        for name in (*names, "id"):
            if (place.identity, name) in self.cells:
                return self.cells[place.identity, name]
        # A row of a foreign sheet may have no cell for what is missing, nor one for the id.
        own = (cell for (name, _), cell in self.cells.items() if name == place.identity)
        return next(own, None)


def merge(table: Table, draft: Draft) -> Merge:
    """Put what the table says into the draft.

    Raises `Failure` with all faults of the cells: `unknown-column`, `duplicate-id`, `unknown-item`,
    `cell-not-text`, `garbled-text`, `missing-key`, `sheet-conflict`. The draft is of no use then.
    """
    return _Merger(table, draft).run()


class _Merger:
    def __init__(self, table: Table, draft: Draft) -> None:
        self.table, self.draft = table, draft
        self.columns = {column.name: column for column in columns()}
        self.faults: list[Diagnostic] = []
        self.result = Merge(remarks=list(table.remarks))
        self.model = model_of("items")
        self.now = cells(draft)

    def run(self) -> Merge:
        self.check_heads()
        self.check_dates()
        if self.faults:
            raise Failure(self.faults)
        seen: dict[str, Cell] = {}
        new: list[Mapping[str, Cell]] = []
        for row in self.table.rows:
            identity = self.id_of(row)
            if not identity:
                new.append(row)
            elif identity in seen:
                self.faults.append(
                    row["id"].fault("duplicate-id", f"`{identity}` is used twice",
                                    f"the other is {seen[identity].name}: delete one of the rows")
                )  # fmt: skip
            else:
                seen[identity] = row["id"]
                self.take(identity, row, new)
        for row in new:
            self.take_new(row, set(seen))
        self.remove_missing(set(seen))
        if self.faults:
            raise Failure(self.faults)
        changed = self.table.digest and self.table.digest != digest_of(self.now)
        if changed and self.result.changes:
            self.result.remarks.append(
                "the register has changed since the workbook was made: both changes are merged"
            )
        return self.result

    def check_heads(self) -> None:
        for name, cell in self.table.heads.items():
            if name not in self.columns:
                self.faults.append(
                    cell.fault("unknown-column", f"`{name}` is not a column of the register",
                               did_you_mean(name, self.columns))
                )  # fmt: skip

    def check_dates(self) -> None:
        for row in self.table.rows:
            for name, cell in row.items():
                column = self.columns.get(name)
                if column is None or not cell.made:
                    continue
                fits = (
                    cell.made == "number"
                    or (cell.made == "date" and name in _DATES)
                    or (cell.made == "flag" and column.form == "flag")
                )
                if not fits:
                    what = {"flag": "a truth value", "date": "a date"}.get(cell.made, "a time")
                    self.faults.append(
                        cell.fault("cell-not-text", f"`{cell.text}` has been made {what}",
                                   "format the cell as text, and type it again")
                    )  # fmt: skip

    # ------------------------------------------------------------ rows

    @staticmethod
    def id_of(row: Mapping[str, Cell]) -> str:
        return row["id"].text.strip() if "id" in row else ""

    def take(self, identity: str, row: Mapping[str, Cell], new: list[Mapping[str, Cell]]) -> None:
        base = self.table.base
        if identity in self.now:
            self.update(identity, row, (base or {}).get(identity))
        elif base is None:
            new.append(row)
        elif identity in base:
            if any(
                not self.equal(n, c.text, base[identity].get(n, "")) for n, c in self.known(row)
            ):
                self.faults.append(
                    row["id"].fault(
                        "sheet-conflict",
                        f"`{identity}` was changed here and taken out of the register meanwhile",
                        "delete the row, or put the item back into its file",
                    )
                )
        else:
            self.faults.append(
                row["id"].fault(
                    "unknown-item", f"`{identity}` is not an item",
                    f"leave the id of a new row empty; {did_you_mean(identity, self.now)}",
                )
            )  # fmt: skip

    def known(self, row: Mapping[str, Cell]) -> Iterator[tuple[str, Cell]]:
        yield from ((n, c) for n, c in row.items() if n != "id")

    def equal(self, name: str, one: str, other: str) -> bool:
        column = self.columns[name]
        return same(_meaning(column, one), _meaning(column, other))

    def update(
        self,
        identity: str,
        row: Mapping[str, Cell],
        base: Mapping[str, str] | None,
        *,
        blank_says_nothing: bool = False,
    ) -> None:
        now = self.now[identity]
        edits = []
        for name, cell in row.items():
            self.result.cells[identity, name] = cell
            before = now[name] if base is None else base.get(name, "")
            if (
                name == "id"
                or (blank_says_nothing and not cell.text.strip())
                or self.equal(name, cell.text, before)
                or self.equal(name, cell.text, now[name])
            ):
                continue
            if not self.equal(name, before, now[name]):
                self.conflict(identity, cell, name, before, now[name])
                continue
            if _garbled(cell.text, now[name]):
                self.faults.append(
                    cell.fault(
                        "garbled-text",
                        f"`{_shown(cell.text)}` is `{now[name]}` read in the wrong encoding",
                        "open the CSV file as UTF-8, or export and edit a workbook instead",
                    )
                )
                continue
            edits.append((self.columns[name], cell))
        if not edits:
            return
        entry = self.draft.entry("items", identity)
        defaults = self.draft.defaults(self.draft.path_of("items", identity))
        changes = []
        for column, cell in edits:
            entry = self.changed(entry, column, cell.text, defaults)
            after = cell_of(column, {**defaults, **entry})
            changes.append(FieldChange(column.name, now[column.name], after))
        self.draft.put("items", identity, entry)
        change = EntryChange("changed", identity, now["title"], tuple(changes))
        self.result.changes.append(change)

    def conflict(self, identity: str, cell: Cell, name: str, before: str, now: str) -> None:
        tree, way = self.draft.register.origins[identity]
        at = tree.span((*way, *self.columns[name].path))
        self.faults.append(
            error(
                "sheet-conflict",
                f"{cell.name}: `{name}` of `{identity}` was changed here and in the register",
                cell.span,
                notes=[
                    Note(f"it was `{before}`, here it is `{_shown(cell.text)}`"),
                    Note(f"the register says `{now}` now", at),
                ],
                help="write the same in both places, then import again",
            )
        )

    def changed(
        self, entry: dict[str, Any], column: Column, text: str, defaults: Mapping[str, Any]
    ) -> dict[str, Any]:
        value = data_of(column, text)
        if value is None and defaults.get(column.path[0]) not in (None, []):
            # Without the key the default would hold again.
            made = with_field(entry, column.path, "", self.model)
            empty: Any = [] if column.form in {"list", "sources"} else None
            return {k: empty if k == column.path[0] else v for k, v in made.items()}
        return with_field(entry, column.path, value, self.model)

    def take_new(self, row: Mapping[str, Cell], seen: set[str]) -> None:
        said = {name: cell.text for name, cell in row.items()}
        category, title = (_shown(said.get(name, "")) for name in ("category", "title"))
        first = row.get("id") or next(iter(row.values()))
        missing = [name for name, text in (("category", category), ("title", title)) if not text]
        for name in missing:
            self.faults.append(
                row.get(name, first).fault("missing-key", f"`{name}` is missing", "fill it in")
            )
        if missing:
            return
        if self.draft.category(category) is None:
            metadata = self.draft.register.metadata
            names = [c.id for c in metadata.categories] if metadata else []
            self.faults.append(
                row.get("category", first).fault(
                    "unknown-category", f"`{category}` is not a category",
                    did_you_mean(category, names),
                )
            )  # fmt: skip
            return
        identity = said.get("id", "").strip()
        twin = None if identity else self.twin(category, title, seen)
        if twin is not None:
            # The row was taken before: importing a file twice changes nothing.
            seen.add(twin)
            self.update(twin, row, None, blank_says_nothing=True)
            return
        self.create(identity or self.draft.next_id("items", category), row)

    def twin(self, category: str, title: str, seen: set[str]) -> str | None:
        return next(
            (
                identity for identity, now in self.now.items()
                if (now["category"], now["title"]) == (category, title) and identity not in seen
                and identity not in (self.table.base or {})
            ),
            None,
        )  # fmt: skip

    def create(self, identity: str, row: Mapping[str, Cell]) -> None:
        entry: dict[str, Any] = {"id": identity}
        for name, column in self.columns.items():
            if name in row and name != "id" and row[name].text.strip():
                value = data_of(column, row[name].text)
                if value != column.default:
                    entry = with_field(entry, column.path, value, self.model)
        defaults = self.draft.defaults(self.draft.home("items", entry))
        entry = {k: v for k, v in entry.items() if k not in defaults or not same(v, defaults[k])}
        for name, cell in row.items():
            self.result.cells[identity, name] = cell
        try:
            self.draft.add("items", identity, entry)
        except Failure:
            self.faults.append(
                row["id"].fault("duplicate-id", f"`{identity}` is used already",
                                "choose another id; ids are never used again")
            )  # fmt: skip
            return
        whole = {**defaults, **entry}
        said = {name: cell_of(column, whole) for name, column in self.columns.items()}
        fields = (FieldChange(n, "", text) for n, text in said.items() if n in row and text)
        change = EntryChange("new", identity, said["title"], tuple(fields))
        self.result.changes.append(change)

    def remove_missing(self, seen: set[str]) -> None:
        """Take out the items whose rows were deleted from the workbook that reportgen made."""
        for identity, base in (self.table.base or {}).items():
            if identity in seen or identity not in self.now:
                continue
            now = self.now[identity]
            if all(self.equal(name, now[name], base.get(name, "")) for name in self.columns):
                self.draft.remove("items", identity)
                self.result.changes.append(EntryChange("removed", identity, now["title"]))
                continue
            tree, way = self.draft.register.origins[identity]
            self.faults.append(
                error(
                    "sheet-conflict",
                    f"the row of `{identity}` was deleted, but the register has changed it",
                    tree.span(way),
                    help="take the item out of its file by hand, or export the workbook again",
                )
            )


def _garbled(text: str, meant: str) -> bool:
    """Tell whether a program took UTF-8 for Windows-1252 when it opened the CSV file."""
    try:
        return text != meant and _shown(text.encode("cp1252").decode()) == meant
    except UnicodeError:
        return False


def _shown(text: str) -> str:
    return " ".join(text.split())


def _meaning(column: Column, text: str) -> Any:
    """Return what a cell means, so that 2 and 2.0, or two ways to write a list, are the same."""
    value = data_of(column, text)
    if value is None:
        return column.default
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value
