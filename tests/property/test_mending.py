"""Laws of `check --fix`: what is mended stays mended, says the same, and nothing else changes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen import build
from reportgen.check import mended_files
from reportgen.diagnostics import Diagnostic, Edit, Position, Severity, Span
from reportgen.document import plain_text
from reportgen.files import Files, MemoryFiles, PatchedFiles
from support.law import LAW
from support.project import MINIMAL, document_of, project, remembered

PIECES = (
    "Tea is shipped [@seed].", "It is  cheap.", "It weighs 3 tonnes ([@id:TR-01]).",
    "The road was open from 1990-1995 [@seed].", "Roads - all of them - are “long” [@seed].",
    'They are "straight" [@seed].', "Code is `a  b`.", "A\ttab stands here.", "40 % [@seed].",
    "| A  | B |\n| --- | --- |\n| 1  | 2 |\n\nTable: Two  letters [@seed]",
    "- one\n-   two  words", "*Soft*  and **strong**.",
    "It isn't  and it ‘is’.", "<!-- a  remark -->",
)  # fmt: skip
KEYS = (
    "    title: Tea\n", "    parties: [AAA, BBB]\n", "    scope: context\n",
    "    note: >-\n      Folded text,\n      in two lines.\n", "    confidence: low\n",
    "    date_text: about 1950  # as the source says\n", '    date: "1950~"\n',
)  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def _pandoc_runs_once_a_text() -> Iterator[None]:
    with remembered():
        yield


def typographic(text: str) -> str:
    """Return a text without what mending may change: spaces, marks of quotation, dashes."""
    text = re.sub(r"[\s\u00a0\u202f]+", " ", text)
    return re.sub(r"[–-]", "-", re.sub(r"[“”\"]", '"', re.sub(r"[‘’']", "'", text)))


def words(files: Files) -> str:
    return typographic(plain_text(document_of(files).blocks()))


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_prose_that_is_mended_says_the_same(line_end: str) -> None:
    path = "source/sections/trade.md"
    text = MINIMAL[path] + "\n" + "\n\n".join(PIECES) + "\n"
    files = project({path: text.replace("\n", line_end)})
    mended = PatchedFiles(files, build.mend(files))
    assert build.mend(mended) == {}
    assert words(mended) == words(files)
    assert mended.read(path).count(line_end.encode()) == text.count("\n")


@settings(LAW, max_examples=3)
@given(keys=st.permutations(KEYS))
def test_an_entry_whose_keys_are_sorted_holds_the_same(keys: list[str]) -> None:
    path = "source/items/context.yaml"
    head = MINIMAL[path].partition("  - id:")[0]
    entry = "  - id: CU-01\n    category: culture\n    kind: event\n"
    files = project({path: f"{head}{entry}{''.join(keys)}\n  # The end.\n"})
    mended = PatchedFiles(files, build.mend(files))
    assert build.mend(mended) == {}
    assert json.dumps(document_of(mended).blocks()) == json.dumps(document_of(files).blocks())
    before, after = (f.read(path).decode().splitlines() for f in (files, mended))
    assert sorted(before) == sorted(after)


@LAW
@given(st.data())
def test_bytes_outside_the_edits_stay(data: st.DataObject) -> None:
    lines = data.draw(st.lists(st.text("aé茶 \t", max_size=6), min_size=1, max_size=5))
    end = data.draw(st.sampled_from(["\n", "\r\n", "\r"]))
    mark = data.draw(st.sampled_from([b"", b"\xef\xbb\xbf"]))
    number = data.draw(st.integers(0, len(lines) - 1))
    first = data.draw(st.integers(0, len(lines[number])))
    last = data.draw(st.integers(first, len(lines[number])))
    span = Span("a.md", Position(number + 1, first + 1), Position(number + 1, last + 1))
    fault = Diagnostic("x", Severity.NOTE, "x", span, edits=(Edit(span, "NEW"),))
    raw = mark + end.join(lines).encode()
    made = mended_files(MemoryFiles({"a.md": raw}), [fault])["a.md"]
    wanted = [*lines]
    wanted[number] = f"{lines[number][:first]}NEW{lines[number][last:]}"
    assert made == mark + end.join(wanted).encode()


def test_edits_that_overlap_are_made_one_after_the_other() -> None:
    spans = [Span.at("a.md", 1, column, width=2) for column in (1, 2)]
    faults = [Diagnostic("x", Severity.NOTE, "x", span, edits=(Edit(span, "-"),)) for span in spans]
    made = mended_files(MemoryFiles({"a.md": "abc"}), faults)
    assert made == {"a.md": b"-c"}
