"""Section templates → shells with slots, and shells → parts with their slots filled."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from reportgen import pandoc
from reportgen.compose.generated import Plan
from reportgen.diagnostics import Diagnostic, Failure, Span, did_you_mean, error
from reportgen.document import Node, rewrite, walk
from reportgen.edition import Style
from reportgen.memory import later
from reportgen.source import Source
from reportgen.templates import SLOT_FORMAT, Slot, render_template
from reportgen.timing import timed

__all__ = ["fill", "render_shells"]

_CUT = "reportgencut"


@timed("templates")
def render_shells(plans: list[Plan], style: Style, problems: list[Diagnostic]) -> list[list[Node]]:
    """Render every part's template and read all of them with one call of pandoc."""
    rendered: list[str] = []
    for plan in plans:
        text = style.templates.get(plan.template)
        if text is None:
            problems.append(
                error("missing-template", f"the style has no template `{plan.template}`",
                      help=did_you_mean(plan.template, style.templates))
            )  # fmt: skip
            rendered.append("")
            continue
        plan.source = Source(style.origins[plan.template], text, "")
        slots = {name: Slot(name) for name in plan.slots}
        try:
            rendered.append(render_template(plan.source, {**plan.values, "slots": slots}))
        except Failure as failure:
            problems.extend(failure.diagnostics)
            rendered.append("")
    cut = f"\n\n```{{={_CUT}}}\ncut\n```\n\n"
    blocks = pandoc.read_markdown(cut.join([*rendered, ""]))
    shells: list[list[Node]] = [[]]
    for block in blocks:
        if _is_cut(block):
            shells.append([])
        else:
            shells[-1].append(block)
    if len(shells) != len(plans) + 1:
        # Some template leaves a fence open and swallowed the next one: find it.
        for plan, text in zip(plans, rendered, strict=True):
            if not any(map(_is_cut, pandoc.read_markdown(text + cut))):
                problems.append(
                    error("broken-template", f"the template `{plan.template}` leaves a block open",
                          Span.at(plan.source.path), help="close every `:::` and every code fence")
                )  # fmt: skip
        return [[] for _ in plans]
    return shells[:-1]


def _is_cut(block: Node) -> bool:
    return bool(block["t"] == "RawBlock" and block["c"][0] == _CUT)


def fill(plan: Plan, shell: list[Node], problems: list[Diagnostic]) -> Sequence[Node]:
    """Put the blocks into the slots of a shell; each slot must be used exactly once."""
    problems.extend(_faults(plan, shell))
    slots = dict(plan.slots)

    def change(node: Node) -> list[Node] | None:
        name = _slot(node)
        return list(slots[name]) if name in slots else None

    def filled() -> list[Node]:
        made: list[Node] = rewrite(shell, change)
        return made

    return later("fill", (json.dumps(shell), tuple(slots)), slots.values(), filled)


def _slot(node: Node) -> str | None:
    """Return the name of the slot that a node stands for, if it does."""
    raw = node["t"] == "RawBlock" and node["c"][0] == SLOT_FORMAT
    return str(node["c"][1]).strip() if raw else None


def _faults(plan: Plan, shell: list[Node]) -> list[Diagnostic]:
    problems: list[Diagnostic] = []
    used: dict[str, int] = dict.fromkeys(plan.slots, 0)
    for node in walk(shell):
        name = _slot(node)
        if name in used:
            used[name] += 1
            continue
        if node["t"] == "Image":
            problems.append(
                error("remote-image", "a template shows an image", Span.at(plan.source.path),
                      help="show images in the sections; a template gives the shell alone")
            )  # fmt: skip
        if node["t"] in {"RawBlock", "RawInline"} and not (
            node["c"][0] == SLOT_FORMAT and node["c"][1].strip() in used
        ):  # fmt: skip
            markup = re.sub(r"\s+", " ", node["c"][1]).strip()
            problems.append(
                error("raw-markup", f"`{markup[:40]}` is raw markup, which one format could read",
                      _place(plan, node["c"][1].strip()), help="write Markdown in the template")
            )  # fmt: skip
    for name, times in used.items():
        if times != 1:
            code = "unfilled-slot" if times == 0 else "repeated-slot"
            message = "is never used" if times == 0 else f"is used {times} times"
            problems.append(
                error(code, f"the slot `{name}` {message} in the template `{plan.template}`",
                      _place(plan, f"slots.{name}", last=True),
                      help=f"write `{{{{ slots.{name} }}}}` once")
            )  # fmt: skip
    return problems


def _place(plan: Plan, words: str, *, last: bool = False) -> Span:
    """Return where the template says these words, or its beginning when it does not."""
    text = plan.source.text
    at = text.rfind(words) if last else text.find(words)
    return plan.source.span(at, at + len(words)) if at >= 0 else Span.at(plan.source.path)
