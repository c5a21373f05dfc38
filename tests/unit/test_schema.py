"""The JSON Schemas say what the models say, and are on disk beside the files they are for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from reportgen.files import DiskFiles
from reportgen.report import Item
from reportgen.schema import as_text, parts_at, schema_names, schemas
from reportgen.source import read_source
from reportgen.yamltree import parse_yaml

ROOT = Path(__file__).parents[2]
SOURCE = DiskFiles(ROOT / "source")
FILES = sorted(p.relative_to(ROOT / "source").as_posix() for p in ROOT.glob("source/**/*.yaml"))


def data_of(path: str) -> Any:
    return parse_yaml(read_source(SOURCE, path)).data


CATEGORIES = [category["id"] for category in data_of("report.yaml")["categories"]]
MADE = schemas(CATEGORIES)

ITEM = {
    "id": "TR-01",
    "category": "trade",
    "kind": "flow",
    "title": "Grain",
    "parties": ["IRN"],
    "confidence": "low",
}


def schema_of(path: str) -> str:
    return "items" if path.startswith("items/") else Path(path).stem


def takes(name: str, data: Any) -> bool:
    return bool(Draft202012Validator(MADE[name]).is_valid(data))


@pytest.mark.parametrize("name", schema_names())
def test_every_schema_is_a_schema_of_draft_2020_12(name: str) -> None:
    Draft202012Validator.check_schema(MADE[name])


@pytest.mark.parametrize("name", schema_names())
def test_the_schema_on_disk_is_what_the_models_say(name: str) -> None:
    """Renew it with `reportgen schema --write source/.schema`."""
    on_disk = (ROOT / "source" / ".schema" / f"{name}.json").read_text(encoding="utf-8")
    assert on_disk == as_text(MADE[name])


def test_nothing_else_lies_among_the_schemas() -> None:
    on_disk = {path.stem for path in (ROOT / "source" / ".schema").iterdir()}
    assert on_disk == set(schema_names())


@pytest.mark.parametrize("path", FILES)
def test_every_file_of_the_report_keeps_to_its_schema(path: str) -> None:
    faults = Draft202012Validator(MADE[schema_of(path)]).iter_errors(data_of(path))
    assert [fault.message for fault in faults] == []


@pytest.mark.parametrize("path", FILES)
def test_every_file_of_the_report_names_its_schema(path: str) -> None:
    first = (ROOT / "source" / path).read_text(encoding="utf-8").partition("\n")[0]
    up = "../" * path.count("/")
    assert first == f"# yaml-language-server: $schema={up}.schema/{schema_of(path)}.json"


@pytest.mark.parametrize("path", sorted(ROOT.glob("styles/*/style.yaml")))
def test_every_style_keeps_to_its_schema(path: Path) -> None:
    data = parse_yaml(read_source(DiskFiles(path.parent), path.name)).data
    assert takes("style", data)


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"sources": ["seed"]},
        {"sources": [{"key": "seed", "locator": "p. 3"}]},
        {"date": "1947"},
        {"date": 1947},
        {"status": None},
        {"from": "IRN"},
        {"kind": "deal"},
        {"status": "ongoing"},
        {"origin": "IRN"},
        {"colour": "red"},
        {"parties": []},
        {"parties": "IRN"},
        {"title": "x" * 91},
        {"title": ""},
        {"id": "trade one"},
        {"sources": [{"locator": "p. 3"}]},
        {"sources": [3]},
        {"value": {"amount": 2}},
        {"value": {"amount": 2, "qualifier": "about", "year": 2023}},
    ],
    ids=str,
)
def test_the_schema_takes_an_item_exactly_when_the_model_does(change: dict[str, Any]) -> None:
    item = ITEM | change
    try:
        Item.model_validate(item)
        valid = True
    except ValidationError:
        valid = False
    assert takes("items", {"items": [item]}) is valid


def test_the_categories_of_a_project_are_a_closed_list() -> None:
    assert not takes("items", {"items": [ITEM | {"category": "trad"}]})


def test_without_a_project_a_category_is_any_key() -> None:
    validator = Draft202012Validator(schemas()["items"])
    assert validator.is_valid({"items": [ITEM | {"category": "fishing"}]})


def test_a_file_of_items_without_items_is_refused() -> None:
    assert not takes("items", {"defaults": {}})


def test_derived_figures_may_be_left_out() -> None:
    assert takes("quantities", {"quantities": []})


def test_a_style_may_leave_out_every_token() -> None:
    assert takes("style", {})


@pytest.mark.parametrize(
    "style",
    [
        {"colour": {"accnt": "#123456"}},
        {"colour": {"accent": "green"}},
        {"table": {"rule": "dotted"}},
        {"size": {"text": -1}},
        {"table": {"banded": "yes"}},
        {"nothing": {}},
    ],
    ids=str,
)
def test_a_style_cannot_set_what_there_is_not(style: dict[str, Any]) -> None:
    assert not takes("style", style)


def test_a_style_may_bring_fonts_of_its_own() -> None:
    face = {"weight": 400, "italic": False, "file": "Own.ttf"}
    assert takes("style", {"font": {"Own": [face]}})


def test_a_token_is_described_in_the_words_of_the_bundled_style() -> None:
    assert MADE["style"]["properties"]["colour"]["properties"]["ink"]["description"] == "body text"


def test_an_item_is_described_in_the_words_of_its_model() -> None:
    assert MADE["items"]["$defs"]["Item"]["description"] == Item.__doc__


def fields(schema: Any, whole: dict[str, Any], name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every property of a schema by its way, with what a reference adds to it."""
    if isinstance(schema, list):
        for part in schema:
            yield from fields(part, whole, name)
    elif isinstance(schema, dict):
        for key, below in schema.items():
            if key == "properties":
                for field, said in below.items():
                    way = f"{name}.{field}"
                    target = said.get("$ref", "").rpartition("/")[2]
                    yield way, {**whole["$defs"][target], **said} if target else said
                    yield from fields(said, whole, way)
            else:
                yield from fields(below, whole, f"{name}.{key}" if key in whole else name)


