"""Formulae as pandoc writes them → as the schema of Office Math asks for them (ECMA-376, 22.1)."""

from __future__ import annotations

from reportgen.formats.docx.wml import Element, find, name

__all__ = ["finish_formulas"]


def finish_formulas(root: Element) -> None:
    """Set the properties of runs and matrices right, without which Word calls the file broken."""
    for properties in root.iter(name("m:rPr")):
        # Normal text (m:nor) has no style of letters.
        style = find(properties, "m:sty")
        if find(properties, "m:nor") is not None and style is not None:
            properties.remove(style)
    for properties in root.iter(name("m:mcPr")):
        properties[:] = sorted(properties, key=lambda entry: entry.tag != name("m:count"))
