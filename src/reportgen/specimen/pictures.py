"""Finished files → pictures of their pages, by the programs that readers use.

The only door to PDFium. Programs get files of a folder of their own and no network.
"""

from __future__ import annotations

import io
import os
import posixpath
import shutil
import subprocess
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn
from xml.sax.saxutils import quoteattr

from lxml import etree

from reportgen.diagnostics import Diagnostic, warning

__all__ = ["Shown", "Unseen", "book_pictures", "office_pictures", "page_pictures", "web_pictures"]

RESOLUTION = 84
"""Dots per inch of a page."""

SHADES = 96
MOST_PAGES = 24
SECONDS = 120
DEVICE = (480, 680)
"""The screen of a small reading device."""

EDGE = 24

SCREENS = (("on a desk", 1200, 3600), ("on a phone", 420, 1600))

BROWSERS = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)  # fmt: skip
OFFICES = ("soffice", "libreoffice", "/Applications/LibreOffice.app/Contents/MacOS/soffice")


@dataclass(frozen=True)
class Shown:
    """A picture as PNG, and what it shows."""

    words: str
    data: bytes = field(repr=False)


class Unseen(Exception):  # noqa: N818 - what it says is no error of the report
    """Something could not be drawn: what, and how to mend it."""

    def __init__(self, code: str, message: str, mend: str) -> None:
        """Keep it as a warning."""
        self.diagnostic: Diagnostic = warning(code, message, help=mend)
        super().__init__(message)


def page_pictures(data: bytes, folder: Path) -> list[Shown]:
    """Draw the pages of a PDF."""
    del folder
    try:
        import pypdfium2  # noqa: PLC0415 - an extra, and only where pages are drawn
    except ImportError:
        message = "PDF pages are not shown: the package pypdfium2 is not installed"
        raise Unseen("missing-extra", message, "run `pip install 'reportgen[preview]'`") from None
    document = pypdfium2.PdfDocument(data)
    try:
        return [
            Shown(f"Page {number}", _png(_rendered(document[number - 1])))
            for number in range(1, min(len(document), MOST_PAGES) + 1)
        ]
    finally:
        document.close()


def _rendered(page: Any) -> Any:
    return page.render(scale=RESOLUTION / 72).to_pil().convert("RGB")


def office_pictures(data: bytes, folder: Path) -> list[Shown]:
    """Draw the pages of a Word file as LibreOffice lays them out."""
    program = _program(OFFICES, "Word pages", "LibreOffice")
    file = folder / "specimen.docx"
    file.write_bytes(data)
    profile = (folder / "profile").as_uri()
    _run(
        [
            program, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf",
            "--outdir", str(folder), str(file),
        ],
        folder, "LibreOffice",
    )  # fmt: skip
    made = file.with_suffix(".pdf")
    if not made.is_file():
        _failed("LibreOffice", "it made no pages")
    return page_pictures(made.read_bytes(), folder)


def web_pictures(data: bytes, folder: Path) -> list[Shown]:
    """Draw the page as a browser shows it: on a desk, and on a phone."""
    program = _program(BROWSERS, "the HTML page", "a Chromium browser")
    (folder / "specimen.html").write_bytes(data)
    return [
        Shown(
            f"{name.capitalize()}, {width} dots wide",
            _png(_opened(_shot(program, folder, "specimen.html", width, high))),
        )
        for name, width, high in SCREENS
    ]


