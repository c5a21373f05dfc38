"""Reports that are made of a template and a table: what a value may do, and where a fault is."""

from __future__ import annotations

import datetime as dt
import decimal
import io
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from reportgen.diagnostics import Diagnostic, Failure, Span
from reportgen.document import plain_text
from reportgen.files import DiskFiles, MemoryFiles
from reportgen.memory import Memory
from reportgen.pandoc import read_markdown
from reportgen.portfolio import Result, Wish, build_portfolio
from reportgen.portfolio.rows import Filled, Row
from reportgen.portfolio.tables import read_rows
from reportgen.source import UNPRINTABLE, Source, read_source
from reportgen.yamltree import parse_yaml
from support.portfolio import SHARED, STATED, filled_in, reading, report_files

GENERATED = (
    STATED
    + """\
generated:
  - {template: brief, table: data/pairs.csv, name: "{{ row.code }}"}
"""
)
TABLE = 'code,title,tonnes\ntea,Tea,3\nrye,"Rye, and more",4.5\n'
TEMPLATE = {
    path.replace("templates/brief/source", "source"): text
    for path, text in report_files("brief", "templates").items()
}
TEMPLATE = {path.removeprefix("templates/brief/"): text for path, text in TEMPLATE.items()}
TEMPLATE["source/report.yaml"] = (
    TEMPLATE["source/report.yaml"]
    .replace("title: A small report", "title: Trade in {{ row.title }}")
    .replace("slug: brief", 'slug: "{{ report.slug }}"')
    .replace("number: RG brief", "number: RG {{ report.name }}")
)
TEMPLATE["source/items/trade.yaml"] = TEMPLATE["source/items/trade.yaml"].replace(
    "amount: 3,", "amount: {{ row.tonnes }},"
)
TEMPLATE["source/sections/trade.md"] += "\nIt is {{ row.title }} that crosses.\n"


@pytest.fixture(scope="module")
def memory() -> Memory:
    return Memory()


@pytest.fixture(scope="module", autouse=True)
def _what_is_made_of_all_is_tried_elsewhere() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("reportgen.portfolio.building.engine_digest", lambda _: "this one")
        patch.setattr("reportgen.portfolio.building.load_style", lambda *_: None)
        patch.setattr("reportgen.portfolio.building.index_page", lambda *_: b"the index")
        yield


def briefs(home: Path, table: str | bytes = TABLE, **changes: str) -> Path:
    files: dict[str, str | bytes] = {"portfolio.yaml": GENERATED, "data/pairs.csv": table}
    files |= {f"shared/{name}.yaml": text for name, text in SHARED.items()}
    files |= {f"templates/brief/{path}": text for path, text in TEMPLATE.items()}
    return filled_in(home, {**files, **changes})


def build(home: Path, memory: Memory, made: list[str] | None = None) -> Result:
    made = [] if made is None else made
    with memory.open():
        return build_portfolio(home, home / "build", Wish(), makers=reading(home, made))


def faults(home: Path, memory: Memory) -> list[tuple[str, str, int, int]]:
    with pytest.raises(Failure) as caught:
        build(home, memory)
    return [_said(fault) for fault in caught.value.diagnostics]


def _said(fault: Diagnostic) -> tuple[str, str, int, int]:
    assert fault.span is not None
    return fault.code, fault.span.path, fault.span.start.line, fault.span.start.column


def _with(old: str, new: str, path: str = "source/report.yaml") -> dict[str, str]:
    assert old in TEMPLATE[path]
    return {f"templates/brief/{path}": TEMPLATE[path].replace(old, new)}


# ---------------------------------------------------------------- reports of rows


def test_a_row_is_a_report(tmp_path: Path, memory: Memory) -> None:
    result = build(briefs(tmp_path), memory)
    assert [(entry.name, entry.facts.title, entry.facts.number) for entry in result.entries] == [
        ("tea", "Trade in Tea", "RG tea"),
        ("rye", "Trade in Rye, and more", "RG rye"),
    ]
    assert result.faults == ()


def _workbook() -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (["code", "title", "tonnes"], ["tea", "Tea", 3], ["rye", "Rye, and more", 4.5]):
        book.active.append(row)
    book.save(buffer := io.BytesIO())
    return buffer.getvalue()


