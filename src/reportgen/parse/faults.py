"""What is said of the prose of one section, at the place of a token."""

from __future__ import annotations

from dataclasses import dataclass

from reportgen.diagnostics import Diagnostic, Span, error, warning
from reportgen.document import position_of

__all__ = ["Faults"]


@dataclass(frozen=True)
class Faults:
    """The faults of the section file `path`, as they are found."""

    path: str
    problems: list[Diagnostic]

    def span(self, place: str | None) -> Span:
        """Return the place that pandoc gave, or the file when it gave none."""
        return position_of(self.path, place) or Span.at(self.path)

    def error(self, code: str, message: str, place: str | None, mend: str) -> None:
        """Report what stops the build."""
        self.problems.append(error(code, message, self.span(place), help=mend))

    def warning(self, code: str, message: str, place: str | None, mend: str) -> None:
        """Report what stops the build only under `--strict`."""
        self.problems.append(warning(code, message, self.span(place), help=mend))
