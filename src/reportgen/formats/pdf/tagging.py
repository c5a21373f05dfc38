"""Box trees of WeasyPrint → the structure tree of a tagged PDF (ISO 32000-1, 14.7 and 14.8).

Takes the place of WeasyPrint 70.0's own `add_tags`, whose tree is one of boxes: a table over three
pages is three tables there, running heads are content, and links lose what they hold. Here the
tree is one of elements: each element of the HTML is one structure element, however many lines and
pages its boxes fill (W-02 to W-14). Never changes what is drawn.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pydyf
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from reportgen.formats.pdf.hyphens import PARTED, soften
from reportgen.formats.pdf.layout import is_continued
from reportgen.formats.pdf.paged import APART
from reportgen.timing import timed

__all__ = ["Tagger", "add_tags"]

_ROLES = {
    "section": "Sect", "div": "Div", "p": "P", "blockquote": "BlockQuote", "ul": "L", "ol": "L",
    "dl": "L", "li": "LI", "table": "Table", "thead": "THead", "tbody": "TBody", "tfoot": "TFoot",
    "tr": "TR", "th": "TH", "td": "TD", "caption": "Caption", "figcaption": "Caption",
    "figure": "Div", "a": "Link", "img": "Figure", "code": "Code", "pre": "Div", "nav": "TOC",
    "h1": "H1", "h2": "H2", "h3": "H3", "h4": "H4", "h5": "H5", "h6": "H6",
}  # fmt: skip
"""The structure type of each HTML element; elements that are not named are transparent."""

_PICTURES = {"/Figure", "/Formula"}
"""What is drawn as a whole, and said in words."""

_CSS_TO_POINTS = 0.75

Structure = Any
"""A structure element: pydyf's dictionary with /S, /P, /Pg and /K."""


@timed("tagging")
def add_tags(pdf: Any, document: Any, pdf_version: Any, page_streams: list[Any]) -> None:
    """Add the structure tree and the parent tree to `pdf`, and mark the rest as artifacts.

    Has the signature of `weasyprint.pdf.tags.add_tags`. `page_streams` are the content streams in
    the order of the pages; their marked contents are numbered by page.
    """
    del pdf_version
    Tagger(pdf).tag(document, page_streams)


