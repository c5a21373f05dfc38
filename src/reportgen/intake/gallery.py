"""Pictures of a foreign file → figures of the project: PNG, JPEG or GIF, under plain names.

Nothing is fetched: a picture elsewhere is listed, and its words stay.
"""

from __future__ import annotations

import base64
import binascii
import io
import re
from collections.abc import Callable
from urllib.parse import unquote_to_bytes, urlsplit

from reportgen.diagnostics import Failure
from reportgen.files import digest
from reportgen.intake.manuscript import Record
from reportgen.pictures import MOST_PIXELS, measure

__all__ = ["Gallery"]

_ENDINGS = {b"\x89PNG": ".png", b"\xff\xd8\xff": ".jpg", b"GIF8": ".gif"}
_CONVERTED = ("BMP", "TIFF", "WEBP", "PNG", "JPEG")
_LONGEST_NAME = 60


class Gallery:
    """Takes in pictures one by one and gives each a name of its own."""

    def __init__(self, read: Callable[[str], bytes], record: Record) -> None:
        """Read a picture beside the text, or in it, with `read`, which may raise `Failure`."""
        self.read = read
        self.record = record
        self.pictures: dict[str, bytes] = {}
        self.known: dict[str, str] = {}

    def open(self, target: str, line: int | None) -> str | None:
        """Take in a picture; return its path below `source/`, or None when it stays outside."""
        shown = target[:80] if not target.startswith("data:") else f"{target[:24]}..."
        try:
            data = self._bytes(target)
            made = None if data is None else _usable(data)
        except Failure as failure:
            why = f"pictures that could not be read: {failure.diagnostics[0].message}"
            self.record.drop("", line, why)
            return None
        if data is None:
            self.record.drop("", line, f"pictures elsewhere, which are not fetched: `{shown}`")
            return None
        if isinstance(made, str) or made is None:
            self.record.drop("", line, f"pictures that no format can show: `{shown}` {made}")
            return None
        return self._named(target, *made)

    def _bytes(self, target: str) -> bytes | None:
        if target.startswith("data:"):
            head, _, body = target.partition(",")
            try:
                raw = unquote_to_bytes(body)
                return base64.b64decode(raw, validate=False) if head.endswith("base64") else raw
            except (binascii.Error, ValueError):
                return b""
        if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", target) or target.startswith("//"):
            return None
        path = unquote_to_bytes(urlsplit(target).path).decode("utf-8", "replace")
        return self.read(path)

    def _named(self, target: str, ending: str, data: bytes) -> str:
        key = digest(data)
        if key in self.known:
            return self.known[key]
        stem = "" if target.startswith("data:") else target.rpartition("/")[2].rpartition(".")[0]
        stem = re.sub(r"[^A-Za-z0-9]+", "-", stem).strip("-").lower()[:_LONGEST_NAME] or "figure"
        name, number = f"figures/{stem}{ending}", 2
        while name in self.pictures:
            name, number = f"figures/{stem}-{number}{ending}", number + 1
        self.pictures[name] = data
        self.known[key] = name
        return name


def _usable(data: bytes) -> tuple[str, bytes] | str:
    """Return the ending and the bytes of a picture for every format, or why there is none."""
    ending = next((e for magic, e in _ENDINGS.items() if data.startswith(magic)), None)
    wrong = measure(data) if ending else "is of a kind that pages and books do not show"
    if ending and not isinstance(wrong, str):
        return ending, data
    return _converted(data) or str(wrong)


def _converted(data: bytes) -> tuple[str, bytes] | None:
    """Return a picture of another kind, or of the colours of a press, as PNG."""
    from PIL import Image  # noqa: PLC0415 - only where there are pictures

    try:
        with Image.open(io.BytesIO(data), formats=_CONVERTED) as image:
            if image.width * image.height > MOST_PIXELS:
                return None
            buffer = io.BytesIO()
            image.convert("RGBA" if "A" in image.getbands() else "RGB").save(buffer, "PNG")
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError):
        return None
    return ".png", buffer.getvalue()
