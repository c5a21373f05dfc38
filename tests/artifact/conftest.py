"""The bundled report, built once a run, on two machines that have only its sources in common."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from support.bundled import ROOT

FORMATS = ("pdf", "docx", "epub")
COMMAND = "from reportgen.cli import main; main()"

MACHINES: Mapping[str, Mapping[str, str]] = {
    "first-machine": {
        "TZ": "Pacific/Kiritimati", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1",
    },
    "second-machine": {
        "TZ": "America/Los_Angeles", "LC_ALL": "C", "PYTHONHASHSEED": "2",
        "SOURCE_DATE_EPOCH": "86400",
    },
}  # fmt: skip
"""The settings of each machine; its name is in its paths and in the name of its user, too."""


def _begin_build(machine: Path, settings: Mapping[str, str]) -> subprocess.Popen[str]:
    """Start a build of a machine's own copy; all that it reads and writes lies below `machine`."""
    for name in ("home", "temporary", "elsewhere"):
        (machine / name).mkdir(parents=True)
    for name in ("source", "styles"):
        shutil.copytree(ROOT / name, machine / "project" / name)
    own = {
        "HOME": str(machine / "home"), "TMPDIR": str(machine / "temporary"),
        "USER": f"{machine.name}-user", "LOGNAME": f"{machine.name}-user",
    }  # fmt: skip
    kept = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
    wanted = ["--format", ",".join(FORMATS), "--output", str(machine / "out")]
    return subprocess.Popen(
        [sys.executable, "-c", COMMAND, "build", str(machine / "project"), *wanted],
        cwd=machine / "elsewhere",
        env={**kept, **own, **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )


def _build_everywhere(folder: Path) -> None:
    running = [_begin_build(folder / name, settings) for name, settings in MACHINES.items()]
    said = [process.communicate()[0] for process in running]
    for process, words in zip(running, said, strict=True):
        if process.returncode:
            pytest.fail(words)


@pytest.fixture(scope="session")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Mapping[Path, Mapping[str, bytes]]:
    """Return the artifacts by format that each machine made, by the folder of the machine.

    The workers of pytest-xdist share them: the first to come builds, the others wait.
    """
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    done = shared / "built"
    with (shared / "built.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            _build_everywhere(shared)
            done.touch()
    return {
        shared / name: {
            path.suffix.removeprefix("."): path.read_bytes()
            for path in (shared / name / "out").iterdir()
        }
        for name in MACHINES
    }


@pytest.fixture(scope="session")
def bundled(machines: Mapping[Path, Mapping[str, bytes]]) -> Mapping[str, bytes]:
    """Return the artifacts of the bundled report by format."""
    return next(iter(machines.values()))
