"""The only door to what is installed beside reportgen: programs, and the folder of the judges.

Nothing here knows what a judge is for. The folder is the one that `tools/judges/install` fills:
`venv` (Python), `node` (npm) and `java` (what was compiled).
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

__all__ = [
    "Absent",
    "Answer",
    "Broken",
    "NotJudged",
    "Toolbox",
    "Unreadable",
    "end_programs",
    "find_toolbox",
    "need_packages",
    "parse_json",
]

FOLDER = ".judges"
"""Name of the folder of the judges, below the project or a folder above it."""

VARIABLE = "REPORTGEN_JUDGES"
EXTRA = "python -m pip install 'reportgen[verify]'"
INSTALL = "run `make verify` in a clone of reportgen"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
JAVA = ("-Xmx1g", "-Xss4m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
"""For many short runs beside one another: little memory, no second compiler, no idle threads."""

_ENGLISH = {"LC_ALL": "C.UTF-8", "LANGUAGE": "en"}
"""Messages that can be compared, and names of files with any letter."""

_RUNNING: set[int] = set()
"""The groups of the programs that are running now."""

MINUTES = 10
"""How long one judge may take over one file."""


class Absent(Exception):  # noqa: N818 - what a judge is that is not installed
    """Raised when a judge is not installed; says what is missing and how to get it."""


class NotJudged(Exception):  # noqa: N818 - what a file is that a judge cannot be asked about
    """Raised when a judge lacks something of this call; says what."""


class Broken(Exception):  # noqa: N818 - what a judge is that has no answer
    """Raised when a judge stopped before it had an answer; carries its last words."""


class Unreadable(Exception):  # noqa: N818 - what a file is that cannot be opened
    """Raised when a file is not what its name says; that alone fails it."""


@dataclass(frozen=True)
class Answer:
    """What a program answered."""

    code: int
    out: str
    err: str

    @property
    def last_words(self) -> str:
        """Return what is worth repeating when there was no answer."""
        lines = [line for line in (self.err or self.out).splitlines() if line.strip()]
        said = " / ".join(line.strip() for line in lines[-3:])
        return f"it ended with {self.code}: {said[:400]}" if said else f"it ended with {self.code}"


@dataclass(frozen=True)
class Toolbox:
    """What there is to judge with; `folder` is None when no judges were ever installed."""

    folder: Path | None = None

    # ------------------------------------------------------------ programs of the machine

    def program(self, *names: str) -> str:
        """Return the path of the first program that is installed. Raises `Absent`."""
        for name in names:
            found = shutil.which(name)
            if found:
                return found
        message = f"{names[0]} is not installed; {INSTALL}, or install it yourself"
        raise Absent(message)

    def browser(self) -> str:
        """Return the path of a Chromium. Raises `Absent`."""
        chosen = os.environ.get("CHROMIUM")
        return self.program(*([chosen] if chosen else BROWSERS))

    # ------------------------------------------------------------ the folder of the judges

    def path(self, *parts: str) -> Path:
        """Return the path of something in the folder of the judges. Raises `Absent`."""
        if self.folder is not None:
            found = self.folder.joinpath(*parts)
            if found.exists():
                return found.absolute()
        message = f"{parts[-1]} is not installed; {INSTALL}"
        raise Absent(message)

    @cached_property
    def _packages(self) -> Mapping[str, str]:
        folders = self.folder.glob("venv/lib/python3*/site-packages") if self.folder else ()
        found = importlib.metadata.distributions(path=[str(folder) for folder in folders])
        return {package.name.lower(): package.version for package in found}

    def python_package(self, name: str) -> str:
        """Return the version of a Python package among the judges. Raises `Absent`."""
        version = self._packages.get(name)
        if version is None:
            message = f"{name} is not installed; {INSTALL}"
            raise Absent(message)
        return version

    def package_folder(self, name: str) -> Path:
        """Return the folder of an importable package among the judges. Raises `Absent`."""
        folders = sorted(self.folder.glob("venv/lib/python3*/site-packages")) if self.folder else []
        return self.path(*folders[0].relative_to(self.folder).parts, name) if (
            folders and self.folder
        ) else self.path("venv", name)  # fmt: skip

    def node_package(self, name: str) -> str:
        """Return the version of an npm package among the judges. Raises `Absent`."""
        try:
            manifest = self.path("node", "node_modules", *name.split("/"), "package.json")
        except Absent:
            message = f"{name} is not installed; {INSTALL}"
            raise Absent(message) from None
        return str(json.loads(manifest.read_text(encoding="utf-8"))["version"])

    # ------------------------------------------------------------ running

    def run(
        self,
        *command: str | Path,
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
    ) -> Answer:
        """Run a program to its end. Raises `Broken` when it cannot be started or never ends."""
        words = [str(word) for word in command]
        _STARTS.begin()
        try:
            running = subprocess.Popen(  # noqa: S603 - programs of the machine and of the judges
                words,
                cwd=folder,
                encoding="utf-8",
                env={**os.environ, **_ENGLISH, **(environment or {})},
                errors="replace",
                # With a group of its own: what it starts itself (a browser) ends with it.
                start_new_session=True,
                stderr=subprocess.PIPE,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
            )
        except OSError as fault:
            message = f"it cannot be started: {fault.strerror or fault}"
            raise Broken(message) from None
        else:
            _RUNNING.add(running.pid)
        finally:
            _STARTS.end()
        with running:
            try:
                out, err = running.communicate(timeout=60 * MINUTES)
            except subprocess.TimeoutExpired:
                message = f"it had no answer after {MINUTES} minutes"
                raise Broken(message) from None
            finally:
                # Also when it has ended: nothing that it started may live on.
                _end(running.pid)
                _RUNNING.discard(running.pid)
        return Answer(running.returncode, out, err)

    def java(self, *arguments: str | Path) -> Answer:
        """Run Java. Raises `Absent` or `Broken`."""
        return self.run(self.program("java"), *JAVA, *arguments)


class _Starts:
    """Whether a program is being started: nobody can end it before its number is known."""

    def __init__(self) -> None:
        self.at_work = False
        self.then: Callable[[], None] | None = None

    def begin(self) -> None:
        self.at_work = True

    def end(self) -> None:
        self.at_work = False
        if self.then is not None:
            self.then()


_STARTS = _Starts()


def end_programs(then: Callable[[], None]) -> None:
    """End every program that is running, with all that it started, and then do something.

    Called by the handler of a signal: while a program is being started, it waits for that.
    """
    if _STARTS.at_work:
        _STARTS.then = lambda: end_programs(then)
        return
    for group in tuple(_RUNNING):
        _end(group)
    then()


def _end(group: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


def find_toolbox(start: Path, chosen: Path | None = None) -> Toolbox:
    """Return the judges in `chosen`, else where the environment says, else in or above `start`."""
    named = chosen or (Path(os.environ[VARIABLE]) if os.environ.get(VARIABLE) else None)
    if named is not None:
        return Toolbox(named if named.is_dir() else None)
    here = start.resolve()
    above = (folder / FOLDER for folder in (here, *here.parents))
    return Toolbox(next((folder for folder in above if (folder / "venv").is_dir()), None))


def need_packages(*names: str) -> None:
    """Look for packages of the extra `verify` in reportgen's own environment. Raises `Absent`."""
    for name in names:
        if importlib.util.find_spec(name) is None:
            where = "" if sys.prefix == sys.base_prefix else f" in {Path(sys.prefix).name}"
            message = f"the Python package {name} is not installed{where}; run `{EXTRA}`"
            raise Absent(message)


def parse_json(answer: Answer, whole: Sequence[str] = ("{", "[")) -> Any:
    """Return the JSON document that a program printed. Raises `Broken` when there is none."""
    starts = [at for at in (answer.out.find(sign) for sign in whole) if at >= 0]
    try:
        return json.loads(answer.out[min(starts, default=0) :])
    except ValueError:
        raise Broken(answer.last_words) from None
