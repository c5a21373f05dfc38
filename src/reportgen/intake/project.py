"""Sections → the files of a project's `source/`, and of `intake/`, which no build reads."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import zip_longest

from reportgen import pandoc
from reportgen.document import Node, para, rewrite, text
from reportgen.files import BUNDLED, digest
from reportgen.intake.dividing import Division
from reportgen.intake.manuscript import Manuscript
from reportgen.starter import fill
from reportgen.yamltree import quoted

__all__ = ["Naming", "project_files", "with_todo"]

SOURCE_KEY = "original"
"""The key under which the imported text is a source of the report."""

_TEMPLATES = BUNDLED / "starter" / "imported"
_UNKNOWN_DAY = "2000-01-01"
"""What stands where a day must stand and the text has none; `check` asks for it."""

_LONGEST_RUNNING_HEAD = 60
_SPECIAL = re.compile(r"\{|^:(?=::|$)|:(?=[a-z0-9_+-]+:)|^-(?=--)|&(?=#?\w+;)")


class Naming:
    """How the project and its report are called: what the file says, and what was asked for."""

    def __init__(
        self, slug: str, language: str, file: str, title: str | None, subtitle: str | None
    ) -> None:
        """Take the name of the imported file without its folder."""
        self.slug = slug
        self.language = language
        self.file = file
        self.title = title
        self.subtitle = subtitle

    @property
    def original(self) -> str:
        """Return the name under which the file itself is kept."""
        ending = re.search(r"\.[A-Za-z0-9]{1,8}$", self.file)
        return f"original{ending[0].lower() if ending else '.txt'}"


def with_todo(sections: Sequence[Division], summary: str) -> list[Division]:
    """Return the sections with a summary in front, which every profile requires."""
    if any(section.template == "summary" for section in sections):
        return list(sections)
    return [Division("summary", summary, "summary", ()), *sections]


def project_files(
    naming: Naming, found: Manuscript, sections: Sequence[Division], data: bytes
) -> dict[str, bytes]:
    """Return the files below `source/`, and the original below `intake/`."""
    files = {
        "README.md": _readme(naming),
        "source/report.yaml": _report(naming, found, sections),
        "source/sources.yaml": _sources(naming, found, data),
        "source/parties.yaml": (_TEMPLATES / "source/parties.yaml").read_text(encoding="utf-8"),
    }
    with ThreadPoolExecutor(max_workers=2) as pool:
        bodies = list(pool.map(_markdown, _shown(sections)))
    for section, body in zip(sections, bodies, strict=True):
        files[f"source/sections/{section.name}.md"] = _section(section, body)
    made = {path: words.encode() for path, words in files.items()}
    made |= {f"source/{path}": picture for path, picture in found.pictures.items()}
    made[f"intake/{naming.original}"] = data
    return made


def _readme(naming: Naming) -> str:
    text = (_TEMPLATES / "README.md").read_text(encoding="utf-8")
    return fill(text, {"TITLE": naming.title or naming.slug, "FILE": f"`{naming.file}`"})


def _report(naming: Naming, found: Manuscript, sections: Sequence[Division]) -> str:
    title = naming.title or "TODO: title"
    head = title
    if len(title) > _LONGEST_RUNNING_HEAD:
        head = f"{title[: title.rfind(' ', 0, _LONGEST_RUNNING_HEAD)].rstrip(',;: ')}…"
    authors = found.authors or ("TODO: authors",)
    day = found.date or _UNKNOWN_DAY
    ask = "" if found.date else "       # TODO: the day; the text names none"
    return fill((_TEMPLATES / "source/report.yaml").read_text(encoding="utf-8"), {
        "TITLE": quoted(title),
        "SUBTITLE": f"subtitle: {quoted(naming.subtitle)}\n" if naming.subtitle else "",
        "SHORT": quoted(head[:_LONGEST_RUNNING_HEAD]),
        "SLUG": quoted(naming.slug),
        "LANGUAGE": naming.language,
        "AUTHORS": "".join(f"  - name: {quoted(name)}\n" for name in authors),
        "DATES": f"published: {quoted(day)}{ask}\nupdated: {quoted(day)}\n",
        "DAY": quoted(day),
        "SECTIONS": "".join(f"  - {section.name}\n" for section in sections),
        "FILE": quoted(naming.file)[1:-1] if re.fullmatch(r"[\w .-]+", naming.file) else "a file",
    })  # fmt: skip


def _sources(naming: Naming, found: Manuscript, data: bytes) -> str:
    lines = ""
    if found.authors:
        lines += f"    author: {quoted(', '.join(found.authors))}\n"
    if found.date:
        lines += f"    published: {quoted(found.date)}\n"
    whole = f"{naming.title}: {naming.subtitle}" if naming.subtitle else naming.title
    return fill((_TEMPLATES / "source/sources.yaml").read_text(encoding="utf-8"), {
        "TITLE_WHOLE": quoted(whole or naming.file),
        "SOURCE": lines,
        "SHA256": digest(data),
        "FILE_PLAIN": quoted(naming.file)[1:-1],
        "ORIGINAL": naming.original,
    })  # fmt: skip


def _section(section: Division, body: str) -> str:
    if section.template == "summary" and not section.blocks:
        template = (_TEMPLATES / "summary.md").read_text(encoding="utf-8")
        return fill(template, {"SUMMARY": quoted(section.title)})
    head = (
        f"---\nid: {section.name}\ntitle: {quoted(section.title)}\ntemplate: {section.template}\n"
        f"sources: [{SOURCE_KEY}]\n---\n\n"
    )
    return head + (
        body if body.strip() else "TODO: write this section; the imported text has none.\n"
    )


def _markdown(blocks: list[Node]) -> str:
    """Write blocks in the dialect of the sections, so that reading them gives the same words."""
    made = pandoc.write(blocks, _DIALECT, arguments=["--wrap=none"])
    return made.value.decode().replace("\r\n", "\n")


def _shown(sections: Sequence[Division]) -> list[list[Node]]:
    """Return the blocks of each section; tables and figures have names, sources and a mention.

    Where the text speaks of them only its editor can tell (Q-32, Q-33).
    """
    counts = Counter[str]()
    result = []
    for section in sections:
        made: list[Node] = []
        nodes = rewrite([block.node for block in section.blocks], _escaped)
        for node, after in zip_longest(nodes, nodes[1:]):
            kind = "tbl" if node["t"] == "Table" else "fig" if _is_figure(node) else None
            if kind is not None:
                counts[kind] += 1
                name = f"imported-{kind}-{counts[kind]}"
                made.append(
                    para([
                        *text("TODO: say here what "),
                        _raw(f"[@{kind}:{name}]"),
                        *text(" shows"),
                    ])
                )
                if kind == "fig":
                    node["c"][0]["c"][0][0] = name
                elif after is not None:
                    after["c"] += [
                        *text(" "),
                        _raw(f"[@{SOURCE_KEY}]"),
                        *text(" "),
                        _raw(f"{{#{name}}}"),
                    ]
            made.append(node)
        result.append(made)
    return result


def _is_figure(node: Node) -> bool:
    """Tell whether a paragraph is a picture with a caption."""
    inlines = node["c"] if node["t"] == "Para" else []
    return len(inlines) == 1 and inlines[0]["t"] == "Image" and bool(inlines[0]["c"][1])


def _raw(markup: str) -> Node:
    return {"t": "RawInline", "c": ["commonmark", markup]}


_DIALECT = "commonmark_x-smart"
"""That of the sections, with quotation marks and dashes as they are typed."""


def _escaped(node: Node) -> list[Node] | None:
    """Escape what pandoc's writer leaves alone and its reader would take for markup."""
    if node["t"] == "Image":
        (identity, classes, pairs), words, target = node["c"]
        # A quotation mark would end the attribute.
        kept = [[name, value.replace('"', "'")] for name, value in pairs]
        return [{"t": "Image", "c": [[identity, classes, kept], words, target]}]
    if node["t"] != "Str" or not _SPECIAL.search(node["c"]):
        return None
    pieces: list[Node] = []
    at = 0
    for match in _SPECIAL.finditer(node["c"]):
        pieces += text(node["c"][at : match.start()])
        pieces.append(_raw(f"\\{match[0]}"))
        at = match.end()
    return [*pieces, *text(node["c"][at:])]
