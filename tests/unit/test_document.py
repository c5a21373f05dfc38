from typing import Any

import pytest

from reportgen import pandoc
from reportgen.document import (
    Node,
    attributes,
    bullet_list,
    definition_list,
    div,
    header,
    is_wrapper,
    line_break,
    link,
    para,
    plain,
    plain_text,
    rewrite,
    span,
    strip_positions,
    strip_token_positions,
    table,
    text,
    walk,
)

# ------------------------------------------------------------ builders


def test_text_parts_words_and_spaces() -> None:
    assert text("a  b\nc") == [
        {"t": "Str", "c": "a"}, {"t": "Space"}, {"t": "Str", "c": "b"}, {"t": "Space"},
        {"t": "Str", "c": "c"},
    ]  # fmt: skip


def test_text_keeps_what_must_not_break() -> None:
    assert text("2\u00a0billion") == [{"t": "Str", "c": "2\u00a0billion"}]


def test_no_words_are_no_inlines() -> None:
    assert text("") == []


def test_names_of_attributes_are_written_with_hyphens() -> None:
    assert attributes("a", ["b"], data_key="c") == ["a", ["b"], [["data-key", "c"]]]


def written(*blocks: Node) -> str:
    return pandoc.write(blocks, "html5", arguments=["--wrap=none"]).value.decode().strip()


def test_builders_make_what_pandoc_reads() -> None:
    html = written(
        header(2, "Tea", "numbered", id="tea"),
        div([para([span("a", "b", id="c"), line_break(), link("d", "#e", "f", title="g")])], "h"),
        bullet_list([[plain("i")], [plain("j")]]),
        definition_list([("k", [text("l")])]),
    )
    assert html.split("\n") == [
        '<h2 class="numbered" id="tea">Tea</h2>',
        '<div class="h">',
        '<p><span id="c" class="b">a</span><br />',
        '<a href="#e" class="f" title="g">d</a></p>',
        "</div>",
        "<ul>",
        "<li>i</li>",
        "<li>j</li>",
        "</ul>",
        "<dl>",
        "<dt>k</dt>",
        "<dd>",
        "l",
        "</dd>",
        "</dl>",
    ]


def goods(**changes: Any) -> Node:
    """Make a table of two groups of rows."""
    groups = [[("TR-01", [text("Tea"), text("3")])], [("", [text("Sum"), text("3")])]]
    return table("tbl-goods", text("Goods"), [text("Item"), text("Number")], groups, **changes)


def test_a_table_has_a_caption_a_header_row_and_row_headers() -> None:
    html = written(goods())
    assert "<caption>Goods</caption>" in html
    assert html.count("<th>Item</th>") == 1
    assert "<th>Tea</th>" in html
    assert html.count("<tbody>") == 2


def test_the_anchor_of_a_row_is_its_id() -> None:
    assert '<tr id="TR-01"' in written(goods())


def test_a_table_without_row_headers_has_plain_cells_alone() -> None:
    assert "<th>Tea</th>" not in written(goods(row_headers=False))


def test_the_columns_of_a_table_share_its_width() -> None:
    assert [spec[1]["c"] for spec in goods(widths=[0.7, 0.3])["c"][2]] == [0.7, 0.3]
    assert [spec[1]["c"] for spec in goods()["c"][2]] == [0.5, 0.5]


def test_a_group_without_rows_is_left_out() -> None:
    made = table("", [], [text("a")], [[], [("", [text("b")])]])
    assert len(made["c"][4]) == 1


def test_a_row_with_too_few_cells_is_a_bug() -> None:
    with pytest.raises(ValueError, match="1 cells in a table of 2 columns"):
        table("", [], [text("a"), text("b")], [[("", [text("c")])]])


# ------------------------------------------------------------ walks


def test_a_walk_meets_every_node_in_the_order_of_reading() -> None:
    tree = [para([span("a"), {"t": "Note", "c": [para("b")]}]), bullet_list([[plain("c")]])]
    assert [node["t"] for node in walk(tree)] == [
        "Para", "Span", "Str", "Note", "Para", "Str", "BulletList", "Plain", "Str",
    ]  # fmt: skip


