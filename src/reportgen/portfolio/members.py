"""A portfolio → its members: each report that there is, with the folder of its files.

Every fault of a name is found before anything is built: the name of a report becomes the name of a
folder, so it must be safe on every file system, and no two may be one to a system that does not
tell capitals from small letters.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from reportgen.diagnostics import Diagnostic, Failure, Note, Span, did_you_mean, error
from reportgen.files import PORTFOLIO, DiskFiles, Files
from reportgen.parse import validate
from reportgen.portfolio.rows import Row, rows_of
from reportgen.report import Portfolio
from reportgen.source import Tree, read_source
from reportgen.yamltree import parse_yaml

__all__ = ["Member", "find_members", "load_portfolio"]

REPORTS, TEMPLATES = "reports", "templates"

_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")
_RESERVED = re.compile(r"(?i)con|prn|aux|nul|(com|lpt)[0-9]")
"""Names that Windows keeps for devices."""

_NAMING = "write letters of English, digits, hyphens and low lines alone, 80 at most"


@dataclass(frozen=True)
class Member:
    """One report of a portfolio: its name, the folder of its files, and where it is named.

    A report that is made of a template has the row of the table that fills it.
    """

    name: str
    folder: str
    span: Span
    row: Row | None = None


def load_portfolio(files: Files) -> tuple[Portfolio, Tree]:
    """Read `portfolio.yaml`. Raises `Failure` with all that is wrong in it."""
    tree = parse_yaml(read_source(files, PORTFOLIO))
    problems: list[Diagnostic] = []
    if not isinstance(tree.data, dict):
        raise Failure([
            error("wrong-type", "the file must be a mapping", tree.span(), help="begin with a key")
        ])
    portfolio = validate(Portfolio, tree.data, tree, (), problems)
    if portfolio is None:
        raise Failure(problems)
    return portfolio, tree


def find_members(
    files: DiskFiles, portfolio: Portfolio, tree: Tree
) -> tuple[list[Member], list[Diagnostic]]:
    """Return the reports in the order of the index, and every fault of their names and tables."""
    problems: list[Diagnostic] = []
    members = list(_written(files, portfolio, tree, problems))
    for index, generated in enumerate(portfolio.generated):
        place = ("generated", index)
        folders = [name for name in files.folders(TEMPLATES) if _has_source(files, TEMPLATES, name)]
        if generated.template not in folders:
            problems.append(
                error(
                    "missing-report",
                    f"there is no template `{TEMPLATES}/{generated.template}`",
                    tree.span((*place, "template")),
                    help=did_you_mean(generated.template, folders),
                )
            )
        folder = f"{TEMPLATES}/{generated.template}"
        members += [
            Member(row.name, folder, row.span, row)
            for row in rows_of(files, generated, tree, place, problems)
        ]
    problems += _unsafe(members)
    problems += _twice(members)
    if not members and not problems:
        tables = [
            error(
                "missing-report", f"the table `{generated.table}` has no row, so makes no report",
                tree.span(("generated", index, "table")), help="write a row for each report",
            )
            for index, generated in enumerate(portfolio.generated)
        ]  # fmt: skip
        problems += tables or [
            error(
                "missing-report", "the portfolio has no reports", Span.at(PORTFOLIO),
                help=f"make one with `reportgen new {REPORTS}/NAME`, or say `generated:`",
            )
        ]  # fmt: skip
    return members, problems


def _written(
    files: DiskFiles, portfolio: Portfolio, tree: Tree, problems: list[Diagnostic]
) -> Iterator[Member]:
    """Yield the reports that have a folder of their own."""
    there = files.folders(REPORTS)
    if portfolio.reports is None:
        named = [(name, Span.at(f"{REPORTS}/{name}/source/report.yaml")) for name in there]
    else:
        named = [
            (name, tree.span(("reports", index))) for index, name in enumerate(portfolio.reports)
        ]
    for name, span in named:
        if name not in there:
            problems.append(
                error("missing-report", f"there is no folder `{REPORTS}/{name}`", span,
                      help=did_you_mean(name, there))
            )  # fmt: skip
        elif not _has_source(files, REPORTS, name):
            problems.append(
                error("missing-report", f"`{REPORTS}/{name}` has no folder `source`", span,
                      help="move what is no report out of the folder, or list under `reports:` "
                      "those that are; a link to a place outside the portfolio is none")
            )  # fmt: skip
        yield Member(name, f"{REPORTS}/{name}", span)


def _has_source(files: DiskFiles, where: str, name: str) -> bool:
    """Tell whether a folder holds a report; one that leads out of the portfolio holds none."""
    return "source" in files.folders(f"{where}/{name}")


def _unsafe(members: list[Member]) -> Iterator[Diagnostic]:
    for member in members:
        if not _SAFE.fullmatch(member.name) or _RESERVED.fullmatch(member.name):
            yield error(
                "unsafe-name", f"`{member.name[:100]}` cannot be the name of a report",
                member.span, help=_NAMING,
            )  # fmt: skip


def _twice(members: list[Member]) -> Iterator[Diagnostic]:
    """Report each name that several reports have, at the second of them."""
    users: dict[str, list[Member]] = defaultdict(list)
    for member in members:
        users[member.name.casefold()].append(member)
    for first, *others in users.values():
        if others:
            second = others[0]
            same = second.name == first.name
            notes = [Note("first used here", first.span)]
            if len(others) > 1:
                notes.append(Note(f"and {len(others) - 1:,} more have it"))
            yield error(
                "duplicate-report",
                f"two reports have the name `{second.name}`"
                + ("" if same else f": `{first.name}` differs in capitals alone"),
                second.span,
                notes=notes,
                help="give one of the two another name",
            )
