"""`add`: a new entry, section or figure in its right place."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reportgen.cli.addition import Addition, key_for, project_option
from reportgen.cli.amending import asks, writing_options
from reportgen.cli.entries import KINDS, entry_command
from reportgen.cli.reporting import Reporting, find_project, reporting_options

if TYPE_CHECKING:  # the models cost 0.2 s
    from reportgen.amend import Draft
    from reportgen.diagnostics import Diagnostic
    from reportgen.files import Files

__all__ = ["add"]

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


class _Adding(click.Group):
    """A group whose commands are made of the models, and only when one of them is wanted."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(_ABOUT)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name in KINDS:
            return entry_command(cmd_name, _ABOUT[cmd_name])
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
  reportgen add section --id water --title "Water" --after relations
  reportgen add figure map.png --section relations --caption "The border" --alt "A map of ..." """,
)
def add() -> None:
    """Add an entry, a section or a figure in its right place.

    The project is checked with it before anything is written. In the files, comments, order and
    all that was there stay as they are.
    """


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
@project_option
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
    work = Addition(find_project(project), reporting, yes=yes, dry_run=dry_run)

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
            name = name or click.prompt("id", default=key_for("section", {"title": heading}))
            there = listed(draft)
            place = place or click.prompt("after", default=there[-1], type=click.Choice(there))
        head: dict[str, Any] = {"id": name, "title": heading, "template": template}
        if items:
            single = len(items) == 1 and draft.category(items[0]) is not None
            head["items"] = items[0] if single else list(items)
        files = add_section(draft, head, place)
        work.identity, work.path = str(name), next(iter(files))
        work.todo, work.field_at = "write its prose", _heads(work.path)
        return files

    return work.run(change)


def _heads(path: str) -> Callable[[Diagnostic, Files], str | None]:
    """Return what names the field of a new section's head that a fault is in."""

    def field_at(fault: Diagnostic, amended: Files) -> str | None:
        if fault.span is None:
            return None
        line = amended.read(fault.span.path).decode().split("\n")[fault.span.start.line - 1]
        if fault.span.path != path:
            return "id" if line.strip() == f"- {Path(path).stem}" else None
        key = line.partition(":")[0]
        return key if key in {"id", "title", "template", "items"} else None

    return field_at


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--section", "where", help="Section that shows the figure, at its end.")
@click.option("--caption", help="What stands below the figure.")
@click.option("--alt", help="What the figure shows, for those who do not see it.")
@click.option("--decorative", is_flag=True, help="The figure says nothing: it has no text.")
@click.option("--id", "identity", help="Id of the figure.  [default: made of the file's name]")
@click.option("--name", help="Name of the file in figures/.  [default: as it is]")
@project_option
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
    work = Addition(find_project(project), reporting, yes=yes, dry_run=dry_run)

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
        key = identity or key_for("figure", {"title": Path(target).stem})
        made = add_figure(
            draft, str(said["--section"]), target, data, caption=str(said["--caption"]),
            alt=str(said["--alt"]).strip(), identity=key,
        )  # fmt: skip
        work.identity, work.path = key, list(made)[1]
        work.todo = f"write [@fig:{key}] where the prose speaks of it"
        return made

    return work.run(change)
