"""What is said when pandoc or Pango is not on the machine."""

from __future__ import annotations

import importlib.abc
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

import pytest

from reportgen import pandoc
from reportgen.diagnostics import Failure, Severity
from reportgen.formats import pdf
from support.project import document_of, faults, project, style_of


@pytest.fixture
def _no_pandoc(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("pypandoc.__pandoc_path", None)
    monkeypatch.setattr("pypandoc.__version", None)
    monkeypatch.setattr("reportgen.pandoc._bundled", lambda: tmp_path / "pandoc")
    monkeypatch.setenv("PYPANDOC_PANDOC", str(tmp_path / "pandoc"))


@pytest.mark.usefixtures("_no_pandoc")
def test_a_missing_pandoc_is_said_once_and_not_blamed_on_a_section() -> None:
    (fault,) = faults(project())
    assert (fault.code, fault.severity, fault.span) == ("missing-pandoc", Severity.ERROR, None)


@pytest.mark.usefixtures("_no_pandoc")
def test_a_missing_pandoc_comes_with_the_way_to_get_it() -> None:
    with pytest.raises(Failure) as caught:
        pandoc.version()
    assert "reportgen doctor" in (caught.value.diagnostics[0].help or "")


class _NoPango(importlib.abc.MetaPathFinder):
    """WeasyPrint on a machine without Pango: the import ends in an OSError of cffi."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        del path, target
        if name == "weasyprint":
            message = "cannot load library 'libpango-1.0-0': no such file"
            raise OSError(message)
        return None


def test_a_missing_pango_is_said_with_the_way_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [_NoPango(), *sys.meta_path])
    files = project()
    edition = pdf.edition(document_of(files), style_of(files))
    with pytest.raises(Failure) as caught:
        pdf.render(edition)
    (fault,) = caught.value.diagnostics
    assert fault.code == "missing-pango"
    assert "reportgen doctor" in (fault.help or "")
