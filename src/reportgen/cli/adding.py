"""`add`: a new entry, section or figure in its right place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reportgen.cli.amending import asks, changed_lines, checked, settle, writing_options
from reportgen.cli.reporting import Reporting, find_project, open_project, reporting_options
from reportgen.cli.shell import ERRORS, FINE, USAGE, shown

if TYPE_CHECKING:  # the models cost 0.2 s
    from reportgen.amend import Column, Draft
    from reportgen.files import Files

__all__ = ["add"]

_KINDS = {
    "item": "items", "source": "sources", "party": "parties", "place": "places", "term": "terms",
    "quantity": "quantities", "event": "events", "constraint": "constraints", "flag": "flags",
}  # fmt: skip

_ABOUT = {
    "section": "A section: its file with front matter, listed in report.yaml.",
    "item": "An item of the register: a trade, a project, a threat ...",
    "source": "A source that items and prose cite.",
    "figure": "A picture, copied into the project and put at the end of a section.",
    "party": "A state, group, organisation or person.",
    "place": "A place that items name.",
    "term": "A word of the house vocabulary, or an acronym.",
    "quantity": "A key figure.",
    "event": "A happening of the timeline.",
    "constraint": "A limit that holds items back.",
    "flag": "A doubt about a source.",
}

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


class _Adding(click.Group):
    """A group whose commands are made of the models, and only when one of them is wanted."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(_ABOUT)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name in _KINDS:
            return _entry_command(cmd_name)
        return {"section": section, "figure": figure}.get(cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(_ABOUT.items()))


@click.group(
    cls=_Adding,
    epilog="""\b
Examples:
  reportgen add item          at a terminal, what is needed is asked
  reportgen add party --key TUR --type state --name Türkiye --iso2 TR
  reportgen add section --id water --title "Water" --after trade
  reportgen add figure map.png --section trade --caption "The border" --alt "A map of ..." """,
)
def add() -> None:
    """Add an entry, a section or a figure in its right place.

    The project is checked with it before anything is written. In the files, comments, order and
    all that was there stay as they are.
    """


def _project_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--project",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        default=".",
        help="Project to add to.  [default: this folder]",
    )(command)


# ---------------------------------------------------------------- entries


def _entry_command(noun: str) -> click.Command:
    """Make the command of one kind of entry: an option for each field of its model."""
    from reportgen.amend import columns_of, model_of
    from reportgen.parse import BY_KEY

    kind = _KINDS[noun]
    columns = columns_of(kind, model_of(kind))

    @_project_option
    @writing_options
    @reporting_options
    def run(*, project: Path, yes: bool, dry_run: bool, reporting: Reporting, **given: Any) -> int:
        said = {
            column.name: _given(given[_parameter(column.name)])
            for column in columns if given[_parameter(column.name)]
        }  # fmt: skip
        work = _Work(find_project(project), reporting, yes=yes, dry_run=dry_run)
        return work.run(lambda draft: _add_entry(draft, kind, said, given.get("key"), work))

    command = click.command(noun, help=_ABOUT[noun])(run)
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
        [f"--{column.name.replace('_', '-')}", _parameter(column.name)],
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
    draft: Draft, kind: str, said: dict[str, str], key: str | None, work: _Work
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
            key = click.prompt("key", default=_key_for(kind, said))
    elif missing or lacks_key:
        names = [*(["key"] if lacks_key else []), *missing]
        wanted = ", ".join(f"--{name.replace('_', '-')}" for name in names)
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
    path = draft.add(kind, identity, entry)
    work.added(identity, path)
    return {}


def _key_for(kind: str, said: Mapping[str, str]) -> str:
    name = said.get("name") or said.get("cite_as") or said.get("title") or kind
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40]


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
    return draft.ids(_KINDS[column.refers])


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


# ---------------------------------------------------------------- sections and figures


@click.command()
@click.option("--id", "identity", help="Id of the section, and name of its file.")
@click.option("--title", help="Heading of the section.")
@click.option(
    "--template",
    type=click.Choice((
        "section", "summary", "key-findings", "assessment", "recommendations", "methodology",
        "annex",
    )),
    default="section",
    show_default=True,
    help="Kind of the section.",
)  # fmt: skip
@click.option("--after", metavar="ID", help="Section that it follows.  [default: the last]")
@click.option(
    "--items", multiple=True, help="A category, or ids of items: the panel shown with the section."
)
@_project_option
@writing_options
@reporting_options
def section(
    identity: str | None,
    title: str | None,
    template: str,
    after: str | None,
    items: tuple[str, ...],
    project: Path,
    reporting: Reporting,
    *,
    yes: bool,
    dry_run: bool,
) -> int:
    """Add a section: its file with front matter, listed in report.yaml."""
    work = _Work(find_project(project), reporting, yes=yes, dry_run=dry_run)

    def change(draft: Draft) -> dict[str, bytes]:
        from reportgen.amend import add_section, listed

        name, heading, place = identity, title, after
        if not (name and heading):
            if not asks() or yes:
                missing = [o for o, v in (("--id", name), ("--title", heading)) if not v]
                message = f"a section needs {', '.join(missing)}"
                raise click.UsageError(message)
            work.asked = True
            heading = heading or click.prompt("title")
            name = name or click.prompt("id", default=_key_for("section", {"title": heading}))
            there = listed(draft)
            place = place or click.prompt("after", default=there[-1], type=click.Choice(there))
        head: dict[str, Any] = {"id": name, "title": heading, "template": template}
        if items:
            single = len(items) == 1 and draft.category(items[0]) is not None
            head["items"] = items[0] if single else list(items)
        files = add_section(draft, head, place)
        work.added(str(name), next(iter(files)), todo="write its prose")
        return files

    return work.run(change)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--section", "where", help="Section that shows the figure, at its end.")
