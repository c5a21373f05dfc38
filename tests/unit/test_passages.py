from __future__ import annotations

from typing import Any

from reportgen.compose.passages import name_passages
from reportgen.document import (
    Node,
    Part,
    bullet_list,
    div,
    header,
    para,
    plain,
    plain_text,
    strip_positions,
    table,
    text,
    walk,
)


def named(*blocks: Node, template: str = "section") -> list[tuple[str, str]]:
    """Return each passage of a part `s`: its anchor and the words of its block."""
    (part,) = name_passages([Part(template, "s", "S", blocks)])
    found = []
    for block in walk(list(part.blocks)):
        if block["t"] in {"Para", "Plain"} and block["c"] and _is_mark(block["c"][0]):
            found.append((block["c"][0]["c"][0][0], plain_text(block)))
        elif block["t"] == "CodeBlock" and "passage" in block["c"][0][1]:
            found.append((block["c"][0][0], block["c"][1]))
    return found


def _is_mark(node: Any) -> bool:
    return node["t"] == "Span" and node["c"][0][1] == ["passage"] and not node["c"][1]


def wrapped(block: Node) -> Node:
    return div([block], wrapper="1", data_pos="1:1-1:4")


def test_paragraphs_entries_and_code_are_passages_in_the_order_of_reading() -> None:
    code = {"t": "CodeBlock", "c": [["", [], []], "print()"]}
    nested = bullet_list([[plain("First"), bullet_list([[plain("Below")]])], [para("Loose")]])
    quote = {"t": "BlockQuote", "c": [para("Quoted")]}
    assert named(header(1, "S", id="s"), para("One"), nested, quote, code) == [
        ("s-p1", "One"), ("s-p2", "First"), ("s-p3", "Below"), ("s-p4", "Loose"),
        ("s-p5", "Quoted"), ("s-p6", "print()"),
    ]  # fmt: skip


def test_an_entry_keeps_its_anchor_when_pandoc_says_where_it_stands() -> None:
    with_places = bullet_list([[wrapped(plain("Entry"))]])
    assert named(with_places) == named(strip_positions(with_places)) == [("s-p1", "Entry")]


def test_what_stands_apart_is_no_passage() -> None:
    shown = table("tbl-a", text("Caption"), [text("Head")], [[("", [text("Cell")])]])
    apart = [div([para("Apart")], name) for name in ("as-of", "table-note", "fields")]
    assert named(shown, *apart, para("Text")) == [("s-p1", "Text")]


def test_covers_contents_and_running_heads_have_no_passages() -> None:
    for template in ("cover", "contents", "running-matter", "notes"):
        assert named(para("Words"), template=template) == []


def test_an_anchor_that_the_report_has_taken_is_not_given_again() -> None:
    assert named(para("One"), header(2, "Two", id="s-p1")) == [("s-p1-", "One")]


def test_a_block_of_code_that_has_a_name_keeps_it() -> None:
    code = {"t": "CodeBlock", "c": [["mine", [], []], "x"]}
    assert named(code) == []