def test_a_walk_meets_caption_head_and_cells_of_a_table_in_order() -> None:
    words = [node["c"] for node in walk([goods()]) if node["t"] == "Str"]
    assert words == ["Goods", "Item", "Number", "Tea", "3", "Sum", "3"]


def test_a_walk_goes_as_deep_as_a_tree_may_be() -> None:
    tree = para("a")
    for _ in range(5_000):
        tree = {"t": "BlockQuote", "c": [tree]}
    assert sum(node["t"] == "BlockQuote" for node in walk(tree)) == 5_000


def test_a_rewrite_replaces_one_node_by_several() -> None:
    twice = rewrite([para("a")], lambda n: [n, n] if n["t"] == "Str" else None)
    assert twice == [para([*text("a"), *text("a")])]


def test_a_rewrite_takes_nodes_away() -> None:
    bare = rewrite([para([span("a"), *text("b")])], lambda n: [] if n["t"] == "Span" else None)
    assert bare == [para("b")]


def test_a_rewrite_sees_a_node_after_what_it_holds() -> None:
    seen: list[str] = []
    rewrite([para([span("a")])], lambda n: seen.append(n["t"]))
    assert seen == ["Str", "Span", "Para"]


def test_a_rewrite_leaves_the_tree_that_it_is_given() -> None:
    tree = [goods()]
    before = repr(tree)
    rewrite(tree, lambda n: [] if n["t"] == "Str" else None)
    assert repr(tree) == before


def test_what_stands_alone_cannot_be_taken_away() -> None:
    with pytest.raises(ValueError, match="only be replaced by one node"):
        rewrite(para("a"), lambda n: [] if n["t"] == "Para" else None)


# ------------------------------------------------------------ words


def words_of(markdown: str) -> str:
    return plain_text(pandoc.read_markdown(markdown))


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("a *b* **c** `d`", "a b c d"),
        ("a\nb\\\nc", "a b c"),
        ("\"a\" and 'b'", "“a” and ‘b’"),
        ("a[^1]\n\n[^1]: note", "a"),
        ("[a](b) ![c](d)", "a c"),
        ("a <b>c</b>", "a c"),
        ("$x^2$", "x^2"),
        ("- a\n- b", "ab"),
    ],
)
def test_plain_text_is_the_words_without_notes_and_markup(markdown: str, words: str) -> None:
    assert words_of(markdown) == words


# ------------------------------------------------------------ places


def placed(markdown: str) -> list[Node]:
    return pandoc.read_markdown(markdown, positions=True)


def test_a_wrapper_carries_a_place_and_nothing_else() -> None:
    (wrapper,) = placed("a")
    assert is_wrapper(wrapper)


@pytest.mark.parametrize("attribute", ["#id", ".class", "lang=fa"])
def test_what_an_author_wrote_makes_more_than_a_wrapper(attribute: str) -> None:
    spans = [node for node in walk(placed(f"a{{{attribute}}}")) if node["t"] == "Span"]
    assert not is_wrapper(spans[0])


@pytest.mark.parametrize(
    ("markdown", "kept"),
    [
        ("word{#id}", ["id", [], []]),
        ("word{.class}", ["", ["class"], []]),
        ("سلام{lang=fa dir=rtl}", ["", [], [["lang", "fa"], ["dir", "rtl"]]]),
        ("*word*{.class}", ["", ["class"], []]),
    ],
)
def test_attributes_of_a_word_survive_without_its_place(markdown: str, kept: list[Any]) -> None:
    (spanned,) = [node for node in walk(strip_positions(placed(markdown))) if node["t"] == "Span"]
    assert spanned["c"][0] == kept


def test_tokens_become_words_again() -> None:
    assert strip_positions(placed("a-b, c")) == [para("a-b, c")]


def test_places_of_blocks_and_links_stay_when_those_of_tokens_go() -> None:
    stripped = strip_token_positions(placed("a [b c](#d)"))
    places = [
        dict(map(tuple, node["c"][0][2])).get("data-pos")
        for node in walk(stripped)
        if node["t"] in {"Div", "Span", "Link"}
    ]
    assert places == ["1:1-2:1", "1:3-1:12"]
