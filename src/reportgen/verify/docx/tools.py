"""The judges of Word files that others made, and LibreOffice as a reader."""

from __future__ import annotations

import math
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from reportgen.verify.docx.rules import Word, open_word
from reportgen.verify.subject import Subject
from reportgen.verify.toolbox import Absent, Broken, Toolbox, need_packages, parse_json
from reportgen.verify.verdict import Finding, Level, note, warning

__all__ = [
    "audit_version", "integrity_version", "judge_audit", "judge_integrity", "judge_office",
    "judge_sdk", "office_version", "sdk_version",
]  # fmt: skip

# ---------------------------------------------------------------- Open XML SDK

_SDK = "ooxml-validator"


def _sdk(toolbox: Toolbox) -> Path:
    """Return the validator; npm brings it for one platform at a time. Raises `Absent`."""
    folder = toolbox.path("node", "node_modules")
    found = sorted(folder.glob(f"@xarsh/{_SDK}-*/{_SDK}"))
    if not found:
        message = "the Open XML SDK validator is not installed; it is there for Linux on x86-64"
        raise Absent(message)
    return found[0]


def sdk_version(toolbox: Toolbox) -> str:
    """Return the version of the validator that wraps the Open XML SDK."""
    return toolbox.node_package(f"@xarsh/{_sdk(toolbox).parent.name}")


def judge_sdk(subject: Subject, toolbox: Toolbox) -> Iterator[Finding]:
    """Hold the file against the schemas of Microsoft 365."""
    report = parse_json(toolbox.run(_sdk(toolbox), subject.path), "{")
    for found in report["errors"]:
        place = " ".join(filter(None, (found["path"], found["xPath"])))
        yield Finding(found["id"] or found["errorType"], found["description"], place)
    if not report["ok"] and not report["errors"]:
        yield Finding("invalid", "it is not valid")


# ---------------------------------------------------------------- openxml-audit, ooxml-integrity


def audit_version(toolbox: Toolbox) -> str:
    """Return the version of openxml-audit."""
    return toolbox.python_package("openxml-audit")


def judge_audit(subject: Subject, toolbox: Toolbox) -> Iterator[Finding]:
    """Look for what makes Word offer a repair."""
    program = toolbox.path("venv", "bin", "openxml-audit")
    answer = toolbox.run(program, "--format", "microsoft365", "--output", "json", subject.path)
    for report in parse_json(answer, "["):
        for found in report["errors"]:
            make = Finding if found["severity"] == "error" else warning
            code = f"{found['type']}:{found['node']}" if found["node"] else found["type"]
            yield make(code, found["description"], found["part_uri"] or "")
        if not report["valid"] and not report["errors"]:
            yield Finding("invalid", "it is not valid")


def integrity_version(toolbox: Toolbox) -> str:
    """Return the version of ooxml-integrity."""
    return toolbox.python_package("ooxml-integrity")


def judge_integrity(subject: Subject, toolbox: Toolbox) -> Iterator[Finding]:
    """Look for parts and numbers that lead nowhere."""
    program = toolbox.path("venv", "bin", "ooxml-integrity")
    answer = toolbox.run(program, "check", "--json", "--no-config", subject.path)
    levels = {"error": Level.ERROR, "warn": Level.WARNING}
    for report in parse_json(answer, "{")["files"]:
        for found in report["findings"]:
            place = " ".join(filter(None, (found.get("part"), found.get("where"))))
            level = levels.get(found["severity"], Level.NOTE)
            yield Finding(found["code"], found["message"], place, level)


# ---------------------------------------------------------------- LibreOffice

DRIFT = 10
"""The page of which a heading may be set a page elsewhere: one page in ten, and one at least.

Another program breaks some lines otherwise, and what it broke adds up.
"""

_BROKEN_FIELD = re.compile(
    r"Error[:!] (?:Reference source not found|Bookmark not defined|No \w+[^.\n]{0,40} found)\.?"
)


def office_version(toolbox: Toolbox) -> str:
    """Return the version of LibreOffice."""
    program = toolbox.program("soffice", "libreoffice")
    need_packages("pikepdf", "pypdfium2")
    words = toolbox.run(program, "--version").out.split()
    return words[1] if len(words) > 1 else "unknown"


def judge_office(subject: Subject, toolbox: Toolbox) -> Iterator[Finding]:
    """Let LibreOffice lay the pages out, and read what it printed (D-25)."""
    import pypdfium2  # noqa: PLC0415 - an extra: who has it not hears so from the judge

    program = toolbox.program("soffice", "libreoffice")
    with tempfile.TemporaryDirectory(prefix="reportgen-office-") as name:
        folder = Path(name)
        # A profile of its own: two at a time, in English, and none of the user's settings.
        answer = toolbox.run(
            program, "--headless", "--norestore", f"-env:UserInstallation=file://{folder}/profile",
            "--convert-to", "pdf", "--outdir", folder, subject.path,
        )  # fmt: skip
        made = folder / f"{subject.path.stem}.pdf"
        if not made.is_file():
            if answer.code not in {0, 1}:
                raise Broken(answer.last_words)
            yield Finding("LOAD", "LibreOffice cannot open it")
            return
        with pypdfium2.PdfDocument(made) as document:
            pages = [page.get_textpage().get_text_bounded() for page in document]
            set_on = [
                (_letters(mark.get_title()), mark.get_dest().get_index())
                for mark in document.get_toc()
                if mark.get_dest() is not None
            ]
    if not pages or not any(page.strip() for page in pages):
        yield Finding("EMPTY", f"LibreOffice makes {len(pages)} pages without a word")
    yield note("pages", f"{len(pages)} pages")
    yield from _contents(open_word(subject), set_on)
    for number, page in enumerate(pages, start=1):
        for broken in _BROKEN_FIELD.findall(" ".join(page.split())):
            yield Finding("FIELD", f"a field shows “{broken}”", f"page {number}")


def _contents(word: Word, set_on: list[tuple[str, int]]) -> Iterator[Finding]:
    """Hold the entries of the contents against the pages on which LibreOffice sets their headings.

    They name the pages of the printed report (D-15). A heading that is set more than a page away
    is worth a word, one that is set farther away than `DRIFT` allows is an error.
    """
    told = []
    for entry in word.find("//w:p[starts-with(w:pPr/w:pStyle/@w:val, 'TOC')][w:hyperlink]"):
        *texts, page = ["".join(run.itertext()) for run in word.find(".//w:r[w:t]", entry)]
        told.append(("".join(texts), page))
    numbered, left = [], iter(set_on)
    for title, page in told:
        index = next((place for name, place in left if name == _letters(title)), None)
        if index is None:
            yield warning("contents", f"no heading was found for the entry “{title}”")
            return
        numbered.append((title, page, index))
    first = next((index for _, page, index in numbered if page == "1"), None)
    if first is None:
        return
    pages = [(title, page, str(index - first + 1)) for title, page, index in numbered]
    right = sum(page == here for _, page, here in pages)
    yield note("contents", f"{right} of {len(pages)} entries name the page they are set on here")
    for title, page, here in pages:
        away = abs(int(page) - int(here)) if page.isdigit() else 0
        if away > 1:
            make = Finding if away > math.ceil(int(page) / DRIFT) else warning
            yield make("CONTENTS", f"“{title}” is said to be on page {page}", f"page {here}")


def _letters(words: str) -> str:
    return re.sub(r"[\W\d]", "", words)
