"""Every construct that the prose takes: the golden report, with sections that leave none out."""

from __future__ import annotations

from pathlib import Path

from stress.pictures import chart

__all__ = ["constructs"]

FOLDER = Path(__file__).parent / "constructs"
GOLDEN = Path(__file__).parents[1] / "golden" / "every-construct"
ADDED = ("inline", "blocks", "languages")
"""The sections beside the golden ones."""


def constructs() -> dict[str, str | bytes]:
    """Return the files of the project."""
    paths = (path for path in (GOLDEN / "source").rglob("*") if path.is_file())
    files = {p.relative_to(GOLDEN).as_posix(): p.read_text(encoding="utf-8") for p in paths}
    metadata = files["source/report.yaml"]
    sections = f"sections: [summary, findings, markup, {', '.join(ADDED)},"
    for old, new in (
        ("slug: every-construct", "slug: constructs"),
        ("formats: [pdf, docx, epub]", "formats: [pdf, docx, epub, html]"),
        ("sections: [summary, findings, markup,", sections),
    ):
        if metadata.count(old) != 1:
            message = f"{old!r} stands {metadata.count(old)} times in the golden report.yaml"
            raise ValueError(message)
        metadata = metadata.replace(old, new)
    added = {f"source/sections/{n}.md": (FOLDER / f"{n}.md").read_text("utf-8") for n in ADDED}
    pictures = {"source/figures/lines.png": chart(7, 640, 320)}
    return {**files, **added, **pictures, "source/report.yaml": metadata}