def book_pictures(data: bytes, folder: Path) -> list[Shown]:
    """Draw the cover and the first screen of each part of an EPUB, as a small device does."""
    program = _program(BROWSERS, "EPUB parts", "a Chromium browser")
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        book.extractall(folder)
        package = next(name for name in book.namelist() if name.endswith(".opf"))
        cover, parts = _reading_order(book.read(package), posixpath.dirname(package))
    width, height = DEVICE
    # One page of frames, so that the browser starts once; each is then cut out. A reading system
    # keeps the words from its edge, which the frames do here.
    frames = "".join(
        f"<iframe src={quoteattr(name)} width={width - 2 * EDGE} height={height - EDGE}></iframe>"
        for name in parts
    )
    (folder / "parts.html").write_text(
        "<!DOCTYPE html><meta charset=utf-8><style>body{margin:0;background:#fff}"
        f"iframe{{display:block;border:0;padding:{EDGE}px {EDGE}px 0}}</style>{frames}",
        encoding="utf-8",
    )
    strip = _opened(_shot(program, folder, "parts.html", width, height * len(parts)))
    shown = [Shown("Cover", _png(_opened((folder / cover).read_bytes()), width))] if cover else []
    for index, name in enumerate(parts):
        cut = strip.crop((0, index * height, width, (index + 1) * height))
        shown.append(Shown(_title(folder / name), _png(cut)))
    return shown


def _reading_order(package: bytes, home: str) -> tuple[str | None, list[str]]:
    """Return the picture of the cover and the parts in reading order, by their paths."""
    root = etree.fromstring(package)
    spaces = {"o": "http://www.idpf.org/2007/opf"}
    items = {
        str(item.get("id")): (posixpath.join(home, str(item.get("href"))), item.get("properties"))
        for item in root.iterfind("o:manifest/o:item", spaces)
    }
    cover = next((path for path, said in items.values() if said == "cover-image"), None)
    order = [items[str(ref.get("idref"))] for ref in root.iterfind("o:spine/o:itemref", spaces)]
    return cover, [
        path for path, said in order
        if said != "nav" and not posixpath.basename(path).startswith("cover")
    ]  # fmt: skip


def _title(file: Path) -> str:
    title = etree.fromstring(file.read_bytes()).find(".//{http://www.w3.org/1999/xhtml}title")
    return str(title.text) if title is not None else file.name


# ---------------------------------------------------------------- programs


def _program(names: Sequence[str], what: str, called: str) -> str:
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        message = f"{what[0].upper()}{what[1:]} are not shown: {called} is not installed"
        message = message.replace("page are", "page is")
        raise Unseen("missing-program", message, f"install {called} and run the command again")
    return found


def _shot(program: str, folder: Path, name: str, width: int, height: int) -> bytes:
    picture = folder / f"{width}.png"
    # As root, as in a container, a Chromium browser starts without its sandbox only.
    bare = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    _run(
        [
            program, "--headless", "--disable-gpu", "--hide-scrollbars", *bare,
            "--allow-file-access-from-files", "--host-resolver-rules=MAP * ~NOTFOUND",
            f"--user-data-dir={folder / 'profile'}", f"--window-size={width},{height}",
            f"--screenshot={picture}", (folder / name).as_uri(),
        ],
        folder, "the browser",
    )  # fmt: skip
    if not picture.is_file():
        _failed("the browser", "it made no picture")
    return picture.read_bytes()


def _run(command: Sequence[str], folder: Path, called: str) -> None:
    try:
        ran = subprocess.run(  # noqa: S603 - a program that was looked up by its own name
            command, cwd=folder, capture_output=True, timeout=SECONDS, check=False,
            env={**os.environ, "HOME": str(folder)},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        _failed(called, f"it was not done after {SECONDS} seconds")
    except OSError as fault:
        _failed(called, str(fault))
    else:
        if ran.returncode:
            said = ran.stderr.decode("utf-8", "replace").strip().splitlines()
            _failed(called, said[-1] if said else f"it ended with {ran.returncode}")


def _failed(called: str, said: str) -> NoReturn:
    message = f"{called} drew nothing: {said}"
    raise Unseen("picture-failed", message, "see whether the program runs by itself")


def _opened(data: bytes) -> Any:
    from PIL import Image  # noqa: PLC0415 - only where pictures are made

    return Image.open(io.BytesIO(data)).convert("RGB")


def _png(image: Any, width: int | None = None) -> bytes:
    from PIL import Image  # noqa: PLC0415 - only where pictures are made

    if width is not None:
        image = image.resize((width, round(image.height * width / image.width)))
    shades = image.quantize(SHADES, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    buffer = io.BytesIO()
    shades.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()
