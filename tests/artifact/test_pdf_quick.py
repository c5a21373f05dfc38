"""The quick ways through WeasyPrint come to the same file, byte for byte, as WeasyPrint's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from reportgen.edition import Edition
from reportgen.formats import pdf
from reportgen.formats.pdf import quick
from support.paper import FILLER, INFO, style
from support.reports import REPORTS, dear, printed

LONG = "Incomprehensibilities and counterrevolutionaries. "
MANY = "Rechtsschutzversicherungsgesellschaftsmitgliederausweisnummernverzeichnis"
MIXED = (
    f'{LONG} <em>{FILLER}</em> <a href="https://example.org/">{LONG}</a> <code>f(x)</code>, '
    "“quoted”, fi ffl AV To, soft\xadhyphen\xaded\xadly and 1&nbsp;000<br>after it"
    f'<span class="footnote">{LONG}</span>'
)
PERSIAN = '<span lang="fa" dir="rtl">این یک جمله (۱۲۳) است</span>'
LOOKS = (
    "", "width: 34mm", "width: 9mm", "text-align: justify", "letter-spacing: 0.1em",
    "letter-spacing: 0.1em; word-spacing: 1mm",
    "word-spacing: 2mm", "text-decoration: underline", "white-space: pre-wrap", "hyphens: none",
    "font-variant-caps: small-caps", "font-kerning: none", "overflow-wrap: normal; width: 20mm",
    "direction: rtl", "word-break: break-all; width: 20mm", "text-indent: 5mm; padding: 3%",
    "float: left; width: 40%", "box-sizing: border-box; border: 2pt dotted; height: 40mm",
    "border-radius: 3mm; background: #eee; margin: 2% auto; max-width: 50%", "columns: 2",
    "display: flex; min-height: 20%", "outline: 1pt solid", "visibility: hidden", "color: #123",
    "position: relative; inset-inline-start: 5mm", "overflow: hidden; text-overflow: ellipsis",
    "display: inline-block; min-width: 30%", "clear: both; box-shadow: none; list-style: square",
)  # fmt: skip
CELLS = (
    f"<tr><th scope='row'>{LONG}</th><td>{FILLER}</td><td style='width: 10%'>12 %</td>"
    "<td style='text-align: justify; font-variant-numeric: tabular-nums; overflow-wrap: normal;"
    f" width: 30%'>{LONG}</td></tr>"
)
TABLES = (
    f"<p>{MANY}</p><ul><li>One<ol><li>{LONG}</li></ol></li><li></li></ul>"
    f"<dl><dt>{LONG}</dt><dd>{LONG}</dd></dl><pre>a\tb\n\n  c</pre>"
    f"<table><thead><tr><th>A</th></tr></thead><tbody>{CELLS * 2}</tbody></table>"
    f"<table style='border-collapse: separate; width: auto'>{CELLS}</table>"
)


def page(words: str, looks: tuple[str, ...]) -> str:
    # Each whole on its page: WeasyPrint itself fails where some of them are parted.
    texts = "".join(f'<div class="whole"><p style="{look}">{words}</p></div>' for look in looks)
    return (
        '<!DOCTYPE html><html lang="en-GB"><head><title>A page</title></head><body><main>'
        f'<section class="part"><h2>A <em>heading</em></h2>{texts}{TABLES}</section></main></body>'
        "</html>"
    )


RULES = """
.whole { break-inside: avoid; overflow: hidden; font-size: 0.9em }
table { border: 1pt solid } td { border-inline-start: 2pt solid red; padding-inline: 2% }
em { padding: 0 1pt; margin-inline-start: 2pt } li::before { content: "+" }
p::first-line { font-weight: 700 } dt::first-letter { font-size: 2em }
@page { @left-middle { content: "left"; width: 50% } }
"""


def same(asked: Edition, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Tell whether a file is the same with and without the quick ways."""
    made = pdf.lay_out(asked, single_run=True).value.data
    monkeypatch.setattr(quick, "replacements", list)
    return made == pdf.lay_out(asked, single_run=True).value.data


def edition(body: str) -> Edition:
    plain = style()
    sheets = {**plain.sheets, "pdf.css": plain.sheets["pdf.css"] + RULES}
    return Edition("pdf", INFO, body, replace(plain, sheets=sheets), {})


def test_texts_and_boxes_of_many_kinds_come_out_as_weasyprint_makes_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert same(edition(page(MIXED, LOOKS[::3])), monkeypatch)


@dear
@pytest.mark.parametrize("words", [MIXED, MIXED + PERSIAN], ids=["ltr", "mixed"])
def test_texts_and_boxes_of_all_kinds_come_out_as_weasyprint_makes_them(
    words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert same(edition(page(words, LOOKS)), monkeypatch)


@dear
@pytest.mark.parametrize("files", REPORTS.values(), ids=REPORTS)
def test_whole_reports_come_out_as_weasyprint_makes_them(
    files: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert same(printed(files()), monkeypatch)
