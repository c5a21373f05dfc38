"""pandoc's Word file → the finished one: every part of the package set right, whole and the same.

The passes over the text are in `body`, `tables` and `contents`; here they are put in order.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial

from reportgen.archive import deflated, read_archive, write_archive
from reportgen.document import Info
from reportgen.fingerprint import fingerprint
from reportgen.formats.docx import body, properties
from reportgen.formats.docx.applied import apply_styles
from reportgen.formats.docx.bookmarks import (
    hide_bookmarks,
    mark_end,
    number_ids,
    place_bookmarks,
)
from reportgen.formats.docx.contents import finish_contents
from reportgen.formats.docx.direction import (
    finish_directions,
    finish_languages,
    mirror,
    note_directions,
    stress,
)
from reportgen.formats.docx.fields import finish_captions, finish_references
from reportgen.formats.docx.fonts import embed, is_font
from reportgen.formats.docx.formulas import finish_formulas
from reportgen.formats.docx.looks import Palette, twips
from reportgen.formats.docx.numbering import finish_numbering, list_kinds
from reportgen.formats.docx.plan import Plan
from reportgen.formats.docx.reference import bidi_language, with_other_styles
from reportgen.formats.docx.sections import finish_sections
from reportgen.formats.docx.tables import finish_tables
from reportgen.formats.docx.wml import Element, find, make, name, parse, serialise, words
from reportgen.glyphs import needed_fonts
from reportgen.languages import with_region
from reportgen.memory import BYTES, known

__all__ = ["finish"]

WORD_2013 = 15
_MARGIN = re.compile(r"word/(header|footer)[0-9]+\.xml")
FIRST = ("[Content_Types].xml", "_rels/.rels")


def finish(package: bytes, plan: Plan, palette: Palette, info: Info, styles_part: bytes) -> bytes:
    """Finish the file that pandoc wrote, in the styles of `styles_part`."""
    entries = read_archive(package)
    document = parse(entries["word/document.xml"])
    notes = parse(entries["word/footnotes.xml"])
    numbering = parse(entries["word/numbering.xml"])
    relations = parse(entries["word/_rels/document.xml.rels"])
    kinds = list_kinds(numbering)
    finish_numbering(numbering, palette)
    right_to_left = info.direction == "rtl"
    for root in (document, notes):
        note_directions(root, right_to_left=right_to_left)
        place_bookmarks(root)
        body.join_runs(root)
        body.finish_lists(root, kinds, palette)
        apply_styles(root)
        finish_languages(root)
        stress(root)
        finish_formulas(root)
    body.finish_headings(document, plan.headings)
    finish_tables(document, plan.sheets, palette, right_to_left=right_to_left)
    body.finish_pictures(document, plan.pictures)
    finish_captions(document)
    finish_references(document, plan.headings, info.strings.get("section", "section"))
    finish_sections(document, relations, palette, info)
    finish_contents(document, plan)
    mark_end(document)
    for root in (document, notes):
        body.finish_words(root)
        hide_bookmarks(root)
    number_ids([document, notes])
    margins = {name: parse(data) for name, data in entries.items() if _MARGIN.fullmatch(name)}
    styles = with_other_styles(styles_part, entries["word/styles.xml"])
    if right_to_left:
        finish_directions([document, notes, *margins.values()])
        mirror([document, styles])
    fonts = embed(needed_fonts(palette.style, words([document, notes, *margins.values()])))
    category = str(palette.token("cover", "mark")) or info.publisher
    entries |= {
        "word/document.xml": serialise(document),
        "word/footnotes.xml": serialise(notes),
        "word/numbering.xml": serialise(numbering),
        "word/styles.xml": serialise(styles),
        "word/settings.xml": _settings(palette, info),
        "word/theme/theme1.xml": _theme(parse(entries["word/theme/theme1.xml"]), palette),
        "docProps/core.xml": properties.core_part(info, category),
        "docProps/app.xml": properties.app_part(info),
        "docProps/custom.xml": properties.custom_part(info),
        **{name: serialise(root) for name, root in margins.items()},
        **fonts,
    }
    for part, root in (("document", document), ("footnotes", notes)):
        links = f"word/_rels/{part}.xml.rels"
        entries[links] = _without_lost_links(parse(entries[links]), root)
    entries["[Content_Types].xml"] = _with_fonts(parse(entries["[Content_Types].xml"]))
    compressed = {name: _compressed(data) for name, data in fonts.items() if is_font(name)}
    return write_archive(_in_order(entries), compressed=compressed)


def _compressed(font: bytes) -> bytes:
    """Compress a font, which is the same in every report of a style."""
    return known("deflate", fingerprint(font), (), partial(deflated, font), BYTES)


def _in_order(entries: Mapping[str, bytes]) -> dict[str, bytes]:
    rest = sorted(set(entries) - set(FIRST))
    return {name: entries[name] for name in (*FIRST, *rest)}


def _settings(palette: Palette, info: Info) -> bytes:
    """Make the settings: Word's own way of today, no compatibility mode (D-23, PD-17)."""
    page = palette.page
    notes = [make("footnote", id=-1), make("footnote", id=0)]
    mode = make(
        "compatSetting", name="compatibilityMode", uri="http://schemas.microsoft.com/office/word",
        val=WORD_2013,
    )  # fmt: skip
    language = bidi_language(info.language)
    colours = {
        "bg1": "light1", "t1": "dark1", "bg2": "light2", "t2": "dark2",
        **{f"accent{n}": f"accent{n}" for n in range(1, 7)},
        "hyperlink": "hyperlink", "followedHyperlink": "followedHyperlink",
    }  # fmt: skip
    return serialise(
        make(
            "settings",
            make("zoom", percent=100),
            make("embedTrueTypeFonts"),
            make("mirrorMargins") if round(page.inner) != round(page.outer) else None,
            make("defaultTabStop", val=twips(36)),
            make("characterSpacingControl", val="doNotCompress"),
            make("footnotePr", *notes),
            make("compat", mode),
            make("m:mathPr", _math_font()),
            make("themeFontLang", val=with_region(info.language), bidi=language),
            make("clrSchemeMapping", **colours),
            make("decimalSymbol", val="."),
            make("listSeparator", val=","),
        )
    )


