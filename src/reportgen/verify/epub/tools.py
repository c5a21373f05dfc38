"""The judges of EPUB that others made: EPUBCheck and Ace."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

from reportgen.verify.subject import Subject
from reportgen.verify.toolbox import Broken, Toolbox, parse_json
from reportgen.verify.verdict import Finding, Level

__all__ = ["ace_version", "epubcheck_version", "judge_ace", "judge_epubcheck"]

# ---------------------------------------------------------------- EPUBCheck


def epubcheck_version(toolbox: Toolbox) -> str:
    """Return the version of EPUBCheck, which a Python package brings as a jar."""
    toolbox.program("java")
    return toolbox.python_package("epubcheck")


def judge_epubcheck(subject: Subject, toolbox: Toolbox) -> Iterator[Finding]:
    """Hold the book against EPUB 3.3; a warning is a finding, too (E-01)."""
    jar = toolbox.package_folder("epubcheck") / "epubcheck.jar"
    report = parse_json(toolbox.java("-jar", jar, subject.path, "--quiet", "--json", "-"), "{")
    for message in report["messages"]:
        place = message["locations"][0] if message["locations"] else {}
        where = place.get("path") or ""
        if where and (place.get("line") or 0) > 0:
            where += f":{place['line']}:{place['column']}"
        level = Level.ERROR if message["severity"] in {"FATAL", "ERROR", "WARNING"} else Level.NOTE
        count = 1 + (message["additionalLocations"] or 0)
        yield Finding(message["ID"], message["message"], where, level, count)


# ---------------------------------------------------------------- Ace

_FAILING = {"moderate", "serious", "critical"}


def ace_version(toolbox: Toolbox) -> str:
    """Return the version of Ace."""
    toolbox.program("node")
    toolbox.browser()
    return toolbox.node_package("@daisy/ace-cli")


def judge_ace(subject: Subject, toolbox: Toolbox) -> Iterator[Finding]:
    """Look for barriers; what Ace calls minor is only told (E-18)."""
    with tempfile.TemporaryDirectory(prefix="reportgen-ace-") as name:
        folder = Path(name)
        answer = toolbox.run(
            toolbox.program("node"), toolbox.path("node", "node_modules", ".bin", "ace-cli"),
            "--force", "--silent", "--outdir", folder / "report", "--tempdir", folder / "work",
            subject.path,
            environment={
                "PUPPETEER_EXECUTABLE_PATH": toolbox.browser(),
                "ACE_TIMEOUT_INITIAL": "60000",
                # Ace keeps its settings and its log below the home folder.
                "XDG_CONFIG_HOME": str(folder / "config"),
            },
        )  # fmt: skip
        try:
            report = json.loads((folder / "report" / "report.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            raise Broken(answer.last_words) from None
    for page in report["assertions"]:
        for assertion in page["assertions"]:
            test = assertion["earl:test"]
            level = Level.ERROR if test["earl:impact"] in _FAILING else Level.WARNING
            words = " ".join(assertion["earl:result"]["dct:description"].split())
            said = f"{test['earl:impact']}: {words[:240]}"
            yield Finding(test["dct:title"], said, page["earl:testSubject"]["url"], level)
