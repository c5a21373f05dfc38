"""YAML edited in place: comments, quotes, order and layout stay."""

from __future__ import annotations

from typing import Any

import pytest

from reportgen.diagnostics import Failure
from reportgen.files import MemoryFiles
from reportgen.source import read_source
from reportgen.splice import fresh, rewrite, same
from reportgen.yamltree import parse_yaml, stands_plain

ITEMS = """\
# The items.
items:   # all of them
  # ---------- tea

  # HS: chapter 9.
  - id: A-01
    title: 'Tea'   # black
    parties: [AAA, BBB]  # two
    note: >-
      Long and
      folded.
    # About A-01.

  - id: A-02
    title: Salt
    value: {amount: 3, unit: tonnes}

# The end.
"""


def read(text: str) -> Any:
    return parse_yaml(read_source(MemoryFiles({"a.yaml": text}), "a.yaml")).data


def edited(text: str, change: Any) -> str:
    """Return the text after `change` was made to its data in place."""
    data = read(text)
    change(data)
    made = rewrite(text.encode(), "a.yaml", data).decode()
    assert same(read(made), data)
    return made


def entry(data: Any, index: int = 0) -> Any:
    return data["items"][index]


def test_a_value_keeps_its_quotes_and_its_comment() -> None:
    made = edited(ITEMS, lambda d: entry(d).update(title="Green tea"))
    assert made == ITEMS.replace("'Tea'   # black", "'Green tea'   # black")


def test_an_entry_of_a_list_in_brackets_is_added_there() -> None:
    made = edited(ITEMS, lambda d: entry(d)["parties"].append("CCC"))
    assert made == ITEMS.replace("[AAA, BBB]  # two", "[AAA, BBB, CCC]  # two")


def test_an_entry_of_a_list_in_brackets_is_taken_out_there() -> None:
    made = edited(ITEMS, lambda d: entry(d)["parties"].remove("AAA"))
    assert made == ITEMS.replace("[AAA, BBB]  # two", "[BBB]  # two")


def test_a_folded_text_that_becomes_short_stands_on_its_line() -> None:
    made = edited(ITEMS, lambda d: entry(d).update(note="Short."))
    assert made == ITEMS.replace(">-\n      Long and\n      folded.", "Short.")


def test_a_text_that_becomes_long_is_folded_within_the_width_of_the_file() -> None:
    made = edited(ITEMS, lambda d: entry(d, 1).update(title="salt " * 30 + "end"))
    assert "    title: >-\n      salt salt" in made
    assert max(map(len, made.splitlines())) <= 80


def test_a_comment_behind_a_value_stays_when_the_value_is_folded() -> None:
    made = edited("a: x  # why\nb: 1\n", lambda d: d.update(a="word " * 30 + "end"))
    assert made.startswith("a: >-  # why\n  word word")


def test_a_new_entry_comes_before_the_comment_of_what_follows() -> None:
    made = edited(ITEMS, lambda d: d["items"].append({"id": "A-03", "title": "Rice"}))
    new = "\n  - id: A-03\n    title: Rice\n"
    assert made == ITEMS.replace("unit: tonnes}\n", f"unit: tonnes}}\n{new}")


def test_a_new_entry_comes_after_the_comments_inside_the_one_before() -> None:
    made = edited(ITEMS, lambda d: d["items"].insert(1, {"id": "A-09", "title": "Rice"}))
    assert "    # About A-01.\n\n  - id: A-09\n    title: Rice\n\n  - id: A-02\n" in made


def test_a_new_first_entry_leaves_the_comment_to_the_entry_that_had_it() -> None:
    made = edited(ITEMS, lambda d: d["items"].insert(0, {"id": "A-00"}))
    assert "# ---------- tea\n\n  - id: A-00\n\n  # HS: chapter 9.\n  - id: A-01" in made


def test_an_entry_goes_with_its_own_comments_and_leaves_the_heading() -> None:
    made = edited(ITEMS, lambda d: d["items"].pop(0))
    assert made == (
        "# The items.\nitems:   # all of them\n  # ---------- tea\n\n  - id: A-02\n"
        "    title: Salt\n    value: {amount: 3, unit: tonnes}\n\n# The end.\n"
    )


def test_the_last_entry_goes_with_the_empty_line_before_it() -> None:
    made = edited(ITEMS, lambda d: d["items"].pop())
    assert made.endswith("    # About A-01.\n\n# The end.\n")


def test_a_list_that_becomes_empty_is_written_as_such() -> None:
    made = edited(ITEMS, lambda d: d.update(items=[]))
    assert made == "# The items.\nitems: []  # all of them\n\n# The end.\n"


def test_a_list_that_was_empty_is_written_in_lines() -> None:
    made = edited("a: []  # none yet\n", lambda d: d["a"].append({"id": "X", "b": {"c": [{}]}}))
    assert made.startswith("a:  # none yet\n  - id: X\n    b:\n")


def test_line_ends_and_the_byte_order_mark_stay() -> None:
    old = b"\xef\xbb\xbfa: 1\r\nb: 2"
    assert rewrite(old, "a.yaml", {"a": 1, "c": "x", "b": 3}) == (
        b"\xef\xbb\xbfa: 1\r\nc: x\r\nb: 3"
    )


def test_a_list_without_indentation_stays_without() -> None:
    made = edited("a:\n- x\n- y\nb: 1\n", lambda d: d["a"].insert(1, "z"))
    assert made == "a:\n- x\n- z\n- y\nb: 1\n"


def test_braces_that_no_longer_fit_become_lines() -> None:
    made = edited(ITEMS, lambda d: entry(d, 1)["value"].update(text="word " * 14 + "end"))
    assert "    value:\n      amount: 3\n      unit: tonnes\n      text: >-\n" in made


def test_a_list_in_quotes_gets_quoted_entries() -> None:
    made = edited('a: ["p. 3"]\n', lambda d: d["a"].append("note"))
    assert made == 'a: ["p. 3", "note"]\n'


@pytest.mark.parametrize(
    "text",
    ["NO", "off", "2024-01-31", "2023-05", "007", "1e3", "3:30", "~", "null", "", "a: b", "- a",
     "#a", " a", "a ", "12:30:00", "0o7", ".5", "+1", "=", "<<"],
)  # fmt: skip
def test_what_some_reader_takes_for_no_text_is_quoted(text: str) -> None:
    assert not stands_plain(text, flow=False)


@pytest.mark.parametrize("text", ["Tea", "about $2 billion", "it's", "يسار", "a, b", "p. 3"])
def test_what_is_text_for_everyone_stands_plain(text: str) -> None:
    assert stands_plain(text, flow=False)


def test_a_comma_needs_quotes_inside_brackets() -> None:
    assert not stands_plain("a, b", flow=True)


def test_one_is_not_true() -> None:
    assert not same({"a": 1}, {"a": True})


def test_a_new_file_reads_as_it_was_meant() -> None:
    data = {"terms": [{"term": "NO", "avoid": ["a: b"], "note": "word " * 40 + "end"}]}
    assert read(fresh(data)) == data


def test_a_form_that_cannot_be_edited_is_refused_with_its_place() -> None:
    with pytest.raises(Failure) as caught:
        rewrite(b"b: 1\n? a\n: 2\n", "a.yaml", {"b": 1, "a": 3})
    [fault] = caught.value.diagnostics
    assert fault.code == "cannot-splice"
    assert fault.span is not None
    assert fault.span.start.line == 2
