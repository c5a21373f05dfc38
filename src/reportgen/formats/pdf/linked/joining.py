"""Object files → one PDF: the linker.

Gives all numbers, in the order of the document; fills in the numbers of the pages; and writes what
belongs to the whole: pages, names, outline, structure tree, parent tree. Knows nothing of
WeasyPrint. What it writes depends on the object files alone, wherever and whenever they were made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pydyf

from reportgen.formats.pdf.labels import Labels, numeral
from reportgen.formats.pdf.linked.numbers import OWN, TOTAL, fill
from reportgen.formats.pdf.linked.objects import ObjectFile
from reportgen.formats.pdf.written import Written, stream, written

__all__ = ["Pages", "join"]

Say = Callable[[str, int | str], bytes]

_PAGES, _CATALOG = 1, 2
"""The objects that pydyf makes first in every file."""


@dataclass(frozen=True)
class Pages:
    """The pages of all sections: what they are called, and on which each anchor stands first."""

    labels: Labels
    places: dict[str, int]

    @classmethod
    def of(cls, labels: Labels) -> Pages:
        """Find the anchors."""
        places: dict[str, int] = {}
        for index, anchors in enumerate(labels.anchors):
            for anchor in anchors:
                places.setdefault(anchor, index)
        return cls(labels, places)

    def said(self, target: str, kind: str, index: int) -> str:
        """Return what is printed on the page `index` for a number that was awaited."""
        if target == TOTAL:
            return numeral(len(self.labels.anchors), kind)
        where = index if target == OWN else self.places.get(target, 0)
        return numeral(self.labels.number(where), kind)


@dataclass
class _Section:
    """An object file, the numbers that its objects get, and what comes before it."""

    file: ObjectFile
    first_page: int
    first_annotation: int
    numbers: dict[int, int] = field(default_factory=dict)


def join(
    frame: ObjectFile,
    sections: Sequence[ObjectFile],
    fonts: ObjectFile,
    pages: Pages,
    identifier: bytes,
) -> bytes:
    """Return the bytes of the PDF."""
    return _Linker(frame, sections, fonts, pages).linked(identifier)


class _Linker:
    def __init__(
        self, frame: ObjectFile, sections: Sequence[ObjectFile], fonts: ObjectFile, pages: Pages
    ) -> None:
        self.pdf = pydyf.PDF()
        self.pages = pages
        self.total = len(pages.labels.anchors)
        self.frame = _Section(frame, 0, 0)
        self.fonts = _Section(fonts, 0, 0)
        self.sections: list[_Section] = []
        page = annotation = 0
        for file in sections:
            self.sections.append(_Section(file, page, annotation))
            page += len(file.facts["pages"])
            annotation += len(file.facts["parents"]) - len(file.facts["pages"])
        self.annotations = annotation
        self.shared: dict[str, int] = {"pages": _PAGES}
        self.pictures: dict[bytes, int] = {}

    def linked(self, identifier: bytes) -> bytes:
        for section in (self.frame, *self.sections, self.fonts):
            self.number(section)
        self.shared |= {name: self.reserve() for name in ("fonts", "root", "document", "body")}
        for name in ("profile", "colours"):
            self.shared[name] = self.frame.numbers[self.frame.file.facts[name]]
        for section in (self.frame, *self.sections, self.fonts):
            self.put_objects(section)
        self.put(self.shared["fonts"], self.loose(self.fonts, self.fonts.file.facts["fonts"]))
        self.put_pages()
        entries = [
            (key, self.loose(self.frame, name)) for key, name in self.frame.file.facts["catalog"]
        ]
        names = [(key, data) for key, data in entries if key == "Names"]
        entries = [(key, data) for key, data in entries if key not in {"Names", "PageLabels"}]
        entries += [
            ("Pages", _reference(_PAGES)),
            ("PageLabels", self.pages.labels.tree().data),
            ("Names", self.name_trees(names[0][1] if names else b"<<>>")),
            ("StructTreeRoot", _reference(self.shared["root"])),
        ]
        outline = self.put_outline()
        if outline is not None:
            entries.append(("Outlines", _reference(outline)))
        self.put_structure()
        self.put(_CATALOG, _dictionary([("Type", b"/Catalog"), *entries[1:]]))
        self.pdf.info = pydyf.Dictionary({
            key: self.loose(self.frame, name) for key, name in self.frame.file.facts["info"]
        })
        return written(self.pdf, identifier)

    # ------------------------------------------------------------ objects and their numbers

    def reserve(self) -> int:
        """Return the next number."""
        made = Written(len(self.pdf.objects), b"null", compressible=True)
        self.pdf.objects.append(made)
        number: int = made.number
        return number

    def add(self, data: bytes) -> int:
        number = self.reserve()
        self.put(number, data)
        return number

    def put(self, number: int, data: bytes, *, is_stream: bool = False) -> None:
        self.pdf.objects[number] = Written(number, data, compressible=not is_stream)

    def number(self, section: _Section) -> None:
        """Give each object of a section its number; a picture that is there already has one."""
        for name, made in section.file.objects.items():
            if made.is_stream and not made.places and b"/Subtype /Image" in made.data[:400]:
                known = self.pictures.get(made.data)
                if known is None:
                    known = self.pictures[made.data] = self.reserve()
                section.numbers[name] = known
            else:
                section.numbers[name] = self.reserve()

    def say(self, section: _Section) -> Say:
        """Return what stands at the places of a section."""
        pages = len(section.file.facts.get("pages", ()))

        def said(kind: str, name: int | str) -> bytes:
            if kind == "shared":
                return _reference(self.shared[str(name)])
            if kind == "object":
                return _reference(section.numbers[int(name)])
            return str(self.key(section, int(name), pages)).encode()

        return said

    def key(self, section: _Section, name: int, pages: int) -> int:
        """Return the key, in the parent tree, of a page or an annotation of a section."""
        if name < pages:
            return section.first_page + name
        return self.total + section.first_annotation + name - pages

    def loose(self, section: _Section, name: int) -> bytes:
        return section.file.loose[name].filled(self.say(section))

    def put_objects(self, section: _Section) -> None:
        say = self.say(section)
        for name, made in section.file.objects.items():
            if made.data:
                self.put(section.numbers[name], made.filled(say), is_stream=made.is_stream)

    # ------------------------------------------------------------ pages

    def put_pages(self) -> None:
        kids = []
        for section in self.sections:
            facts = section.file.facts
            for place, page in enumerate(facts["pages"]):
                kids.append(_reference(section.numbers[page["page"]]))
                if page["tail"] is not None:
                    self.put_tail(section, page["tail"], section.first_page + place)
        self.put(_PAGES, _dictionary([
            ("Type", b"/Pages"), ("Kids", _array(kids)), ("Count", str(len(kids)).encode()),
        ]))  # fmt: skip

    def put_tail(self, section: _Section, tail: dict[str, Any], index: int) -> None:
        """Write the rest of a page, from the first text that has the number of a page."""
        alphabets = section.file.facts["alphabets"]

        def said(target: str, kind: str) -> str:
            return self.pages.said(target, kind, index)

        segments = [
            section.file.loose[segment].data if isinstance(segment, int)
            else fill(segment, alphabets, said).encode("latin-1")
            for segment in tail["segments"]
        ]  # fmt: skip
        data = stream(b"\n".join(segment for segment in segments if segment), {})
        self.put(section.numbers[tail["object"]], data, is_stream=True)

    def name_trees(self, names: bytes) -> bytes:
        """Add the destinations to the name trees of the frame."""
        found: dict[str, bytes] = {}
        for section in self.sections:
            for name, where in section.file.facts["dests"]:
                if name not in found:
                    found[name] = self.loose(section, where)
        if not found:
            return names
        entries = [
            piece for name in sorted(found) for piece in (pydyf.String(name).data, found[name])
        ]
        dests = _dictionary([("Names", _array(entries))])
        return names[:-2] + b"/Dests " + dests + b">>"

    # ------------------------------------------------------------ outline

    def put_outline(self) -> int | None:
        marks = []
        for section in self.sections:
            for page in section.file.facts["pages"]:
                target = section.numbers[page["page"]]
                for level, label, x, y, state in page["bookmarks"]:
                    where = pydyf.Array([_reference(target), "/XYZ", x, y, 0]).data
                    marks.append((level, _Mark(label, where, closed=state == "closed")))
        tree = _tree(marks)
        if not tree:
            return None
        root = self.reserve()
        shown = self.put_marks(tree, root)
        self.put(root, _dictionary([
            ("Count", str(shown).encode()),
            ("First", _reference(tree[0].number)),
            ("Last", _reference(tree[-1].number)),
        ]))  # fmt: skip
        return root

    def put_marks(self, marks: list[_Mark], parent: int) -> int:
        """Write entries of the outline, and return how many are seen when it is opened."""
        for mark in marks:
            mark.number = self.reserve()
        count = len(marks)
        for index, mark in enumerate(marks):
            below = self.put_marks(mark.children, mark.number)
            count += 0 if mark.closed else below
            entries = [
                ("Title", pydyf.String(mark.label).data),
                ("Dest", mark.where),
                ("Count", str(-below if mark.closed else below).encode()),
                ("Parent", _reference(parent)),
            ]
            if index:
                entries.append(("Prev", _reference(marks[index - 1].number)))
            if index + 1 < len(marks):
                entries.append(("Next", _reference(marks[index + 1].number)))
            if mark.children:
                entries.append(("First", _reference(mark.children[0].number)))
                entries.append(("Last", _reference(mark.children[-1].number)))
            self.put(mark.number, _dictionary(entries))
        return count

    # ------------------------------------------------------------ structure

    def put_structure(self) -> None:
        """Join the structure trees: one document, one body, one parent tree, one tree of ids."""
        front, body, around = list[bytes](), list[bytes](), b""
        rows: list[tuple[int, bytes]] = []
        ids: list[tuple[str, bytes]] = []
        for section in self.sections:
            facts = section.file.facts
            kids = self.loose(section, facts["kids"])[1:-1]
            if facts["body"] is None:
                front.append(kids)
            else:
                around = around or self.loose(section, facts["body"])
                body.append(kids)
            pages = len(facts["pages"])
            for key, row in facts["parents"]:
                rows.append((self.key(section, key, pages), self.loose(section, row)))
            ids += [(name, self.loose(section, where)) for name, where in facts["ids"]]
        if body:
            front.append(_reference(self.shared["body"]))
            self.put(self.shared["body"], around[:-2] + b"/K " + _array(body) + b">>")
        self.put(self.shared["document"], _dictionary([
            ("Type", b"/StructElem"), ("S", b"/Document"), ("K", _array(front)),
            ("P", _reference(self.shared["root"])),
        ]))  # fmt: skip
        numbers = [piece for key, row in sorted(rows) for piece in (str(key).encode(), row)]
        parents = self.add(_dictionary([("Nums", _array(numbers))]))
        root = [
            ("Type", b"/StructTreeRoot"),
            ("ParentTree", _reference(parents)),
            ("K", _array([_reference(self.shared["document"])])),
            ("ParentTreeNextKey", str(self.total + self.annotations).encode()),
        ]
        if ids:
            names = [
                piece for name, where in sorted(ids) for piece in (pydyf.String(name).data, where)
            ]
            root.append(("IDTree", _reference(self.add(_dictionary([("Names", _array(names))])))))
        self.put(self.shared["root"], _dictionary(root))


@dataclass
class _Mark:
    """An entry of the outline."""

    label: str
    where: bytes
    closed: bool
    children: list[_Mark] = field(default_factory=list)
    number: int = 0


def _tree(marks: Iterable[tuple[int, _Mark]]) -> list[_Mark]:
    """Hang each mark below the last of a higher level; a level that is left out has no place."""
    root: list[_Mark] = []
    above: list[tuple[int, list[_Mark]]] = [(0, root)]
    for level, mark in marks:
        while above[-1][0] >= level:
            above.pop()
        above[-1][1].append(mark)
        above.append((level, mark.children))
    return root


def _reference(number: int) -> bytes:
    return b"%d 0 R" % number


def _array(entries: Iterable[bytes]) -> bytes:
    return b"[" + b" ".join(entries) + b"]"


def _dictionary(entries: Iterable[tuple[str, bytes]]) -> bytes:
    return b"<<" + b"".join(b"/%b %b" % (key.encode(), data) for key, data in entries) + b">>"
