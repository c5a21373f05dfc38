"""Diagnostics → text: full, short, json, github and sarif; and the plain tables of the commands.

Never prints and never fails: a file that is gone or binary only leaves its line unshown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, get_args

from reportgen.diagnostics import Diagnostic, Severity, Suppressed
from reportgen.terminal.manual import Manual, load_manual, manual_file
from reportgen.terminal.tables import align
from reportgen.terminal.timings import render_timings, trace_events
from reportgen.terminal.view import View, visible

__all__ = [
    "MESSAGE_FORMATS",
    "Manual",
    "MessageFormat",
    "View",
    "align",
    "closing_line",
    "counted",
    "load_manual",
    "manual_file",
    "render",
    "render_timings",
    "trace_events",
    "visible",
]

MessageFormat = Literal["full", "short", "json", "github", "sarif"]
MESSAGE_FORMATS: tuple[str, ...] = get_args(MessageFormat)


def render(
    diagnostics: Iterable[Diagnostic],
    look: MessageFormat,
    view: View,
    suppressed: Iterable[Suppressed] = (),
) -> str:
    """Render diagnostics, in the order of their places, as one text that ends with a line end.

    `suppressed` are listed with the reason for which they are not held against the report; those
    of the baseline in `json` and `sarif` alone, and none as annotations. Without diagnostics,
    `json` and `sarif` are an empty document and the others an empty text.
    """
    from reportgen.terminal.full import render_full  # noqa: PLC0415 - only who has something to say
    from reportgen.terminal.lines import (  # noqa: PLC0415 - as above
        render_github,
        render_json,
        render_short,
        render_waived,
    )

    ordered = sorted(diagnostics, key=lambda d: d.sort_key)
    aside = sorted(suppressed, key=lambda s: s.diagnostic.sort_key)
    waived = [s for s in aside if s.by == "waiver"]
    match look:
        case "full":
            return render_full(ordered, view) + render_waived(waived, view)
        case "short":
            return render_short(ordered, view) + render_waived(waived, view)
        case "json":
            return render_json(ordered, view, aside)
        case "github":
            return render_github(ordered, view)
        case "sarif":
            from reportgen.terminal.sarif import render_sarif  # noqa: PLC0415 - it needs the rules

            return render_sarif(ordered, view, load_manual(), aside)


def closing_line(diagnostics: Sequence[Diagnostic], suppressed: Sequence[Suppressed] = ()) -> str:
    """Count by severity, and what is set aside: `2 errors and 1 waived`; empty for nothing."""
    counts = [
        counted(sum(d.severity is severity for d in diagnostics), severity.value)
        for severity in Severity
        if any(d.severity is severity for d in diagnostics)
    ]
    for by, word in (("waiver", "waived"), ("baseline", "in the baseline")):
        number = sum(s.by == by for s in suppressed)
        counts += [f"{number:,} {word}"] if number else []
    return " and ".join([", ".join(counts[:-1]), counts[-1]] if len(counts) > 1 else counts)


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural where it has to be."""
    return f"{number} {noun}" if number == 1 else f"{number:,} {noun}s"
