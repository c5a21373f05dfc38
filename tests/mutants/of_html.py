"""Broken copies of the web page, one fault each."""

from __future__ import annotations

import re
from collections.abc import Callable

from mutants.making import Make, Mutants, nothing

__all__ = ["HTML"]

HTML = Mutants()


def added(markup: str) -> Make:
    """Make a mutant by adding markup at the beginning of the text."""
    return replaced(r"(<main\b[^>]*>)", rf"\1{markup}")


def replaced(pattern: str, new: str | Callable[[re.Match[str]], str]) -> Make:
    """Make a mutant by replacing the first match."""

    def make(data: bytes) -> bytes:
        before = data.decode()
        after = re.sub(pattern, new, before, count=1, flags=re.DOTALL)
        return after.encode() if after != before else nothing(pattern)

    return make


PIXEL = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"


def fault(name: str, make: Make, *judges: str) -> None:
    make.__name__ = name
    if judges:
        HTML.caught_by(*judges)(make)
    else:
        HTML.legal(make)


fault("no_alt", added(f'<p><img src="{PIXEL}"></p>'), "vnu", "axe:image-alt")
fault("obsolete_element", added("<center>x</center>"), "vnu")
fault("element_left_open", added("<div>"), "vnu")
fault("two_elements_with_one_id", added('<p id="a">x</p><p id="a">y</p>'), "vnu")
fault("link_without_words", added('<a href="#"></a>'), "axe:link-name")
fault("pale_text", added('<p style="color:#bbb;background:#fff">pale</p>'), "axe:color-contrast")
fault("button_without_name", added("<button></button>"), "axe:button-name")
fault("picture_of_another_host",
      added('<img alt="far" src="https://example.org/far.png">'), "axe")  # fmt: skip
fault("script_that_stumbles", added("<script>nothing.there()</script>"), "axe:browser")
fault("wider_than_a_phone",
      added('<p style="width:900px">wide</p>'), "axe:overflow")  # fmt: skip
fault("no_language", replaced(r'(<html\b[^>]*?) lang="[^"]*"', r"\1"), "axe:html-has-lang",
      "metadata:INCOMPLETE")  # fmt: skip
fault("no_title", replaced(r"<title>.*?</title>", ""), "vnu", "axe:document-title")
fault("row_lost", replaced(r"(<tbody[^>]*>\s*)<tr\b.*?</tr>", r"\1"), "tables:ROW")
fault("another_day", replaced(r'("dateModified":\s*")[^"]*', r"\g<1>2001-01-01"),
      "metadata:DIFFERENT", "same-bytes:BYTES")  # fmt: skip
fault("a_paragraph_more", added("<p>Another paragraph.</p>"))
