"""A page and the files that it names → one file.

Never fetches: what the page names and the edition does not carry stays a name.
"""

from __future__ import annotations

import base64
import html
import posixpath
import re
import urllib.parse
from collections.abc import Mapping

__all__ = ["fold"]

_SHEET = re.compile(r'<link rel="stylesheet" href="([^"]*)">')
_SCRIPT = re.compile(r'<script src="([^"]*)"></script>')
_FILE = re.compile(r'(<(?:img|a|source)\s[^>]*?(?:src|href)=")([^"#:]+)(")')

_KINDS = {
    ".csv": "text/csv;charset=utf-8",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
}
"""Written here, not asked of the machine, whose answers differ."""


def fold(page: str, files: Mapping[str, bytes]) -> bytes:
    """Return the page with its stylesheet and script inside, its other files as addresses."""

    def text(name: str) -> str:
        # In a string, where alone it can stand, `<\/` means the same and does not end the element.
        return files[name].decode().strip().replace("</", "<\\/")

    def address(match: re.Match[str]) -> str:
        before, name, after = match.groups()
        name = html.unescape(name)
        data = files.get(name) or files.get(urllib.parse.unquote(name))
        if data is None:
            return match[0]
        kind = _KINDS.get(posixpath.splitext(name)[1].lower(), "application/octet-stream")
        return f"{before}data:{kind};base64,{base64.b64encode(data).decode('ascii')}{after}"

    page = _FILE.sub(address, page)
    page = _SHEET.sub(lambda m: f"<style>\n{text(m[1])}\n</style>", page)
    page = _SCRIPT.sub(lambda m: f"<script>\n{text(m[1])}\n</script>", page)
    return page.encode()
