"""The same sources give the same bytes everywhere, and another source gives other words."""

from __future__ import annotations

import datetime as dt
import io
import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pdfplumber
import pikepdf
import pytest
from lxml import etree

from reportgen import formats
from reportgen.archive import read_archive
from reportgen.build import check
from reportgen.document import Document, plain_text, walk
from reportgen.edition import Style
from reportgen.files import DiskFiles
from reportgen.report import Report
from support.bundled import ROOT, understood

FORMATS = ("pdf", "docx", "epub")
Machines = Mapping[Path, Mapping[str, bytes]]

in_each_format = pytest.mark.parametrize("format", FORMATS)


# ---------------------------------------------------------------- the same bytes


@in_each_format
def test_two_machines_make_the_same_bytes(machines: Machines, format: str) -> None:
    first, second = (artifacts[format] for artifacts in machines.values())
    assert differing(first, second) == []


def differing(first: bytes, second: bytes) -> list[str]:
    """Name the files in two archives that differ, or say where two other files first do."""
    if first == second:
        return []
    if first.startswith(b"PK"):
        ours, theirs = read_archive(first), read_archive(second)
        wrong = [name for name in {**ours, **theirs} if ours.get(name) != theirs.get(name)]
        return wrong or ["the archive itself"]
    place = next((i for i, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), -1)
    return [f"byte {place}: {first[max(place - 40, 0) : place + 40]!r}"]


# ---------------------------------------------------------------- nothing of the machine


def layers(format: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the file as it is and everything in it as it is before packing, by name."""
    yield format, data
    if format == "pdf":
        yield from _pdf_layers(data)
    else:
        yield from read_archive(data).items()


def _pdf_layers(data: bytes) -> Iterator[tuple[str, bytes]]:
    with pikepdf.open(io.BytesIO(data)) as file:
        for entry in file.objects:
            if isinstance(entry, pikepdf.Stream):
                name = "stream {} {}".format(*entry.objgen)
                try:
                    yield name, entry.read_bytes()
                except pikepdf.PdfError:
                    yield name, entry.read_raw_bytes()
            else:
                # Strings of PDFs may be UTF-16: here they are text.
                yield f"object {entry.unparse()[:40]!r}", str(texts(entry)).encode()


def texts(entry: object) -> list[str]:
    """Return every string in a PDF object, but not those in the objects that it refers to."""
    if isinstance(entry, pikepdf.String):
        return [str(entry)]
    if isinstance(entry, pikepdf.Array):
        return [t for kid in entry if not _elsewhere(kid) for t in texts(kid)]
    if isinstance(entry, pikepdf.Dictionary):
        return [t for _, kid in entry.items() if not _elsewhere(kid) for t in texts(kid)]
    return []


def _elsewhere(kid: object) -> bool:
    return isinstance(kid, pikepdf.Object) and kid.is_indirect


def holders(format: str, data: bytes, *words: str) -> list[str]:
    """Name what holds any of the words, in any of the usual encodings."""
    wanted = [word.encode(code) for word in words for code in ("utf-8", "utf-16-be", "utf-16-le")]
    return [name for name, layer in layers(format, data) if any(w in layer for w in wanted)]


@in_each_format
def test_no_artifact_names_the_folders_or_the_user_of_its_build(
    machines: Machines, format: str
) -> None:
    # The name of a machine is in its paths and in the name of its user.
    found = [holders(format, made[format], machine.name) for machine, made in machines.items()]
    assert found == [[], []]


@in_each_format
def test_no_artifact_names_the_folders_of_the_installation(
    bundled: Mapping[str, bytes], format: str
) -> None:
    assert holders(format, bundled[format], str(ROOT), sys.prefix, sys.base_prefix) == []


@in_each_format
def test_no_artifact_holds_the_day_of_its_building(
    bundled: Mapping[str, bytes], format: str
) -> None:
    now = dt.datetime.now(dt.UTC)
    days = {now + dt.timedelta(days=shift) for shift in (-1, 0, 1)}
    written = {f"{day:{form}}" for day in days for form in ("%Y-%m-%d", "D:%Y%m%d")}
    meta = understood()[0].metadata
    own = {f"{day}"[:10] for day in (meta.published, meta.updated)}
    own |= {f"D:{day.replace('-', '')}" for day in own}
    assert holders(format, bundled[format], *(written - own)) == []


@in_each_format
def test_the_search_for_names_sees_what_is_packed(
    bundled: Mapping[str, bytes], format: str
) -> None:
    assert set(holders(format, bundled[format], "The reportgen editors")) - {format}


# ---------------------------------------------------------------- one fact, changed


Understood = tuple[Report, Style, Document]
OLD, NEW = "bout 2 billion US dollars a year", "bout 3 billion US dollars a year"


def words_of_parts(document: Document) -> dict[str, str]:
    """Return the words of each part, with its notes."""
    notes = (n["c"] for n in walk(document.blocks()) if n["t"] == "Note")
    words = {part.id: plain_text(list(part.blocks)) for part in document.parts}
    words["the notes themselves"] = plain_text(list(notes))
    return {part: text.replace("\u00a0", " ") for part, text in words.items()}


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Understood:
    """Understand the report with another amount in TR-02."""
    folder = tmp_path_factory.mktemp("changed")
    for name in ("source", "styles"):
        shutil.copytree(ROOT / name, folder / name)
    path = folder / "source/items/trade.yaml"
    before, entry, after = path.read_text(encoding="utf-8").partition("  - id: TR-02\n")
    assert entry
    path.write_text(
        before + entry + after.replace("amount: 2\n", "amount: 3\n", 1), encoding="utf-8"
    )
    return check(DiskFiles(folder)).value


def test_a_changed_amount_changes_the_words_that_print_it_and_no_others(
    changed: Understood,
) -> None:
    before = words_of_parts(understood()[2])
    wanted = {part: words.replace(OLD, NEW) for part, words in before.items()}
    assert words_of_parts(changed[2]) == wanted


def test_an_amount_is_printed_in_prose_and_in_tables_from_one_place(changed: Understood) -> None:
    parts = words_of_parts(changed[2])
    printing = [part for part, words in parts.items() if NEW in words]
    assert printing == ["summary", "key-findings", "trade", "summary-tables", "key-figures"]


def printed(format: str, data: bytes) -> str:
    """Return the words of an artifact, roughly in order."""
    if format == "pdf":
        with pdfplumber.open(io.BytesIO(data)) as file:
            words = " ".join(page.extract_text() for page in file.pages)
    else:
        files = read_archive(data)
        wanted = [n for n in files if re.fullmatch(r"word/document\.xml|EPUB/text/.*\.xhtml", n)]
        trees = [etree.fromstring(files[name]) for name in wanted]
        words = " ".join(str(text) for tree in trees for text in tree.itertext())
    return " ".join(words.split())


@in_each_format
def test_a_changed_amount_changes_the_words_of_each_format(
    changed: Understood, format: str
) -> None:
    _, style, document = changed
    kept = {"cover", "running-matter", "summary"}
    few = replace(document, parts=tuple(p for p in document.parts if p.template in kept))
    maker = formats.find(format)
    words = printed(format, maker.render(maker.edition(few, style)).value)
    assert (NEW in words, OLD in words) == (True, False)
