import io
import time
import zipfile

import pytest

from reportgen.archive import deflated, read_archive, write_archive

ENTRIES = {"mimetype": b"application/epub+zip", "z/last.xml": b"<z/>" * 99, "a.xml": b"<a/>" * 99}


def entries_of(data: bytes) -> list[zipfile.ZipInfo]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.infolist()


def test_an_archive_that_was_written_reads_back_in_its_order() -> None:
    assert list(read_archive(write_archive(ENTRIES)).items()) == list(ENTRIES.items())


def test_the_type_is_stored_and_all_else_is_compressed() -> None:
    kinds = {entry.filename: entry.compress_type for entry in entries_of(write_archive(ENTRIES))}
    assert kinds == {
        "mimetype": zipfile.ZIP_STORED,
        "z/last.xml": zipfile.ZIP_DEFLATED,
        "a.xml": zipfile.ZIP_DEFLATED,
    }


def test_the_type_begins_at_the_byte_where_readers_look_for_it() -> None:
    assert write_archive(ENTRIES)[30:58] == b"mimetypeapplication/epub+zip"


def test_the_clock_leaves_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    before = write_archive(ENTRIES)
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    assert write_archive(ENTRIES) == before
    assert {entry.date_time for entry in entries_of(before)} == {(1980, 1, 1, 0, 0, 0)}


def test_an_archive_is_the_one_that_the_standard_library_writes() -> None:
    entries = {**ENTRIES, "empty": b"", "words/été.txt": bytes(range(256)) * 99}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            entry = zipfile.ZipInfo(name)
            kind = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            entry.compress_type, entry.create_system = kind, 3
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, data)
    assert write_archive(entries) == buffer.getvalue()


def test_what_is_known_compressed_is_taken_as_it_is() -> None:
    known = {"a.xml": deflated(ENTRIES["a.xml"])}
    assert write_archive(ENTRIES, compressed=known) == write_archive(ENTRIES)


def test_another_order_makes_another_archive() -> None:
    turned = dict(reversed(ENTRIES.items()))
    assert list(read_archive(write_archive(turned))) == ["a.xml", "z/last.xml", "mimetype"]


def test_folders_of_an_archive_are_no_entries() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("folder/", b"")
        archive.writestr("folder/file", b"text")
    assert read_archive(buffer.getvalue()) == {"folder/file": b"text"}
