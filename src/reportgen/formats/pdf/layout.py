"""What WeasyPrint's layout lacks, as wrappers around its functions.

A table says on each further page that it goes on: the row `continued` of its head is set aside
while the first page is laid out. A text that fits but for the space at its end is not broken after
its first word. The mark of a list entry is painted before the entry and not
after the whole page. Knows of WeasyPrint's boxes, and nothing else of the report than that class.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

__all__ = ["is_continued", "with_continued_heads", "with_marks_in_place", "with_spaces_let_go"]


def with_continued_heads(table_layout: Callable[..., Any]) -> Callable[..., Any]:
    """Return WeasyPrint's `table_layout` with heads that differ on the first page."""

    def layout(
        context: Any, table: Any, bottom_space: Any, skip_stack: Any, block: Any,
        page_is_empty: bool, *rest: Any,  # noqa: FBT001 - WeasyPrint's signature
    ) -> Any:  # fmt: skip
        shown = table if skip_stack is not None else _first_page_of(table)
        laid = table_layout(context, shown, bottom_space, skip_stack, block, page_is_empty, *rest)
        if laid[0] is None and page_is_empty:
            # Groups that must not be parted, together higher than a page: WeasyPrint would stop.
            loose = _loosened(shown)
            return table_layout(
                context, loose, bottom_space, skip_stack, block, page_is_empty, *rest
            )
        return laid

    return layout


def _loosened(table: Any) -> Any:
    """Return the table with breaks allowed between all its rows, and inside them."""

    def loose(box: Any, children: list[Any]) -> Any:
        copy = box.copy_with_children(children)
        copy.style = box.style.copy()
        copy.style |= dict.fromkeys(("break_before", "break_inside", "break_after"), "auto")
        return copy

    return table.copy_with_children([
        loose(group, [loose(row, row.children) for row in group.children])
        for group in table.children
    ])


def is_continued(box: Any) -> bool:
    """Tell whether a row stands only at the top of the further pages of its table."""
    return box.element is not None and box.element.get("class") == "continued"


def _first_page_of(table: Any) -> Any:
    """Return the table without the row `continued`, in its head and in its grid of borders."""
    head = table.children[0] if table.children else None
    if head is None or not head.is_header or not any(map(is_continued, head.children[:1])):
        return table
    shown = table.copy_with_children([
        head.copy_with_children(head.children[1:]), *table.children[1:],
    ])  # fmt: skip
    if table.style["border_collapse"] == "collapse":
        vertical, horizontal = table.collapsed_border_grid
        shown.collapsed_border_grid = (vertical[1:], horizontal[1:])
    return shown


def with_spaces_let_go(split_first_line: Callable[..., Any]) -> Callable[..., Any]:
    """Return WeasyPrint's `split_first_line` that lets the space at the end of a line go.

    It takes a text that is too wide by that space alone for one that breaks nowhere, and parts it
    after its first word.
    """

    def split(text: str, style: Any, context: Any, width: Any, *rest: Any, **options: Any) -> Any:
        made = split_first_line(text, style, context, width, *rest, **options)
        if made[2] is None or not text.endswith(" "):
            return made
        first_word = text.find(" ")
        if not 0 < first_word < len(text) - 1:
            return made
        if style["white_space"] != "normal" or made[1] > len(text[:first_word].encode()):
            return made
        bare = split_first_line(text.rstrip(" "), style, context, width, *rest, **options)
        if bare[2] is not None or bare[3] > width:
            return made
        return split_first_line(text, style, context, None, *rest, **options)

    return split


def with_marks_in_place(dispatch_children: Callable[..., Any]) -> Callable[..., Any]:
    """Return WeasyPrint's `_dispatch_children` with the marks of lists painted in reading order.

    It lays them out as absolutely positioned boxes, which are painted after all others.
    """

    def dispatch(box: Any, *rest: Any) -> Any:
        children = getattr(box, "children", ())
        if any(map(_is_mark, children)):
            box = box.copy_with_children(list(_in_place(children)))
        return dispatch_children(box, *rest)

    return dispatch


def _is_mark(box: Any) -> bool:
    return isinstance(box, AbsolutePlaceholder) and str(box.element_tag).endswith("::marker")


def _in_place(children: Sequence[Any]) -> Iterator[Any]:
    """Yield the children with each mark as a line among lines, or as a block among blocks."""
    lines = isinstance(children[-1], boxes.LineBox)
    for child in children:
        if not _is_mark(child):
            yield child
            continue
        mark = child._box  # noqa: SLF001 - the placeholder has no other way to what it holds
        if lines:
            yield from mark.children
        else:
            block = mark.copy()
            block.style = mark.style.copy()
            block.style["position"] = "static"
            yield block
