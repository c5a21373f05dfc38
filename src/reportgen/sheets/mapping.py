"""A spreadsheet of someone else + what its columns mean → a Table with our columns.

The mapping is a file of its own, `columns`, `values` and `fixed`; where there is none yet, one is
proposed for the editor to look through. Never guesses while importing.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import Field

from reportgen.amend import Column, Draft
from reportgen.diagnostics import Diagnostic, Failure, did_you_mean, error
from reportgen.files import Files
from reportgen.parse import KINDS, validate
from reportgen.report import Entry
from reportgen.sheets.layout import columns
from reportgen.sheets.table import Cell, Table
from reportgen.source import read_source
from reportgen.splice import fresh
from reportgen.yamltree import parse_yaml

__all__ = ["Correspondence", "is_ours", "mapped", "proposal", "read_mapping"]

_ALIKE = 0.75
"""How like a head a column must be to be proposed, from 0 to 1."""

_HEAD = """\
# What the columns of the spreadsheet mean. Look through it, then import again.
#
# columns: head in the spreadsheet -> column of the register; null leaves the column out
# values:  column of the register -> word in the spreadsheet -> word of the register
# fixed:   what every row says
# between: what stands between several values of a cell, if it is not a semicolon
# sheet:   the sheet to read, if it is not the first

