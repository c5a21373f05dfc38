"""A draft + a new section or figure → the files that it takes.

Prose is never changed but for the figure that is put at its end.
"""

from __future__ import annotations

import json
import re
from typing import Any

from reportgen.amend.draft import Draft
from reportgen.diagnostics import Failure, Span, did_you_mean, error
from reportgen.splice import fresh

__all__ = ["add_figure", "add_section", "listed"]

_PROSE = "<!-- TODO: write the prose; headings begin with ##. -->\n"
_ATTRIBUTE_UNSAFE = re.compile(r"([\\\[\]*_`<>$^~@#|{}])")


def listed(draft: Draft) -> list[str]:
    """Return the sections in the order of report.yaml, with those that the draft has added."""
    return [str(name) for name in draft.data_of_file(f"{draft.folder}/report.yaml")["sections"]]


def add_section(draft: Draft, head: dict[str, Any], after: str | None = None) -> dict[str, bytes]:
    """List a new section in report.yaml after another one, else last, and return its file.

    `head` is its front matter. Raises `Failure` with `duplicate-id` or `missing-section`.
    """
    name, there = str(head["id"]), listed(draft)
    path = f"{draft.folder}/sections/{name}.md"
    if name in there or draft.files.exists(path):
        raise Failure([
            error("duplicate-id", f"there is a section `{name}` already", Span.at(path),
                  help="choose another id"),
        ])  # fmt: skip
    _known(there, *([after] if after is not None else []))
    sections = draft.data_to_change(f"{draft.folder}/report.yaml")["sections"]
    sections.insert(there.index(after) + 1 if after is not None else len(there), name)
    return {path: f"---\n{fresh(head)}---\n\n{_PROSE}".encode()}


def add_figure(
    draft: Draft, section: str, name: str, data: bytes, *, caption: str, alt: str, identity: str
) -> dict[str, bytes]:
    """Copy a picture to figures/ and put it at the end of a section; return both files.

    Without `alt` the figure is decorative. Raises `Failure` with `missing-section` or
    `duplicate-id`.
    """
    _known(listed(draft), section)
    figure = f"figures/{name}"
    picture = f"{draft.folder}/{figure}"
    if draft.files.exists(picture):
        raise Failure([
            error("duplicate-id", f"there is a file `{figure}` already", Span.at(picture),
                  help="give the picture another name with --name"),
        ])  # fmt: skip
    path = f"{draft.folder}/sections/{section}.md"
    old = draft.files.read(path)
    end = b"\r\n" if b"\r\n" in old else b"\n"
    attributes = f"#{identity} .decorative"
    if alt:
        attributes = f"#{identity} alt={json.dumps(alt, ensure_ascii=False)}"
    words = _ATTRIBUTE_UNSAFE.sub(r"\\\1", caption)
    line = f"![{words}]({figure}){{{attributes}}}".encode()
    gap = b"" if old.endswith(end + end) else end if old.endswith(end) else end + end
    return {picture: data, path: old + gap + line + end}


def _known(there: list[str], *names: str) -> None:
    faults = [
        error("missing-section", f"there is no section `{name}`", help=did_you_mean(name, there))
        for name in names if name not in there
    ]  # fmt: skip
    if faults:
        raise Failure(faults)
