"""`new`, `doctor` and `explain`: to begin, and to get on when something is missing or unclear."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from reportgen.cli.reporting import Reporting
from reportgen.cli.shell import ERRORS, FINE, shown

__all__ = [
    "check_name",
    "check_title",
    "ci_option",
    "doctor",
    "explain",
    "language_option",
    "new",
    "say_workflow",
    "workflow_of",
]

_LONGEST = 80
"""Characters of a project's name."""


@click.command(
    epilog="""\b
Example:
  reportgen explain unknown-key
  reportgen explain Q-17           every code of an editorial rule"""
)
@click.argument("code")
def explain(code: str) -> int:
    """Say what a diagnostic's CODE means and how to mend it."""
    from reportgen.check import codes_of
    from reportgen.diagnostics import did_you_mean
    from reportgen.terminal import load_manual

    manual = load_manual()
    name = code.strip().strip("]").rpartition("[")[2]
    numbered = codes_of(name.upper())
    if numbered:
        click.echo("\n\n".join(f"{each}\n\n{manual.entries[each]}" for each in numbered))
        return FINE
    if name not in manual.entries:
        hint = did_you_mean(name, manual.entries).partition("?")[0]
        guess = hint + "?" if hint.startswith("did") else "a fault shows its own in brackets"
        message = f"{code!r} is not a diagnostic code; {guess}"
        raise click.BadParameter(message, param_hint="CODE")
    click.echo(f"{name}\n\n{manual.entries[name]}")
    return FINE


@click.command()
@click.option(
    "--install", "wanted", is_flag=True, help="Install the system libraries that are missing."
)
def doctor(*, wanted: bool) -> int:
    """Show what reportgen needs, what is missing and how to get it."""
    from reportgen import doctor as examiner
    from reportgen.terminal import align

    if wanted:
        plan = examiner.install_plan()
        if plan is not None and plan.allowed:
            click.echo(f"Installing the system packages {' '.join(plan.packages)}", err=True)
        done = examiner.install()
        if done.complaint:
            click.echo(done.complaint, err=True)
    findings = examiner.examine()
    marks = {True: "ok", False: "missing"}
    click.echo(
        align(
            (f.name, marks[f.ok] if f.ok or f.required else "absent", f.detail) for f in findings
        ),
        nl=False,
    )
    remedies = dict.fromkeys(f.remedy for f in findings if f.remedy and f.required)
    optional = [f for f in findings if not f.ok and not f.required]
    lacking = [f.name for f in findings if f.required and not f.ok]
    for finding in optional:
        click.echo(f"\n{finding.name} is not needed to build reports: {finding.remedy}.")
    if not lacking:
        click.echo("\nEverything that reportgen needs is here.")
        return FINE
    click.echo(f"\nMissing: {', '.join(lacking)}. To mend it:")
    for remedy in remedies:
        click.echo(f"  {remedy}")
    return ERRORS


def language_option(default: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command the option --language, a tag such as en-GB."""
    return click.option(
        "--language", callback=_check_language, metavar="TAG",
        help=f"Main language of the report, such as en-GB.  {default}",
    )  # fmt: skip


def ci_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command that makes a project the option --ci."""
    return click.option(
        "--ci/--no-ci",
        default=None,
        help="Write a workflow by which GitHub checks and builds the report.  "
        "[default: unless the folder lies in a repository]",
    )(command)


def _check_language(ctx: click.Context, parameter: click.Parameter, tag: str | None) -> str | None:
    del ctx, parameter
    if tag is None:
        return None
    from reportgen.dates import is_language

    if not re.fullmatch(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?", tag) or not is_language(tag):
        message = f"{tag!r} is not a language; write a tag such as en-GB"
        raise click.BadParameter(message)
    return tag


@click.command(
    epilog="""\b
Examples:
  reportgen new river-trade
  reportgen new reports/river-trade --profile study --title "Trade on the Grey River\""""
)
@click.argument("name", type=click.Path(path_type=Path))
@click.option("--title", help="Title of the report.  [default: made of NAME]")
@click.option(
    "--profile",
    type=click.Choice(("note", "briefing", "report", "study")),
    default="briefing",
    show_default=True,
    help="How much belongs to the report, from a note to a study.",
)
@language_option("[default: en-GB]")
@ci_option
def new(
    name: Path, title: str | None, profile: str, language: str | None, *, ci: bool | None
) -> int:
    """Make a small project that builds at once.

    NAME is the folder to make. It gets an example report on two invented countries, with comments
    that say what each file is for, a house style of its own, and settings by which an editor
    completes and explains the YAML files as you type.
    """
    from reportgen import schema, starter
    from reportgen.diagnostics import Failure
    from reportgen.files import DiskFiles

    check_name(name.name, "NAME")
    words = check_title(starter.title_of(name.name) if title is None else title)
    made = schema.schemas(starter.CATEGORIES)
    texts = {key: schema.as_text(value) for key, value in made.items()}
    try:
        files = starter.starter_files(
            name.name, words, texts, profile=profile, language=language or "en-GB"
        )
        automation = workflow_of(name, wanted=ci)
        starter.make_project(name, {**files, **automation})
    except Failure as failure:
        return Reporting().faults(failure.diagnostics, DiskFiles(name), name)
    click.echo(f"Made {shown(name)}. To build its report:")
    click.echo(f"  cd {shlex.quote(shown(name))}")
    click.echo("  reportgen build")
    if automation:
        say_workflow()
    return FINE


def workflow_of(folder: Path, *, wanted: bool | None) -> dict[str, bytes]:
    """Return the workflow of a project to be made in `folder`, where one is wanted or of use."""
    from reportgen import starter

    if wanted is None:
        wanted = not starter.belongs_to_a_repository(folder)
    return starter.workflow(starter.own_requirement()) if wanted else {}


def say_workflow() -> None:
    """Say what is left to do before GitHub can build a new project."""
    from reportgen import starter

    if not starter.own_requirement():
        click.echo(
            f"\nGitHub builds it by {starter.WORKFLOW} once the variable REPORTGEN of its\n"
            "repository says what pip shall install there."
        )


def check_title(title: str) -> str:
    """Return a title in one line, or refuse one that no cover could hold."""
    from reportgen.starter import LONGEST_TITLE

    words = " ".join(title.split())
    if not words or len(words) > LONGEST_TITLE or not words.isprintable():
        message = f"give it 1 to {LONGEST_TITLE} printable characters"
        raise click.BadParameter(message, param_hint="--title")
    return words


def check_name(name: str, hint: str) -> None:
    """Refuse what is no name for the folder of a project and its files."""
    from reportgen.starter import slug_of

    known = re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9 ._-]*", name)
    if not known or not slug_of(name) or len(name) > _LONGEST:
        message = (
            f"{name!r} is no name for a project; use letters, digits and hyphens, such as "
            "river-trade"
        )
        raise click.BadParameter(message, param_hint=hint)