def _math_font() -> Element:
    """Name the font that Word sets formulae in; it brings it along."""
    font = make("m:mathFont")
    font.set(name("m:val"), "Cambria Math")
    return font


THEME_COLOURS = {
    "dk1": "ink", "lt1": "paper", "dk2": "accent", "lt2": "accent-soft", "accent1": "accent",
    "accent2": "cover-accent", "accent3": "active", "accent4": "underway", "accent5": "proposed",
    "accent6": "stalled", "hlink": "link", "folHlink": "link",
}  # fmt: skip


def _theme(theme: Element, palette: Palette) -> bytes:
    """Give what the reader adds to the file the colours and faces of the style, too."""
    for slot, colour in THEME_COLOURS.items():
        for entry in theme.iter(name(f"a:{slot}")):
            shade = make("a:srgbClr")
            shade.set("val", palette.colour(colour))
            entry[:] = [shade]
    for kind, face in (("majorFont", "heading"), ("minorFont", "text")):
        for fonts in theme.iter(name(f"a:{kind}")):
            latin = find(fonts, "a:latin")
            if latin is not None:
                latin.attrib.clear()
                latin.set("typeface", str(palette.token("face", face)))
    return serialise(theme)


def _with_fonts(types: Element) -> bytes:
    known = {entry.get("Extension") for entry in types}
    if "odttf" not in known:
        entry = make("ct:Default")
        entry.set("Extension", "odttf")
        entry.set("ContentType", "application/vnd.openxmlformats-officedocument.obfuscatedFont")
        types.insert(0, entry)
    return serialise(types)


def _without_lost_links(relations: Element, root: Element) -> bytes:
    """Drop links that pandoc lists for a part that does not use them."""
    used = {str(given) for element in root.iter() for given in element.attrib.values()}
    for link in list(relations):
        if link.get("TargetMode") == "External" and link.get("Id") not in used:
            relations.remove(link)
    return serialise(relations)