FIELDS = [(name, *found) for name, made in MADE.items() for found in fields(made, made, name)]


def wants_example(said: dict[str, Any]) -> bool:
    """Tell whether a field is to be shown by an example: its schema alone does not show it."""
    for part in said.get("anyOf", [said]):
        of = part.get("items", {}) if part.get("type") == "array" else part
        if not {"enum", "const", "$ref", "anyOf"} & set(of) and (
            of.get("type") not in ("null", "boolean", "object")
        ):  # fmt: skip
            return True
    return False


def test_every_field_is_described() -> None:
    assert [way for _, way, said in FIELDS if not said.get("description")] == []


def test_every_field_has_an_example_or_a_closed_list_or_a_default_that_shows_it() -> None:
    lacking = [
        way
        for _, way, said in FIELDS
        if wants_example(said) and not said.get("examples") and said.get("default") in (None, [])
    ]
    assert [way for way in lacking if not way.startswith("style.")] == []


def test_every_example_is_right() -> None:
    wrong = []
    for name, way, said in FIELDS:
        whole = {**said, "$defs": MADE[name].get("$defs", {})}
        wrong += [
            f"{way}: {example}"
            for example in said.get("examples", ())
            if not Draft202012Validator(whole).is_valid(example)
        ]
    assert wrong == []


def closed(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        if "enum" in schema:
            yield schema
        for below in schema.values():
            yield from closed(below)
    elif isinstance(schema, list):
        for below in schema:
            yield from closed(below)


@pytest.mark.parametrize("name", schema_names())
def test_every_word_of_a_closed_list_has_a_meaning(name: str) -> None:
    for part in closed(schemas()[name]):
        assert len(part.get("enumDescriptions", ())) == len(part["enum"]), part
        assert all(part["enumDescriptions"])


def test_what_holds_at_a_place_is_found_through_references_and_lists() -> None:
    (part,) = parts_at(MADE["items"], ("items", 3, "kind"))
    assert part["enum"][0] == "flow"
    kinds = {str(p.get("type")) for p in parts_at(MADE["items"], ("items", 0, "value", "amount"))}
    assert kinds == {"integer", "number", "null"}
    assert parts_at(MADE["parties"], ("parties", "IRN", "iso2"))[0]["pattern"] == "^[A-Z]{2}$"
    assert parts_at(MADE["items"], ("nothing",)) == ()
