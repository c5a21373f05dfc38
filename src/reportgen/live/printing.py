"""The PDF, made in a process of its own that is ended when a newer save makes it worthless.

Run as a program, this module builds the PDF of a project into a file. Its pages are shown as
pictures, so that a reader stays where he was when the next one comes.
"""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reportgen import build, formats
from reportgen.cache import open_cache
from reportgen.diagnostics import Failure
from reportgen.files import write_whole
from reportgen.memory import Memory

__all__ = ["Press", "Printed"]

_NAME = "report.pdf"
WIDEST = 2400
"""Dots of the widest picture of a page."""


@dataclass(frozen=True)
class Printed:
    """The pages of the last PDF that was made: of which page of the report, and their sizes.

    Sizes are in points.
    """

    page: int
    sizes: tuple[tuple[float, float], ...]


class Press:
    """Makes the PDF of a project behind the page, the newest one only."""

    def __init__(self, folder: Path, changed: Callable[[], None]) -> None:
        """Print the project in `folder`; `changed` is called, from a thread, when there is news."""
        self.folder = folder
        self.state = "waiting"
        self.printed: Printed | None = None
        self._changed = changed
        self._home = tempfile.TemporaryDirectory(prefix="reportgen-preview-")
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._data = b""
        self._wanted = 0

    def print(self, page: int) -> None:
        """Begin to print a page of the report; what is being printed is dropped."""
        with self._lock:
            self._end()
            self._wanted = page
            self.state = "making"
            target = Path(self._home.name) / str(page)
            self._process = subprocess.Popen(  # noqa: S603 - this very module, by this very Python
                [sys.executable, "-m", __name__, str(self.folder), str(target)],
                stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                start_new_session=True,  # so that what it forks ends with it
            )  # fmt: skip
            process = self._process
        threading.Thread(target=self._wait, args=(process, page, target), daemon=True).start()
        self._changed()

    def is_of(self, page: int) -> bool:
        """Tell whether the last PDF is of this page of the report; then it is good again."""
        with self._lock:
            fresh = self.printed is not None and self.printed.page == page
            self.state = "ready" if fresh else self.state
            return fresh

    def outdate(self) -> None:
        """Drop what is being printed: the report has been saved since."""
        with self._lock:
            self._end()
            self._wanted = 0
            self.state = "old" if self.printed else "waiting"

    def close(self) -> None:
        """End the process, and remove what it wrote."""
        with self._lock:
            self._wanted = -1
            self._end()
        self._home.cleanup()

    def picture(self, number: int, width: int) -> bytes | None:
        """Draw a page, which counts from 1, as PNG; None where there is no such page."""
        import pypdfium2  # noqa: PLC0415 - an extra

        with self._lock:
            data, printed = self._data, self.printed
        if printed is None or not 1 <= number <= len(printed.sizes):
            return None
        with _drawing:
            document = pypdfium2.PdfDocument(data)
            try:
                scale = min(max(width, 200), WIDEST) / printed.sizes[number - 1][0]
                image = document[number - 1].render(scale=scale).to_pil().convert("RGB")
            finally:
                document.close()
        buffer = io.BytesIO()
        image.save(buffer, "PNG")
        return buffer.getvalue()

    def file(self) -> bytes:
        """Return the last PDF; empty before there is one."""
        with self._lock:
            return self._data

    def _end(self) -> None:
        if self._process is not None and self._process.poll() is None:
            _kill(self._process.pid)
            self._process.wait()
        self._process = None

    def _wait(self, process: subprocess.Popen[bytes], page: int, target: Path) -> None:
        code = process.wait()
        with self._lock:
            if page != self._wanted or process is not self._process:
                return
            self._process = None
            try:
                data = (target / _NAME).read_bytes() if code == 0 else b""
            except OSError:
                data = b""
            if data:
                self._data, self.printed = data, Printed(page, _sizes(data))
            self.state = "ready" if data else "failed"
        self._changed()


def _kill(process: int) -> None:
    """End a process and all that it forked."""
    if hasattr(os, "killpg"):
        os.killpg(process, signal.SIGKILL)
    else:
        os.kill(process, signal.SIGTERM)


_drawing = threading.Lock()
"""PDFium draws one page at a time."""


def _sizes(data: bytes) -> tuple[tuple[float, float], ...]:
    import pypdfium2  # noqa: PLC0415 - an extra

    with _drawing:
        document: Any = pypdfium2.PdfDocument(data)
        try:
            return tuple(document.get_page_size(index) for index in range(len(document)))
        finally:
            document.close()


def main(folder: Path, target: Path) -> int:
    """Build the PDF of a project into a folder, and end at once when the preview is gone."""

    def watch() -> None:
        # By its number: a reader of `sys.stdin` that waits would hold up the end of the program.
        os.read(0, 1)
        _kill(os.getpid())

    threading.Thread(target=watch, daemon=True).start()
    try:
        with Memory(open_cache(shared=False), lasting=False).open():
            made = build.build(build.open_project(folder), [formats.PRINTED])
    except Failure:
        return 1
    write_whole(target, {_NAME: made.artifacts[0].data})
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
