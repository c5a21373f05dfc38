"""DOCX and EPUB opened for reading: parts by name, and XML without entities or network."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lxml import etree

from reportgen.archive import read_archive
from reportgen.verify.toolbox import Unreadable

__all__ = ["Parts", "open_parts"]

_LARGEST = 512 * 1024 * 1024
"""Bytes that the parts of one file may have unpacked."""


class Parts:
    """The parts of an archive."""

    def __init__(self, contents: Mapping[str, bytes], names: tuple[str, ...]) -> None:
        self.contents = contents
        self.names = names

    def __contains__(self, name: str) -> bool:
        return name in self.contents

    def xml(self, name: str) -> Any:
        """Return the root of an XML part. Raises `Unreadable`."""
        if name not in self.contents:
            message = f"the part {name} is missing"
            raise Unreadable(message)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
        try:
            return etree.fromstring(self.contents[name], parser)
        except etree.XMLSyntaxError as fault:
            message = f"the part {name} is not XML: {fault}"
            raise Unreadable(message) from None


def open_parts(path: Path) -> Parts:
    """Read all parts of a zip archive. Raises `Unreadable`."""
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
        if sum(info.file_size for info in infos) > _LARGEST:
            message = "its parts are too large to read"
            raise Unreadable(message)
        return Parts(read_archive(path.read_bytes()), tuple(info.filename for info in infos))
    except (zipfile.BadZipFile, OSError, NotImplementedError) as fault:
        message = f"it cannot be opened: {fault}"
        raise Unreadable(message) from None
