"""How long it takes from a keystroke to what an editor shows: findings, and completions.

    python bench/lsp.py [PROJECT ...]

Without a project: the bundled report, and the report of some 200 pages of tests/stress. A client
speaks to a server over its pipes. Twenty times a paragraph gets, and loses again, a word that is
misspelt: measured until the findings of the file come that say so, with the pause for which the
server waits, and the seconds of processor that the server and its children took. Then the editor
asks twenty times what can stand behind `[@id:`, at rest and while a check runs.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from lsprotocol import types  # noqa: E402 - as the next

from support.editor import Editor, editing  # noqa: E402 - below its path

TIMES = 20
WRONG = "recieve"
"""A word that no report spells like this."""

REFERENCE = "[@id:"


async def measure(project: Path) -> dict[str, list[float]]:
    """Return milliseconds of each measurement."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "report"
        for part in ("source", "styles"):
            if (project / part).is_dir():
                shutil.copytree(project / part, folder / part)
        sections = (folder / "source" / "sections").glob("*.md")
        file = max(sections, key=lambda section: section.stat().st_size)
        path, whole = file.relative_to(folder).as_posix(), file.read_text(encoding="utf-8")
        chosen = _paragraph(whole)
        taken: dict[str, list[float]] = {
            "keystroke to findings": [], "processor": [],
            "completion": [], "completion while checked": [],
        }  # fmt: skip
        async with editing(folder) as editor:
            process = editor.client._server  # noqa: SLF001 - whose seconds are counted
            assert process is not None  # noqa: S101 - it was started
            editor.open(path)
            for number in range(TIMES + 2):
                wrong = number % 2 == 0
                text = whole.replace(chosen, f"{chosen} They {WRONG} it.", 1) if wrong else whole
                before, begun = _processor(process.pid), time.perf_counter()
                editor.write(path, text)
                await _shown(editor, path, wrong=wrong)
                # The first two find nothing remembered of the changed paragraph.
                if number > 1:
                    taken["keystroke to findings"].append(1000 * (time.perf_counter() - begun))
                    taken["processor"].append(1000 * (_processor(process.pid) - before))
            text = whole.replace(chosen, f"{chosen} See {REFERENCE}", 1)
            line = text[: text.index(f"See {REFERENCE}") + 4 + len(REFERENCE)]
            at = types.Position(line.count("\n"), len(line.rpartition("\n")[2]))
            editor.write(path, text)
            await asyncio.sleep(5)
            for _ in range(TIMES):
                taken["completion"].append(await _completed(editor, path, at))
            for number in range(TIMES):
                editor.write(path, f"{text}\n{'again ' * number}\n")
                await asyncio.sleep(0.25)
                taken["completion while checked"].append(await _completed(editor, path, at))
    return taken


def _paragraph(whole: str) -> str:
    """Return a paragraph of prose from the middle of a section."""
    paragraphs = [
        text for text in whole.split("\n---\n", 1)[1].strip().split("\n\n")
        if re.match(r"[A-Z][a-z]+ [a-z]", text) and not text.startswith("Table:")
    ]  # fmt: skip
    return paragraphs[len(paragraphs) // 2]


async def _shown(editor: Editor, path: str, *, wrong: bool) -> None:
    uri = editor.uri(path)

    def there() -> bool:
        return any(WRONG in d.message for d in editor.shown.get(uri, [])) is wrong

    async with editor.news:
        await asyncio.wait_for(editor.news.wait_for(there), 120)


async def _completed(editor: Editor, path: str, at: types.Position) -> float:
    begun = time.perf_counter()
    found = await editor.completions(path, at)
    assert found  # noqa: S101 - or nothing was measured
    return 1000 * (time.perf_counter() - begun)


def _processor(process: int) -> float:
    """Return the seconds of processor of a process and of its children that have ended."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def _rows(project: Path) -> Iterator[tuple[str, ...]]:
    for what, taken in asyncio.run(measure(project)).items():
        median, worst = statistics.median(taken), max(taken)
        yield project.resolve().name, what, f"{median:.0f} ms", f"{worst:.0f} ms"


def main(projects: list[str]) -> None:
    """Measure, and print a table."""
    with tempfile.TemporaryDirectory() as name:
        if not projects:
            subprocess.run(
                [sys.executable, "-m", "stress", name], cwd=ROOT, check=True,
                env={"PYTHONPATH": str(ROOT / "tests")}, stdout=subprocess.DEVNULL,
            )  # fmt: skip
            projects = [str(ROOT), f"{name}/long"]
        rows = [("report", "what", "median", "worst")]
        rows += [row for project in projects for row in _rows(Path(project))]
    for row in rows:
        sys.stdout.write("".join(cell.ljust(28) for cell in row).rstrip() + "\n")
    sys.stdout.write(f"load of the machine: {os.getloadavg()[0]:.1f}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