def _parquet() -> bytes:
    columns = {"code": ["tea", "rye"], "title": ["Tea", "Rye, and more"], "tonnes": [3.0, 4.5]}
    parquet.write_table(pa.table(columns), buffer := io.BytesIO())
    return buffer.getvalue()


@pytest.mark.parametrize(("ending", "data"), [("xlsx", _workbook()), ("parquet", _parquet())])
def test_every_kind_of_table_makes_the_same_reports(
    tmp_path: Path, memory: Memory, ending: str, data: bytes
) -> None:
    home = briefs(tmp_path)
    plain = build(home, memory)
    stated = GENERATED.replace("pairs.csv", f"pairs.{ending}")
    filled_in(home, {"portfolio.yaml": stated, f"data/pairs.{ending}": data})
    made: list[str] = []
    assert [e.facts for e in build(home, memory, made).entries] == [e.facts for e in plain.entries]
    assert made == []


def test_only_the_rows_that_changed_are_built_again(tmp_path: Path, memory: Memory) -> None:
    home = briefs(tmp_path)
    build(home, memory)
    (home / "data/pairs.csv").write_text("code,title,tonnes\noat,Oats,1\ntea,Tea,3\nrye,Rye,4.5\n")
    made: list[str] = []
    build(home, memory, made)
    assert made == ["oat", "rye"]


def test_a_fault_has_its_place_in_the_template_and_names_the_row(
    tmp_path: Path, memory: Memory
) -> None:
    home = briefs(tmp_path, TABLE.replace("Rye, and more", "x" * 150))
    result = build(home, memory)
    (fault,) = result.said["rye"]
    assert _said(fault) == ("too-long", "templates/brief/source/report.yaml", 2, 8)
    assert fault.notes[-1].span == Span.at("data/pairs.csv", 3)
    assert result.entries[0].status == "built"


def test_a_fault_behind_a_placeholder_has_its_own_column(tmp_path: Path, memory: Memory) -> None:
    changes = _with("crosses.", "crosses [@id:TR-77].", "source/sections/trade.md")
    (fault,) = build(briefs(tmp_path, "code,title,tonnes\ntea,Tea,3\n", **changes), memory).said[
        "tea"
    ]
    line = changes["templates/brief/source/sections/trade.md"].split("\n")
    number = next(i for i, one in enumerate(line, 1) if "TR-77" in one)
    column = line[number - 1].index("[@id:TR-77]") + 1
    path = "templates/brief/source/sections/trade.md"
    assert _said(fault) == ("unknown-item", path, number, column)


def test_what_every_row_has_in_common_is_said_once(tmp_path: Path, memory: Memory) -> None:
    result = build(briefs(tmp_path, **_with("profile: note", "profile: notes")), memory)
    (fault,) = result.said["tea"]
    assert result.said["rye"] == ()
    assert fault.notes[-1].message == "the same in `rye`"


# ---------------------------------------------------------------- templates and tables at fault


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("{{ row.titel }}", "the table has no column `titel`"),
        ("{{ row.title | upper }}", "`{{ row.title | upper }}` is no placeholder"),
        ("{{ 7 * 7 }}", "`{{ 7 * 7 }}` is no placeholder"),
        ("{{ row.__class__ }}", "the table has no column `__class__`"),
        ("{{ row.title", "`{{ row.title` is no placeholder"),
    ],
)
def test_a_placeholder_that_means_nothing_is_reported_once(
    tmp_path: Path, memory: Memory, written: str, message: str
) -> None:
    with pytest.raises(Failure) as caught:
        build(briefs(tmp_path, **_with("{{ row.title }}", written)), memory)
    (fault,) = caught.value.diagnostics
    assert (fault.code, fault.message) == ("unknown-placeholder", message)
    assert _said(fault)[1:] == ("templates/brief/source/report.yaml", 2, 17)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("code,title,tonnes\ntea,Tea,3\nTea,Tee,3\n", ("duplicate-report", 3)),
        ("code,title,tonnes\n../../etc,Tea,3\n", ("unsafe-name", 2)),
        ("code,title,tonnes\n,Tea,3\n", ("unsafe-name", 2)),
        ("code,title,tonnes\nCON,Tea,3\n", ("unsafe-name", 2)),
        ('code,title,tonnes\n"tea\n\nleaves",Tea,3\n', ("unsafe-name", 2)),
        ("code,title,tonnes\ntea,T\x07ea,3\n", ("control-character", 2)),
        ("", ("broken-sheet", 1)),
        ("code,code,title\n", ("duplicate-column", 1)),
        ('code,title,tonnes\ntea,"Tea,3\n', ("broken-sheet", 2)),
    ],
)
def test_a_table_at_fault_is_reported_at_its_row(
    tmp_path: Path, memory: Memory, table: str, said: tuple[str, int]
) -> None:
    code, line = said
    assert (code, "data/pairs.csv", line, 1) in faults(briefs(tmp_path, table), memory)


