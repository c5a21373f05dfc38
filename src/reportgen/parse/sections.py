"""Section files → sections: front matter, listing, and prose handed to pandoc."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from reportgen import pandoc
from reportgen.diagnostics import Diagnostic, Failure, Span, did_you_mean, error
from reportgen.document import Node
from reportgen.files import Files
from reportgen.parse.prose import read_prose
from reportgen.parse.register import Register
from reportgen.parse.validate import validate
from reportgen.report import FrontMatter, Section
from reportgen.source import Source, Tree, read_source
from reportgen.yamltree import parse_yaml

__all__ = ["parse_sections"]

_FRONT_MATTER = re.compile(
    r"\A---[ \t]*\n(?P<yaml>.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
MOST_BRACKETS = 400
"""Brackets or emphasis marks on one line; more make pandoc slow without end."""

DEEPEST_PROSE = 60
"""Levels of quotation and list; pandoc's writers and Word fail far below what YAML would allow."""


@dataclass
class _Prose:
    """One section file on its way to a Section."""

    source: Source
    head: FrontMatter
    tree: Tree
    body: str


def parse_sections(
    files: Files, folder: str, register: Register, problems: list[Diagnostic]
) -> tuple[list[Section], dict[str, bytes]]:
    """Read the section files that `report.yaml` lists, and the figures that their prose shows."""
    if register.metadata is None or register.metadata_tree is None:
        return [], {}
    listed = register.metadata.sections
    _check_listing(files, folder, register, problems)
    read: list[_Prose] = []
    seen: set[str] = set()
    for index, name in enumerate(listed):
        path = f"{folder}/sections/{name}.md"
        if name in seen or not files.exists(path):
            continue
        seen.add(name)
        prose = _read(files, path, name, problems)
        if prose is not None:
            register.origins.setdefault(
                f"section:{name}", (register.metadata_tree, ("sections", index))
            )
            read.append(prose)
    # pandoc is a process of its own: two at a time fill two cores.
    with ThreadPoolExecutor(max_workers=2) as pool:
        parsed = list(pool.map(_parse, read))
    sections: list[Section] = []
    figures: dict[str, bytes] = {}
    for prose, answer in zip(read, parsed, strict=True):
        if isinstance(answer, Failure):
            span = Span.at(prose.source.path)
            problems.extend(replace(d, span=d.span or span) for d in answer.diagnostics)
            continue
        blocks = read_prose(answer, prose.source.path, files, folder, register, problems, figures)
        sections.append(Section(prose.head, prose.source.path, tuple(blocks), prose.tree))
    return sections, figures


def _check_listing(
    files: Files, folder: str, register: Register, problems: list[Diagnostic]
) -> None:
    assert register.metadata is not None and register.metadata_tree is not None  # noqa: S101, PT018 - the caller looked
    tree, listed = register.metadata_tree, register.metadata.sections
    there = {
        p.rpartition("/")[2].removesuffix(".md"): p
        for p in files.paths(f"{folder}/sections") if p.endswith(".md")
    }  # fmt: skip
    for index, name in enumerate(listed):
        span = tree.span(("sections", index))
        if name in listed[:index]:
            problems.append(
                error(
                    "duplicate-id", f"section `{name}` is listed twice", span, help="list it once"
                )
            )
        elif not files.exists(f"{folder}/sections/{name}.md"):
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
        if name not in listed
    )


def _read(files: Files, path: str, name: str, problems: list[Diagnostic]) -> _Prose | None:
    try:
        source = read_source(files, path)
        match = _FRONT_MATTER.match(source.text)
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
    deep = _too_deep(body)
    if deep is not None:
        problems.append(
            error(
                "prose-too-deep",
                f"nested deeper than {DEEPEST_PROSE} levels",
                Span.at(path, above + deep),
                help="flatten the lists and quotations",
            )
        )
        return None
    return _Prose(source, head, tree, "\n" * above + body)


def _too_deep(body: str) -> int | None:
    """Return the line (from 1) on which quotation, list or bracket nesting gets out of hand."""
    for number, line in enumerate(body.split("\n"), 1):
        marks = re.match(r"[\s>*+-]*", line)
        indent = len(line) - len(line.lstrip(" "))
        nested = sum(character in ">*+-" for character in marks[0]) if marks else 0
        rule = re.fullmatch(r"\s*([*_-]\s*){3,}", line)
        brackets = max(line.count("["), line.count("*") // 2, line.count("("))
        deep = (nested > DEEPEST_PROSE and not rule) or indent > DEEPEST_PROSE * 4
        if deep or brackets > MOST_BRACKETS:
            return number
    return None


def _parse(prose: _Prose) -> list[Node] | Failure:
    try:
        return pandoc.read_markdown(prose.body, positions=True)
    except Failure as failure:
        return failure