@click.option("--caption", help="What stands below the figure.")
@click.option("--alt", help="What the figure shows, for those who do not see it.")
@click.option("--decorative", is_flag=True, help="The figure says nothing: it has no text.")
@click.option("--id", "identity", help="Id of the figure.  [default: made of the file's name]")
@click.option("--name", help="Name of the file in figures/.  [default: as it is]")
@_project_option
@writing_options
@reporting_options
def figure(
    file: Path,
    where: str | None,
    caption: str | None,
    alt: str | None,
    identity: str | None,
    name: str | None,
    project: Path,
    reporting: Reporting,
    *,
    decorative: bool,
    yes: bool,
    dry_run: bool,
) -> int:
    """Add a picture: copied into the project, and put at the end of a section.

    PNG, JPEG and GIF are taken.
    """
    work = _Work(find_project(project), reporting, yes=yes, dry_run=dry_run)

    def change(draft: Draft) -> dict[str, bytes]:
        from reportgen.amend import add_figure, listed
        from reportgen.files import DiskFiles

        said = {
            "--section": where,
            "--caption": caption,
            "--alt": alt or (" " if decorative else None),
        }
        missing = [option for option, value in said.items() if not value]
        if missing and (not asks() or yes):
            message = f"a figure needs {', '.join(missing)}"
            raise click.UsageError(message)
        for option in missing:
            work.asked = True
            known = click.Choice(listed(draft)) if option == "--section" else None
            question = "alt (what the figure shows)" if option == "--alt" else option[2:]
            said[option] = click.prompt(question, type=known)
        data = DiskFiles(file.parent).read(file.name)
        target = name or re.sub(r"[^A-Za-z0-9._-]+", "-", file.name)
        key = identity or _key_for("figure", {"title": Path(target).stem})
        made = add_figure(
            draft, str(said["--section"]), target, data, caption=str(said["--caption"]),
            alt=str(said["--alt"]).strip(), identity=key,
        )  # fmt: skip
        work.added(key, list(made)[1], todo=f"write [@fig:{key}] where the prose speaks of it")
        return made

    return work.run(change)


# ---------------------------------------------------------------- the same for all


class _Work:
    """What every `add` does with its draft: check, show, ask, write, and say what is to do."""

    def __init__(self, folder: Path, reporting: Reporting, *, yes: bool, dry_run: bool) -> None:
        self.folder, self.reporting = folder, reporting
        self.yes, self.dry_run = yes, dry_run
        self.asked = False
        self.identity, self.path, self.todo = "", "", ""

    def added(self, identity: str, path: str, *, todo: str = "") -> None:
        self.identity, self.path, self.todo = identity, path, todo

    def run(self, change: Callable[[Draft], dict[str, bytes]]) -> int:
        from reportgen.amend import Draft
        from reportgen.diagnostics import Failure, has_errors
        from reportgen.files import PatchedFiles

        files = open_project(self.folder, self.reporting)
        if files is None:
            return USAGE
        try:
            draft = Draft(files)
            contents = {**change(draft), **draft.contents()}
        except Failure as failure:
            return self.reporting.faults(failure.diagnostics, files, self.folder)
        amended = PatchedFiles(files, contents)
        with self.reporting.progress() as progress:
            progress("check")
            said = checked(amended)
        new = self.path if not files.exists(self.path) else None
        mine = [
            p for p in said
            if has_errors([p]) or f"`{self.identity}`" in p.message
            or (p.span is not None and p.span.path == new)
        ]  # fmt: skip
        if has_errors(mine):
            self.reporting.faults(mine, amended, self.folder)
            self.reporting.remark("Nothing was written.")
            return ERRORS
        place = self.place(contents, files)
        if self.asked and not self.dry_run:
            for line in changed_lines(contents, files):
                click.echo(line)
        ended = settle(
            contents, files, self.folder, self.reporting, yes=self.yes, dry_run=self.dry_run,
            sure=not self.asked,
        )  # fmt: skip
        if ended is not None:
            return ended
        self.reporting.result(f"Added {self.identity}: {place}")
        if self.todo:
            self.reporting.remark(f"To do: {self.todo}")
        return self.reporting.faults(mine, amended, self.folder) if mine else FINE

    def place(self, contents: Mapping[str, bytes], files: Files) -> str:
        """Return the file and line of what is added, as an editor opens it."""
        new = contents[self.path].decode("utf-8-sig").splitlines()
        there = files.exists(self.path)
        old = files.read(self.path).decode("utf-8-sig").splitlines() if there else []
        pairs = enumerate(zip(new, old, strict=False))
        first = next((i for i, (a, b) in pairs if a != b), min(len(new), len(old)))
        named = (n for n, line in enumerate(new[first:], first + 1) if self.identity in line)
        return f"{shown(self.folder / self.path)}:{next(named, first + 1)}"
