"""Section templates → shells with slots, and shells → parts with their slots filled."""

from __future__ import annotations

import re

from reportgen import pandoc
from reportgen.compose.generated import Plan
from reportgen.diagnostics import Diagnostic, Failure, Span, did_you_mean, error
from reportgen.document import Node, rewrite, walk
from reportgen.edition import Style
from reportgen.memory import known, same
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
    return [[same(block) for block in shell] for shell in shells[:-1]]


def _is_cut(block: Node) -> bool:
    return bool(block["t"] == "RawBlock" and block["c"][0] == _CUT)


def fill(plan: Plan, shell: list[Node], problems: list[Diagnostic]) -> list[Node]:
    """Put the blocks into the slots of a shell; each slot must be used exactly once."""
    slots = [block for blocks in plan.slots.values() for block in blocks]
    names = tuple((name, len(blocks)) for name, blocks in plan.slots.items())
    values = (plan.template, names, plan.source.path, plan.source.text)
    blocks, faults = known("fill", values, (*shell, *slots), lambda: _fill(plan, shell))
    problems.extend(faults)
    return blocks


def _fill(plan: Plan, shell: list[Node]) -> tuple[list[Node], list[Diagnostic]]:
    problems: list[Diagnostic] = []
    used: dict[str, int] = dict.fromkeys(plan.slots, 0)

    def change(node: Node) -> list[Node] | None:
        if node["t"] == "RawBlock" and node["c"][0] == SLOT_FORMAT:
            name = node["c"][1].strip()
            if name in used:
                used[name] += 1
                return plan.slots[name]
        return None

    for node in walk(shell):
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
    filled: list[Node] = rewrite(shell, change)
    for name, times in used.items():
        if times != 1:
            code = "unfilled-slot" if times == 0 else "repeated-slot"
            message = "is never used" if times == 0 else f"is used {times} times"
            problems.append(
                error(code, f"the slot `{name}` {message} in the template `{plan.template}`",
                      _place(plan, f"slots.{name}", last=True),
                      help=f"write `{{{{ slots.{name} }}}}` once")
            )  # fmt: skip
    return filled, problems


def _place(plan: Plan, words: str, *, last: bool = False) -> Span:
    """Return where the template says these words, or its beginning when it does not."""
    text = plan.source.text
    at = text.rfind(words) if last else text.find(words)
    return plan.source.span(at, at + len(words)) if at >= 0 else Span.at(plan.source.path)
