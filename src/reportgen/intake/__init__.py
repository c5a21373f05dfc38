"""A foreign text → the files of a project, and a record of what was done to it.

Plain text, Markdown, HTML and Word are read. The words stay: what is left out is listed with its
line and the reason. Nothing is fetched, nothing is run, and nothing is added to the register: items
are proposed in a file that no build reads. The same file gives the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from reportgen.diagnostics import Failure, Span, error
from reportgen.document import Node, plain_text
from reportgen.files import BUNDLED, DiskFiles, Files
from reportgen.intake.decoding import decode
from reportgen.intake.dividing import Division, divided
from reportgen.intake.gallery import Gallery
from reportgen.intake.lists import with_lists
from reportgen.intake.manuscript import Block, Dropped, Manuscript, Record
from reportgen.intake.markdown import read_markdown_text
from reportgen.intake.plain import read_plain, taken_over
from reportgen.intake.project import Naming, project_files, with_todo
from reportgen.intake.proposals import Proposal, proposals, proposals_file
from reportgen.intake.residue import without_residue
from reportgen.intake.tidying import clean_characters, tidied
from reportgen.intake.trees import captioned
from reportgen.intake.vocabulary import said_by, words_of
from reportgen.intake.web import declared_encoding, read_page
from reportgen.intake.word import part_of, read_parts, read_word
from reportgen.source import LONGEST_LINE, read_source
from reportgen.style import label_languages
from reportgen.yamltree import parse_yaml

__all__ = ["ENDINGS", "PROPOSALS", "Dropped", "Intake", "take_in", "words_of"]

ENDINGS = {
    ".txt": "plain", ".text": "plain", ".md": "markdown", ".markdown": "markdown",
    ".html": "page", ".htm": "page", ".xhtml": "page", ".docx": "word",
}  # fmt: skip
"""What a file's ending says of its kind."""

PROPOSALS = "intake/proposals.yaml"
PREFIXES = {"trade": "TR", "energy": "EN", "security": "SE"}
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")
_DEFAULT = "en-GB"


@dataclass(frozen=True)
class Intake:
    """What an import makes: files by path, and what there is to say of it."""

    files: Mapping[str, bytes]
    title: str | None
    language: str
    sections: tuple[Division, ...]
    proposals: tuple[Proposal, ...]
    dropped: tuple[Dropped, ...]
    changed: Mapping[str, int]
    remarks: tuple[str, ...]


def take_in(
    name: str,
    data: bytes,
    beside: Files,
    *,
    slug: str,
    title: str | None = None,
    language: str | None = None,
) -> Intake:
    """Make the `source/` and `intake/` of a project out of the file `name`.

    `beside` are the files of its folder, for pictures. `title` and `language` go before what the
    file says. Raises `Failure` with `unsupported-file`, `empty-file`, `wrong-encoding`,
    `control-character`, `file-too-large`, `line-too-long`, `broken-document`, `prose-too-deep`,
    `table-too-wide` or `missing-labels`.
    """
    record = Record()
    found, held = _read(name, data, beside, record)
    spoken = _language(name, language, found.language, record)
    blocks = without_residue(captioned(_without_byline(found, record), record), record)
    blocks = tidied(with_lists(blocks, record), record)
    if not blocks:
        raise Failure([
            error(
                "empty-file",
                f"`{name}` holds no text",
                Span.at(name),
                help="import a file with prose",
            )
        ])
    found.blocks = blocks
    words = _words(spoken)
    said, subtitle, divisions = divided(found, record, words, english=spoken.startswith("en"))
    _account(held, said, subtitle, divisions, found, record)
    sections = with_todo(divisions, words["summary"])
    naming = Naming(slug, spoken, name, title or said, subtitle if title is None else None)
    if title is not None and said is not None and title != said:
        record.drop(": ".join(filter(None, (said, subtitle))), None, "the text's own title")
    files = project_files(naming, found, sections, data)
    _refuse_long_lines(name, sections, files)
    candidates = proposals(divisions)
    files[PROPOSALS] = proposals_file(candidates, PREFIXES, "original").encode()
    return Intake(
        files, naming.title, spoken, tuple(divisions), tuple(candidates),
        tuple(sorted(record.dropped, key=lambda d: (d.line or 0, d.why))), record.changed,
        tuple(record.remarks),
    )  # fmt: skip


