"""A PDF as a reader and a machine find it, so that two of them can be held against each other."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pdfplumber
import pikepdf

__all__ = ["read"]


def read(data: bytes) -> dict[str, Any]:
    """Return all that a PDF says, by what it is; numbers of objects are left out."""
    with pikepdf.open(io.BytesIO(data)) as file:
        pages = {page.obj.objgen: index for index, page in enumerate(file.pages)}
        names: Any = file.Root.get("/Names", {})
        root = file.Root.StructTreeRoot
        with file.open_outline() as outline:
            marks = list(_marks(outline.root, pages))
        said = {
            "pages": [[float(edge) for edge in page.MediaBox] for page in file.pages],
            "labels": [page.label for page in file.pages],
            "destinations": {
                str(name): _place(where, pages)
                for name, where in pikepdf.NameTree(names["/Dests"]).items()
            } if "/Dests" in names else {},
            "outline": marks,
            "links": [[_link(link) for link in page.get("/Annots", [])] for page in file.pages],
            "tree": _element(root.K[0], pages),
            "parents": [_row(key, row) for key, row in pikepdf.NumberTree(root.ParentTree).items()],
            "next key": int(root.ParentTreeNextKey),
            "ids": sorted(
                str(name) for name, _ in pikepdf.NameTree(root.IDTree).items()
            ) if "/IDTree" in root else [],
            "catalog": sorted(file.Root.keys()),
            "opening": [
                str(file.Root.get(key))
                for key in ("/ViewerPreferences", "/PageMode", "/MarkInfo", "/Lang")
            ],
            "info": {key: str(value) for key, value in file.docinfo.items()},
            "claims": bytes(file.Root.Metadata.read_bytes()),
            "attached": {
                name: (str(spec.obj.AFRelationship), spec.get_file().read_bytes())
                for name, spec in file.attachments.items()
            },
            "fonts": sorted(
                {str(font.BaseFont) for page in file.pages
                 for font in page.Resources.get("/Font", {}).values()}
            ),
            "identifier": bytes(file.trailer.ID[0]),
        }  # fmt: skip
    with pdfplumber.open(io.BytesIO(data)) as file:
        said["text"] = [page.extract_text() for page in file.pages]
        said["letters"] = [
            [(c["text"], c["fontname"], round(c["x0"], 1), round(c["top"], 1)) for c in page.chars]
            for page in file.pages
        ]
    return said


def _link(link: Any) -> tuple[str, str, int]:
    return str(link.get("/Dest") or link.A.URI), str(link.get("/Contents", "")), int(link.F)


def _row(key: int, row: Any) -> tuple[int, list[str]]:
    ones = row if isinstance(row, pikepdf.Array) else [row]
    return key, [str(one.S) if isinstance(one, pikepdf.Dictionary) else "" for one in ones]


def _place(where: Any, pages: dict[Any, int]) -> tuple[int, list[float]]:
    return pages[where[0].objgen], [round(float(number), 2) for number in list(where)[2:]]


def _marks(marks: list[Any], pages: dict[Any, int]) -> Iterator[Any]:
    for mark in marks:
        where = _place(mark.destination, pages)
        yield str(mark.title), where, mark.is_closed, list(_marks(mark.children, pages))


def _element(element: Any, pages: dict[Any, int]) -> Any:
    kids = element.get("/K", [])
    below: list[Any] = []
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if not isinstance(kid, pikepdf.Dictionary):
            below.append(int(kid))
        elif "/S" in kid:
            below.append(_element(kid, pages))
        else:
            below.append((str(kid.Type), pages[kid.Pg.objgen], int(kid.get("/MCID", -1))))
    entries = {
        key: str(element[key]) for key in ("/S", "/ID", "/Alt", "/Lang", "/ActualText")
        if key in element
    }  # fmt: skip
    if "/A" in element:
        entries["/A"] = str({key: str(value) for key, value in element.A.items() if key != "/BBox"})
    return entries, pages[element.Pg.objgen] if "/Pg" in element else None, below
