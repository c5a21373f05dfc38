"""`add item`, `add source` ...: a command for each kind of entry, made of its model."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reportgen.cli.addition import Addition, key_for, option, project_option
from reportgen.cli.amending import asks, writing_options
from reportgen.cli.reporting import Reporting, find_project, reporting_options

if TYPE_CHECKING:  # the models cost 0.2 s
    from reportgen.amend import Column, Draft
    from reportgen.diagnostics import Diagnostic
    from reportgen.files import Files

__all__ = ["KINDS", "entry_command"]

KINDS = {
    "item": "items", "source": "sources", "party": "parties", "place": "places", "term": "terms",
    "quantity": "quantities", "event": "events", "constraint": "constraints", "flag": "flags",
}  # fmt: skip

_ASKED = {
    "items": ("title", "category", "kind", "parties", "direction", "from", "to", "status", "date",
              "date_text", "sources", "at", "confidence", "ambiguity"),
    "sources": ("title", "cite_as", "type", "author", "publisher", "url", "published", "accessed"),
    "parties": ("type", "name", "iso2", "acronym"),
    "places": ("name", "country", "level"),
    "terms": ("term", "acronym", "definition"),
    "quantities": ("title", "item", "amount", "unit", "qualifier", "value_text", "at"),
    "events": ("title", "item", "date", "date_text", "parties", "at"),
    "constraints": ("title", "imposed_by", "at", "ambiguity"),
    "flags": ("severity", "type", "text", "answer", "at"),
}  # fmt: skip
"""What is asked of someone at a terminal, in this order; everything else is an option."""

_FEW = 24
"""Words that are listed with a question."""


def entry_command(noun: str, about: str) -> click.Command:
    """Make the command of one kind of entry: an option for each field of its model."""
    from reportgen.amend import columns_of, model_of
    from reportgen.parse import BY_KEY

    kind = KINDS[noun]
    columns = columns_of(kind, model_of(kind))

    @project_option
    @writing_options
    @reporting_options
    def run(*, project: Path, yes: bool, dry_run: bool, reporting: Reporting, **given: Any) -> int:
        said = {
            column.name: _given(given[_parameter(column.name)])
            for column in columns if given[_parameter(column.name)]
        }  # fmt: skip
        work = Addition(find_project(project), reporting, yes=yes, dry_run=dry_run)
        return work.run(lambda draft: _add_entry(draft, kind, said, given.get("key"), work))

    command = click.command(noun, help=about)(run)
    options: list[click.Parameter] = [_option(column) for column in columns]
    if kind in BY_KEY:
        options.insert(0, click.Option(["--key"], help="Key that other entries name it by."))
    command.params = [*options, *command.params]
    return command


def _parameter(name: str) -> str:
    return f"field_{name}"


def _option(column: Column) -> click.Option:
    about = column.about
    if column.name == "id":
        about = "Id of the entry.  [default: the next free one]"
    several = column.form in {"list", "sources"}
    if several:
        about = f"{about} May be given several times.".strip()
    return click.Option(
        [option(column.name), _parameter(column.name)],
        type=click.Choice(column.words) if column.words else str,
        multiple=several,
        metavar=None if column.words else (column.refers or "text").upper(),
        help=about,
    )


def _given(value: str | tuple[str, ...]) -> str:
    """Return what an option says as a cell says it."""
    if isinstance(value, tuple):
        return "; ".join(re.sub(r"([\\;])", r"\\\1", part) for part in value)
    return value


def _add_entry(
    draft: Draft, kind: str, said: dict[str, str], key: str | None, work: Addition
) -> dict[str, bytes]:
    from reportgen.amend import columns_of, data_of, model_of, with_field
    from reportgen.parse import BY_KEY

    model = model_of(kind)
    columns = {column.name: column for column in columns_of(kind, model)}
    needed = [c.name for c in columns.values() if c.required and c.name != "id"]
    missing = [name for name in needed if not said.get(name)]
    lacks_key = kind in BY_KEY and not key
    if (missing or lacks_key) and asks() and not work.yes:
        work.asked = True
        _ask_all(draft, kind, columns, said)
        if lacks_key:
            key = click.prompt("key", default=key_for(kind, said))
    elif missing or lacks_key:
        names = [*(["key"] if lacks_key else []), *missing]
        wanted = ", ".join(map(option, names))
        message = f"an entry of {kind} needs {wanted}"
        raise click.UsageError(message)
    if kind == "items" and draft.category(said["category"]) is None:
        from reportgen.diagnostics import did_you_mean

        known = _known(draft, columns["category"])
        message = f"{said['category']!r} is not a category; {did_you_mean(said['category'], known)}"
        raise click.BadParameter(message, param_hint="--category")
    entry: dict[str, Any] = {}
    identity = key or said.get("term")
    if identity is None:
        identity = said.get("id") or draft.next_id(kind, said.get("category"))
        entry["id"] = identity
    if kind == "items" and "scope" not in said:
        category = draft.category(said.get("category", ""))
        if category is not None and category.scope == "context":
            said["scope"] = "context"
    for name, column in columns.items():
        value = data_of(column, said.get(name, ""))
        if name != "id" and value is not None:
            entry = with_field(entry, column.path, value, model)
    defaults = draft.defaults(draft.home(kind, entry))
    entry = {k: v for k, v in entry.items() if k not in defaults or v != defaults[k]}
    work.identity, work.path = identity, draft.add(kind, identity, entry)
    named = [column for column in columns.values() if column.name != "id" or said.get("id")]
    work.field_at = _fields(identity, named)
    return {}


def _fields(identity: str, columns: Iterable[Column]) -> Callable[[Diagnostic, Files], str | None]:
    """Return what names the field of the new entry that a fault of the amended project is in."""

    def field_at(fault: Diagnostic, amended: Files) -> str | None:
        from reportgen.amend import Located
        from reportgen.parse import BY_KEY

        place = Located(amended).find(fault.span)
        if place is None or place.identity != identity:
            return None
        there = (column.name for column in columns if place.names(column.path, fault))
        return next(there, "key" if place.kind in BY_KEY else "")

    return field_at


def _ask_all(draft: Draft, kind: str, columns: Mapping[str, Column], said: dict[str, str]) -> None:
    """Ask for what is not given; what does not fit the answers before it is left out."""
    from reportgen.report import KINDS_WITHOUT_LIFE_CYCLE

    click.echo("Enter leaves out what is not marked with *.", err=True)
    for name in _ASKED[kind]:
        lifeless = kind == "items" and said.get("kind") in KINDS_WITHOUT_LIFE_CYCLE
        senseless = (
            (name in {"direction", "status"} and lifeless)
            or (kind == "items" and name in {"from", "to"} and said.get("direction") != "one-way")
            or (name == "date_text" and not said.get("date"))
            or (name == "sources" and _has_default_sources(draft, kind, said))
        )
        if said.get(name) or senseless:
            continue
        said[name] = _ask(columns[name], _known(draft, columns[name]))


def _has_default_sources(draft: Draft, kind: str, said: Mapping[str, str]) -> bool:
    return bool(draft.defaults(draft.home(kind, dict(said))).get("sources"))


def _known(draft: Draft, column: Column) -> list[str]:
    """Return what a field may hold; none when it may hold anything."""
    if column.words or column.refers is None:
        return list(column.words)
    if column.refers == "category":
        metadata = draft.register.metadata
        return [category.id for category in metadata.categories] if metadata else []
    return draft.ids(KINDS[column.refers])


def _ask(column: Column, known: Iterable[str]) -> str:
    names = list(known)
    several = column.form in {"list", "sources"}
    hint = ", ".join(names) if len(names) <= _FEW else f"one of {len(names)} keys"
    remarks = [r for r in (column.about, hint, "several: a; b" if several else "") if r]
    if remarks:
        click.echo(click.style(f"  {' | '.join(remarks)}", dim=True), err=True)
    while True:
        mark = "*" if column.required else ""
        answer: str = click.prompt(f"{column.name}{mark}", default="", show_default=False)
        answer = answer.strip()
        parts = [p.split(",")[0].strip() for p in answer.split(";")] if several else [answer]
        wrong = [part for part in parts if part and names and part not in names]
        if wrong:
            from reportgen.diagnostics import did_you_mean

            click.echo(f"{wrong[0]} is not known; {did_you_mean(wrong[0], names)}", err=True)
        elif not answer and column.required:
            click.echo("This one is needed.", err=True)
        else:
            return answer
