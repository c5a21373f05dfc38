"""What WeasyPrint's layout lacks: a table that says on each further page that it goes on.

Its table layout repeats the head of a table as it is. Here the row `continued` of a head is set
aside while the first page of the table is laid out. Knows of WeasyPrint's boxes, and nothing else
of the report than that class.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

__all__ = ["is_continued", "with_continued_heads"]


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
    if head is None or not head.is_header or not head.children or not is_continued(head.children[0]):
        return table
    shown = table.copy_with_children([
        head.copy_with_children(head.children[1:]), *table.children[1:],
    ])  # fmt: skip
    if table.style["border_collapse"] == "collapse":
        vertical, horizontal = table.collapsed_border_grid
        shown.collapsed_border_grid = (vertical[1:], horizontal[1:])
    return shown