def _read(name: str, data: bytes, beside: Files, record: Record) -> tuple[Manuscript, str]:
    """Return a manuscript, and all words that the file holds."""
    kind = ENDINGS.get(re.sub(r".*(?=\.)", "", name, flags=re.DOTALL).lower())
    if kind is None:
        raise Failure([
            error(
                "unsupported-file",
                f"`{name}` is not of a kind that can be imported",
                Span.at(name),
                help=f"import a file that ends in one of {', '.join(sorted(ENDINGS))}",
            )
        ])
    if kind == "word":
        parts = read_parts(data, name)
        gallery = Gallery(lambda target: part_of(parts, target), record)
        found, held = read_word(parts, name, gallery, record)
    else:
        markup = kind == "page"
        declared = declared_encoding(data) if markup else None
        text = clean_characters(decode(data, name, record, declared, markup=markup), record)
        gallery = Gallery(beside.read, record)
        if kind == "plain":
            found, held = read_plain(text, record), text
        elif kind == "markdown":
            found, held = read_markdown_text(text, name, gallery, record)
        else:
            found, held = read_page(text, name, gallery, record)
    found.pictures = gallery.pictures
    return found, held


def _without_byline(found: Manuscript, record: Record) -> list[Block]:
    """Return the blocks without the byline and the date right below the title."""
    blocks = list(found.blocks)
    at = 1 if blocks and blocks[0].node["t"] == "Header" else 0
    while len(blocks) > at + 1 and blocks[at].node["t"] == "Para":
        if not taken_over(plain_text(blocks[at].node), blocks[at].line, found, record):
            break
        del blocks[at]
    return blocks


def _language(name: str, asked: str | None, said: str | None, record: Record) -> str:
    """Return the language of the report: as asked for, as the file says, or British English."""
    tag = asked or (said or "").replace("_", "-").strip()
    if not _LANGUAGE.fullmatch(tag):
        tag = _DEFAULT
    tag = _DEFAULT if tag == "en" else tag
    known = label_languages()
    if tag.partition("-")[0] not in known:
        raise Failure([
            error(
                "missing-labels", f"the text is in `{tag}`, and no bundled style has words for it",
                Span.at(name),
                help=f"there are words for {', '.join(known)}: choose one with `--language en-GB`, "
                "and write labels/ of your own style afterwards",
            )
        ])  # fmt: skip
    if not asked and not said:
        record.remark(f"the file names no language; `{tag}` is taken")
    return tag


@cache
def _all_words() -> dict[str, dict[str, str]]:
    data: dict[str, dict[str, str]] = parse_yaml(
        read_source(DiskFiles(BUNDLED), "intake/words.yaml")
    ).data
    return data


def _words(language: str) -> dict[str, str]:
    words = _all_words()
    return words.get(language.partition("-")[0], words["en"])


def _refuse_long_lines(name: str, sections: list[Division], files: Mapping[str, bytes]) -> None:
    """Refuse a paragraph or a row that a section would not be read with."""
    for section in sections:
        lines = files[f"source/sections/{section.name}.md"].decode().split("\n")
        longest = max(lines, key=len)
        if len(longest) > LONGEST_LINE:
            block = max(section.blocks, key=lambda block: len(plain_text(block.node)))
            raise Failure([
                error(
                    "line-too-long",
                    f"what begins `{longest[:40].strip()}` would be a line of {len(longest):,} "
                    f"characters; at most {LONGEST_LINE:,} are read",
                    Span.at(name, block.line or 1),
                    help="make several paragraphs, or several tables, of it",
                )
            ])


# ---------------------------------------------------------------- the account of words


def _account(
    held: str,
    title: str | None,
    subtitle: str | None,
    sections: list[Division],
    found: Manuscript,
    record: Record,
) -> None:
    """Say which words of the file are neither in the project nor listed: there should be none."""
    nodes: list[list[Node]] = [[block.node for block in section.blocks] for section in sections]
    there = words_of(" ".join([
        title or "", subtitle or "", *found.authors, *(section.title for section in sections),
        said_by(nodes), *(dropped.words for dropped in record.dropped),
    ]))  # fmt: skip
    lost = words_of(held) - there
    if lost:
        some = ", ".join(sorted(lost)[:12])
        record.remark(f"{lost.total()} words of the file are not in the project: {some}")
