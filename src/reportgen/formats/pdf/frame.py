"""What is around the pages of a PDF: its claims, its metadata, its attachments, how it opens."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from typing import Any

from reportgen.document import Info
from reportgen.edition import Edition
from reportgen.formats.pdf.claims import xmp_packet

__all__ = ["ATTACHED", "VARIANT", "attachments", "finish", "identifier"]

VARIANT = "pdf/a-3a"
"""What WeasyPrint is asked for; `claims` adds PDF/UA-1 to it."""

ATTACHED = "attached/"
"""The folder of the files that travel inside the PDF, among the assets of the edition."""


def identifier(edition: Edition) -> bytes:
    """Return the file's identifier, made of what it says, so that it is the same every time."""
    return hashlib.md5(edition.body.encode(), usedforsecurity=False).digest()


def attachments(weasyprint: Any, edition: Edition) -> list[Any]:
    """Return the register as associated files of the kind Data (A-03), dated by the report."""
    moment = dt.datetime.fromtimestamp(edition.info.epoch, tz=dt.UTC)
    return [
        weasyprint.Attachment(
            file_obj=io.BytesIO(data),
            name=path.removeprefix(ATTACHED),
            description=edition.info.strings.get("register"),
            relationship="Data",
            created=moment,
            modified=moment,
        )
        for path, data in sorted(edition.assets.items())
        if path.startswith(ATTACHED)
    ]


def finish(title: str, pdf: Any, info: Info) -> None:
    """Put both claims into the file's metadata, uncompressed (A-05), and set how it opens."""
    metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    producer = pdf.info["Producer"].string
    metadata.stream = [xmp_packet(info, title, producer)]
    metadata.compress = False
    if "AF" in pdf.catalog:
        # WeasyPrint lists each associated file twice.
        pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])
    if info.direction == "rtl":
        pdf.catalog["ViewerPreferences"]["Direction"] = "/R2L"
    pdf.catalog["PageMode"] = "/UseOutlines"