def test_a_table_that_is_not_there_is_reported_where_it_is_named(
    tmp_path: Path, memory: Memory
) -> None:
    for table in ("data/pears.csv", "../pairs.csv", "/etc/passwd"):
        stated = GENERATED.replace("data/pairs.csv", table)
        home = briefs(tmp_path, **{"portfolio.yaml": stated})
        assert faults(home, memory)[0][1:3] == ("portfolio.yaml", 6)


def test_a_placeholder_in_code_is_refused(tmp_path: Path, memory: Memory) -> None:
    section = "source/sections/trade.md"
    text = TEMPLATE[section] + "\nIt is `{{ row.title }}`, and {{ row.title }}.\n"
    home = briefs(tmp_path, **{f"templates/brief/{section}": text})
    line = text.count("\n")
    path = f"templates/brief/{section}"
    assert faults(home, memory) == [("unknown-placeholder", path, line, 8)]


def test_a_table_without_rows_is_reported_where_it_is_named(tmp_path: Path, memory: Memory) -> None:
    home = briefs(tmp_path, TABLE.partition("\n")[0] + "\n")
    assert [fault[:3] for fault in faults(home, memory)] == [
        ("missing-report", "portfolio.yaml", 6)
    ]


def test_a_template_that_is_not_there_is_reported(tmp_path: Path, memory: Memory) -> None:
    home = briefs(tmp_path, **{"portfolio.yaml": GENERATED.replace("brief,", "breif,")})
    assert ("missing-report", "portfolio.yaml", 6, 16) in faults(home, memory)


def test_a_template_that_is_a_link_out_of_the_portfolio_is_refused(
    tmp_path: Path, memory: Memory
) -> None:
    home = briefs(tmp_path / "briefs")
    (home / "templates/brief").rename(tmp_path / "outside")
    (home / "templates/brief").symlink_to(tmp_path / "outside")
    assert "missing-report" in [fault[0] for fault in faults(home, memory)]


def test_a_guess_at_the_encoding_of_a_table_is_said(tmp_path: Path, memory: Memory) -> None:
    home = briefs(tmp_path, "code,title,tonnes\ntea,Th\u00e9,3\n".encode("cp1252"))
    said = build(home, memory).faults
    assert [_said(fault)[:2] for fault in said] == [("wrong-encoding", "data/pairs.csv")]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (dt.datetime(2024, 1, 2), "2024-01-02"),  # noqa: DTZ001 - as programs write a day
        (dt.datetime(2024, 1, 2, 3), "2024-01-02 03:00:00"),  # noqa: DTZ001
        (math.nan, ""),
        (decimal.Decimal("1.50"), "1.50"),
        (2.0, "2"),
    ],
)
def test_a_value_of_parquet_is_text_as_in_any_other_table(
    tmp_path: Path, value: object, text: str
) -> None:
    parquet.write_table(pa.table({"a": [value], "b": ["x"]}), tmp_path / "t.parquet")
    ((row,),) = [read_rows(DiskFiles(tmp_path), "t.parquet").rows]
    assert row["a"].text == text


def test_a_number_without_end_is_refused(tmp_path: Path) -> None:
    parquet.write_table(pa.table({"a": [math.inf], "b": ["x"]}), tmp_path / "t.parquet")
    with pytest.raises(Failure, match=r"broken-sheet: .* number without end"):
        read_rows(DiskFiles(tmp_path), "t.parquet")


