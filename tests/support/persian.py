"""A report in Persian: the minimal project in a language that runs from right to left.

Its words are there to be set, not to be published: most labels stay English.
"""

from __future__ import annotations

import re

from reportgen.files import BUNDLED, MemoryFiles
from support.project import MINIMAL, project

__all__ = ["PERSIAN", "persian"]

_LABELS = {
    "contents": "فهرست مطالب", "sources": "منابع", "timeline": "گاه‌شمار", "page": "صفحهٔ",
    "of": "از", "table": "جدول", "figure": "شکل", "note": "یادداشت", "imprint": "شناسنامه",
    "item": "مورد",
}  # fmt: skip


def _labels() -> str:
    text = (BUNDLED / "plain/labels/en.yaml").read_text(encoding="utf-8")
    for key, word in _LABELS.items():
        text = re.sub(rf"^(  {key}): .*$", rf"\1: {word}", text, flags=re.MULTILINE)
    return text


PERSIAN = {
    "styles/persian/style.yaml": "extends: plain\nface: {text: Vazirmatn, display: Vazirmatn}\n",
    "styles/persian/labels/fa.yaml": _labels(),
    "source/report.yaml": MINIMAL["source/report.yaml"]
    .replace("language: en-GB", "language: fa")
    .replace("profile: note", "profile: briefing\nstyle: persian\ninclude: [contents]")
    .replace("title: A small report", "title: گزارشی کوتاه (آزمایشی)\nsubtitle: دربارهٔ داد و ستد")
    .replace("short_title: Small", "short_title: گزارش کوتاه")
    .replace("name: The editors", "name: ویراستاران")
    .replace("sections:\n  - summary\n", "sections:\n  - summary\n  - key-findings\n")
    .replace("formats: [pdf]", "formats: [pdf, docx, epub, html]"),
    "source/sections/key-findings.md": """\
---
id: key-findings
title: یافته‌های کلیدی
template: key-findings
---

1. چای از مرز می‌گذرد ([@id:TR-01]).
2. خط برق ساخته می‌شود ([@id:EN-01]).
3. جشنی برگزار می‌شود ([@id:CU-01]).
""",
    "source/sections/summary.md": """\
---
id: summary
title: خلاصه
template: summary
---

چای ([@id:TR-01]) و برق ([@id:EN-01]) از مرز می‌گذرند [@seed].
""",
    "source/sections/trade.md": """\
---
id: trade
title: تجارت
items: trade
---

چای ([@id:TR-01]) از راه بندر ([@id:TR-02]) فرستاده می‌شود؛ [@value:TR-01].[^note]

[^note]: یادداشتی (کوتاه) دربارهٔ *چای*.

## برق و فرهنگ

خط برق ([@id:EN-01]) و جشن ([@id:CU-01]). رشد [+5.8 %]{dir=ltr} بود.
[The Shanghai Cooperation Organisation (SCO)]{lang=en} نیز.

- نخست
- دوم

> نقل قول (کوتاه)

::: {lang=en-GB}
A paragraph in English (with brackets).
:::
""",
}
"""The changes to the minimal project."""


def persian() -> MemoryFiles:
    """Return the report."""
    return project(PERSIAN)
