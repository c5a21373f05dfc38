"""A running `reportgen preview` and a browser that looks at it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

__all__ = ["Preview", "browser", "chromium", "eventually", "previewing"]

_PREVIEW = "import sys; from reportgen.cli import main; main(['preview', *sys.argv[1:]])"

PATIENCE = 120
"""Seconds after which what should be seen is taken not to come."""


@dataclass
class Preview:
    """A preview of the project in `folder`, and its address."""

    process: subprocess.Popen[str]
    folder: Path
    address: str

    def path(self, name: str) -> Path:
        """Return the path of a section."""
        return self.folder / "source" / "sections" / f"{name}.md"

    def stop(self, number: int = signal.SIGINT) -> tuple[int, float]:
        """Tell it to stop; return the exit code and the seconds that it took."""
        begun = time.monotonic()
        self.process.send_signal(number)
        code = self.process.wait(PATIENCE)
        return code, time.monotonic() - begun

    def children(self) -> list[int]:
        """Return the processes that it started and that are still there."""
        listed = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(self.process.pid)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        return [int(pid) for pid in listed.stdout.split()]


@contextmanager
def previewing(folder: Path, *options: str) -> Iterator[Preview]:
    """Run a preview of a project while the block runs."""
    process = subprocess.Popen(
        [sys.executable, "-c", _PREVIEW, str(folder), "--no-open", *options],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    assert process.stdout is not None
    with process.stdout:
        try:
            yield Preview(process, folder, process.stdout.readline().split()[-1])
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()


def chromium() -> str | None:
    """Return the path of a Chromium browser; None where there is none."""
    return next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )


@contextmanager
def browser() -> Iterator[Browser]:
    """Run a browser while the block runs."""
    program = chromium()
    if program is None:
        pytest.skip("no Chromium browser is installed")
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        try:
            yield made
        finally:
            made.close()


def eventually(page: Page, script: str, argument: object = None) -> None:
    """Wait until a script says so, as soon as it does."""
    page.wait_for_function(script, arg=argument, timeout=PATIENCE * 1000, polling="raf")


def within(seconds: float, true: Callable[[], bool]) -> bool:
    """Tell whether something comes true within some seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.02)
    return true()
