"""The map, the floors and the doors, held to the code."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "reportgen"
DATA_FOLDERS = {"plain", "bundled", "__pycache__"}
DOORS = {
    "click": "cli",
    "jinja2": "templates",
    "yaml": "yamltree",
    "pypandoc": "pandoc",
    "weasyprint": "formats.pdf",
    "edtf": "dates",
    "ziamath": "formulae",
    "pygls": "lsp",
    "lsprotocol": "lsp",
    "openpyxl": "sheets",
    "pyarrow": "portfolio",
    "distributed": "portfolio",
}
HEAVY = ("weasyprint", "pypandoc", "pydantic", "jinja2", "yaml", "lxml", "PIL", "babel", "edtf")


def modules() -> list[str]:
    found = [p.stem for p in PACKAGE.glob("*.py") if not p.stem.startswith("__")]
    found += [p.name for p in PACKAGE.iterdir() if p.is_dir() and p.name not in DATA_FOLDERS]
    return sorted(found)


@cache
def imports(path: Path) -> list[str]:
    found: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.append(node.module)
    return found


@pytest.mark.parametrize("module", modules())
def test_the_architecture_page_names_every_module(module: str) -> None:
    assert f"`{module}`" in (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "name", [p.name for p in (PACKAGE / "formats").iterdir() if (p / "__init__.py").exists()]
)
def test_the_architecture_page_names_every_format(name: str) -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert f"`formats.{name}`" in page


def test_the_architecture_page_names_no_module_that_is_gone() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| [a-z]* ?\| `([a-z.]+)` \|", page, re.MULTILINE)
    assert [r for r in rows if r.split(".")[0] not in modules()] == []


def test_every_module_has_a_floor() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = contracts["tool"]["importlinter"]["contracts"][0]["layers"]
    placed = {module for layer in layers for module in layer.split(" | ")}
    assert placed == set(modules())


@pytest.mark.parametrize(("library", "door"), sorted(DOORS.items()))
def test_each_library_has_one_door(library: str, door: str) -> None:
    users = {
        ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")
        for path in PACKAGE.rglob("*.py")
        if any(name.split(".")[0] == library for name in imports(path))
    }
    assert {user for user in users if not f"{user}.".startswith(f"{door}.")} == set()


def test_the_help_text_needs_no_heavy_library() -> None:
    code = "import sys, reportgen.cli; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert [name for name in HEAVY if name in ran.stdout.split()] == []


def test_only_the_command_line_prints() -> None:
    printing = {
        path.name
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "print"
    }
    # The doctor runs before anything is installed, so it prints with what Python has.
    assert printing <= {"doctor.py"}


def test_no_module_is_called_after_nothing() -> None:
    assert not {"utils", "common", "helpers"} & set(modules())
