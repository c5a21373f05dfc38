"""The workbook edited as a spreadsheet program does it: LibreOffice opens it and saves it anew."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

from reportgen.amend import Draft
from reportgen.files import DiskFiles
from reportgen.sheets import items_workbook, merge, read_table

ROOT = Path(__file__).parents[2]
COLOURS = {"head": "#1f3a5f", "head-ink": "#ffffff", "fixed": "#e8edf3"}

pytestmark = [pytest.mark.judge, pytest.mark.slow]


def draft() -> Draft:
    return Draft(DiskFiles(ROOT))


def saved(data: bytes, folder: Path, *formats: str) -> bytes:
    """Return a workbook after LibreOffice has opened it and saved it in each format in turn."""
    office = shutil.which("soffice")
    assert office, "this test needs LibreOffice with Calc"
    path = folder / "register.xlsx"
    path.write_bytes(data)
    for number, form in enumerate(formats):
        target = folder / str(number)
        subprocess.run(
            [office, f"-env:UserInstallation=file://{folder}/profile", "--headless",
             "--convert-to", form, "--outdir", str(target), str(path)],
            check=True, capture_output=True, timeout=180,
        )  # fmt: skip
        path = target / f"register.{form}"
        assert path.exists(), "LibreOffice could not open the workbook: is Calc installed?"
    return path.read_bytes()


def exported() -> bytes:
    return items_workbook(draft(), draft().ids("items"), COLOURS)


@pytest.mark.parametrize("formats", [("xlsx",), ("ods", "xlsx")], ids="-".join)
def test_a_workbook_that_was_only_saved_changes_nothing(
    formats: tuple[str, ...], tmp_path: Path
) -> None:
    register = draft()
    result = merge(read_table("a.xlsx", saved(exported(), tmp_path, *formats)), register)
    assert (result.changes, result.remarks, register.contents()) == ([], [], {})


@pytest.mark.parametrize("formats", [("xlsx",), ("ods", "xlsx")], ids="-".join)
def test_what_was_edited_before_it_was_saved_is_what_changes(
    formats: tuple[str, ...], tmp_path: Path
) -> None:
    texts = ["=1+1", "0042", "2024-01-31", "1e5", "TRUE", " a  b ", "x; y", "🫖 چای", "_x0041_"]
    book = openpyxl.load_workbook(io.BytesIO(exported()))
    sheet = book["Items"]
    heads = {cell.value: index for index, cell in enumerate(sheet[1], 1)}
    changed = {}
    for row, text in enumerate(texts, 2):
        cell = sheet.cell(row, heads["note"])
        cell.value = text.replace("_x", "_x005F_x")
        cell.data_type = "s"
        changed[str(sheet.cell(row, 1).value)] = " ".join(text.split())
    stream = io.BytesIO()
    book.save(stream)
    register = draft()
    result = merge(read_table("a.xlsx", saved(stream.getvalue(), tmp_path, *formats)), register)
    assert {change.id: [f.after for f in change.fields] for change in result.changes} == {
        identity: [text] for identity, text in changed.items()
    }
    assert all(register.entry("items", i)["note"] == text for i, text in changed.items())
