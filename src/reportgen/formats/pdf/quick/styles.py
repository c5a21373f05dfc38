"""The cascade: what most properties of most elements come to, without the steps for the others.

Of some two hundred properties of an element few are written in a stylesheet. WeasyPrint 70.0 asks
of each whether it has a formula, a variable or a logical twin; and it works out, for every element,
the looks of six pseudo-elements that only notes and entries of lists have.
"""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from typing import Any

from weasyprint import css
from weasyprint.css import AnonymousStyle, ComputedStyle, StyleFor
from weasyprint.css.computed_values import COMPUTER_FUNCTIONS, PHYSICAL_FUNCTIONS
from weasyprint.css.properties import INHERITED, INITIAL_NOT_COMPUTED, INITIAL_VALUES

__all__ = ["replacements"]

_DECORATION = "text_decoration_"

_OWN_WAY = {"float", "display", "position", "page"}
"""Properties that depend on one another."""

_PLAIN = frozenset(
    name
    for name in INITIAL_VALUES
    if name not in INHERITED and name not in _OWN_WAY and not name.startswith(_DECORATION)
)
"""Properties that come to their initial value where no rule speaks of them."""

_HANDED_DOWN = frozenset(name for name in INHERITED if not name.startswith(_DECORATION)) | {"page"}
"""Properties that come to what they are in the element around."""

_TWINS = {
    direction: {
        name: twin(block="ttb", inline=direction) for name, twin in PHYSICAL_FUNCTIONS.items()
    }
    for direction in ("ltr", "rtl")
}
"""The logical property of each physical one, which may set it instead."""


_SIDES = ("top", "right", "bottom", "left")
_WIDTHS = tuple(f"border_{side}_width" for side in _SIDES)
_ASKED = (
    "width", "min_width", "max_width", "height", "min_height", "max_height", "box_sizing",
    *(f"{kind}_{side}" for kind in ("margin", "padding") for side in _SIDES),
    *_WIDTHS, *(f"border_{side}_style" for side in _SIDES),
    *(f"border_{y}_{x}_radius" for y in ("top", "bottom") for x in ("left", "right")),
    "border_image_source", "mask_border_source", "box_shadow", "box_decoration_break",
    "background_image", "background_color", "outline_width", "outline_style", "opacity",
    "anchor", "string_set", "bookmark_level", "bookmark_state", "appearance", "transform",
    "counter_set", "counter_reset", "counter_increment", "column_width", "column_count",
    "overflow", "vertical_align",
)  # fmt: skip
"""Properties that are asked of every box, and that few rules speak of."""

_GIVEN = {name: INITIAL_VALUES[name] for name in _ASKED} | dict.fromkeys(
    (*_WIDTHS, "outline_width"), 0
)
"""What they come to. A border has no width unless it has a style."""


def _withdrawn() -> dict[str, tuple[str, ...]]:
    """Return which of them a property takes back, of which a rule speaks."""
    found: dict[str, list[str]] = {}
    for name in _ASKED:
        of = [name, name.replace("_width", "_style")] if name.endswith("_width") else [name]
        for cause in of:
            twins = {_TWINS[direction].get(cause, cause) for direction in _TWINS}
            for each in {cause, *twins}:
                found.setdefault(each, []).append(name)
    return {cause: tuple(names) for cause, names in found.items()}


_WITHDRAWN = _withdrawn()


def _filled(begin: Callable[..., None]) -> Callable[..., None]:
    def made(style: Any, parent: Any, cascaded: Any, *rest: Any) -> None:
        """Begin a style with what most come to."""
        begin(style, parent, cascaded, *rest)
        if parent is not None:
            style.update(_GIVEN)
            for name in cascaded:
                for taken in _WITHDRAWN.get(name, ()):
                    style.pop(taken, None)

    return made


def _anonymous(begin: Callable[..., None]) -> Callable[..., None]:
    def made(style: Any, parent: Any) -> None:
        """Begin the style of an anonymous box, of which no rule speaks."""
        style.update(_GIVEN)
        begin(style, parent)

    return made


def _short(missing: Callable[..., Any]) -> Callable[..., Any]:
    def made(style: Any, key: str) -> Any:
        """Work out a property as WeasyPrint's own function does."""
        cascaded, parent = style.cascaded, style.parent_style
        if key in cascaded or parent is None:
            return missing(style, key)
        if key in _HANDED_DOWN:
            value = style[key] = parent[key]
            return value
        if key not in _PLAIN or (
            key in PHYSICAL_FUNCTIONS and _TWINS[style["direction"]][key] in cascaded
        ):
            return missing(style, key)
        value = INITIAL_VALUES[key]
        if key in INITIAL_NOT_COMPUTED and key in COMPUTER_FUNCTIONS:
            value = COMPUTER_FUNCTIONS[key](style, key, value)
        style[key] = value
        return value

    return made


