"""What is edited in place reads as was wished, and every other byte stays."""

from __future__ import annotations

import copy
from typing import Any

import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from reportgen.files import MemoryFiles
from reportgen.source import UNPRINTABLE, read_source
from reportgen.splice import rewrite, same
from reportgen.yamltree import parse_yaml
from support.law import DEAR_LAW

HOSTILE = st.sampled_from([
    "no", "NO", "null", "~", "007", "1e3", "2024-01-01", "2024", "12:30", "0x1f", "- a", "a: b",
    "a #b", "#b", " led", "trail ", "a\nb", "a\n\nb\n", "\n", "'q'", '"q"', "[x]", "{x}", "a, b",
    "*a", "&a", "!a", "%a", "@a", "`a", "|", ">", "?", "-", ":", "<<", "=", "يسار", "🙂", "a\tb",
    "---", "...", "\\n", "word " * 60 + "end", "x" * 200, "a  b " * 40 + "c", "\ufeffb", "true",
])  # fmt: skip
WORDS = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8)
    .filter(lambda text: not UNPRINTABLE.search(text)),
    HOSTILE,
)  # fmt: skip
KEYS = st.one_of(st.sampled_from(["id", "kind", "a", "b", "c", "date"]), WORDS).filter(
    lambda key: len(key) < 100 and "\n" not in key
)
SCALARS = st.one_of(
    WORDS, st.booleans(), st.integers(-(10**12), 10**12), st.none(),
    st.floats(allow_nan=False, allow_infinity=False, min_value=-1e9, max_value=1e9),
)  # fmt: skip
DATA = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(KEYS, inner, max_size=4)),
    max_leaves=12,
)
MAPPINGS = st.dictionaries(KEYS, DATA, min_size=1, max_size=5)
FLOWS = st.sampled_from([True, False, None])
ENDS = st.sampled_from(["\n", "\r\n"])


class _Plain(yaml.SafeDumper):
    """Writes as people do: plain where it can be, else in the quotes that are asked for."""


def _represented(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    style = "|" if "\n" in text else ">" if len(text) > 60 else None
    if style is None and (len(text) % 2 or not text.isascii() or not text.isalpha()):
        style = '"' if len(text) % 3 else "'"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Plain.add_representer(str, _represented)


def written(data: Any, flow: bool | None, indent: int = 2) -> str:  # noqa: FBT001 - pyyaml's own setting
    return yaml.dump(
        data, Dumper=_Plain, allow_unicode=True, default_flow_style=flow, sort_keys=False,
        width=70, indent=indent,
    )  # fmt: skip


def read(data: bytes) -> Any:
    return parse_yaml(read_source(MemoryFiles({"a.yaml": data}), "a.yaml")).data


@st.composite
def altered(draw: st.DrawFn, data: Any) -> Any:
    """Draw what someone could make of data: values changed, taken out and added anywhere."""
    if isinstance(data, dict) and draw(st.integers(0, 3)):
        made = {}
        for key, value in data.items():
            kind = draw(st.sampled_from(["keep", "keep", "keep", "change", "drop", "before"]))
            if kind == "before":
                new = draw(KEYS)
                if new not in data:
                    made[new] = draw(DATA)
            if kind != "drop":
                made[key] = draw(altered(value)) if kind == "change" else value
        return made
    if isinstance(data, list) and draw(st.integers(0, 3)):
        entries = []
        for value in data:
            kind = draw(st.sampled_from(["keep", "keep", "change", "drop", "before"]))
            if kind == "before":
                entries.append(draw(DATA))
            if kind != "drop":
                entries.append(draw(altered(value)) if kind == "change" else value)
        return entries
    return draw(DATA)


@DEAR_LAW
@given(MAPPINGS, FLOWS, ENDS, st.booleans(), st.booleans(), st.data())
def test_what_is_edited_reads_as_was_wished(
    data: dict[str, Any],
    flow: bool | None,  # noqa: FBT001 - drawn
    end: str,
    mark: bool,  # noqa: FBT001 - drawn
    whole: bool,  # noqa: FBT001 - drawn
    drawing: st.DataObject,
) -> None:
    text = written(data, flow).removesuffix("" if whole else "\n").replace("\n", end)
    old = (b"\xef\xbb\xbf" if mark else b"") + text.encode()
    wanted = drawing.draw(altered(read(old)))
    assume(isinstance(wanted, dict) and set(wanted) & set(data))
    assert same(read(rewrite(old, "a.yaml", wanted)), wanted)


@DEAR_LAW
@given(MAPPINGS, FLOWS, ENDS)
def test_what_is_not_edited_keeps_every_byte(
    data: dict[str, Any],
    flow: bool | None,  # noqa: FBT001 - drawn
    end: str,
) -> None:
    old = written(data, flow).replace("\n", end).encode()
    assert rewrite(old, "a.yaml", copy.deepcopy(read(old))) == old


@DEAR_LAW
@given(st.lists(DATA, min_size=3, max_size=3), st.booleans(), ENDS, st.data())
def test_what_stands_around_an_edit_keeps_every_byte(
    values: list[Any],
    flow: bool,  # noqa: FBT001 - drawn
    end: str,
    drawing: st.DataObject,
) -> None:
    parts = [
        f"# about {key}\n{section}# end of {key}\n\n".replace("\n", end)
        for key, value in zip(("left", "next", "last"), values, strict=True)
        for section in [f"{key}: {written([value], flow)}" if flow else written({key: value}, flow)]
    ]
    old = "".join(parts).encode()
    data = read(old)
    wanted = {**data, "next": drawing.draw(altered(data["next"]))}
    new = rewrite(old, "a.yaml", wanted)
    assert same(read(new), wanted)
    assert new.startswith(f"{parts[0]}# about next{end}next:".encode())
    assert new.endswith(parts[2].encode())
