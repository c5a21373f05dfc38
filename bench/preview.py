"""How long it takes from a save to the changed paragraph in the browser.

    python bench/preview.py [PROJECT ...]

Without a project: the bundled report, and the report of some 200 pages of tests/stress. Each is
saved twenty times with another word in one paragraph; a save counts as seen when the browser paints
a frame in which the paragraph says so and lies in view.
"""

from __future__ import annotations

import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from support.preview import browser, eventually, previewing  # noqa: E402 - below its path

TIMES = 20

SEEN = """([id, words]) => {
  const frame = document.querySelector("#frames iframe:not(.coming)");
  const passage = frame?.contentDocument.getElementById(id);
  if (!passage?.textContent.includes(words)) return false;
  const box = passage.getBoundingClientRect();
  return box.top < frame.contentWindow.innerHeight && box.bottom > 0 && Date.now();
}"""

FIND = """words => {
  const doc = document.querySelector("#frames iframe:not(.coming)").contentDocument;
  return [...doc.querySelectorAll("p[id]")].find((p) => p.textContent.includes(words)).id;
}"""


def measure(project: Path, section: str | None = None) -> list[float]:
    """Return the milliseconds from each save to the seen paragraph."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "report"
        for part in ("source", "styles"):
            if (project / part).is_dir():
                shutil.copytree(project / part, folder / part)
        sections = sorted((folder / "source" / "sections").glob("*.md"))
        file = next(
            (s for s in sections if s.stem == section),
            max(sections, key=lambda s: s.stat().st_size),
        )
        whole = file.read_text(encoding="utf-8")
        body = whole.split("\n---\n", 1)[1]
        paragraphs = [
            text for text in body.strip().split("\n\n")
            if re.match(r"[A-Z][a-z]+ [a-z]", text) and not text.startswith("Table:")
        ]  # fmt: skip
        chosen = paragraphs[len(paragraphs) // 2]
        with previewing(folder) as preview, browser() as engine:
            page = engine.new_page(viewport={"width": 1300, "height": 850})
            page.goto(preview.address)
            page.set_default_timeout(600_000)
            page.wait_for_function("() => document.body.dataset.page > 0")
            first = re.split(r"[\[(*_'\"\n]", chosen)[0].strip()[:30]
            passage = page.evaluate(FIND, first)
            taken = []
            for number in range(TIMES + 1):
                words = f"Seen {number} times."
                # Longer than it takes for the PDF to begin: an editor saves while it is made.
                time.sleep(1.2)
                begun = time.time()
                file.write_text(whole.replace(chosen, f"{chosen} {words}", 1), encoding="utf-8")
                handle = page.wait_for_function(SEEN, arg=[passage, words], polling="raf")
                taken.append(handle.json_value() - 1000 * begun)
            eventually(page, "() => document.getElementById('problems').hidden")
    # The first save finds nothing remembered of the changed section.
    return taken[1:]


def main(projects: list[str]) -> None:
    """Measure, and print a table."""
    with tempfile.TemporaryDirectory() as name:
        if not projects:
            subprocess.run(
                [sys.executable, "-m", "stress", name], cwd=ROOT, check=True,
                env={"PYTHONPATH": str(ROOT / "tests")}, stdout=subprocess.DEVNULL,
            )  # fmt: skip
            projects = [str(ROOT), f"{name}/long"]
        rows = [("report", "saves", "median", "worst")]
        for project in projects:
            taken = measure(Path(project))
            median, worst = statistics.median(taken), max(taken)
            called = Path(project).resolve().name
            rows.append((called, str(len(taken)), f"{median:.0f} ms", f"{worst:.0f} ms"))
    for row in rows:
        sys.stdout.write("".join(cell.ljust(16) for cell in row).rstrip() + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
