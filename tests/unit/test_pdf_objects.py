"""Object files of sections: what is written is read back, and places are filled in."""

from __future__ import annotations

import pydyf
import pytest

from reportgen.formats.pdf.linked.objects import ObjectFile, template
from reportgen.formats.pdf.linked.pool import made_by

SHARED = {7: "pages"}


def said(kind: str, name: int | str) -> bytes:
    return f"<{kind} {name}>".encode()


def test_a_reference_and_a_key_are_places() -> None:
    page = pydyf.Dictionary({
        "Parent": b"7 0 R", "Kids": pydyf.Array([b"12 0 R", 3]), "StructParents": 4,
    })  # fmt: skip
    filled = template(page, SHARED).filled(said)
    assert filled == (
        b"<</Parent <shared pages>/Kids [<object 12> 3]/StructParents <key 4>>>"
    )  # fmt: skip


def test_words_that_look_like_a_reference_are_words() -> None:
    made = template(pydyf.Dictionary({"Contents": pydyf.String("12 0 R")}), SHARED)
    assert made.places == ()
    assert made.data == b"<</Contents (12 0 R)>>"


def test_a_stream_is_written_as_pydyf_writes_it() -> None:
    stream = pydyf.Stream([b"0 0 m", b"1 1 l"], {"Type": "/XObject"}, compress=True)
    made = template(stream, SHARED)
    assert made.is_stream
    assert made.data == stream.data


def test_a_file_is_read_back_as_it_was_written() -> None:
    file = ObjectFile(facts={"pages": [1, "two"]})
    file.objects[9] = template(pydyf.Dictionary({"Of": b"3 0 R"}), SHARED)
    file.objects[3] = template(pydyf.Stream([bytes(range(256))]), SHARED)
    file.keep(pydyf.Array([b"9 0 R"]), SHARED)
    assert ObjectFile.unpacked(file.packed()) == file


@pytest.mark.parametrize("workers", [1, 3])
def test_every_job_is_made_once_by_any_number_of_workers(workers: int) -> None:
    made = made_by(workers, [4, 2, 0, 3, 1], lambda job: bytes([job]) * job)
    assert made == {job: bytes([job]) * job for job in range(5)}


@pytest.mark.parametrize("workers", [1, 2])
def test_what_goes_wrong_in_a_worker_goes_wrong_here(workers: int) -> None:
    def fail(job: int) -> bytes:
        message = f"job {job} cannot be made"
        raise RuntimeError(message)

    with pytest.raises(RuntimeError, match="cannot be made"):
        made_by(workers, [0, 1], fail)
