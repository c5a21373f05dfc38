"""`new`, `doctor` and `explain`: to begin, and to get on when something is missing or unclear."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click

from reportgen.cli.reporting import Reporting
from reportgen.cli.shell import ERRORS, FINE, shown

__all__ = ["doctor", "explain", "new"]

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
        guess = f"; {hint}?" if hint.startswith("did") else ""
        message = f"{code!r} is not a diagnostic code{guess}"
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


@click.command(
    epilog="""\b
Examples:
  reportgen new river-trade
  reportgen new reports/river-trade --title "Trade on the Grey River\""""
)
@click.argument("name", type=click.Path(path_type=Path))
@click.option("--title", help="Title of the report.  [default: made of NAME]")
def new(name: Path, title: str | None) -> int:
    """Make a small project that builds at once.

    NAME is the folder to make. It gets an example report on two invented countries, with comments
    that say what each file is for, and a house style of its own.
    """
    from reportgen import schema, starter
    from reportgen.diagnostics import Failure
    from reportgen.files import DiskFiles

    _check_name(name.name, starter.slug_of(name.name))
    words = " ".join(title.split()) if title is not None else starter.title_of(name.name)
    if not words or len(words) > starter.LONGEST_TITLE or not words.isprintable():
        message = f"give it 1 to {starter.LONGEST_TITLE} printable characters"
        raise click.BadParameter(message, param_hint="--title")
    made = schema.schemas(starter.CATEGORIES)
    texts = {key: schema.as_text(value) for key, value in made.items()}
    try:
        starter.make_project(name, words, texts)
    except Failure as failure:
        return Reporting().faults(failure.diagnostics, DiskFiles(name), name)
    click.echo(f"Made {shown(name)}. To build its report:")
    click.echo(f"  cd {shlex.quote(shown(name))}")
    click.echo("  reportgen build")
    return FINE


def _check_name(name: str, slug: str) -> None:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9 ._-]*", name) or not slug or len(name) > _LONGEST:
        message = (
            f"{name!r} is no name for a project; use letters, digits and hyphens, such as "
            "river-trade"
        )
        raise click.BadParameter(message, param_hint="NAME")
