"""A name or a field → what an editor shows of it, in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from reportgen.index import Definition, Index, Kind, Space

__all__ = ["card", "describe", "summary"]

_FIRST = {
    Kind.ITEM: (
        "category", "kind", "status", "direction", "from", "to", "parties", "date_text", "date",
        "not_before", "not_after", "value", "locations", "part_of", "constraints", "confidence",
    ),
    Kind.EVENT: ("item", "date_text", "date", "not_before", "not_after", "parties"),
    Kind.QUANTITY: ("item", "value", "date"),
    Kind.DERIVED: ("formula", "caution"),
    Kind.PARTY: ("type", "acronym", "office", "state", "owner"),
    Kind.PLACE: ("country", "level"),
    Kind.CONSTRAINT: ("imposed_by",),
    Kind.SOURCE: ("author", "publisher", "published", "not_before", "type", "reliability", "url"),
    Kind.TERM: ("acronym", "avoid", "role"),
    Kind.FLAG: ("severity", "type", "at"),
    Kind.CATEGORY: ("prefix", "scope"),
    Kind.SECTION: ("template", "items", "sources", "as_of", "as_of_not_before"),
}  # fmt: skip
"""The fields of each kind that are shown, in order; what has none is left out."""

_SOURCED = {Kind.ITEM, Kind.EVENT, Kind.QUANTITY}
_LAST = ("definition", "text", "answer", "note", "ambiguity", "flags")


def card(index: Index, definition: Definition) -> str:
    """Return all that is shown of a name: what it is, its fields, and where it is discussed."""
    data = definition.data
    lines = [f"**{definition.title or definition.key}** · {definition.kind} `{definition.key}`", ""]
    names = [*_FIRST.get(definition.kind, ())]
    fields = {**_lent(index, definition), **data}
    if definition.kind in _SOURCED:
        names += ["sources", "as_of", "as_of_not_before"]
    names += _LAST if definition.kind is not Kind.HEADING else ()
    for name in names:
        shown = _show(index, name, fields.get(name))
        if shown and shown != definition.title:
            lines.append(f"- {name.replace('_', ' ')}: {shown}")
    used = _used(index, definition)
    if used:
        lines += ["", used]
    return "\n".join(lines)


def summary(definition: Definition) -> str:
    """Return one line about a name, for a list of completions."""
    said = [definition.kind.value]
    said += [str(definition.data[name]) for name in ("status", "type") if definition.data.get(name)]
    return f"{definition.title} ({', '.join(said)})" if definition.title else ", ".join(said)


_OF_ITEM = {
    Kind.EVENT: ("date", "date_text", "not_before", "not_after", "parties"),
    Kind.QUANTITY: ("value",),
}
"""What an entry takes from the item that it belongs to, when it has none of its own."""


def _lent(index: Index, definition: Definition) -> dict[str, Any]:
    """Return what holds for an entry without standing in it: defaults of its file, and its item."""
    if definition.kind not in _SOURCED:
        return {}
    reading = index.readings.get(definition.span.path)
    data = reading.tree.data if reading and reading.tree else {}
    defaults = data.get("defaults") if isinstance(data, dict) else None
    lent = dict(defaults) if isinstance(defaults, dict) else {}
    item = index.find(Space.REGISTER, str(definition.data.get("item")))
    if item is not None:
        named = _OF_ITEM.get(definition.kind, ())
        lent |= {name: item.data[name] for name in named if name in item.data}
    return lent


def _show(index: Index, name: str, value: Any) -> str:
    """Return a value of a field in words; ids come with their titles."""
    if value is None or value in ([], ""):
        return ""
    if name == "value" and isinstance(value, dict):
        return _amount(value)
    if isinstance(value, list):
        return "; ".join(filter(None, (_show(index, name, one) for one in value)))
    if isinstance(value, dict):
        if "key" in value:
            locator = f", {value['locator']}" if value.get("locator") else ""
            return _titled(index, str(value["key"])) + locator
        return "; ".join(f"{key} {one}" for key, one in value.items())
    text = " ".join(str(value).split())
    return _titled(index, text) if name in _NAMES else text


_NAMES = {
    "parties", "from", "to", "locations", "part_of", "constraints", "sources", "flags", "item",
    "imposed_by", "country", "owner", "state",
}  # fmt: skip
"""Fields that name other entries."""


def _titled(index: Index, key: str) -> str:
    title = index.titles.get(key, "")
    longest = 80
    title = title if len(title) <= longest else f"{title[: longest - 1]}…"
    return f"{title} (`{key}`)" if title and title != key else f"`{key}`"


def _amount(value: Mapping[str, Any]) -> str:
    words = [value.get(name) for name in ("qualifier", "amount", "scale", "currency", "unit")]
    said = " ".join(str(word) for word in words if word is not None)
    said += f" per {value['per']}" if value.get("per") else ""
    said += f" ({value['year']})" if value.get("year") else ""
    return said + (f": “{value['text']}”" if value.get("text") else "")


def _used(index: Index, definition: Definition) -> str:
    """Say in which sections a name is discussed, and how often it is used elsewhere."""
    sections: dict[str, None] = {}
    others = 0
    for place in index.uses_of(definition):
        if "/sections/" in place.whole.path and place.whole.path != definition.span.path:
            sections.setdefault(place.whole.path)
        elif place.whole.path != definition.span.path or definition.kind is not Kind.SECTION:
            others += 1
    said = []
    if sections:
        verb = "Discussed" if definition.kind is Kind.ITEM else "Named"
        said.append(f"{verb} in " + ", ".join(_section(index, path) for path in sections) + ".")
    elif definition.kind is Kind.ITEM:
        said.append("No section discusses it.")
    if others:
        said.append(f"Used {others} {'time' if others == 1 else 'times'} in the register.")
    return " ".join(said)


def _section(index: Index, path: str) -> str:
    found = (d for d in index.readings[path].definitions if d.kind is Kind.SECTION)
    section = next(found, None)
    return f"“{section.title}”" if section and section.title else path.rpartition("/")[2]


def describe(parts: Iterable[Mapping[str, Any]], key: str, word: str | None = None) -> str:
    """Return what the schema says of a field, with its words; or of one `word` of it."""
    parts = [part for part in parts if part.get("type") != "null"]
    lines = list(dict.fromkeys(p["description"] for p in parts if p.get("description")))
    meant = dict(_meanings(parts))
    if word is not None:
        return f"`{word}`: {meant[word]}" if meant.get(word) else ""
    if not lines and not meant:
        return ""
    text = [f"**{key}**", "", *lines]
    if meant:
        text += ["", *(f"- `{one}`{f': {said}' if said else ''}" for one, said in meant.items())]
    examples = [e for part in parts for e in part.get("examples", ()) if not isinstance(e, dict)]
    if examples and not meant:
        text += [
            "",
            "For example: " + ", ".join(f"`{e}`" for e in dict.fromkeys(map(str, examples))),
        ]
    return "\n".join(text)


def _meanings(parts: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Yield the words of closed lists, and what each means."""
    for part in parts:
        words = part.get("enum", [])
        said = part.get("enumDescriptions", [""] * len(words))
        yield from zip(map(str, words), said, strict=False)
        if isinstance(part.get("items"), dict):
            yield from _meanings([part["items"]])
