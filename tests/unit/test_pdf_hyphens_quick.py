from pathlib import Path

import pyphen  # type: ignore[import-untyped]
import pytest

from reportgen.formats.pdf.loading import load_weasyprint

load_weasyprint()

from reportgen.formats.pdf.patching import patched  # noqa: E402 - it imports WeasyPrint
from reportgen.formats.pdf.quick import hyphens  # noqa: E402 - as above

WORDS = (
    "incomprehensibilities", "Rechtsschutzversicherung", "anticonstitutionnellement", "don’t",
    "pneumonoultramicroscopic", "überraschung", "autóbuszpályaudvar", "setze", "a", "",
)  # fmt: skip


@pytest.mark.parametrize("language", ["en_GB", "fr", "ca", "el_GR"])
def test_words_are_parted_where_pyphen_parts_them(language: str) -> None:
    path = Path(str(pyphen.LANGUAGES[language]))
    own = pyphen.HyphDict(path)
    with patched(hyphens.replacements()):
        lazy = pyphen.HyphDict(path)
    letters = sorted(own.patterns)
    words = [*WORDS, *("".join(letters[i : i + 3]).replace(".", "") for i in range(0, 2000, 40))]
    for word in words:
        points, others = own.positions(word), lazy.positions(word)
        assert [(int(p), p.data) for p in points] == [(int(p), p.data) for p in others]