"""


class Correspondence(Entry):
    """What the columns and words of a foreign spreadsheet mean."""

    columns: Mapping[str, str | None]
    values: Mapping[str, Mapping[str, str | None]] = Field(default_factory=dict)
    fixed: Mapping[str, str] = Field(default_factory=dict)
    between: str | None = None
    sheet: str | None = None


def is_ours(table: Table) -> bool:
    """Tell whether a table has our columns: an id, and nothing that is unknown."""
    return "id" in table.heads and {"title", "category"} <= table.heads.keys()


def read_mapping(files: Files, path: str) -> Correspondence:
    """Read a mapping file; raises `Failure` with its faults."""
    tree = parse_yaml(read_source(files, path))
    problems: list[Diagnostic] = []
    found = validate(Correspondence, tree.data, tree, (), problems)
    names = [column.name for column in columns()]
    data = tree.data if isinstance(tree.data, dict) else {}
    # What is no mapping is a fault already.
    parts = {key: part for key, part in data.items() if isinstance(part, dict)}
    aims = [(("columns", head), name) for head, name in parts.get("columns", {}).items() if name]
    aims += [((key, name), name) for key in ("values", "fixed") for name in parts.get(key, {})]
    problems += [
        error("unknown-column", f"`{name}` is not a column of the register", tree.span(way),
              help=did_you_mean(str(name), names))
        for way, name in aims if name not in names
    ]  # fmt: skip
    if problems or found is None:
        raise Failure(problems)
    return found


def mapped(table: Table, meaning: Correspondence) -> Table:
    """Give a table our columns.

    Raises `Failure` with `unknown-column` for columns that the mapping does not name, and
    `missing-column` for those that it names and the table does not have.
    """
    faults = [
        cell.fault("unknown-column", f"the mapping does not name the column `{head}`",
                   "add it under `columns:`, with null to leave it out")
        for head, cell in table.heads.items() if head not in meaning.columns
    ]  # fmt: skip
    faults += [
        error("missing-column", f"`{table.path}` has no column `{head}`",
              next(iter(table.heads.values())).span, help=did_you_mean(head, table.heads))
        for head, name in meaning.columns.items() if name and head not in table.heads
    ]  # fmt: skip
    if faults:
        raise Failure(faults)
    several = {c.name for c in columns() if c.form in {"list", "sources"}}
    rows = [_row(row, meaning, several) for row in table.rows]
    names = {head: name for head, name in meaning.columns.items() if name}
    heads = {name: table.heads[head] for head, name in names.items()}
    first = next(iter(table.heads.values()))
    heads |= {name: first for name in meaning.fixed if name not in heads}
    return Table(table.path, heads, tuple(rows), remarks=table.remarks)


def _row(
    row: Mapping[str, Cell], meaning: Correspondence, several: Iterable[str]
) -> dict[str, Cell]:
    made: dict[str, Cell] = {}
    for head, name in meaning.columns.items():
        if not name or head not in row:
            continue
        cell = row[head]
        between = meaning.between if name in several else None
        parts = cell.text.split(between) if between else [cell.text]
        words = meaning.values.get(name, {})
        text = "; ".join(_word(part, words) for part in parts)
        if text.strip() and made.get(name) and name in several:
            text = f"{made[name].text}; {text}"  # two columns make one list
        if text.strip() or name not in made:
            made[name] = Cell(text, cell.name, cell.span, cell.made)
    anywhere = next(iter(row.values()))
    for name, text in meaning.fixed.items():
        if not made.get(name) or not made[name].text.strip():
            made[name] = Cell(text, anywhere.name, anywhere.span)
    return made


def _word(text: str, words: Mapping[str, str | None]) -> str:
    clean = " ".join(text.split())
    return (words[clean] or "") if clean in words else clean


def proposal(table: Table, draft: Draft) -> str:
    """Propose a mapping: for each head the column that it is most like, for words the same."""
    found = {head: _guess(head, {c.name: c.name for c in columns()}) for head in table.heads}
    taken: dict[str, str] = {}
    # The head that is most like a column has it.
    for head in sorted(found, key=lambda head: -_likeness(head, found[head] or "")):
        name = found[head]
        if name and taken.setdefault(name, head) != head:
            found[head] = None
    ours = {column.name: column for column in columns()}
    texts = {
        head: [row[head].text for row in table.rows if head in row] for head in table.heads
    }  # fmt: skip
    lists = [head for head, name in found.items() if name and ours[name].form == "list"]
    between = _separator(text for head in lists for text in texts[head])
    values: dict[str, Any] = {}
    for head, name in found.items():
        known = _known(ours[name], draft) if name else {}
        if not name or not known:
            continue
        mark = between if head in lists else None
        parts = [part for text in texts[head] for part in (text.split(mark) if mark else [text])]
        said = {" ".join(part.split()) for part in parts}
        odd = sorted(word for word in said if word and word not in known.values())
        if odd:
            values[name] = {word: _guess(word, known) for word in odd}
    data: dict[str, Any] = {"columns": found}
    if values:
        data["values"] = values
    if "category" not in taken:
        metadata = draft.register.metadata
        data["fixed"] = {"category": metadata.categories[0].id if metadata else ""}
    if between:
        data["between"] = between
    return _HEAD + fresh(data)


def _separator(texts: Iterable[str]) -> str | None:
    """Return what stands between the values of cells, unless it is the semicolon, as with us."""
    every = "".join(texts)
    return None if ";" in every else next((mark for mark in ",/|" if mark in every), None)


def _known(column: Column, draft: Draft) -> dict[str, str]:
    """Return the words that a column may hold, by what people call them."""
    if column.words:
        return {word: word for word in column.words}
    if column.refers == "category" and draft.register.metadata:
        return {category.name: category.id for category in draft.register.metadata.categories}
    kind = KINDS.get(column.refers or "")
    if kind is None:
        return {}
    names = {}
    for key in draft.ids(kind):
        entry = draft.entry(kind, key)
        names[str(entry.get("name") or entry.get("title") or key)] = key
    return names


def _likeness(head: str, name: str) -> float:
    return difflib.SequenceMatcher(None, head.casefold(), name).ratio()


def _guess(word: str, known: Mapping[str, str]) -> str | None:
    plain = {name.casefold().replace("_", " "): aim for name, aim in known.items()}
    plain |= {aim.casefold(): aim for aim in known.values()}
    near = difflib.get_close_matches(word.casefold().replace("_", " "), plain, n=1, cutoff=_ALIKE)
    return plain[near[0]] if near else None
