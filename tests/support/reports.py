"""Whole reports for tests that `make verify` alone runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import pytest

from reportgen import build
from reportgen.edition import Edition
from reportgen.files import DiskFiles, MemoryFiles
from reportgen.formats import pdf
from stress.projects import files_of
from support.bundled import ROOT

__all__ = ["REPORTS", "dear", "printed"]

T = TypeVar("T", bound=Callable[..., None])


def dear(test: T) -> T:
    """Mark a test that lays out so many pages that `make verify` alone runs it."""
    marked: T = pytest.mark.slow(pytest.mark.judge(test))
    return marked


def printed(files: Any) -> Edition:
    _, look, document = build.check(files).value
    return pdf.edition(document, look)


REPORTS = {
    "bundled": lambda: DiskFiles(ROOT),
    "constructs": lambda: MemoryFiles(files_of("constructs")),
    "hard": lambda: MemoryFiles(files_of("hard")),
    "long": lambda: MemoryFiles(files_of("long")),
}
