"""Places of the source → links that open them in an editor."""

from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path
from urllib.parse import quote

__all__ = ["EDITORS", "default_editor", "link_to", "template_of"]

EDITORS = {
    "vscode": "vscode://file/{file}:{line}:{column}",
    "vscodium": "vscodium://file/{file}:{line}:{column}",
    "cursor": "cursor://file/{file}:{line}:{column}",
    "zed": "zed://file/{file}:{line}:{column}",
    "idea": "idea://open?file={file}&line={line}&column={column}",
    "pycharm": "pycharm://open?file={file}&line={line}&column={column}",
    "sublime": "subl://open?url=file://{file}&line={line}&column={column}",
    "textmate": "txmt://open?url=file://{file}&line={line}&column={column}",
    "macvim": "mvim://open?url=file://{file}&line={line}&column={column}",
    "emacs": "org-protocol://open-file?url=file://{file}&line={line}&column={column}",
}
"""The links by which editors open a file at a line; Sublime Text needs its package `subl`."""

_PROGRAMS = {
    "code": "vscode", "codium": "vscodium", "cursor": "cursor", "zed": "zed", "idea": "idea",
    "pycharm": "pycharm", "subl": "sublime", "mate": "textmate", "mvim": "macvim",
}  # fmt: skip

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_REFUSED = {"javascript:", "data:", "vbscript:", "about:", "blob:"}
"""Links that would run in the page instead of opening an editor."""


def template_of(editor: str) -> str | None:
    """Return the template of an editor: one of `EDITORS` by name, or a link with `{file}`.

    None for what is neither.
    """
    if editor in EDITORS:
        return EDITORS[editor]
    scheme = _SCHEME.match(editor)
    if scheme is None or scheme[0].casefold() in _REFUSED or "{file}" not in editor:
        return None
    return editor


def default_editor() -> str:
    """Return the name of the editor that this person seems to use; Visual Studio Code if unknown.

    REPORTGEN_EDITOR says it outright, VISUAL and EDITOR name a program, and else what is installed
    tells.
    """
    said = os.environ.get("REPORTGEN_EDITOR", "")
    if said:
        return said
    for name in (os.environ.get("VISUAL", ""), os.environ.get("EDITOR", "")):
        program = Path(name.split(" ")[0]).stem if name else ""
        if program in _PROGRAMS:
            return _PROGRAMS[program]
    installed = (editor for program, editor in _PROGRAMS.items() if shutil.which(program))
    return next(installed, "vscode")


def link_to(template: str, file: Path, line: int, column: int) -> str:
    """Fill a template with an absolute path and a place that counts from 1."""
    path = file.as_posix()
    # A path of Windows begins with its drive, and a link with a slash.
    begun = path if not path.startswith("/") or sys.platform == "win32" else path[1:]
    slashed = f"/{begun}"
    whole = quote(begun if "file/{file}" in template else slashed, safe="/:")
    return (
        template
        .replace("{file}", whole)
        .replace("{line}", str(line))
        .replace("{column}", str(column))
    )
