"""docs/diagnostics.md → what each code means."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from reportgen.files import BUNDLED

__all__ = ["Manual", "load_manual", "manual_file", "read_manual"]

_HEADING = re.compile(r"^## (?P<code>[a-z]+(?:-[a-z]+)*)\n", re.MULTILINE)


@dataclass(frozen=True)
class Manual:
    """The Markdown that explains each code, in the order of the codes."""

    entries: Mapping[str, str]

    def summary(self, code: str) -> str:
        """Return the first sentence on a code; the code itself when there is none."""
        text = self.entries.get(code, "")
        paragraph = " ".join(text.split("\n\n", 1)[0].split())
        return re.split(r"(?<=\.)\s", paragraph, maxsplit=1)[0] or code


def read_manual(markdown: str) -> Manual:
    """Split the text of docs/diagnostics.md at its headings of the second level."""
    return Manual(dict(_entries(markdown)))


def _entries(markdown: str) -> Iterator[tuple[str, str]]:
    headings = list(_HEADING.finditer(markdown))
    ends = [*(heading.start() for heading in headings[1:]), len(markdown)]
    for heading, end in zip(headings, ends, strict=True):
        yield heading["code"], markdown[heading.end() : end].strip()


def manual_file() -> Path | None:
    """Return where the manual lies: beside the installed package, or in `docs/` of a clone."""
    for path in (BUNDLED / "diagnostics.md", BUNDLED / ".." / ".." / "docs" / "diagnostics.md"):
        if path.is_file():
            return path.resolve()
    return None


def load_manual() -> Manual:
    """Read the manual."""
    file = manual_file()
    return read_manual(file.read_text(encoding="utf-8")) if file else Manual({})
