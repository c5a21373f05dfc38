"""What is measured, for each of the tools, and what is aimed for."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from measure import Run, measured, peak_memory
from reports import ROOT, SIZES, edited, generate, write

__all__ = ["OURS", "SCENARIOS", "TOOLS", "Bench", "Scenario"]

OURS = "reportgen"
TOOLS = (OURS, "by hand", "typst", "chromium")
_SCRIPTS = {"by hand": "by-hand.sh", "typst": "typst.sh", "chromium": "chromium.sh"}

SMALL, MIDDLE, LARGE = sorted(SIZES)
ALL = ("pdf", "docx", "epub", "html")
THREE = ("pdf", "docx", "epub")
REPORTS = 50


@dataclass(frozen=True)
class Scenario:
    """One row: what each tool does, and the ratios aimed for, by tool.

    `prepare` and `run` are given the bench and a tool; only `run` is measured.
    """

    id: str
    words: str
    pages: int
    run: Callable[[Bench, str], Run]
    prepare: Callable[[Bench, str], None] = lambda *_: None
    tools: Sequence[str] = TOOLS[:3]
    targets: Mapping[str, float] = field(default_factory=dict)
    rounds: int | None = None
    """How often at most, where once takes minutes."""


class Bench:
    """The folders and programs of one run of the bench."""

    def __init__(self, folder: Path, typst: Path | None) -> None:
        """Use `folder`, and the Python that has typst."""
        self.folder = folder
        chromium = shutil.which("chromium") or shutil.which("google-chrome")
        self.environment = {
            "PANDOC": _pandoc(),
            "PYTHON": sys.executable,
            "TYPST": str(typst or ""),
            "CHROMIUM": chromium or "",
            "CORES": str(os.cpu_count() or 1),
        }
        self.tools = [
            tool for tool, there in zip(TOOLS, (True, True, typst, chromium), strict=True) if there
        ]
        self.reportgen = Path(sys.executable).with_name("reportgen")
        self._many: str | None = None

    def report(self, pages: int) -> Path:
        """Return the folder of the report of a size, made if it is not there."""
        return self._written(self.folder / f"report-{pages}", pages, 1)

    def portfolio(self) -> Path:
        """Return the folder of many small reports."""
        folder = self.folder / "portfolio"
        for number in range(1, REPORTS + 1):
            made = self._written(folder / f"{number:02}", SMALL, number)
            # A portfolio is a folder of projects.
            project = folder / "briefs" / "reports" / f"report-{number:02}"
            if not project.exists():
                shutil.copytree(made / OURS, project)
        said = {
            "schema_version": 1,
            "title": "Briefs",
            "publisher": "The press",
            "language": "en-GB",
        }
        # JSON is YAML.
        (folder / "briefs" / "portfolio.yaml").write_text(json.dumps(said), encoding="utf-8")
        return folder

    def _written(self, folder: Path, pages: int, seed: int) -> Path:
        if not folder.exists():
            report = generate(SIZES[pages], seed)
            write(folder / OURS, report.source)
            plain = folder / "plain"
            write(plain, report.plain)
            shutil.copytree(ROOT / "src/reportgen/plain/fonts", plain / "fonts")
            for file in (ROOT / "bench/peers").iterdir():
                shutil.copy(file, plain)
        return folder

    def build(self, pages: int, formats: Sequence[str], tool: str, cache: str | None = None) -> Run:
        """Make some formats of a report, from nothing or with the cache of this name."""
        folder = self.report(pages)
        if tool != OURS:
            return self.command(["sh", _SCRIPTS[tool], *formats], folder / "plain")
        return self.command(
            [self.reportgen, "build", "--format", ",".join(formats), "--output", "../out"],
            folder / OURS, cache,
        )  # fmt: skip

    def command(self, command: Sequence[str | Path], folder: Path, cache: str | None = None) -> Run:
        """Run a command; without a name for its cache, with one that is empty."""
        place = self.folder / "caches" / (cache or "empty")
        if cache is None:
            shutil.rmtree(place, ignore_errors=True)
        return measured(
            command, folder=folder, environment={**self.environment, "REPORTGEN_CACHE": str(place)}
        )

    def edit(self, pages: int, tool: str) -> None:
        """Change a paragraph in the middle of a report."""
        folder = self.report(pages)
        file = folder / OURS / "source/sections" / f"{_middle(pages)}.md"
        if tool != OURS:
            file = folder / "plain/report.md"
        file.write_text(edited(file.read_text(encoding="utf-8")), encoding="utf-8")

    def pages(self, pages: int, tool: str) -> int:
        """Count the pages of the PDF that a tool made last."""
        import pikepdf  # noqa: PLC0415 - only once all is measured

        folder = self.report(pages) / ("out" if tool == OURS else "plain")
        with pikepdf.open(folder / "report.pdf") as pdf:
            return len(pdf.pages)

    def memory(self, tool: str) -> int:
        """Return the most memory in MB that the largest report takes."""
        return peak_memory(lambda: self.build(LARGE, ("pdf",), tool))

    def many(self, tool: str) -> Run:
        """Make many small reports in three formats, on all cores."""
        folder = self.portfolio()
        listed = "ls -d [0-9]* | xargs -P $CORES -I {} sh -c"
        if tool != OURS:
            script = f"cd {{}}/plain && sh {_SCRIPTS[tool]} {' '.join(THREE)}"
            return self.command(["sh", "-c", f"{listed} '{script}'"], folder)
        if self.has_portfolios:
            return self.command(
                [self.reportgen, "portfolio", "build", "briefs", "--format", ",".join(THREE)],
                folder,
            )
        script = (
            f"{self.reportgen} build --quiet --format {','.join(THREE)} {{}}/{OURS} -o {{}}/out"
        )
        return self.command(["sh", "-c", f"{listed} '{script}'"], folder)

    @property
    def has_portfolios(self) -> bool:
        """Tell whether this reportgen has a command for many reports."""
        if self._many is None:
            try:
                self.command([self.reportgen, "portfolio", "build", "--help"], self.folder)
            except RuntimeError:
                self._many = ""
            else:
                self._many = "portfolio build"
        return bool(self._many)

    def resident(self) -> Run:
        """Edit a paragraph in a process that stays, and make the PDF again."""
        folder = self.report(MIDDLE)
        program = ROOT / "bench/resident.py"
        run = self.command(
            [sys.executable, program, ".", _middle(MIDDLE)], folder / OURS, "lasting"
        )
        said = json.loads((folder / OURS / "said.txt").read_text(encoding="utf-8"))
        return Run(said["cpu"], said["wall"], run.others)


def _middle(pages: int) -> str:
    return f"chapter-{SIZES[pages].sections // 2}"


def _pandoc() -> str:
    import pypandoc  # noqa: PLC0415 - only where the bench runs

    # The one that reportgen runs, of the same version.
    return str(Path(pypandoc.__file__).parent / "files" / "pandoc")


# ---------------------------------------------------------------- the rows


def _cold(pages: int, hand: float) -> Scenario:
    return Scenario(
        f"cold-pdf-{pages}", "PDF from nothing", pages,
        lambda bench, tool: bench.build(pages, ("pdf",), tool),
        tools=TOOLS, targets={"by hand": hand, "typst": 1.8},
    )  # fmt: skip


def _edited(pages: int, hand: float, typst: float) -> Scenario:
    def prepare(bench: Bench, tool: str) -> None:
        if tool == OURS:
            bench.build(pages, ("pdf",), tool, f"edit-{pages}")
        bench.edit(pages, tool)

    return Scenario(
        f"edit-{pages}", "PDF after an edit of one paragraph", pages,
        lambda bench, tool: bench.build(pages, ("pdf",), tool, f"edit-{pages}"),
        prepare, targets={"by hand": hand, "typst": typst},
    )  # fmt: skip


def _edited_resident(bench: Bench, tool: str) -> Run:
    return bench.resident() if tool == OURS else bench.build(MIDDLE, ("pdf",), tool)


def _twice(bench: Bench, tool: str) -> None:
    if tool == OURS:
        for _ in range(2):
            bench.build(MIDDLE, ("pdf",), tool, "nothing")


SCENARIOS = (
    _cold(SMALL, 0.40),
    _cold(MIDDLE, 0.35),
    _cold(LARGE, 0.28),
    Scenario(
        f"cold-all-{MIDDLE}", "PDF, DOCX, EPUB and HTML from nothing", MIDDLE,
        lambda bench, tool: bench.build(MIDDLE, ALL, tool),
        targets={"by hand": 0.35, "typst": 1.7},
    ),
    _edited(SMALL, 0.30, 1.0),
    _edited(MIDDLE, 0.08, 0.40),
    _edited(LARGE, 0.03, 0.15),
    Scenario(
        f"resident-{MIDDLE}", "the same in a process that stays", MIDDLE, _edited_resident,
        lambda bench, tool: bench.edit(MIDDLE, tool) if tool != OURS else None,
        targets={"typst": 0.20},
    ),
    Scenario(
        f"nothing-{MIDDLE}", "PDF when nothing has changed", MIDDLE,
        lambda bench, tool: bench.build(MIDDLE, ("pdf",), tool, "nothing"),
        _twice, targets={"by hand": 0.01, "typst": 0.04},
    ),
    Scenario(
        "portfolio", f"{REPORTS} reports in PDF, DOCX and EPUB", SMALL,
        lambda bench, tool: bench.many(tool), lambda bench, _: bench.portfolio() and None,
        targets={"by hand": 0.35, "typst": 1.1}, rounds=1,
    ),
)  # fmt: skip
