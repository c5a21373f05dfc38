"""Broken copies of a PDF that conforms to PDF/A-3a and PDF/UA-1, one fault each."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from mutants.making import Make, Mutants, need, nothing

__all__ = ["PDF"]

PDF = Mutants()

CHECKERS = ("verapdf", "page-validation", "outloud")
CONFORMANCE = ("verapdf", "page-validation")
Change = Callable[[pikepdf.Pdf], None]


def caught_by(*judges: str) -> Callable[[Change], Make]:
    """Add a mutant that is made by changing an open PDF."""

    def add(change: Change) -> Make:
        return PDF.caught_by(*judges)(changing(change))

    return add


def changing(change: Change) -> Make:
    def make(data: bytes) -> bytes:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            change(pdf)
            out = io.BytesIO()
            pdf.save(out, compress_streams=False)
        return out.getvalue()

    make.__name__ = change.__name__
    return make


# ---------------------------------------------------------------- helpers


def elements(pdf: pikepdf.Pdf, *roles: str) -> list[Any]:
    """Return the structure elements of some roles in reading order."""

    def below(element: Any) -> Iterator[Any]:
        for kid in kids(element):
            if isinstance(kid, Dictionary) and "/S" in kid:
                yield kid
                yield from below(kid)

    found = below(pdf.Root.StructTreeRoot)
    return [element for element in found if str(element.S).removeprefix("/") in roles]


def kids(element: Any) -> list[Any]:
    below = element.get("/K")
    if below is None:
        return []
    return list(below) if isinstance(below, Array) else [below]


def first(pdf: pikepdf.Pdf, *roles: str) -> Any:
    return need(elements(pdf, *roles), "/".join(roles))


def links(pdf: pikepdf.Pdf) -> Iterator[Any]:
    for page in pdf.pages:
        for annotation in page.get("/Annots", []):
            if annotation.get("/Subtype") == "/Link":
                yield annotation


def fonts(pdf: pikepdf.Pdf) -> Iterator[Any]:
    for item in pdf.objects:
        if isinstance(item, Dictionary) and item.get("/Type") == "/Font" and "/ToUnicode" in item:
            yield item


def rewrite(content: Any, pattern: bytes, new: bytes, count: int = 1) -> None:
    """Replace in the bytes of a stream, or of the first of several that has what is sought."""
    for stream in content if isinstance(content, Array) else [content]:
        before = stream.read_bytes()
        after = re.sub(pattern, new, before, count=count, flags=re.DOTALL)
        if after != before:
            stream.write(after)
            return
    nothing(repr(pattern))


def body_page(pdf: pikepdf.Pdf) -> Any:
    """Return the page on which the first paragraph of the report's text stands."""
    paragraphs = [p for p in elements(pdf, "P") if isinstance(p.get("/K"), Array) and len(p.K) > 3]
    return need(paragraphs, "long paragraph").Pg


def without(holder: Any, key: str) -> None:
    if key not in holder:
        nothing(key)
    del holder[key]


# ---------------------------------------------------------------- figures


@caught_by(*CHECKERS)
def no_alt(pdf: pikepdf.Pdf) -> None:
    without(first(pdf, "Figure"), "/Alt")


@caught_by(*CHECKERS)
def empty_alt(pdf: pikepdf.Pdf) -> None:
    first(pdf, "Figure").Alt = String("")


@caught_by("pdf-structure:ALT")
def alt_is_a_file_name(pdf: pikepdf.Pdf) -> None:
    first(pdf, "Figure").Alt = String("chart.png")


@caught_by("pdf-structure:FIG-BBOX")
def figure_box_elsewhere(pdf: pikepdf.Pdf) -> None:
    first(pdf, "Figure").A.BBox = Array([10, 10, 60, 60])


# ---------------------------------------------------------------- the document


@caught_by(*CHECKERS)
def no_language(pdf: pikepdf.Pdf) -> None:
    without(pdf.Root, "/Lang")


