"""Pictures and tokens → one self-contained page.

Nothing is fetched: pictures are in the page, and there is no script.
"""

from __future__ import annotations

import base64
import html
import string
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from reportgen.colour import contrast
from reportgen.files import BUNDLED
from reportgen.specimen.pictures import Shown
from reportgen.style.contrast import PAIRS, Way

__all__ = ["Column", "page"]


@dataclass(frozen=True)
class Column:
    """One format: its pictures, or why there are none."""

    title: str
    pictures: tuple[Shown, ...]
    absent: str


def page(style: str, tokens: Mapping[str, Any], columns: Iterable[Column]) -> bytes:
    """Make the page."""
    frame = string.Template((BUNDLED / "specimen" / "page.html").read_text(encoding="utf-8"))
    filled = frame.substitute(
        style=html.escape(style),
        columns="\n".join(map(_column, columns)),
        pairs="\n".join(_pairs(tokens)),
        tokens="\n".join(_tokens(tokens)),
    )
    return filled.encode()


def _column(column: Column) -> str:
    pictures = "\n".join(
        f'<figure><img src="data:image/png;base64,{base64.b64encode(shown.data).decode()}" '
        f'alt="{html.escape(f"{column.title}: {shown.words}")}" loading="lazy">'
        f"<figcaption>{html.escape(shown.words)}</figcaption></figure>"
        for shown in column.pictures
    )
    absent = f'<p class="absent">{html.escape(column.absent)}.</p>' if column.absent else ""
    return f"<section><h3>{html.escape(column.title)}</h3>\n{absent}{pictures}</section>"


def _pairs(tokens: Mapping[str, Any]) -> Iterator[str]:
    """Show each pair of colours as it is printed, with its contrast."""
    for front, ground, least in PAIRS:
        ink, paper = _value(tokens, front), _value(tokens, ground)
        yield (
            f'<li style="color:{ink};background:{paper}">{front[1]} on {ground[1]} '
            f"<span>{contrast(ink, paper):.1f} : {least:g}</span></li>"
        )


def _value(tokens: Mapping[str, Any], way: Way) -> str:
    return str(tokens[way[0]][way[1]])


def _tokens(tokens: Mapping[str, Any]) -> Iterator[str]:
    for group, values in tokens.items():
        if group in {"font", "colour"}:
            continue
        named = values if isinstance(values, Mapping) else {"": values}
        cells = ", ".join(f"{key} <b>{html.escape(str(value))}</b>" for key, value in named.items())
        yield f"<dt>{group}</dt><dd>{cells}</dd>"