class Tagger:
    """Makes the structure tree of one PDF; `notes` is how many notes come before its pages."""

    def __init__(self, pdf: Any, notes: int = 0) -> None:
        """Make ready for the pages of `pdf`, which have no tags yet."""
        self.pdf = pdf
        self.pages: list[Any] = list(pdf.page_references)
        self.heights = [float(pdf.objects[_number(page)]["MediaBox"][3]) for page in self.pages]
        self.elements: dict[Any, Structure] = {}
        self.heads: dict[Any, int] = {}
        self.annotations: list[tuple[Structure, Any]] = []
        self.described: dict[int, str] = {}
        self.page = 0
        self.marks: dict[Any, Any] = {}
        self.parents: dict[int, Structure] = {}
        self.artifacts: dict[int, str] = {}
        self.notes = notes
        self.root: Structure = pydyf.Dictionary()
        self.document: Structure = self.root

    def tag(self, document: Any, page_streams: list[Any]) -> None:
        """Add the trees to the PDF."""
        parent_tree: Any = pydyf.Dictionary({"Nums": pydyf.Array()})
        self.root = pydyf.Dictionary({"Type": "/StructTreeRoot"})
        self.pdf.add_object(parent_tree)
        self.pdf.add_object(self.root)
        self.root["ParentTree"] = parent_tree.reference
        self.document = self.new("Document", self.root)
        self.root["K"] = pydyf.Array([self.document.reference])
        for number, (page, stream) in enumerate(zip(document.pages, page_streams, strict=True)):
            self.page, self.marks = number, stream._tags  # noqa: SLF001 - WeasyPrint's own record
            self.parents, self.artifacts = {}, {}
            parted = {
                mark["mcid"] for box, mark in self.marks.items()
                if isinstance(box, boxes.TextBox) and box.text.endswith(PARTED)
            }  # fmt: skip
            self.visit(page._page_box, self.document)  # noqa: SLF001 - as above
            # What no visit reached (a clone of a running element) is drawn, but is not content.
            self.artifacts |= {mark["mcid"]: "" for mark in self.marks.values()}
            _mark_artifacts(stream, self.artifacts)
            soften(stream, parted)
            last = max(self.parents, default=-1)
            row = [
                self.parents[i].reference if i in self.parents else "null" for i in range(last + 1)
            ]
            parent_tree["Nums"] += [number, pydyf.Array(row)]
        for number, (element, annotation) in enumerate(self.annotations, len(document.pages)):
            parent_tree["Nums"] += [number, element.reference]
            annotation["StructParent"] = number
        self.root["ParentTreeNextKey"] = len(document.pages) + len(self.annotations)
        self.add_ids()
        self.pdf.catalog["StructTreeRoot"] = self.root.reference
        self.pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})
        self.pdf.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})

    def new(self, role: str, parent: Structure, **entries: Any) -> Structure:
        """Make a structure element below `parent`."""
        element = pydyf.Dictionary({
            "Type": "/StructElem",
            "S": f"/{role}",
            "K": pydyf.Array(),
            "P": parent.reference,
            **entries,
        })
        if role != "Document":
            element["Pg"] = self.pages[self.page]
        self.pdf.add_object(element)
        if parent is not self.root:
            parent["K"].append(element.reference)
        return element

    # ------------------------------------------------------------ walking the boxes

    def visit(self, box: Any, parent: Structure) -> None:
        """Put what is drawn of a box below a structure element, and so all boxes in it."""
        if isinstance(box, AbsolutePlaceholder):
            box = box._box  # noqa: SLF001 - the placeholder has no other way to what it holds
        if isinstance(box, boxes.MarginBox) or self.is_repeated_head(box):
            keyword = getattr(box, "at_keyword", "@top")
            subtype = "/Footer" if keyword.startswith("@bottom") else "/Header"
            self.artifacts |= dict.fromkeys(self.drop(box), subtype)
            return
        if isinstance(box, boxes.TextBox):
            self.add_mark(box, parent)
            return
        element = self.structure(box, parent)
        annotation = getattr(box, "link_annotation", None)
        if annotation is not None:
            self.add_annotation(box, annotation, element)
        if isinstance(box, boxes.ReplacedBox):
            if box in self.marks:
                if element["S"] in _PICTURES:
                    self.add_mark(box, element)
                else:
                    self.artifacts[self.marks.pop(box)["mcid"]] = ""
            return
        for child in getattr(box, "children", ()):
            self.visit(child, element)

    def is_repeated_head(self, box: Any) -> bool:
        """Tell whether a table head, or a row of it, stands only at the top of a later page."""
        if is_continued(box):
            return True
        if box.element is None or box.element_tag != "thead":
            return False
        return self.heads.setdefault(box.element, self.page) != self.page

    def drop(self, box: Any) -> Iterator[int]:
        """Yield the marked contents of a box, which belong to no structure element."""
        if isinstance(box, AbsolutePlaceholder):
            box = box._box  # noqa: SLF001 - as above
        if box in self.marks:
            yield self.marks.pop(box)["mcid"]
        for child in getattr(box, "children", ()):
            yield from self.drop(child)

    # ------------------------------------------------------------ structure elements

    def structure(self, box: Any, parent: Structure) -> Structure:
        """Return the structure element that the content of a box belongs to."""
        html = box.element
        tag = box.element_tag
        if html is None or tag is None or isinstance(box, (boxes.PageBox, boxes.LineBox)):
            return parent
        if "::" in tag:
            return self.pseudo(html, tag.partition("::")[2], parent)
        if "footnote" in _classes(html):
            return self.note(html, parent)
        if html in self.elements:
            return self.elements[html]
        element = self.make(html, tag, parent)
        if element is not parent:
            self.elements[html] = element
        return element

    def make(self, html: Any, tag: str, parent: Structure) -> Structure:
        """Make the structure element of an HTML element; `parent` itself for a transparent one."""
        if tag in {"dt", "dd"}:
            return self.definition(tag, parent)
        role = _role(html, tag, parent["S"])
        if role is None:
            foreign = html.get("lang") and tag not in {"html", "body", "main"}
            return self.new("Span", parent, Lang=pydyf.String(html.get("lang"))) if foreign else (
                parent
            )  # fmt: skip
        if role == "Link" and parent["S"] == "/TOCI":
            parent = self.new("Reference", parent)
        element = self.new(role, parent)
        if html.get("lang"):
            element["Lang"] = pydyf.String(html.get("lang"))
        if role == "THead":
            self.put_head_first(parent)
        elif role == "L":
            element["A"] = pydyf.Dictionary({"O": "/List", "ListNumbering": _numbering(html)})
        elif role == "TH":
            scope = "/Row" if html.get("scope") == "row" else "/Column"
            element["A"] = pydyf.Dictionary({"O": "/Table", "Scope": scope})
        elif f"/{role}" in _PICTURES:
            element["Alt"] = pydyf.String(html.get("alt"))
        return self.new("LBody", element) if role == "LI" else element

    def put_head_first(self, table: Structure) -> None:
        """Put the head of a table, which was made last, before its rows.

        WeasyPrint leaves the head out of a page where it would stand without a row.
        """
        below = table["K"]
        roles = [self.pdf.objects[_number(kid)].get("S") for kid in below]
        if "/TBody" in roles:
            below.insert(roles.index("/TBody"), below.pop())

    def definition(self, tag: str, parent: Structure) -> Structure:
        """Make a list item of each term with the definitions that follow it."""
        if tag == "dt" or not parent["K"]:
            item = self.new("LI", parent)
            return self.new("Lbl" if tag == "dt" else "LBody", item)
        item = self.pdf.objects[_number(parent["K"][-1])]
        body = next(
            (e for e in (self.pdf.objects[_number(k)] for k in item["K"]) if e["S"] == "/LBody"),
            None,
        )
        return body if body is not None else self.new("LBody", item)

    def pseudo(self, html: Any, name: str, parent: Structure) -> Structure:
        """Place generated content: list labels, note calls and markers; the rest is plain text."""
        match name:
            case "marker" if html.tag == "li":
                body: Structure = self.elements.get(html, parent)
                if body["S"] != "/LBody":
                    return parent
                item = self.pdf.objects[_number(body["P"])]
                first = self.pdf.objects[_number(item["K"][0])]
                if first["S"] == "/Lbl":
                    return first
                label = self.new("Lbl", item)
                item["K"].insert(0, item["K"].pop())
                return label
            case "footnote-call":
                reference = self.new("Reference", parent)
                if html not in self.elements:
                    self.notes += 1
                    self.elements[html] = self.new(
                        "Note", parent, ID=pydyf.String(f"note-{self.notes}")
                    )
                return reference
            case "footnote-marker":
                return self.new("Lbl", self.note(html, parent))
            case _:
                return parent

    def note(self, html: Any, parent: Structure) -> Structure:
        """Return the Note of a footnote: it stands in the tree where it is called."""
        if html not in self.elements:
            self.notes += 1
            self.elements[html] = self.new("Note", parent, ID=pydyf.String(f"note-{self.notes}"))
        return self.elements[html]

    # ------------------------------------------------------------ content

    def add_mark(self, box: Any, element: Structure) -> None:
        """Hang the marked content of a box under an element."""
        mark = self.marks.pop(box, None)
        if mark is None:
            return
        number = mark["mcid"]
        here = self.pages[self.page]
        if element.get("Pg") == here:
            element["K"].append(number)
        else:
            element["K"].append(pydyf.Dictionary({"Type": "/MCR", "Pg": here, "MCID": number}))
        self.parents[number] = element
        if element["S"] in _PICTURES:
            element["A"] = pydyf.Dictionary({"O": "/Layout", "BBox": self.bounds(box)})

    def bounds(self, box: Any) -> Any:
        """Return the rectangle of an image in the page's own units, from the bottom left (W-12)."""
        left, top = box.content_box_x(), box.content_box_y()
        height = self.heights[self.page]
        corners = (left, top + box.height, left + box.width, top)
        return pydyf.Array([
            value * _CSS_TO_POINTS if index % 2 == 0 else height - value * _CSS_TO_POINTS
            for index, value in enumerate(corners)
        ])

    def add_annotation(self, box: Any, annotation: Any, element: Structure) -> None:
        """Tie a link annotation to its Link, and say in words where it leads (W-10, W-21)."""
        target = pydyf.Dictionary({
            "Type": "/OBJR", "Obj": annotation.reference, "Pg": self.pages[self.page],
        })  # fmt: skip
        self.pdf.add_object(target)
        # What stands in a link (code, a picture) has an annotation of its own in WeasyPrint.
        link = self.ancestor(element, "/Link")
        element = element if link is None else link
        element["K"].append(target.reference)
        words = re.sub(r"\s+", " ", "".join(box.element.itertext())).strip()
        # What has no words itself, such as a picture in the link, is described as the link is.
        described = box.element.get("title") or words or self.described.get(id(element))
        if described:
            self.described[id(element)] = described
            annotation["Contents"] = pydyf.String(described)
        annotation["F"] = 4
        self.annotations.append((element, annotation))

    def ancestor(self, element: Structure, role: str) -> Structure | None:
        """Return the element itself or the nearest above it that has a role."""
        while element["S"] != role:
            if element["P"] == self.root.reference:
                return None
            element = self.pdf.objects[_number(element["P"])]
        return element

    def add_ids(self) -> None:
        """Add the name tree of element ids, which readers look them up in (W-06)."""
        objects: list[Any] = [item for item in self.pdf.objects if isinstance(item, dict)]
        named = sorted(
            (element["ID"].string, element)
            for element in objects
            if element.get("Type") == "/StructElem" and "ID" in element
        )
        if not named:
            return
        names = pydyf.Array()
        for name, element in named:
            names += [pydyf.String(name), element.reference]
        tree: Any = pydyf.Dictionary({"Names": names})
        self.pdf.add_object(tree)
        self.root["IDTree"] = tree.reference