@caught_by("pdf-structure:LANG-TAG")
def language_in_words(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Lang = String("english")


@caught_by("pdf-structure:R2L")
def right_to_left_language_read_to_the_right(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Lang = String("fa-IR")


@caught_by("pdf-structure:LANG")
def foreign_passage_unmarked(pdf: pikepdf.Pdf) -> None:
    foreign = [item for item in elements(pdf, "Span", "P", "Quote") if "/Lang" in item]
    del need(foreign, "passage in another language")["/Lang"]


@caught_by(*CHECKERS, "metadata:INCOMPLETE")
def no_title(pdf: pikepdf.Pdf) -> None:
    rewrite(pdf.Root.Metadata, rb"<dc:title>.*?</dc:title>", b"")


@caught_by("metadata:DIFFERENT")
def another_title(pdf: pikepdf.Pdf) -> None:
    rewrite(pdf.Root.Metadata, rb"(<dc:title>.*?<rdf:li[^>]*>)[^<]*", rb"\1Another report")


@caught_by(*CHECKERS)
def title_not_shown(pdf: pikepdf.Pdf) -> None:
    without(pdf.Root, "/ViewerPreferences")


@caught_by(*CHECKERS)
def not_marked_as_tagged(pdf: pikepdf.Pdf) -> None:
    without(pdf.Root, "/MarkInfo")


@caught_by("verapdf:claim", "outloud")
def no_claim_of_accessibility(pdf: pikepdf.Pdf) -> None:
    rewrite(pdf.Root.Metadata, rb"<pdfuaid:part>1</pdfuaid:part>", b"")


@caught_by("verapdf:claim")
def no_claim_of_archive(pdf: pikepdf.Pdf) -> None:
    rewrite(pdf.Root.Metadata, rb"<pdfaid:part>3</pdfaid:part>", b"")


@caught_by(*CONFORMANCE)
def no_output_intent(pdf: pikepdf.Pdf) -> None:
    without(pdf.Root, "/OutputIntents")


@caught_by("pdf-structure:NO-OUTLINE")
def no_bookmarks(pdf: pikepdf.Pdf) -> None:
    without(pdf.Root, "/Outlines")


@caught_by("pdf-structure:OUTLINE-COUNT")
def one_bookmark_too_few(pdf: pikepdf.Pdf) -> None:
    top = pdf.Root.Outlines
    while "/First" in top.First:
        top = top.First
    if "/Next" not in top.First:
        nothing("two bookmarks of one level")
    top.First = top.First.Next


@caught_by("pdf-structure:ATTACHED")
def register_not_attached(pdf: pikepdf.Pdf) -> None:
    files = pdf.Root.get("/AF", Array())
    if not len(files):
        nothing("attachment")
    pdf.Root.AF = Array(list(files)[1:])


# ---------------------------------------------------------------- headings and blocks


@caught_by(*CHECKERS, "pdf-structure:HEADING-SKIP")
def heading_skips_a_level(pdf: pikepdf.Pdf) -> None:
    first(pdf, "H2").S = Name("/H4")


@caught_by(*CHECKERS, "pdf-structure:HEADING-SKIP")
def no_first_heading(pdf: pikepdf.Pdf) -> None:
    first(pdf, "H1").S = Name("/P")


@caught_by("pdf-structure:MANY-H1")
def two_first_headings(pdf: pikepdf.Pdf) -> None:
    first(pdf, "H2").S = Name("/H1")


@caught_by("pdf-structure:HEADING-COUNT")
def heading_as_paragraph(pdf: pikepdf.Pdf) -> None:
    elements(pdf, "H3")[-1].S = Name("/P")


@caught_by(*CHECKERS)
def unknown_element(pdf: pikepdf.Pdf) -> None:
    first(pdf, "BlockQuote").S = Name("/Pullout")


@caught_by("pdf-structure:LIST-COUNT")
def list_in_two(pdf: pikepdf.Pdf) -> None:
    split(pdf, need((i for i in elements(pdf, "L") if len(kids(i)) > 1), "list of two entries"))


@caught_by("pdf-structure:NOTE")
def notes_as_paragraphs(pdf: pikepdf.Pdf) -> None:
    first(pdf, "Note")
    for element in elements(pdf, "Note"):
        element.S = Name("/P")


@caught_by(*CHECKERS)
def two_notes_with_one_id(pdf: pikepdf.Pdf) -> None:
    notes = elements(pdf, "Note")
    if len(notes) < 2:
        nothing("second note")
    notes[1].ID = notes[0].ID


@caught_by("pdf-structure:IDTREE")
def ids_without_their_tree(pdf: pikepdf.Pdf) -> None:
    without(pdf.Root.StructTreeRoot, "/IDTree")


@caught_by("pdf-structure:TOC")
def contents_as_paragraphs(pdf: pikepdf.Pdf) -> None:
    first(pdf, "TOC")
    for element in elements(pdf, "TOC", "TOCI"):
        element.S = Name("/Div")


# ---------------------------------------------------------------- tables


@caught_by("pdf-structure:TABLE-NO-TH")
def table_without_header_cells(pdf: pikepdf.Pdf) -> None:
    first(pdf, "TH")
    for element in elements(pdf, "TH"):
        element.S = Name("/TD")


@caught_by("pdf-structure:TH-SCOPE")
def header_cell_without_scope(pdf: pikepdf.Pdf) -> None:
    without(first(pdf, "TH"), "/A")


@caught_by("pdf-structure:TABLE-COUNT")
def table_in_two(pdf: pikepdf.Pdf) -> None:
    split(pdf, first(pdf, "Table"))


@caught_by("tables:ROW")
def row_lost(pdf: pikepdf.Pdf) -> None:
    parts = (part for part in elements(pdf, "TBody") if len(kids(part)) > 1)
    part = need(parts, "table with two rows")
    part.K = Array(kids(part)[1:])


def split(pdf: pikepdf.Pdf, element: Any) -> None:
    """Let an element end after its first part, and another of its kind go on."""
    parts = kids(element)
    second = pdf.make_indirect(Dictionary(element))
    element.K, second.K = Array(parts[:1]), Array(parts[1:])
    above = element.P
    place = [kid.objgen if isinstance(kid, Dictionary) else None for kid in kids(above)]
    at = place.index(element.objgen) + 1
    above.K = Array([*kids(above)[:at], second, *kids(above)[at:]])


# ---------------------------------------------------------------- links


@caught_by(*CONFORMANCE, "outloud")
def links_without_description(pdf: pikepdf.Pdf) -> None:
    need(links(pdf), "link")
    for link in links(pdf):
        if "/Contents" in link:
            del link["/Contents"]


@caught_by("pdf-structure:LINK-TARGET")
def link_to_nowhere(pdf: pikepdf.Pdf) -> None:
    inner = (link for link in links(pdf) if "/Dest" in link)
    need(inner, "link inside the report").Dest = String("nowhere")


@caught_by("pdf-structure:LINK-CONTENTS")
def link_described_by_its_anchor(pdf: pikepdf.Pdf) -> None:
    named = (link for link in links(pdf) if isinstance(link.get("/Dest"), String))
    link = need(named, "link to a name")
    link.Contents = String(str(link.Dest))


@caught_by("pdf-structure:LINK-NESTED")
def link_in_a_link(pdf: pikepdf.Pdf) -> None:
    one, other = elements(pdf, "Link")[:2]
    one.K = Array([*kids(one), other])
    other.P = one


@caught_by("pdf-structure:LEADER")
def leader_dots_in_a_link(pdf: pikepdf.Pdf) -> None:
    link = first(pdf, "Link")
    number = need((kid for kid in kids(link) if isinstance(kid, int)), "text in a link")
    link.K = Array([*kids(link), *[number] * 20])


@caught_by(*CHECKERS)
def pages_without_tab_order(pdf: pikepdf.Pdf) -> None:
    need((page for page in pdf.pages if "/Tabs" in page), "tab order")
    for page in pdf.pages:
        if "/Tabs" in page:
            del page["/Tabs"]


# ---------------------------------------------------------------- fonts and text


@caught_by(*CHECKERS, "pdf-fonts:NOT-EMBEDDED")
def font_not_embedded(pdf: pikepdf.Pdf) -> None:
    need(fonts(pdf), "font")
    embedded = (i for i in pdf.objects if isinstance(i, Dictionary) and "/FontFile2" in i)
    del need(embedded, "TrueType font")["/FontFile2"]


@caught_by(*CHECKERS, "pdf-fonts:NO-TOUNICODE")
def letters_without_meaning(pdf: pikepdf.Pdf) -> None:
    del need(fonts(pdf), "font")["/ToUnicode"]


@caught_by("pdf-fonts:FOREIGN-FONT")
def font_of_the_machine(pdf: pikepdf.Pdf) -> None:
    need(fonts(pdf), "font").BaseFont = Name("/ABCDEF+DejaVu-Serif")


@caught_by("pdf-text:TEXT-LAYER", "pdf-order:ORDER")
def scrambled_text_layer(pdf: pikepdf.Pdf) -> None:
    """Swap what a and e stand for, in every font: the picture stays as it is (W-23)."""
    found = False
    for font in fonts(pdf):
        stream = font.ToUnicode
        words = stream.read_bytes().decode()
        changed = re.sub(r"(?<=<)00(?:61|65)(?=>\n)", _exchanged, words)
        found = found or changed != words
        stream.write(changed.encode())
    if not found:
        nothing("font with the letters e and a")


@caught_by(*CHECKERS)
def text_without_tag(pdf: pikepdf.Pdf) -> None:
    rewrite(body_page(pdf).Contents, rb"/Span\s*<<\s*/MCID \d+\s*>>\s*BDC", b"/Span BMC")


@caught_by("pdf-order:ORDER")
def text_as_artifact(pdf: pikepdf.Pdf) -> None:
    paragraph = need((p for p in elements(pdf, "P") if len(kids(p)) > 3), "long paragraph")
    number = need((kid for kid in kids(paragraph) if isinstance(kid, int)), "text")
    pattern = rb"/Span\s*<<\s*/MCID %d\s*>>\s*BDC" % number
    rewrite(paragraph.Pg.Contents, pattern, b"/Artifact BMC")
    paragraph.K = Array([kid for kid in kids(paragraph) if kid != number])


@caught_by("pdf-order:ORDER")
def blocks_in_another_order(pdf: pikepdf.Pdf) -> None:
    for section in elements(pdf, "Sect"):
        paragraphs = [at for at, kid in enumerate(kids(section)) if str(kid.get("/S")) == "/P"]
        if len(paragraphs) > 1:
            one, other = paragraphs[0], paragraphs[-1]
            below = kids(section)
            below[one], below[other] = below[other], below[one]
            section.K = Array(below)
            return
    nothing("section of two paragraphs")


@caught_by("pdf-structure:ORPHAN")
def paragraph_outside_the_tree(pdf: pikepdf.Pdf) -> None:
    paragraph = need((p for p in elements(pdf, "P") if len(kids(p)) > 3), "long paragraph")
    paragraph.P.K = Array([kid for kid in kids(paragraph.P) if kid.objgen != paragraph.objgen])


def _exchanged(code: re.Match[str]) -> str:
    return {"0061": "0065", "0065": "0061"}[code[0]]


# ---------------------------------------------------------------- bytes


@PDF.caught_by("qpdf", "same-bytes:BYTES")
def cut_off(data: bytes) -> bytes:
    return data[: len(data) * 9 // 10]


@PDF.legal
@changing
def unknown_element_with_a_role(pdf: pikepdf.Pdf) -> None:
    first(pdf, "BlockQuote").S = Name("/Pullout")
    pdf.Root.StructTreeRoot.RoleMap = Dictionary({"/Pullout": Name("/BlockQuote")})


@PDF.legal
@changing
def cells_with_headers_beside_scopes(pdf: pikepdf.Pdf) -> None:
    """Name the header cells of a cell as well: Scope alone would do (P-08)."""
    head, cell = first(pdf, "TH"), first(pdf, "TD")
    head.ID = String("head")
    tree = pdf.Root.StructTreeRoot.get("/IDTree")
    if tree is None:
        nothing("tree of ids")
    tree.Names = Array([String("head"), head, *tree.Names])
    cell.A = Dictionary({"/O": Name("/Table"), "/Headers": Array([String("head")])})
