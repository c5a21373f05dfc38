"""Boxes: what of a style is the same for every box that has it is worked out once.

WeasyPrint 70.0 turns the lengths of a style into those of a box for each box and whenever it is
laid out again, and asks the style three or four questions to know whether a box is in the flow.
Styles are changed only while they are copies that no box was laid out with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import inf
from typing import Any

from weasyprint.css.properties import Dimension
from weasyprint.draw.border import draw_border, draw_outline
from weasyprint.draw.color import get_color
from weasyprint.formatting_structure import boxes
from weasyprint.layout import percent
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.layout.background import layout_box_backgrounds
from weasyprint.layout.float import avoid_collisions

from reportgen.formats.pdf.patching import everywhere

__all__ = ["replacements"]

_SIDES = ("top", "right", "bottom", "left")
_LENGTHS = (
    *(f"{kind}_{side}" for kind in ("margin", "padding") for side in _SIDES),
    "width", "min_width", "max_width", "height", "min_height", "max_height",
)  # fmt: skip
_BORDERS = tuple(f"border_{side}_width" for side in _SIDES)
_CORNERS = tuple(
    f"border_{corner}_radius" for corner in ("top_left", "top_right", "bottom_right", "bottom_left")
)
_NO_RADIUS = (0, "px")
_SQUARE = dict.fromkeys(_CORNERS, (0, 0))


@dataclass(frozen=True, slots=True)
class _Lengths:
    """The lengths of a style that do not depend on what is around a box.

    `open` names those that do, `has_content_size` says that borders come on top of a width.
    """

    known: dict[str, Any]
    borders: dict[str, Any]
    open: tuple[str, ...]
    has_content_size: bool
    is_collapsed: bool


def _lengths(style: Any) -> _Lengths:
    try:
        found: _Lengths = style.quick_lengths
    except AttributeError:
        known: dict[str, Any] = {}
        left = []
        for name in _LENGTHS:
            value = style[name]
            if value is None or value == "auto":
                known[name] = 0 if value and name in {"min_width", "min_height"} else value
            elif type(value) is Dimension and value.unit == "px":
                known[name] = value.value
            else:
                left.append(name)
        borders = {name: style[name] for name in _BORDERS}
        is_collapsed = style["border_collapse"] == "collapse"
        found = style.quick_lengths = _Lengths(
            known if is_collapsed else known | borders, borders, tuple(left),
            style["box_sizing"] == "content-box", is_collapsed,
        )  # fmt: skip
    return found


def _resolved(resolve: Callable[..., Any]) -> Callable[..., Any]:
    def made(box: Any, containing_block: Any) -> None:
        """Set the lengths of a box as WeasyPrint's own function does."""
        if type(box) is AbsolutePlaceholder:
            resolve(box, containing_block)
            return
        lengths = _lengths(box.style)
        if lengths.open:
            _resolve_open(box, containing_block, lengths.open)
        held = box.__dict__
        held.update(lengths.known)
        if lengths.is_collapsed:
            for name, width in lengths.borders.items():
                # What the grid of a table has settled stays.
                if not hasattr(box, name):
                    held[name] = width
        if not lengths.has_content_size:
            percent.adjust_box_sizing(box, "width")
            percent.adjust_box_sizing(box, "height")

    return made


def _resolve_open(box: Any, containing_block: Any, names: tuple[str, ...]) -> None:
    """Set the lengths that depend on the block around a box."""
    if isinstance(containing_block, boxes.Box):
        width, height = containing_block.width, containing_block.height
    else:
        width, height = containing_block
    upright = height if isinstance(box, boxes.PageBox) else width
    for name in names:
        if name == "height" and height == "auto":
            box.height = "auto"
        elif name.endswith("height"):
            unknown = {"min_height": 0, "max_height": inf}.get(name)
            percent.resolve_one_percentage(box, name, unknown if height == "auto" else height)
        elif name.endswith(("top", "bottom")):
            percent.resolve_one_percentage(box, name, upright)
        else:
            percent.resolve_one_percentage(box, name, width)


def _with_corners(resolve: Callable[..., Any]) -> Callable[..., Any]:
    """Set no radius where a style has none, without looking at each corner of each box."""

    def made(box: Any) -> None:
        style = box.style
        try:
            square = style.quick_square
        except AttributeError:
            square = style.quick_square = all(_NO_RADIUS in style[name] for name in _CORNERS)
        if square and type(box) is not AbsolutePlaceholder:
            box.__dict__.update(_SQUARE)
        else:
            resolve(box)

    return made