@pytest.mark.parametrize("data", [b"PK\x03\x04broken", b"PAR1", b""])
def test_a_table_that_is_none_is_refused(tmp_path: Path, memory: Memory, data: bytes) -> None:
    for ending in ("xlsx", "parquet"):
        stated = GENERATED.replace("pairs.csv", f"pairs.{ending}")
        home = briefs(tmp_path, **{"portfolio.yaml": stated})
        filled_in(home, {f"data/pairs.{ending}": data})
        assert [fault[0] for fault in faults(home, memory)] == ["broken-sheet"]


def test_ten_thousand_rows_are_read_and_checked(tmp_path: Path, memory: Memory) -> None:
    rows = "".join(f"r{n},Tea {n},{n}\n" for n in range(10_000))
    home = briefs(tmp_path, f"code,title,tonnes\n{rows}r77,Twice,1\n")
    assert faults(home, memory) == [("duplicate-report", "data/pairs.csv", 10_002, 1)]


def test_rows_of_one_name_are_reported_once(tmp_path: Path, memory: Memory) -> None:
    home = briefs(tmp_path, "code,title,tonnes\n" + "tea,Tea,3\n" * 500)
    assert faults(home, memory) == [("duplicate-report", "data/pairs.csv", 3, 1)]


# ---------------------------------------------------------------- what a value may do


def filled(text: str, path: str, **values: str) -> tuple[Filled, Source]:
    row = Row("some-Name", values, Span.at("data/rows.csv", 7))
    files = Filled(MemoryFiles({path: text}), row)
    return files, read_source(files, path)


def data_of(text: str, **values: str) -> Any:
    return parse_yaml(filled(text, "source/x.yaml", **values)[1]).data


EVIL = [
    'a "quoted" \'word\'', "two\nlines", "{{ row.b }}", "key: value", "- item", "# no comment",
    "*alias", "&anchor", "!!python/object:os.system", "%directive", "--- document", "|", ">", "[",
    "{a: b}", "null", "0x1F", "1e5", "yes", " padded ", "\\", "\\n", "\ue000\ue000", "é\u202e",
]  # fmt: skip


@pytest.mark.parametrize("value", EVIL)
def test_a_value_is_one_text_of_yaml(value: str) -> None:
    text = (
        "a: '{{ row.a }}'\nb: before {{ row.a }} after\n"
        "c: [x, '{{ row.a }}', {d: \"{{ row.a }}\"}]\n"
        "e: |\n  one {{ row.a }}\n  two\nf: >-\n  {{ row.a }}\n"
        '"{{ row.a }}": key # {{ row.a }}\ng: {{ row.a }}\n'
    )
    data = data_of(text, a=value)
    assert data["a"] == value
    assert data["b"] == f"before {value} after"
    assert data["c"] == ["x", value, {"d": value}]
    assert data["e"] == f"one {value}\ntwo\n"
    assert data["f"] == value
    assert data[value] == "key"
    assert data["g"] in (value, None, *([float(value)] if value == "1e5" else []))


@pytest.mark.parametrize(
    ("value", "meant"),
    [("3", 3), ("-4.5", -4.5), ("0", 0), ("", None), ("true", True), ("007", "007"),
     ("1e5", "1e5"), ("0x1F", "0x1F"), ("1_000", "1_000"), ("no", "no"), ("9" * 30, "9" * 30)],
)  # fmt: skip
def test_a_bare_placeholder_is_a_number_where_the_cell_is_one(value: str, meant: Any) -> None:
    assert data_of("a: {{ row.a }}\nb: '{{ row.a }}'\nc: {d: {{ row.a }}}\n", a=value) == {
        "a": meant, "b": value, "c": {"d": meant}
    }  # fmt: skip


def test_every_line_of_a_template_stays_where_it_is() -> None:
    text = "a: >\n  one\n  {{ row.a }}\n\nb: 'x\n  {{ row.a }}\n  y'\nc: 1\n"
    source = filled(text, "source/x.yaml", a="v\n\nw")[1]
    assert parse_yaml(source).key_span(("c",)).start.line == 8


texts = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029\ufffe\uffff")
)


@given(texts)
def test_any_value_is_kept_by_yaml(value: str) -> None:
    assert not UNPRINTABLE.search(value)
    assert data_of("a: 'x{{ row.a }}y'\n", a=value) == {"a": f"x{value}y"}