def _mark_artifacts(stream: Any, wanted: dict[int, str]) -> None:
    """Turn marked contents of a page into artifacts: running heads and feet, decoration (W-09)."""
    operators = stream.stream
    for index, operator in enumerate(operators):
        if isinstance(operator, dict) and operator.get("MCID") in wanted:
            operators[index - 1] = "/Artifact"
            subtype = wanted[operator["MCID"]]
            kind = {"Type": "/Pagination", "Subtype": subtype} if subtype else {"Type": "/Layout"}
            operators[index] = pydyf.Dictionary(kind)


def _role(html: Any, tag: str, parent: str) -> str | None:
    """Return the structure type of an element below a parent, or None for a transparent one."""
    if html.get(APART) is not None:
        return None
    inside_contents = parent in {"/TOC", "/TOCI"}
    if tag == "div" and "contents" in _classes(html):
        return "TOC"
    if inside_contents and tag in {"ul", "ol"}:
        # The list of the contents is the TOC itself; a list inside an entry is a TOC of its own.
        return "TOC" if parent == "/TOCI" else None
    if inside_contents and tag == "li":
        return "TOCI"
    if tag == "a" and html.get("href") is None:
        return None
    if tag == "img" and not (html.get("alt") or "").strip():
        return None
    if tag == "img" and "formula" in _classes(html):
        return "Formula"
    return _ROLES.get(tag)


def _number(reference: bytes | str) -> int:
    return int(reference.split()[0])


def _classes(html: Any) -> list[str]:
    return (html.get("class") or "").split()


_NUMERALS = {"a": "/LowerAlpha", "A": "/UpperAlpha", "i": "/LowerRoman", "I": "/UpperRoman"}


def _numbering(html: Any) -> str:
    if html.tag == "ol":
        return _NUMERALS.get(html.get("type") or "1", "/Decimal")
    return "/Disc" if html.tag == "ul" else "/None"