def _in_flow(ask: Callable[..., bool]) -> Callable[..., bool]:
    def made(box: Any) -> bool:
        style = box.style
        try:
            found: bool = style.quick_flow
        except AttributeError:
            found = style.quick_flow = ask(box)
        return found

    return made


def _descendants(box: Any, placeholders: bool = False) -> Iterator[Any]:  # noqa: FBT001, FBT002
    """Yield a box and all in it as WeasyPrint does, but not through a generator a level."""
    yield box
    levels = [iter(box.children)]
    while levels:
        for child in levels[-1]:
            if type(child) is AbsolutePlaceholder:
                if placeholders:
                    yield from child.descendants(placeholders)
                else:
                    yield child
                continue
            yield child
            if child.children:
                levels.append(iter(child.children))
                break
        else:
            levels.pop()


# ---------------------------------------------------------------- floats and grounds


def _beside_nothing(avoid: Callable[..., Any]) -> Callable[..., Any]:
    def made(context: Any, box: Any, block: Any, outer: bool = True) -> Any:  # noqa: FBT001, FBT002
        """Return where a box stands, and how much room it has, where nothing floats."""
        if (
            context.excluded_shapes
            or box.style["float"] != "none"
            or block.style["direction"] != "ltr"
        ):
            return avoid(context, box, block, outer)
        left = block.content_box_x()
        right = left + block.width
        if outer:
            return left, box.position_y, right - left
        left += box.margin_left
        right -= box.margin_right
        return left - box.margin_left, box.border_box_y() - box.margin_top, right - left

    return made


@dataclass(frozen=True, slots=True)
class _Ground:
    """What a style leaves undrawn: the ground of a box, and borders that have no width."""

    is_bare: bool
    is_framed_by_width: bool


def _ground(style: Any) -> _Ground:
    try:
        found: _Ground = style.quick_ground
    except AttributeError:
        has_image = style["border_image_source"][0] != "none"
        found = style.quick_ground = _Ground(
            not has_image
            and style["mask_border_source"][0] == "none"
            and style["visibility"] != "hidden"
            and get_color(style, "background_color").alpha == 0
            and not any(kind == "url" or value for kind, value in style["background_image"])
            and not style["box_shadow"],
            not has_image and style["column_width"] == style["column_count"] == "auto",
        )
    return found


def _grounds(lay_out: Callable[..., Any]) -> Callable[..., Any]:
    def made(
        page: Any, box: Any, get_image: Any, layout_children: bool = True, style: Any = None,  # noqa: FBT001, FBT002
    ) -> None:  # fmt: skip
        """Lay out the ground of a box and of all in it, if there is one."""
        if box is page or style is not None or not _ground(box.style).is_bare:
            lay_out(page, box, get_image, layout_children, style)
            return
        percent.resolve_radii_percentages(box)
        if layout_children:
            for child in box.all_children():
                made(page, child, get_image)
        box.background = None

    return made


def _borders(draw: Callable[..., Any]) -> Callable[..., Any]:
    def made(stream: Any, box: Any) -> None:
        """Draw the borders of a box, if it has one."""
        if (
            box.border_top_width
            or box.border_left_width
            or box.border_bottom_width
            or box.border_right_width
            or not _ground(box.style).is_framed_by_width
        ):
            draw(stream, box)

    return made


def _outlines(draw: Callable[..., Any]) -> Callable[..., Any]:
    def made(stream: Any, box: Any) -> None:
        """Draw the outlines of a box and of all in it."""
        if box.style["outline_width"]:
            draw(stream, box)
            return
        for child in box.children:
            if isinstance(child, boxes.Box):
                made(stream, child)

    return made


def _color(style: Any, key: str) -> Any:
    """Return a colour of a style, without comparing colours with words."""
    value = style[key]
    return style["color"] if isinstance(value, str) and value == "currentcolor" else value


def replacements() -> list[tuple[Any, str, Any]]:
    """Return what takes the place of functions of WeasyPrint."""
    wrapped = [
        (percent.resolve_percentages, _resolved),
        (percent.resolve_radii_percentages, _with_corners),
        (avoid_collisions, _beside_nothing), (layout_box_backgrounds, _grounds),
        (draw_border, _borders), (draw_outline, _outlines),
    ]  # fmt: skip
    return [
        *(change for function, wrap in wrapped for change in everywhere(function, wrap(function))),
        *everywhere(get_color, _color),
        (boxes.Box, "is_in_normal_flow", _in_flow(boxes.Box.is_in_normal_flow)),
        (boxes.Box, "descendants", _descendants),
    ]