MARKDOWN_EVIL = [
    "it's", '"quoted"', "'quoted'", "a. item", "ii. item", "&copy; &#42;", "a--b ... c",
    "# heading", "- item", "1. item", "1) item", ". x", ") x", "> quote", "| a | b |", "---", "===",
    "```\ncode\n```", "<script>alert(1)</script>", "<!-- lint-ok-file Q-01: no -->",
    "[a](b)", "![a](b)", "[@seed]", "[^1]", "*a* _b_ `c` ~d~ ^e^ $f$", "{#id .class}", "\\",
    "&amp;", "a  \nb", "+ x",
    ": x", "::: div", "https://example.org", "{{ row.b }}", "\t\tcode", "(a)", "@x",
]  # fmt: skip


@pytest.mark.parametrize("before", ["", "1", "a ", "- ", "# "])
def test_a_value_prints_as_it_stands_in_the_table(before: str) -> None:
    separator = "\n\n\N{SECTION SIGN}\n\n"
    values = {f"v{n}": value for n, value in enumerate(MARKDOWN_EVIL)}
    text = separator.join(f"{before}{{{{ row.{name} }}}}end" for name in values)
    body = filled(text, "source/sections/x.md", **values)[1].text
    blocks = [b for b in read_markdown(body) if plain_text(b) != "\N{SECTION SIGN}"]
    kind = {"- ": "BulletList", "# ": "Header"}.get(before, "Para")
    assert [block["t"] for block in blocks] == [kind] * len(values)
    lead = before if before in {"1", "a "} else ""
    for block, value in zip(blocks, values.values(), strict=True):
        wanted = " ".join(f"{lead}{value}end".split())
        assert _unsmart(" ".join(plain_text(block).split())) == _unsmart(wanted)


def _unsmart(text: str) -> str:
    for typographic, plain in {"—": "---", "–": "--", "…": "...", "’": "'", "‘": "'"}.items():
        text = text.replace(typographic, plain)
    return text


@pytest.mark.parametrize(
    "value", ['a" .b x="y', "a_b *c*", "x} [y]", "'", "ü & <z>", "{{ row.a }}"]
)
def test_a_value_is_one_attribute_and_one_title(value: str) -> None:
    text = '[word]{title="{{ row.a }}"} [link](https://e.org "{{ row.a }}")\n'
    body = filled(text, "source/sections/x.md", a=value)[1].text
    (block,) = read_markdown(body)
    span, _, link = block["c"]
    assert (span["t"], span["c"][0]) == ("Span", ["", [], [["title", value]]])
    assert (link["t"], link["c"][2]) == ("Link", ["https://e.org", value])


def test_a_value_makes_no_reference_and_may_be_the_key_of_one(
    tmp_path: Path, memory: Memory
) -> None:
    path = "source/sections/trade.md"
    changes = _with("crosses.", "crosses ([@id:{{ row.key }}]).", path)
    table = "code,title,tonnes,key\ntea,[@seed] and [@id:TR-77],3,TR-02\n"
    result = build(briefs(tmp_path, table, **changes), memory)
    assert states(result) == {"tea": "built"}


def test_a_row_of_quotes_lines_and_braces_is_a_report(tmp_path: Path, memory: Memory) -> None:
    table = 'code,title,tonnes\ntea,"He said: ""{{ row.code }}""\nand # left",3\n'
    result = build(briefs(tmp_path, table), memory)
    (entry,) = result.entries
    assert entry.facts.title == 'Trade in He said: "{{ row.code }}" and # left'


def states(result: Result) -> dict[str, str]:
    return {entry.name: entry.status for entry in result.entries}


def test_only_the_text_of_a_report_is_filled() -> None:
    files = MemoryFiles({
        "styles/x/templates/a.md.j2": "{{ row.a }}",
        "source/a.csl": "{{ row.a }}",
    })
    row = Row("x", {"a": "b"}, Span.at("t.csv", 2))
    for path in ("styles/x/templates/a.md.j2", "source/a.csl"):
        assert Filled(files, row).read(path) == b"{{ row.a }}"


def test_a_column_may_have_any_name() -> None:
    values: Mapping[str, str] = {"GDP (2024), $": "12", "from": "x"}
    text = 'a: "{{ row["GDP (2024), $"] }}"\nb: {{ row[\'from\'] }}\n'
    text += "c: {{ report.name }}-{{report.slug}}\n"
    assert data_of(text, **values) == {"a": "12", "b": "x", "c": "some-Name-some-name"}
