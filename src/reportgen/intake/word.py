"""A Word document → Manuscript, by pandoc, out of an archive that was looked through first.

Tracked changes and comments are said and listed, never lost in silence. Links to other files are
not followed.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping

from lxml import etree

from reportgen.archive import write_archive
from reportgen.diagnostics import Diagnostic, Failure, Span, error
from reportgen.intake.gallery import Gallery
from reportgen.intake.manuscript import Block, Manuscript, Record
from reportgen.intake.plain import day_of
from reportgen.intake.trees import Fitter, meta_text, meta_texts, read_tree, refuse_wide, too_deep

__all__ = ["part_of", "read_parts", "read_word"]

LARGEST_ARCHIVE = 256 * 1024 * 1024
"""Bytes of all parts together once they are unpacked."""

LARGEST_PART = 64 * 1024 * 1024
MOST_PARTS = 5_000

_OLD = b"\xd0\xcf\x11\xe0"
"""An OLE2 file: a document of Word 97, or one that is protected by a password."""

_BODY = "word/document.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CORE = {
    "title": "{http://purl.org/dc/elements/1.1/}title",
    "creator": "{http://purl.org/dc/elements/1.1/}creator",
    "language": "{http://purl.org/dc/elements/1.1/}language",
    "modified": "{http://purl.org/dc/terms/}modified",
}
_NO_TITLE = re.compile(r"(?:microsoft )?word\b.*|untitled.*|document ?\d*|.*\.docx?", re.IGNORECASE)


def read_parts(data: bytes, name: str) -> dict[str, bytes]:
    """Unpack a document. Raises `Failure` with `broken-document`."""
    if data.startswith(_OLD):
        raise Failure([
            _broken(name, "is of an old version of Word, or protected by a password",
                    "open it in a word processor and save it as .docx, without a password")
        ])  # fmt: skip
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            sizes = [entry.file_size for entry in entries]
            if (
                len(entries) > MOST_PARTS
                or sum(sizes) > LARGEST_ARCHIVE
                or max(sizes, default=0) > LARGEST_PART
            ):
                raise Failure([
                    _broken(name, f"would unpack to {sum(sizes):,} bytes in {len(entries):,} parts",
                            "save it again in a word processor, or leave large pictures out")
                ])  # fmt: skip
            parts = {entry.filename: archive.read(entry) for entry in entries if _is_part(entry)}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        raise Failure([
            _broken(
                name,
                "is not a whole Word document",
                "open it in a word processor and save it as .docx",
            )
        ]) from None
    if _BODY not in parts:
        raise Failure([
            _broken(name, f"has no `{_BODY}`", "import a Word document; this is another archive")
        ])
    return parts


def _is_part(entry: zipfile.ZipInfo) -> bool:
    """Tell whether an entry has the name of a part (OPC, 6.2.2): none that leads elsewhere."""
    names = entry.filename.replace("\\", "/").split("/")
    return ".." not in names and "" not in names and ":" not in names[0]


def _broken(name: str, what: str, mend: str) -> Diagnostic:
    return error("broken-document", f"`{name}` {what}", Span.at(name), help=mend)


def part_of(parts: Mapping[str, bytes], target: str) -> bytes:
    """Return a picture of a document. Raises `Failure` with `missing-file`."""
    found = parts.get(f"word/{target}")
    if found is None:
        raise Failure([error("missing-file", f"the document has no picture `{target}`")])
    return found


def read_word(
    parts: Mapping[str, bytes], name: str, gallery: Gallery, record: Record
) -> tuple[Manuscript, str]:
    """Read the parts of a document; return all of its words as well.

    Raises `Failure` with `broken-document`, `prose-too-deep` or `table-too-wide`.
    """
    trees = {
        path: _xml(data, name) for path, data in parts.items()
        if path.endswith((".xml", ".rels"))
    }  # fmt: skip
    for path, root in trees.items():
        if path.startswith("word/"):
            _refuse_wide_tables(root, name)
    meta, nodes = read_tree(write_archive(parts), "docx", name, ("--track-changes=all",))
    fitter = Fitter(name, record, gallery.open)
    core = _core(trees.get("docProps/core.xml"))
    title = meta_text(meta.get("title")) or core["title"]
    authors = meta_texts(meta.get("author")) or tuple(
        part.strip() for part in re.split(r"[;,]", core["creator"]) if part.strip()
    )
    found = Manuscript(
        [],
        title,
        authors,
        day_of(meta_text(meta.get("date")) or core["modified"]),
        core["language"] or None,
    )
    found.titled = "title" in meta  # in the style Title
    for key in ("subtitle", "abstract"):
        if key in meta:
            for block in _meta_blocks(meta[key]):
                found.blocks += [Block(made) for made in fitter.blocks([block])]
    for node in nodes:
        found.blocks += [Block(made) for made in fitter.blocks([node])]
    for comment in (
        comment for path, root in sorted(trees.items()) if path == "word/comments.xml"
        for comment in root.iter(f"{_W}comment")
    ):  # fmt: skip
        words = " ".join(run.text or "" for run in comment.iter(f"{_W}t"))
        record.drop(words, None, f"comments: by {comment.get(f'{_W}author') or 'somebody'}")
    for words in dict.fromkeys(_paragraphs(trees, r"word/(?:header|footer)\d*\.xml")):
        record.drop(words, None, "running heads and feet")
    return found, " ".join(
        _paragraphs(trees, r"word/(?:document|footnotes|endnotes|comments)\.xml")
    )


def _xml(data: bytes, name: str) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False
    )
    mend = "save it again in a word processor"
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as fault:
        if "depth" in str(fault):
            raise too_deep(name) from None
        raise Failure([_broken(name, "holds a part that is not XML", mend)]) from None
    if root.getroottree().docinfo.internalDTD is not None:
        # OPC, 7.2.2: a part has no document type declaration, so it cannot declare entities.
        raise Failure([_broken(name, "declares a type, which no word processor does", mend)])
    return root


def _refuse_wide_tables(root: etree._Element, name: str) -> None:
    """Refuse a row that is merged over more columns than Word has; pandoc would make them all."""
    for row in root.iter(f"{_W}tr"):
        spans = (cell.find(f"{_W}tcPr/{_W}gridSpan") for cell in row.iter(f"{_W}tc"))
        widths = ("1" if span is None else span.get(f"{_W}val", "1") for span in spans)
        refuse_wide(sum(int(w) if re.fullmatch(r"\d{1,100}", w) else 1 for w in widths), name, None)


def _core(root: etree._Element | None) -> dict[str, str]:
    said = {
        key: "" if root is None else (root.findtext(tag) or "").strip()
        for key, tag in _CORE.items()
    }
    if _NO_TITLE.fullmatch(said["title"]):
        said["title"] = ""
    return said


def _meta_blocks(value: dict[str, object]) -> list[dict[str, object]]:
    content = value.get("c")
    if value.get("t") == "MetaBlocks" and isinstance(content, list):
        return content
    return [{"t": "Para", "c": content}] if value.get("t") == "MetaInlines" else []


def _paragraphs(trees: Mapping[str, etree._Element], pattern: str) -> Iterator[str]:
    """Yield the words of each paragraph of some parts, deleted ones among them."""
    for path, root in sorted(trees.items()):
        if re.fullmatch(pattern, path):
            for paragraph in root.iter(f"{_W}p", f"{_W}del"):
                text = "delText" if paragraph.tag == f"{_W}del" else "t"
                runs = paragraph.iter(f"{_W}{text}", f"{_W}tab", f"{_W}br")
                words = "".join(run.text or " " for run in runs)
                if words.strip():
                    yield " ".join(words.split())
