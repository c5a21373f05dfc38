"""Reference spans → what they print; then every link of the tree must lead somewhere."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from functools import cache, partial
from typing import Any

from reportgen.compose.numbering import Numbers
from reportgen.compose.tables import item_link
from reportgen.diagnostics import Diagnostic, Note, Span, did_you_mean, error
from reportgen.document import Node, Part, link, position_of, rewrite, span, text, walk
from reportgen.fingerprint import fingerprint
from reportgen.memory import DIAGNOSTICS, JSON, known, later
from reportgen.report import Report
from reportgen.summary import count
from reportgen.wording import Wording, typographic

__all__ = ["resolve"]


def resolve(
    parts: list[Part],
    numbers: Numbers,
    report: Report,
    wording: Wording,
    problems: list[Diagnostic],
) -> list[Part]:
    """Resolve every reference of every part.

    The first mention of an item in an ordinary section becomes the anchor `in-<item>` to which the
    item's row leads back.
    """
    paths = {section.head.id: section.path for section in report.sections}
    facts = fingerprint((report.registered, wording.labels))
    resolved = []
    for part in parts:
        path = paths.get(part.id, "")
        given = (facts, _given(part, numbers, report))
        blocks, faults = _resolved(_Resolver(numbers, report, wording, part, path), given)
        problems.extend(faults)
        resolved.append(dataclasses.replace(part, blocks=blocks))
    reserved = ["report-end", *(f"ref-{key}" for key in report.sources)]
    _check_anchors(resolved, paths, reserved, problems)
    return resolved


def _given(part: Part, numbers: Numbers, report: Report) -> str:
    """Return a digest of all in other parts on which the references of a part depend."""
    asked = known("wanted", None, (part.blocks,), partial(_wanted, part), JSON)
    wanted = {key for _, key in asked}
    places = {key: section.head.id for key, section in report.discussed.items()}
    discussed = {k: at for k, at in places.items() if k in wanted or at == part.id}
    wanted |= set(discussed.values())
    titles = {section.head.id: section.head.title for section in report.sections}
    kinds = [*vars(numbers).values(), titles]
    found = [{name: kind[name] for name in wanted & kind.keys()} for kind in kinds]
    spaces: dict[str, Collection[str]] = {
        "sec": numbers.titles,
        "tbl": numbers.tables,
        "fig": numbers.figures,
    }
    lost = any(key not in spaces[kind] for kind, key in asked if kind in spaces)
    # For a name that leads nowhere, one of all the others is proposed.
    return fingerprint((found, discussed, kinds if lost else None))


def _wanted(part: Part) -> list[tuple[str, str]]:
    """Return what the references of a part name, sorted, each with its kind."""
    marks = (
        dict(map(tuple, node["c"][0][2])) for node in walk(part.blocks)
        if node["t"] == "Span" and "reference" in node["c"][0][1]
    )  # fmt: skip
    return sorted({(str(mark["kind"]), str(mark["key"])) for mark in marks})


def _resolved(
    resolver: _Resolver, given: Hashable
) -> tuple[Sequence[Node], tuple[Diagnostic, ...]]:
    """Resolve the references of a part; `given` stands for all that they depend on beside it."""
    made = cache(resolver.resolved)
    values, objects = (resolver.part.id, resolver.path, given), (resolver.part.blocks,)
    faults = known("unresolved", values, objects, lambda: made()[1], DIAGNOSTICS)
    return later("resolve", values, objects, lambda: made()[0]), faults


class _Resolver:
    def __init__(
        self,
        numbers: Numbers,
        report: Report,
        wording: Wording,
        part: Part,
        path: str,
    ) -> None:
        self.numbers = numbers
        self.report = report
        self.wording = wording
        self.problems: list[Diagnostic] = []
        self.discussed = report.discussed
        self.anchored: set[str] = set()
        self.part = part
        self.path = path

    def resolved(self) -> tuple[list[Node], tuple[Diagnostic, ...]]:
        return rewrite(self.part.blocks, self.change), tuple(self.problems)

    def change(self, node: Node) -> list[Node] | None:
        if node["t"] == "Span" and "reference" in node["c"][0][1]:
            return self.reference(node)
        if node["t"] == "Link" and node["c"][2][0][1:] in self.report.items:
            return self.anchor(node["c"][2][0][1:], [node])
        return None

    def reference(self, node: Node) -> list[Node]:
        pairs = dict(map(tuple, node["c"][0][2]))
        kind, key = pairs["kind"], pairs["key"]
        span_ = position_of(self.path, pairs.get("data-pos"))
        printed = self.printed(kind, key, span_)
        if pairs.get("initial"):
            printed = _capitalised(printed)
        return self.anchor(key, printed) if key in self.report.items and kind != "back" else printed

    def anchor(self, key: str, printed: list[Node]) -> list[Node]:
        """Wrap the first mention of an item in the section that discusses it."""
        section = self.discussed.get(key)
        here = section is not None and section.head.id == self.part.id
        if not here or key in self.anchored:
            return printed
        self.anchored.add(key)
        return [span(printed, id=f"in-{key}")]

    def printed(self, kind: str, key: str, at: Span | None) -> list[Node]:
        report = self.report
        match kind:
            case "id":
                return [item_link(report.items[key])]
            case "item":
                title = typographic(report.items[key].title)
                return [link(f"{title} ({key})", f"#{key}", "item-ref")]
            case "value" | "date" | "status":
                return self.fact(kind, key, at)
            case "count":
                return self.counted(key, at)
            case "back":
                return self.back(key)
            case "sec":
                return self.section(key, at)
            case _:
                return self.numbered(kind, key, at)

    def fact(self, kind: str, key: str, at: Span | None) -> list[Node]:
        """Print a value, date or status; one that the register does not hold is a fault."""
        report, wording = self.report, self.wording
        marks = {wording.missing, wording.not_applicable}
        if kind == "value":
            words = wording.value(report.value_of(key), marks=False)
        elif kind == "date":
            words = wording.when(report.items.get(key) or report.events[key])
        else:
            words = wording.status(report.items[key])
            words = words if words in marks else words.lower()
        if words in marks:
            self.problems.append(
                error("nothing-to-print", f"`{key}` has no {kind}", at,
                      help="say in words that the source leaves it open")
            )  # fmt: skip
        return text(words)

    def counted(self, key: str, at: Span | None) -> list[Node]:
        number = count(self.report, key)
        if number is None:
            known = ["core", "context", "flags"]
            known += [category.id for category in self.report.metadata.categories]
            return self.unknown("unknown-count", f"`{key}` cannot be counted", at, key, known)
        return text(str(number))

    def back(self, key: str) -> list[Node]:
        section = self.discussed[key]
        number = self.numbers.sections.get(section.head.id)
        words = self.wording.labels["words"]
        name = f"{words['section']}\u00a0{number}" if number else section.head.title
        return [link(name, f"#in-{key}", "back-ref")]

    def section(self, key: str, at: Span | None) -> list[Node]:
        if key not in self.numbers.titles:
            return self.unknown(
                "unknown-section", f"`{key}` is not a section", at, key, self.numbers.titles
            )
        number = self.numbers.sections.get(key)
        words = self.wording.labels["words"]
        name = f"{words['section']}\u00a0{number}" if number else f"“{self.numbers.titles[key]}”"
        return [link(name, f"#{key}", "xref")]

    def numbered(self, kind: str, key: str, at: Span | None) -> list[Node]:
        noun = "table" if kind == "tbl" else "figure"
        known = self.numbers.tables if kind == "tbl" else self.numbers.figures
        if key not in known:
            return self.unknown(f"unknown-{noun}", f"`{key}` is not a {noun}", at, key, known)
        word = self.wording.labels["words"][noun]
        return [link(f"{word}\u00a0{known[key]}", f"#{kind}-{key}", "xref")]

    def unknown(
        self, code: str, message: str, at: Span | None, key: str, known: Iterable[str]
    ) -> list[Node]:
        self.problems.append(error(code, message, at, help=did_you_mean(key, known)))
        return []


def _capitalised(printed: list[Node]) -> list[Node]:
    """Return the inlines with a capital letter: they begin a sentence."""
    done = False

    def change(node: Node) -> list[Node] | None:
        nonlocal done
        if node["t"] == "Str" and not done:
            done = True
            return [{"t": "Str", "c": node["c"][:1].upper() + node["c"][1:]}]
        return None

    changed: list[Node] = rewrite(printed, change)
    return changed


def _check_anchors(
    parts: list[Part],
    paths: dict[str, str],
    reserved: Collection[str],
    problems: list[Diagnostic],
) -> None:
    """Report anchors that stand twice, and links inside the document that lead nowhere (Q-33).

    `reserved` are those that the bibliography and the pages will have.
    """
    anchors = {part.id for part in parts}
    seen: dict[str, Span | None] = dict.fromkeys(reserved)
    links: list[tuple[Part, str, str | None]] = []
    for part in parts:
        named, leading = known("anchors", None, (part.blocks,), partial(_anchors_of, part), JSON)
        for anchor, place in named:
            at = position_of(paths.get(part.id, ""), place)
            if anchor in seen:
                problems.append(_duplicate(anchor, seen[anchor], at))
            seen[anchor] = seen.get(anchor) or at
        links += [(part, target, place) for target, place in leading]
    anchors.update(seen.keys() - set(reserved))
    for part, target, place in links:
        if target[1:] not in anchors:
            at = position_of(paths.get(part.id, ""), place)
            problems.append(
                    error("unknown-anchor", f"there is nothing called `{target}` in the report", at,
                          help=did_you_mean(target[1:], anchors))
                )  # fmt: skip


_Placed = list[tuple[str, str | None]]


def _anchors_of(part: Part) -> tuple[_Placed, _Placed]:
    """Return the anchors of a part, and where its links within the document lead, with places."""
    named: _Placed = []
    links: _Placed = []
    for node in walk(part.blocks):
        named += [(anchor, _place(triple)) for anchor, triple in _anchors(node)]
        if node["t"] == "Link" and node["c"][2][0].startswith("#"):
            links.append((node["c"][2][0], _place(node["c"][0])))
    return named, links


def _duplicate(anchor: str, first: Span | None, second: Span | None) -> Diagnostic:
    notes = [Note("first used here", first)] if first and second else []
    return error(
        "duplicate-anchor", f"`{anchor}` is the name of two places in the report", second or first,
        notes=notes, help="give the one in the section another id",
    )  # fmt: skip


def _place(triple: list[Any]) -> str | None:
    return dict(map(tuple, triple[2])).get("data-pos")


def _anchors(node: Node) -> Iterator[tuple[str, list[Any]]]:
    """Yield the ids of a node, and of the rows of a table, with the attributes they stand in."""
    content: Any = node.get("c")
    triples: list[list[Any]] = []
    match node["t"]:
        case "Header":
            triples = [content[1]]
        case "Table":
            rows = [
                row for part in (content[3][1], *(body[3] for body in content[4])) for row in part
            ]
            triples = [content[0], *(row[0] for row in rows)]
        case "Div" | "Span" | "Link" | "Image" | "Figure" | "Code" | "CodeBlock":
            triples = [content[0]]
        case _:
            pass
    yield from ((triple[0], triple) for triple in triples if triple[0])
