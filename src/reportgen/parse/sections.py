"""Section files → sections: what `report.yaml` lists, and the front matter of each."""

from __future__ import annotations

import re
from collections.abc import Mapping

from reportgen.diagnostics import Diagnostic, Failure, Span, did_you_mean, error
from reportgen.files import Files
from reportgen.memory import read_again
from reportgen.parse.nesting import deep_text
from reportgen.parse.reading import Prose, Reader, UnreadableError
from reportgen.parse.register import Register
from reportgen.parse.validation import unquoted_years, validate
from reportgen.report import KEY, FrontMatter, Section
from reportgen.source import Source, Tree, read_source
from reportgen.timing import timed
from reportgen.yamltree import parse_yaml

__all__ = ["FRONT_MATTER", "parse_sections"]

FRONT_MATTER = re.compile(
    r"\A---[ \t]*\n(?P<yaml>.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
"""The head of a section file: YAML between two lines of three hyphens."""
_NAME = re.compile(KEY)


@timed("sections")
def parse_sections(
    files: Files, folder: str, register: Register, problems: list[Diagnostic], *, placed: bool
) -> tuple[list[Section], dict[str, bytes]]:
    """Read the section files that `report.yaml` lists, and the figures that their prose shows.

    Where blocks will be looked at with the place of every token, `placed` keeps them at hand.
    """
    tree = register.metadata_tree
    if tree is None:
        return [], {}
    listed = _listed(tree)
    if listed is None:
        return [], {}
    there = {
        p.rpartition("/")[2].removesuffix(".md"): p
        for p in files.paths(f"{folder}/sections") if p.endswith(".md")
    }  # fmt: skip
    _check_listing(there, tree, listed, problems)
    read: list[Prose] = []
    for name in dict.fromkeys(listed):
        if name in there:
            prose, faults = _read_again(files, there[name], name)
            read += [prose] if prose is not None else []
            problems.extend(faults)
    reader = Reader(files, folder, register, placed=placed)
    try:
        return reader.sections(read, problems)
    except UnreadableError as unreadable:
        problems.extend(unreadable.diagnostics)
        return reader.sections([p for p in read if p not in unreadable.sections], problems)


def _read_again(files: Files, path: str, name: str) -> tuple[Prose | None, list[Diagnostic]]:
    def read(watched: Files) -> tuple[Prose | None, list[Diagnostic]]:
        faults: list[Diagnostic] = []
        return _read(watched, path, name, faults), faults

    return read_again("section file", (path, name), files, read)


def _listed(tree: Tree) -> list[str] | None:
    """Return the sections that report.yaml lists, even when something else in it is at fault.

    What is no name at all becomes "": the validation of report.yaml reports it.
    """
    names = tree.data.get("sections")
    if not isinstance(names, list):
        return None
    return [name if isinstance(name, str) and _NAME.fullmatch(name) else "" for name in names]


def _check_listing(
    there: Mapping[str, str], tree: Tree, listed: list[str], problems: list[Diagnostic]
) -> None:
    """Report what is listed and not there, and what is there and not listed."""
    for index, name in enumerate(listed):
        span = tree.span(("sections", index))
        if not name:
            continue
        if name in listed[:index]:
            problems.append(
                error(
                    "duplicate-id", f"section `{name}` is listed twice", span, help="list it once"
                )
            )
        elif name not in there:
            problems.append(
                error(
                    "missing-section",
                    f"there is no section file `sections/{name}.md`",
                    span,
                    help=did_you_mean(name, there) if there else "create the file",
                )
            )
    problems.extend(
        error(
            "unlisted-section",
            f"section `{name}` is not listed in report.yaml, so nobody would read it",
            Span.at(path),
            help=f"add `- {name}` to `sections:` in report.yaml, or take the file away",
        )
        for name, path in sorted(there.items())
        if name not in tree.data["sections"]
    )


def _read(files: Files, path: str, name: str, problems: list[Diagnostic]) -> Prose | None:
    try:
        source = read_source(files, path)
        match = FRONT_MATTER.match(source.text)
        if match is None:
            problems.append(
                error(
                    "missing-front-matter",
                    "the section has no front matter",
                    Span.at(path),
                    help="begin the file with `---`, `id:`, `title:` and a closing `---`",
                )
            )
            return None
        tree = parse_yaml(Source(path, match["yaml"], source.digest), lines_above=1)
    except Failure as failure:
        problems.extend(failure.diagnostics)
        return None
    problems.extend(unquoted_years(tree, (), tree.data))
    head = validate(FrontMatter, tree.data, tree, (), problems)
    if head is None:
        return None
    if head.id != name:
        problems.append(
            error(
                "bad-value",
                f"the section calls itself `{head.id}`, its file `{name}`",
                tree.span(("id",)),
                help=f"write `id: {name}`, or rename the file",
            )
        )
    above = source.text[: match.end()].count("\n")
    body = source.text[match.end() :]
    if not body.strip():
        problems.append(
            error(
                "empty-section",
                f"section `{name}` has no prose",
                Span.at(path, above + 1),
                help="write it, or take it off the list in report.yaml",
            )
        )
        return None
    deep = deep_text(path, above, body)
    if deep is not None:
        problems.append(deep)
        return None
    return Prose(source, head, tree, "\n" * above + body)