def _cascade(
    self: Any, html: Any, sheets: Any, presentational_hints: Any, font_config: Any,
    target_collector: Any,
) -> None:  # fmt: skip
    """Do what the constructor of `StyleFor` does, but for what no one will ask."""
    cascaded: dict[Any, Any] = {}
    computed: dict[Any, Any] = {}
    self._cascaded_styles, self._computed_styles = cascaded, computed
    self.initial_page_sizes = {"box": None, "area": None}
    self._sheets, self.font_config = sheets, font_config
    written: dict[Any, Any] = {}
    root, base_url = html.etree_element, html.base_url
    for specificity, element, declarations, base in css.find_style_attributes(
        root, presentational_hints, base_url
    ):
        written[element] = tuple(declarations)
        found = css.preprocess_declarations(base, declarations)
        _put(cascaded.setdefault((element, None), {}), _weighed(found, "author", inf, specificity))
    known: dict[Any, Any] = {}
    weighed: dict[Any, Any] = {}
    for element in html.wrapper_element.iter_subtree():
        here = element.etree_element
        parent = element.parent.etree_element if element.parent else None
        rules, keys = _matching(element, sheets, weighed)
        look = (id(computed[parent, None]) if element.parent else None, written.get(here), keys)
        if look in known:
            computed[here, None] = known[look]
        else:
            own = [rule for pseudo, rule in rules if pseudo is None]
            for rule in own:
                _put(cascaded.setdefault((here, None), {}), rule)
            self.set_computed_styles(
                here, root=root, parent=parent, base_url=base_url,
                target_collector=target_collector,
            )  # fmt: skip
            known[look] = computed[here, None]
        for pseudo, rule in rules:
            if pseudo is not None and _is_asked(pseudo, computed[here, None], rules):
                _put(cascaded.setdefault((here, pseudo), {}), rule)
    for element, pseudo in cascaded:
        if pseudo:
            self.set_computed_styles(
                element, pseudo_type=pseudo, root=root, parent=element, base_url=base_url,
                target_collector=target_collector,
            )  # fmt: skip
    cascaded.clear()


def _matching(element: Any, sheets: Any, weighed: dict[Any, Any]) -> tuple[list[Any], Any]:
    """Return the rules for an element, each with its pseudo-element, and what names them all."""
    rules, keys = [], []
    for sheet, origin, sheet_specificity in sheets:
        for specificity, _, pseudo, (declarations, layer) in sheet.matcher.match(element):
            order = inf if layer is None else sheet.layers.index(layer)
            key = (sheet, specificity, id(declarations), order)
            if key not in weighed:
                weight = sheet_specificity or specificity
                weighed[key] = _weighed(declarations, origin, order, weight)
            keys.append(key)
            rules.append((pseudo, weighed[key]))
    return rules, tuple(keys)


def _weighed(declarations: Any, origin: str, layer: float, specificity: Any) -> list[Any]:
    """Return the declarations of a rule, each with its weight in the cascade."""
    return [
        (name, (values, (css.declaration_precedence(origin, importance), layer, specificity)))
        for name, values, importance in declarations
    ]


def _put(style: dict[str, Any], rule: list[Any]) -> None:
    """Put the declarations of a rule into a style, but for those that weigh less."""
    for name, valued in rule:
        before = style.get(name)
        if before is None or before[1] <= valued[1]:
            style[name] = valued


def _is_asked(pseudo: str, style: Any, rules: list[Any]) -> bool:
    """Tell whether WeasyPrint asks an element of a style for a pseudo-element."""
    if pseudo in {"footnote-call", "footnote-marker"}:
        return bool(style["float"] == "footnote")
    if pseudo in {"note-call", "note-marker", "note-callback"}:
        return bool(style["position"][0] == "note()")
    if pseudo == "marker":
        return "list-item" in style["display"] or any(
            other in {"before", "after"} for other, _ in rules
        )
    return True


def replacements() -> list[tuple[Any, str, Any]]:
    """Return what takes the place of functions of WeasyPrint."""
    return [
        (ComputedStyle, "__init__", _filled(ComputedStyle.__init__)),
        (AnonymousStyle, "__init__", _anonymous(AnonymousStyle.__init__)),
        (ComputedStyle, "__missing__", _short(ComputedStyle.__missing__)),
        (StyleFor, "__init__", _cascade),
    ]
